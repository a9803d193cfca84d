"""One shard of a gallery: what a worker process holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .. import Gallery, Policy, Template
from ..errors import GalleryError
from . import _parts
from ._exchange import Wire
from ._search import Answer, Asked, pack, unpack


class Shard:
    """A gallery that is read from its folder when the process starts, and so again when it had died."""

    def __init__(self, folder: str, encoder_id: int | None) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        # Compact codes in memory, full templates on disk, of which a search looks at few.
        self._gallery = Gallery(encoder_id=encoder_id, source=self._kept)
        self._where: dict[str, list[NDArray[np.uint8]]] = {}
        self._loaded: set[int] = set()
        for number in _parts.numbers(self._folder):
            self._load(_parts.read(self._folder, number))
            self._loaded.add(number)

    def _kept(self, name: str) -> list[Template]:
        return [Template.from_bytes(palm.tobytes()) for palm in self._where[name]]

    def _load(self, part: _parts.Part) -> None:
        where: dict[str, list[NDArray[np.uint8]]] = {}
        for name, palm in zip(part.ids, part.palms(), strict=True):
            where.setdefault(name, []).append(palm)
        enrolled_before = where.keys() & self._where.keys()
        try:
            self._enrol(where, part)
        except Exception:
            for name in where.keys() - enrolled_before:
                self._forget(name)
            raise
        self._where.update(where)

    def _enrol(self, where: dict[str, list[NDArray[np.uint8]]], part: _parts.Part) -> None:
        rows = part.rows()
        if rows is not None and len(where) == len(part.ids):
            self._gallery.enrol_many(part.ids, rows)
            return
        for name, palms in where.items():
            self._gallery.enrol(name, *(Template.from_bytes(palm.tobytes()) for palm in palms))

    def _forget(self, name: str) -> None:
        try:
            self._gallery.remove(name)
        except GalleryError as error:
            # It was refused itself, or came after the one that was.
            if error.kind != "NotEnrolled":
                raise

    def enrol(self, number: int, ids: Sequence[str], templates: Sequence[bytes]) -> None:
        """Keep and enrol a part, or nothing of it.

        Asked again, after the process had died in between, it does not enrol twice.
        """
        if number not in self._loaded:
            unfinished = _parts.begin(self._folder, number, ids, templates)
            self._load(unfinished)
            _parts.finish(self._folder, number, unfinished)
            self._loaded.add(number)

    def size(self) -> int:
        """Subjects in the shard."""
        return len(self._gallery)

    def search(self, packed: bytes, shard: int) -> bytes:
        """What one of the shards, this one, finds in a search of all."""
        asked: Asked = unpack(packed)
        probes = [Template.from_bytes(probe) for probe in asked.probes]
        policy = Policy.identify(asked.fpir)
        with Wire(asked.address, asked.token, shard) as others:
            found = self._gallery.identify_part(
                probes, others.add_up, others.gather, k=asked.k, policy=policy
            )
        return pack(Answer(found.ids, found.scores, found.false_match_rates, found.accepted, found.compared))
