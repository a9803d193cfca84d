"""Whether protected templates of different operators can be told to be of one palm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .._extras import need
from ._rates import Floats, checked, has_evidence

if TYPE_CHECKING:
    import pandas as pd

_SCORES_A_BIN = 10
_MOST_BINS = 100


@dataclass(frozen=True)
class Unlinkability:
    """Linkability of scores between templates under different keys (Gomez-Barrero et al. 2018).

    Attributes
    ----------
    scores : ndarray, shape (n,), float64
        Middles of the bins.
    local : ndarray, shape (n,), float64
        D(s), 0 (unlinkable) to 1: how much more likely than not a score of that height is of one palm.
    density : ndarray, shape (n,), float64
        Share of the mated comparisons in each bin.
    system : float
        D_sys, the mean of D over mated comparisons, 0 to 1.
    """

    scores: Floats
    local: Floats
    density: Floats
    system: float

    def to_frame(self) -> pd.DataFrame:
        """The bins as a frame with the columns ``score``, ``local`` and ``density``."""
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(
            {"score": self.scores, "local": self.local, "density": self.density}
        )
        return frame


def unlinkability(
    mated: ArrayLike, non_mated: ArrayLike, *, prior_ratio: float = 1.0, bins: int | None = None
) -> Unlinkability:
    """How linkable protected templates are.

    Parameters
    ----------
    mated : array_like, shape (m,)
        Scores between templates of one palm under different keys.
    non_mated : array_like, shape (n,)
        Scores between templates of different palms under different keys.
    prior_ratio : float
        ω, how much more often than not two templates are of one palm before they are compared.
    bins : int, optional
        Bins of the histograms; by default one for ten of the fewer scores, at most 100.

    Returns
    -------
    Unlinkability
        With D(s) = 2 ωLR(s) / (1 + ωLR(s)) - 1 where ωLR(s) > 1, else 0, LR being the ratio of the two
        densities at s.

    Notes
    -----
    Few scores in many bins look linkable by chance alone: of scores that are distributed alike D_sys is not 0
    but about the noise of the histograms.

    Examples
    --------
    >>> unlinkability([0, 1, 2, 3] * 50, [0, 1, 2, 3] * 50).system
    0.0
    >>> unlinkability([9] * 50, [0, 1, 2, 3] * 50).system
    1.0
    """
    own, others = (
        array[has_evidence(array)].astype(np.float64)
        for array in (checked(mated, "mated"), checked(non_mated, "non-mated"))
    )
    if not own.size or not others.size:
        raise ValueError(f"{own.size} mated and {others.size} non-mated scores, expected some of either")
    count = bins or min(max(min(own.size, others.size) // _SCORES_A_BIN, 1), _MOST_BINS)
    low, high = min(own.min(), others.min()), max(own.max(), others.max())
    edges = np.linspace(low, high if high > low else low + 1.0, count + 1)
    density = np.histogram(own, edges)[0] / own.size
    other = np.histogram(others, edges)[0] / others.size
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = prior_ratio * density / other
        local = np.where(ratio > 1.0, 2.0 * ratio / (1.0 + ratio) - 1.0, 0.0)
    local[(other == 0) & (density > 0)] = 1.0
    middles = (edges[:-1] + edges[1:]) / 2.0
    return Unlinkability(middles, local, density, float((local * density).sum()))
