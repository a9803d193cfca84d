"""Templates of a shard on disk: parts that are written once and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

_PART = "part-{:08}.npz"


def write(folder: Path, number: int, ids: Sequence[str], templates: Sequence[bytes]) -> None:
    """Write one part, whole or not at all."""
    path = folder / _PART.format(number)
    unfinished = path.with_suffix(".unfinished")
    ends = np.cumsum([len(template) for template in templates], dtype=np.int64)
    data = np.frombuffer(b"".join(templates), np.uint8)
    with unfinished.open("wb") as file:
        np.savez(file, ids=np.array(ids, dtype=np.str_), ends=ends, data=data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


def numbers(folder: Path) -> list[int]:
    """The numbers of the parts there are, ascending."""
    return sorted(int(path.stem.removeprefix("part-")) for path in folder.glob("part-*.npz"))


def read(folder: Path, number: int) -> Iterator[tuple[str, bytes]]:
    """The ids and templates of one part, in the order in which they were written."""
    with np.load(folder / _PART.format(number)) as part:
        ids, ends, data = part["ids"].tolist(), part["ends"], part["data"].tobytes()
    starts = np.concatenate([[0], ends[:-1]])
    for name, start, end in zip(ids, starts, ends, strict=True):
        yield name, data[start:end]
