"""A manifest from its pictures to its error rates, and the page that tells them.

This is what ``palmsig evaluate`` does; its figures are those of the Rust library's ``evaluate``.
"""

from ._acquire import Acquisition, BadPicture, acquire
from ._attacks import APCERS, Attacks, evaluate_attacks
from ._html import html
from ._run import METHODS, Evaluation, evaluate

__all__ = [
    "APCERS",
    "METHODS",
    "Acquisition",
    "Attacks",
    "BadPicture",
    "Evaluation",
    "acquire",
    "evaluate",
    "evaluate_attacks",
    "html",
]
