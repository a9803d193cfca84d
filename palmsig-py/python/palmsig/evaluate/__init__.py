"""From scores to error rates with intervals, in the terms of ISO/IEC 19795-1 and 30107-3.

Nothing here knows pictures or templates: scores come as NumPy arrays, from palmsig or from anything else. A
score is a similarity; a threshold *t* accepts every score of at least *t*; rates are shares of 0 to 1, and
what the scores cannot tell is None. The figures are those of the Rust library's ``evaluate``, intervals
included.

Examples
--------
>>> import numpy as np
>>> rng = np.random.default_rng(1)
>>> rates = ErrorRates(rng.normal(3, 1, 2000), rng.normal(0, 1, 50_000))
>>> round(rates.eer(), 3), round(rates.d_prime(), 1)
(0.065, 3.0)
>>> rates.fnmr_at_fmr(1e-5) is None  # of 50 000 comparisons
True
"""

from ._bootstrap import Bootstrap
from ._captures import (
    PROTOCOLS,
    Captures,
    OpenSet,
    PairList,
    all_pairs,
    cross_session,
    folds,
    open_set_roles,
)
from ._comparisons import Comparisons
from ._discard import DiscardCurve, discard_curve
from ._experiment import Experiment
from ._identify import Searches, cmc, identification_rate, open_set, rank_interval
from ._interval import Interval
from ._presentations import PresentationRates
from ._rates import NO_EVIDENCE, DetCurve, ErrorRates, OperatingPoint
from ._report import Figure, Identification, Report, Verification, report
from ._scores import read_scores
from ._unlinkability import Unlinkability, unlinkability

__all__ = [
    "NO_EVIDENCE",
    "PROTOCOLS",
    "Bootstrap",
    "Captures",
    "Comparisons",
    "DetCurve",
    "DiscardCurve",
    "ErrorRates",
    "Experiment",
    "Figure",
    "Identification",
    "Interval",
    "OpenSet",
    "OperatingPoint",
    "PairList",
    "PresentationRates",
    "Report",
    "Searches",
    "Unlinkability",
    "Verification",
    "all_pairs",
    "cmc",
    "cross_session",
    "discard_curve",
    "folds",
    "identification_rate",
    "open_set",
    "open_set_roles",
    "rank_interval",
    "read_scores",
    "report",
    "unlinkability",
]
