"""The pairs that a comparison gets most wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from ..evaluate import Experiment
from ._palms import picture
from ._style import PAGE_MM, figure, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def worst_pairs(
    experiment: Experiment,
    load: Callable[[int], NDArray[Any]],
    *,
    count: int = 6,
    mated: bool = True,
    width: float = PAGE_MM,
) -> Figure:
    """The least similar mated pairs, or the most similar non-mated ones, one below the other, each with its
    score.

    Parameters
    ----------
    experiment : Experiment
    load : callable
        From the index of a capture to its picture, shape (H, W) or (H, W, 3).
    count : int
        Pairs.
    mated : bool
        Which of the two.
    width : float
        Millimetres.

    Returns
    -------
    Figure
        It shows people's palms: it does not belong into a repository.
    """
    least, most = experiment.worst(count)
    chosen = least if mated else most
    pictures = [
        [load(int(end[pair])) for pair in chosen] for end in (experiment.pairs.first, experiment.pairs.second)
    ]
    columns = max(len(chosen), 1)
    slope = max((one.shape[0] / one.shape[1] for row in pictures for one in row), default=1.0)
    made, axes = figure(2, columns, width=width, height=2 * slope * width / columns + 6)
    axes = axes.reshape(2, columns)
    with style():
        for column, pair in enumerate(chosen):
            for row in range(2):
                picture(axes[row, column], pictures[row][column])
            axes[0, column].set_title(_told(experiment, int(pair)), pad=2)
    return made


def _told(experiment: Experiment, pair: int) -> str:
    ends = experiment.pairs.first[pair], experiment.pairs.second[pair]
    failed = experiment.failed[ends[0]] or experiment.failed[ends[1]]
    return "failed" if failed else f"{experiment.scores[pair]}"
