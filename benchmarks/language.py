"""The command: what wildcards, edits and nearness cost, beside the same query without them, of searchidx alone.

``python -m benchmarks.language --index FOLDER --corpus FILE`` prints a table; the index is of that corpus.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, NamedTuple

from benchmarks import corpus, queries
from benchmarks.figures import milliseconds, p50, p95, ratio
from benchmarks.queries import COMMON, FREQUENT, MIDDLING, Draw
from benchmarks.report import table
from searchidx import SearchIndex

PASSES: Final = 5
_ARTICLES: Final = 100_000


class Pair(NamedTuple):
    """A query, and the same without what is measured."""

    kind: str
    query: str
    without: str


class Answer(NamedTuple):
    """CPU milliseconds: asked first, asked again, and without; and the hits."""

    first: float
    again: float
    without: float
    hits: int


def pairs(draw: Draw) -> Iterator[Pair]:
    """Yield a pair of each kind."""
    two, three = draw.together(2, MIDDLING, FREQUENT, COMMON), draw.together(3, MIDDLING, FREQUENT, COMMON)
    word = _long(lambda: draw.word(MIDDLING, FREQUENT, COMMON))
    both = " ".join(two)
    yield Pair("`a PROCHE/5 b`", " PROCHE/5 ".join(two), both)
    yield Pair("`a PROCHE/20 b PROCHE/20 c`", " PROCHE/20 ".join(three), " ".join(three))
    yield Pair(
        "`(a OU b) PROCHE/5 c`", f"({three[0]} OU {three[1]}) PROCHE/5 {three[2]}", " ".join(three[1:])
    )
    yield Pair('`"a b"~5`', f'"{both}"~5', both)
    yield Pair("`gouv?rne`", f"{word[:3]}?{word[4:]}", word)
    yield Pair("`gouv*ent`", f"{word[:4]}*{word[-2:]}", word)
    yield Pair("`g*nement`", f"{word[0]}*{word[-5:]}", word)
    yield Pair("`gouverne~`", f"{word}~", word)
    yield Pair("`gouverne~2`", f"{word}~2", word)


def ask(index: SearchIndex, pair: Pair) -> Answer:
    """Ask both queries in turn, several times."""
    first = _timed(index, pair.query)
    _timed(index, pair.without)
    times = [(_timed(index, pair.query), _timed(index, pair.without)) for _ in range(PASSES)]
    hits = index.search(pair.query, snippets=0).total
    return Answer(first, median(again for again, _ in times), median(without for _, without in times), hits)


def rows(asked: Sequence[Pair], answers: Sequence[Answer]) -> Iterator[Sequence[str]]:
    """Yield the rows of the table, p50 / p95 in CPU milliseconds."""
    yield "", "hits", "without", "with", "asked first", "p50 × without", "p95 × without"
    for kind in dict.fromkeys(pair.kind for pair in asked):
        of_kind = [answer for pair, answer in zip(asked, answers, strict=True) if pair.kind == kind]
        first, again, without = (
            [getattr(answer, name) for answer in of_kind] for name in ("first", "again", "without")
        )
        yield (
            kind,
            f"{median(answer.hits for answer in of_kind):,.0f}",
            *(
                f"{milliseconds(p50(times))} / {milliseconds(p95(times))}"
                for times in (without, again, first)
            ),
            ratio(p50(again), p50(without)),
            ratio(p95(again), p95(without)),
        )


def _timed(index: SearchIndex, query: str) -> float:
    started = process_time()
    index.search(query, snippets=0)
    return (process_time() - started) * 1000


def _long(word: Callable[[], str]) -> str:
    """Return a word that has something left between its beginning and its end."""
    while len(found := word()) < 7:
        pass
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language", description=__doc__)
    parser.add_argument("--index", type=Path, required=True, help="an index of the corpus")
    parser.add_argument(
        "--corpus", type=Path, required=True, help="the articles, as `benchmarks.corpus` writes them"
    )
    parser.add_argument("--queries", type=int, default=50, help="of each class")
    options = parser.parse_args(arguments)
    draw = Draw(list(queries.spread(corpus.read(options.corpus), _ARTICLES)), seed=7)
    asked = [pair for _ in range(options.queries) for pair in pairs(draw)]
    with SearchIndex.open(options.index) as index:
        index.search("france")
        answers = [ask(index, pair) for pair in asked]
    print(table(rows(asked, answers)))  # noqa: T201


if __name__ == "__main__":
    main()
