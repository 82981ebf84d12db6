"""One peer in a process of its own, so that its CPU time and its memory are its own.

``python -m benchmarks.worker build NAME CORPUS FOLDER`` and the like; prints one JSON object.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import ask, corpus
from benchmarks.peers import peer

Figures = Mapping[str, float]


def build(name: str, articles: str, folder: str) -> Figures:
    """Make an index of a file of articles; count what its processes took."""
    before, started = cpu_seconds(), perf_counter()
    peer(name).build(Path(articles), Path(folder))
    return {"cpu": cpu_seconds() - before, "wall": perf_counter() - started, "peak": peak_memory()}


def add(name: str, folder: str, *batches: str) -> Figures:
    """Add files of articles to an index that is open, one after the other, each until a search finds it."""
    engine = peer(name)
    engine.open(Path(folder))
    word = ask.Ask("any", "all", ("france",))
    engine.search(word)
    took = []
    for batch in batches:
        articles = list(corpus.read(Path(batch)))
        before = cpu_seconds()
        engine.add(articles)
        engine.search(word)
        took.append(cpu_seconds() - before)
    engine.close()
    return {"first": took[0], "next": median(took[1:])}


def serve(name: str, queries: str, folder: str, seconds: str) -> Figures:
    """Answer queries one after the other for some seconds, once told to begin; count them."""
    asks = ask.read(Path(queries))
    engine = peer(name)
    engine.open(Path(folder))
    for query in islice(asks, 0, None, 7):
        engine.search(query)
    tell("ready")
    sys.stdin.readline()
    started = perf_counter()
    for answered, query in enumerate(cycle(asks), start=1):
        engine.search(query)
        if (took := perf_counter() - started) > float(seconds):
            return {"per_second": answered / took}
    raise AssertionError("a cycle does not end")


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of those it waited for."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak_memory() -> float:
    """Return the most megabytes this process held, or the largest it waited for where that held more."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    status = Path("/proc/self/status")
    if not status.exists():
        return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, children) / 1e6
    # what Linux gives in `ru_maxrss` may be of the process that started this one
    own = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(own * 1024, children) / 1e6


def tell(line: str) -> None:
    """Print to the process that started this one."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    tasks: Mapping[str, Callable[..., Figures]] = {"build": build, "add": add, "serve": serve}
    tell(json.dumps(tasks[sys.argv[1]](*sys.argv[2:])))
