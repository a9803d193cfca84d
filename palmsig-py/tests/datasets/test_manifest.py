"""Manifests as files."""

from __future__ import annotations

import os
from pathlib import Path

import pandas
import pytest
from palmsig import datasets

HEADER = ",".join(datasets.COLUMNS)


def frame_of(*rows: tuple[object, ...]):
    return pandas.DataFrame(list(rows), columns=list(datasets.COLUMNS))


def test_a_frame_comes_back(tmp_path: Path) -> None:
    frame = frame_of(
        (str(tmp_path / "pictures" / "a, b.png"), "s", "1", "left", 0, "1", "full", "visible"),
        (str(tmp_path / "pictures" / "c.png"), "s", "1", "left", 0, "1", "full", "nir"),
    )
    (tmp_path / "lists").mkdir()
    datasets.to_manifest(frame, tmp_path / "lists" / "m.csv")
    text = (tmp_path / "lists" / "m.csv").read_text()
    listed = ['"../pictures/a, b.png",s,1,left,0,1,full,visible', "../pictures/c.png,s,1,left,0,1,full,nir"]
    assert text.splitlines() == [HEADER, *listed]
    back = datasets.read_manifest(tmp_path / "lists" / "m.csv")
    assert back["session"].dtype == "int64"
    assert [os.path.normpath(path) for path in back["path"]] == list(frame["path"])
    assert back.drop(columns="path").astype(str).equals(frame.drop(columns="path").astype(str))


def test_attacks_are_kept_and_other_columns_are_not(tmp_path: Path) -> None:
    frame = frame_of(("a.png", "s", "1", "left", 0, "1", "full", "visible")).assign(
        attack="print", colour="red"
    )
    datasets.to_manifest(frame, tmp_path / "m.csv")
    assert (tmp_path / "m.csv").read_text().startswith(HEADER + ",attack\n")
    assert list(datasets.read_manifest(tmp_path / "m.csv")["attack"]) == ["print"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a.png,s,1,left,0,1,full", "7 columns, expected 8"),
        ("a.png,s,,left,0,1,full,visible", "subject is empty"),
        ("a.png,s,1,Left,0,1,full,visible", "hand is 'Left', expected left, right or unknown"),
        ("a.png,s,1,left,-1,1,full,visible", "session is '-1'"),
        ("a.png,s,1,left,4294967296,1,full,visible", "session is '4294967296'"),
        ("a.png,s,1,left,0,1,crop,visible", "kind is 'crop', expected full or roi"),
        ("a.png,s,1,left,0,1,full,uv", "modality is 'uv', expected visible or nir"),
        ("b.png,s,0,left,00,0,full,visible", "line 2 lists the same band of the same capture"),
        ("b.png,s,0,left,0,0,roi,nir", "line 2, is of another kind"),
    ],
)
def test_bad_rows(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "m.csv"
    path.write_text(f"{HEADER}\n0.png,s,0,left,0,0,full,visible\n\n{row}\n")
    with pytest.raises(datasets.ManifestError, match=message):
        datasets.read_manifest(path)
    problems: list[datasets.RowProblem] = []
    assert len(datasets.read_manifest(path, problems=problems)) == 1
    assert [problem.line for problem in problems] == [4]


def test_another_header_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("file,person\n")
    with pytest.raises(datasets.ManifestError, match="the header is 'file,person'"):
        datasets.read_manifest(tmp_path / "m.csv")


def test_a_bad_frame_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(datasets.ManifestError, match="columns missing: modality"):
        datasets.to_manifest(frame_of().drop(columns="modality"), tmp_path / "m.csv")
    with pytest.raises(datasets.ManifestError, match="line 2: subject is empty"):
        datasets.to_manifest(frame_of(("a", "s", None, "left", 0, "1", "full", "nir")), tmp_path / "m.csv")
    assert not (tmp_path / "m.csv").exists()


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match=r"palmsig\[eval\]"):
        datasets.from_pattern(tmp_path, "{subject}", set_name="s")
