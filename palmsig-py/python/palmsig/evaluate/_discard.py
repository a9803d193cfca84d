"""Error versus discard: what a quality measure is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .._extras import need
from ._rates import Floats, checked, has_evidence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DiscardCurve:
    """The error-versus-discard characteristic (ISO/IEC 29794-1; Grother & Tabassi 2007).

    The FNMR at a fixed threshold of the mated comparisons that are left when those of the lowest quality are
    discarded. The quality of a comparison is the lower one of its two captures.

    Attributes
    ----------
    threshold : float
    discarded : ndarray, shape (n,), float64
        Ascending shares of the comparisons that are discarded, the first 0: one for each quality that occurs.
    fnmr : ndarray, shape (n,), float64
        Of the others.
    """

    threshold: float
    discarded: Floats
    fnmr: Floats

    def at(self, discarded: float) -> float:
        """The FNMR when at most this share is discarded; comparisons of equal quality stay together."""
        reached = int(np.searchsorted(self.discarded, discarded, side="right"))
        return float(self.fnmr[max(reached - 1, 0)])

    def area(self, limit: float) -> float:
        """The area under the steps from 0 to the share `limit`: `limit` times FNMR for a quality that tells
        nothing."""
        ends = np.append(self.discarded[1:], np.inf)
        return float((self.fnmr * np.clip(np.minimum(ends, limit) - self.discarded, 0.0, None)).sum())

    def to_frame(self) -> pd.DataFrame:
        """The corners as a frame with the columns ``discarded`` and ``fnmr``."""
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(
            {"discarded": self.discarded, "fnmr": self.fnmr}
        )
        return frame


def discard_curve(threshold: float, scores: ArrayLike, qualities: ArrayLike) -> DiscardCurve | None:
    """The error-versus-discard characteristic of mated comparisons.

    Parameters
    ----------
    threshold : float
        Scores of at least this are accepted.
    scores : array_like, shape (n,)
        Of mated comparisons; a failure to acquire takes part as :data:`NO_EVIDENCE`.
    qualities : array_like, shape (n, 2)
        Of the two captures, higher being better, in any unit; of a failure the lowest there is, so that it
        goes first.

    Returns
    -------
    DiscardCurve or None
        None without a comparison.

    Examples
    --------
    >>> curve = discard_curve(5, [9, 2, 8, 7], [[90, 80], [10, 80], [70, 60], [50, 80]])
    >>> curve.discarded.tolist(), curve.fnmr.tolist()
    ([0.0, 0.25, 0.5, 0.75], [0.25, 0.0, 0.0, 0.0])
    """
    array, quality = checked(scores, "mated"), np.asarray(qualities)
    if quality.shape != (array.size, 2):
        raise ValueError(f"qualities have the shape {quality.shape}, expected {(array.size, 2)}")
    if array.size == 0:
        return None
    rejected = ~has_evidence(array) | (array < threshold)
    worse = quality.min(axis=1)
    order = np.argsort(worse, kind="stable")
    # Comparisons of equal quality go together, and the last ones stay.
    starts = np.flatnonzero(np.append(True, np.diff(worse[order].astype(np.float64)) != 0))
    errors = np.append(0, np.cumsum(rejected[order]))
    left = array.size - starts
    return DiscardCurve(threshold, starts / array.size, (errors[-1] - errors[starts]) / left)
