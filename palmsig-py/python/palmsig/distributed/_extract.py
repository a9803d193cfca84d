"""Extraction over a data set, by Ray Data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .._extras import need
from ..datasets import read_manifest
from ..evaluate import Captures
from ..report._acquire import Sources, sources

if TYPE_CHECKING:
    import pandas as pd
    import ray.data

_BATCH = 64


def extract(
    manifest: pd.DataFrame | str | os.PathLike[str], *, workers: int | None = None, batch_size: int = _BATCH
) -> ray.data.Dataset:
    """Templates of all captures of a manifest, as a data set that Ray computes where it likes.

    Parameters
    ----------
    manifest : DataFrame or path
        Its pictures must be readable on every machine, at the same paths.
    workers : int, optional
        Processes that extract, one core each; by default Ray has as many as its cores allow.
    batch_size : int
        Captures that a process takes at a time.

    Returns
    -------
    ray.data.Dataset
        One row a capture, in no particular order: ``name`` (the path of its first picture), ``set``, ``subject``,
        ``hand``, ``session``, ``sample``, ``template`` (bytes, empty after a failure), ``quality`` (0 to 100) and
        ``error`` (the name of the error, or an empty text). A failure is a row, never an exception.
    """
    data = need("ray.data", "ray")
    frame = read_manifest(manifest) if isinstance(manifest, str | os.PathLike) else manifest
    captures = Captures.of(frame)
    rows = []
    for one, index in zip(sources(frame, captures), captures.rows, strict=True):
        first = frame.iloc[index[0]]
        row = {name: str(first[name]) for name in ("set", "subject", "hand", "session", "sample")}
        told = {"visible": one.visible or "", "nir": one.nir or "", "kind": one.kind}
        rows.append({"name": one.paths[0], **row, **told})
    options: dict[str, Any] = (
        {"concurrency": workers} if workers is not None else {"concurrency": (1, _cores())}
    )
    made: ray.data.Dataset = data.from_items(rows).map_batches(
        _Extract, batch_size=batch_size, batch_format="pandas", num_cpus=1, **options
    )
    return made


def _cores() -> int:
    ray = need("ray", "ray")
    if not ray.is_initialized():
        ray.init()
    return max(int(ray.cluster_resources().get("CPU", 1)), 1)


class _Extract:
    """What a worker process keeps: an extractor with its buffers."""

    def __init__(self) -> None:
        from .. import Extractor

        self._extractor = Extractor()

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        told = [self._one(row) for row in batch.itertuples(index=False)]
        templates, qualities, errors = (list(column) for column in zip(*told, strict=True))
        kept = batch.drop(columns=["visible", "nir", "kind"])
        found: pd.DataFrame = kept.assign(template=templates, quality=qualities, error=errors)
        return found

    def _one(self, row: Any) -> tuple[bytes, int, str]:
        from .. import PalmsigError

        one = Sources(row.visible or None, row.nir or None, row.kind)
        try:
            found = self._extractor.extract(one.visible, nir=one.nir, location=one.location)
        except (PalmsigError, OSError) as error:
            return b"", 0, getattr(error, "kind", "") or type(error).__name__
        return found.template.to_bytes(), found.quality.score, ""
