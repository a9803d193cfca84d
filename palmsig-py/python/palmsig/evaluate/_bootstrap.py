"""How far the rates of another sample of people would lie from those of this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ._comparisons import Comparisons
from ._interval import Interval, deviate, wilson
from ._rates import NO_EVIDENCE, Floats
from ._resample import Resamples, draws, fmr_mix, freedom

_AT_ONCE = 64
"""Samples weighed at a time."""


@dataclass(frozen=True)
class Bootstrap:
    """Confidence intervals by a bootstrap over people.

    Comparisons of one person are alike, so people are what is drawn, with replacement, both hands of a person
    together (the subsets bootstrap of Bolle, Ratha & Pankanti 2004). The variance of a resampled FMR is drawn
    to that of pairs that share a person (Fafchamps & Gubert 2007); the ends are those of Wilson's score
    interval for as many independent trials as give the resampled standard deviation; where there is no error
    at all, each person, or for an FMR each couple of people that met, counts as one trial (the rule of
    three). The intervals are those of the Rust library, sample for sample.

    Attributes
    ----------
    level : float
        Confidence, above 0 and below 1.
    resamples : int
        Samples drawn; 1000 leave 2 % noise in the width.
    seed : int
        The same seed gives the same intervals.

    Notes
    -----
    Intervals are None where the rate is, with fewer than two people, for a `level` outside its range, and
    with fewer than two resamples.

    Examples
    --------
    >>> people = [f"{n:02}" for n in range(20)]
    >>> others = [[a, b] for a in people for b in people if a < b]
    >>> made = Comparisons([9] * 19 + [1], people, [0] * 190, others)
    >>> interval = Bootstrap().fnmr(made, 5)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.008, 0.254)
    """

    level: float = 0.95
    resamples: int = 1000
    seed: int = 0

    def fmr(self, comparisons: Comparisons, threshold: float) -> Interval | None:
        """The interval of the FMR at a threshold."""
        pairs, mix = comparisons.non_mated, fmr_mix(comparisons, threshold)
        least = len(pairs.couples)
        people = _Population(pairs.subjects(), freedom(pairs, comparisons.subjects, threshold), least)
        return self._interval(comparisons, people, lambda some: some.fmr(threshold, mix))

    def fnmr(self, comparisons: Comparisons, threshold: float) -> Interval | None:
        """The interval of the FNMR at a threshold."""
        subjects = comparisons.mated.subjects()
        people = _Population(subjects, subjects - 1.0, subjects)
        return self._interval(comparisons, people, lambda some: some.fnmr(some.all_at(threshold)))

    def fnmr_at_fmr(self, comparisons: Comparisons, fmr: float) -> Interval | None:
        """The interval of :meth:`ErrorRates.fnmr_at_fmr`."""
        if not comparisons.shows(fmr):
            return None
        last = float(_sample(comparisons).stricter_than(fmr, 0.0)[0])
        whole = comparisons.non_mated.scores.dtype.kind != "f"
        if whole and np.isneginf(last):
            last = float(NO_EVIDENCE)
        mix = fmr_mix(comparisons, last)
        people = _at(comparisons, last + 1.0 if whole else float(np.nextafter(last, np.inf)))
        return self._interval(comparisons, people, lambda some: some.fnmr_at_fmr(fmr, mix))

    def eer(self, comparisons: Comparisons) -> Interval | None:
        """The interval of :meth:`ErrorRates.eer`."""
        threshold = float(_sample(comparisons).eer(0.0)[1][0])
        if np.isnan(threshold):
            return None
        mix = fmr_mix(comparisons, threshold)
        return self._interval(comparisons, _at(comparisons, threshold), lambda some: some.eer(mix)[0])

    def _interval(
        self, comparisons: Comparisons, people: _Population, rate: Callable[[Resamples], Floats]
    ) -> Interval | None:
        """The interval of what `rate` tells of samples."""
        usable = 0.0 < self.level < 1.0 and self.resamples > 1 and people.subjects > 1
        here = float(rate(_sample(comparisons))[0]) if usable else np.nan
        if np.isnan(here):
            return None
        variance = 0.0
        if 0.0 < here < 1.0:
            rates = self._rates(comparisons, rate)
            if rates.size < 2:
                return None
            variance = people.subjects / (people.subjects - 1.0) * float(rates.var(ddof=1))
        trials = here * (1.0 - here) / variance if variance > 0.0 else float(people.least)
        return wilson(here, trials, deviate(self.level, people.freedom))

    def _rates(self, comparisons: Comparisons, rate: Callable[[Resamples], Floats]) -> Floats:
        """What `rate` tells of each sample drawn that has one."""
        found = []
        for first in range(0, self.resamples, _AT_ONCE):
            count = min(_AT_ONCE, self.resamples - first)
            drawn = draws(comparisons.subjects, self.seed, first, count)
            found.append(rate(Resamples(comparisons, drawn)))
        rates = np.concatenate(found)
        return rates[~np.isnan(rates)]


@dataclass(frozen=True)
class _Population:
    """The people a rate is over.

    Attributes
    ----------
    subjects : int
    freedom : float
        Degrees of freedom of the variance of the rate.
    least : int
        Independent trials that the rate stands for at the least.
    """

    subjects: int
    freedom: float
    least: int


def _at(comparisons: Comparisons, threshold: float) -> _Population:
    """The people of a rate that follows from mated comparisons at a threshold that varies too."""
    pairs = comparisons.mated
    subjects = pairs.subjects()
    return _Population(subjects, freedom(pairs, comparisons.subjects, threshold), subjects)


def _sample(comparisons: Comparisons) -> Resamples:
    """Every person once: the sample itself."""
    return Resamples(comparisons, np.ones((1, comparisons.subjects)))
