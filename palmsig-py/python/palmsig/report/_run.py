"""One manifest, from its rows to its error rates."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .. import Matcher, all_pairs
from .._types import Progress
from ..baselines import NAMES, Baseline
from ..baselines import all_pairs as baseline_pairs
from ..datasets import RowProblem, read_manifest
from ..evaluate import NO_EVIDENCE, PROTOCOLS, Bootstrap, Experiment, PairList, Report
from ..evaluate import report as figures
from ._acquire import Acquisition, BadPicture, acquire

METHODS = ("palmsig", "palmsig-rigid", *NAMES)
"""How captures are compared: the engine, its compact planes under a rigid search, or a published code."""

_FARTHEST = 1 << 16
"""The distance of baselines in whole numbers, as the core counts it."""


@dataclass
class Evaluation:
    """What came of one manifest.

    Attributes
    ----------
    manifest : str
    report : Report
        The figures.
    experiment : Experiment
        The comparisons one by one.
    told : ndarray, shape (pairs,), float64, optional
        The false match rates that the engine tells; None of a baseline.
    acquisition : Acquisition
    bad_rows : list of str
        Rows and pictures that could not be used, and why.
    """

    manifest: str
    report: Report
    experiment: Experiment
    told: NDArray[np.float64] | None
    acquisition: Acquisition
    bad_rows: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """The keys and values that the Rust ``evaluate --json`` writes, timings and residuals apart."""
        found = {"manifest": self.manifest, "bad_rows": len(self.bad_rows), "error": None}
        reasons = {"failures_to_acquire_by_reason": self.acquisition.reasons}
        return {**found, **reasons, **self.report.to_json()}


def evaluate(
    manifest: str | os.PathLike[str],
    *,
    protocol: str = "all",
    method: str = "palmsig",
    bootstrap: Bootstrap | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Evaluation:
    """Compare all captures of a manifest and state the error rates.

    Parameters
    ----------
    manifest : path
        A CSV file (:mod:`palmsig.datasets`). Rows that break its rules and pictures that cannot be read are left out
        and told.
    protocol : str
        A name of :data:`palmsig.evaluate.PROTOCOLS`.
    method : str
        One of :data:`METHODS`.
    bootstrap : Bootstrap, optional
        How intervals are found.
    threads : int, optional
        As many as there are cores by default.
    progress : callable or bool, optional
        Called with (done, total), of captures and then of comparisons; True draws bars.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        The protocol or the method is none, the manifest lists attacks, or no two captures are a pair of the protocol.

    Examples
    --------
    >>> import tempfile
    >>> from palmsig import report, synth
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = report.evaluate(synth.dataset(folder, palms=4, captures=2, seed=1))
    >>> found.report.captures, found.report.mated, found.report.made.eer.rate
    (8, 4, 0.0)
    >>> report.html([found]).startswith("<!DOCTYPE html>")
    True
    """
    if protocol not in PROTOCOLS:
        raise ValueError(f"protocol is {protocol!r}, expected one of {', '.join(PROTOCOLS)}")
    if method not in METHODS:
        raise ValueError(f"method is {method!r}, expected one of {', '.join(METHODS)}")
    problems: list[RowProblem] = []
    frame = read_manifest(manifest, problems=problems)
    if "attack" in frame and (frame["attack"] != "none").any():
        raise ValueError("it lists attacks: they are evaluated with --pad")
    baseline = Baseline(method) if method in NAMES else None
    acquired = acquire(frame, baseline=baseline, threads=threads, progress=progress)
    pairs = PROTOCOLS[protocol](acquired.captures)
    if not len(pairs):
        raise ValueError(f"no two captures are a pair of the protocol {protocol}")
    scores, rates = _compared(acquired, pairs, method, baseline, threads, progress)
    experiment = _experiment(acquired, pairs, scores)
    told = figures(experiment, protocol=protocol, method=method, bootstrap=bootstrap)
    return Evaluation(os.fspath(manifest), told, experiment, rates, acquired, _told(problems, acquired.bad))


def _compared(
    acquired: Acquisition,
    pairs: PairList,
    method: str,
    baseline: Baseline | None,
    threads: int | None,
    progress: Progress,
) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
    both = pairs.first, pairs.second
    if baseline is not None:
        distances = baseline_pairs(baseline, acquired.codes, pairs=both, threads=threads, progress=progress)[
            2
        ]
        return _agreement(distances), None
    matcher = Matcher(depth="rigid") if method == "palmsig-rigid" else Matcher()
    templates = [one and one.template for one in acquired.extractions]
    found = all_pairs(templates, pairs=both, matcher=matcher, threads=threads, progress=progress)
    return found.score.astype(np.int64), found.false_match_rate


def _agreement(distances: NDArray[np.float64]) -> NDArray[np.int64]:
    """1/1000 percent of agreement, in whole numbers, from distances that are the mean of one or two bands."""
    known = ~np.isnan(distances)
    most = 2 * _FARTHEST
    sums = np.rint(np.where(known, distances, 1.0) * most).astype(np.int64)
    return np.where(known, (most - sums) * 100_000 // most, NO_EVIDENCE)


def _experiment(acquired: Acquisition, pairs: PairList, scores: NDArray[np.int64]) -> Experiment:
    failed = np.array([one is None for one in acquired.extractions], dtype=bool)
    quality = np.array([one.quality.score if one else 0 for one in acquired.extractions], dtype=np.int64)
    return Experiment(acquired.captures, pairs, scores, failed, quality)


def _told(problems: list[RowProblem], bad: list[BadPicture]) -> list[str]:
    return [*map(str, problems), *(f"{one.path}: {one.problem}" for one in bad)]
