"""How long do completions, corrections and similar articles take?  One command measures and prints the table.

Completions are asked for beginnings of words of the articles, from one letter on; corrections for one or two words of
them, one with a letter left out, put in, replaced or swapped; similar articles for articles of the index.
"""

import argparse
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Final, NamedTuple

from benchmarks import corpus, queries
from benchmarks.figures import milliseconds, p50, p95
from benchmarks.measure import log
from benchmarks.pool import pool
from benchmarks.speed import HERE, NEWS, SAMPLE
from benchmarks.surroundings import surroundings
from searchidx import SearchIndex

EACH: Final = 100
COLD: Final = 11
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_INTRODUCTION: Final = """\
# Completions, corrections and similar articles

Written by `python -m benchmarks.offers`; CPU milliseconds, from the library, of an index that is open. Each question is asked once,
and once again: the second time what was decoded is at hand. Cold commands are processes of their own, their files in the page cache.
"""


class Times(NamedTuple):
    """What was asked, and the CPU milliseconds of each answer: the first time, and again."""

    name: str
    first: list[float]
    again: list[float]
    note: str = ""

    @property
    def row(self) -> str:
        figures = (p50(self.first), p95(self.first), p50(self.again), p95(self.again))
        return f"| {self.name} | {' | '.join(map(milliseconds, figures))} | {self.note} |"


def misspelt(word: str, random: Random) -> str:
    """Return a word with one letter wrong, not the first.

    >>> misspelt("coalition", Random(1))
    'colition'
    """
    at = random.randrange(1, len(word) - 1)
    letter = random.choice(_LETTERS)
    return random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def measure(index: SearchIndex, sample: Sequence[corpus.Made], each: int = EACH) -> Iterator[Times]:
    """Ask so many questions of each kind."""
    random = Random(7)
    words = [random.choice(found) for made in sample if (found := _WORD.findall(made["body"].lower()))]
    words = list(islice(words, each))
    for least, most in ((1, 1), (2, 2), (3, 3), (4, 6)):
        beginnings = [word[: random.randint(least, most)] for word in words]
        length = (
            f"{least} letter"
            if least == most == 1
            else f"{least} letters"
            if least == most
            else "4 to 6 letters"
        )
        yield _timed(f"completion, {length}", index.suggest, beginnings)
    yield _timed("a word without a typo", lambda text: index.search(text, limit=0), words)
    typed = [(misspelt(word, random), word, other) for word, other in pairwise(words)]
    yield _corrected("correction, one word", index, [(wrong, right) for wrong, right, _ in typed])
    pairs = [(f"{wrong} {other}", f"{right} {other}") for wrong, right, other in typed]
    yield _corrected("correction, two words", index, pairs)
    ids = [made["id"] for made in random.sample(sample, min(each, len(sample)))]
    yield _timed("similar articles, ten, two snippets each", index.similar, ids)


def _corrected(name: str, index: SearchIndex, pairs: Sequence[tuple[str, str]]) -> Times:
    """Ask for what was misspelt, of which the second of each pair is what was meant."""
    offered: list[str] = []
    right = 0

    def ask(text: str) -> None:
        if suggestion := index.search(text, limit=0).suggestion:
            offered.append(suggestion)

    times = _timed(name, ask, [wrong for wrong, _ in pairs])
    of_two_rounds = len(offered)
    for wrong, meant in pairs:
        right += index.search(wrong, limit=0).suggestion == meant
    note = f"{of_two_rounds // 2} of {len(pairs)} were offered one, {right} the word that was meant"
    return times._replace(note=note)


def _timed(name: str, ask: Callable[[str], object], texts: Sequence[str]) -> Times:
    first, again = ([_milliseconds(ask, text) for text in texts] for _ in range(2))
    return Times(name, first, again)


def _milliseconds(ask: Callable[[str], object], text: str) -> float:
    started = process_time()
    ask(text)
    return (process_time() - started) * 1000


def cold(folder: Path, *arguments: str) -> tuple[float, float]:
    """Return the median CPU and wall milliseconds of a command."""
    runs: list[tuple[float, float]] = []
    for _ in range(COLD):
        before, started = os.times(), perf_counter()
        command = [sys.executable, "-m", "searchidx", "--index", str(folder), *arguments]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        wall, after = perf_counter() - started, os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        runs.append((cpu * 1000, wall * 1000))
    return median(cpu for cpu, _ in runs), median(wall for _, wall in runs)


def render(
    facts: dict[str, str], docs: int, times: Sequence[Times], colds: dict[str, tuple[float, float]]
) -> str:
    """Return the page."""
    rows = "\n".join(each.row for each in times)
    commands = "\n".join(f"| `{name}` | {cpu:.0f} | {wall:.0f} |" for name, (cpu, wall) in colds.items())
    lines = "\n".join(f"- {name}: {fact}" for name, fact in facts.items())
    return (
        f"{_INTRODUCTION}\n{lines}\n\n## {docs:,} articles\n\n"
        "| | p50 | p95 | again, p50 | again, p95 | |\n| --- | --- | --- | --- | --- | --- |\n"
        f"{rows}\n\n| cold command | CPU ms | wall ms |\n| --- | --- | --- |\n{commands}\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    options = _options(arguments)
    articles = pool(options.pool)
    named = f"{options.pool.name}-{len(articles)}-v{corpus.VERSION}"
    made = options.work / f"{named}-{options.docs}.jsonl"
    folder = options.work / f"index-{options.docs}-searchidx"
    made.parent.mkdir(parents=True, exist_ok=True)
    if not made.exists():
        log.info("making %s articles", f"{options.docs:,}")
        corpus.write(islice(corpus.made_articles(articles), options.docs), made)
    with SearchIndex.open_or_create(folder) as index:
        if len(index) < options.docs:
            log.info("indexing")
            index.add(corpus.read(made))
        sample = list(islice(queries.spread(corpus.read(made), options.docs), 20 * EACH))
        times = list(measure(index, sample))
    words = ("suggest", "nego"), ("search", "coaltion"), ("search", "coalition"), ("similar", sample[0]["id"])
    colds = {" ".join(("searchidx", *word)): cold(folder, *word) for word in words}
    page = render(surroundings(options.pool.name, len(articles)), options.docs, times, colds)
    options.out.write_text(page, encoding="utf-8")
    log.info("written: %s", options.out)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.offers", description=__doc__)
    parser.add_argument("--docs", type=int, default=100_000, help="how many articles")
    parser.add_argument("--out", type=Path, default=HERE / "OFFERS.md", help="the table")
    parser.add_argument("--work", type=Path, default=HERE / ".work", help="corpora and indexes, which stay")
    parser.add_argument("--pool", type=Path, default=NEWS if NEWS.is_dir() else SAMPLE, help="real articles")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
