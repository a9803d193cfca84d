"""Templates of a shard on disk: parts that are written once and never changed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_INDEX = "part-{:08}.npz"
_DATA = "part-{:08}.bin"


class Part(NamedTuple):
    """One part.

    Attributes
    ----------
    ids : list of str
        n of them.
    ends : ndarray, shape (n,), int64
        Where the template of each ends in `data`, one after another.
    data : ndarray, uint8
        A memory map: what is not looked at stays on disk.
    """

    ids: list[str]
    ends: NDArray[np.int64]
    data: NDArray[np.uint8]

    @property
    def starts(self) -> NDArray[np.int64]:
        return np.concatenate([np.zeros(1, np.int64), self.ends[:-1]])


def write(folder: Path, number: int, ids: Sequence[str], templates: Sequence[bytes]) -> None:
    """Write one part: it is there when its index is, which comes last."""
    with (folder / _DATA.format(number)).open("wb") as file:
        file.writelines(templates)
        file.flush()
        os.fsync(file.fileno())
    path = folder / _INDEX.format(number)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        ends = np.cumsum([len(template) for template in templates], dtype=np.int64)
        np.savez(file, ids=np.array(ids, dtype=np.str_), ends=ends)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


def numbers(folder: Path) -> list[int]:
    """The numbers of the parts there are, ascending."""
    return sorted(int(path.stem.removeprefix("part-")) for path in folder.glob("part-*.npz"))


def read(folder: Path, number: int) -> Part:
    """One part."""
    with np.load(folder / _INDEX.format(number)) as index:
        ids, ends = index["ids"].tolist(), index["ends"]
    return Part(ids, ends, np.memmap(folder / _DATA.format(number), np.uint8, "r"))
