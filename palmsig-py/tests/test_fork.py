"""After a fork the child has threads of its own."""

from __future__ import annotations

import multiprocessing
import sys
import warnings
from multiprocessing.connection import Connection

import palmsig
import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork")


def search(gallery: palmsig.Gallery, probes: list[palmsig.Template], answers: Connection) -> None:
    pairs = palmsig.all_pairs(probes)
    answers.send((gallery.identify_batch(probes).ids[:, 0].tolist(), pairs.score.tolist()))
    gallery.enrol("from the child", probes[0])
    answers.send(len(gallery))


def test_a_child_searches(templates: list[palmsig.Template]) -> None:
    gallery = palmsig.Gallery()
    gallery.enrol_many(["a", "b"], templates[:4:2])
    expected = (
        gallery.identify_batch(templates).ids[:, 0].tolist(),
        palmsig.all_pairs(templates).score.tolist(),
    )
    forked = multiprocessing.get_context("fork")
    ours, theirs = forked.Pipe(duplex=False)
    child = forked.Process(target=search, args=(gallery, templates, theirs))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()
    assert ours.poll(60), "the child is stuck"
    assert ours.recv() == expected
    assert ours.recv() == 3
    child.join(60)
    assert child.exitcode == 0
    assert len(gallery) == 2
