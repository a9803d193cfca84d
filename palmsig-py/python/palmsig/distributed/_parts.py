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
        Whose the n templates are: one id twice in a row has two palms.
    ends : ndarray, shape (n,), int64
        Where each template ends in `data`, one after another.
    data : ndarray, uint8
        A memory map: what is not looked at stays on disk.
    """

    ids: list[str]
    ends: NDArray[np.int64]
    data: NDArray[np.uint8]

    def palms(self) -> list[NDArray[np.uint8]]:
        """The bytes of each template, on disk still."""
        # A slice of a memory map is one, and a heavy object; a slice of an array is not.
        data = np.asarray(self.data)
        starts = [0, *self.ends[:-1].tolist()]
        return [data[start:end] for start, end in zip(starts, self.ends.tolist(), strict=True)]

    def rows(self) -> NDArray[np.uint8] | None:
        """All templates as rows, if they have one length."""
        sizes = np.diff(self.ends, prepend=0)
        return self.data.reshape(len(self.ids), -1) if (sizes == sizes[0]).all() else None


def begin(folder: Path, number: int, ids: Sequence[str], templates: Sequence[bytes]) -> Part:
    """Write the templates of a part, which is not there before it is finished."""
    path = folder / _DATA.format(number)
    # A process that is dying may write still: never into its file.
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.writelines(templates)
        file.flush()
        os.fsync(file.fileno())
    ends = np.cumsum([len(template) for template in templates], dtype=np.int64)
    return Part(list(ids), ends, np.memmap(path, np.uint8, "r"))


def finish(folder: Path, number: int, part: Part) -> None:
    """Write whose templates they are, at once or not at all."""
    path = folder / _INDEX.format(number)
    unfinished = path.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        np.savez(file, ids=np.array(part.ids, dtype=np.str_), ends=part.ends)
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
