"""The examples in the documentation of the rooms that need nothing compiled."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

ROOMS = ["cli", "datasets", "distributed", "evaluate", "plot", "report"]


def modules() -> list[str]:
    names = []
    for room in ROOMS:
        package = importlib.import_module(f"palmsig.{room}")
        names.append(package.__name__)
        names += [f"{package.__name__}.{found.name}" for found in pkgutil.iter_modules(package.__path__)]
    return names


@pytest.mark.parametrize("name", modules())
def test_examples(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert outcome.failed == 0
