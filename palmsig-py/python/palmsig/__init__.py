"""Recognising people by the palm of the hand: picture to signature to decision.

NumPy arrays in, NumPy arrays out. Start with `extract`, `compare` and `Gallery`; docs/python.md shows the whole.
"""

from . import errors
from ._compare import NO_EVIDENCE, Pairs, all_pairs, compare
from ._extract import extract, localise
from ._native import (
    BandEvidence,
    Candidate,
    Comparison,
    Extraction,
    Extractor,
    FalseMatchRate,
    Gallery,
    Identification,
    Identifications,
    Landmarks,
    Localisation,
    Matcher,
    PatchField,
    Policy,
    Probe,
    Quality,
    Registration,
    Square,
    Template,
    View,
    __version__,
    read_image,
)
from .errors import PalmsigError

__all__ = [
    "NO_EVIDENCE",
    "BandEvidence",
    "Candidate",
    "Comparison",
    "Extraction",
    "Extractor",
    "FalseMatchRate",
    "Gallery",
    "Identification",
    "Identifications",
    "Landmarks",
    "Localisation",
    "Matcher",
    "Pairs",
    "PalmsigError",
    "PatchField",
    "Policy",
    "Probe",
    "Quality",
    "Registration",
    "Square",
    "Template",
    "View",
    "__version__",
    "all_pairs",
    "compare",
    "errors",
    "extract",
    "localise",
    "read_image",
]
