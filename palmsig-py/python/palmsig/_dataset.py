"""Writing a set of synthetic palms as a folder of pictures with a manifest."""

from __future__ import annotations

import csv
import os
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from ._native import CaptureSettings, Palm, render
from ._progress import told
from ._types import Band, Progress

_COLUMNS = ("path", "set", "subject", "hand", "session", "sample", "kind", "modality")
_LIKE = ("iitd-roi", "tongji-roi", "coep-full", "casia-nir-full", "polyu-full")
_MODALITY: dict[Band, str] = {"visible": "visible", "near-infrared": "nir"}


class _Job(NamedTuple):
    palm: int
    captures: int
    like: str | None
    bands: tuple[Band, ...]
    size: tuple[int, int]
    seed: int


def _seed(*numbers: int) -> int:
    """A seed that depends on all numbers."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0])


def _settings(job: _Job, sample: int) -> CaptureSettings:
    seed = _seed(job.seed, job.palm, sample)
    if job.like is not None:
        return CaptureSettings.like(job.like, seed)
    session = 1 if sample <= (job.captures + 1) // 2 else 2
    return CaptureSettings(*job.size, session=session).varied(seed)


def _png(path: Path, pixels: npt.NDArray[np.uint8]) -> None:
    """Grey or colour, 8 bits, unfiltered."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, pixels.size // height + 1), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if pixels.ndim == 2 else 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 1)), (b"IEND", b"")]
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, data in chunks:
            file.write(struct.pack(">I", len(data)) + name + data)
            file.write(struct.pack(">I", zlib.crc32(name + data)))


def _write(folder: Path, job: _Job) -> list[dict[str, object]]:
    """The pictures of one palm, and their rows of the manifest."""
    subject = f"{job.palm // 2:06}"
    hand: Literal["left", "right"] = "left" if job.palm % 2 == 0 else "right"
    palm = Palm(_seed(job.seed, job.palm // 2), hand)
    (folder / subject).mkdir(exist_ok=True)
    rows: list[dict[str, object]] = []
    for sample in range(1, job.captures + 1):
        settings = _settings(job, sample)
        fields = settings.as_dict()
        for band in job.bands or (fields["band"],):
            modality = _MODALITY[band]
            path = f"{subject}/{hand}_{sample}_{modality}.png"
            _png(
                folder / path, render(palm, settings, _seed(job.seed, job.palm, sample, 1), band=band).pixels
            )
            kind = "roi" if (job.like or "").endswith("-roi") else "full"
            values = (path, "synthetic", subject, hand, fields["session"], sample, kind, modality)
            rows.append(dict(zip(_COLUMNS, values, strict=True)))
    return rows


def dataset(
    folder: str | os.PathLike[str],
    *,
    palms: int = 10,
    captures: int = 4,
    like: str | None = None,
    bands: tuple[Band, ...] | None = None,
    size: tuple[int, int] = (480, 640),
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Path:
    """Write a set of synthetic palms: PNG pictures, and a manifest that readers and evaluations take.

    The same arguments give the same pictures everywhere.

    Parameters
    ----------
    folder : path
        Where the set goes; it must not have a manifest yet.
    palms : int
        Palms, of which two belong to one person: a left and a right one.
    captures : int
        Captures of each palm, the larger half of them on a first day.
    like : str, optional
        A public set that is imitated: ``"iitd-roi"``, ``"tongji-roi"``, ``"coep-full"``, ``"casia-nir-full"`` or
        ``"polyu-full"``. By default hands hover over a terminal.
    bands : tuple of {"visible", "near-infrared"}, optional
        The pictures of each capture; by default what the settings take.
    size : tuple of int
        Rows and columns of a picture at a terminal.
    seed : int
        Another seed gives other people.
    threads : int, optional
        Threads; as many as there are cores by default.
    progress : callable or bool, optional
        Called with (done, total) palms; True draws a bar on the terminal.

    Returns
    -------
    Path
        The manifest: ``path,set,subject,hand,session,sample,kind,modality``, a row a picture.

    Examples
    --------
    >>> import tempfile
    >>> from palmsig import synth
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     manifest = synth.dataset(folder, palms=2, captures=1, size=(240, 320))
    ...     print(manifest.read_text().splitlines()[1])
    000000/left_1_visible.png,synthetic,000000,left,1,1,full,visible
    """
    if like is not None and like not in _LIKE:
        raise ValueError(f"like is {like!r}, expected one of {', '.join(_LIKE)}")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [_Job(palm, captures, like, bands or (), size, seed) for palm in range(palms)]
    bar = told(progress, "rendering")
    manifest = folder / "manifest.csv"
    with manifest.open("x", newline="") as file, ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        table = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        table.writeheader()
        for done, rows in enumerate(pool.map(lambda job: _write(folder, job), jobs), 1):
            table.writerows(rows)
            if bar is not None:
                bar(done, palms)
    return manifest


__all__ = ["dataset"]
