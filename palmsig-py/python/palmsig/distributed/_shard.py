"""One shard of a gallery: what a worker process holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import Gallery, Policy, Template
from . import _parts


class Answer(NamedTuple):
    """What a shard has found for n probes: arrays of shape (n, k), and the palms compared, shape (n,)."""

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    rates: NDArray[np.float64]
    compared: NDArray[np.uint64]


class Shard:
    """A gallery that is read from its folder when the process starts, and so again when it had died."""

    def __init__(self, folder: str, encoder_id: int | None) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._gallery = Gallery(encoder_id=encoder_id)
        self._loaded: set[int] = set()
        for number in _parts.numbers(self._folder):
            self._load(number)

    def _load(self, number: int) -> None:
        ids, templates = [], []
        for name, data in _parts.read(self._folder, number):
            ids.append(name)
            templates.append(Template.from_bytes(data))
        self._gallery.enrol_many(ids, templates)
        self._loaded.add(number)

    def enrol(self, number: int, ids: Sequence[str], templates: Sequence[bytes]) -> int:
        """Write a part and enrol it. Asked again, after the process had died in between, it does not enrol twice."""
        if number not in self._loaded:
            _parts.write(self._folder, number, ids, templates)
            self._load(number)
        return len(self._gallery)

    def size(self) -> int:
        """Subjects in the shard."""
        return len(self._gallery)

    def identify(self, probes: Sequence[bytes], k: int) -> Answer:
        """The k best candidates of each probe."""
        found = self._gallery.identify_batch([Template.from_bytes(probe) for probe in probes], k=k)
        return Answer(found.ids, found.scores, found.false_match_rates, found.compared)

    def accepts(self, asked: Sequence[tuple[bytes, str, int]], fpir: float) -> list[bool]:
        """Whether each probe is the subject, as the best of so many palms compared."""
        policy, told = Policy.identify(fpir), []
        for probe, name, compared in asked:
            _, comparison = self._gallery.verify(name, Template.from_bytes(probe))
            told.append(policy.accepts(comparison, compared=compared))
        return told
