"""Error rates against their definition and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from palmsig import evaluate
from palmsig.evaluate import NO_EVIDENCE, ErrorRates
from sklearn.metrics import roc_curve

some_scores = st.lists(st.integers(-5, 5) | st.just(NO_EVIDENCE), min_size=1, max_size=30)


@given(some_scores, some_scores, st.integers(0, 3), st.integers(0, 3), st.integers(-7, 7))
def test_rates_are_shares_of_pairs(
    mated: list[int], non_mated: list[int], lost: int, lost_others: int, t: int
) -> None:
    point = ErrorRates(mated, non_mated, lost, lost_others).at(t)
    assert point is not None
    accepted = sum(s >= t and s != NO_EVIDENCE for s in non_mated)
    rejected = sum(s < t or s == NO_EVIDENCE for s in mated) + lost
    assert point.fmr == accepted / (len(non_mated) + lost_others)
    assert point.fnmr == rejected / (len(mated) + lost)


@given(some_scores, some_scores, st.integers(0, 3))
def test_the_curve_has_a_point_for_every_score_and_one_above(
    mated: list[int], non_mated: list[int], lost: int
) -> None:
    rates = ErrorRates(mated, non_mated, lost)
    curve = rates.det()
    occurring = {s for s in [*mated, *non_mated] if s != NO_EVIDENCE}
    assert curve.threshold.tolist()[:-1] == sorted(occurring)
    assert curve.fmr[-1] == 0.0
    assert curve.fnmr[-1] == 1.0
    assert (np.diff(curve.fmr) <= 0).all()
    assert (np.diff(curve.fnmr) >= 0).all()
    for t, fmr, fnmr in zip(curve.threshold, curve.fmr, curve.fnmr, strict=True):
        assert rates.at(int(t)) == evaluate.OperatingPoint(int(t), fmr, fnmr)
    eer = rates.eer()
    assert eer is not None
    assert 0.0 <= eer <= 1.0


def test_the_same_as_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    mated, non_mated = rng.normal(2, 1, 400), rng.normal(0, 1, 3000)
    rates = ErrorRates(mated, non_mated)
    labels = np.repeat([1, 0], [400, 3000])
    fpr, tpr, thresholds = roc_curve(labels, np.concatenate([mated, non_mated]), drop_intermediate=False)
    curve = rates.det()
    assert curve.threshold[:-1] == pytest.approx(thresholds[:0:-1])
    assert curve.fmr == pytest.approx(fpr[::-1], abs=1e-15)
    assert 1.0 - curve.fnmr == pytest.approx(tpr[::-1], abs=1e-15)
    assert rates.fnmr_at_fmr(0.01) == pytest.approx(1.0 - tpr[fpr <= 0.01].max())
    assert rates.eer() == pytest.approx(np.interp(0.0, fpr + tpr - 1.0, fpr), abs=1e-3)
    assert list(rates.roc().columns) == ["threshold", "fmr", "tmr"]


@given(some_scores, some_scores, st.integers(1, 1000))
def test_whole_numbers_and_floats_agree(mated: list[int], non_mated: list[int], scale: int) -> None:
    def floats(scores: list[int]) -> list[float]:
        return [-np.inf if s == NO_EVIDENCE else s / scale for s in scores]

    whole, other = ErrorRates(mated, non_mated), ErrorRates(floats(mated), floats(non_mated))
    assert whole.eer() == other.eer()
    assert whole.fnmr_at_fmr(0.2) == other.fnmr_at_fmr(0.2)
    assert whole.without_evidence == other.without_evidence


def test_what_scores_cannot_tell_is_none() -> None:
    nobody = ErrorRates([], [1, 2])
    assert nobody.eer() is None
    assert nobody.at(1) is None
    assert nobody.d_prime() is None
    assert nobody.fnmr_at_fmr(0.5) is None
    assert len(nobody.det().fmr) == 0
    hundred = ErrorRates([5], range(100))
    assert hundred.fnmr_at_fmr(0.01) is not None
    assert hundred.fnmr_at_fmr(0.0099) is None
    # Failed pairs do not help to show a rate.
    assert ErrorRates([5], range(100), 0, 900).fnmr_at_fmr(0.001) is None
    assert ErrorRates([1, 1], [1, 1]).d_prime() is None


def test_d_prime() -> None:
    assert ErrorRates([3, 5, NO_EVIDENCE], [0, 2]).d_prime() == pytest.approx(3.0 / np.sqrt(2.0))


@pytest.mark.parametrize(
    ("scores", "error", "message"),
    [
        ([[1]], ValueError, r"shape \(1, 1\), expected \(n,\)"),
        ([np.nan], ValueError, "hold NaN"),
        (["a"], TypeError, "expected whole numbers or floats"),
    ],
)
def test_bad_scores(scores: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ErrorRates(scores, [1])  # type: ignore[arg-type]


def test_failures_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="-1 failed mated pairs"):
        ErrorRates([1], [1], -1)
