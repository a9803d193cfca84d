"""Comparing templates, two or very many."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ._native import Comparison, Matcher, Template, compare_pairs
from ._native import compact_distances as _compact_distances
from ._progress import told
from ._types import Band, Progress

NO_EVIDENCE = -(2**31)
"""The similarity of templates that share too little to say anything: it never matches."""


@cache
def _usual() -> Matcher:
    return Matcher()


def compare(a: Template, b: Template) -> Comparison:
    """Compare two templates; the order of the two makes no difference.

    Parameters
    ----------
    a, b : Template
        Templates of one encoder. A left hand does not compare with a right one.

    Returns
    -------
    Comparison
        `similarity` is 1000 · log10 of the likelihood ratio (one palm over two), `false_match_rate` says how often
        strangers are at least as similar.

    Raises
    ------
    MatchError
        Where the two cannot be compared.

    Examples
    --------
    >>> import palmsig
    >>> from palmsig import synth
    >>> def taken(seed, visit):
    ...     settings = synth.CaptureSettings.well_held(visit)
    ...     return palmsig.extract(synth.render(synth.Palm(seed), settings, visit).pixels).template
    >>> same = palmsig.compare(taken(7, 1), taken(7, 2))
    >>> palmsig.Policy.verify(1e-4).accepts(same)
    True
    >>> palmsig.Policy.verify(1e-4).accepts(palmsig.compare(taken(7, 1), taken(8, 2)))
    False
    """
    return _usual().compare(a, b)


class Pairs(NamedTuple):
    """Comparisons of many templates, one a row.

    Attributes
    ----------
    first, second : ndarray of int64, shape (n,)
        Indices of the templates compared.
    score : ndarray of int32, shape (n,)
        Similarities: 1000 · log10 of the likelihood ratio, or `NO_EVIDENCE`.
    false_match_rate : ndarray of float64, shape (n,)
        How often strangers are at least as similar, 0 to 1.
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    score: npt.NDArray[np.int32]
    false_match_rate: npt.NDArray[np.float64]


def all_pairs(
    templates: Sequence[Template | None],
    *,
    pairs: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    matcher: Matcher | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Pairs:
    """Compare each template with all that follow it, on all cores.

    Sides are left out of account, so that known sides do not make figures prettier: a left hand compares with a right
    one. Templates that cannot be compared give `NO_EVIDENCE`, and so do missing ones (None, a failure to acquire).

    Parameters
    ----------
    templates : sequence of Template or None
        The templates, n of them.
    pairs : pair of integer arrays, optional
        Indices of the templates to compare, instead of all: shape (m,) each. It is fastest where equal first indices
        stand side by side.
    matcher : Matcher, optional
        How they are compared; ``Matcher(depth="rigid")`` looks at the compact codes alone.
    threads : int, optional
        Threads; as many as there are cores by default.
    progress : callable or bool, optional
        Called with (done, total) templates now and then; True draws a bar on the terminal.

    Returns
    -------
    Pairs
        ``n * (n - 1) / 2`` rows, in the order of `numpy.triu_indices`, or m rows in the order given.

    Examples
    --------
    >>> import palmsig
    >>> from palmsig import synth
    >>> settings = [synth.CaptureSettings.well_held(i) for i in range(3)]
    >>> pictures = [synth.render(synth.Palm(i // 2), s, i).pixels for i, s in enumerate(settings)]
    >>> found = palmsig.all_pairs([e.template for e in palmsig.extract(pictures)])
    >>> found.first.tolist(), found.second.tolist(), found.score.argmax().item()
    ([0, 0, 1], [1, 2, 2], 0)
    """
    first, second = np.triu_indices(len(templates), 1) if pairs is None else pairs
    first, second = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    score, rate = compare_pairs(
        templates,
        first,
        second,
        matcher=matcher or _usual(),
        threads=threads,
        progress=told(progress, "comparing"),
    )
    return Pairs(first, second, score, rate)


def compact_distances(
    templates: Sequence[Template | None],
    *,
    band: Band = "visible",
    threads: int | None = None,
    progress: Progress = None,
) -> npt.NDArray[np.float32]:
    """Compare the compact codes of each template with all that follow it, millions a second.

    What a search looks at first: line planes under 25 small shifts, neither turned nor scaled. It shows how codes of
    strangers are spread; `all_pairs` tells whether palms are one.

    Parameters
    ----------
    templates : sequence of Template or None
        The templates, n of them; of several views of the band the first counts.
    band : {"visible", "near-infrared"}
        The band.
    threads, progress
        As for `all_pairs`.

    Returns
    -------
    ndarray of float32, shape (n * (n - 1) / 2,)
        Shares of differing bits, 0 to 1, in the order of `numpy.triu_indices` (that of SciPy's `pdist`); NaN where too
        few bits can be compared.

    Examples
    --------
    >>> import palmsig
    >>> from palmsig import synth
    >>> settings = [synth.CaptureSettings.well_held(i) for i in range(3)]
    >>> pictures = [synth.render(synth.Palm(i // 2), s, i).pixels for i, s in enumerate(settings)]
    >>> palmsig.compact_distances([e.template for e in palmsig.extract(pictures)]).argmin().item()
    0
    """
    bar = told(progress, "comparing")
    return _compact_distances(templates, band=band, threads=threads, progress=bar)


__all__ = ["NO_EVIDENCE", "Pairs", "all_pairs", "compact_distances", "compare"]
