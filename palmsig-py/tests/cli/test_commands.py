"""The console command, on synthetic palms."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from palmsig import __version__, synth
from palmsig.cli._app import app


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("set")
    synth.dataset(made, palms=4, captures=4, seed=3)
    return made


def run(*arguments: object, status: int = 0) -> Result:
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == status, found.output
    return found


def test_it_starts_as_a_module() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "palmsig", "--version"], capture_output=True, text=True, check=True
    )
    assert made.stdout == f"palmsig, version {__version__}\n"


def test_localise(folder: Path, tmp_path: Path) -> None:
    image = folder / "000000" / "left_1_visible.png"
    told = json.loads(run("localise", image, "--json", "--figure", tmp_path / "found.svg").output)
    assert told["hand"] == "left"
    assert 20 < told["side"] < 200
    assert "<svg" in (tmp_path / "found.svg").read_text()
    assert "side" in run("localise", image).output


def test_templates_compare_as_their_pictures_do(folder: Path, tmp_path: Path) -> None:
    images = sorted((folder / "000000").glob("left_*.png"))
    assert "4 templates, 0 failures" in run("extract", *images, "--out", tmp_path).output
    templates = sorted(tmp_path.glob("*.palm"))
    assert len(templates) == 4
    by_template, by_picture = run("compare", *templates[:2]), run("compare", *images[:2])
    assert by_template.output == by_picture.output
    assert "match at 0.0001" in by_template.output
    stranger = folder / "000001" / "left_1_visible.png"
    assert "no" in run("compare", templates[0], stranger, status=3).output
    assert "6 line and 6 fine planes" in run("inspect", templates[0], "--figure", tmp_path / "p.png").output
    assert (tmp_path / "p.png").stat().st_size > 1000
    assert "quality: focus" in run("inspect", images[0]).output


def test_enrol_and_identify(folder: Path, tmp_path: Path) -> None:
    def captures(person: str, *numbers: int) -> list[Path]:
        return [folder / person / f"left_{number}_visible.png" for number in numbers]

    run("enrol", tmp_path, "ann", *captures("000000", 1, 2, 3))
    run("enrol", tmp_path, "ben", *captures("000001", 1, 2, 3))
    assert "recognised: ann (of 2 people" in run("identify", tmp_path, *captures("000000", 4)).output
    twin = run("enrol", tmp_path, "eve", *captures("000000", 2, 3, 4), status=1)
    assert "enrolled already, as ann" in twin.output
    stranger = folder / "000001" / "right_1_visible.png"
    assert "not recognised" in run("identify", tmp_path, stranger, status=3).output
    assert "no name for a folder" in run("enrol", tmp_path, "../x", stranger, status=2).output


def test_evaluate_writes_what_it_found(folder: Path, tmp_path: Path) -> None:
    paths = {name: tmp_path / f"out.{name}" for name in ("json", "html", "csv")}
    options = ["--json", paths["json"], "--html", paths["html"], "--scores", paths["csv"], "--resamples", 50]
    found = run("evaluate", folder / "manifest.csv", *options)
    assert "rank-1" in found.output
    told = json.loads(paths["json"].read_text())[0]
    assert (told["captures"], told["palms"], told["mated"]) == (16, 4, 24)
    lines = paths["csv"].read_text().splitlines()
    assert lines[0] == "manifest,probe,reference,mated,outcome,score"
    assert len(lines) == 1 + 16 * 15 // 2
    page = paths["html"].read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<figure>") >= 4


def test_bad_rows_are_told_and_the_rest_is_evaluated(folder: Path) -> None:
    rows = (folder / "manifest.csv").read_text() + "nowhere.png,synthetic,9,left,1,1,full,visible\n"
    (folder / "more.csv").write_text(rows + "x.png,synthetic,9,both,1,2,full,visible\n")
    found = run("evaluate", folder / "more.csv", "--resamples", 2, status=1)
    assert "nowhere.png" in found.output
    assert "line 19: hand is 'both'" in found.output
    assert "120" in found.output


def test_what_cannot_be_done_is_one_line(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "black.png").write_bytes(b"no picture")
    told = run("localise", tmp_path / "black.png", status=1).output
    assert told.startswith("Error: ")
    assert "Traceback" not in told
    (tmp_path / "m.csv").write_text("a,b\n")
    assert "the header is 'a,b'" in run("evaluate", tmp_path / "m.csv", status=1).output
    assert (
        "do not go with --pad"
        in run("evaluate", folder / "manifest.csv", "--pad", "--html", "x", status=2).output
    )
