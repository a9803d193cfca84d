"""The figures of an experiment, as the Rust library's ``evaluate`` tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .._extras import need
from ._bootstrap import Bootstrap
from ._discard import DiscardCurve
from ._experiment import Experiment
from ._identify import Searches, identification_rate, open_set, rank_interval
from ._interval import Interval

if TYPE_CHECKING:
    import pandas as pd

FMRS = {"1e-2": 1e-2, "1e-3": 1e-3, "1e-4": 1e-4, "1e-5": 1e-5}
"""The false match rates at which the FNMR is stated."""

FPIRS = {"1e-2": 1e-2, "1e-3": 1e-3}
"""The false positive identification rates at which the FNIR is stated."""

RANKS = (1, 5)
_DISCARD_LIMIT = 0.2

Json = Mapping[str, object]


@dataclass(frozen=True)
class Figure:
    """A rate and its interval; either is None where the comparisons cannot tell it."""

    rate: float | None
    interval: Interval | None

    def __format__(self, spec: str) -> str:
        return "-" if self.rate is None else format(self.rate, spec)


@dataclass(frozen=True)
class Verification:
    """Error rates of one-to-one comparisons: EER, FNMR by the name of the FMR, and rank-1 rate."""

    eer: Figure
    fnmr_at_fmr: dict[str, Figure]
    rank1: Figure


@dataclass(frozen=True)
class Identification:
    """Open-set identification: FNIR at rank 1 by the name of the FPIR, and identification rates by rank."""

    enrolled_palms: int
    enrolled_probes: int
    unknown_probes: int
    fnir_at_fpir: dict[str, Figure]
    ranks: dict[int, Figure]


@dataclass(frozen=True)
class Report:
    """All figures of one experiment.

    Attributes
    ----------
    made : Verification
        Of the comparisons made.
    with_failures : Verification
        With a failure to acquire as a non-match with everything.
    """

    set: str
    images: int
    captures: int
    palms: int
    protocol: str
    method: str
    failures_to_acquire: int
    mated: int
    non_mated: int
    without_evidence: tuple[int, int]
    d_prime: float | None
    made: Verification
    with_failures: Verification
    identification: Identification
    discard: DiscardCurve | None

    def to_json(self) -> dict[str, object]:
        """The keys and values that the Rust ``evaluate --json`` writes, timings and residuals apart."""
        found: dict[str, object] = {
            name: getattr(self, name)
            for name in ("set", "images", "captures", "palms", "protocol", "method", "failures_to_acquire")
        }
        found |= {"mated": self.mated, "non_mated": self.non_mated, "d_prime": self.d_prime}
        found |= dict(
            zip(("mated_without_evidence", "non_mated_without_evidence"), self.without_evidence, strict=True)
        )
        for suffix, part in (("", self.made), ("_with_failures", self.with_failures)):
            found[f"eer{suffix}"], found[f"eer{suffix}_interval"] = _both(part.eer)
            found[f"rank1{suffix}"], found[f"rank1{suffix}_interval"] = _both(part.rank1)
            at = {name: _both(figure) for name, figure in part.fnmr_at_fmr.items()}
            found[f"fnmr_at_fmr{suffix}"] = {name: both[0] for name, both in at.items()}
            found[f"fnmr_at_fmr{suffix}_intervals"] = {name: both[1] for name, both in at.items()}
        found["identification"] = _identification_json(self.identification)
        found["discard"] = self.discard and _discard_json(self.discard)
        return found

    def to_frame(self) -> pd.DataFrame:
        """One row a figure: ``figure``, ``rate``, ``low``, ``high``, as shares."""
        named = {"EER": self.made.eer, "rank-1": self.made.rank1}
        named |= {f"FNMR at FMR {name}": figure for name, figure in self.made.fnmr_at_fmr.items()}
        named |= {f"FNIR at FPIR {name}": figure for name, figure in self.identification.fnir_at_fpir.items()}
        rows = [
            (
                name,
                figure.rate,
                figure.interval and figure.interval.low,
                figure.interval and figure.interval.high,
            )
            for name, figure in named.items()
        ]
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(
            rows, columns=["figure", "rate", "low", "high"]
        )
        indexed: pd.DataFrame = frame.set_index("figure")
        return indexed


def report(
    experiment: Experiment,
    *,
    protocol: str = "all",
    method: str = "palmsig",
    bootstrap: Bootstrap | None = None,
) -> Report:
    """All figures of an experiment.

    Parameters
    ----------
    experiment : Experiment
    protocol, method : str
        Stated in the report.
    bootstrap : Bootstrap, optional
        How intervals are found.

    Returns
    -------
    Report
        The figures of the Rust ``evaluate`` of the same scores.
    """
    strap = bootstrap or Bootstrap()
    rates = experiment.rates()
    made = _verification(experiment, strap, failures=False)
    failures = int(experiment.failed.sum())
    return Report(
        set=experiment.captures.set,
        images=sum(len(rows) for rows in experiment.captures.rows),
        captures=len(experiment.captures),
        palms=int(np.unique(experiment.captures.palms).size),
        protocol=protocol,
        method=method,
        failures_to_acquire=failures,
        mated=rates.mated,
        non_mated=rates.non_mated,
        without_evidence=rates.without_evidence,
        d_prime=rates.d_prime(),
        made=made,
        with_failures=_verification(experiment, strap, failures=True) if failures else made,
        identification=_identification(experiment, strap),
        discard=experiment.discard(),
    )


def _verification(experiment: Experiment, strap: Bootstrap, *, failures: bool) -> Verification:
    rates, comparisons = experiment.rates(failures), experiment.comparisons(failures)
    searches = experiment.searches(failures)
    at = {
        name: Figure(rates.fnmr_at_fmr(fmr), strap.fnmr_at_fmr(comparisons, fmr))
        for name, fmr in FMRS.items()
    }
    return Verification(Figure(rates.eer(), strap.eer(comparisons)), at, _rank(searches, 1, strap))


def _rank(searches: Searches, rank: int, strap: Bootstrap) -> Figure:
    return Figure(identification_rate(searches, rank), rank_interval(searches, rank, strap))


def _identification(experiment: Experiment, strap: Bootstrap) -> Identification:
    roles = experiment.roles()
    searches = experiment.identification(roles)
    open_ = open_set(searches)
    rates = open_.rates()
    unknown = int((~searches.has_mated).sum())
    fnir = {
        name: Figure(rates.fnmr_at_fmr(fpir), strap.fnmr_at_fmr(open_, fpir)) for name, fpir in FPIRS.items()
    }
    ranks = {rank: _rank(searches, rank, strap) for rank in RANKS}
    return Identification(int(roles.gallery.sum()), len(searches.subjects) - unknown, unknown, fnir, ranks)


def _both(figure: Figure) -> tuple[float | None, list[float] | None]:
    interval = figure.interval
    return figure.rate, None if interval is None else [interval.low, interval.high]


def _identification_json(found: Identification) -> Json:
    fnir = {name: _both(figure) for name, figure in found.fnir_at_fpir.items()}
    keys: dict[str, object] = {
        "enrolled_palms": found.enrolled_palms,
        "enrolled_probes": found.enrolled_probes,
        "unknown_probes": found.unknown_probes,
        "fnir_at_fpir": {name: both[0] for name, both in fnir.items()},
        "fnir_at_fpir_intervals": {name: both[1] for name, both in fnir.items()},
    }
    for rank, figure in found.ranks.items():
        keys[f"rank{rank}"], keys[f"rank{rank}_interval"] = _both(figure)
    return keys


def _discard_json(curve: DiscardCurve) -> Json:
    shown = curve.discarded <= _DISCARD_LIMIT
    corners = np.stack([curve.discarded[shown], curve.fnmr[shown]], axis=1).tolist()
    return {
        "quality": "score",
        "threshold": curve.threshold,
        "fnmr": corners,
        f"area_to_{_DISCARD_LIMIT}": curve.area(_DISCARD_LIMIT),
    }
