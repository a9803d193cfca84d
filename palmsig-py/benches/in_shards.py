"""How much longer a search takes in two shards of one core each than in one gallery on two threads, over the palms that
`beside_python` left: `in_shards.py FOLDER`."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

SHARDS = 2
# Read when the first search makes threads.
os.environ["RAYON_NUM_THREADS"] = str(SHARDS)

import palmsig  # noqa: E402
import ray  # noqa: E402
from palmsig.distributed import ShardedGallery  # noqa: E402

NBYTES = 4048
AT_ONCE = 20_000
REPEATS = 40


def filled(rows: np.ndarray, folder: Path) -> ShardedGallery:
    sharded = ShardedGallery(folder, SHARDS)
    for start in range(len(sharded), len(rows), AT_ONCE):
        some = range(start, min(start + AT_ONCE, len(rows)))
        sharded.enrol_many([str(index) for index in some], [rows[index].tobytes() for index in some])
    return sharded


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(folder: Path) -> None:
    rows = np.memmap(folder / "references.bin", np.uint8, "r").reshape(-1, NBYTES)
    read = (folder / "probes.bin").read_bytes()
    probes = [palmsig.Template.from_bytes(read[at : at + NBYTES]) for at in range(0, len(read), NBYTES)]
    source = str(Path(palmsig.__file__).parents[1])
    ray.init(num_cpus=SHARDS, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": source}})
    sharded = filled(rows, folder / "shards")
    gallery = palmsig.Gallery(source=lambda name: [palmsig.Template.from_bytes(rows[int(name)].tobytes())])
    gallery.enrol_many([str(index) for index in range(len(rows))], rows)
    policy = palmsig.Policy.identify(1e-2)
    for what, some in [("identify", probes[:1]), (f"identify {len(probes)} in a batch", probes)]:
        work = [
            lambda some=some: gallery.identify_batch(some, k=5, policy=policy),
            lambda some=some: sharded.identify_batch(some, k=5, fpir=1e-2),
        ]
        one, parts = (run() for run in work)
        same = bool((one.ids == parts.ids).all() and (one.scores == parts.scores).all())
        # One after the other, so that what else the machine does falls on both.
        took = np.array([[seconds(run) for run in work] for _ in range(max(REPEATS // len(some), 5))])
        least, median = took.min(axis=0), np.median(took, axis=0)
        told = {"what": what, "palms": len(rows), "same": same}
        told |= {"one_ms": 1000 * least[0], "shards_ms": 1000 * least[1]}
        told |= {"overhead": least[1] / least[0] - 1, "overhead_of_medians": median[1] / median[0] - 1}
        print(json.dumps(told), flush=True)
    sharded.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
