"""The one style of all figures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from .._extras import need

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMN_MM = 88.0
"""Width of a figure for one column, in millimetres."""

PAGE_MM = 180.0
"""Width of a figure for both columns, in millimetres."""

_MM_AN_INCH = 25.4

# Okabe & Ito (2008), "Color universal design": told apart with any kind of colour vision. Yellow, which is
# hard to see on white, is left out.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1)), (0, (5, 1, 1, 1)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)), "-")
MATED, NON_MATED = COLOURS[0], COLOURS[1]
QUIET = "#666666"

_SETTINGS: dict[str, Any] = {
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.4,
    "grid.color": "#dddddd",
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "figure.constrained_layout.use": True,
    "figure.dpi": 150,
    "savefig.dpi": 600,
    # TrueType in PDF and PostScript, text in SVG: fonts stay fonts, and can be searched.
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "palmsig",
}


def style() -> AbstractContextManager[None]:
    """The style, for the time of a ``with`` block: everything drawn within it looks alike."""
    found: AbstractContextManager[None] = need("matplotlib", "plot").rc_context(_SETTINGS)
    return found


def figure(
    rows: int = 1, columns: int = 1, *, width: float = COLUMN_MM, height: float | None = None
) -> tuple[Figure, Any]:
    """A figure and its axes in the style.

    Parameters
    ----------
    rows, columns : int
        Of axes.
    width, height : float
        Millimetres; the height is three quarters of the width by default.

    Returns
    -------
    Figure, Axes or ndarray of Axes
    """
    pyplot = need("matplotlib.pyplot", "plot")
    with style():
        size = (width / _MM_AN_INCH, (height or 0.75 * width) / _MM_AN_INCH)
        made, axes = pyplot.subplots(rows, columns, figsize=size)
    return made, axes


def on(axes: Axes | None) -> Axes:
    """The axes that were given, or those of a new figure."""
    own: Axes = figure()[1] if axes is None else axes
    return own


def close(axes: Axes) -> None:
    """Forget the figure of some axes, which pyplot would keep."""
    need("matplotlib.pyplot", "plot").close(axes.figure)


def look(index: int) -> dict[str, Any]:
    """Colour and dashes of the curve of that number."""
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": DASHES[index % len(DASHES)]}


_LONG_NAME = 24
_MANY = 4


def legend_outside(axes: Axes) -> None:
    """A legend outside of the axes, for curves that may lie anywhere on them: above, in two columns unless names are
    long; of many curves beside them."""
    names = axes.get_legend_handles_labels()[1]
    if len(names) > _MANY:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.4)
        return
    columns = 1 if max(map(len, names), default=0) > _LONG_NAME else 2
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns, borderaxespad=0.4)


def percent(share: float) -> str:
    """A share as a short text in percent."""
    return f"{100 * share:.4g}"
