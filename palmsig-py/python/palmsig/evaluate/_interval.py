"""From the spread of an estimated rate to an interval that covers the true one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """An interval around a rate, both ends within 0 to 1 and the estimate between them."""

    low: float
    high: float

    def of_complement(self) -> Interval:
        """The interval of one less the rate."""
        return Interval(1.0 - self.high, 1.0 - self.low)


def wilson(rate: float, trials: float, deviates: float) -> Interval:
    """Wilson's score interval (1927).

    Parameters
    ----------
    rate : float
        The estimate, 0 to 1.
    trials : float
        Independent trials that it is as good as.
    deviates : float
        Standard errors to either side.

    Returns
    -------
    Interval
    """
    shrink = deviates * deviates / trials
    centre = (rate + shrink / 2.0) / (1.0 + shrink)
    half = math.sqrt(rate * (1.0 - rate) * shrink + shrink * shrink / 4.0) / (1.0 + shrink)
    # The ends meet the estimate where it is 0 or 1; rounding must not carry them past it.
    return Interval(min(max(centre - half, 0.0), rate), max(min(centre + half, 1.0), rate))


def deviate(level: float, freedom: float) -> float:
    """How many standard errors to either side an interval of confidence `level` reaches.

    The quantile of Student's t with so many degrees of freedom, by its expansion in the normal quantile
    (Abramowitz & Stegun 26.7.5).
    """
    z = NormalDist().inv_cdf((1.0 + level) / 2.0)
    z2 = z * z
    first = z * (z2 + 1.0) / 4.0
    second = z * (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0
    third = z * (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0
    return z + (first + (second + third / freedom) / freedom) / freedom
