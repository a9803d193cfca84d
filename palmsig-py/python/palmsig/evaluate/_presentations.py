"""Error rates of presentation attack detection (ISO/IEC 30107-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .._extras import need
from ._rates import Floats

if TYPE_CHECKING:
    import pandas as pd

LIMIT = 1.0
"""The engine's own limit of suspicion."""


class PresentationRates:
    """What came of presentations of live hands and of attacks, species by species.

    A *suspicion* is higher the less a presentation looks like a live hand; at a threshold, one of at least it
    is classified as an attack. Presentations that the detector says nothing about are non-responses: they are
    left out of the classification errors and stated by themselves.

    Parameters
    ----------
    bona_fide : array_like, shape (n,)
        Suspicions of live hands; NaN is a non-response.
    attacks : mapping of str to array_like, shape (m,)
        The same of attacks, by species.

    Examples
    --------
    >>> rates = PresentationRates([0.1, 0.2, 1.5, float("nan")], {"print": [2.0, 0.9], "screen": [3.0, 4.0]})
    >>> rates.apcer("print"), rates.worst_apcer(), round(rates.bpcer(), 3), rates.non_response()
    (0.5, 0.5, 0.333, 0.25)
    >>> round(rates.bpcer_at_apcer(0.05), 3)
    0.333
    """

    def __init__(self, bona_fide: ArrayLike, attacks: Mapping[str, ArrayLike]) -> None:
        self._bona_fide = _suspicions(bona_fide, "live hands")
        self._attacks = {name: _suspicions(attacks[name], name) for name in sorted(attacks)}

    @property
    def species(self) -> tuple[str, ...]:
        """The species there are, in the order of their names."""
        return tuple(self._attacks)

    def count(self, species: str | None = None) -> int:
        """Presentations of a species (of live hands: None), non-responses among them."""
        return int(self._group(species).size)

    def non_response(self, species: str | None = None) -> float | None:
        """Share of the presentations of a species (of live hands: None) without a response: APNRR, BPNRR."""
        group = self._group(species)
        return float(np.isnan(group).mean()) if group.size else None

    def apcer(self, species: str, threshold: float = LIMIT) -> float | None:
        """Attack presentation classification error rate: the share of a species that is taken for live
        hands."""
        suspected = _suspected(self._group(species), threshold)
        return None if suspected is None else 1.0 - suspected

    def worst_apcer(self, threshold: float = LIMIT) -> float | None:
        """The highest APCER of all species."""
        rates = [self.apcer(species, threshold) for species in self.species]
        return max((rate for rate in rates if rate is not None), default=None)

    def bpcer(self, threshold: float = LIMIT) -> float | None:
        """Bona fide presentation classification error rate: the share of live hands that are taken for
        attacks."""
        return _suspected(self._bona_fide, threshold)

    def bpcer_at_apcer(self, apcer: float) -> float | None:
        """The lowest BPCER at a threshold at which no species has a higher APCER than `apcer`."""
        threshold = self.threshold_at_apcer(apcer)
        return None if threshold is None else self.bpcer(threshold)

    def threshold_at_apcer(self, apcer: float) -> float | None:
        """The highest threshold at which no species has a higher APCER than `apcer`; None without attacks."""
        limits = []
        for group in self._attacks.values():
            known = np.sort(group[~np.isnan(group)])
            # So many of them may lie below the threshold.
            allowed = int(min(max(apcer, 0.0), 1.0) * known.size + 1e-9)
            if known.size:
                limits.append(float(known[allowed]) if allowed < known.size else np.inf)
        return min(limits, default=None)

    def to_frame(self, threshold: float = LIMIT) -> pd.DataFrame:
        """One row for live hands and each species: ``presentations``, ``error`` (BPCER or APCER),
        ``non_response``."""
        rows: list[dict[str, object]] = [
            {
                "species": "live",
                "presentations": self.count(),
                "error": self.bpcer(threshold),
                "non_response": self.non_response(),
            }
        ]
        for name in self.species:
            row = {"presentations": self.count(name), "error": self.apcer(name, threshold)}
            rows.append({"species": name, **row, "non_response": self.non_response(name)})
        frame: pd.DataFrame = need("pandas", "eval").DataFrame(rows).set_index("species")
        return frame

    def _group(self, species: str | None) -> Floats:
        if species is None:
            return self._bona_fide
        if species not in self._attacks:
            raise KeyError(f"no species {species!r}; there are {', '.join(self.species) or 'none'}")
        return self._attacks[species]


def _suspicions(given: ArrayLike, name: str) -> Floats:
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"suspicions of {name} have the shape {array.shape}, expected (n,)")
    return array


def _suspected(group: Floats, threshold: float) -> float | None:
    known = group[~np.isnan(group)]
    return float((known >= threshold).mean()) if known.size else None
