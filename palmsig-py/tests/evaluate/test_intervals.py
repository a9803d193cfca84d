"""Intervals by drawing people anew."""

from __future__ import annotations

import numpy as np
import pytest
from palmsig.evaluate import Bootstrap, Comparisons


def comparisons(
    people: int, seed: int, *, floats: bool = False, gap: float = 3.0, each: int = 6
) -> Comparisons:
    rng = np.random.default_rng(seed)
    whose = np.repeat(np.arange(people), each)
    pairs = np.stack(np.triu_indices(people, 1), axis=1)
    own, level = rng.normal(0, 0.5, people), 1000.0
    mated = (rng.normal(gap, 1, whose.size) + own[whose]) * level
    others = rng.normal(0, 1, len(pairs)) * level
    scores = mated.astype(int), others.astype(int)
    if floats:
        scores = scores[0] / 8.0, scores[1] / 8.0
    return Comparisons(scores[0], whose, scores[1], pairs)


def test_floats_give_what_whole_numbers_give() -> None:
    whole, other = comparisons(30, 1), comparisons(30, 1, floats=True)
    strap = Bootstrap(resamples=100)
    for one, two in [
        (strap.eer(whole), strap.eer(other)),
        (strap.fnmr_at_fmr(whole, 0.01), strap.fnmr_at_fmr(other, 0.01)),
        (strap.fmr(whole, 2000), strap.fmr(other, 250.0)),
        (strap.fnmr(whole, 2000), strap.fnmr(other, 250.0)),
    ]:
        assert one is not None
        assert two is not None
        assert (one.low, one.high) == pytest.approx((two.low, two.high), rel=1e-9)


def test_the_order_of_comparisons_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    people = np.repeat(np.arange(12), 3)
    scores, pairs = rng.integers(0, 50, 36), np.stack(np.triu_indices(12, 1), axis=1)
    others = rng.integers(-40, 20, len(pairs))
    mixed, shuffled = rng.permutation(36), rng.permutation(len(pairs))
    one = Comparisons(scores, people, others, pairs)
    two = Comparisons(scores[mixed], people[mixed], others[shuffled], pairs[shuffled][:, ::-1])
    assert Bootstrap().eer(one) == Bootstrap().eer(two)


def test_intervals_cover_the_truth() -> None:
    """Of 60 samples of people an interval of 80 % covers the true FNMR in 48, give or take 12."""
    truth = np.mean([comparisons(400, 1000 + n).rates().at(2000).fnmr for n in range(10)])  # type: ignore[union-attr]
    found = [Bootstrap(level=0.8, resamples=100).fnmr(comparisons(40, n), 2000) for n in range(60)]
    covered = sum(i is not None and i.low <= truth <= i.high for i in found)
    assert 36 <= covered <= 59


def test_without_an_error_the_rule_of_three() -> None:
    clean = comparisons(40, 2, gap=50.0)
    interval = Bootstrap().fnmr(clean, 10_000)
    assert interval is not None
    assert interval.low == 0.0
    assert 3 / 40 < interval.high < 4 / 40 + 0.02


def test_none_where_nothing_is_known() -> None:
    made = comparisons(10, 3)
    assert Bootstrap().fnmr_at_fmr(made, 1e-4) is None
    assert Bootstrap(level=1.0).eer(made) is None
    assert Bootstrap(resamples=1).eer(made) is None
    assert Bootstrap().eer(Comparisons([], [], [1], [[0, 1]])) is None
    assert Bootstrap().eer(Comparisons([1, 2], [0, 0], [1], [[0, 0]])) is None


def test_failures_count() -> None:
    made = Comparisons([5, 5], [0, 1], [1, 1], [[0, 1]] * 2, [0, 1], [[0, 1]])
    point = made.rates().at(3)
    assert point is not None
    assert (point.fmr, point.fnmr) == (0.0, 0.5)


def test_bad_subjects() -> None:
    with pytest.raises(ValueError, match=r"expected \(n, 2\)"):
        Comparisons([1], [0], [1], [0])
    with pytest.raises(ValueError, match="1 mated scores and subjects of 2 of them"):
        Comparisons([1], [0, 1], [1], [[0, 1]])
