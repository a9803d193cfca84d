"""False match and false non-match rates over all thresholds (ISO/IEC 19795-1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._extras import need

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Scores = NDArray[Any]

NO_EVIDENCE = -(2**31)
"""The score of a comparison that found too little to go by: a non-match at every threshold. Of floats it is
-inf."""


@dataclass(frozen=True)
class OperatingPoint:
    """The two error rates at one threshold.

    Attributes
    ----------
    threshold : float
        Scores of at least this are accepted.
    fmr, fnmr : float
        False match and false non-match rate, 0 to 1.
    """

    threshold: float
    fmr: float
    fnmr: float


@dataclass(frozen=True)
class DetCurve:
    """The detection error trade-off: one point for every score that occurs and one above all of them.

    Attributes
    ----------
    threshold : ndarray, shape (n,)
        Ascending; int64 or float64 as the scores are.
    fmr, fnmr : ndarray, shape (n,), float64
        Shares of 0 to 1; the first falls and the second grows.
    """

    threshold: Scores
    fmr: Floats
    fnmr: Floats

    def to_frame(self) -> pd.DataFrame:
        """The points as a frame with the columns ``threshold``, ``fmr`` and ``fnmr``."""
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(
            {"threshold": self.threshold, "fmr": self.fmr, "fnmr": self.fnmr}
        )
        return frame


class ErrorRates:
    """The error rates of mated and non-mated comparisons.

    Parameters
    ----------
    mated, non_mated : array_like, shape (n,)
        Similarity scores, higher being more alike: whole numbers, or floats without NaN. :data:`NO_EVIDENCE`
        (of floats ``-inf``) is a non-match at every threshold.
    failed_mated, failed_non_mated : int
        Pairs without a score because the acquisition of at least one of the two captures failed; they count
        as non-matches at every threshold (the generalised rates of ISO/IEC 19795-1).

    Notes
    -----
    A threshold accepts every score that is at least as high. Rates are shares of 0 to 1; what the scores
    cannot tell is None, never NaN. These are the figures of the Rust library's ``evaluate``.

    Examples
    --------
    >>> rates = ErrorRates([9, 8, 7, 3], [1, 2, 4, 0])
    >>> rates.eer()
    0.25
    >>> rates.at(4)
    OperatingPoint(threshold=4, fmr=0.25, fnmr=0.25)
    >>> rates.fnmr_at_fmr(0.01) is None  # four comparisons cannot show one in a hundred
    True
    """

    def __init__(
        self, mated: ArrayLike, non_mated: ArrayLike, failed_mated: int = 0, failed_non_mated: int = 0
    ) -> None:
        self._mated = _Group(mated, failed_mated, "mated")
        self._non_mated = _Group(non_mated, failed_non_mated, "non-mated")

    @property
    def mated(self) -> int:
        """Mated comparisons made; failed pairs are not among them."""
        return self._mated.made

    @property
    def non_mated(self) -> int:
        """Non-mated comparisons made; failed pairs are not among them."""
        return self._non_mated.made

    @property
    def without_evidence(self) -> tuple[int, int]:
        """Comparisons that found too little to go by, mated and non-mated."""
        return self._mated.without_evidence, self._non_mated.without_evidence

    @property
    def known(self) -> bool:
        """Whether there are pairs of both kinds, without which there are no rates."""
        return self._mated.pairs > 0 and self._non_mated.pairs > 0

    def det(self) -> DetCurve:
        """The detection error trade-off; without points unless there are pairs of both kinds."""
        if not self.known:
            none = np.zeros(0)
            return DetCurve(none, none, none)
        thresholds = _thresholds(self._mated.ascending, self._non_mated.ascending)
        fmr, fnmr = self._non_mated.accepted(thresholds), self._mated.rejected(thresholds)
        return DetCurve(thresholds, fmr, fnmr)

    def roc(self) -> pd.DataFrame:
        """The receiver operating characteristic: a frame with ``threshold``, ``fmr`` and ``tmr`` = 1 -
        FNMR."""
        frame = self.det().to_frame()
        roc: pd.DataFrame = frame.assign(tmr=1.0 - frame["fnmr"]).drop(columns="fnmr")
        return roc

    def at(self, threshold: float) -> OperatingPoint | None:
        """The rates at a threshold; None unless there are pairs of both kinds."""
        if not self.known:
            return None
        at = np.asarray([threshold])
        fmr, fnmr = self._non_mated.accepted(at)[0], self._mated.rejected(at)[0]
        return OperatingPoint(threshold, float(fmr), float(fnmr))

    def eer(self) -> float | None:
        """The equal error rate.

        Where the polyline through (FMR 1, FNMR 0) and the points of :meth:`det` has FMR = FNMR: a straight
        piece is what a system attains that picks one of two neighbouring thresholds by lot. None unless there
        are pairs of both kinds.
        """
        if not self.known:
            return None
        curve = self.det()
        after = int(np.argmax(curve.fnmr >= curve.fmr))
        before = (1.0, 0.0) if after == 0 else (float(curve.fmr[after - 1]), float(curve.fnmr[after - 1]))
        return crossing(before, (float(curve.fmr[after]), float(curve.fnmr[after])))

    def fnmr_at_fmr(self, fmr: float) -> float | None:
        """The smallest FNMR over the thresholds with an FMR of at most `fmr`.

        None when there is no mated pair, or when the comparisons made cannot show such a rate: `fmr` times
        their number is below one.
        """
        if not self.shows(fmr):
            return None
        point = self._first_within(fmr)
        return None if point is None else point.fnmr

    def threshold_at_fmr(self, fmr: float) -> float | None:
        """The lowest threshold with an FMR of at most `fmr`; None where :meth:`fnmr_at_fmr` is."""
        point = self._first_within(fmr) if self.shows(fmr) else None
        return None if point is None else point.threshold

    def d_prime(self) -> float | None:
        """The decidability index: the difference of the means over the root of the mean variance.

        Over the scores with evidence, variances with n - 1. None with fewer than two scores of either kind,
        or without any spread.
        """
        mated, non_mated = self._mated.moments(), self._non_mated.moments()
        if mated is None or non_mated is None:
            return None
        spread = float(np.sqrt((mated[1] + non_mated[1]) / 2.0))
        return (mated[0] - non_mated[0]) / spread if spread > 0.0 else None

    def shows(self, fmr: float) -> bool:
        """Whether the non-mated comparisons made can show an FMR of `fmr`."""
        return shows(self.non_mated, fmr)

    def _first_within(self, fmr: float) -> OperatingPoint | None:
        if not self.known:
            return None
        curve = self.det()
        first = int(np.argmax(curve.fmr <= fmr))
        return OperatingPoint(
            curve.threshold[first].item(), float(curve.fmr[first]), float(curve.fnmr[first])
        )


def shows(comparisons: int, rate: float) -> bool:
    """Whether so many comparisons can show a rate.

    Rates are compared as the same rounded quotients in which they are told, so that 3 of 300 000 is 1e-5.
    """
    return comparisons > 0 and rate >= 1.0 / comparisons


def crossing(before: tuple[float, float], point: tuple[float, float]) -> float:
    """Where the straight line from one (FMR, FNMR) with FMR > FNMR to one with FNMR >= FMR has both equal."""
    gap_before, gap = before[0] - before[1], point[1] - point[0]
    return before[0] + gap_before / (gap_before + gap) * (point[0] - before[0])


def checked(scores: ArrayLike, name: str) -> Scores:
    """Scores as int64 or float64."""
    array = np.asarray(scores)
    if array.ndim != 1:
        raise ValueError(f"{name} scores have the shape {array.shape}, expected (n,)")
    if array.size == 0 or array.dtype.kind in "iub":
        return array.astype(np.int64)
    if array.dtype.kind != "f":
        raise TypeError(f"{name} scores are {array.dtype}, expected whole numbers or floats")
    if np.isnan(array).any():
        raise ValueError(f"{name} scores hold NaN; a comparison without evidence is -inf")
    return array.astype(np.float64)


def has_evidence(scores: Scores) -> NDArray[np.bool_]:
    """Which scores are of comparisons with evidence."""
    above: NDArray[np.bool_] = scores > (-np.inf if scores.dtype.kind == "f" else NO_EVIDENCE)
    return above


def _thresholds(mated: Scores, non_mated: Scores) -> Scores:
    """The scores that occur, and one above all of them."""
    occurring = np.unique(np.concatenate([mated, non_mated]))
    if occurring.dtype.kind == "f":
        highest = np.nextafter(occurring[-1] if occurring.size else -np.inf, np.inf)
    else:
        highest = (occurring[-1] if occurring.size else NO_EVIDENCE) + 1
    return np.append(occurring, highest)


class _Group:
    """Scores of one kind, and the pairs of that kind that have none."""

    def __init__(self, scores: ArrayLike, failed: int, name: str) -> None:
        if failed < 0:
            raise ValueError(f"{failed} failed {name} pairs, expected at least 0")
        array = checked(scores, name)
        self.made = int(array.size)
        self.failed = int(failed)
        self.ascending = np.sort(array[has_evidence(array)])
        self.without_evidence = self.made - int(self.ascending.size)
        self.pairs = self.made + self.failed

    def accepted(self, thresholds: Scores) -> Floats:
        below = np.searchsorted(self.ascending, thresholds, side="left")
        share: Floats = (self.ascending.size - below) / self.pairs
        return share

    def rejected(self, thresholds: Scores) -> Floats:
        below = np.searchsorted(self.ascending, thresholds, side="left")
        share: Floats = (below + self.without_evidence + self.failed) / self.pairs
        return share

    def moments(self) -> tuple[float, float] | None:
        """Mean and variance of the scores with evidence."""
        if self.ascending.size < 2:
            return None
        return float(self.ascending.mean()), float(self.ascending.var(ddof=1))
