"""A search of a shard that stops wherever it has to know what the other shards say."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import Gallery, Policy, Template

Numbers = NDArray[np.uint32]


class Answer(NamedTuple):
    """What a shard has found for n probes: arrays of shape (n, k), and of shape (n,)."""

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    rates: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    compared: NDArray[np.uint64]


# Ray passes bytes on as they are; of arrays and tuples it makes objects, which takes it longer than a search may wait.
Packed: TypeAlias = bytes
_ADD_UP, _GATHER = np.uint32(1), np.uint32(0)


def together(questions: Sequence[Packed]) -> Packed:
    """The answer to what all shards ask: the sums of their numbers, or else the numbers of all."""
    asked = np.array([np.frombuffer(question, np.uint32) for question in questions])
    numbers = asked[:, 1:]
    answer = numbers.sum(axis=0, dtype=np.uint32) if asked[0, 0] == _ADD_UP else numbers
    return answer.tobytes()


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
        self._said: SimpleQueue[Packed | Answer | BaseException] = SimpleQueue()
        self._given: SimpleQueue[Packed | None] = SimpleQueue()
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
        return self._ask(_ADD_UP, counts)

    def _gather(self, numbers: Numbers) -> Numbers:
        return self._ask(_GATHER, numbers)

    def _ask(self, how: np.uint32, numbers: Numbers) -> Numbers:
        self._said.put(np.append(how, numbers).tobytes())
        given = self._given.get()
        if given is None:
            raise _Stopped
        return np.frombuffer(given, np.uint32)

    def said(self) -> Packed | Answer:
        """What the search says next: what it has to know, or what it has found."""
        said = self._said.get()
        if isinstance(said, BaseException):
            raise said
        return said

    def give(self, answer: Packed) -> None:
        """What it has asked."""
        self.answered += 1
        self._given.put(answer)

    def stop(self) -> None:
        """End a search that waits for an answer."""
        self._given.put(None)
