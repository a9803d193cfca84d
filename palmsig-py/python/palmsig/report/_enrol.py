"""The first captures of each palm become one template, and the others are probes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .. import Enroller, Extraction, Matcher, Template
from ..errors import EnrolError
from ..evaluate import Captures, PairList


@dataclass
class Enrolment:
    """What came of enrolling.

    Attributes
    ----------
    captures : int
        Captures taken for each template.
    templates : int
        Templates made.
    palms_with_too_few : int
        Palms with fewer captures, which are left out.
    failures : dict of str to int
        Palms without a template, by the name of the error.
    verdicts : dict of str to int
        Captures, by what became of them.
    """

    captures: int
    templates: int = 0
    palms_with_too_few: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> dict[str, object]:
        """The keys and values of the Rust ``evaluate --json``."""
        return {
            "templates": self.templates,
            "palms_with_too_few_captures": self.palms_with_too_few,
            "failures_to_enrol": self.failures.total(),
            "failures_to_enrol_by_reason": dict(self.failures),
            "captures": dict(self.verdicts),
        }


@dataclass
class Participants:
    """Who is compared: probes in the order of the manifest, then a template of each palm that has captures enough.

    Attributes
    ----------
    captures : Captures
        A template goes by its first capture.
    templates : list of Template or None
        None after a failure.
    quality : ndarray, shape (n,), int64
        Of a template that of its best capture; 0 after a failure.
    references : ndarray, shape (n,), bool
        The templates of palms.
    """

    captures: Captures
    templates: list[Template | None]
    quality: NDArray[np.int64]
    references: NDArray[np.bool_]

    def pairs(self, protocol: PairList) -> PairList:
        """The pairs of a protocol in which a probe meets a reference."""
        return protocol.where(self.references[protocol.first] != self.references[protocol.second])


def enrolled(
    captures: Captures, extractions: list[Extraction | None], count: int, matcher: Matcher
) -> tuple[Participants, Enrolment]:
    """The first `count` captures of each palm enrolled; all others are probes."""
    told = Enrolment(count)
    # A single capture is to be enrolled too, to compare with.
    enroller = Enroller(matcher, min_captures=min(2, count))
    groups, probes = _grouped(captures, count)
    told.palms_with_too_few = int((np.bincount(captures.palms) < count).sum())
    if not probes:
        raise ValueError("no palm has more captures than are enrolled")
    own = [[extractions[index] for index in group] for group in groups]
    made = [_template(enroller, [one for one in group if one], told) for group in own]
    quality = [max((one.quality.score for one in group if one), default=0) for group in own]
    taken = [*probes, *(group[0] for group in groups)]
    sessions = captures.sessions[taken]
    for place, group in enumerate(groups, len(probes)):
        # Of several sessions a template is of none that is known: no probe counts as being of another one.
        if len(np.unique(captures.sessions[group])) > 1:
            sessions[place] = 0
    listed = [extractions[index] for index in probes]
    participants = Participants(
        replace(captures.taken(taken), sessions=sessions),
        [*(one and one.template.without_hand() for one in listed), *made],
        np.array([*(one.quality.score if one else 0 for one in listed), *quality], dtype=np.int64),
        np.arange(len(taken)) >= len(probes),
    )
    return participants, told


def _grouped(captures: Captures, count: int) -> tuple[list[list[int]], list[int]]:
    """The captures that are enrolled together, by palm, and the probes; of palms with captures enough."""
    enough = np.bincount(captures.palms) >= count
    groups: dict[int, list[int]] = {}
    probes: list[int] = []
    for index, palm in enumerate(captures.palms.tolist()):
        if enough[palm]:
            group = groups.setdefault(palm, [])
            (group if len(group) < count else probes).append(index)
    return list(groups.values()), probes


def _template(enroller: Enroller, some: list[Extraction], told: Enrolment) -> Template | None:
    try:
        made = enroller.enrol([(one.template.without_hand(), one.quality.score) for one in some])
    except EnrolError as error:
        told.failures[error.kind] += 1
        return None
    told.templates += 1
    told.verdicts.update(verdict.replace("-", "_") for verdict in made.verdicts)
    return made.template
