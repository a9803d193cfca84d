"""On a real local Ray of several worker processes; `cargo xtask test-ray` runs it, the usual tests do not."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import palmsig
import pytest
from palmsig import synth

ray = pytest.importorskip("ray")

from palmsig.distributed import ShardedGallery, extract  # noqa: E402
from palmsig.distributed._exchange import Exchange  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
Crowd: TypeAlias = "tuple[list[str], list[palmsig.Template], list[palmsig.Template]]"
SHARDS = 3
# More than a gallery compares in full, whatever they look like, and than its second look lets pass.
CROWD = 1100
# What the workers ask of each other in a search: after two looks, and before comparing in full.
QUESTIONS = 3


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
    single = one_gallery(ids, templates)
    sharded = ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id)
    for start in range(0, len(ids), 300):
        sharded.enrol_many(ids[start : start + 300], templates[start : start + 300])
    assert len(sharded) == len(ids)
    # More probes than share a pass.
    probes = probes * 3
    for k in (1, 5, 200):
        wanted = single.identify_batch(probes, k=k, policy=palmsig.Policy.identify(1e-3))
        same(sharded.identify_batch(probes, k=k, fpir=1e-3), wanted)
    assert wanted.accepted.tolist() == ([True] * 6 + [False] * 2) * 3
    same(sharded.identify_batch([], k=2), single.identify_batch([], k=2))
    sharded.close()
    # Another process opens what is kept.
    with ShardedGallery(tmp_path) as again:
        same(again.identify_batch(probes, k=200), wanted)
        with pytest.raises(ValueError, match="the gallery has 3 shards, not 2"):
            ShardedGallery(tmp_path, 2)
    assert again.workers == []


def test_subjects_have_one_or_both_palms(tmp_path: Path) -> None:
    hands = [
        palmsig.extract(synth.render(synth.Palm(seed, hand), settings, visit).pixels).template
        for seed in range(3)
        for hand in ("left", "right")
        for visit in range(2)
        for settings in [synth.CaptureSettings.well_held(10 * seed + visit)]
    ]
    kept, probes = hands[::2], hands[1::2]
    single, sharded = palmsig.Gallery(), ShardedGallery(tmp_path, SHARDS)
    palms = [kept[:2], kept[2:4], kept[4]]
    for name, given in zip("abc", palms, strict=True):
        single.enrol(name, *(given if isinstance(given, list) else [given]))
    sharded.enrol_many("abc", palms)
    wanted = single.identify_batch(probes, k=3)
    assert wanted.ids[:5, 0].tolist() == ["a", "a", "b", "b", "c"]
    same(sharded.identify_batch(probes, k=3), wanted)
    sharded.close()


def test_who_is_refused_is_not_kept(tmp_path: Path, crowd: Crowd) -> None:
    ids, templates, probes = crowd
    sharded = ShardedGallery(tmp_path, 1, encoder_id=templates[0].encoder_id)
    sharded.enrol_many(ids[:5], templates[:5])
    for refused in (ids[4:6], ["x", "x"], ["y", ""]):
        with pytest.raises(palmsig.errors.GalleryError):
            sharded.enrol_many(refused, templates[4:6])
        assert len(sharded) == 5
    with pytest.raises(ValueError, match="k is 0"):
        sharded.identify_batch(probes, k=0)
    sharded.close()
    again = ShardedGallery(tmp_path)
    again.enrol_many(ids[5:7], templates[5:7])
    assert len(again) == 7
    again.close()


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("question", range(QUESTIONS))
def test_a_worker_killed_during_a_search_loses_and_doubles_nothing(
    tmp_path: Path, crowd: Crowd, monkeypatch: pytest.MonkeyPatch, question: int, told: bool
) -> None:
    ids, templates, probes = crowd
    sharded = ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id)
    sharded.enrol_many(ids, templates)
    wanted = one_gallery(ids, templates).identify_batch(probes, k=3)
    victim = pid_of(sharded, 1)
    tell: Any = Exchange._tell
    asked = []

    def killing(exchange: Exchange, connection: Any, by: tuple[int, int, bool], numbers: Any) -> None:
        now = by[:2] == (1, question) and by not in asked
        asked.append(by)
        if now:
            os.kill(victim, signal.SIGKILL)
        if told or not now:
            tell(exchange, connection, by, numbers)

    monkeypatch.setattr(Exchange, "_tell", killing)
    found = sharded.identify_batch(probes, k=3)
    monkeypatch.undo()
    same(found, wanted)
    # Who died has asked everything again, and nobody else anything.
    times = [[by[:2] for by in asked].count((shard, n)) for shard in range(SHARDS) for n in range(QUESTIONS)]
    assert times == [1] * QUESTIONS + [1 + (n <= question) for n in range(QUESTIONS)] + [1] * QUESTIONS
    assert pid_of(sharded, 1) != victim
    assert len(sharded) == len(ids)
    sharded.close()


def test_a_search_that_fails_in_one_shard_ends_in_all(tmp_path: Path, crowd: Crowd) -> None:
    ids, templates, probes = crowd
    with ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id) as sharded:
        sharded.enrol_many(ids[:60], templates[:60])
        wanted = sharded.identify_batch(probes, k=3)
        break_down = sharded.workers[1].__ray_call__.remote(lambda shard: setattr(shard, "_gallery", None))
        ray.get(break_down)
        with pytest.raises(AttributeError, match="identify_part"):
            sharded.identify_batch(probes, k=3)
        os.kill(pid_of(sharded, 1), signal.SIGKILL)
        same(sharded.identify_batch(probes, k=3), wanted)


def test_an_enrolment_is_not_made_twice(tmp_path: Path, crowd: Crowd) -> None:
    ids, templates, _ = crowd
    sharded = ShardedGallery(tmp_path, SHARDS, encoder_id=templates[0].encoder_id)
    for start in range(0, 600, 200):
        # Begun by a worker before it dies, or never.
        os.kill(pid_of(sharded, 0), signal.SIGKILL)
        sharded.enrol_many(ids[start : start + 200], templates[start : start + 200])
        assert len(sharded) == start + 200
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
