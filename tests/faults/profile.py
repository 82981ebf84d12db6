"""How much the harness tries: a little in each run of the tests, or, with SEARCHIDX_FAULTS=long, all, with its figures.

``SEARCHIDX_FAULTS=long python -m pytest tests/faults -s`` takes some 20 minutes.
"""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

LONG: Final = os.environ.get("SEARCHIDX_FAULTS") == "long"


def times(quick: int, long: int) -> int:
    """Return how often to try."""
    return long if LONG else quick


def report(what: str, tried: int, text: str) -> None:
    """Print a line of the table of figures."""
    print(f"\n| {what} | {tried} | {text} |")


@dataclass
class Cost:
    """Seconds, and how much more memory the process had at its peak."""

    seconds: float = 0.0
    megabytes: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    cost = Cost()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = perf_counter()
    yield cost
    cost.seconds = perf_counter() - started
    cost.megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
