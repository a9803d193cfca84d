"""Attacks, quality and unlinkability."""

from __future__ import annotations

import numpy as np
import pytest
from palmsig import evaluate
from palmsig.evaluate import NO_EVIDENCE, PresentationRates


def test_attacks_by_species() -> None:
    nan = float("nan")
    rates = PresentationRates(
        [0.0, 0.5, 1.0, 2.0, nan], {"screen": [0.2, 3.0, 4.0, nan], "print": [2.0] * 19 + [0.1]}
    )
    assert rates.species == ("print", "screen")
    assert rates.count() == 5
    assert rates.count("screen") == 4
    assert rates.bpcer() == 0.5
    assert rates.apcer("print") == pytest.approx(0.05)
    assert rates.worst_apcer() == pytest.approx(1 / 3)
    assert rates.non_response("screen") == 0.25
    # No species above 5 %: one of twenty prints may pass, none of three screens.
    assert rates.threshold_at_apcer(0.05) == 0.2
    assert rates.bpcer_at_apcer(0.05) == 0.75
    assert rates.bpcer_at_apcer(0.01) == 0.75
    assert list(rates.to_frame()["presentations"]) == [5, 20, 4]
    with pytest.raises(KeyError, match="no species 'mask'"):
        rates.apcer("mask")


def test_nothing_presented_is_none() -> None:
    empty = PresentationRates([], {})
    assert empty.bpcer() is None
    assert empty.worst_apcer() is None
    assert empty.bpcer_at_apcer(0.05) is None
    assert PresentationRates([1.0], {"print": [float("nan")]}).worst_apcer() is None


def test_discarding_against_its_definition() -> None:
    rng = np.random.default_rng(4)
    scores, qualities = rng.integers(0, 10, 200), rng.integers(0, 8, (200, 2))
    scores[:5] = NO_EVIDENCE
    curve = evaluate.discard_curve(4, scores, qualities)
    assert curve is not None
    worse = qualities.min(axis=1)
    for n, quality in enumerate(sorted(set(worse.tolist()))):
        left = worse >= quality
        assert curve.discarded[n] == pytest.approx(1 - left.mean())
        assert curve.fnmr[n] == pytest.approx((scores[left] < 4).mean())
    steps = [curve.at(x) for x in np.arange(0, 0.2, 1e-4)]
    assert curve.area(0.2) == pytest.approx(np.mean(steps) * 0.2, rel=0.01)
    assert evaluate.discard_curve(4, [], np.zeros((0, 2))) is None
    with pytest.raises(ValueError, match=r"expected \(1, 2\)"):
        evaluate.discard_curve(4, [1], [1, 2])


def test_unlinkability_of_known_densities() -> None:
    """Mated scores uniform on 0..2, others on 0..1: D is 1 on 1..2, half the mated ones, and 0 below."""
    rng = np.random.default_rng(6)
    found = evaluate.unlinkability(rng.uniform(0, 2, 50_000), rng.uniform(0, 1, 50_000), bins=20)
    assert found.system == pytest.approx(0.5, abs=0.01)
    # With ω = 4 the ratio below is 2, so that D = 1/3 there.
    more = evaluate.unlinkability(
        rng.uniform(0, 2, 50_000), rng.uniform(0, 1, 50_000), bins=20, prior_ratio=4
    )
    assert more.system == pytest.approx(0.5 + 0.5 / 3, abs=0.02)
    assert len(found.to_frame()) == 20
    with pytest.raises(ValueError, match="0 mated and 1 non-mated"):
        evaluate.unlinkability([], [1])
