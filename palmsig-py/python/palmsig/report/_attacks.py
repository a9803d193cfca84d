"""Live hands and attacks, picture by picture (ISO/IEC 30107-3)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from .. import Extractor, PalmsigError
from .._progress import told
from .._types import Progress
from ..datasets import RowProblem, read_manifest
from ..errors import ImageError
from ..evaluate import Captures, PresentationRates
from ..liveness import Evidence, Policy
from ._acquire import Sources, sources

APCERS = {"5e-2": 0.05, "1e-2": 0.01}
"""Rates of attacks taken for live hands at which that of live hands refused is stated."""


@dataclass
class Attacks:
    """What came of one manifest of live hands and attacks.

    Attributes
    ----------
    manifest : str
    rates : PresentationRates
    bad_rows : list of str
        Rows and pictures that could not be used, and why.
    """

    manifest: str
    rates: PresentationRates
    bad_rows: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """The keys and values that the Rust ``evaluate --pad --json`` writes."""
        rates = self.rates
        species = {
            name: {
                "presentations": rates.count(name),
                "apcer": rates.apcer(name),
                "non_response": rates.non_response(name),
            }
            for name in rates.species
        }
        return {
            "manifest": self.manifest,
            "bad_rows": len(self.bad_rows),
            "bona_fide": rates.count(),
            "bpcer": rates.bpcer(),
            "bona_fide_non_response": rates.non_response(),
            "attacks": species,
            "apcer": rates.worst_apcer(),
            "bpcer_at_apcer": {name: rates.bpcer_at_apcer(apcer) for name, apcer in APCERS.items()},
        }


def evaluate_attacks(manifest: str | os.PathLike[str], *, progress: Progress = None) -> Attacks:
    """How well live hands are told from attacks by what a single capture can give.

    Parameters
    ----------
    manifest : path
        With the column ``attack``: the species, or ``none``.
    progress : callable or bool, optional
        Called with (done, total) captures; True draws a bar.

    Returns
    -------
    Attacks
    """
    problems: list[RowProblem] = []
    frame = read_manifest(manifest, problems=problems)
    attacks = list(frame["attack"]) if "attack" in frame else ["none"] * len(frame)
    captures = Captures.of(frame)
    suspicions: dict[str, list[float]] = {}
    bad = [str(problem) for problem in problems]
    extractor, bar = Extractor(), told(progress, "presentations")
    for index, one in enumerate(sources(frame, captures)):
        species = str(attacks[captures.rows[index][0]])
        try:
            suspicions.setdefault(species, []).append(_suspicion(extractor, one))
        except (ImageError, OSError) as error:
            bad.append(f"{one.paths[0]}: {error}")
        if bar is not None:
            bar(index + 1, len(captures))
    live = suspicions.pop("none", [])
    return Attacks(os.fspath(manifest), PresentationRates(live, suspicions), bad)


def _suspicion(extractor: Extractor, one: Sources) -> float:
    """How suspicious a capture is; NaN where no palm is found in it."""
    try:
        found = extractor.extract(one.visible, nir=one.nir, location=one.location)
    except ImageError:
        raise
    except PalmsigError:
        return float("nan")
    evidence = Evidence()
    evidence.observe(0.0, found.localisation, one.visible, nir=one.nir, lamp="lit")
    signals = ["texture", "bands", "veins"] if len(one.paths) > 1 else ["texture"]
    suspicion = Policy.of_signals(signals).suspicion(evidence)
    return float("nan") if suspicion is None else suspicion
