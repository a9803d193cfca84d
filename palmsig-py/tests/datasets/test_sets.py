"""Readers on empty files with the names of the sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from palmsig import datasets


def lay(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def rows(frame, *columns: str) -> list[tuple]:
    return [tuple(row) for row in frame[list(columns)].values.tolist()]


def test_iitd(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "IITD Palmprint V1/Segmented/Left/001_1.bmp",
        "IITD Palmprint V1/Segmented/Right/001_2.bmp",
        "IITD Palmprint V1/Left Hand/001_1.JPG",
        "IITD Palmprint V1/Segmented/Left/115_3.bmp",
        "IITD Palmprint V1/Segmented/Left/036_1.bmp",
        "IITD Palmprint V1/Segmented/Left/notes.txt",
    )
    frame = datasets.iitd(tmp_path)
    assert rows(frame, "subject", "hand", "session", "sample", "kind") == [
        ("001", "left", 0, "1", "roi"),
        ("025", "left", 0, "115-3", "roi"),
        ("001", "right", 0, "2", "roi"),
    ]
    assert list(frame.columns) == list(datasets.COLUMNS)
    assert all(Path(path).exists() for path in frame["path"])
    assert rows(datasets.iitd(tmp_path, kind="full"), "subject", "kind") == [("001", "full")]
    assert len(datasets.iitd(tmp_path, clean=False)) == 4


def test_tongji(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "ROI/session1/00001.bmp",
        "ROI/session1/00010.bmp",
        "ROI/session2/00011.bmp",
        "session1/00001.tiff",
    )
    assert rows(datasets.tongji(tmp_path), "subject", "hand", "session", "sample") == [
        ("001", "unknown", 1, "1"),
        ("001", "unknown", 1, "10"),
        ("002", "unknown", 2, "1"),
    ]
    assert rows(datasets.tongji(tmp_path, kind="full"), "kind") == [("full",)]


def test_polyu(tmp_path: Path) -> None:
    lay(tmp_path, "PolyU_001_F_01.bmp", "PolyU_001_S_02.bmp", "PolyU_07_3.bmp", "PolyU_07_4.bmp")
    assert rows(datasets.polyu(tmp_path), "subject", "session", "sample") == [
        ("001", 1, "01"),
        ("001", 2, "02"),
        ("07", 1, "3"),
        ("07", 2, "4"),
    ]


def test_polyu_multispectral(tmp_path: Path) -> None:
    lay(
        tmp_path,
        *(f"{band}/0001/{name}.jpg" for band in ("Blue", "Green", "Red", "NIR") for name in ("1_01", "2_01")),
    )
    frame = datasets.polyu_ms(tmp_path)
    assert rows(frame, "subject", "session", "sample", "modality") == [
        ("0001", 1, "01", "visible"),
        ("0001", 2, "01", "visible"),
        ("0001", 1, "01", "nir"),
        ("0001", 2, "01", "nir"),
    ]
    assert len(datasets.polyu_ms(tmp_path, visible=None)) == 2


def test_casia(tmp_path: Path) -> None:
    lay(tmp_path, "0001/0001_m_l_01.jpg", "0312/0312_f_r_11.jpg")
    assert rows(datasets.casia(tmp_path), "subject", "hand", "session", "sample") == [
        ("0001", "left", 0, "01"),
        ("0312", "right", 0, "11"),
    ]


def test_casia_multispectral(tmp_path: Path) -> None:
    lay(tmp_path, "001_l_460_01.jpg", "001_l_850_01.jpg", "001_l_WHT_01.jpg", "001_l_850_04.jpg")
    assert rows(datasets.casia_ms(tmp_path), "subject", "hand", "session", "sample", "modality") == [
        ("001", "left", 1, "1", "nir"),
        ("001", "left", 2, "4", "nir"),
        ("001", "left", 1, "1", "visible"),
    ]
    assert len(datasets.casia_ms(tmp_path, visible="460", nir=None)) == 1


def test_coep(tmp_path: Path) -> None:
    lay(tmp_path, "001_IMG__ (1).JPG", "155_IMG__ (2).JPG")
    assert rows(datasets.coep(tmp_path), "subject", "sample") == [("001", "1"), ("080", "155-2")]
    assert rows(datasets.coep(tmp_path, clean=False), "subject") == [("001",), ("155",)]


def test_11k_hands(tmp_path: Path) -> None:
    lay(tmp_path, *(f"Hands/Hand_{n:07}.jpg" for n in range(2, 6)))
    lines = ["id,age,gender,skinColor,accessories,nailPolish,aspectOfHand,imageName,irregularities"]
    for n, aspect, odd in [
        (2, "dorsal right", 0),
        (3, "palmar right", 0),
        (4, "palmar left", 1),
        (5, "palmar left", 0),
    ]:
        lines.append(f"7,22,male,fair,0,0,{aspect},Hand_{n:07}.jpg,{odd}")
    (tmp_path / "HandInfo.csv").write_text("\n".join(lines))
    assert rows(datasets.hands_11k(tmp_path), "subject", "hand", "sample") == [
        ("7", "right", "Hand_0000003"),
        ("7", "left", "Hand_0000005"),
    ]
    assert len(datasets.hands_11k(tmp_path, clean=False)) == 3


def test_a_folder_without_pictures_is_an_error(tmp_path: Path) -> None:
    for name, reader in datasets.READERS.items():
        if name != "11k-hands":
            with pytest.raises(datasets.ManifestError, match="no picture below"):
                reader(tmp_path)
    with pytest.raises(datasets.ManifestError, match="is not a folder"):
        datasets.casia(tmp_path / "nowhere")


def test_patterns(tmp_path: Path) -> None:
    import re

    lay(tmp_path, "a/L_1_x.png", "a/r_2_y.png", "b/l_1_x.png")
    frame = datasets.from_pattern(
        tmp_path, "{subject}/{hand}_{session}_{sample}.png", set_name="s", kind="roi"
    )
    assert rows(frame, "set", "subject", "hand", "session", "sample", "kind") == [
        ("s", "a", "left", 1, "x", "roi"),
        ("s", "a", "right", 2, "y", "roi"),
        ("s", "b", "left", 1, "x", "roi"),
    ]
    by_expression = datasets.from_pattern(tmp_path, re.compile(r"(?P<subject>.)/.*"), set_name="s")
    assert rows(by_expression, "subject", "hand", "sample")[0] == ("a", "unknown", "a/L_1_x.png")
    with pytest.raises(datasets.ManifestError, match="expected subject"):
        datasets.from_pattern(tmp_path, "{who}.png", set_name="s")
    with pytest.raises(datasets.ManifestError, match="session is 'x'"):
        datasets.from_pattern(tmp_path, "{subject}/{}_{}_{session}.png", set_name="s")
    with pytest.raises(datasets.ManifestError, match="names a field twice"):
        datasets.from_pattern(tmp_path, "{subject}/{subject}.png", set_name="s")
