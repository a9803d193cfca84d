"""How long things take, on one thread with nothing beside."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from .. import Matcher
from ..errors import MatchError

if TYPE_CHECKING:
    from ..baselines import Baseline, Code
    from ._enrol import Participants

T = TypeVar("T")

_PROBES, _REFERENCES = 25, 40
"""Timed: enough for a steady median, in well under a second."""


@dataclass(frozen=True)
class Times:
    """Medians; None where nothing was timed.

    Attributes
    ----------
    localise_ms, extract_ms : float or None
        To find the palm, and from there to the template or the published code.
    probe_us, compare_us : float or None
        To make a probe of a template, and to compare it with one. Published codes need no probe.
    template_bytes : float or None
        Of what is compared with.
    """

    localise_ms: float | None = None
    extract_ms: float | None = None
    probe_us: float | None = None
    compare_us: float | None = None
    template_bytes: float | None = None

    def to_json(self) -> dict[str, object]:
        """The keys of the Rust ``evaluate --json``."""
        return dict(vars(self))

    def told(self) -> str:
        """What was timed, as a short text."""
        named = {"localise": (self.localise_ms, "ms"), "extract": (self.extract_ms, "ms")}
        named |= {"probe": (self.probe_us, "µs"), "compare": (self.compare_us, "µs")}
        return ", ".join(
            f"{name} {took:.3g} {unit}" for name, (took, unit) in named.items() if took is not None
        )


def median(values: Sequence[float], unit: float = 1.0) -> float | None:
    """Of no values none."""
    return float(np.median(values)) * unit if len(values) else None


def comparing(everybody: Participants, matcher: Matcher) -> dict[str, float | None]:
    """What comparisons of templates take that are spread over all of them."""
    roles = everybody.references
    # Of whatever hands they are: captures whose hand was mistaken are compared, too.
    every = [one and one.without_hand() for one in everybody.templates]
    searching = [one for one, role in zip(every, roles, strict=True) if one and not role]
    searched = [one for one, role in zip(every, roles, strict=True) if one and role] or searching
    probing, compared = [], []
    for template in _spread(searching, _PROBES):
        began = time.perf_counter()
        probe = matcher.probe(template)
        probing.append(time.perf_counter() - began)
        for reference in _spread(searched, _REFERENCES):
            began = time.perf_counter()
            with suppress(MatchError):  # of no common band
                probe.compare(reference)
            compared.append(time.perf_counter() - began)
    return {
        "probe_us": median(probing, 1e6),
        "compare_us": median(compared, 1e6),
        "template_bytes": median([one.nbytes for one in searched]),
    }


def comparing_codes(codes: Sequence[Code | None], baseline: Baseline) -> dict[str, float | None]:
    """What comparisons of published codes take that are spread over all of them."""
    known, compared = [code for code in codes if code is not None], []
    for probe in _spread(known, _PROBES):
        for reference in _spread(known, _REFERENCES):
            began = time.perf_counter()
            baseline.distance(probe, reference)
            compared.append(time.perf_counter() - began)
    return {
        "compare_us": median(compared, 1e6),
        "template_bytes": median([code.nbytes for code in known]),
    }


def _spread(items: Sequence[T], count: int) -> Sequence[T]:
    """About `count` of them."""
    return items[:: max(-(-len(items) // count), 1)]
