"""The published codes that the engine is compared with, with their papers' parameters.

All of them describe the same palm squares as the engine, so that what differs is the code and its comparison alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ._native import Baseline, Code
from ._progress import told
from ._types import Progress

NAMES = ("compcode", "bocv", "edcc", "don", "ordinal")
"""Competitive code, binary orientation co-occurrence vector, enhanced and discriminative competitive code, difference
of normals, ordinal code."""


def all_pairs(
    baseline: Baseline,
    codes: Sequence[Code | None],
    *,
    pairs: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Compare each code with all that follow it, on all cores.

    Parameters
    ----------
    baseline : Baseline
        What made the codes.
    codes : sequence of Code or None
        The codes, n of them; None for a failure to acquire.
    pairs : pair of integer arrays, optional
        Indices of the codes to compare, instead of all: shape (m,) each.
    threads, progress
        As for `palmsig.all_pairs`.

    Returns
    -------
    first, second : ndarray of int64, shape (m,)
        Indices of the codes compared.
    distance : ndarray of float64, shape (m,)
        0 (the same) to 1; NaN where too few cells meet.

    Examples
    --------
    >>> from palmsig import baselines, synth
    >>> bocv = baselines.Baseline("bocv")
    >>> settings = [synth.CaptureSettings.well_held(i) for i in range(3)]
    >>> pictures = [synth.render(synth.Palm(i // 2), s, i).pixels for i, s in enumerate(settings)]
    >>> first, second, distance = baselines.all_pairs(bocv, bocv.encode_many(pictures))
    >>> distance.argmin().item()
    0
    """
    first, second = np.triu_indices(len(codes), 1) if pairs is None else pairs
    first, second = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    bar = told(progress, "comparing")
    return first, second, baseline.distances(codes, first, second, threads=threads, progress=bar)


__all__ = ["NAMES", "Baseline", "Code", "all_pairs"]
