"""Measures what `benches/src/bin/beside_python.rs` measures, on the palms that it left: `beside_rust.py FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import palmsig
from palmsig import synth

NBYTES = 4048
PAIRED = 2000


def measure(what: str, repeats: int, pieces: int, work: Callable[[], object]) -> None:
    """Prints the least time of `repeats`, in milliseconds a piece of work."""
    work()
    least = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        least = min(least, time.perf_counter() - start)
    print(json.dumps({"what": what, "ms": 1000 * least / pieces}), flush=True)


def extract() -> None:
    palm = synth.Palm(1, "right")
    for height, width in [(1200, 1600), (480, 640)]:
        image = synth.render(palm, synth.CaptureSettings(height, width), 1).pixels
        measure(f"extract {height}x{width}", 200, 1, lambda image=image: palmsig.extract(image))


def search(rows: np.ndarray, probes: list[palmsig.Template]) -> None:
    gallery = palmsig.Gallery()
    gallery.enrol_many([str(i) for i in range(len(rows))], rows)
    policy = palmsig.Policy.identify(1e-2)
    measure("identify", 40, 1, lambda: gallery.identify(probes[0], policy=policy))
    measure("identify, in a batch", 5, len(probes), lambda: gallery.identify_batch(probes, policy=policy))


def pairs(palms: list[palmsig.Template]) -> None:
    few = palms[:200]
    count = len(few) * (len(few) - 1) // 2
    measure("compare in full", 3, count, lambda: palmsig.all_pairs(few, threads=1))
    count = len(palms) * (len(palms) - 1) // 2
    measure("compare compact", 3, count, lambda: palmsig.compact_distances(palms, threads=1))


def main(folder: Path) -> None:
    rows = np.memmap(folder / "references.bin", np.uint8, "r").reshape(-1, NBYTES)
    read = (folder / "probes.bin").read_bytes()
    probes = [palmsig.Template.from_bytes(read[at : at + NBYTES]) for at in range(0, len(read), NBYTES)]
    extract()
    search(rows, probes)
    pairs([palmsig.Template.from_bytes(row.tobytes()) for row in rows[:PAIRED]])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
