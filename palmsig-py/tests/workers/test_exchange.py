"""What shards tell each other, without the workers that do."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest
from palmsig.distributed._exchange import Exchange, Numbers, Wire

HOST = "127.0.0.1"


def numbers(*values: int) -> Numbers:
    return np.array(values, np.uint32)


def asked_by_all(exchange: Exchange, ask: Callable[[Wire, int], list[list[int]]]) -> list[list[list[int]]]:
    def of(shard: int) -> list[list[int]]:
        with Wire(exchange.address, exchange.token, shard) as wire:
            return ask(wire, shard)

    with ThreadPoolExecutor(3) as threads:
        return list(threads.map(of, range(3)))


def test_all_are_told_the_same() -> None:
    def ask(wire: Wire, shard: int) -> list[list[int]]:
        sums = wire.add_up(numbers(shard, 2**31, 7))
        many = wire.gather(np.full(100_000, shard, np.uint32))
        return [sums.tolist(), many[::50_000].tolist(), wire.add_up(numbers()).tolist()]

    with Exchange(HOST, 3) as exchange:
        told = asked_by_all(exchange, ask)
    # Sums are of 32 bits, as what is added up is.
    assert told == [[[3, 2**31, 21], [0, 0, 1, 1, 2, 2], []]] * 3


@pytest.mark.parametrize("died_after", range(3))
def test_whoever_asks_anew_is_told_everything_again(died_after: int) -> None:
    def questions(wire: Wire, shard: int, count: int) -> list[list[int]]:
        return [wire.gather(numbers(10 * question + shard)).tolist() for question in range(count)]

    def ask(wire: Wire, shard: int) -> list[list[int]]:
        if shard == 1:
            questions(wire, shard, died_after)
            wire._socket.close()
            with Wire(exchange.address, exchange.token, shard) as again:
                return questions(again, shard, 3)
        return questions(wire, shard, 3)

    with Exchange(HOST, 3) as exchange:
        told = asked_by_all(exchange, ask)
    assert told == [[[0, 1, 2], [10, 11, 12], [20, 21, 22]]] * 3


def test_whoever_still_waits_at_the_end_is_left_without_an_answer() -> None:
    failed = threading.Event()

    def wait() -> None:
        with pytest.raises(ConnectionError, match="has left the search"):
            wire.add_up(numbers(1))
        failed.set()

    with Exchange(HOST, 2) as exchange, Wire(exchange.address, exchange.token, 0) as wire:
        thread = threading.Thread(target=wait)
        thread.start()
        assert not failed.wait(0.1)
        exchange.__exit__()
        assert failed.wait(10)
        thread.join()
    with pytest.raises(ConnectionError, match="it must run in the cluster"):
        Wire(exchange.address, exchange.token, 0)


def test_nobody_takes_part_without_the_token() -> None:
    with Exchange(HOST, 1) as exchange:
        with Wire(exchange.address, bytes(32), 0) as wire, pytest.raises(ConnectionError):
            wire.add_up(numbers(1))
        # Somebody silent keeps nobody from it.
        with socket.create_connection(exchange.address), Wire(exchange.address, exchange.token, 0) as wire:
            start = time.monotonic()
            assert wire.add_up(numbers(4)).tolist() == [4]
            assert time.monotonic() - start < 5


def test_whoever_comes_after_the_end_is_not_kept_waiting() -> None:
    exchange = Exchange(HOST, 1)
    with exchange, socket.create_connection(exchange.address) as late:
        time.sleep(0.1)
        exchange.__exit__()
        late.settimeout(5)
        late.sendall(exchange.token)
        with suppress(ConnectionError):
            assert late.recv(1) == b""
