"""Recognising people by the palm of the hand: picture to signature to decision."""

from ._native import __version__

__all__ = ["__version__"]
