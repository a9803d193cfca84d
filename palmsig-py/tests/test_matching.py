"""Comparisons, policies, and many comparisons at once."""

from __future__ import annotations

import numpy as np
import palmsig
import pytest

Templates = list[palmsig.Template]


def test_one_palm_matches_and_two_do_not(templates: Templates) -> None:
    same, other = palmsig.compare(*templates[:2]), palmsig.compare(templates[0], templates[2])
    policy = palmsig.Policy.verify(1e-4)
    assert policy.accepts(same)
    assert not policy.accepts(other)
    assert same == palmsig.compare(templates[1], templates[0])
    assert float(same.false_match_rate) == same.false_match_rate.value < 1e-4 < other.false_match_rate.value
    assert same.false_match_rate.extrapolated
    assert same.bands[0].patches > 0


def test_policies_are_asked_for_as_rates() -> None:
    for fmr in [0.0, 0.9, float("nan")]:
        with pytest.raises(ValueError, match="fmr"):
            palmsig.Policy.verify(fmr)
    assert palmsig.Policy.verify(1e-4) == palmsig.Policy.verify(1e-4) != palmsig.Policy.identify(1e-4)


def test_the_field_of_deformation(templates: Templates) -> None:
    probe = palmsig.Matcher().probe(templates[0])
    (field,) = probe.patches(templates[1])
    assert field.at.shape == field.moved.shape == (len(field), 2)
    assert np.abs(field.moved).max() < 0.1
    (registration,) = probe.register(templates[1])
    assert 0.5 < registration.scale < 2.0
    assert 1.0 <= registration.stretch < 1.5
    assert palmsig.Matcher(depth="rigid").probe(templates[0]).patches(templates[1]) == []


def test_all_pairs(templates: Templates) -> None:
    pairs = palmsig.all_pairs(templates, threads=2)
    assert len(pairs.first) == 28
    matcher = palmsig.Matcher()
    for first, second, score, rate in zip(*pairs, strict=True):
        alone = matcher.probe(templates[first]).compare(templates[second])
        assert (score, rate) == (alone.similarity, alone.false_match_rate.value)
    mated = pairs.first // 2 == pairs.second // 2
    assert pairs.score[mated].min() > pairs.score[~mated].max()


def test_chosen_pairs_and_missing_templates(templates: Templates) -> None:
    some = palmsig.all_pairs([*templates, None], pairs=([3, 0, 8], [2, 2, 0]))
    assert some.score[0] == palmsig.Matcher().probe(templates[3]).compare(templates[2]).similarity
    assert (some.score[2], some.false_match_rate[2]) == (palmsig.NO_EVIDENCE, 1.0)
    for pairs in [([0], [9]), ([-1], [0]), ([0, 1], [1])]:
        with pytest.raises(ValueError, match=r"index|as many"):
            palmsig.all_pairs(templates, pairs=pairs)
    assert len(palmsig.all_pairs([]).score) == 0


def test_compact_distances(templates: Templates) -> None:
    distances = palmsig.compact_distances([*templates, None], threads=2)
    first, second = np.triu_indices(len(templates) + 1, 1)
    missing = second == len(templates)
    assert np.isnan(distances[missing]).all()
    mated = (first // 2 == second // 2) & ~missing
    assert distances[mated].mean() < distances[~mated & ~missing].mean() < 0.5
    copy = palmsig.compact_distances([templates[0]] * 2)
    assert copy.tolist() == [0.0]
