"""Pictures of palms, codes and what lies between two captures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._style import COLOURS, PAGE_MM, figure, on, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .. import Localisation, PatchField

_MARK, _FRAME, _OUTLINE = COLOURS[1], COLOURS[5], COLOURS[4]
_MOVES_SHOWN = 3.0
"""Moves are drawn so many times as long, or they would not be seen."""


def picture(axes: Axes, image: NDArray[Any], extent: tuple[float, float, float, float] | None = None) -> None:
    """A picture without axes, its pixels where palmsig counts them: the centre of the first one is (0.5,
    0.5)."""
    height, width = image.shape[:2]
    shown = image if image.dtype == np.uint8 else image.astype(np.float64)
    grey = None if image.ndim == 3 else "gray"
    axes.imshow(shown, cmap=grey, extent=extent or (0, width, height, 0), interpolation="nearest")
    axes.set_axis_off()


def palm(image: NDArray[Any], found: Localisation, *, ax: Axes | None = None) -> Axes:
    """A picture with what was found in it: outline, landmarks, and the palm square, whose upper side is drawn
    bold.

    Parameters
    ----------
    image : ndarray, shape (H, W) or (H, W, 3)
    found : palmsig.Localisation
        Of that picture.
    ax : Axes, optional

    Returns
    -------
    Axes
    """
    with style():
        axes = on(ax)
        picture(axes, image)
        outline = np.asarray(found.contour)
        if outline.size:
            axes.plot(outline[:, 1], outline[:, 0], color=_OUTLINE, linewidth=0.8)
        corners = np.asarray(found.square.corners)
        ring = np.vstack([corners, corners[:1]])
        axes.plot(ring[:, 1], ring[:, 0], color=_FRAME, linewidth=1.0)
        axes.plot(ring[:2, 1], ring[:2, 0], color=_FRAME, linewidth=2.4)
        for row, column in _landmarks(found):
            axes.plot(
                column, row, "o", color=_MARK, markersize=3.5, markeredgecolor="white", markeredgewidth=0.5
            )
        height, width = image.shape[:2]
        axes.set(xlim=(0, width), ylim=(height, 0))
    return axes


def _landmarks(found: Localisation) -> list[tuple[float, float]]:
    marks = found.landmarks
    if marks is None:
        return []
    points = marks.index_middle, marks.middle_ring, marks.ring_little, marks.thumb_index
    return [point for point in points if point is not None]


def planes(
    bits: NDArray[np.bool_],
    mask: NDArray[np.bool_] | None = None,
    *,
    columns: int = 6,
    width: float = PAGE_MM,
) -> Figure:
    """The planes of a code side by side: ones black, zeros white, cells that the mask leaves out coloured.

    Parameters
    ----------
    bits : ndarray, shape (P, rows, cells), bool
        ``View.lines``, ``View.fine``, or the planes of a baseline.
    mask : ndarray, shape (rows, cells), bool, optional
        Which cells are valid.
    columns : int
        Planes in a row.
    width : float
        Millimetres.

    Returns
    -------
    Figure
    """
    count, rows, cells = bits.shape
    columns = min(columns, count)
    lines = -(-count // columns)
    made, axes = figure(
        lines, columns, width=width, height=width / columns * lines * rows / cells + 4 * lines
    )
    with style():
        for index, one in enumerate(np.atleast_1d(axes).ravel()):
            one.set_axis_off()
            if index < count:
                one.imshow(_coloured(bits[index], mask), interpolation="nearest")
                one.set_title(f"{index}", pad=2)
    return made


def _coloured(bits: NDArray[np.bool_], mask: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    shown: NDArray[np.uint8] = np.where(bits[..., None], np.uint8(20), np.uint8(245)).repeat(3, axis=2)
    if mask is not None:
        shown[~mask] = np.array([0xE6, 0x9F, 0x00], np.uint8)
    return shown


def deformation(field: PatchField, *, image: NDArray[Any] | None = None, ax: Axes | None = None) -> Axes:
    """What skin departs from one movement of the whole: where each patch of a palm was found on the other
    one.

    Parameters
    ----------
    field : palmsig.PatchField
        ``Matcher().probe(a).patches(b)``, one band of it. Moves are drawn three times as long as they are.
    image : ndarray, shape (H, W), optional
        The palm square of the probe, drawn below.
    ax : Axes, optional

    Returns
    -------
    Axes
        Patches are coloured by how many of their bits differ.
    """
    with style():
        axes = on(ax)
        if image is not None:
            picture(axes, image, extent=(-0.5, 0.5, 0.5, -0.5))
        at, moved = np.asarray(field.at), np.asarray(field.moved) * _MOVES_SHOWN
        shade = np.asarray(field.distance)
        dots = axes.scatter(
            at[:, 1], at[:, 0], c=shade, cmap="cividis", s=14, zorder=3, edgecolors="white", linewidths=0.4
        )
        axes.quiver(
            at[:, 1], at[:, 0], moved[:, 1], moved[:, 0], angles="xy", scale_units="xy", scale=1,
            color=COLOURS[1], width=0.006, zorder=4,
        )  # fmt: skip
        axes.set(xlim=(-0.5, 0.5), ylim=(0.5, -0.5), aspect="equal")
        axes.set_axis_off()
        axes.figure.colorbar(dots, ax=axes, shrink=0.8, label="share of differing bits")
    return axes
