"""Known duplicates and label errors of public sets."""

from __future__ import annotations

from dataclasses import dataclass

_FOUND = (
    "palmsig: every pair of pictures of a public copy of the set compared, and what did not fit looked at; "
    "not confirmed by the owners of the set"
)


@dataclass(frozen=True)
class Erratum:
    """One thing known to be wrong in a set.

    Attributes
    ----------
    subject : str
        The person or palm as the set numbers it.
    hand : str or None
        ``left`` or ``right``; both if None.
    sample : str or None
        The sample; all if None.
    same_as : str or None
        The subject this one is too, having been enrolled twice. None where pictures are to be left out: they
        show other palms than the one they are filed under.
    source : str
        Who found it, and how.
    """

    subject: str
    hand: str | None = None
    sample: str | None = None
    same_as: str | None = None
    source: str = _FOUND


_IITD_TWICE = {"115": "025", "166": "078", "072": "030", "075": "024", "088": "054", "123": "077"}
_IITD_MIXED = (("036", "left"), ("041", "left"), ("041", "right"), ("196", "right"))
_COEP_TWICE = {
    "155": "080", "157": "080", "156": "081", "158": "081", "163": "076",
    "146": "099", "165": "088", "153": "077", "144": "100", "154": "085",
}  # fmt: skip

_IITD = tuple(Erratum(subject, same_as=other) for subject, other in _IITD_TWICE.items())
_IITD += tuple(Erratum(subject, hand) for subject, hand in _IITD_MIXED)
_IITD += (Erratum("030", "left", "1"), Erratum("030", "left", "2"))
_COEP = tuple(Erratum(subject, same_as=other) for subject, other in _COEP_TWICE.items())

_ERRATA = {"iitd": _IITD, "coep": _COEP}


def errata(reader: str) -> tuple[Erratum, ...]:
    """What is known to be wrong in a set.

    Parameters
    ----------
    reader : str
        A name of :data:`READERS`.

    Returns
    -------
    tuple of Erratum
        Empty where nothing is known, which does not mean that nothing is wrong. The readers apply them unless
        told ``clean=False``.

    Examples
    --------
    >>> [e.same_as for e in errata("iitd") if e.subject == "115"]
    ['025']
    >>> errata("casia")
    ()
    """
    return _ERRATA.get(reader, ())


def corrected(reader: str, subject: str, hand: str, sample: str) -> tuple[str, str] | None:
    """The subject and sample that a picture is to be filed under; None if it is to be left out.

    Samples of a second enrolment are marked, so that they are not those of the first.
    """
    for erratum in errata(reader):
        applies = (
            erratum.subject == subject and erratum.hand in (None, hand) and erratum.sample in (None, sample)
        )
        if applies and erratum.same_as is None:
            return None
        if applies and erratum.same_as is not None:
            return erratum.same_as, f"{subject}-{sample}"
    return subject, sample
