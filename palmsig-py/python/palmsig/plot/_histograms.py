"""How scores are distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from ..evaluate import Unlinkability
from ..evaluate._rates import checked, has_evidence
from ._style import COLOURS, MATED, NON_MATED, QUIET, legend_outside, on, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def scores(
    mated: ArrayLike,
    non_mated: ArrayLike,
    *,
    threshold: float | None = None,
    bins: int = 60,
    label: str = "similarity",
    ax: Axes | None = None,
) -> Axes:
    """Histograms of mated and non-mated scores, each with the area one.

    Parameters
    ----------
    mated, non_mated : array_like, shape (n,)
        Scores; those without evidence are left out.
    threshold : float, optional
        Drawn as a line.
    bins : int
    label : str
        Of the axis of scores.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    kinds = []
    for name, given in (("non-mated", non_mated), ("mated", mated)):
        array = checked(given, name)
        kinds.append(array[has_evidence(array)])
    with style():
        axes = on(ax)
        every = np.concatenate(kinds)
        edges = np.histogram_bin_edges(every, bins) if every.size else np.array([0.0, 1.0])
        for array, name, colour in zip(kinds, ("non-mated", "mated"), (NON_MATED, MATED), strict=True):
            density = np.histogram(array, edges)[0] / max(array.size, 1) / np.diff(edges)
            axes.stairs(density, edges, fill=True, alpha=0.35, color=colour)
            axes.stairs(density, edges, color=colour, linewidth=1.0, label=f"{name} ({array.size})")
        if threshold is not None:
            axes.axvline(threshold, color=QUIET, linewidth=0.8, linestyle=(0, (2, 1)))
        axes.set(xlabel=label, ylabel="density", ylim=(0, None))
        axes.set_yticks([])
        legend_outside(axes)
    return axes


def unlinkability(found: Unlinkability, *, ax: Axes | None = None) -> Axes:
    """Local linkability over the scores, above the density of mated comparisons (Gomez-Barrero et al. 2018).

    Parameters
    ----------
    found : Unlinkability
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    with style():
        axes = on(ax)
        width = found.scores[1] - found.scores[0] if found.scores.size > 1 else 1.0
        tallest = float(found.density.max(initial=0.0)) or 1.0
        axes.bar(found.scores, found.density / tallest, width, color=COLOURS[4], label="mated, scaled")
        axes.plot(found.scores, found.local, color=COLOURS[1], drawstyle="steps-mid", label="linkability D")
        axes.set(xlabel="score", ylabel="D", ylim=(0, 1.05), title=f"D_sys {found.system:.3f}")
        axes.legend(loc="upper left")
    return axes
