"""What is asked of a shard, and what it answers."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Ray passes bytes on as they are; with arrays and tuples it takes longer than a search may wait.
pack: Callable[[object], bytes] = partial(pickle.dumps, protocol=5)
unpack: Callable[[bytes], Any] = pickle.loads


class Asked(NamedTuple):
    """A search for n probes: where the shards tell each other what they count, and what lets them."""

    address: tuple[str, int]
    token: bytes
    probes: Sequence[bytes]
    k: int
    fpir: float


class Answer(NamedTuple):
    """What a shard has found for n probes: arrays of shape (n, k), and of shape (n,)."""

    ids: NDArray[np.str_]
    scores: NDArray[np.int32]
    rates: NDArray[np.float64]
    accepted: NDArray[np.bool_]
    compared: NDArray[np.uint64]
