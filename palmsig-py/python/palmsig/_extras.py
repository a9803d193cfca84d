"""Optional packages, and what to install where one is missing."""

from __future__ import annotations

import importlib
from types import ModuleType


def need(package: str, extra: str) -> ModuleType:
    """Import an optional package.

    Parameters
    ----------
    package : str
        Name of the module to import.
    extra : str
        The extra of palmsig that installs it.

    Returns
    -------
    ModuleType

    Raises
    ------
    ModuleNotFoundError
        The package is missing; the message names the extra.
    """
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as missing:
        top = package.partition(".")[0]
        if missing.name is None or missing.name.partition(".")[0] != top:
            raise
        message = f"{top} is needed here and is not installed: pip install 'palmsig[{extra}]'"
        raise ModuleNotFoundError(message, name=missing.name) from missing
