"""Scores that the Rust ``evaluate --scores`` has written."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..datasets import RowProblem, read_manifest
from ._captures import Captures, PairList
from ._experiment import Experiment
from ._rates import NO_EVIDENCE


def read_scores(scores: str | os.PathLike[str], manifest: str | os.PathLike[str]) -> Experiment:
    """The experiment of a file of scores.

    Parameters
    ----------
    scores : path
        What ``evaluate --scores`` wrote for one manifest: ``manifest,probe,reference,mated,outcome,score``.
    manifest : path
        That manifest. Rows that break its rules are passed over.

    Returns
    -------
    Experiment
        Without qualities.

    Raises
    ------
    ValueError
        The scores are of captures that the manifest does not list, or of several manifests.
    """
    with open(scores, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    listed = {row["manifest"] for row in rows}
    if len(listed) != 1:
        raise ValueError(f"{scores} has the scores of {len(listed)} manifests, expected one")
    ignored: list[RowProblem] = []
    captures = Captures.of(read_manifest(manifest, problems=ignored))
    folder = Path(manifest).parent
    place = {name: index for index, name in enumerate(captures.names)}
    ends = [_indices(place, [str(folder / row[end]) for row in rows]) for end in ("probe", "reference")]
    lost = np.array([row["outcome"] == "failure-to-acquire" for row in rows], dtype=bool)
    values = np.array([int(row["score"]) if row["score"] else NO_EVIDENCE for row in rows], dtype=np.int64)
    pairs = PairList(ends[0], ends[1], captures.palms[ends[0]] == captures.palms[ends[1]])
    return Experiment(captures, pairs, values, _failed(len(captures), pairs, lost))


def _indices(place: dict[str, int], names: list[str]) -> NDArray[np.int64]:
    missing = next((name for name in names if name not in place), None)
    if missing is not None:
        raise ValueError(f"there are scores of {missing}, which the manifest does not list")
    return np.array([place[name] for name in names], dtype=np.int64)


def _failed(captures: int, pairs: PairList, lost: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The captures that failed: those that are in no pair but lost ones."""
    failed = np.zeros(captures, dtype=bool)
    failed[pairs.first[lost]] = failed[pairs.second[lost]] = True
    failed[pairs.first[~lost]] = failed[pairs.second[~lost]] = False
    return failed
