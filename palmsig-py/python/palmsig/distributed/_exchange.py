"""What the shards tell each other in a search, over connections to the process that searches.

Ray begins a search, brings back what is found, and starts a shard again that has died. By Ray each of the questions in
between would take a millisecond or two of every processor, a tenth of the search.
"""

from __future__ import annotations

import secrets
import socket
import struct
import threading
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

_SENT = np.dtype("<u4")
_QUESTION = struct.Struct("<II?I")
"""Which shard, which of its questions, whether it asks for sums, and how many numbers follow."""
_COUNT = struct.Struct("<I")
_PATIENCE = 10.0
"""Seconds for a connection to be made, and to say what proves that it may."""


class Exchange:
    """Answers what the shards ask in one search, each question as soon as all have asked it.

    A shard that has died is told all answers again when it connects anew. At the end whoever still waits is left
    without an answer.
    """

    def __init__(self, host: str, shards: int) -> None:
        self._server = socket.create_server((host, 0), backlog=max(shards, 1))
        self.address: tuple[str, int] = self._server.getsockname()[:2]
        self.token = secrets.token_bytes(32)
        self._shards = shards
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._over = False
        # Of each question what each shard tells; and of each shard that waits, for which answer.
        self._told: list[dict[int, Numbers]] = []
        self._waiting: dict[int, tuple[socket.socket, int]] = {}

    def __enter__(self) -> Exchange:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with self._lock:
            self._over = True
            ends = [self._server, *self._connections]
        for end in ends:
            # To close it alone would not wake the thread that waits for it.
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(_PATIENCE)
            if not secrets.compare_digest(_received(connection, len(self.token)), self.token):
                return
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
            with self._lock:
                if self._over:
                    # Somebody who comes late would wait for ever.
                    return
                self._connections.add(connection)
            while True:
                shard, question, add_up, count = _QUESTION.unpack(_received(connection, _QUESTION.size))
                numbers = np.frombuffer(_received(connection, count * _SENT.itemsize), _SENT)
                self._tell(connection, (shard, question, add_up), numbers)

    def _tell(self, connection: socket.socket, asked: tuple[int, int, bool], numbers: Numbers) -> None:
        shard, question, add_up = asked
        with self._lock:
            while question >= len(self._told):
                self._told.append({})
            told = self._told[question]
            told[shard] = numbers
            self._waiting[shard] = (connection, question)
            if len(told) < self._shards:
                return
            together = [told[shard] for shard in sorted(told)]
            sums: Numbers = np.sum(together, axis=0, dtype=_SENT)
            answer = sums if add_up else np.concatenate(together)
            waiting = [shard for shard, (_, theirs) in self._waiting.items() if theirs == question]
            for shard in waiting:
                to, _ = self._waiting.pop(shard)
                # One that has died asks again.
                with suppress(OSError):
                    to.sendall(_COUNT.pack(len(answer)) + answer.tobytes())


class Wire:
    """A shard's end of an exchange."""

    def __init__(self, address: tuple[str, int], token: bytes, shard: int) -> None:
        try:
            self._socket = socket.create_connection(address, timeout=_PATIENCE)
        except OSError as error:
            where = "{}:{}".format(*address)
            raise ConnectionError(
                f"no way from a shard to the process that searches, at {where}: it must run in the cluster"
            ) from error
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self._socket.sendall(token)
        self._shard, self._asked = shard, 0

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._socket.close()

    def add_up(self, counts: Numbers) -> Numbers:
        """The sums of such counts over all shards, place by place."""
        return self._answer(counts, add_up=True)

    def gather(self, numbers: Numbers) -> Numbers:
        """The numbers of all shards, those of one after those of another."""
        return self._answer(numbers, add_up=False)

    def _answer(self, numbers: Numbers, add_up: bool) -> Numbers:
        question = _QUESTION.pack(self._shard, self._asked, add_up, len(numbers))
        self._socket.sendall(question + numbers.astype(_SENT).tobytes())
        self._asked += 1
        (count,) = _COUNT.unpack(_received(self._socket, _COUNT.size))
        return np.frombuffer(_received(self._socket, count * _SENT.itemsize), _SENT)


def _received(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        some = connection.recv(size - len(received))
        if not some:
            raise ConnectionError("the other end has left the search")
        received += some
    return bytes(received)
