"""Samples of people drawn anew, and their rates; many at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ._comparisons import Comparisons, Ints, Pairs
from ._rates import Floats, Scores, crossing

_CELLS = 4_000_000
"""Weights held at a time: 32 MB."""

_FIRST_LOOK = 2048
"""Comparisons looked at before more are: most thresholds lie among the highest non-mated scores."""

_LEAST_FREEDOM = 3.0
"""Fewer degrees of freedom are too few to be estimated themselves."""


class Resamples:
    """Comparisons as samples of people, drawn with replacement, weigh them.

    A person drawn *w* times gives its mated pairs the weight *w*, a pair of two people has the product of
    their weights.

    Parameters
    ----------
    comparisons : Comparisons
    weights : ndarray, shape (b, subjects), float64
        How often each sample holds each person: whole numbers, so that sums of their products are exact.
    """

    def __init__(self, comparisons: Comparisons, weights: Floats) -> None:
        self._comparisons = comparisons
        self._weights = weights
        self._mated = self._total(comparisons.mated)
        self._non_mated = self._total(comparisons.non_mated)

    def _total(self, pairs: Pairs) -> Floats:
        total: Floats = self._of(pairs.couples) @ pairs.counts.astype(np.float64)
        return total

    def _of(self, places: Ints) -> Floats:
        """The weights of pairs, shape (b, pairs)."""
        first, second = self._weights[:, places[:, 0]], self._weights[:, places[:, 1]]
        return np.where(places[:, 0] == places[:, 1], first, first * second)

    def fmr(self, threshold: float, mix: float) -> Floats:
        """FMR at a threshold, NaN where there is no non-mated pair; `mix` of it comes from the sample, the
        rest from the original."""
        pairs = self._comparisons.non_mated
        reached = reached_by(pairs, threshold)
        weight = self._of(pairs.places[:reached]).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = self._fmr_of(np.float64(reached), weight, mix)
        return np.where(self._non_mated > 0, rate, np.nan)

    def all_at(self, threshold: float) -> Floats:
        """One threshold for all samples."""
        return np.full(len(self._weights), float(threshold))

    def fnmr(self, thresholds: Floats) -> Floats:
        """FNMR of each sample at the threshold of that sample, NaN without a mated pair."""
        pairs = self._comparisons.mated
        sums = self._running(pairs, pairs.acceptable)
        ascending = -pairs.scores[: pairs.acceptable].astype(np.float64)
        reached = np.searchsorted(ascending, -thresholds, side="right")
        weight = np.take_along_axis(sums, reached[:, None], axis=1)[:, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            rate: Floats = (self._mated - weight) / self._mated
        return np.where(self._mated > 0, rate, np.nan)

    def fnmr_at_fmr(self, fmr: float, mix: float) -> Floats:
        """FNMR where the FMR, mixed, is at most `fmr`; NaN where there is none."""
        last = self.stricter_than(fmr, mix)
        # Scores above the last one: of whole numbers the next, of floats the next float.
        whole = self._comparisons.non_mated.scores.dtype.kind != "f"
        above = last + 1.0 if whole else np.nextafter(last, np.inf)
        return np.where(self._non_mated > 0, self.fnmr(above), np.nan)

    def stricter_than(self, fmr: float, mix: float) -> Floats:
        """The highest score of each sample that a threshold must lie above for an FMR of at most `fmr`, or
        -inf."""
        pairs = self._comparisons.non_mated
        found = np.full(len(self._weights), -np.inf)
        open_ = np.arange(len(self._weights))
        for look in _looks(pairs.acceptable):
            ends = _last_of_each(pairs.scores[:look], complete=look == pairs.acceptable)
            for some in _chunks(open_, look):
                rates = self._at(some)._fmrs(look, ends, mix)
                beyond = rates > fmr
                hit = beyond.any(axis=1)
                found[some[hit]] = pairs.scores[ends[beyond.argmax(axis=1)[hit]]]
            open_ = open_[np.isneginf(found[open_])]
            if not open_.size:
                break
        return found

    def eer(self, mix: float) -> tuple[Floats, Floats]:
        """EER and the lowest threshold with FNMR >= FMR of each sample; NaN unless there are pairs of both
        kinds."""
        rate, threshold = np.full(len(self._weights), np.nan), np.full(len(self._weights), np.nan)
        open_ = np.flatnonzero((self._mated > 0) & (self._non_mated > 0))
        scores, ends = _merged(self._comparisons)
        accepted = ends.sum(axis=0)
        for look in _looks(int(accepted[-1]) if scores.size else 0):
            # The thresholds that accept so many comparisons of both kinds at most.
            reach = int(np.searchsorted(accepted, look, side="right"))
            for some in _chunks(open_, look):
                self._at(some)._crossings(scores[:reach], ends[:, :reach], mix, some, rate, threshold)
            open_ = open_[np.isnan(rate[open_])]
            if not open_.size:
                break
        self._at(open_)._last_crossings(scores, ends, mix, open_, rate, threshold)
        return rate, threshold

    def _at(self, some: Ints) -> Resamples:
        """The same of some of the samples."""
        part = object.__new__(Resamples)
        part._comparisons = self._comparisons
        part._weights = self._weights[some]
        part._mated, part._non_mated = self._mated[some], self._non_mated[some]
        return part

    def _running(self, pairs: Pairs, look: int) -> Floats:
        """Weights of the first 0, 1, .. `look` comparisons, shape (b, look + 1)."""
        sums = np.zeros((len(self._weights), look + 1))
        np.cumsum(self._of(pairs.places[:look]), axis=1, out=sums[:, 1:])
        return sums

    def _fmrs(self, look: int, ends: Ints, mix: float) -> Floats:
        weight = self._running(self._comparisons.non_mated, look)[:, ends + 1]
        return self._fmr_of((ends + 1).astype(np.float64), weight, mix, self._non_mated[:, None])

    def _fmr_of(
        self, reached: Floats | np.float64, weight: Floats, mix: float, total: Floats | None = None
    ) -> Floats:
        original = reached / self._comparisons.non_mated.count
        mixed: Floats = original + mix * (weight / (self._non_mated if total is None else total) - original)
        return mixed

    def _rates_at(self, ends: Ints, mix: float) -> tuple[Floats, Floats]:
        """FMR and FNMR where the first so many non-mated and mated comparisons are accepted."""
        mated = self._running(self._comparisons.mated, int(ends[0].max(initial=0)))[:, ends[0]]
        non_mated = self._running(self._comparisons.non_mated, int(ends[1].max(initial=0)))[:, ends[1]]
        fmr = self._fmr_of(ends[1].astype(np.float64), non_mated, mix, self._non_mated[:, None])
        return fmr, (self._mated[:, None] - mated) / self._mated[:, None]

    def _crossings(
        self, scores: Scores, ends: Ints, mix: float, some: Ints, rate: Floats, threshold: Floats
    ) -> None:
        if not scores.size:
            return
        fmr, fnmr = self._rates_at(ends, mix)
        crossed = fnmr < fmr
        for row in np.flatnonzero(crossed.any(axis=1)):
            first = int(crossed[row].argmax())
            above = (0.0, 1.0) if first == 0 else (float(fmr[row, first - 1]), float(fnmr[row, first - 1]))
            rate[some[row]] = crossing((float(fmr[row, first]), float(fnmr[row, first])), above)
            threshold[some[row]] = _above_all(scores) if first == 0 else scores[first - 1]

    def _last_crossings(
        self, scores: Scores, ends: Ints, mix: float, some: Ints, rate: Floats, threshold: Floats
    ) -> None:
        """Of samples whose FNMR is never below their FMR: with all accepted, those without evidence too."""
        fmr, fnmr = (
            self._rates_at(ends[:, -1:], mix)
            if scores.size
            else (np.zeros((len(some), 1)), np.ones((len(some), 1)))
        )
        for row, place in enumerate(some):
            rate[place] = crossing((1.0, 0.0), (float(fmr[row, 0]), float(fnmr[row, 0])))
            threshold[place] = scores[-1] if scores.size else np.inf


def draws(subjects: int, seed: int, first: int, count: int) -> Floats:
    """How often each of `subjects` people is in each of `count` samples of as many, drawn with replacement.

    SplitMix64 (Steele, Lea & Flood 2014), one generator a sample: those of the Rust library, number for
    number.

    Returns
    -------
    ndarray, shape (count, subjects), float64
    """
    start = _mixed(np.array([seed], dtype=np.uint64) + _GOLDEN)
    own = _mixed((start ^ np.arange(first, first + count, dtype=np.uint64)) + _GOLDEN)
    steps = np.arange(1, subjects + 1, dtype=np.uint64) * _GOLDEN
    bits = _mixed(own[:, None] + steps[None, :])
    drawn = ((bits >> np.uint64(32)) * np.uint64(subjects)) >> np.uint64(32)
    keys = drawn.astype(np.int64) + np.arange(count)[:, None] * subjects
    counts = np.bincount(keys.ravel(), minlength=count * subjects)
    return counts.reshape(count, subjects).astype(np.float64)


_GOLDEN = np.uint64(0x9E37_79B9_7F4A_7C15)


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    mixed: NDArray[np.uint64] = state ^ (state >> np.uint64(31))
    return mixed


def reached_by(pairs: Pairs, threshold: float) -> int:
    """Comparisons that a threshold accepts."""
    ascending = -pairs.scores[: pairs.acceptable].astype(np.float64)
    return int(np.searchsorted(ascending, -threshold, side="right"))


def fmr_mix(comparisons: Comparisons, threshold: float) -> float:
    """How much of a resampled FMR may come from the resample, so that its variance is that of the FMR.

    With *e* the surplus of false matches of a couple over its share, *Q* the sum over the *n* people of their
    squared sums of *e*, and *R* the sum of *e*² over couples: resampling gives the variance *Q + R*, and that
    of a rate over couples that share people is *Q - R* (Fafchamps & Gubert 2007), at least the *R* of
    independent couples. *Q* grows by *n*(*n* - 1) / (*n* - 2)² for what the mean takes away.
    """
    pairs = comparisons.non_mated
    surplus = _surplus(pairs, threshold)
    of_people = _of_people(pairs, comparisons.subjects, surplus)
    people = float((of_people * of_people).sum())
    of_two = surplus[pairs.couples[:, 0] != pairs.couples[:, 1]]
    couples = float((of_two * of_two).sum())
    subjects = float(pairs.subjects())
    lost = 1.0
    if couples > 0.0 and subjects > 2.0:
        lost = subjects * (subjects - 1.0) / ((subjects - 2.0) * (subjects - 2.0))
    resampled = people + couples
    variance = max(lost * people - couples, couples)
    return float(np.sqrt(variance / resampled)) if resampled > 0.0 else 1.0


def freedom(pairs: Pairs, subjects: int, threshold: float) -> float:
    """Degrees of freedom of the variance of the share that a threshold accepts (Satterthwaite 1946).

    One less than there are people where all are alike, few where few people make most errors.
    """
    squares = _of_people(pairs, subjects, _surplus(pairs, threshold)) ** 2
    second, fourth = float(squares.sum()), float((squares * squares).sum())
    count = float(pairs.subjects())
    most = max(count - 1.0, 0.0)
    scatter = fourth - second * second / count if count > 0.0 else 0.0
    found = 2.0 * second * second / scatter if scatter > 0.0 else most
    return min(max(found, min(_LEAST_FREEDOM, most)), most)


def _surplus(pairs: Pairs, threshold: float) -> Floats:
    """How many pairs of each couple a threshold accepts, less what it would at the common rate."""
    reached = reached_by(pairs, threshold)
    accepted = np.bincount(pairs.couple_of[:reached], minlength=len(pairs.couples)).astype(np.float64)
    return accepted - (reached / pairs.count if pairs.count else 0.0) * pairs.counts


def _of_people(pairs: Pairs, subjects: int, surplus: Floats) -> Floats:
    """The surplus of the couples of each person."""
    sums = np.asarray(np.bincount(pairs.couples[:, 0], weights=surplus, minlength=subjects), dtype=np.float64)
    two = pairs.couples[:, 0] != pairs.couples[:, 1]
    sums += np.bincount(pairs.couples[two, 1], weights=surplus[two], minlength=subjects)
    return sums


def _last_of_each(scores: Scores, complete: bool) -> Ints:
    """The last index of each run of equal scores; that of the last run only if nothing follows."""
    ends = np.flatnonzero(np.diff(scores) != 0)
    return np.append(ends, scores.size - 1) if complete and scores.size else ends


def _merged(comparisons: Comparisons) -> tuple[Scores, Ints]:
    """The scores that occur, descending, and how many mated and non-mated comparisons each accepts, shape (2,
    n)."""
    kinds = comparisons.mated, comparisons.non_mated
    acceptable = [pairs.scores[: pairs.acceptable] for pairs in kinds]
    scores = np.unique(np.concatenate(acceptable))[::-1]
    ends = [np.searchsorted(-one, -scores, side="right") for one in acceptable]
    return scores, np.stack(ends).astype(np.int64)


def _looks(size: int) -> Iterator[int]:
    """How many of `size` to look at, in turn: a few, four times as many, and so on, all."""
    look = _FIRST_LOOK
    while look < size:
        yield look
        look *= 4
    yield size


def _chunks(some: Ints, width: int) -> Iterator[Ints]:
    """Parts of some samples, so that so many weights of each fit."""
    step = max(_CELLS // (width + 1), 1)
    for start in range(0, some.size, step):
        yield some[start : start + step]


def _above_all(scores: Scores) -> float:
    return float(np.nextafter(scores[0], np.inf)) if scores.dtype.kind == "f" else float(2**31)
