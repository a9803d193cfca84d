"""The layouts in which public sets of palms are distributed."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ._errata import corrected
from ._manifest import ManifestError
from ._pattern import collect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    Folder = str | os.PathLike[str]

_SIDES = {"l": "left", "r": "right"}
_TONGJI_A_PALM = 10
_NIR_NM = ("850", "940")


def iitd(folder: Folder, *, kind: str = "roi", clean: bool = True) -> pd.DataFrame:
    """IIT Delhi Touchless Palmprint Database, version 1.

    ``Segmented/Left/001_1.bmp`` (crops, ``kind="roi"``) and ``Left Hand/001_1.JPG`` (whole hands,
    ``kind="full"``): subject and sample. Sessions are not told.

    Parameters
    ----------
    folder : path
        ``IITD Palmprint V1`` or one that holds it.
    kind : str
        Which of the two is read.
    clean : bool
        Whether :func:`errata` are applied.

    Returns
    -------
    DataFrame
        A manifest.

    References
    ----------
    A. Kumar, "Incorporating cohort information for reliable palmprint authentication", ICVGIP 2008.
    """
    pattern = re.compile(r"(?:.*/)?(left|right)(?: hand)?/(\d{3})_(\d+)\.(?:bmp|jpe?g|png)", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        crop = "segmented" in match.string.lower()
        hand, subject, sample = match[1].lower(), match[2], match[3]
        filed = corrected("iitd", subject, hand, sample) if clean else (subject, sample)
        if filed is None or crop != (kind == "roi"):
            return None
        return _row("iitd", filed[0], hand, 0, filed[1], kind)

    return collect(folder, pattern, row)


def tongji(folder: Folder, *, kind: str = "roi") -> pd.DataFrame:
    """Tongji Contactless Palmprint Dataset (or its palm vein dataset, laid out alike, with ``modality``
    replaced).

    ``session1/00001.bmp`` to ``06000.bmp`` and the same in ``session2``: ten pictures of each of 600 palms,
    one after another, which have the same numbers in both sessions. Crops are ``.bmp``, whole pictures
    ``.tiff``. People and hands are not told: each palm counts as a person of its own.

    Parameters
    ----------
    folder : path
        The folder that holds ``session1`` and ``session2``, or one above.
    kind : str
        ``roi`` or ``full``.

    Returns
    -------
    DataFrame
        A manifest.

    References
    ----------
    L. Zhang, L. Li, A. Yang, Y. Shen, M. Yang, "Towards contactless palmprint recognition", Pattern
    Recognition 69, 2017.
    """
    end = "bmp" if kind == "roi" else "tiff?"
    pattern = re.compile(rf"(?:.*/)?session([12])/(\d{{5}})\.{end}", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        palm, sample = divmod(int(match[2]) - 1, _TONGJI_A_PALM)
        return _row("tongji", f"{palm + 1:03}", "unknown", int(match[1]), str(sample + 1), kind)

    return collect(folder, pattern, row)


def polyu(folder: Folder) -> pd.DataFrame:
    """PolyU Palmprint Database II, and its first part of 600 pictures.

    ``PolyU_001_F_01.bmp`` (palm, **f**\\ irst or **s**\\ econd session, sample) and ``PolyU_01_1.bmp`` (palm,
    sample: 1 to 3 are of the first session, 4 to 6 of the second). Hands on a plate, fingers cut; people and
    hands are not told.

    Parameters
    ----------
    folder : path
        Searched with all folders below.

    Returns
    -------
    DataFrame
        A manifest.

    References
    ----------
    D. Zhang, W.-K. Kong, J. You, M. Wong, "Online palmprint identification", IEEE TPAMI 25(9), 2003.
    """
    pattern = re.compile(r"(?:.*/)?PolyU_(\d{2,3})_(?:([FS])_)?(\d+)\.(?:bmp|jpg|png)", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        first = match[2].upper() == "F" if match[2] else int(match[3]) <= 3
        return _row("polyu", match[1], "unknown", 1 if first else 2, match[3], "full")

    return collect(folder, pattern, row)


def polyu_ms(
    folder: Folder, *, visible: str | None = "green", nir: bool = True, kind: str = "full"
) -> pd.DataFrame:
    """PolyU Multispectral Palmprint Database.

    ``Blue/0001/1_01.jpg``: the illumination somewhere in the names of the folders (``blue``, ``green``,
    ``red``, ``nir``), palm, session and sample. A capture of a manifest has one visible band at most, so that
    one of three is chosen.

    Parameters
    ----------
    folder : path
        The folder that holds those of the illuminations.
    visible : str or None
        The visible illumination: ``blue``, ``green``, ``red``, or none of them.
    nir : bool
        Whether the near-infrared pictures are read.
    kind : str
        ``roi`` for the distribution of crops.

    Returns
    -------
    DataFrame
        A manifest with two rows a capture when both bands are there.

    References
    ----------
    D. Zhang, Z. Guo, G. Lu, L. Zhang, W. Zuo, "An online system of multispectral palmprint verification",
    IEEE TIM 59(2), 2010. The layout is told on the page of the database (Hong Kong Polytechnic University,
    Biometric Research Centre).
    """
    wanted = {name for name in (visible, "nir" if nir else None) if name}
    pattern = re.compile(r"(.*/)(\d{1,4})/([12])_(\d+)\.(?:bmp|jpg|png|tiff?)", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        told = [band for band in ("nir", "blue", "green", "red") if band in match[1].lower()]
        if not told or told[0] not in wanted:
            return None
        modality = "nir" if told[0] == "nir" else "visible"
        return _row("polyu-ms", match[2].zfill(4), "unknown", int(match[3]), match[4], kind, modality)

    return collect(folder, pattern, row)


def casia(folder: Folder, *, kind: str = "full") -> pd.DataFrame:
    """CASIA Palmprint Image Database.

    ``0001/0001_m_l_01.jpg``: person, gender, hand, sample. One session; grey pictures of whole hands.

    Parameters
    ----------
    folder : path
        Searched with all folders below.
    kind : str
        ``roi`` for crops under the same names.

    Returns
    -------
    DataFrame
        A manifest.

    References
    ----------
    Z. Sun, T. Tan, Y. Wang, S. Z. Li, "Ordinal palmprint representation for personal identification", CVPR
    2005. The names are told in the note that comes with the database.
    """
    pattern = re.compile(r"(?:.*/)?(\d{4})_[mf]_([lr])_(\d+)\.(?:jpg|bmp|png)", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        return _row("casia", match[1], _SIDES[match[2].lower()], 0, match[3], kind)

    return collect(folder, pattern, row)


def casia_ms(
    folder: Folder, *, visible: str | None = "WHT", nir: str | None = "850", kind: str = "full"
) -> pd.DataFrame:
    """CASIA Multi-Spectral Palmprint Image Database.

    ``001_l_460_01.jpg``: person, hand, illumination (460, 630, 700, 850, 940 nm or white), sample; samples 1
    to 3 are of the first session, 4 to 6 of the second. A capture of a manifest has one band of either kind,
    so that two of six are chosen.

    Parameters
    ----------
    folder : path
        Searched with all folders below.
    visible : str or None
        ``460``, ``630``, ``700``, ``WHT`` or none.
    nir : str or None
        ``850``, ``940`` or none.
    kind : str
        ``roi`` for crops under the same names.

    Returns
    -------
    DataFrame
        A manifest with two rows a capture when both bands are there.

    References
    ----------
    Y. Hao, Z. Sun, T. Tan, C. Ren, "Multispectral palm image fusion for accurate contact-free palmprint
    recognition", ICIP 2008.
    """
    wanted = {str(name).upper() for name in (visible, nir) if name}
    pattern = re.compile(
        r"(?:.*/)?(\d{3})_([lr])_(460|630|700|850|940|WHT)_(\d+)\.(?:jpg|bmp|png)", re.IGNORECASE
    )

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        light, sample = match[3].upper(), int(match[4])
        if light not in wanted:
            return None
        modality = "nir" if light in _NIR_NM else "visible"
        return _row(
            "casia-ms",
            match[1],
            _SIDES[match[2].lower()],
            1 if sample <= 3 else 2,
            str(sample),
            kind,
            modality,
        )

    return collect(folder, pattern, row)


def coep(folder: Folder, *, clean: bool = True) -> pd.DataFrame:
    """COEP Palmprint Database (College of Engineering, Pune).

    ``001_IMG__ (1).JPG``: palm and sample. Colour pictures of hands between pegs; people, hands and sessions
    are not told.

    Parameters
    ----------
    folder : path
        Searched with all folders below.
    clean : bool
        Whether :func:`errata` are applied.

    Returns
    -------
    DataFrame
        A manifest.
    """
    pattern = re.compile(r"(?:.*/)?(\d{3})_IMG_* ?\((\d+)\)\.(?:jpg|jpeg|png)", re.IGNORECASE)

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        filed = corrected("coep", match[1], "unknown", match[2]) if clean else (match[1], match[2])
        return filed and _row("coep", filed[0], "unknown", 0, filed[1], "full")

    return collect(folder, pattern, row)


def hands_11k(folder: Folder, *, info: Folder | None = None, clean: bool = True) -> pd.DataFrame:
    """11k Hands: its pictures of palms.

    ``Hands/Hand_0000002.jpg``, and ``HandInfo.csv``, which tells for each picture the person (``id``) and
    ``aspectOfHand`` (``palmar left``, ``dorsal right``, ...). Backs of hands are left out.

    Parameters
    ----------
    folder : path
        Searched with all folders below.
    info : path, optional
        ``HandInfo.csv``, if not in `folder`.
    clean : bool
        Whether pictures are left out that the set itself marks with ``irregularities``.

    Returns
    -------
    DataFrame
        A manifest.

    References
    ----------
    M. Afifi, "11K Hands: gender recognition and biometric identification using a large dataset of hand
    images", Multimedia Tools and Applications 78, 2019.
    """
    table = Path(info) if info is not None else Path(folder) / "HandInfo.csv"
    with open(table, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        missing = {"id", "aspectOfHand", "imageName", "irregularities"} - set(reader.fieldnames or ())
        if missing:
            raise ManifestError(f"{table} lacks the columns {', '.join(sorted(missing))}")
        told = {line["imageName"]: line for line in reader}

    def row(match: re.Match[str]) -> Mapping[str, object] | None:
        line = told.get(match[1])
        aspect, _, side = (line["aspectOfHand"] if line else "").partition(" ")
        if line is None or aspect != "palmar" or (clean and line["irregularities"] == "1"):
            return None
        return _row("11k-hands", line["id"], side, 0, Path(match[1]).stem, "full")

    return collect(folder, re.compile(r"(?:.*/)?(Hand_\d+\.jpg)"), row)


def _row(
    set_name: str, subject: str, hand: str, session: int, sample: str, kind: str, modality: str = "visible"
) -> dict[str, object]:
    return {
        "set": set_name,
        "subject": subject,
        "hand": hand,
        "session": session,
        "sample": sample,
        "kind": kind,
        "modality": modality,
    }


READERS: dict[str, Callable[..., pd.DataFrame]] = {
    "iitd": iitd,
    "tongji": tongji,
    "polyu": polyu,
    "polyu-ms": polyu_ms,
    "casia": casia,
    "casia-ms": casia_ms,
    "coep": coep,
    "11k-hands": hands_11k,
}
"""The readers by the names of their sets."""
