"""Enrolling and searching, from several threads too."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import palmsig
import pytest
from palmsig import synth

Templates = list[palmsig.Template]


def gallery_of(templates: Templates) -> palmsig.Gallery:
    gallery = palmsig.Gallery()
    gallery.enrol_many([f"person {i}" for i in range(4)], templates[::2])
    return gallery


def test_everybody_is_found(templates: Templates) -> None:
    gallery = gallery_of(templates)
    found = gallery.identify_batch(templates[1::2], k=2)
    assert found.ids[:, 0].tolist() == [f"person {i}" for i in range(4)]
    assert (found.ids.shape, found.scores.shape) == ((4, 2), (4, 2))
    assert found.accepted.all()
    assert (found.scores[:, 0] > found.scores[:, 1]).all()
    alone = gallery.identify(templates[1])
    assert alone.recognised is not None
    assert (alone.recognised.id, alone.compared) == ("person 0", 4)
    assert found[-1].candidates[0].id == "person 3"
    with pytest.raises(IndexError):
        found[4]


def test_subjects_come_and_go(templates: Templates) -> None:
    gallery = gallery_of(templates)
    accepted, _ = gallery.verify("person 1", templates[3])
    assert accepted
    assert not gallery.verify("person 1", templates[5], palmsig.Policy.verify(1e-3))[0]
    duplicate = gallery.duplicate("somebody else", templates[3])
    assert duplicate is not None
    assert duplicate.id == "person 1"
    gallery.remove("person 1")
    assert (len(gallery), gallery.identify(templates[3]).accepted) == (3, False)
    for refused in [lambda: gallery.remove("person 1"), lambda: gallery.enrol("", templates[0])]:
        with pytest.raises(palmsig.errors.GalleryError):
            refused()
    with pytest.raises(palmsig.errors.GalleryError) as raised:
        gallery.enrol_many(["new", "person 0"], templates[:2])
    assert (raised.value.index, raised.value.kind) == (1, "AlreadyEnrolled")


def palms(person: int, visit: int) -> Templates:
    """The left and the right palm of a person."""
    hands = [synth.Palm(person, side) for side in ("left", "right")]
    settings = synth.CaptureSettings.well_held(visit)
    taken = palmsig.extract([synth.render(hand, settings, visit).pixels for hand in hands])
    return [extraction.template for extraction in taken]


def test_both_palms_find_their_person() -> None:
    gallery = palmsig.Gallery()
    people = {"anna": palms(20, 1), "ben": palms(21, 1)}
    for name, both in people.items():
        gallery.enrol(name, *both)
    left, right = palms(20, 2)
    found = gallery.identify_person(right, left, k=2)
    assert found.recognised is not None
    assert (found.recognised.id, found.compared, len(found.candidates)) == ("anna", 4, 2)
    alone = [gallery.verify("anna", palm)[1] for palm in (left, right)]
    together = palmsig.PersonComparison(left=alone[0], right=alone[1])
    accepted, comparison = gallery.verify_person("anna", left, right)
    assert accepted
    assert found.recognised.comparison == comparison == together
    assert comparison.palms == tuple(alone)
    assert comparison.false_match_rate.extrapolated
    assert palmsig.Policy.verify(1e-6).accepts(comparison)
    assert not palmsig.Policy.verify(1e-2).accepts(palmsig.PersonComparison())
    assert not gallery.verify_person("ben", left, right)[0]
    with pytest.raises(palmsig.errors.GalleryError) as raised:
        gallery.identify_person(left, left)
    assert raised.value.kind == "SameHand"
    with pytest.raises(TypeError):
        palmsig.Policy.verify(1e-2).accepts(left)  # type: ignore[arg-type]


def test_templates_as_rows_of_bytes(templates: Templates) -> None:
    rows = np.stack([np.frombuffer(template.to_bytes(), np.uint8) for template in templates[::2]])
    gallery = palmsig.Gallery()
    gallery.enrol_many(["a", "b", "c", "d"], rows)
    assert gallery.identify_batch(templates[1::2]).ids[:, 0].tolist() == ["a", "b", "c", "d"]
    with pytest.raises(palmsig.errors.TemplateError) as raised:
        gallery.enrol_many(["e"], rows[:1, :-1])
    assert raised.value.index == 0


def test_full_templates_may_stay_elsewhere(templates: Templates) -> None:
    kept = {f"person {i}": templates[2 * i] for i in range(4)}
    gallery = palmsig.Gallery(source=lambda subject: [kept[subject]])
    gallery.enrol_many(list(kept), list(kept.values()))
    assert gallery.identify_batch(templates[1::2]).accepted.all()
    del kept["person 2"]
    with pytest.raises(palmsig.errors.GalleryError, match="KeyError") as raised:
        gallery.identify(templates[5])
    assert "person 2" not in str(raised.value)


def test_searches_while_others_enrol(templates: Templates) -> None:
    gallery = gallery_of(templates)
    done = threading.Event()

    def come_and_go() -> int:
        visits = 0
        while not done.is_set():
            gallery.enrol("visitor", templates[6])
            gallery.remove("visitor")
            visits += 1
        return visits

    with ThreadPoolExecutor(3) as pool:
        visits = pool.submit(come_and_go)
        found = [gallery.identify_batch(templates[1:6:2]).ids[:, 0].tolist() for _ in range(20)]
        done.set()
        assert visits.result() > 0
    assert found == [["person 0", "person 1", "person 2"]] * 20


def test_codes_may_be_locked_in_memory(templates: Templates) -> None:
    with pytest.raises(ValueError, match="source"):
        palmsig.Gallery(locked=True)
    gallery = palmsig.Gallery(source=lambda _: [templates[0]], locked=True)
    try:
        gallery.enrol("one", templates[0])
    except palmsig.errors.GalleryError as error:
        if error.kind != "Lock":  # the system's limit
            raise
        return
    assert gallery.verify("one", templates[1])[0]
