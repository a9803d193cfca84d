"""What registrars, recognisers and stewards do with a store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import palmsig
import pytest
from palmsig import protect, store

Templates = list[palmsig.Template]
NOW = 1_800_000_000
DAY = 24 * 3600


@pytest.fixture
def key() -> protect.OperatorKey:
    return protect.OperatorKey.generate()


def stocked(tmp_path: Path, key: protect.OperatorKey, templates: Templates) -> store.Store:
    made = store.Store(tmp_path, key, "shop", NOW)
    for name, palm in zip("ab", templates[::2], strict=False):
        made.enrol("desk", store.Subject(name, [palm], consent="terms", given=NOW), NOW)
    return made


def test_a_registrar_enrols_and_changes(
    tmp_path: Path, key: protect.OperatorKey, templates: Templates
) -> None:
    shop = stocked(tmp_path, key, templates)
    with pytest.raises(palmsig.errors.GalleryError) as raised:
        shop.enrol("desk", store.Subject("a", [templates[0]], consent="terms", given=NOW), NOW)
    assert raised.value.kind == "AlreadyEnrolled"
    encoder = templates[0].encoder_id
    assert shop.to_recapture("desk", encoder) == []
    assert sorted(shop.to_recapture("desk", encoder + 1)) == ["a", "b"]
    held = shop.held("desk", "a")
    assert held.subject.palms == [templates[0]]
    shop.change("desk", store.Subject("a", [templates[1]], consent="terms 2", given=NOW), NOW + DAY)
    assert shop.held("desk", "a").subject.palms == [templates[1]]


def test_a_recogniser_loads_and_keeps_count_of_refusals(
    tmp_path: Path, key: protect.OperatorKey, templates: Templates
) -> None:
    shop = stocked(tmp_path, key, templates)
    gallery = palmsig.Gallery()
    assert shop.load("till", gallery, NOW)["subjects"] == 2
    assert gallery.identify(templates[1]).recognised is not None
    shop.may_try("till", "a", NOW)
    for second in range(5):
        shop.refused("till", "a", NOW + second)
    with pytest.raises(palmsig.errors.StoreError) as raised:
        shop.may_try("till", "a", NOW + 5)
    assert raised.value.kind == "Locked"
    shop.may_try("till", "b", NOW + 5)
    shop.may_try("till", "a", NOW + 5, of_subject=6)
    shop.may_try("till", "a", NOW + 2000)


def test_a_steward_forgets_exports_and_changes_keys(
    tmp_path: Path, key: protect.OperatorKey, templates: Templates
) -> None:
    shop = stocked(tmp_path, key, templates)
    held, trail = shop.export("steward", "a", NOW)
    assert held.subject.id == "a"
    assert trail[0].event == "enrolled"
    shop.rotate_tenant_key("steward", key, NOW)
    other = protect.OperatorKey.generate()
    shop.rotate_operator_key("steward", other, NOW)
    shop.set_retention("steward", 10 * DAY, NOW)
    shop.used("till", "b", NOW + 9 * DAY)
    gallery = palmsig.Gallery()
    receipts = shop.sweep("steward", [gallery], NOW + 11 * DAY)
    assert len(receipts) == 1
    assert shop.confirms("auditor", receipts[0])
    with pytest.raises(palmsig.errors.GalleryError):
        shop.held("desk", "a")
    shop.compact("steward")
    head = shop.verify_trail("auditor")
    shop.close()
    with pytest.raises(palmsig.errors.PalmsigError) as raised:
        store.Store(tmp_path, key, "shop", NOW)
    assert raised.value.kind not in ("InUse", "")
    with store.Store(tmp_path, other, "shop", NOW) as again:
        assert again.verify_trail("auditor", head) >= head
        assert again.held("desk", "b").subject.palms == [templates[2]]


def test_a_closed_store_can_be_opened_again_and_used_no_more(
    tmp_path: Path, key: protect.OperatorKey, templates: Templates
) -> None:
    with stocked(tmp_path, key, templates) as shop:
        with pytest.raises(palmsig.errors.StoreError) as raised:
            store.Store(tmp_path, key, "shop", NOW)
        assert raised.value.kind == "InUse"
    shop.close()
    for use in (lambda: shop.held("desk", "a"), shop.__enter__, lambda: shop.compact("steward")):
        with pytest.raises(ValueError, match="the store is closed"):
            use()

    def failing() -> None:
        with store.Store(tmp_path, key, "shop", NOW) as again:
            assert again.held("desk", "a").subject.palms == [templates[0]]
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    store.Store(tmp_path, key, "shop", NOW).close()


def test_what_other_threads_do_is_finished_before_a_store_closes(
    tmp_path: Path, key: protect.OperatorKey, templates: Templates
) -> None:
    shop = stocked(tmp_path, key, templates)
    enrolled: list[str] = []

    def enrol(first: int) -> None:
        for name in map(str, range(first, first + 1000)):
            try:
                shop.enrol("desk", store.Subject(name, [templates[0]], consent="terms", given=NOW), NOW)
            except ValueError:
                return
            enrolled.append(name)

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(enrol, first) for first in (0, 1000)]
        while len(enrolled) < 3:
            assert not any(one.done() for one in running)
        shop.close()
        for one in running:
            one.result()
    with store.Store(tmp_path, key, "shop", NOW) as again:
        assert again.load("till", palmsig.Gallery(), NOW)["subjects"] == 2 + len(enrolled) < 2002
