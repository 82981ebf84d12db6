"""How long an answer takes: every peer in turn, a block of queries at a time.

Engines that read much spoil the caches of the processor for the next one.  So each peer answers a block of
queries of all classes in a row, after a few untimed ones, and meets them with its caches as its own work leaves
them; the turns are short, so that what else the machine does is everyone's; and peers take turns in going first.
"""

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from benchmarks.ask import Ask
from benchmarks.peers.base import Peer

PASSES: Final = 3
BLOCK: Final = 48
UNTIMED: Final = 12
SLOW: Final = 0.02
"""A peer that takes longer on average, in seconds, is timed in one pass, not all."""


class Answer(NamedTuple):
    """What a peer took for a query, in CPU milliseconds; the hits it counted; the milliseconds snippets add."""

    name: str
    took: float
    hits: int | None
    snippets: float | None


def ask_all(peers: Mapping[str, Peer], asks: Sequence[Ask]) -> dict[str, list[Answer]]:
    """Return each peer's answers to the queries it can answer."""
    gc.collect()
    gc.freeze()  # what is there stays; the collector need not look at it again
    hits: dict[str, dict[Ask, int | None]] = {}
    slow = set()
    for name, engine in peers.items():
        started = process_time()
        found = {ask: engine.search(ask) for ask in asks}
        if process_time() - started > SLOW * len(asks):
            slow.add(name)
        hits[name] = {ask: answer.total for ask, answer in found.items() if answer is not None}
    times: dict[str, dict[Ask, list[float]]] = {name: {ask: [] for ask in hits[name]} for name in peers}
    for turn in range(PASSES):
        names = [name for name in peers if turn == 0 or name not in slow]
        names = names[turn % len(names) :] + names[: turn % len(names)]
        for start in range(0, len(asks), BLOCK):
            for name in names:
                for ask in asks[start - UNTIMED : start] or asks[-UNTIMED:]:
                    peers[name].search(ask)
                for ask in asks[start : start + BLOCK]:
                    if ask in hits[name]:
                        times[name][ask].append(_timed(peers[name].search, ask))
    snippets = {name: _snippet_times(engine, list(hits[name])) for name, engine in peers.items()}
    gc.unfreeze()
    return {
        name: [
            Answer(ask.name, median(took), hits[name][ask], snippets[name].get(ask))
            for ask, took in times[name].items()
        ]
        for name in peers
    }


def _snippet_times(engine: Peer, asks: Sequence[Ask]) -> dict[Ask, float]:
    """Return the milliseconds that showing fragments adds to queries that find a page of ten."""
    added = {}
    for ask in asks:
        if ask.name not in {"common term", "2-word AND"} or engine.snippets(ask) is None:
            continue
        found = engine.search(ask)
        if found is not None and len(found.titles) == 10:
            added[ask] = _timed(engine.snippets, ask) - _timed(engine.search, ask)
    return added


def _timed(answer: Callable[[Ask], object], ask: Ask) -> float:
    """Return the CPU milliseconds of an answer."""
    started = process_time()
    answer(ask)
    return (process_time() - started) * 1000
