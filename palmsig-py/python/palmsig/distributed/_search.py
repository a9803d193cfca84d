"""A search of a shard that stops wherever it has to know what the other shards count."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import Gallery, Policy, Template

Counts = NDArray[np.uint32]


class Answer(NamedTuple):
    """What a shard has found for n probes: arrays of shape (n, k), and of shape (n,)."""

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    rates: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    compared: NDArray[np.uint64]


class Asked(NamedTuple):
    """A search: its name, which no other one has, the probes, and what is asked."""

    name: str
    probes: Sequence[bytes]
    k: int
    fpir: float


class _Stopped(Exception):
    """Nobody waits for the search any more."""


class Search:
    """A search that goes on in a thread of its own."""

    def __init__(self, gallery: Gallery, asked: Asked) -> None:
        self.name = asked.name
        self.given = 0
        self._told: SimpleQueue[Counts | Answer | BaseException] = SimpleQueue()
        self._sums: SimpleQueue[Counts | None] = SimpleQueue()
        threading.Thread(target=self._run, args=(gallery, asked), daemon=True).start()

    def _run(self, gallery: Gallery, asked: Asked) -> None:
        try:
            probes = [Template.from_bytes(probe) for probe in asked.probes]
            policy = Policy.identify(asked.fpir)
            found = gallery.identify_part(probes, self._add_up, k=asked.k, policy=policy)
            self._told.put(
                Answer(found.ids, found.scores, found.false_match_rates, found.accepted, found.compared)
            )
        except BaseException as error:
            self._told.put(error)

    def _add_up(self, counts: Counts) -> Counts:
        self._told.put(counts)
        sums = self._sums.get()
        if sums is None:
            raise _Stopped
        return sums

    def told(self) -> Counts | Answer:
        """What the search says next: counts that it waits for the sums of, or what it has found."""
        told = self._told.get()
        if isinstance(told, BaseException):
            raise told
        return told

    def give(self, sums: Counts) -> None:
        """The sums that it waits for."""
        self.given += 1
        self._sums.put(sums)

    def stop(self) -> None:
        """End a search that waits for sums."""
        self._sums.put(None)
