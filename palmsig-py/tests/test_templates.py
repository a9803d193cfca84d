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
