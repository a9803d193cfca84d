"""One experiment: captures, the pairs that are compared, their scores, and all figures that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._extras import need
from ._captures import Captures, OpenSet, PairList, open_set_roles
from ._comparisons import Comparisons, Ints
from ._discard import DiscardCurve, discard_curve
from ._identify import Searches
from ._rates import NO_EVIDENCE, ErrorRates, Scores

if TYPE_CHECKING:
    import pandas as pd

_DISCARD_FMR = 1e-3
"""The threshold of the error-versus-discard curve is the lowest with an FMR of at most this."""

_NO_QUALITY = -(2**31)


@dataclass(frozen=True)
class Experiment:
    """Captures, the pairs that are compared, and their scores.

    Attributes
    ----------
    captures : Captures
    pairs : PairList
    scores : ndarray, shape (pairs,)
        Similarities, :data:`NO_EVIDENCE` where a comparison found too little to go by. What stands for a pair
        with a capture that failed is not looked at.
    failed : ndarray, shape (captures,), bool
        Captures that no template could be made of. They are non-matches with everything in the figures "with
        failures", and left out of the others.
    quality : ndarray, shape (captures,), optional
        Quality scores, higher being better.
    references : ndarray, shape (captures,), bool, optional
        What is searched for others and searches for nobody itself: templates enrolled of several captures. Without it
        every capture is either.
    """

    captures: Captures
    pairs: PairList
    scores: Scores
    failed: NDArray[np.bool_]
    quality: NDArray[np.generic] | None = None
    references: NDArray[np.bool_] | None = None
    _lost: NDArray[np.bool_] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.pairs):
            raise ValueError(f"{len(self.scores)} scores of {len(self.pairs)} pairs")
        if len(self.failed) != len(self.captures):
            raise ValueError(f"failed tells of {len(self.failed)} captures, expected {len(self.captures)}")
        lost = self.failed[self.pairs.first] | self.failed[self.pairs.second]
        object.__setattr__(self, "_lost", lost)

    def rates(self, failures: bool = False) -> ErrorRates:
        """The error rates of the comparisons made; with failures to acquire among them if `failures`."""
        made, mated = ~self._lost, self.pairs.mated
        lost = [int((self._lost & kind).sum()) if failures else 0 for kind in (mated, ~mated)]
        return ErrorRates(self.scores[made & mated], self.scores[made & ~mated], *lost)

    def comparisons(self, failures: bool = False) -> Comparisons:
        """The same with the people they are of."""
        made, mated = ~self._lost, self.pairs.mated
        people = self.captures.people
        both = np.stack([people[self.pairs.first], people[self.pairs.second]], axis=1)
        own = both[:, 0]
        lost = self._lost & failures
        return Comparisons(
            self.scores[made & mated],
            own[made & mated],
            self.scores[made & ~mated],
            both[made & ~mated],
            own[lost & mated],
            both[lost & ~mated],
        )

    def searches(self, failures: bool = False) -> Searches:
        """What each capture finds among all others that it is compared with: closed-set identification."""
        kept = np.ones(len(self.pairs), dtype=bool) if failures else ~self._lost
        scores = self._scores_with_failures()[kept]
        first, second, mated = self.pairs.first[kept], self.pairs.second[kept], self.pairs.mated[kept]
        probes, mated, scores = np.concatenate([first, second]), np.tile(mated, 2), np.tile(scores, 2)
        return Searches.of(self.captures.people, probes, mated, scores).where(self._searching())

    def identification(self, roles: OpenSet | None = None) -> Searches:
        """What the probes find among the enrolled captures: open-set identification.

        Probes of enrolled people that the protocol compares with no capture of their palm are left out;
        nobody is found by a capture that failed, nor under one.
        """
        roles = roles or self.roles()
        probe, mated, scores, lost = self._searched(roles.gallery)
        # A failed mated pair is a miss, a failed non-mated one is not seen.
        seen = mated | ~lost
        found = Searches.of(self.captures.people, probe[seen], mated[seen], scores[seen])
        return found.where(~roles.gallery & self._searching() & (found.has_mated | ~roles.known))

    def roles(self) -> OpenSet:
        """Who is enrolled and who stays unknown: of references all of the people who are known."""
        roles = open_set_roles(self.captures)
        if self.references is None:
            return roles
        return OpenSet(roles.known & self.references, roles.known)

    def _searching(self) -> NDArray[np.bool_]:
        return np.ones(len(self.captures), dtype=bool) if self.references is None else ~self.references

    def discard(self) -> DiscardCurve | None:
        """Error versus discard by the quality of captures, at the threshold with an FMR of 1e-3, failures
        going first.

        None without qualities, without mated pairs, or where the comparisons cannot show that FMR.
        """
        threshold = self.rates().threshold_at_fmr(_DISCARD_FMR)
        if threshold is None or self.quality is None:
            return None
        mated = self.pairs.mated
        quality = np.where(self.failed, _NO_QUALITY, self.quality)
        both = np.stack([quality[self.pairs.first[mated]], quality[self.pairs.second[mated]]], axis=1)
        return discard_curve(threshold, self._scores_with_failures()[mated], both)

    def to_frame(self) -> pd.DataFrame:
        """One row a pair: ``probe``, ``reference``, ``mated``, ``outcome`` and ``score``, as ``--scores``
        writes them."""
        names = np.array(self.captures.names, dtype=object)
        nothing = self.scores == self._least()
        outcome = np.where(self._lost, "failure-to-acquire", np.where(nothing, "no-evidence", "compared"))
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(
            {
                "probe": names[self.pairs.first],
                "reference": names[self.pairs.second],
                "mated": self.pairs.mated,
                "outcome": outcome,
                "score": np.where(self._lost | nothing, np.nan, self.scores),
            }
        )
        return frame

    def worst(self, count: int = 24) -> tuple[Ints, Ints]:
        """Indices of the least similar mated and the most similar non-mated pairs."""
        order = np.argsort(self._scores_with_failures(), kind="stable")
        mated = self.pairs.mated[order]
        return order[mated][:count], order[~mated][::-1][:count]

    def _searched(
        self, gallery: NDArray[np.bool_]
    ) -> tuple[Ints, NDArray[np.bool_], Scores, NDArray[np.bool_]]:
        """The comparisons of probes with enrolled captures: probe, mated, score, lost."""
        first, second = self.pairs.first, self.pairs.second
        forth, back = gallery[second] & ~gallery[first], gallery[first] & ~gallery[second]
        scores = self._scores_with_failures()
        probe = np.concatenate([first[forth], second[back]])
        mated, score, lost = (
            np.concatenate([part[forth], part[back]]) for part in (self.pairs.mated, scores, self._lost)
        )
        return probe, mated, score, lost

    def _scores_with_failures(self) -> Scores:
        scores: Scores = np.where(self._lost, np.array(self._least(), self.scores.dtype), self.scores)
        return scores

    def _least(self) -> float:
        return -np.inf if self.scores.dtype.kind == "f" else NO_EVIDENCE
