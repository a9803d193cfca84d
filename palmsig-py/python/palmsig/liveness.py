"""Whether it is a live hand: signals over the frames of a burst, and a verdict.

Limits were set on synthetic bursts: read SECURITY.md before anything rests on a verdict.
"""

from __future__ import annotations

from ._native import Evidence, Verdict
from ._native import LivenessPolicy as Policy

__all__ = ["Evidence", "Policy", "Verdict"]
