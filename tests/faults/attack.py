"""Attack an index with each hostile query, in a process of its own, and print what it took.

``python -m tests.faults.attack FOLDER_OF_AN_INDEX [WAY…]``: a line for each query that takes more than a share of what it
may, the slowest first, and a line of figures for each way of asking.  Memory is counted beyond that of the same process
with the index open and one word asked for; *own* is without the pages of the mapped files, which the system takes back.
"""

import os
import re
import resource
import select
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from searchidx import QueryError, QueryTimeout, SearchIndex
from searchidx.article import Article
from tests.faults.hostile_queries import heavy_queries, hostile_queries

_SECONDS: Final = 0.25
_MEGABYTES: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+")
_LOOK: Final = 0.002
_TODAY: Final = date(2024, 5, 17)

FACETS: Final = ("year", "month", "section", "author", "source", "tag")

WAYS: dict[str, Callable[[SearchIndex, str], object]] = {
    "search": lambda index, query: index.search(query, facets=FACETS, today=_TODAY),
    "any": lambda index, query: index.search(query, any=True, lenient=True, recent=True, today=_TODAY),
    "page": lambda index, query: index.search(query, limit=100, offset=9_900, today=_TODAY),
    "deep": lambda index, query: index.search(query, limit=100, offset=30_000, snippets=0, today=_TODAY),
    "date": lambda index, query: index.search(query, sort="date", limit=300, snippets=0, today=_TODAY),
    "group": lambda index, query: index.search(query, group=True, today=_TODAY),
    "scan": lambda index, query: list(islice(index.scan(query, snippets=1), 50)),
    "concordance": lambda index, query: list(islice(index.concordance(query), 50)),
    "left": lambda index, query: list(islice(index.concordance(query, sort="left"), 50)),
    "explain": lambda index, query: index.explain(query, id="a0000007"),
    "mark": lambda index, query: index.mark(_long(), query),
    "suggest": lambda index, query: index.suggest(query),
    "similar": lambda index, query: index.similar(query + " crue"),
}


class Cost(NamedTuple):
    """Of one query: seconds of the processor and of the clock, and megabytes at the peak, and those of its own."""

    cpu: float
    wall: float
    peak: float
    own: float
    verdict: str


def commonest(index: SearchIndex, number: int) -> list[str]:
    """Return the words that stand most often in some articles of an index."""
    counts: Counter[str] = Counter()
    for hit in islice(index.scan("*"), 1_000):
        counts.update(_WORD.findall(hit.article.body.lower()))
    return [word for word, _ in counts.most_common(number)]


def _long() -> Article:
    sentence = (
        "De la Loire à l’Irak, le porte-parole du gouvernement dit que la crue est passée, et les p%da%d. "
    )
    return Article("long", "Crue", "".join(sentence % (n, n) for n in range(20_000)))


def cost_of(folder: Path, ask: Callable[[SearchIndex], object]) -> Cost:
    """Ask in a child process, and look at its memory meanwhile."""
    begin, end = os.pipe(), os.pipe()
    pid = os.fork()
    if not pid:
        os._exit(_child(folder, ask, begin[1], end[1]))
    os.close(begin[1])
    os.close(end[1])
    os.read(begin[0], 1)
    base, own = _memory(pid, "VmRSS"), _memory(pid, "RssAnon")
    most = own
    while not _readable(end[0]):
        most = max(most, _memory(pid, "RssAnon"))
    said = b"".join(iter(lambda: os.read(end[0], 1 << 16), b"")).decode(errors="replace")
    os.waitpid(pid, 0)
    os.close(begin[0])
    os.close(end[0])
    cpu, wall, peak, verdict = said.split("\t", 3) if said.count("\t") >= 3 else ("0", "0", "0", "died")
    return Cost(float(cpu), float(wall), float(peak) - base, most - own, verdict)


def _child(folder: Path, ask: Callable[[SearchIndex], object], begin: int, end: int) -> int:
    index = SearchIndex.open(folder)
    index.search("crue")
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    os.write(begin, b".")
    time.sleep(3 * _LOOK)
    started, used = time.perf_counter(), time.process_time()
    try:
        ask(index)
        verdict = "answered"
    except QueryError as error:
        verdict = f"refused: {error}"
    except QueryTimeout:
        verdict = "late"
    except BaseException:  # noqa: BLE001  that is what is looked for
        verdict = f"BROKE: {traceback.format_exc()}"
    cpu, wall = time.process_time() - used, time.perf_counter() - started
    os.write(
        end, f"{cpu}\t{wall}\t{_memory(os.getpid(), 'VmHWM')}\t{verdict}"[:4_000].encode(errors="replace")
    )
    return 0


def _readable(pipe: int) -> bool:
    return bool(select.select([pipe], [], [], _LOOK)[0])


def _memory(pid: int, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _shown(query: str) -> str:
    return ascii(query if len(query) <= 60 else f"{query[:40]}…{query[-15:]}") + f" ({len(query)})"


def main(folder: Path, ways: Iterator[str]) -> None:
    """Print what each query took that took much, and figures for each way."""
    with SearchIndex.open(folder) as index:
        words = commonest(index, 600)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    queries = list(dict.fromkeys(chain(hostile_queries(), heavy_queries(words))))
    for way in ways:
        costs: list[tuple[Cost, str]] = []
        for query in queries:
            cost = cost_of(folder, lambda index: WAYS[way](index, query))  # noqa: B023  it is called at once
            costs.append((cost, query))
        costs.sort(key=lambda pair: -pair[0].wall)
        for cost, query in costs:
            if cost.wall > _SECONDS or cost.own > _MEGABYTES or cost.verdict.startswith(("BROKE", "died")):
                print(
                    f"{way:12} {cost.cpu:6.2f} {cost.wall:6.2f} s {cost.peak:6.0f} {cost.own:6.0f} MB "
                    f"{cost.verdict if cost.verdict.startswith('BROKE') else cost.verdict[:40]:10} {_shown(query)}"
                )
        verdicts = Counter(cost.verdict.partition(":")[0] for cost, _ in costs)
        figures = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
        print(
            f"| {way} | {len(costs)} | {figures}; at most {max(c.cpu for c, _ in costs):.2f} s CPU, "
            f"{max(c.wall for c, _ in costs):.2f} s wall, {max(c.peak for c, _ in costs):.0f} MB, "
            f"{max(c.own for c, _ in costs):.0f} MB its own |",
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), iter(sys.argv[2:] or WAYS))
