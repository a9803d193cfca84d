"""Enrolment, baselines, liveness, sessions, keys and stores."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import palmsig
import pytest
from palmsig import baselines, capture, liveness, protect, store, synth

Pictures = list[npt.NDArray[np.uint8]]
Templates = list[palmsig.Template]
NOW = 1_800_000_000
DAY = 24 * 3600


def visits(count: int, first: int = 1) -> list[palmsig.Extraction]:
    settings = [synth.CaptureSettings.well_held(first + i) for i in range(count)]
    return palmsig.extract([synth.render(synth.Palm(7), s, first + i).pixels for i, s in enumerate(settings)])


def test_captures_become_one_template_that_follows_its_owner(templates: Templates) -> None:
    captures = visits(5)
    enroller = palmsig.Enroller()
    enrolment = enroller.enrol([*captures[:4], templates[0]])
    assert sorted(enrolment.verdicts) == ["kept", "kept", "kept", "outlier", "spare"]
    assert enrolment.verdicts[-1] == "outlier"
    anchor = enrolment.template
    update = enroller.update(anchor, None, captures[4], 30 * DAY)
    assert update.refusal is None
    assert update.recent is not None
    assert len(palmsig.joined(anchor, update.recent).views) == len(anchor.views) + 1
    assert enroller.update(anchor, None, captures[4], 1.0).refusal == "too-soon"
    assert enroller.update(anchor, None, captures[4].template, 30 * DAY).refusal == "low-quality"
    with pytest.raises(palmsig.errors.EnrolError) as raised:
        enroller.enrol([captures[0], templates[0]])
    assert raised.value.kind == "TooFew"
    with pytest.raises(TypeError, match="str given"):
        enroller.enrol(["a capture"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="since_last"):
        enroller.update(anchor, None, captures[4], -1.0)


@pytest.mark.parametrize("name", baselines.NAMES)
def test_baselines_tell_palms_apart(name: str, pictures: Pictures) -> None:
    baseline = baselines.Baseline(name)
    codes = baseline.encode_many([*pictures, np.zeros((9, 9), np.uint8)])
    failure = codes.pop()
    assert isinstance(failure, palmsig.errors.RoiError)
    first, second, distance = baselines.all_pairs(baseline, [*codes, None])
    assert np.isnan(distance[second == len(codes)]).all()
    known = second < len(codes)
    mated = (first // 2 == second // 2)[known]
    assert distance[known][mated].mean() < distance[known][~mated].min()
    alone = baseline.encode(pictures[0])
    assert baseline.distance(alone, codes[1]) == distance[0]
    assert alone.planes().shape[1:] == alone.mask().shape
    with pytest.raises(ValueError, match="near-infrared"):
        alone.planes("near-infrared")


def test_codes_of_two_baselines_do_not_compare(pictures: Pictures) -> None:
    don, bocv = baselines.Baseline("don"), baselines.Baseline("bocv")
    with pytest.raises(palmsig.errors.MatchError):
        don.distance(don.encode(pictures[0]), bocv.encode(pictures[0]))
    with pytest.raises(ValueError, match="compcode"):
        baselines.Baseline("unknown")


def frames(subject: str, bands: str = "visible") -> list[synth.Frame]:
    settings = synth.CaptureSettings.well_held(1)
    return synth.burst(synth.Palm(7), settings, 1, subject=subject, bands=bands, rate=15.0)  # type: ignore[arg-type]


def test_a_session_keeps_a_hand_that_is_held() -> None:
    session = capture.Session(hold=0.4)
    states = []
    for frame in frames("hand"):
        states.append(session.push(frame.time, frame.visible).state)
        if states[-1] == "ended":
            break
    assert {"waiting", "holding", "ended"} <= set(states)
    with pytest.raises(palmsig.errors.CaptureError) as raised:
        session.push(99.0, frame.visible)
    assert raised.value.kind == "Ended"
    outcome = session.finish()
    assert outcome.failure is None
    best = outcome.captures[0].template
    assert palmsig.Policy.verify(1e-4).accepts(palmsig.compare(best, visits(1)[0].template))
    assert session.progress.state == "waiting"
    assert session.finish().failure == "no-hand"
    with pytest.raises(palmsig.errors.ParamError, match=r"session\.keep"):
        capture.Session(keep=0)


def test_evidence_of_a_print_is_held_against_it() -> None:
    verdicts = {}
    policy = liveness.Policy.of_terminal("both")
    for subject in ["hand", "print"]:
        evidence = liveness.Evidence()
        for frame in frames(subject, "both"):
            try:
                palm = palmsig.localise(frame.visible, nir=frame.nir)
            except palmsig.errors.ExtractError:
                continue
            evidence.observe(frame.time, palm, frame.visible, nir=frame.nir)
        suspicion = policy.suspicion(evidence)
        assert suspicion is not None
        verdicts[subject] = (policy.verdict(evidence).kind, suspicion)
    assert verdicts["print"][0] == "attack"
    assert verdicts["print"][1] > verdicts["hand"][1]
    nothing = policy.verdict(liveness.Evidence())
    assert (nothing.kind, nothing.missing) == ("insufficient", policy.needed)


def test_keys_open_what_they_sealed_and_nothing_else(templates: Templates) -> None:
    operator, tenant, subject = (
        protect.OperatorKey.generate(),
        protect.TenantKey.generate(),
        protect.SubjectKey.generate(),
    )
    wrapped = tenant.wrap(subject, b"one")
    assert tenant.unwrap(wrapped, b"one").expose() == subject.expose()
    assert operator.unwrap(operator.wrap(tenant, b"shop"), b"shop").expose() == tenant.expose()
    sealed = subject.seal(templates[0], b"palm")
    assert subject.open(sealed, b"palm") == templates[0]
    assert subject.open_bytes(subject.seal_bytes(b"token", b""), b"") == b"token"
    for refused in [
        lambda: tenant.unwrap(wrapped, b"two"),
        lambda: subject.open(sealed, b"hand"),
        lambda: protect.SubjectKey.generate().open(sealed, b"palm"),
        lambda: protect.TenantKey.from_bytes(b"short"),
    ]:
        with pytest.raises(palmsig.errors.ProtectError) as raised:
            refused()
        assert raised.value.kind in {"Refused", "KeyLength"}
    assert "Key(..)" in repr(tenant)


def test_envelopes_are_opened_once() -> None:
    service, guard = protect.ServiceKey.generate(), protect.ReplayGuard(30.0, 10)
    public = protect.PublicKey.from_bytes(service.public().to_bytes())
    bound = {"service": "shop", "terminal": "till", "purpose": "match"}
    envelope = public.seal(b"secret", now=NOW, **bound)
    assert service.open(envelope, guard=guard, now=NOW, **bound) == b"secret"
    with pytest.raises(palmsig.errors.EnvelopeError) as raised:
        service.open(envelope, guard=guard, now=NOW, **bound)
    assert raised.value.kind == "Replayed"


def test_renewed_codes_compare_as_templates_do(templates: Templates) -> None:
    renewal = protect.TenantKey.generate().renewal(3)
    renewed = renewal.probe(templates[0]).compare(renewal.renew(templates[1]))
    rigid = palmsig.Matcher(depth="rigid").probe(templates[0]).compare(templates[1])
    assert renewed == rigid


def test_a_store_keeps_and_forgets(tmp_path: Path, templates: Templates) -> None:
    key = protect.OperatorKey.generate()
    shop = store.Store(tmp_path, key, "shop", NOW)
    record = store.Subject(
        "one", [templates[0]], consent="terms", given=NOW, references=[("card", b"token")], holds=["purchase"]
    )
    shop.enrol("desk", record, NOW)
    gallery = palmsig.Gallery()
    assert shop.load("till", gallery, NOW)["subjects"] == 1
    assert gallery.verify("one", templates[1])[0]
    shop.used("till", "one", NOW + DAY)
    held = shop.held("desk", "one")
    assert (held.last_used, held.subject.references) == (NOW + DAY, [("card", b"token")])
    assert shop.remove("desk", "one", [gallery], NOW + DAY) is None
    shop.change("desk", store.Subject("one", [templates[0]], consent="terms", given=NOW), NOW + DAY)
    (receipt,) = shop.sweep("desk", [gallery], NOW + DAY)
    assert shop.confirms("auditor", receipt)
    assert len(gallery) == 0
    events = [entry.event for entry in shop.trail("auditor", "one")]
    assert events[0] == "enrolled"
    assert "removed" in events
    head = shop.verify_trail("auditor")
    assert shop.verify_trail("auditor", head) == head
    with pytest.raises(palmsig.errors.StoreError) as raised:
        store.Store(tmp_path, key, "shop", NOW)
    assert raised.value.kind == "InUse"
    with pytest.raises(palmsig.errors.GalleryError):
        shop.held("desk", "one")


def test_a_store_stays_with_its_process(tmp_path: Path, templates: Templates) -> None:
    shop = store.Store(tmp_path, protect.OperatorKey.generate(), "shop", NOW)
    child = os.fork()
    if child == 0:
        try:
            shop.held("desk", "one")
        except RuntimeError as error:
            os._exit(0 if "another process" in str(error) else 1)
        os._exit(2)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_set_of_synthetic_palms(tmp_path: Path) -> None:
    sets = [tmp_path / "a", tmp_path / "b"]
    for folder in sets:
        synth.dataset(folder, palms=3, captures=2, size=(240, 320), bands=("visible", "near-infrared"))
    with (sets[0] / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert {row["session"] for row in rows} == {"1", "2"}
    assert [row["subject"] for row in rows[::4]] == ["000000", "000000", "000001"]
    for row in rows:
        first, second = ((folder / row["path"]).read_bytes() for folder in sets)
        assert first == second
        assert palmsig.read_image(sets[0] / row["path"]).shape == (240, 320, 3)
    with pytest.raises(FileExistsError):
        synth.dataset(sets[0])
    with pytest.raises(ValueError, match="coep-full"):
        synth.dataset(tmp_path / "c", like="unknown")


def test_settings_say_what_they_do_not_know() -> None:
    settings = synth.CaptureSettings(100, 120, noise=0.0, background="wood", ring=True)
    assert settings.replace(noise=1.0).as_dict()["noise"] == 1.0
    assert settings.as_dict()["ring"] is True
    with pytest.raises(TypeError, match="colour"):
        settings.replace(colour="red")
    with pytest.raises(ValueError, match="wood"):
        settings.replace(background="none")
    with pytest.raises(palmsig.errors.ParamError, match="blur"):
        synth.render(synth.Palm(1), settings.replace(blur=-1.0))
