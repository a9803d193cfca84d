"""One manifest, from its rows to its error rates."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import Matcher, Template, all_pairs
from .._types import Progress
from ..baselines import NAMES, Baseline
from ..baselines import all_pairs as baseline_pairs
from ..datasets import RowProblem, read_manifest
from ..evaluate import NO_EVIDENCE, PROTOCOLS, Bootstrap, Experiment, PairList, Report
from ..evaluate import report as figures
from ._acquire import Acquisition, BadPicture, acquire
from ._enrol import Enrolment, Participants, enrolled
from ._times import Times, comparing, comparing_codes

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
    times : Times
        How long things took on one thread.
    enrolment : Enrolment or None
        Where several captures were enrolled as one template.
    bad_rows : list of str
        Rows and pictures that could not be used, and why.
    """

    manifest: str
    report: Report
    experiment: Experiment
    told: NDArray[np.float64] | None
    acquisition: Acquisition
    times: Times
    enrolment: Enrolment | None = None
    bad_rows: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """The keys and values that the Rust ``evaluate --json`` writes, residuals apart."""
        enrolment = self.enrolment
        found: dict[str, object] = {"enrol": enrolment and enrolment.captures}
        found |= {"enrolment": enrolment and enrolment.to_json(), **self.times.to_json()}
        found |= {"manifest": self.manifest, "bad_rows": len(self.bad_rows), "error": None}
        reasons = {"failures_to_acquire_by_reason": self.acquisition.reasons}
        return {**found, **reasons, **self.report.to_json()}


def evaluate(
    manifest: str | os.PathLike[str],
    *,
    protocol: str = "all",
    method: str = "palmsig",
    enrol: int | None = None,
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
    enrol : int, optional
        So many captures of each palm, 1 to 16, become one template, and only the others are compared with templates.
        Palms with fewer captures are left out. Published codes have no enrolment.
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
        The protocol or the method is none, the manifest lists attacks, no two captures are a pair of the protocol, or
        no palm has more captures than are enrolled.

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
    if enrol is not None and method in NAMES:
        raise ValueError("enrol is for palmsig and palmsig-rigid: published codes have no enrolment")
    problems: list[RowProblem] = []
    frame = read_manifest(manifest, problems=problems)
    if "attack" in frame and (frame["attack"] != "none").any():
        raise ValueError("it lists attacks: they are evaluated with --pad")
    baseline = Baseline(method) if method in NAMES else None
    acquired = acquire(frame, baseline=baseline, threads=threads, progress=progress)
    matcher = Matcher(depth="rigid") if method == "palmsig-rigid" else Matcher()
    pairs = PROTOCOLS[protocol](acquired.captures)
    if not len(pairs):
        raise ValueError(f"no two captures are a pair of the protocol {protocol}")
    enrolment, references = None, None
    everybody = _everybody(acquired)
    if enrol is not None:
        everybody, enrolment = enrolled(acquired.captures, acquired.extractions, enrol, matcher)
        references, pairs = everybody.references, everybody.pairs(PROTOCOLS[protocol](everybody.captures))
    if baseline is None:
        scores, rates = _compared(everybody, pairs, matcher, threads, progress)
    else:
        scores, rates = _codes_compared(baseline, acquired, pairs, threads, progress), None
    failed = np.array([one is None for one in everybody.templates], dtype=bool)
    experiment = Experiment(everybody.captures, pairs, scores, failed, everybody.quality, references)
    told = figures(experiment, protocol=protocol, method=method, bootstrap=bootstrap)
    if enrolment is not None:
        told = replace(told, **_listed(acquired))
    took = comparing(everybody, matcher) if baseline is None else comparing_codes(acquired.codes, baseline)
    times = replace(acquired.times, **took)
    bad = _told(problems, acquired.bad)
    return Evaluation(os.fspath(manifest), told, experiment, rates, acquired, times, enrolment, bad)


def _everybody(acquired: Acquisition) -> Participants:
    """Every capture on its own."""
    quality = [one.quality.score if one else 0 for one in acquired.extractions]
    templates = [one and one.template for one in acquired.extractions]
    alone = np.zeros(len(templates), dtype=bool)
    return Participants(acquired.captures, templates, np.array(quality, dtype=np.int64), alone)


def _listed(acquired: Acquisition) -> dict[str, Any]:
    """What a report counts: all captures, whatever becomes of them."""
    captures = acquired.captures
    return {
        "images": sum(len(rows) for rows in captures.rows),
        "captures": len(captures),
        "palms": int(np.unique(captures.palms).size),
        "set": captures.set,
        "failures_to_acquire": sum(one is None for one in acquired.extractions),
    }


def _compared(
    everybody: Participants, pairs: PairList, matcher: Matcher, threads: int | None, progress: Progress
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    templates: list[Template | None] = everybody.templates
    both = pairs.first, pairs.second
    found = all_pairs(templates, pairs=both, matcher=matcher, threads=threads, progress=progress)
    return found.score.astype(np.int64), found.false_match_rate


def _codes_compared(
    baseline: Baseline, acquired: Acquisition, pairs: PairList, threads: int | None, progress: Progress
) -> NDArray[np.int64]:
    both = pairs.first, pairs.second
    found = baseline_pairs(baseline, acquired.codes, pairs=both, threads=threads, progress=progress)
    return _agreement(found[2])


def _agreement(distances: NDArray[np.float64]) -> NDArray[np.int64]:
    """1/1000 percent of agreement, in whole numbers, from distances that are the mean of one or two bands."""
    known = ~np.isnan(distances)
    most = 2 * _FARTHEST
    sums = np.rint(np.where(known, distances, 1.0) * most).astype(np.int64)
    return np.where(known, (most - sums) * 100_000 // most, NO_EVIDENCE)


def _told(problems: list[RowProblem], bad: list[BadPicture]) -> list[str]:
    return [*map(str, problems), *(f"{one.path}: {one.problem}" for one in bad)]
