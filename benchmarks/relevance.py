"""The command: which part of the ranking brings the right articles first?  Prints the table, and writes it down.

``python -m benchmarks.relevance --shared FOLDER``
"""

import argparse
import logging
import sys
from collections.abc import Collection as Sized
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from benchmarks.measure import log
from benchmarks.quality.analyzers import without_accents
from benchmarks.quality.engines import Ours
from benchmarks.quality.page import interval
from benchmarks.quality.relevance import DEPTH, Collection, bootstrap, ndcg, read
from benchmarks.report import table
from searchidx import Query, SearchIndex, Settings, understanding
from searchidx.engine.rewards import AsTyped, Related, Reward, SideBySide
from searchidx.engine.second_look import rewards_of

_HERE: Final = Path(__file__).parent
_SHARED: Final = _HERE.parents[1] / "shared"

_ALL: Final = (AsTyped, SideBySide, Related)
_TITLE: Final = {"title": 1.0}
SCORE: Final = "score alone"
SHIPPED: Final = "all three, as shipped"
VARIANTS: Final[Mapping[str, tuple[Sized[type[Reward]], Mapping[str, float]]]] = {
    SCORE: ((), {}),
    "+ as typed": ((AsTyped,), {}),
    "+ side by side": ((SideBySide,), {}),
    "+ in other words": ((Related,), {}),
    "+ as typed, side by side": ((AsTyped, SideBySide), {}),
    SHIPPED: (_ALL, {}),
    "score alone, title 1": ((), _TITLE),
    "all three, title 1": (_ALL, _TITLE),
}
"""The rewards that are given, and the weights of fields that are other than the default."""

_INTRODUCTION: Final = f"""\
# Relevance: which part of the ranking brings the right articles first

Written by `python -m benchmarks.relevance`: nDCG@10 of questions with judgements, through `SearchIndex`, any word being
enough. Below each figure its difference to *{SCORE}* lies in 95 of 100 samples of the questions (paired bootstrap);
bold is significant. The rewards are those of `searchidx/engine/rewards.py`.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure collection by collection, and write the page."""
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    log.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--shared", type=Path, default=_SHARED, help="folder of the questions")
    parser.add_argument("--out", type=Path, default=_HERE / "relevance.md", help="the page")
    options = parser.parse_args(arguments)
    folders = sorted(path for path in (options.shared / "data/relevance").glob("*") if path.is_dir())
    if not folders:
        log.warning("there are no questions in %s", options.shared / "data/relevance")
        raise SystemExit(1)
    page = render(measured(map(read, folders)))
    options.out.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


def measured(collections: Iterator[Collection]) -> Iterator[tuple[str, Mapping[str, list[float]]]]:
    """Yield of each collection, as typed and without accents, the nDCG@10 of each question by variant."""
    for collection in collections:
        found: dict[str, dict[str, list[float]]] = {"as typed": {}, "without accents": {}}
        for name, (rewards, weights) in VARIANTS.items():
            log.info("%s: %s", collection.name, name)
            with _ranking(collection, rewards, weights) as engine:
                for how, typing in (("as typed", str), ("without accents", without_accents)):
                    found[how][name] = [
                        ndcg(engine.best(typing(question.text), DEPTH), question.relevant)
                        for question in collection.questions
                    ]
        for how, figures in found.items():
            yield f"{collection.name}, {how}", figures


@contextmanager
def _ranking(
    collection: Collection, rewards: Sized[type[Reward]], weights: Mapping[str, float]
) -> Iterator[Ours]:
    """Open the documents of a collection, giving only some rewards."""

    def some(query: Query, field_weights: Mapping[str, float]) -> tuple[Reward, ...]:
        return tuple(reward for reward in rewards_of(query, field_weights) if type(reward) in rewards)

    settings = Settings(weights={**Settings().weights, **weights})
    with (
        TemporaryDirectory() as folder,
        SearchIndex.create(Path(folder) / "index", settings=settings) as index,
    ):
        index.add(document._asdict() for document in collection.documents)
        understanding.forget_queries()
        with patch.object(understanding, "rewards_of", some):
            yield Ours(index)
        understanding.forget_queries()


def render(found: Iterator[tuple[str, Mapping[str, list[float]]]]) -> str:
    """Return the page."""
    rows = [("", *VARIANTS)]
    for name, figures in found:
        rows += [
            (name, *(f"{sum(each) / len(each):.4f}" for each in figures.values())),
            (
                "95 %",
                *(
                    "–" if variant == SCORE else interval(*bootstrap(each, figures[SCORE]))
                    for variant, each in figures.items()
                ),
            ),
        ]
    return f"{_INTRODUCTION}\n{table(rows)}\n"


if __name__ == "__main__":
    main()
