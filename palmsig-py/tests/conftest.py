"""Synthetic palms that several tests look at."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import palmsig
import pytest
from palmsig import synth

GOLDEN = Path(__file__).parents[2] / "testdata" / "golden"


def picture(seed: int, visit: int) -> npt.NDArray[np.uint8]:
    """One visit of one person, colour, shape (480, 640, 3)."""
    settings = synth.CaptureSettings.well_held(visit)
    return synth.render(synth.Palm(seed), settings, visit).pixels


@pytest.fixture(scope="session")
def pictures() -> list[npt.NDArray[np.uint8]]:
    """Two visits each of four people."""
    return [picture(seed, 10 * seed + visit) for seed in range(4) for visit in range(2)]


@pytest.fixture(scope="session")
def templates(pictures: list[npt.NDArray[np.uint8]]) -> list[palmsig.Template]:
    """Templates of the pictures."""
    return [extraction.template for extraction in palmsig.extract(pictures)]
