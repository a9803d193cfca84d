"""Figures for a paper: one style, safe for the colour-blind, in the widths that journals print.

Every function draws on the axes it is given, or on a figure of its own, and returns the axes. Sizes are in
millimetres; curves differ in colour and in dashes, so that they can be told apart in grey. Fonts stay fonts
in PDF.

Examples
--------
>>> from palmsig import evaluate, plot
>>> rates = evaluate.ErrorRates([9, 8, 7, 3], [1, 2, 4, 0])
>>> with plot.style():
...     axes = plot.det({"mine": rates})
...     axes.figure.savefig("/dev/null", format="pdf")
>>> plot.close(axes)
"""

from ._curves import cmc, det, discard, reliability, roc
from ._histograms import scores, unlinkability
from ._palms import deformation, palm, planes
from ._style import COLUMN_MM, PAGE_MM, close, figure, style
from ._worst import worst_pairs

__all__ = [
    "COLUMN_MM",
    "PAGE_MM",
    "close",
    "cmc",
    "deformation",
    "det",
    "discard",
    "figure",
    "palm",
    "planes",
    "reliability",
    "roc",
    "scores",
    "style",
    "unlinkability",
    "worst_pairs",
]
