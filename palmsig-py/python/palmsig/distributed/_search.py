"""A search of a shard that stops wherever it has to know what the other shards say."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import Gallery, Policy, Template

Numbers = NDArray[np.uint32]


# Ray passes bytes on as they are; with arrays and tuples it takes longer than a search may wait.
pack: Callable[[object], bytes] = partial(pickle.dumps, protocol=5)
unpack: Callable[[bytes], Any] = pickle.loads


class Answer(NamedTuple):
    """What a shard has found for n probes: arrays of shape (n, k), and of shape (n,)."""

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    rates: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    compared: NDArray[np.uint64]


class Question(NamedTuple):
    """Numbers of a shard, which waits for their sums over all shards or else for the numbers of all."""

    numbers: Numbers
    add_up: bool


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
        self.answered = 0
        self._said: SimpleQueue[Question | Answer | BaseException] = SimpleQueue()
        self._given: SimpleQueue[Numbers | None] = SimpleQueue()
        threading.Thread(target=self._run, args=(gallery, asked), daemon=True).start()

    def _run(self, gallery: Gallery, asked: Asked) -> None:
        try:
            probes = [Template.from_bytes(probe) for probe in asked.probes]
            policy = Policy.identify(asked.fpir)
            found = gallery.identify_part(probes, self._add_up, self._gather, k=asked.k, policy=policy)
            self._said.put(
                Answer(found.ids, found.scores, found.false_match_rates, found.accepted, found.compared)
            )
        except BaseException as error:
            self._said.put(error)

    def _add_up(self, counts: Numbers) -> Numbers:
        return self._ask(Question(counts, add_up=True))

    def _gather(self, numbers: Numbers) -> Numbers:
        return self._ask(Question(numbers, add_up=False))

    def _ask(self, question: Question) -> Numbers:
        self._said.put(question)
        given = self._given.get()
        if given is None:
            raise _Stopped
        return given

    def said(self) -> Question | Answer:
        """What the search says next: what it has to know, or what it has found."""
        said = self._said.get()
        if isinstance(said, BaseException):
            raise said
        return said

    def give(self, answer: Numbers) -> None:
        """What it has asked."""
        self.answered += 1
        self._given.put(answer)

    def stop(self) -> None:
        """End a search that waits for an answer."""
        self._given.put(None)
