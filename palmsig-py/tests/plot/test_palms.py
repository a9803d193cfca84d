"""Pictures of palms: what is drawn, and where."""

from __future__ import annotations

import matplotlib
import numpy as np
import palmsig
import pytest
from matplotlib.colors import to_hex
from palmsig import evaluate, plot, synth

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def captures() -> list[np.ndarray]:
    settings = synth.CaptureSettings.well_held
    return [synth.render(synth.Palm(7), settings(visit), visit).pixels for visit in (1, 2)]


def test_landmarks_lie_where_they_were_found(captures: list[np.ndarray]) -> None:
    found = palmsig.localise(captures[0])
    axes = plot.palm(captures[0], found)
    drawn = [tuple(line.get_xydata()[0]) for line in axes.lines if line.get_marker() == "o"]
    assert found.landmarks is not None
    row, column = found.landmarks.index_middle
    assert (column, row) in [pytest.approx(point) for point in drawn]
    assert axes.images[0].get_extent() == [0, 640, 480, 0]
    assert axes.get_ylim() == (480, 0)
    plot.close(axes)


def test_planes_are_shown_one_by_one(captures: list[np.ndarray]) -> None:
    view = palmsig.extract(captures[0]).template.views[0]
    mask = view.lines_mask.copy()
    mask[0, 0] = False
    figure = plot.planes(view.lines, mask)
    shown = [axes.images[0].get_array() for axes in figure.axes if axes.images]
    assert len(shown) == 6
    assert to_hex(shown[0][0, 0] / 255) == "#e69f00"
    assert ((shown[3][..., 0] < 128) == view.lines[3])[mask].all()
    matplotlib.pyplot.close(figure)


def test_moves_are_drawn_from_where_patches_lie(captures: list[np.ndarray]) -> None:
    first, second = (extraction.template for extraction in palmsig.extract(captures))
    field = palmsig.Matcher().probe(first).patches(second)[0]
    axes = plot.deformation(field, image=palmsig.localise(captures[0]).palm["visible"])
    arrows = axes.collections[1]
    assert arrows.get_offsets()[:, ::-1] == pytest.approx(field.at)
    assert np.stack([arrows.V, arrows.U], axis=1) == pytest.approx(3 * field.moved)
    plot.close(axes)


def test_the_worst_pairs(captures: list[np.ndarray]) -> None:
    columns = ("path", "set", "subject", "hand", "session", "sample", "kind", "modality")
    rows = [(f"{n}.png", "s", n // 2, "left", 0, n % 2, "full", "visible") for n in range(4)]
    listed = evaluate.Captures.of(dict(zip(columns, zip(*rows, strict=True), strict=True)))
    scores = np.array([900, 5, 3, 4, 80, 100])
    made = evaluate.Experiment(listed, evaluate.all_pairs(listed), scores, np.zeros(4, dtype=bool))
    figure = plot.worst_pairs(made, lambda capture: captures[capture % 2], count=2, mated=False)
    assert [axes.get_title() for axes in figure.axes if axes.get_title()] == ["80", "5"]
    single = plot.worst_pairs(made, lambda capture: captures[capture % 2], count=1)
    assert [axes.get_title() for axes in single.axes if axes.get_title()] == ["100"]
    matplotlib.pyplot.close("all")


def test_fonts_stay_fonts(tmp_path) -> None:
    with plot.style():
        axes = plot.scores([3.0, 4.0], [0.0, 1.0])
        axes.figure.savefig(tmp_path / "scores.pdf")
    assert b"/Type3" not in (tmp_path / "scores.pdf").read_bytes()
    assert axes.figure.get_size_inches()[0] * 25.4 == pytest.approx(plot.COLUMN_MM)
    plot.close(axes)
