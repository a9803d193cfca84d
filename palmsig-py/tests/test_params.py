"""Encoders, enrolments and comparisons of other parameters than the usual ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import palmsig
import pytest

Pictures = list[npt.NDArray[np.uint8]]


def test_another_square_or_filter_is_another_encoder(pictures: Pictures) -> None:
    usual, wider = palmsig.Extractor(), palmsig.Extractor(square_side=1.1, veins_support=14)
    changed = {name for name, value in wider.params.items() if value != usual.params[name]}
    assert changed == {"square_side", "veins_support"}
    assert palmsig.Extractor(**usual.params).encoder_id == usual.encoder_id != wider.encoder_id
    both = [one.extract(pictures[0]).template for one in (usual, wider)]
    assert both[1].encoder_id == wider.encoder_id
    with pytest.raises(palmsig.errors.MatchError):
        palmsig.compare(*both)
    # What guidance goes by makes no other templates.
    strict = palmsig.Extractor(min_focus=100)
    assert strict.extract(pictures[0]).template == both[0]
    assert strict.extract(pictures[0]).guidance != "good"


def test_parameters_that_are_none_are_refused() -> None:
    with pytest.raises(TypeError, match='no parameter "sharpness"; it has square_side'):
        palmsig.Extractor(sharpness=1)
    with pytest.raises(TypeError, match="search_side"):
        palmsig.Extractor(search_side=300.5)
    with pytest.raises(palmsig.errors.ParamError, match=r"roi\.square_side"):
        palmsig.Extractor(square_side=9.0)
    with pytest.raises(palmsig.errors.ParamError, match=r"lines\.support"):
        palmsig.Extractor(lines_support=17)


def test_times_are_told(pictures: Pictures) -> None:
    found, described = palmsig.extract(pictures[0]).seconds
    assert found > 0
    assert described > 0


def test_updates_follow_their_parameters(pictures: Pictures) -> None:
    first, second = palmsig.extract(pictures[:2])
    pair = [first, (second.template, second.quality.score)]
    usual, eager = palmsig.Enroller(), palmsig.Enroller(update_interval=60.0, update_fmr=1e-4)
    anchor = usual.enrol(pair).template
    assert anchor == usual.enrol([first, second]).template
    assert usual.update(anchor, None, second, 90.0).refusal == "too-soon"
    assert eager.update(anchor, None, second, 90.0).refusal != "too-soon"
    picky = palmsig.Enroller(update_min_quality=100)
    assert picky.update(anchor, None, second, 1e6).refusal == "low-quality"
    for wrong in ({"update_fmr": 0.1}, {"recent_captures": 0}):
        with pytest.raises(palmsig.errors.ParamError):
            palmsig.Enroller(**wrong)
    with pytest.raises(ValueError, match="update_interval is -1"):
        palmsig.Enroller(update_interval=-1.0)


def test_penalties_are_part_of_a_comparison() -> None:
    ids = {palmsig.Matcher(**own).matcher_id for own in ({}, {"move_penalty": 0}, {"bend_penalty": 0})}
    assert len(ids) == 3
