"""Curves of error rates."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .._extras import need
from ..evaluate import DiscardCurve, ErrorRates, Searches
from ..evaluate import cmc as cmc_of
from ..evaluate._rates import Floats
from ._style import QUIET, legend_outside, look, on, percent, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS = (1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.8)
_MOST_POINTS = 2000
_RATES_TOLD = np.logspace(-6, 0, 61)


def det(rates: Mapping[str, ErrorRates], *, ax: Axes | None = None, eer: bool = True) -> Axes:
    """Detection error trade-off on normal-deviate axes (Martin et al. 1997; ISO/IEC 19795-1).

    Parameters
    ----------
    rates : mapping of str to ErrorRates
        A curve each, by the name in the legend.
    ax : Axes, optional
    eer : bool
        Whether the equal error rate stands in the legend.

    Returns
    -------
    Axes
        Curves end where a rate is 0: what no comparison shows is not drawn. One without any error is in the
        legend only.
    """
    with style():
        axes = on(ax)
        ends = [_draw_det(axes, index, name, some, eer) for index, (name, some) in enumerate(rates.items())]
        low = min([0.01, *(end for end in ends if end > 0)])
        ticks = [tick for tick in _TICKS if tick >= low / 5]
        at, names = deviates(np.array(ticks)), [percent(tick) for tick in ticks]
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_ticks(at.tolist(), names)
        edge = float(deviates(np.array([low / 1.5]))[0])
        top = float(deviates(np.array([0.6]))[0])
        axes.set(xlim=(edge, top), ylim=(edge, top), xlabel="FMR / %", ylabel="FNMR / %", aspect="equal")
        axes.axline((0, 0), slope=1, color=QUIET, linewidth=0.5, zorder=0)
        legend_outside(axes)
    return axes


def _draw_det(axes: Axes, index: int, name: str, rates: ErrorRates, eer: bool) -> float:
    """Draws one curve; the lowest rate it shows, or 0 of none."""
    curve = rates.det()
    shown = (curve.fmr > 0) & (curve.fmr < 1) & (curve.fnmr > 0) & (curve.fnmr < 1)
    fmr, fnmr = curve.fmr[shown], curve.fnmr[shown]
    few = np.unique(np.linspace(0, fmr.size - 1, _MOST_POINTS).astype(int)) if fmr.size else np.zeros(0, int)
    found = rates.eer()
    told = f" (EER {100 * found:.2f} %)" if eer and found is not None else ""
    axes.plot(deviates(fmr[few]), deviates(fnmr[few]), label=name + told, **look(index))
    return float(min(fmr.min(), fnmr.min())) if fmr.size else 0.0


def roc(rates: Mapping[str, ErrorRates], *, ax: Axes | None = None) -> Axes:
    """Receiver operating characteristic: the true match rate over the FMR, which is logarithmic.

    Parameters
    ----------
    rates : mapping of str to ErrorRates
        A curve each, by the name in the legend.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    with style():
        axes = on(ax)
        for index, (name, some) in enumerate(rates.items()):
            curve = some.det()
            shown = curve.fmr > 0
            axes.plot(100 * curve.fmr[shown], 100 * (1 - curve.fnmr[shown]), label=name, **look(index))
        axes.set(xscale="log", xlabel="FMR / %", ylabel="true match rate / %")
        axes.xaxis.set_major_formatter(lambda rate, _: f"{rate:g}")
        axes.legend(loc="lower right")
    return axes


def cmc(searches: Mapping[str, Searches], *, depth: int = 20, ax: Axes | None = None) -> Axes:
    """Cumulative match characteristic: the identification rate over the rank.

    Parameters
    ----------
    searches : mapping of str to Searches
        A curve each, by the name in the legend.
    depth : int
        The last rank drawn.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    with style():
        axes = on(ax)
        ranks, lowest = np.arange(1, depth + 1), 100.0
        for index, (name, some) in enumerate(searches.items()):
            rates = 100 * cmc_of(some, depth)
            lowest = min(lowest, float(np.nanmin(rates)))
            axes.plot(ranks, rates, label=name, marker="o", markersize=2.5, **look(index))
        axes.set(xlabel="rank", ylabel="identification rate / %", xlim=(0.5, depth + 0.5))
        room = max(100.0 - lowest, 5.0)
        axes.set_ylim(100.0 - 1.08 * room, 100.0 + 0.08 * room)
        axes.xaxis.set_major_locator(need("matplotlib.ticker", "plot").MaxNLocator(integer=True))
        axes.legend(loc="lower right")
    return axes


def reliability(told: Mapping[str, ArrayLike], *, ax: Axes | None = None) -> Axes:
    """Whether false match rates that the engine tells hold: the share of strangers that are told a rate as
    low.

    Parameters
    ----------
    told : mapping of str to array_like, shape (n,)
        The false match rates told for non-mated comparisons (``palmsig.all_pairs``), by the name in the
        legend.
    ax : Axes, optional

    Returns
    -------
    Axes
        Below the diagonal the engine is cautious, above it rash. A curve ends at one comparison.
    """
    with style():
        axes = on(ax)
        axes.plot([1e-6, 1], [1e-6, 1], color=QUIET, linewidth=0.5)
        for index, (name, rates) in enumerate(told.items()):
            ascending = np.sort(np.asarray(rates, dtype=np.float64))
            seen = np.searchsorted(ascending, _RATES_TOLD, side="right") / max(ascending.size, 1)
            axes.plot(_RATES_TOLD[seen > 0], seen[seen > 0], label=name, **look(index))
        lowest = 1 / max([10, *(np.size(rates) for rates in told.values())])
        axes.set(
            xscale="log", yscale="log", xlabel="false match rate told", ylabel="share of strangers told so"
        )
        axes.set(xlim=(lowest / 2, 1), ylim=(lowest / 2, 1))
        axes.legend(loc="upper left")
    return axes


def discard(curves: Mapping[str, DiscardCurve], *, limit: float = 0.3, ax: Axes | None = None) -> Axes:
    """Error versus discard: the FNMR over the share of comparisons discarded for their low quality.

    Parameters
    ----------
    curves : mapping of str to DiscardCurve
        By the name in the legend.
    limit : float
        The largest share drawn, 0 to 1.
    ax : Axes, optional

    Returns
    -------
    Axes
        The thin line of each curve is what a perfect quality would reach: every discarded comparison an
        error.
    """
    with style():
        axes = on(ax)
        for index, (name, curve) in enumerate(curves.items()):
            steps = np.append(curve.discarded, 1.0)
            axes.step(
                100 * steps,
                100 * np.append(curve.fnmr, curve.fnmr[-1]),
                where="post",
                label=name,
                **look(index),
            )
            first, share = float(curve.fnmr[0]), np.linspace(0, limit, 100)
            best = np.clip(first - share, 0, None) / (1 - share)
            axes.plot(100 * share, 100 * best, color=look(index)["color"], linewidth=0.5)
        axes.plot([], [], color=QUIET, linewidth=0.5, label="perfect quality")
        axes.set(xlabel="comparisons discarded / %", ylabel="FNMR / %", xlim=(0, 100 * limit))
        axes.set_ylim(bottom=0)
        axes.legend(loc="upper right")
    return axes


def deviates(shares: Floats) -> Floats:
    """Normal quantiles of shares above 0 and below 1."""
    normal = NormalDist()
    return np.array([normal.inv_cdf(float(share)) for share in shares])
