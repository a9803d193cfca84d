"""Templates of all captures of a manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .. import Extraction, Extractor, PalmsigError, read_image
from .._progress import told
from ..baselines import Baseline, Code
from ..errors import ImageError
from ..evaluate import Captures
from ._times import Times, median

if TYPE_CHECKING:
    import pandas as pd

    from .._types import Location, Progress

_AT_ONCE = 128
"""Captures extracted in one call: their pictures are in memory together."""

_TIMED = 200
"""Captures timed on one thread before the others follow on all: enough for a steady median."""


@dataclass(frozen=True)
class BadPicture:
    """A picture that cannot be used.

    Attributes
    ----------
    path : str
    problem : str
        Why.
    """

    path: str
    problem: str


@dataclass
class Acquisition:
    """What came of the captures of a manifest.

    Attributes
    ----------
    captures : Captures
        Those whose pictures can be used.
    extractions : list of Extraction or None
        One a capture; None after a failure to acquire.
    codes : list of Code or None
        Of a baseline, if one was asked for.
    reasons : dict of str to int
        Failures to acquire by the name of the error.
    bad : list of BadPicture
    times : Times
        Of some extractions that nothing else ran beside.
    """

    captures: Captures
    extractions: list[Extraction | None]
    codes: list[Code | None] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    bad: list[BadPicture] = field(default_factory=list)
    times: Times = field(default_factory=Times)


@dataclass(frozen=True)
class Sources:
    """The pictures of one capture."""

    visible: str | None
    nir: str | None
    kind: str

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for path in (self.visible, self.nir) if path is not None)

    @property
    def location(self) -> Location:
        return "whole-picture" if self.kind == "roi" else None

    @property
    def alike(self) -> tuple[bool, bool, str]:
        """What captures must have in common to be extracted in one call."""
        return self.visible is not None, self.nir is not None, self.kind


def sources(manifest: pd.DataFrame, captures: Captures) -> list[Sources]:
    """The pictures of each capture."""
    path, modality, kind = (list(manifest[name]) for name in ("path", "modality", "kind"))
    found = []
    for rows in captures.rows:
        by_band = {modality[row]: str(path[row]) for row in rows}
        found.append(Sources(by_band.get("visible"), by_band.get("nir"), str(kind[rows[0]])))
    return found


def acquire(
    manifest: pd.DataFrame,
    *,
    baseline: Baseline | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Acquisition:
    """Make the template of every capture of a manifest.

    Parameters
    ----------
    manifest : DataFrame
        :func:`palmsig.datasets.read_manifest`. Pictures of kind ``roi`` are taken as the palm square.
    baseline : Baseline, optional
        Makes a code of every capture that has a template, too.
    threads : int, optional
        As many as there are cores by default.
    progress : callable or bool, optional
        Called with (done, total) captures; True draws a bar.

    Returns
    -------
    Acquisition
    """
    listed = Captures.of(manifest)
    every = sources(manifest, listed)
    step = max(-(-len(every) // _TIMED), 1)
    made, bad = _extracted(every, step, threads, progress)
    unusable = [index for index, one in enumerate(made) if isinstance(one, ImageError)]
    rows = [row for index in unusable for row in listed.rows[index]]
    kept = [index for index in range(len(listed)) if index not in set(unusable)]
    captures = Captures.of(manifest.drop(index=manifest.index[rows])) if rows else listed
    extractions: list[Extraction | None] = []
    reasons: dict[str, int] = {}
    for index in kept:
        one = made[index]
        extractions.append(one if isinstance(one, Extraction) else None)
        if isinstance(one, PalmsigError):
            reasons[one.kind] = reasons.get(one.kind, 0) + 1
    found = Acquisition(captures, extractions, [], reasons, bad)
    took = [one.seconds for one in made[::step] if isinstance(one, Extraction)]
    localise, extract = (median([pair[part] for pair in took], 1e3) for part in range(2))
    if baseline is not None:
        alone = {place for place, index in enumerate(kept) if index % step == 0}
        found.codes = _codes(baseline, [every[index] for index in kept], extractions, alone, threads)
        extract = median([code.seconds for place in alone if (code := found.codes[place])], 1e3)
    found.times = Times(localise_ms=localise, extract_ms=extract)
    return found


def _extracted(
    every: list[Sources], step: int, threads: int | None, progress: Progress
) -> tuple[list[Extraction | PalmsigError | None], list[BadPicture]]:
    extractor, bar, done = Extractor(), told(progress, "extracting"), 0
    made: list[Extraction | PalmsigError | None] = [None] * len(every)
    bad: list[BadPicture] = []
    timed = [[index] for index in range(0, len(every), step)]
    rest = [[index for index in some if index % step] for some in _batches(every)]
    for some, on in [*((one, 1) for one in timed), *((some, threads) for some in rest)]:
        if not some:
            continue
        found = _batch(extractor, [every[index] for index in some], on, bad)
        for index, one in zip(some, found, strict=True):
            made[index] = one
        done += len(some)
        if bar is not None:
            bar(done, len(every))
    return made, bad


def _batches(every: list[Sources]) -> Iterator[list[int]]:
    """Captures that can be extracted in one call, a bounded number at once."""
    alike: dict[tuple[bool, bool, str], list[int]] = {}
    for index, one in enumerate(every):
        alike.setdefault(one.alike, []).append(index)
    for group in alike.values():
        for start in range(0, len(group), _AT_ONCE):
            yield group[start : start + _AT_ONCE]


def _batch(
    extractor: Extractor, some: list[Sources], threads: int | None, bad: list[BadPicture]
) -> list[Extraction | PalmsigError]:
    visible = [one.visible for one in some if one.visible is not None] or None
    nirs = [one.nir for one in some if one.nir is not None] or None
    try:
        made = extractor.extract_many(visible, nirs=nirs, location=some[0].location, threads=threads)
    except (ImageError, OSError):
        return [_one(extractor, one, bad) for one in some]
    found = zip(some, made, strict=True)
    return [_one(extractor, one, bad) if isinstance(entry, ImageError) else entry for one, entry in found]


def _one(extractor: Extractor, one: Sources, bad: list[BadPicture]) -> Extraction | PalmsigError:
    """The same of a capture alone, where a picture of some capture cannot be used."""
    problems = _unreadable(one)
    try:
        if not problems:
            return extractor.extract(one.visible, nir=one.nir, location=one.location)
    except ImageError as error:
        problems = [BadPicture(one.paths[-1], str(error))]
    except PalmsigError as error:
        return error
    bad.extend(problems)
    return ImageError(problems[0].problem)


def _unreadable(one: Sources) -> list[BadPicture]:
    problems = []
    for path in one.paths:
        try:
            read_image(path)
        except (ImageError, OSError) as error:
            problems.append(BadPicture(path, str(error)))
    return problems


def _codes(
    baseline: Baseline,
    every: list[Sources],
    extractions: list[Extraction | None],
    alone: set[int],
    threads: int | None,
) -> list[Code | None]:
    """The codes of the captures that have a template; those `alone` are made with nothing beside."""
    codes: list[Code | None] = [None] * len(every)
    for some in _batches(every):
        good = [index for index in some if extractions[index] is not None]
        first = [index for index in good if index in alone]
        rest = [index for index in good if index not in alone]
        for indices, on in ((first, 1), (rest, threads)):
            if indices:
                made = _encoded(baseline, [every[index] for index in indices], on)
                for index, code in zip(indices, made, strict=True):
                    codes[index] = code if isinstance(code, Code) else None
    return codes


def _encoded(baseline: Baseline, some: list[Sources], threads: int | None) -> list[Code | PalmsigError]:
    visible = [one.visible for one in some if one.visible is not None] or None
    nirs = [one.nir for one in some if one.nir is not None] or None
    return baseline.encode_many(visible, nirs=nirs, location=some[0].location, threads=threads)
