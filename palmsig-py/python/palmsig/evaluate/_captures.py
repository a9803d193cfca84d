"""The captures of a manifest, and which of them are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._comparisons import Ints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

_ONE_UNKNOWN_IN = 3
"""Of how many people, in the order of set and subject, the last one stays unknown."""


@dataclass(frozen=True)
class Captures:
    """The captures that a manifest lists, in the order of their first rows.

    Attributes
    ----------
    palms : ndarray, shape (n,), int64
        Which palm each shows; (set, subject, hand) is one palm.
    people : ndarray, shape (n,), int64
        Whose it is: the place of the person among all, by set and subject. Both hands are of one person.
    sessions : ndarray, shape (n,), int64
        0 where the set does not tell.
    rows : tuple of tuple of int
        The rows of each capture in the manifest, visible before near-infrared.
    names : tuple of str
        The path of the first picture of each.
    set : str
        The sets there are, joined by ``+``.
    """

    palms: Ints
    people: Ints
    sessions: Ints
    rows: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    set: str

    def __len__(self) -> int:
        return len(self.palms)

    def taken(self, indices: Sequence[int]) -> Captures:
        """Some of the captures, in the order given; people and palms are numbered anew, as if there were no others."""
        index = np.asarray(indices, dtype=np.int64)
        return Captures(
            np.unique(self.palms[index], return_inverse=True)[1].astype(np.int64),
            np.unique(self.people[index], return_inverse=True)[1].astype(np.int64),
            self.sessions[index],
            tuple(self.rows[at] for at in indices),
            tuple(self.names[at] for at in indices),
            self.set,
        )

    @classmethod
    def of(cls, manifest: pd.DataFrame | Mapping[str, Any]) -> Captures:
        """The captures of a manifest: a frame, or a mapping of column names to values.

        Examples
        --------
        >>> columns = ["path", "set", "subject", "hand", "session", "sample", "kind", "modality"]
        >>> rows = [[f"{n}.png", "s", n // 2, "left", 0, n % 2, "roi", "visible"] for n in range(4)]
        >>> captures = Captures.of(dict(zip(columns, zip(*rows))))
        >>> captures.people.tolist(), captures.names
        ([0, 0, 1, 1], ('0.png', '1.png', '2.png', '3.png'))
        """
        column = {
            name: list(manifest[name]) for name in ("path", "set", "subject", "hand", "session", "sample")
        }
        bands = list(manifest["modality"])
        attacks = list(manifest["attack"]) if "attack" in manifest else ["none"] * len(bands)
        grouped: dict[tuple[str, ...], list[int]] = {}
        for row in range(len(bands)):
            key = tuple(str(column[name][row]) for name in ("set", "subject", "hand", "session", "sample"))
            grouped.setdefault((*key, str(attacks[row])), []).append(row)
        rows = [tuple(sorted(some, key=lambda row: bands[row] != "visible")) for some in grouped.values()]
        palms = [key[:3] for key in grouped]
        people = [key[:2] for key in grouped]
        return cls(
            _places(palms),
            _places(people),
            np.array([int(key[3]) for key in grouped], dtype=np.int64),
            tuple(rows),
            tuple(str(column["path"][some[0]]) for some in rows),
            "+".join(sorted({key[0] for key in grouped})),
        )


@dataclass(frozen=True)
class PairList:
    """Pairs of captures, each once.

    Attributes
    ----------
    first, second : ndarray, shape (n,), int64
        Indices of the two captures; the first one is lower.
    mated : ndarray, shape (n,), bool
        Whether both show one palm.
    """

    first: Ints
    second: Ints
    mated: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.first)

    def where(self, kept: NDArray[np.bool_]) -> PairList:
        """Some of the pairs."""
        return PairList(self.first[kept], self.second[kept], self.mated[kept])


def all_pairs(captures: Captures) -> PairList:
    """Every pair of captures, in their order."""
    first, second = np.triu_indices(len(captures), 1)
    mated = captures.palms[first] == captures.palms[second]
    return PairList(first.astype(np.int64), second.astype(np.int64), mated)


def cross_session(captures: Captures) -> PairList:
    """The pairs of two sessions that are known to differ. Session 0 is unknown, so it may be that of the
    other."""
    pairs = all_pairs(captures)
    one, other = captures.sessions[pairs.first], captures.sessions[pairs.second]
    return pairs.where((one != 0) & (other != 0) & (one != other))


def folds(captures: Captures, count: int) -> Iterator[tuple[PairList, PairList]]:
    """K folds by person: for each, the pairs among all other people (to learn from) and those among its own
    (to test).

    Person *p* is of the fold *p* modulo `count`. Pairs of a person of the fold with one of the others are in
    neither.
    """
    people = int(captures.people.max(initial=-1)) + 1
    if not 2 <= count <= people:
        raise ValueError(f"{count} folds of {people} people, expected 2 to {people}")
    pairs = all_pairs(captures)
    of = captures.people % count
    for fold in range(count):
        one, other = of[pairs.first] == fold, of[pairs.second] == fold
        yield pairs.where(~one & ~other), pairs.where(one & other)


@dataclass(frozen=True)
class OpenSet:
    """Who takes which part in an open-set identification.

    Attributes
    ----------
    gallery : ndarray, shape (n,), bool
        Captures that are enrolled: the first one of each palm of the people who are known. All others are
        probes.
    known : ndarray, shape (n,), bool
        Captures of people who are enrolled.
    """

    gallery: NDArray[np.bool_]
    known: NDArray[np.bool_]


def open_set_roles(captures: Captures, one_unknown_in: int = _ONE_UNKNOWN_IN) -> OpenSet:
    """Of so many people, in the order of set and subject, the last one stays unknown, the others are
    enrolled."""
    if one_unknown_in < 2:
        raise ValueError(f"one unknown in {one_unknown_in}, expected at least 2")
    known = captures.people % one_unknown_in != one_unknown_in - 1
    first = np.zeros(len(captures), dtype=bool)
    first[np.unique(captures.palms, return_index=True)[1]] = True
    return OpenSet(known & first, known)


PROTOCOLS = {"all": all_pairs, "cross-session": cross_session}
"""The protocols of pairs by their names."""


def _places(keys: list[tuple[str, ...]]) -> Ints:
    """The place of each key among those that occur, in order."""
    place = {key: index for index, key in enumerate(sorted(set(keys)))}
    return np.array([place[key] for key in keys], dtype=np.int64)
