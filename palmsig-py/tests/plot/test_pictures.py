"""Figures against pictures of them; PALMSIG_BLESS=1 writes those anew, to be looked at before they are committed."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import matplotlib
import matplotlib.image
import matplotlib.pyplot
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from palmsig import evaluate, plot

matplotlib.use("Agg")

BASELINES = Path(__file__).parent / "baselines"
# Of 0 to 255 in the mean: another version of a font moves edges, a missing curve is several times as much.
TOLERANCE = 1.0


def rates() -> dict[str, evaluate.ErrorRates]:
    rng = np.random.default_rng(2)
    return {
        name: evaluate.ErrorRates(rng.normal(gap, 1, 800), rng.normal(0, 1, 8000))
        for name, gap in [("fine", 4.5), ("coarse", 2.5)]
    }


def searches() -> evaluate.Searches:
    rng = np.random.default_rng(3)
    mated = rng.random(9000) < 0.02
    return evaluate.Searches.of(
        np.arange(90), rng.integers(0, 90, 9000), mated, rng.normal(0, 1, 9000) + 2 * mated
    )


def curve() -> evaluate.DiscardCurve:
    rng = np.random.default_rng(4)
    quality = rng.integers(20, 100, (900, 2))
    found = evaluate.discard_curve(2.0, rng.normal(4, 1, 900) * (quality.min(axis=1) / 60), quality)
    assert found is not None
    return found


def histograms() -> Axes:
    rng = np.random.default_rng(5)
    return plot.scores(rng.normal(4, 1, 500), rng.normal(0, 1, 5000), threshold=2.2)


def linkability() -> Axes:
    rng = np.random.default_rng(6)
    return plot.unlinkability(evaluate.unlinkability(rng.normal(1, 1, 5000), rng.normal(0, 1, 5000), bins=25))


def code() -> Figure:
    rows, cells = np.mgrid[0:16, 0:16]
    bits = np.stack([(rows + n * cells) % 4 < 2 for n in range(3)])
    return plot.planes(bits, rows + cells < 26, width=plot.COLUMN_MM)


FIGURES: dict[str, Callable[[], Axes | Figure]] = {
    "det": lambda: plot.det(rates()),
    "roc": lambda: plot.roc(rates()),
    "cmc": lambda: plot.cmc({"probes": searches()}),
    "reliability": lambda: plot.reliability(
        {"held": np.linspace(0, 1, 2000), "rash": np.linspace(0, 1, 500) ** 2}
    ),
    "discard": lambda: plot.discard({"score": curve()}),
    "scores": histograms,
    "unlinkability": linkability,
    "planes": code,
}


@pytest.mark.parametrize("name", FIGURES)
def test_looks_as_before(name: str) -> None:
    drawn = FIGURES[name]()
    figure = drawn if isinstance(drawn, Figure) else drawn.figure
    path = BASELINES / f"{name}.png"
    buffer = BytesIO()
    figure.savefig(buffer, dpi=60)
    matplotlib.pyplot.close(figure)
    if os.environ.get("PALMSIG_BLESS"):
        path.write_bytes(buffer.getvalue())
    found, wanted = (matplotlib.image.imread(source) for source in (BytesIO(buffer.getvalue()), path))
    assert found.shape == wanted.shape
    assert 255 * np.abs(found - wanted).mean() < TOLERANCE


def test_the_comparison_sees_a_missing_curve() -> None:
    axes = plot.det({"coarse": rates()["coarse"]})
    buffer = BytesIO()
    axes.figure.savefig(buffer, dpi=60)
    plot.close(axes)
    found, wanted = (
        matplotlib.image.imread(source) for source in (BytesIO(buffer.getvalue()), BASELINES / "det.png")
    )
    assert found.shape == wanted.shape
    assert 255 * np.abs(found - wanted).mean() > 1.5 * TOLERANCE
