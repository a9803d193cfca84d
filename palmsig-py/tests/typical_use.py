"""What people write, for type checkers; a test runs it, too."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import palmsig
from palmsig import synth


def taken(visit: int) -> npt.NDArray[np.uint8]:
    return synth.render(synth.Palm(7), synth.CaptureSettings.well_held(visit), visit).pixels


def recognised() -> str | None:
    monday, friday = palmsig.extract([taken(1), taken(2)], threads=2)
    gallery = palmsig.Gallery()
    gallery.enrol("account-1", monday.template)
    found = gallery.identify(friday.template, policy=palmsig.Policy.identify(1e-3))
    return found.recognised.id if found.recognised else None


def mask_of(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_] | None:
    try:
        found = palmsig.localise(image)
    except palmsig.errors.RoiError as error:
        print(error.guidance)
        return None
    row, column = found.square.center
    assert row > 0 < column
    return found.mask


def scores(templates: list[palmsig.Template]) -> npt.NDArray[np.int32]:
    first, second, score, _ = palmsig.all_pairs(templates)
    assert first.shape == second.shape
    return score
