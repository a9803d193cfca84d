"""What goes wrong, one class a stage. All are a :class:`PalmsigError`.

Messages hold sizes and names of fields, never pixels, template bytes, keys or ids.
"""

from __future__ import annotations


class PalmsigError(Exception):
    """Something that palmsig could not do.

    Attributes
    ----------
    kind : str
        Which of the stage's errors it is, e.g. ``"TooSmall"``: for programs to tell them apart.
    guidance : str or None
        What the person before the sensor could do about it, e.g. ``"closer"``; None where nothing helps.
    index : int or None
        The place of what failed in a call that was given many things.
    """

    kind: str = ""
    guidance: str | None = None
    index: int | None = None


class ParamError(PalmsigError, ValueError):
    """A parameter lies outside its range."""


class ImageError(PalmsigError, ValueError):
    """A picture that is empty, too large, damaged, or not a picture."""


class ExtractError(PalmsigError):
    """A palm of which no template can be made."""


class RoiError(ExtractError):
    """There is no palm in the picture, or it does not show as it must."""


class TemplateError(PalmsigError, ValueError):
    """Bytes that are no template, or not one of this version."""


class MatchError(PalmsigError):
    """Templates that cannot be compared."""


class EnrolError(PalmsigError):
    """Captures that do not make one template."""


class GalleryError(PalmsigError):
    """What a gallery refuses."""


class CaptureError(PalmsigError):
    """A frame that a session does not use."""


class ProtectError(PalmsigError):
    """What cannot be sealed, opened or compared under a key."""


class EnvelopeError(PalmsigError):
    """An envelope that is not sealed or not opened."""


class StoreError(PalmsigError):
    """What a store does not do."""


class SynthError(PalmsigError, ValueError):
    """A synthetic picture that cannot be rendered."""


__all__ = [
    "CaptureError",
    "EnrolError",
    "EnvelopeError",
    "ExtractError",
    "GalleryError",
    "ImageError",
    "MatchError",
    "PalmsigError",
    "ParamError",
    "ProtectError",
    "RoiError",
    "StoreError",
    "SynthError",
    "TemplateError",
]
