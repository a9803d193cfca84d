"""Any folder whose file names tell what they show."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from .._extras import need
from ._manifest import COLUMNS, ManifestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

_FIELDS = ("subject", "hand", "session", "sample", "kind", "modality", "set")

_WORDS: dict[str, dict[str, str]] = {
    "hand": {"l": "left", "left": "left", "r": "right", "right": "right", "unknown": "unknown"},
    "modality": {"visible": "visible", "vis": "visible", "nir": "nir"},
    "kind": {"full": "full", "roi": "roi"},
}


def from_pattern(
    folder: str | os.PathLike[str],
    pattern: str | re.Pattern[str],
    *,
    set_name: str,
    kind: str = "full",
    modality: str = "visible",
    hand: str = "unknown",
) -> pd.DataFrame:
    r"""The pictures of a folder whose paths fit a pattern.

    Parameters
    ----------
    folder : path
        Searched with all folders below.
    pattern : str or compiled regular expression
        What the path of a picture below `folder`, with ``/`` between its parts, must be as a whole. A text is
        a format with fields in braces, ``"{subject}/{hand}_{session}_{sample}.png"``, where ``{}`` stands for
        anything and a field never crosses a ``/``. A compiled expression names the fields as its groups:
        ``(?P<subject>\d+)``. The fields are ``subject``, ``hand``, ``session``, ``sample``, ``kind``,
        ``modality`` and ``set``; ``subject`` is a must. Hands may be written ``l``, ``left``, ``r``,
        ``right`` in upper or lower case.
    set_name, kind, modality, hand : str
        What goes for pictures whose paths do not tell. Without a ``sample`` the whole path is it.

    Returns
    -------
    DataFrame
        The columns of a manifest, in the order of the paths. Pictures that do not fit are left out.

    Raises
    ------
    ManifestError
        The pattern has no subject or a field that is not known; a hand, kind or modality is none; or no
        picture fits.
    """
    compiled = pattern if isinstance(pattern, re.Pattern) else _compiled(pattern)
    unknown = [name for name in compiled.groupindex if name not in _FIELDS]
    if unknown or "subject" not in compiled.groupindex:
        told = ", ".join(sorted(compiled.groupindex)) or "none"
        raise ManifestError(
            f"the pattern has the fields {told}, expected subject and maybe {', '.join(_FIELDS[1:])}"
        )
    usual = {"set": set_name, "kind": kind, "modality": modality, "hand": hand, "session": "0"}
    return collect(folder, compiled, lambda match: {**usual, **_told(match)})


def collect(
    folder: str | os.PathLike[str],
    pattern: re.Pattern[str],
    row_of: Callable[[re.Match[str]], Mapping[str, object] | None],
) -> pd.DataFrame:
    """One row for each path below `folder` that is the pattern as a whole and that `row_of` tells a row
    for."""
    pandas = need("pandas", "eval")
    root = Path(folder)
    if not root.is_dir():
        raise ManifestError(f"{root} is not a folder")
    rows = []
    for path in _below(root):
        match = pattern.fullmatch(path)
        row = row_of(match) if match else None
        if row is not None:
            rows.append({"sample": path, **row, "path": str(root / path)})
    if not rows:
        raise ManifestError(f"no picture below {root} has a path like {pattern.pattern!r}")
    frame: pd.DataFrame = pandas.DataFrame(rows)[list(COLUMNS)]
    for column in COLUMNS:
        frame[column] = (
            [int(str(v)) for v in frame[column]] if column == "session" else frame[column].astype(str)
        )
    return frame


def _below(root: Path) -> list[str]:
    """The files below a folder, in order, with / between the parts of their paths."""
    found = []
    for folder, _, files in os.walk(root):
        found += [Path(os.path.relpath(os.path.join(folder, name), root)).as_posix() for name in files]
    return sorted(found)


def _compiled(text: str) -> re.Pattern[str]:
    """The expression of a format with fields in braces."""
    pieces = re.split(r"\{([a-z]*)\}", text)
    expression = ""
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            expression += re.escape(piece)
        else:
            expression += f"(?P<{piece}>[^/]+?)" if piece else "[^/]*?"
    try:
        return re.compile(expression)
    except re.error as error:
        raise ManifestError(f"the pattern {text!r} names a field twice: {error}") from error


def _told(match: re.Match[str]) -> dict[str, str]:
    """What a path tells, in the words of a manifest."""
    told = {}
    for name, value in match.groupdict().items():
        if value is None:
            continue
        words = _WORDS.get(name)
        if words is not None and value.lower() not in words:
            raise ManifestError(f"{match.string}: {name} is {value!r}, expected one of {', '.join(words)}")
        if name == "session" and not value.isdigit():
            raise ManifestError(f"{match.string}: session is {value!r}, expected a whole number")
        told[name] = words[value.lower()] if words else value
    return told
