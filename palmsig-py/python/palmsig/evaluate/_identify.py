"""Identification: the search of one capture, the probe, among many candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._bootstrap import Bootstrap
from ._comparisons import Comparisons, Ints
from ._interval import Interval
from ._rates import NO_EVIDENCE, Floats, Scores, checked


@dataclass(frozen=True)
class Searches:
    """What each probe has found among the candidates it was compared with.

    A candidate is what the search ranks. Where someone is enrolled with several captures that rank as one
    candidate, only their highest score must be given.

    Attributes
    ----------
    subjects : ndarray, shape (n,)
        The person of each probe.
    mated : ndarray, shape (n,)
        The highest mated score; :data:`NO_EVIDENCE` (of floats ``-inf``) after a failure to acquire.
    has_mated : ndarray, shape (n,), bool
        Whether there is a mated candidate at all.
    ahead : ndarray, shape (n,), int64
        Non-mated candidates whose score is at least the mated one.
    nearest : ndarray, shape (n,)
        The highest non-mated score.
    has_non_mated : ndarray, shape (n,), bool
        Whether there is a non-mated candidate with a score.
    """

    subjects: NDArray[np.generic]
    mated: Scores
    has_mated: NDArray[np.bool_]
    ahead: Ints
    nearest: Scores
    has_non_mated: NDArray[np.bool_]

    @classmethod
    def of(cls, subjects: ArrayLike, probe: ArrayLike, mated: ArrayLike, scores: ArrayLike) -> Searches:
        """The searches of `n` probes.

        Parameters
        ----------
        subjects : array_like, shape (n,)
            The person of each probe.
        probe : array_like, shape (m,)
            The probe of each comparison, 0 to n - 1.
        mated : array_like, shape (m,), bool
            Whether it is with a candidate of the same palm.
        scores : array_like, shape (m,)
            How alike they are. A failed acquisition is :data:`NO_EVIDENCE`, and a miss.

        Examples
        --------
        >>> found = Searches.of(["ann", "ben"], [0, 0, 1, 1], [True, False, True, False], [9, 3, 4, 5])
        >>> identification_rate(found, 1), identification_rate(found, 2)
        (0.5, 1.0)
        """
        whose, score = np.asarray(subjects), checked(scores, "search")
        index, own = np.asarray(probe, dtype=np.int64), np.asarray(mated, dtype=bool)
        least = -np.inf if score.dtype.kind == "f" else NO_EVIDENCE
        best, nearest = (np.full(len(whose), least, dtype=score.dtype) for _ in range(2))
        np.maximum.at(best, index[own], score[own])
        np.maximum.at(nearest, index[~own], score[~own])
        has_mated = np.bincount(index[own], minlength=len(whose)) > 0
        has_non_mated = np.bincount(index[~own], minlength=len(whose)) > 0
        before = index[~own][score[~own] >= best[index[~own]]]
        ahead = np.bincount(before, minlength=len(whose)).astype(np.int64)
        return cls(whose, best, has_mated, ahead, nearest, has_non_mated)

    def where(self, kept: NDArray[np.bool_]) -> Searches:
        """Some of the probes."""
        return Searches(
            self.subjects[kept],
            self.mated[kept],
            self.has_mated[kept],
            self.ahead[kept],
            self.nearest[kept],
            self.has_non_mated[kept],
        )

    def within(self, rank: int) -> Scores:
        """The mated scores of the probes that have a mated candidate; those of a higher rank have no
        evidence."""
        if rank < 1:
            raise ValueError(f"rank {rank}, expected at least 1")
        least = -np.inf if self.mated.dtype.kind == "f" else NO_EVIDENCE
        scores: Scores = np.where(self.ahead < rank, self.mated, np.array(least, self.mated.dtype))[
            self.has_mated
        ]
        return scores


def identification_rate(searches: Searches, rank: int) -> float | None:
    """Rank-`rank` identification rate.

    Of all probes that have a mated candidate, the share for which it is among the `rank` nearest; non-mated
    candidates with the same score come first. None when no probe has one.
    """
    scores = searches.within(rank)
    least = -np.inf if scores.dtype.kind == "f" else NO_EVIDENCE
    return float((scores > least).mean()) if scores.size else None


def cmc(searches: Searches, depth: int = 20) -> Floats:
    """The cumulative match characteristic: the identification rates at ranks 1 to `depth`.

    Returns
    -------
    ndarray, shape (depth,), float64
        NaN when no probe has a mated candidate.

    Examples
    --------
    >>> found = Searches.of(["ann", "ben"], [0, 0, 1, 1], [True, False, True, False], [9, 3, 4, 5])
    >>> cmc(found, 3).tolist()
    [0.5, 1.0, 1.0]
    """
    rates = [identification_rate(searches, rank) for rank in range(1, depth + 1)]
    return np.array([np.nan if rate is None else rate for rate in rates])


def open_set(searches: Searches, rank: int = 1) -> Comparisons:
    """Open-set identification (ISO/IEC 19795-1).

    Some probes are enrolled (they have a mated candidate) and others unknown. The rates and intervals of the
    result are

    * as FMR the false positive identification rate, FPIR(*t*): the share of probes of unknown people with any
    candidate
      at *t* or above;
    * as FNMR the false negative identification rate, FNIR(*t*, `rank`): the share of probes of enrolled
    people whose mated
      candidate is below *t* or not among the `rank` nearest.

    An unknown probe that saw no candidate, its acquisition having failed, is never a false positive.
    Intervals resample the people who probe and take the gallery as it is.
    """
    known, unknown = searches.has_mated, ~searches.has_mated
    seen, blind = unknown & searches.has_non_mated, unknown & ~searches.has_non_mated
    whose = searches.subjects

    def twice(some: NDArray[np.bool_]) -> NDArray[np.generic]:
        return np.repeat(whose[some][:, None], 2, axis=1)

    return Comparisons(
        searches.within(rank), whose[known], searches.nearest[seen], twice(seen), (), twice(blind)
    )


def rank_interval(searches: Searches, rank: int, bootstrap: Bootstrap | None = None) -> Interval | None:
    """The interval of :func:`identification_rate`.

    A threshold below all scores misses just those who are not among the nearest.
    """
    found = (bootstrap or Bootstrap()).fnmr(open_set(searches, rank), -np.inf)
    return found and found.of_complement()
