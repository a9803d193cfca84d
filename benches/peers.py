"""Measures the searches of FAISS and NumPy on the codes that `peers` left in a folder: `peers.py FOLDER`."""

import json
import sys
import time
from pathlib import Path

import faiss
import numpy

BITS = 6144
REPEATS = 9


def measure(peer, probes, references, search):
    """Prints how many comparisons a second `search` makes at best, and the sum of the least distances that it found."""
    least = search(probes)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        least = search(probes)
        seconds.append(time.perf_counter() - start)
    rate = len(probes) * len(references) / min(seconds)
    result = {"peer": peer, "probes": len(probes), "per_second": round(rate), "least": int(numpy.sum(least))}
    print(json.dumps(result), flush=True)


def main():
    folder = Path(sys.argv[1])
    references, probes = (
        numpy.fromfile(folder / name, dtype=numpy.uint8).reshape(-1, BITS // 8)
        for name in ("references.bin", "probes.bin")
    )
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryFlat(BITS)
    index.add(references)
    words = references.view(numpy.uint64)

    def by_numpy(probes):
        differing = (numpy.bitwise_count(words ^ probe) for probe in probes.view(numpy.uint64))
        return [counts.sum(axis=1, dtype=numpy.uint32).min() for counts in differing]

    for count in (1, len(probes)):
        some = numpy.ascontiguousarray(probes[:count])
        name = f"FAISS {faiss.__version__} IndexBinaryFlat"
        measure(name, some, references, lambda probes: index.search(probes, 1)[0])
        measure(f"NumPy {numpy.__version__} XOR and bitwise_count", some, references, by_numpy)


main()
