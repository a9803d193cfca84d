"""The figures of the Rust library's `evaluate` from the same scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from palmsig import evaluate

DATA = Path(__file__).parent / "data"
ELSEWHERE = (
    "manifest",
    "bad_rows",
    "error",
    "enrol",
    "enrolment",
    "failures_to_acquire_by_reason",
    "discard",
)


def experiment(protocol: str) -> evaluate.Experiment:
    """The comparisons of a protocol, out of those of all pairs."""
    whole = evaluate.read_scores(DATA / "scores.csv", DATA / "manifest.csv")
    pairs = evaluate.PROTOCOLS[protocol](whole.captures)
    place = {
        (int(a), int(b)): n
        for n, (a, b) in enumerate(zip(whole.pairs.first, whole.pairs.second, strict=True))
    }
    chosen = [place[int(a), int(b)] for a, b in zip(pairs.first, pairs.second, strict=True)]
    return evaluate.Experiment(whole.captures, pairs, whole.scores[chosen], whole.failed)


def differences(found: Any, wanted: Any, path: str = "") -> list[str]:
    if isinstance(wanted, dict):
        return [d for key in wanted for d in differences(found[key], wanted[key], f"{path}/{key}")]
    if isinstance(wanted, list):
        assert len(found) == len(wanted), path
        return [d for n, value in enumerate(wanted) for d in differences(found[n], value, f"{path}[{n}]")]
    same = found == (pytest.approx(wanted, rel=1e-11) if isinstance(wanted, float) else wanted)
    return [] if same else [f"{path}: {found}, expected {wanted}"]


@pytest.mark.parametrize("protocol", ["all", "cross-session"])
def test_every_figure_and_interval(protocol: str) -> None:
    wanted = json.loads((DATA / f"{protocol}.json").read_text())[0]
    assert wanted["failures_to_acquire"] == 2
    assert wanted["eer_interval"] is not None
    found = evaluate.report(experiment(protocol), protocol=protocol, method="edcc").to_json()
    kept = {key: value for key, value in wanted.items() if key not in ELSEWHERE}
    assert len(kept) > 20
    assert differences(found, kept) == []
    json.dumps(found)


def test_error_versus_discard() -> None:
    """The qualities are not in the file of scores, so that only where nothing is discarded is known."""
    wanted = json.loads((DATA / "all.json").read_text())[0]["discard"]
    made = experiment("all")
    rated = evaluate.Experiment(made.captures, made.pairs, made.scores, made.failed, np.full(60, 50))
    curve = rated.discard()
    assert curve is not None
    assert curve.threshold == wanted["threshold"]
    assert curve.at(0.0) == wanted["fnmr"][0][1]
    # Failures go first.
    assert curve.discarded[1] == pytest.approx(4 / 60)


def test_worst_pairs() -> None:
    made = experiment("all")
    mated, non_mated = made.worst(5)
    assert made.pairs.mated[mated].all()
    assert not made.pairs.mated[non_mated].any()
    assert made.scores[non_mated].tolist() == sorted(made.scores[~made.pairs.mated])[:-6:-1]


def test_scores_of_another_manifest_are_refused(tmp_path: Path) -> None:
    other = (DATA / "manifest.csv").read_text().splitlines()[:5]
    (tmp_path / "m.csv").write_text("\n".join(other) + "\n")
    with pytest.raises(ValueError, match="which the manifest does not list"):
        evaluate.read_scores(DATA / "scores.csv", tmp_path / "m.csv")


def test_frames() -> None:
    made = experiment("all")
    frame = made.to_frame()
    assert len(frame) == 60 * 59 // 2
    assert set(frame["outcome"]) == {"compared", "failure-to-acquire"}
    figures = evaluate.report(made, bootstrap=evaluate.Bootstrap(resamples=20)).to_frame()
    assert figures.loc["EER", "low"] < figures.loc["EER", "rate"] < figures.loc["EER", "high"]
    assert figures["rate"].isna()["FNMR at FMR 1e-4"]
