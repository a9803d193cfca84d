"""Types that several files name."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from ._native import Landmarks, Square

Image: TypeAlias = "npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | str | os.PathLike[str]"
"""A picture: an array of shape (H, W) or (H, W, 3), or the path of a file."""

Hand: TypeAlias = Literal["unknown", "left", "right"]
"""Which hand."""

Band: TypeAlias = Literal["visible", "near-infrared"]
"""The light a picture was taken in."""

Location: TypeAlias = (
    "Literal['whole-picture'] | Square | Landmarks | npt.NDArray[np.uint8] | npt.NDArray[np.bool_] | None"
)
"""What is known of where the palm is; None: nothing."""

Progress: TypeAlias = "Callable[[int, int], object] | bool | None"
"""Called with (done, total); True draws a bar on the terminal."""

__all__ = ["Band", "Hand", "Image", "Landmarks", "Location", "Progress", "Square"]
