"""A gallery in shards: a search is scattered to all of them, and their best candidates are gathered."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import NO_EVIDENCE, Template
from .._extras import need
from . import _parts
from ._exchange import Exchange
from ._search import Answer, Asked, pack, unpack
from ._shard import Shard

Palm: TypeAlias = Template | bytes

_SETTINGS = "gallery.json"
_FPIR = 1e-3
_INLINE = 100_000
"""Bytes that Ray sends along with a call; larger things it would store once for every worker."""


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
    """Subjects with one or both palms, spread over worker processes.

    Templates are kept in a folder that every machine sees; in memory are compact codes alone, 1.2 KB a palm.
    A worker that dies is started again by Ray and reads its shard anew, and what it was asked is asked again:
    searches change nothing, and an enrolment that was begun is not made twice.

    What is returned is what one ``Gallery`` of all subjects returns: the workers tell each other, through this object,
    how many of their codes look how much like a probe and how much the best of them do, and so choose the same palms to
    be compared in full.

    Parameters
    ----------
    folder : path
        Where the templates are kept: as they are, not sealed, so that the folder must be as well protected as
        they ask for. A folder that holds a gallery already is opened.
    shards : int, optional
        Worker processes; of an existing gallery those it was made with.
    encoder_id : int, optional
        The encoder whose templates it takes; that of ``Extractor`` by default.
    cores : int
        What Ray sets aside for each worker, and how many threads it searches on.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        shards: int | None = None,
        *,
        encoder_id: int | None = None,
        cores: int = 1,
    ) -> None:
        self._ray = need("ray", "ray")
        self._folder = Path(folder)
        self._count, encoder_id = _opened(self._folder, shards, encoder_id)
        # Again and again, and what was asked is asked again: nothing is lost when a worker dies.
        own = {"env_vars": {"RAYON_NUM_THREADS": str(cores)}}
        options = {"max_restarts": -1, "max_task_retries": -1, "num_cpus": cores, "runtime_env": own}
        # A record of every call, which nobody reads, would take a tenth of the time of each.
        options["enable_task_events"] = False
        made = self._ray.remote(**options)(Shard)
        self._workers = [made.remote(str(self._part(shard)), encoder_id) for shard in range(self._count)]
        self._one_search = threading.Lock()
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

    def enrol_many(self, ids: Iterable[str], palms: Iterable[Palm | Sequence[Palm]]) -> None:
        """Enrol many subjects; it returns when all are kept and can be found.

        Where a subject is refused, none of the same shard is enrolled.

        Parameters
        ----------
        ids : iterable of str
            None of them twice, nor enrolled already.
        palms : iterable of Template or bytes, or of sequences of them
            One palm each, or a left and a right one.
        """
        parts: list[tuple[list[str], list[bytes]]] = [([], []) for _ in self._workers]
        for name, given in zip(ids, palms, strict=True):
            own = parts[_shard_of(name, self._count)]
            for palm in [given] if isinstance(given, Template | bytes) else given:
                own[0].append(name)
                own[1].append(_bytes(palm))
        asked = [
            worker.enrol.remote(self._next, *part)
            for worker, part in zip(self._workers, parts, strict=True)
            if part[0]
        ]
        self._next += 1
        self._ray.get(asked)

    def identify_batch(self, templates: Sequence[Palm], *, k: int = 1, fpir: float = _FPIR) -> Found:
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
        if k < 1:
            raise ValueError(f"k is {k}, expected 1 or more")
        probes = [_bytes(one) for one in templates]
        host = self._ray.util.get_node_ip_address()
        # Two at once might reach one worker in one order and another in the other, and wait for each other.
        with self._one_search, Exchange(host, self._count) as exchange:
            packed: Any = pack(Asked(exchange.address, exchange.token, probes, k, fpir))
            if len(packed) > _INLINE:
                packed = self._ray.put(packed)
            asked = [worker.search.remote(packed, shard) for shard, worker in enumerate(self._workers)]
            found = [unpack(answer) for answer in self._ray.get(asked)]
        return _merged(found, k)

    def __enter__(self) -> ShardedGallery:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes, as the end of a ``with`` block does. What is enrolled stays in the folder."""
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


def _bytes(palm: Palm) -> bytes:
    return palm if isinstance(palm, bytes) else palm.to_bytes()


def _merged(answers: Sequence[Answer], k: int) -> Found:
    """The k best of all shards: by score, and by id where two are equal, as a gallery has them."""
    ids, scores, rates = (np.concatenate([answer[part] for answer in answers], axis=1) for part in range(3))
    missing = ids == ""
    best = np.where(missing, NO_EVIDENCE - 1, scores.astype(np.int64))
    order = [np.lexsort((ids[row], -best[row])) for row in range(len(ids))]
    chosen = np.array(order, int).reshape(ids.shape)[:, :k]
    ids, scores, rates = (np.take_along_axis(part, chosen, axis=1) for part in (ids, scores, rates))
    # The first of all is the first of its shard, which has decided on it.
    decided = np.stack([answer.accepted for answer in answers], axis=1)
    accepted = np.take_along_axis(decided, chosen[:, :1] // k, axis=1)[:, 0]
    return Found(ids, scores, rates, accepted, answers[0].compared)
