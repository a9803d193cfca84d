"""The figures of the Rust `evaluate`, from pictures on; and the page that tells them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from palmsig import datasets, report, synth

ROOT = Path(__file__).parents[3]
RUST = ROOT / "target" / "release" / "examples" / "evaluate"
ELSEWHERE = ("manifest", "residuals")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic hands in two bands, one of them black: a failure to acquire."""
    folder = tmp_path_factory.mktemp("both")
    made = synth.dataset(folder, palms=6, captures=3, seed=5, bands=("visible", "near-infrared"))
    for band in ("visible", "nir"):
        path = folder / "000001" / f"left_2_{band}.png"
        grey = np.full((480, 640) if band == "nir" else (480, 640, 3), 40, np.uint8)
        synth_png(path, grey)
    return made


def synth_png(path: Path, pixels: np.ndarray) -> None:
    from palmsig._dataset import _png

    _png(path, pixels)


def differences(found: Any, wanted: Any, path: str = "") -> list[str]:
    if isinstance(wanted, dict):
        return [d for key in wanted for d in differences(found[key], wanted[key], f"{path}/{key}")]
    if isinstance(wanted, list):
        assert len(found) == len(wanted), path
        return [d for n, value in enumerate(wanted) for d in differences(found[n], value, f"{path}[{n}]")]
    same = found == (pytest.approx(wanted, rel=1e-11) if isinstance(wanted, float) else wanted)
    return [] if same else [f"{path}: {found}, expected {wanted}"]


def rust(*arguments: object) -> dict[str, Any]:
    if not RUST.exists():
        pytest.skip("the Rust example is not built: cargo build --release --examples")
    out = Path(str(arguments[0])).with_suffix(".json")
    command = [str(RUST), *map(str, arguments), "--json", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    found: dict[str, Any] = json.loads(out.read_text())[0]
    return {
        key: value
        for key, value in found.items()
        if key not in ELSEWHERE and not key.endswith(("_ms", "_us"))
    }


@pytest.mark.parametrize(
    ("method", "protocol"),
    [("palmsig", "all"), ("palmsig-rigid", "cross-session"), ("bocv", "all"), ("edcc", "cross-session")],
)
def test_the_same_figures_as_rust(manifest: Path, method: str, protocol: str) -> None:
    wanted = rust(manifest, "--method", method, "--protocol", protocol)
    assert wanted["failures_to_acquire"] == 1
    found = report.evaluate(manifest, method=method, protocol=protocol)
    assert differences(found.to_json(), wanted) == []
    times = found.times
    assert all(value and value > 0 for value in (times.localise_ms, times.extract_ms, times.compare_us))


@pytest.mark.parametrize(("enrol", "protocol"), [(1, "cross-session"), (2, "all")])
def test_the_same_figures_of_enrolled_templates_as_rust(manifest: Path, enrol: int, protocol: str) -> None:
    wanted = rust(manifest, "--enrol", enrol, "--protocol", protocol)
    assert wanted["enrolment"]["templates"] > 3
    found = report.evaluate(manifest, enrol=enrol, protocol=protocol)
    assert differences(found.to_json(), wanted) == []
    times = found.times
    assert all(value and value > 0 for value in (times.localise_ms, times.extract_ms, times.compare_us))


def test_what_cannot_be_enrolled_is_refused(manifest: Path) -> None:
    with pytest.raises(ValueError, match="no palm has more captures than are enrolled"):
        report.evaluate(manifest, enrol=3)
    with pytest.raises(ValueError, match="published codes have no enrolment"):
        report.evaluate(manifest, enrol=1, method="bocv")


def test_the_same_rates_of_attacks_as_rust(manifest: Path) -> None:
    frame = datasets.read_manifest(manifest)
    frame["attack"] = ["print" if subject == "000002" else "none" for subject in frame["subject"]]
    listed = manifest.with_name("attacks.csv")
    datasets.to_manifest(frame, listed)
    wanted = rust(listed, "--pad")
    found = report.evaluate_attacks(listed)
    assert found.rates.count() == 12
    assert differences(found.to_json(), wanted) == []


def test_the_page_loads_nothing(manifest: Path) -> None:
    found = report.evaluate(manifest)
    page = report.html([found, found], title="<b> & all")
    assert "2: synthetic, palmsig, all, single captures (EER" in page
    assert "<title>&lt;b&gt; &amp; all</title>" in page
    assert not re.search(r"""(src|href)\s*=\s*["'](?!\#)""", page)
    assert not re.search(r"@import|url\((?!\#)", page)
    assert "<script" not in page
    assert "Failures to acquire: 1 " in page
    assert "Medians on one thread: localise " in page
    # Curves of one set go by what tells them apart.
    page = report.html([found, report.evaluate(manifest, enrol=2, method="palmsig-rigid")])
    assert "palmsig-rigid, templates of 2 (EER" in page
    assert "palmsig, single captures (EER" in page
    assert "templates of 2 captures each" in page


def test_wrong_names_are_refused(manifest: Path) -> None:
    with pytest.raises(ValueError, match="protocol is 'none', expected one of all, cross-session"):
        report.evaluate(manifest, protocol="none")
    with pytest.raises(ValueError, match="method is 'magic', expected one of palmsig"):
        report.evaluate(manifest, method="magic")
