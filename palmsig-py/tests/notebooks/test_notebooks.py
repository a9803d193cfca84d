"""The notebooks run, and are small."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[3] / "examples" / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
MOST_BYTES = 512 * 1024


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) == 6


@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.filterwarnings("default")
def test_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(__file__).parents[2] / "python"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("PALMSIG_CROWD", "3000")
    notebook = nbformat.read(FOLDER / name, 4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_is_small_and_names_no_machine(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    assert "/home/" not in text
    assert "/tmp/" not in text
