"""A gallery in shards: a search is scattered to all of them, and their best candidates are gathered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import NO_EVIDENCE, Template
from .._extras import need
from . import _parts
from ._shard import Answer, Shard

_SETTINGS = "gallery.json"
_FPIR = 1e-3


class Found(NamedTuple):
    """The outcome of n searches for k candidates each, as ``Gallery.identify_batch`` tells it.

    Attributes
    ----------
    ids : ndarray of str, shape (n, k)
        The candidates, best first; an empty text where there are fewer.
    scores : ndarray of int32, shape (n, k)
        Their similarities.
    false_match_rates : ndarray of float64, shape (n, k)
        How often strangers are at least as similar.
    accepted : ndarray of bool, shape (n,)
        Whether the first candidate is the person, at the rate asked for.
    compared : ndarray of uint64, shape (n,)
        Palms compared, in all shards.
    """

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    false_match_rates: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    compared: NDArray[np.uint64]


class ShardedGallery:
    """Subjects with one palm each, spread over worker processes.

    Templates are kept in a folder that every machine sees; in memory are compact codes alone, 1.2 KB a palm.
    A worker that dies is started again by Ray and reads its shard anew, and what it was asked is asked again:
    searches change nothing, and an enrolment that was begun is not made twice.

    What is returned is what one ``Gallery`` of all subjects returns, with one difference: of very many palms
    a gallery compares in full the few hundred that look most like the probe, and here each shard does so.
    Further candidates are therefore at least as similar as those of one gallery, which may pass them over.

    Parameters
    ----------
    folder : path
        Where the templates are kept: as they are, not sealed, so that the folder must be as well protected as
        they ask for. A folder that holds a gallery already is opened.
    shards : int, optional
        Worker processes; of an existing gallery those it was made with.
    encoder_id : int, optional
        The encoder whose templates it takes; that of ``Extractor`` by default.
    cores : float
        What Ray sets aside for each worker.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        shards: int | None = None,
        *,
        encoder_id: int | None = None,
        cores: float = 1.0,
    ) -> None:
        self._ray = need("ray", "ray")
        self._folder = Path(folder)
        self._count, encoder_id = _opened(self._folder, shards, encoder_id)
        # Again and again, and what was asked is asked again: nothing is lost when a worker dies.
        options = {"max_restarts": -1, "max_task_retries": -1, "num_cpus": cores}
        made = self._ray.remote(**options)(Shard)
        self._workers = [made.remote(str(self._part(shard)), encoder_id) for shard in range(self._count)]
        self._next = 1 + max(
            (n for s in range(self._count) for n in _parts.numbers(self._part(s))), default=-1
        )

    def _part(self, shard: int) -> Path:
        return self._folder / f"shard-{shard:04}"

    @property
    def workers(self) -> list[Any]:
        """The handles of the worker processes."""
        return list(self._workers)

    def __len__(self) -> int:
        sizes: list[int] = self._ray.get([worker.size.remote() for worker in self._workers])
        return sum(sizes)

    def enrol_many(self, ids: Iterable[str], templates: Iterable[Template | bytes]) -> None:
        """Enrol many subjects with one palm each; it returns when all are kept and can be found.

        Parameters
        ----------
        ids : iterable of str
            None of them twice, nor enrolled already.
        templates : iterable of Template or bytes
            One each.
        """
        parts: list[tuple[list[str], list[bytes]]] = [([], []) for _ in self._workers]
        for name, template in zip(ids, templates, strict=True):
            own = parts[_shard_of(name, self._count)]
            own[0].append(name)
            own[1].append(template if isinstance(template, bytes) else template.to_bytes())
        asked = [
            worker.enrol.remote(self._next, *part)
            for worker, part in zip(self._workers, parts, strict=True)
            if part[0]
        ]
        self._next += 1
        self._ray.get(asked)

    def identify_batch(
        self, templates: Sequence[Template | bytes], *, k: int = 1, fpir: float = _FPIR
    ) -> Found:
        """Search all subjects for the owners of palms.

        Parameters
        ----------
        templates : sequence of Template or bytes
            The probes, n of them.
        k : int
            Candidates for each.
        fpir : float
            False positive identification rate of the decision, however many are enrolled.

        Returns
        -------
        Found
        """
        probes = [one if isinstance(one, bytes) else one.to_bytes() for one in templates]
        shared = self._ray.put(probes)
        answers: list[Answer] = self._ray.get([worker.identify.remote(shared, k) for worker in self._workers])
        ids, scores, rates = _merged(answers, k)
        compared = np.stack([answer.compared for answer in answers]).sum(axis=0).astype(np.uint64)
        return Found(ids, scores, rates, self._accepted(probes, ids, compared, fpir), compared)

    def _accepted(
        self, probes: list[bytes], ids: NDArray[np.str_], compared: NDArray[np.uint64], fpir: float
    ) -> NDArray[np.bool_]:
        """Decided where the candidate is kept, for there is its template: as the best of all that were
        compared."""
        accepted = np.zeros(len(probes), dtype=bool)
        asked: list[tuple[list[int], Any]] = []
        owners = [_shard_of(str(row[0]), self._count) if row.size and row[0] else -1 for row in ids]
        for shard, worker in enumerate(self._workers):
            own = [index for index, owner in enumerate(owners) if owner == shard]
            if own:
                pairs = [(probes[index], str(ids[index, 0]), int(compared[index])) for index in own]
                asked.append((own, worker.accepts.remote(pairs, fpir)))
        for own, told in asked:
            accepted[own] = self._ray.get(told)
        return accepted

    def close(self) -> None:
        """End the worker processes. What is enrolled stays in the folder."""
        for worker in self._workers:
            self._ray.kill(worker, no_restart=True)
        self._workers = []


def _opened(folder: Path, shards: int | None, encoder_id: int | None) -> tuple[int, int | None]:
    """How many shards there are, and whose templates: as the folder has it, or new."""
    path = folder / _SETTINGS
    if path.exists():
        kept = json.loads(path.read_text())
        if shards not in (None, kept["shards"]):
            raise ValueError(f"the gallery has {kept['shards']} shards, not {shards}")
        if encoder_id not in (None, kept["encoder_id"]):
            raise ValueError(f"the gallery has the encoder {kept['encoder_id']}, not {encoder_id}")
        return int(kept["shards"]), kept["encoder_id"]
    count = 1 if shards is None else shards
    if count < 1:
        raise ValueError(f"{count} shards, expected at least 1")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(json.dumps({"shards": count, "encoder_id": encoder_id}))
    return count, encoder_id


def _shard_of(name: str, count: int) -> int:
    """The same in every process, unlike ``hash``."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") % count


def _merged(
    answers: Sequence[Answer], k: int
) -> tuple[NDArray[np.str_], NDArray[np.int32], NDArray[np.float64]]:
    """The k best of all shards: by score, and by id where two are equal, as a gallery has them."""
    ids, scores, rates = (np.concatenate([answer[part] for answer in answers], axis=1) for part in range(3))
    missing = ids == ""
    best = np.where(missing, NO_EVIDENCE - 1, scores.astype(np.int64))
    order = (
        np.stack([np.lexsort((ids[row], -best[row])) for row in range(len(ids))])
        if len(ids)
        else np.zeros((0, 0), int)
    )
    chosen = order[:, :k]
    return tuple(np.take_along_axis(part, chosen, axis=1) for part in (ids, scores, rates))  # type: ignore[return-value]
