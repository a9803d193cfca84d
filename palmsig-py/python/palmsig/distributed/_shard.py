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
        # Compact codes in memory, full templates on disk, of which a search looks at few.
        self._gallery = Gallery(encoder_id=encoder_id, source=self._kept)
        self._where: dict[str, tuple[NDArray[np.uint8], int, int]] = {}
        self._loaded: set[int] = set()
        for number in _parts.numbers(self._folder):
            self._load(number)

    def _kept(self, name: str) -> list[Template]:
        data, start, end = self._where[name]
        return [Template.from_bytes(data[start:end].tobytes())]

    def _load(self, number: int) -> None:
        part = _parts.read(self._folder, number)
        for name, start, end in zip(part.ids, part.starts.tolist(), part.ends.tolist(), strict=True):
            self._where[name] = part.data, start, end
        sizes = np.diff(part.ends, prepend=0)
        if (sizes == sizes[0]).all():
            self._gallery.enrol_many(part.ids, part.data.reshape(len(part.ids), -1))
        else:
            self._gallery.enrol_many(part.ids, [self._kept(name)[0] for name in part.ids])
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
