"""The module as a whole."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import palmsig
import pytest
import typical_use

ROOMS = ["palmsig"] + [
    f"palmsig.{room}" for room in ["baselines", "capture", "errors", "liveness", "protect", "store", "synth"]
]


def test_version_is_that_of_the_workspace() -> None:
    assert palmsig.__version__.count(".") == 2


@pytest.mark.parametrize("name", ROOMS)
def test_everything_public_is_documented(name: str) -> None:
    room = importlib.import_module(name)
    bare = [entry for entry in room.__all__ if not entry.startswith("_") and not documented(room, entry)]
    assert bare == []


def documented(room: ModuleType, entry: str) -> bool:
    value = getattr(room, entry)
    return bool(value.__doc__)


@pytest.mark.parametrize("name", ROOMS)
def test_examples_in_docstrings_run(name: str) -> None:
    room = importlib.import_module(name)
    runner = doctest.DocTestRunner()
    texts = [(name, room.__doc__)] + [(entry, getattr(room, entry).__doc__) for entry in room.__all__]
    for entry, text in texts:
        example = doctest.DocTestParser().get_doctest(text or "", {}, f"{name}.{entry}", None, 0)
        runner.run(example)
    assert runner.failures == 0


def test_typical_use_works() -> None:
    assert typical_use.recognised() == "account-1"


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_examples_of_pages_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert examples
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, page, "exec"), names)


def spent(statement: str) -> float:
    """Milliseconds of an import, the median of five."""
    code = f"import time; t = time.perf_counter(); {statement}; print(time.perf_counter() - t)"
    run = [sys.executable, "-c", code]
    times = [
        float(subprocess.run(run, capture_output=True, check=True, env=os.environ).stdout) for _ in range(5)
    ]
    return 1000 * statistics.median(times)


def test_import_is_quick() -> None:
    assert spent("import numpy, palmsig") - spent("import numpy") < 150
