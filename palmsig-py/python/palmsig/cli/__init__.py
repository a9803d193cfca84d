"""The console command ``palmsig``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command with the arguments of the process."""
    try:
        import click  # noqa: F401
        import rich  # noqa: F401
    except ModuleNotFoundError as missing:
        sys.exit(
            f"{missing.name} is needed for the command palmsig and is not installed: pip install 'palmsig[cli]'"
        )
    from ._app import app

    app(prog_name="palmsig")


__all__ = ["main"]
