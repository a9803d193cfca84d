"""On a real local Ray of several worker processes; `cargo xtask test-ray` runs it, the usual tests do not."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import palmsig
import pytest
from palmsig import synth

ray = pytest.importorskip("ray")

from palmsig.distributed import ShardedGallery, extract  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
Crowd: TypeAlias = "tuple[list[str], list[palmsig.Template], list[palmsig.Template]]"
SHARDS = 3
CROWD = 780
# So many palms a gallery compares in full, whatever they look like.
IN_FULL = 256


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    source = str(Path(palmsig.__file__).parents[1])
    runtime = {"env_vars": {"PYTHONPATH": source, "RAYON_NUM_THREADS": "1"}}
    ray.init(num_cpus=4, include_dashboard=False, runtime_env=runtime, object_store_memory=200_000_000)
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    """Ids, templates and probes: planes of a few synthetic palms, moved and in another order for each stranger."""

    def taken(seed: int, visit: int) -> palmsig.Template:
        settings = synth.CaptureSettings.well_held(100 * seed + visit)
        return palmsig.extract(synth.render(synth.Palm(seed), settings, visit).pixels).template

    def built(lines: np.ndarray, fine: np.ndarray) -> palmsig.Template:
        return palmsig.Template.custom("crowd", lines=lines, fine=fine, mask=np.ones((32, 32), bool))

    views = [taken(seed, 0).views[0] for seed in range(6)]
    templates, draw = [], np.random.default_rng(1)
    for _ in range(CROWD):
        lines, fine = views[draw.integers(6)].lines, views[draw.integers(6)].fine
        order, (down, right) = draw.permutation(6), draw.integers(0, 32, 2)
        templates.append(
            built(
                np.roll(lines[order], (down, right), (1, 2)),
                np.roll(fine[order], (2 * down, 2 * right), (1, 2)),
            )
        )
    for seed in range(20, 26):
        view = taken(seed, 0).views[0]
        templates.append(built(view.lines, view.fine))
    probes = [
        built(view.lines, view.fine) for seed in (*range(20, 26), 40, 41) for view in taken(seed, 1).views[:1]
    ]
    return [f"s{number:05}" for number in range(len(templates))], templates, probes


def one_gallery(ids: list[str], templates: list[palmsig.Template]) -> palmsig.Gallery:
    gallery = palmsig.Gallery(encoder_id=templates[0].encoder_id)
    gallery.enrol_many(ids, templates)
    return gallery


def same(found: Any, wanted: Any) -> None:
    for name in ("ids", "scores", "false_match_rates", "accepted", "compared"):
        assert getattr(found, name).tolist() == getattr(wanted, name).tolist(), name


def test_results_are_those_of_one_gallery(tmp_path: Path, crowd: Crowd) -> None:
    ids, templates, probes = crowd
    ids, templates = ids[-IN_FULL:], templates[-IN_FULL:]
    single = one_gallery(ids, templates)
    sharded = ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id)
    for start in range(0, IN_FULL, 100):
        sharded.enrol_many(ids[start : start + 100], templates[start : start + 100])
    assert len(sharded) == IN_FULL
    for k in (1, 5):
        wanted = single.identify_batch(probes, k=k, policy=palmsig.Policy.identify(1e-3))
        same(sharded.identify_batch(probes, k=k, fpir=1e-3), wanted)
    assert wanted.accepted.tolist() == [True] * 6 + [False] * 2
    sharded.close()
    # Another process opens what is kept.
    again = ShardedGallery(tmp_path)
    same(again.identify_batch(probes, k=5), wanted)
    with pytest.raises(ValueError, match="the gallery has 3 shards, not 2"):
        ShardedGallery(tmp_path, 2)
    again.close()


def test_a_worker_killed_during_a_search_loses_and_doubles_nothing(tmp_path: Path, crowd: Crowd) -> None:
    ids, templates, probes = crowd
    sharded = ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id)
    sharded.enrol_many(ids, templates)
    many = probes * 6
    began = time.perf_counter()
    wanted = sharded.identify_batch(many, k=3)
    usual = time.perf_counter() - began
    single = one_gallery(ids, templates).identify_batch(many, k=3)
    assert (wanted.scores >= single.scores).all()
    assert wanted.accepted.tolist() == single.accepted.tolist()
    assert wanted.ids[wanted.accepted, 0].tolist() == single.ids[single.accepted, 0].tolist()
    assert wanted.compared.tolist() == single.compared.tolist()
    victim = pid_of(sharded, 1)
    killer = threading.Timer(usual / 3, os.kill, (victim, signal.SIGKILL))
    killer.start()
    found = sharded.identify_batch(many, k=3)
    killer.join()
    same(found, wanted)
    assert pid_of(sharded, 1) != victim
    assert len(sharded) == len(ids)
    # An enrolment that was begun by the worker before it died is not made twice.
    os.kill(pid_of(sharded, 0), signal.SIGKILL)
    sharded.enrol_many([f"x{number}" for number in range(200)], templates[:200])
    assert len(sharded) == len(ids) + 200
    sharded.close()


def pid_of(gallery: ShardedGallery, shard: int) -> int:
    pid: int = ray.get(gallery.workers[shard].__ray_call__.remote(lambda _: os.getpid()))
    return pid


def test_extraction_over_a_data_set_is_that_of_one_process(tmp_path: Path) -> None:
    manifest = synth.dataset(tmp_path, palms=6, captures=3, seed=4)
    (tmp_path / "000001" / "left_2_visible.png").write_bytes(b"no picture")
    rows = {row["name"]: row for row in extract(manifest, workers=2, batch_size=4).take_all()}
    assert len(rows) == 18
    failed = 0
    for name, row in rows.items():
        (wanted,) = palmsig.Extractor().extract_many([name])
        if isinstance(wanted, palmsig.PalmsigError):
            assert (row["template"], row["error"]) == (b"", wanted.kind)
            failed += 1
        else:
            assert row["template"] == wanted.template.to_bytes()
            assert row["error"] == ""
    assert 1 <= failed < 18
