"""Scores that know whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._rates import ErrorRates, Scores, checked, has_evidence

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """All pairs of one kind, mated or non-mated.

    Attributes
    ----------
    scores : ndarray, shape (n,)
        Of the comparisons made, descending.
    places : ndarray, shape (n, 2), int64
        Whose they are, as places among all subjects.
    couples : ndarray, shape (c, 2), int64
        Which people the pairs are of, those without a score included; each couple once, ascending.
    counts : ndarray, shape (c,), int64
        Pairs of each couple.
    couple_of : ndarray, shape (n,), int64
        The couple of each comparison.
    """

    scores: Scores
    places: Ints
    couples: Ints
    counts: Ints
    couple_of: Ints

    @property
    def count(self) -> int:
        """Pairs with and without a score."""
        return int(self.counts.sum())

    @property
    def failed(self) -> int:
        """Pairs without a score."""
        return self.count - int(self.scores.size)

    @property
    def acceptable(self) -> int:
        """Comparisons with evidence, which come first."""
        return int(has_evidence(self.scores).sum())

    def subjects(self) -> int:
        """Distinct subjects in the pairs."""
        return int(np.unique(self.couples).size)


class Comparisons:
    """The comparisons of one experiment with the people they are of: what an interval needs that a rate does
    not.

    Parameters
    ----------
    mated : array_like, shape (m,)
        Scores of comparisons of one palm with itself.
    mated_subjects : array_like, shape (m,)
        The person of each: whole numbers or texts, of which only the equality and, for the resamples drawn,
        the order matter.
    non_mated : array_like, shape (n,)
        Scores of comparisons of different palms.
    non_mated_subjects : array_like, shape (n, 2)
        The two people of each, the same one twice for the two hands of a person.
    failed_mated : array_like, shape (f,)
        The people of mated pairs that never came to a score because the acquisition of a capture failed.
    failed_non_mated : array_like, shape (g, 2)
        The same of non-mated pairs.

    Examples
    --------
    >>> made = Comparisons([9, 8], ["ann", "ben"], [1, 2, 3], [["ann", "ben"]] * 3)
    >>> made.rates().eer()
    0.0
    """

    def __init__(
        self,
        mated: ArrayLike,
        mated_subjects: ArrayLike,
        non_mated: ArrayLike,
        non_mated_subjects: ArrayLike,
        failed_mated: ArrayLike = (),
        failed_non_mated: ArrayLike = (),
    ) -> None:
        scores = checked(mated, "mated"), checked(non_mated, "non-mated")
        own, both = _subjects(mated_subjects, 1), _subjects(non_mated_subjects, 2)
        lost, lost_both = _subjects(failed_mated, 1), _subjects(failed_non_mated, 2)
        for kind, score, whose in (("mated", scores[0], own), ("non-mated", scores[1], both)):
            if len(score) != len(whose):
                raise ValueError(f"{len(score)} {kind} scores and subjects of {len(whose)} of them")
        self.subjects, places = _places(
            [np.repeat(own, 2, axis=1), both, np.repeat(lost, 2, axis=1), lost_both]
        )
        """Distinct people."""
        self.mated = _pairs(scores[0], places[0], places[2], self.subjects)
        self.non_mated = _pairs(scores[1], places[1], places[3], self.subjects)

    def rates(self) -> ErrorRates:
        """The rates of these comparisons, failed pairs counted."""
        mated, non_mated = self.mated, self.non_mated
        return ErrorRates(mated.scores, non_mated.scores, mated.failed, non_mated.failed)

    def shows(self, fmr: float) -> bool:
        """Whether the non-mated comparisons made can show an FMR of `fmr`."""
        return self.rates().shows(fmr)


def _subjects(given: ArrayLike, width: int) -> NDArray[Any]:
    array = np.asarray(given)
    if array.size == 0:
        return np.zeros((0, width), dtype=np.int64)
    wanted = "(n,)" if width == 1 else "(n, 2)"
    if array.ndim != width or (width == 2 and array.shape[1] != 2):
        raise ValueError(f"subjects have the shape {array.shape}, expected {wanted}")
    return array.reshape(len(array), width)


def _places(parts: list[NDArray[Any]]) -> tuple[int, list[Ints]]:
    """How many people there are, and each of `parts`, shape (n, 2), with their places, the smaller one
    first."""
    given = [part.ravel() for part in parts if part.size]
    if not given:
        return 0, [np.zeros((0, 2), dtype=np.int64) for _ in parts]
    names, places = np.unique(np.concatenate(given), return_inverse=True)
    ends = np.cumsum([part.size for part in parts])[:-1]
    pieces = np.split(places.astype(np.int64), ends)
    return int(names.size), [np.sort(piece.reshape(-1, 2), axis=1) for piece in pieces]


def _pairs(scores: Scores, places: Ints, failed: Ints, subjects: int) -> Pairs:
    # By subjects too, so that the order in which comparisons are given changes nothing.
    order = np.lexsort((places[:, 1], places[:, 0], -scores))
    scores, places = scores[order], places[order]
    keys = np.concatenate([places, failed]) @ np.array([max(subjects, 1), 1])
    couples, couple_of, counts = np.unique(keys, return_inverse=True, return_counts=True)
    both = np.stack(np.divmod(couples, max(subjects, 1)), axis=1)
    return Pairs(scores, places, both, counts.astype(np.int64), couple_of[: len(scores)].astype(np.int64))
