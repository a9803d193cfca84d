"""Arrays of every kind become pictures, or errors that say what is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import palmsig
import pytest
from conftest import GOLDEN
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

Picture = npt.NDArray[np.uint8]


def test_any_strides_give_the_same_template(pictures: list[Picture]) -> None:
    image = pictures[0]
    expected = palmsig.extract(image).template
    wide = np.zeros((480, 1280, 3), np.uint8)
    wide[:, ::2] = image
    turned = np.ascontiguousarray(image[::-1, ::-1])[::-1, ::-1]
    frozen = image.copy()
    frozen.flags.writeable = False
    planes = np.ascontiguousarray(image.transpose(2, 0, 1)).transpose(1, 2, 0)
    bgr = np.ascontiguousarray(image[..., ::-1])[..., ::-1]
    for same in [wide[:, ::2], np.asfortranarray(image), turned, frozen, planes, bgr]:
        assert palmsig.extract(same).template == expected


def test_sixteen_bits_are_scaled_by_their_depth(pictures: list[Picture]) -> None:
    expected = palmsig.extract(pictures[0]).template
    deep = pictures[0].astype(np.uint16)
    full = palmsig.extract(deep * 257).template
    for scaled in [full, palmsig.extract(deep << 4, bit_depth=12).template]:
        (view,), (other,) = scaled.views, expected.views
        assert (view.fine != other.fine).mean() < 0.1  # of strangers half
    buffer = np.zeros(deep.nbytes + 1, np.uint8)
    crooked = np.frombuffer(buffer.data, np.uint16, deep.size, 1).reshape(deep.shape)
    crooked[:] = deep * 257
    assert not crooked.flags.aligned
    assert palmsig.extract(crooked).template == full


def test_files_are_decoded() -> None:
    path = GOLDEN / "palm-v1.pgm"
    pixels = palmsig.read_image(path)
    assert pixels.shape[2] == 3
    assert palmsig.extract(path).template == palmsig.extract(str(path)).template
    assert palmsig.extract(path).template == palmsig.extract(pixels[..., 0]).template


def test_bands_are_fused(pictures: list[Picture]) -> None:
    grey = pictures[0][..., 1]
    both = palmsig.extract(pictures[0], nir=grey).template
    assert [view.band for view in both.views] == ["visible", "near-infrared"]
    with pytest.raises(palmsig.errors.ImageError, match="480"):
        palmsig.extract(pictures[0], nir=grey[:-1])
    with pytest.raises(TypeError, match="no picture"):
        palmsig.extract()


@pytest.mark.parametrize(
    ("image", "error", "says"),
    [
        (np.zeros((9, 9)), TypeError, "float64"),
        (np.zeros((9, 9), ">u2"), TypeError, ">u2"),
        (np.zeros((9, 9), object), TypeError, "object"),
        (np.zeros(9, np.uint8), ValueError, r"\(9,\)"),
        (np.zeros((2, 9, 9), np.uint8), ValueError, r"\(2, 9, 9\)"),
        (np.zeros((0, 9), np.uint8), ValueError, "empty"),
        (5, TypeError, "int given"),
        (b"bytes", TypeError, "bytes given"),
        ("no such file", ValueError, "not found"),
    ],
)
def test_what_is_no_picture_is_told(image: object, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        palmsig.Extractor().extract(image)  # type: ignore[arg-type]


def test_a_mask_must_fit(pictures: list[Picture]) -> None:
    mask = np.ones((480, 640), bool)
    for location, error in [
        (mask[:-1], palmsig.errors.RoiError),
        (mask[0], ValueError),
        (mask.astype(float), TypeError),
        ("everywhere", ValueError),
        (5, TypeError),
    ]:
        with pytest.raises(error):
            palmsig.extract(pictures[0], location=location)  # type: ignore[call-overload]


def test_known_locations(pictures: list[Picture]) -> None:
    found = palmsig.localise(pictures[0])
    assert found.landmarks is not None
    square = palmsig.localise(pictures[0], location=found.square)
    assert square.square == found.square
    assert square.method == "given"
    valleys = palmsig.localise(pictures[0], location=found.landmarks)
    assert abs(valleys.palm_unit - found.palm_unit) < 0.2 * found.palm_unit
    crop = palmsig.extract(found.palm["visible"] << 4, location="whole-picture").template
    assert palmsig.compare(crop, palmsig.extract(pictures[1]).template).has_evidence


DTYPES = st.one_of(
    arrays.scalar_dtypes(), st.sampled_from([np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(bool)])
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_array_crashes_the_interpreter(data: st.DataObject) -> None:
    dtype = data.draw(DTYPES)
    shape = data.draw(arrays.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=70))
    shape = shape if np.prod(shape) < 1 << 16 else shape[:2]
    image = np.zeros(shape, dtype)
    if image.ndim:
        image = image[data.draw(arrays.basic_indices(image.shape, allow_newaxis=True))]
    if not isinstance(image, np.ndarray):
        return
    location = data.draw(st.sampled_from([None, "whole-picture"]))
    with pytest.raises((TypeError, ValueError, palmsig.PalmsigError)):
        palmsig.extract(image, location=location)


@settings(max_examples=30, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from([np.uint8, np.uint16]),
        st.sampled_from([(64, 64), (64, 80, 3), (150, 150)]),
        elements=st.integers(0, 255),
    )
)
def test_noise_is_a_template_or_an_error(image: Picture) -> None:
    try:
        template = palmsig.extract(image, location="whole-picture").template
    except palmsig.errors.ExtractError:
        return
    assert palmsig.Template.from_bytes(template.to_bytes()) == template


def test_batches(pictures: list[Picture], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    alone = [palmsig.extract(image).template for image in pictures]
    many = palmsig.extract(pictures, threads=2, progress=lambda *at: seen.append(at))
    assert [extraction.template for extraction in many] == alone
    assert seen[-1] == (len(pictures), len(pictures))
    dark = np.zeros((100, 100), np.uint8)
    with pytest.raises(palmsig.errors.RoiError) as raised:
        palmsig.extract([pictures[0], dark])
    assert (raised.value.index, raised.value.kind, raised.value.guidance) == (1, "TooDark", "too-dark")
    returned = palmsig.extract([dark, tmp_path / "none.png", pictures[0]], on_error="return")
    kinds = [entry.kind if isinstance(entry, palmsig.PalmsigError) else "" for entry in returned]
    assert kinds == ["TooDark", "Unreadable", ""]
    with pytest.raises(ValueError, match="threads"):
        palmsig.extract(pictures, threads=0)
    with pytest.raises(ValueError, match="as many"):
        palmsig.extract(pictures, nir=[dark])
