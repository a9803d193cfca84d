"""Manifests: read, checked, written."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .._extras import need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

COLUMNS = ("path", "set", "subject", "hand", "session", "sample", "kind", "modality")
"""The columns of a manifest, in their order."""

ATTACK = "attack"
"""An optional ninth column: what is held before the sensor in place of a hand, or ``none``."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "hand": ("left", "right", "unknown"),
    "kind": ("full", "roi"),
    "modality": ("visible", "nir"),
}
_LAST_SESSION = 2**32 - 1


class ManifestError(ValueError):
    """A manifest, or a row of it, is not as it must be."""


@dataclass(frozen=True)
class RowProblem:
    """A row of a manifest that breaks a rule.

    Attributes
    ----------
    line : int
        Line in the file (the header is line 1); for a frame its row, counted from 2 as in the file it would
        become.
    problem : str
        The rule, in words.
    """

    line: int
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}"


def read_manifest(path: str | os.PathLike[str], *, problems: list[RowProblem] | None = None) -> pd.DataFrame:
    """Read a manifest.

    Parameters
    ----------
    path : path
        A CSV file with the header of :data:`COLUMNS`, and maybe ``attack`` as a ninth column.
    problems : list of RowProblem, optional
        Rows that break a rule are left out and noted here. Without a list the first one is an error.

    Returns
    -------
    DataFrame
        One row a picture, with the columns of the file; paths are joined to the folder of the manifest,
        ``session`` is int64, all others are text.

    Raises
    ------
    ManifestError
        Another header; or, without `problems`, a row that breaks a rule.
    """
    pandas = need("pandas", "eval")
    folder = Path(path).parent
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header not in (COLUMNS, (*COLUMNS, ATTACK)):
            raise ManifestError(f"the header is {','.join(header)!r}, expected {','.join(COLUMNS)!r}")
        rows = _sound(_numbered(reader), header, problems)
    frame = pandas.DataFrame(rows, columns=list(header))
    frame["path"] = [str(folder / listed) for listed in frame["path"]]
    frame["session"] = frame["session"].astype("int64")
    result: pd.DataFrame = frame
    return result


def to_manifest(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a manifest that ``evaluate`` reads, here and in Rust.

    Parameters
    ----------
    frame : DataFrame
        One row a picture, with at least the columns of :data:`COLUMNS`; of others only ``attack`` is kept.
        Paths are as they can be opened from the working directory.
    path : path
        The file to write. Pictures are listed as seen from its folder.

    Raises
    ------
    ManifestError
        A column is missing, or a row breaks a rule of manifests; nothing is written then.

    Examples
    --------
    >>> import pandas, pathlib, tempfile
    >>> row = ["pictures/a.png", "office", "ann", "left", 1, "1", "full", "visible"]
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "office.csv"
    >>> to_manifest(pandas.DataFrame([row], columns=COLUMNS), path)
    >>> read_manifest(path)["subject"].tolist()
    ['ann']
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise ManifestError(f"columns missing: {', '.join(missing)}")
    header = (*COLUMNS, ATTACK) if ATTACK in frame.columns else COLUMNS
    folder = os.path.abspath(os.path.dirname(os.fspath(path)) or ".")
    texts = ([_text(value) for value in row] for row in frame[list(header)].itertuples(index=False))
    rows = _sound(enumerate(texts, start=2), header, None)
    for row in rows:
        row[0] = Path(os.path.relpath(os.path.abspath(row[0]), folder)).as_posix()
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with the lines they begin on; empty lines are skipped."""
    line = 2
    for row in reader:
        after = getattr(reader, "line_num", line) + 1
        if row:
            yield line, row
        line = after


def _text(value: object) -> str:
    """A cell as the file holds it; whole numbers that became floats in a frame are written as whole
    numbers."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or value != value else str(value)


def _sound(
    numbered: Iterable[tuple[int, list[str]]], header: Sequence[str], problems: list[RowProblem] | None
) -> list[list[str]]:
    """The rows that keep to the rules."""
    rows: list[list[str]] = []
    captures: dict[tuple[str, ...], dict[str, tuple[int, str]]] = {}
    for line, row in numbered:
        problem = _problem(row, header) or _clash(line, dict(zip(header, row, strict=True)), captures)
        if problem is None:
            rows.append(row)
        elif problems is None:
            raise ManifestError(str(RowProblem(line, problem)))
        else:
            problems.append(RowProblem(line, problem))
    return rows


def _problem(row: Sequence[str], header: Sequence[str]) -> str | None:
    """The rule that a row breaks by itself."""
    if len(row) != len(header):
        return f"{len(row)} columns, expected {len(header)}"
    cells = dict(zip(header, row, strict=True))
    for name, value in cells.items():
        if value == "":
            return f"{name} is empty"
        allowed = _CHOICES.get(name)
        if allowed and value not in allowed:
            return f"{name} is {value!r}, expected {', '.join(allowed[:-1])} or {allowed[-1]}"
    digits = cells["session"].removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and int(digits) <= _LAST_SESSION):
        return f"session is {cells['session']!r}, expected a whole number from 0 (unknown) to {_LAST_SESSION}"
    return None


def _clash(
    line: int, cells: Mapping[str, str], captures: dict[tuple[str, ...], dict[str, tuple[int, str]]]
) -> str | None:
    """The rule that a row breaks with one before it, which is remembered in `captures`."""
    session = str(int(cells["session"]))
    palm = cells["set"], cells["subject"], cells["hand"]
    key = (*palm, session, cells["sample"], cells.get(ATTACK, "none"))
    bands = captures.setdefault(key, {})
    if cells["modality"] in bands:
        return f"line {bands[cells['modality']][0]} lists the same band of the same capture"
    for other, kind in bands.values():
        if kind != cells["kind"]:
            return f"the other band of the capture, on line {other}, is of another kind"
    bands[cells["modality"]] = line, cells["kind"]
    return None
