"""Who is compared with whom, and what searches find."""

from __future__ import annotations

import numpy as np
import pytest
from palmsig import evaluate
from palmsig.datasets import COLUMNS
from palmsig.evaluate import Captures, Searches


def captures(*rows: tuple[object, ...]) -> Captures:
    return Captures.of(dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))


def row(subject: str, hand: str = "left", session: int = 0, sample: str = "1", band: str = "visible"):
    name = f"{subject}{hand}{session}{sample}{band}.png"
    return (name, "s", subject, hand, session, sample, "roi", band)


def test_bands_are_one_capture() -> None:
    found = captures(row("a", band="nir"), row("b"), row("a"))
    assert found.rows == ((2, 0), (1,))
    assert found.names == ("aleft01visible.png", "bleft01visible.png")


def test_both_hands_are_of_one_person() -> None:
    found = captures(row("b", "left"), row("b", "right"), row("a", "left"))
    assert found.people.tolist() == [1, 1, 0]
    assert len(set(found.palms.tolist())) == 3
    assert not evaluate.all_pairs(found).mated.any()


def test_cross_session_leaves_unknown_sessions_out() -> None:
    found = captures(row("a", session=1), row("a", session=2), row("a", session=0), row("b", session=2))
    pairs = evaluate.cross_session(found)
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [(0, 1), (0, 3)]
    assert pairs.mated.tolist() == [True, False]


def test_folds_share_no_person() -> None:
    found = captures(*(row(f"{p:02}", sample=str(n)) for p in range(9) for n in range(3)))
    tested = 0
    for learn, test in evaluate.folds(found, 3):
        people = [set(found.people[np.concatenate([p.first, p.second])].tolist()) for p in (learn, test)]
        assert not people[0] & people[1]
        assert len(people[1]) == 3
        tested += len(test)
    assert tested == 3 * (9 * 8 // 2)
    with pytest.raises(ValueError, match="1 folds of 9 people"):
        list(evaluate.folds(found, 1))


def test_one_person_in_three_is_unknown() -> None:
    found = captures(
        *(row(f"{p}", hand, sample=str(n)) for p in range(6) for hand in ("left", "right") for n in "12")
    )
    roles = evaluate.open_set_roles(found)
    assert set(found.people[~roles.known].tolist()) == {2, 5}
    assert roles.gallery.sum() == 8
    with pytest.raises(ValueError, match="one unknown in 1"):
        evaluate.open_set_roles(found, 1)


def test_searches_against_their_definition() -> None:
    rng = np.random.default_rng(8)
    probes, mated = rng.integers(0, 20, 400), rng.random(400) < 0.1
    scores = rng.integers(0, 12, 400) + 6 * mated
    found = Searches.of(np.arange(20), probes, mated, scores)
    for rank in (1, 2, 5):
        hits, total = 0, 0
        for probe in range(20):
            own, others = scores[(probes == probe) & mated], scores[(probes == probe) & ~mated]
            total += len(own) > 0
            hits += len(own) > 0 and int((others >= own.max()).sum()) < rank
        assert evaluate.identification_rate(found, rank) == hits / total
    assert (np.diff(evaluate.cmc(found, 30)) >= 0).all()
    with pytest.raises(ValueError, match="rank 0"):
        evaluate.identification_rate(found, 0)


def test_open_set_counts_unknown_and_enrolled_probes() -> None:
    # Probe 0 is enrolled and found, 1 enrolled behind a stranger, 2 and 3 unknown, 3 failed.
    found = Searches.of([0, 1, 2, 3], [0, 0, 1, 1, 2], [True, False, True, False, False], [9, 1, 5, 6, 4])
    rates = evaluate.open_set(found).rates()
    assert (rates.mated, rates.non_mated) == (2, 1)
    point = rates.at(4)
    assert point is not None
    assert (point.fmr, point.fnmr) == (0.5, 0.5)
    behind = evaluate.open_set(found, rank=2).rates().at(4)
    assert behind is not None
    assert behind.fnmr == 0.0
