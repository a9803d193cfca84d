"""Synthetic hands: pictures with ground truth, so that everything can be tried without the palm of a living person.

Examples
--------
>>> from palmsig import synth
>>> picture = synth.render(synth.Palm(7, "right"), synth.CaptureSettings(480, 640, background="wood"), 1)
>>> picture.pixels.shape, picture.pixels.dtype.name, picture.hand
((480, 640, 3), 'uint8', 'right')
"""

from __future__ import annotations

from ._dataset import dataset
from ._native import Capture, CaptureSettings, Frame, GroundTruth, Palm, burst, ground_truth, render

__all__ = [
    "Capture",
    "CaptureSettings",
    "Frame",
    "GroundTruth",
    "Palm",
    "burst",
    "dataset",
    "ground_truth",
    "render",
]
