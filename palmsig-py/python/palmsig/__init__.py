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
    Enroller,
    Enrolment,
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
    Update,
    View,
    __version__,
    joined,
    read_image,
)
from .errors import PalmsigError

__all__ = [
    "NO_EVIDENCE",
    "BandEvidence",
    "Candidate",
    "Comparison",
    "Enroller",
    "Enrolment",
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
    "Update",
    "View",
    "__version__",
    "all_pairs",
    "compare",
    "errors",
    "extract",
    "joined",
    "localise",
    "read_image",
]
