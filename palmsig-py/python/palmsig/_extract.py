"""From pictures to templates."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal, overload

import numpy as np

from ._native import Extraction, Extractor, Localisation
from ._progress import told
from ._types import Hand, Image, Location, Progress
from .errors import PalmsigError


@cache
def _usual() -> Extractor:
    return Extractor()


def _is_one(images: object) -> bool:
    return not isinstance(images, Iterable) or isinstance(images, np.ndarray | str | os.PathLike)


def localise(
    image: Image | None = None,
    *,
    nir: Image | None = None,
    hand: Hand = "unknown",
    location: Location = None,
    bit_depth: int | None = None,
) -> Localisation:
    """Find the palm in a picture.

    Parameters
    ----------
    image : array or path, optional
        The visible picture: shape (H, W) or (H, W, 3) (red, green, blue), uint8 or uint16, any strides.
    nir : array or path, optional
        The near-infrared picture, alone or registered with `image` (the same hand at the same pixels).
    hand : {"unknown", "left", "right"}
        Which hand it is, where that is known: it overrides what the picture tells.
    location : optional
        What is known of where the palm is: ``"whole-picture"`` for a crop that is the palm square, a `Square`,
        `Landmarks`, or a mask of shape (H, W).
    bit_depth : int, optional
        Significant bits of uint16 samples, 8 to 16: 12 for a sensor whose white is 4095. All 16 by default.

    Returns
    -------
    Localisation
        Square, landmarks, mask, contour, hand, quality and guidance. Points are (row, column) in pixels, the centre
        of the first pixel being (0.5, 0.5).

    Raises
    ------
    RoiError
        Where there is no palm; `guidance` says what the person could do.
    ImageError, TypeError, ValueError
        Where the arguments are no pictures.

    Examples
    --------
    >>> import palmsig
    >>> from palmsig import synth
    >>> picture = synth.render(synth.Palm(7), synth.CaptureSettings.well_held(1), 1)
    >>> found = palmsig.localise(picture.pixels)
    >>> found.palm["visible"].shape
    (128, 128)
    >>> found.hand, found.guidance
    ('left', 'good')
    """
    return _usual().localise(image, nir=nir, hand=hand, location=location, bit_depth=bit_depth)


@overload
def extract(  # type: ignore[overload-overlap]  # a path is a text, and a text an iterable of texts
    image: Image | None = None,
    *,
    nir: Image | None = None,
    hand: Hand = "unknown",
    location: Location = None,
    bit_depth: int | None = None,
) -> Extraction: ...
@overload
def extract(
    image: Iterable[Image] | None,
    *,
    nir: Iterable[Image] | None = None,
    hand: Hand = "unknown",
    location: Location = None,
    bit_depth: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
    on_error: Literal["raise"] = "raise",
) -> list[Extraction]: ...
@overload
def extract(
    image: Iterable[Image] | None,
    *,
    nir: Iterable[Image] | None = None,
    hand: Hand = "unknown",
    location: Location = None,
    bit_depth: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
    on_error: Literal["return"],
) -> list[Extraction | PalmsigError]: ...
def extract(
    image: Image | Iterable[Image] | None = None,
    *,
    nir: Image | Iterable[Image] | None = None,
    hand: Hand = "unknown",
    location: Location = None,
    bit_depth: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
    on_error: Literal["raise", "return"] = "raise",
) -> Extraction | list[Extraction] | list[Extraction | PalmsigError]:
    """Make the template of a picture, or of each of many pictures.

    Pictures are looked at in place, without a copy and without holding the interpreter's lock: nobody may change them
    meanwhile.

    Parameters
    ----------
    image, nir, hand, location, bit_depth
        As for `localise`. With a list of pictures (or of near-infrared ones, or of both), the rest holds for each.
    threads : int, optional
        Threads for a list of pictures; as many as there are cores by default.
    progress : callable or bool, optional
        Called with (done, total) now and then; True draws a bar on the terminal.
    on_error : {"raise", "return"}
        Whether the first picture of a list without a palm raises, with its place as `index`, or its exception stands
        in the list.

    Returns
    -------
    Extraction or list of Extraction
        Template, quality, guidance, and where the palm lies.

    Raises
    ------
    ExtractError
        Where there is no palm, or too little of it; `guidance` says what the person could do.

    Examples
    --------
    >>> import palmsig
    >>> from palmsig import synth
    >>> palm = synth.Palm(7)
    >>> pictures = [synth.render(palm, synth.CaptureSettings.well_held(i), i).pixels for i in (1, 2)]
    >>> extraction = palmsig.extract(pictures[0])
    >>> extraction.template
    Template(1 views, 4048 bytes)
    >>> [e.quality.score > 50 for e in palmsig.extract(pictures, threads=2)]
    [True, True]
    """
    if _is_one(image) and _is_one(nir):
        return _usual().extract(image, nir=nir, hand=hand, location=location, bit_depth=bit_depth)  # type: ignore[arg-type]
    made = _usual().extract_many(
        _listed(image, "image"),
        nirs=_listed(nir, "nir"),
        hand=hand,
        location=location,
        bit_depth=bit_depth,
        threads=threads,
        progress=told(progress, "extracting"),
    )
    if on_error == "raise":
        return [_raised(entry, index) for index, entry in enumerate(made)]
    return made


def _listed(images: Image | Iterable[Image] | None, name: str) -> Sequence[Image] | None:
    if images is None:
        return None
    if isinstance(images, np.ndarray | str | os.PathLike):
        raise TypeError(f"{name} is one picture and the other a list of them, expected two lists")
    return list(images)


def _raised(entry: Extraction | PalmsigError, index: int) -> Extraction:
    if isinstance(entry, PalmsigError):
        entry.index = index
        raise entry
    return entry


__all__ = ["extract", "localise"]
