"""A bar on the terminal, for work that takes a while."""

from __future__ import annotations

import sys
from collections.abc import Callable

from ._types import Progress

_WIDTH = 40


def told(progress: Progress, what: str) -> Callable[[int, int], object] | None:
    """Whom to tell of progress: nobody, the caller's function, or a bar."""
    if progress is None or progress is False:
        return None
    if progress is not True:
        return progress

    def draw(done: int, total: int) -> None:
        filled = _WIDTH * done // max(total, 1)
        end = "\n" if done == total else ""
        bar = "#" * filled + "." * (_WIDTH - filled)
        print(f"\r{what} [{bar}] {done}/{total}", end=end, file=sys.stderr, flush=True)

    return draw


__all__ = ["told"]
