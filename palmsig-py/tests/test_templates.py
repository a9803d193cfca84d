"""Templates: bytes, pickles, what is in them."""

from __future__ import annotations

import pickle

import numpy as np
import numpy.typing as npt
import palmsig
import pytest
from conftest import GOLDEN
from hypothesis import given
from hypothesis import strategies as st


def test_the_same_bytes_as_in_rust_and_c() -> None:
    golden = (GOLDEN / "palm-v1.palmsig").read_bytes()
    assert palmsig.extract(GOLDEN / "palm-v1.pgm").template.to_bytes() == golden
    assert palmsig.Template.from_bytes(golden).to_bytes() == golden


def test_pickles(templates: list[palmsig.Template]) -> None:
    copies = pickle.loads(pickle.dumps(templates))
    assert copies == templates
    assert templates[0] != templates[1]


def test_planes_are_arrays(templates: list[palmsig.Template]) -> None:
    (view,) = templates[0].views
    assert (view.lines.shape, view.fine.shape) == ((6, 32, 32), (6, 64, 64))
    assert view.lines.dtype == view.fine_mask.dtype == np.bool_
    assert not view.lines[:, ~view.lines_mask].any()
    assert (view.fine_mask == view.lines_mask.repeat(2, 0).repeat(2, 1)).all()


def test_debug_texts_hold_sizes_only(pictures: list[npt.NDArray[np.uint8]]) -> None:
    extraction = palmsig.extract(pictures[0])
    assert repr(extraction.template) == "Template(1 views, 4048 bytes)"
    assert len(repr(palmsig.localise(pictures[0]))) < 60
    assert repr(palmsig.Gallery()) == "Gallery(0 subjects)"


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_interpreter(data: bytes) -> None:
    with pytest.raises(palmsig.errors.TemplateError):
        palmsig.Template.from_bytes(data)


@given(st.integers(0, 4047), st.integers(1, 255))
def test_a_changed_byte_is_refused(at: int, change: int) -> None:
    data = bytearray((GOLDEN / "palm-v1.palmsig").read_bytes())
    data[at] ^= change
    with pytest.raises(palmsig.errors.TemplateError):
        palmsig.Template.from_bytes(bytes(data))


def test_stages_are_traced(pictures: list[npt.NDArray[np.uint8]]) -> None:
    stages = dict(palmsig.Extractor().trace(pictures[0]))
    lines, template = stages["features/lines"], palmsig.extract(pictures[0]).template
    assert isinstance(lines, np.ndarray)
    assert (lines[:6] == template.views[0].lines).all()
    assert stages["template/size"] == template.nbytes


def test_features_of_ones_own(templates: list[palmsig.Template]) -> None:
    def custom(template: palmsig.Template, name: str = "signs") -> palmsig.Template:
        (view,) = template.views
        planes = {"lines": view.lines, "fine": view.fine, "mask": view.lines_mask}
        return palmsig.Template.custom(name, hand=template.hand, **planes)

    own, theirs = (palmsig.compare(*pair) for pair in [templates[:2], [custom(t) for t in templates[:2]]])
    assert own.similarity == theirs.similarity
    with pytest.raises(palmsig.errors.MatchError):
        palmsig.compare(custom(templates[0]), custom(templates[1], "others"))
    with pytest.raises(palmsig.errors.MatchError):
        palmsig.compare(custom(templates[0]), templates[0])
    lines, fine, mask = np.zeros((6, 32, 32), bool), np.zeros((6, 64, 64), bool), np.ones((32, 32), bool)
    for wrong, error in [
        ({"lines": fine}, palmsig.errors.TemplateError),
        ({"fine": fine[0]}, ValueError),
        ({"mask": mask.astype(float)}, TypeError),
        ({"resolution": 0}, palmsig.errors.TemplateError),
    ]:
        with pytest.raises(error):
            palmsig.Template.custom("x", **({"lines": lines, "fine": fine, "mask": mask} | wrong))  # type: ignore[arg-type]


def test_planes_are_the_signs_of_responses(pictures: list[npt.NDArray[np.uint8]]) -> None:
    found, template = palmsig.localise(pictures[0]), palmsig.extract(pictures[0]).template
    (view,) = template.views
    for responses, planes, mask in [
        (found.responses(), view.lines, view.lines_mask),
        (found.responses("fine"), view.fine, view.fine_mask),
    ]:
        visible = responses["visible"]
        assert np.abs(visible).max() <= 1.0
        assert ((visible > 0) & mask == planes).all()
    with pytest.raises(ValueError, match="fine"):
        found.responses("veins")  # type: ignore[arg-type]
