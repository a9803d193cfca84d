"""From a stream to the captures of a hand that is held there on purpose.

Examples
--------
>>> from palmsig import capture, synth
>>> session = capture.Session(hold=0.3)
>>> for frame in synth.burst(synth.Palm(7), synth.CaptureSettings.well_held(1), 1):
...     progress = session.push(frame.time, frame.visible)
...     if progress.state == "ended":
...         break
>>> outcome = session.finish()
>>> outcome.failure, len(outcome.captures)
(None, 3)
"""

from __future__ import annotations

from ._native import Kept, Outcome, Session
from ._native import Progress as Progress

__all__ = ["Kept", "Outcome", "Progress", "Session"]
