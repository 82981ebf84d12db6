"""The pure parts of the benchmarks: no peer and no download is needed."""

import doctest
from collections import Counter
from importlib import import_module
from itertools import islice
from math import log
from pathlib import Path
from random import Random

import pytest

from benchmarks import ask, corpus, language, offers, queries
from benchmarks.ask import Ask
from benchmarks.asking import Answer, ask_all
from benchmarks.corpus import Made, made_articles
from benchmarks.exact import Agreement
from benchmarks.figures import p50, p95
from benchmarks.names import Names
from benchmarks.peers import NAMES, missing
from benchmarks.peers.base import Found
from benchmarks.pool import Source, pool
from benchmarks.report import Run, render
from searchidx import SearchIndex

SAMPLE = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return pool(SAMPLE)


@pytest.fixture(scope="module")
def articles(sources: list[Source]) -> list[Made]:
    return list(islice(made_articles(sources), 400))


def test_a_pool_and_a_seed_give_the_same_articles(sources: list[Source], articles: list[Made]) -> None:
    assert list(islice(made_articles(sources), 50)) == articles[:50]
    assert list(islice(made_articles(sources, seed=2), 50)) != articles[:50]


def test_articles_have_the_shape_of_articles(articles: list[Made]) -> None:
    assert (
        len({article["id"] for article in articles}) == len({article["url"] for article in articles}) == 400
    )
    assert {frozenset(article) - {"author"} for article in articles} == {
        frozenset({"id", "title", "date", "section", "url", "body"})
    }
    lengths = [len(article["body"].split()) for article in articles]
    assert 120 <= p50(lengths) <= 700
    assert max(lengths) < 1_000
    without = sum("author" not in article for article in articles) / len(articles)
    assert 0.2 < without < 0.45
    assert {len(article["date"]) for article in articles} == {7, 10}
    assert all("2000" <= article["date"] < "2025" for article in articles)


def test_what_is_made_can_be_indexed_and_searched(articles: list[Made], tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        report = index.add(articles[:20])
        assert (report.added, report.rejected, report.warnings) == (20, (), ())
        assert index.search("*").total == 20


def test_frequencies_fall_as_zipf_says(articles: list[Made]) -> None:
    counted = Counter(word for article in articles for word in article["body"].lower().split())
    ranked = [count for _, count in counted.most_common()]
    slope = log(ranked[9] / ranked[999]) / log(1000 / 10)
    assert 0.7 < slope < 1.3


def test_names_keep_coming_and_the_old_ones_come_back() -> None:
    names = Names(Random(1))
    drawn = [names.draw() for _ in range(50_000)]
    half, whole = len(set(drawn[:25_000])), len(set(drawn))
    assert 1.3 < whole / half < 1.9  # a power of the draws between 0.4 and 0.9
    assert Counter(drawn).most_common(1)[0][1] > 50


def test_queries_are_drawn_alike_and_of_every_class(articles: list[Made]) -> None:
    asks = queries.draw_queries(articles, 5)
    assert asks == queries.draw_queries(articles, 5)
    assert set(Counter(drawn.name for drawn in asks).values()) == {5}
    assert {drawn.shape for drawn in asks} == {
        "all", "any", "phrase", "without", "month", "newest", "prefix", "facets"
    }  # fmt: skip


def test_queries_can_be_read_and_those_of_one_article_find_it(articles: list[Made], tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(articles[:60])
        for drawn in queries.draw_queries(articles[:60], 3):
            found = index.search(snippets=0, **drawn.for_searchidx())  # type: ignore[arg-type]
            if drawn.shape in {"all", "any", "phrase", "prefix"}:
                assert found.total, drawn


def test_what_the_language_costs_is_asked_beside_the_same_without(
    articles: list[Made], tmp_path: Path
) -> None:
    asked = [pair for _ in range(2) for pair in language.pairs(queries.Draw(articles[:60], 7))]
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(articles[:60])
        answers = [language.ask(index, pair) for pair in asked]
    assert all(answer.hits for pair, answer in zip(asked, answers, strict=True) if "ouv" in pair.kind)
    head, *rest = language.rows(asked, answers)
    assert [row[0] for row in rest] == list(dict.fromkeys(pair.kind for pair in asked))
    assert {len(row) for row in rest} == {len(head)}


def test_bands_hold_words_of_their_frequency() -> None:
    frequency = Counter({"rare": 3, "fréquent": 20, "commun": 60})
    assert queries.RARE.words(frequency, 400) == ["rare"]
    assert queries.FREQUENT.words(frequency, 400) == ["fréquent"]
    assert queries.COMMON.words(frequency, 400) == ["commun"]


def test_queries_written_are_read_again(articles: list[Made], tmp_path: Path) -> None:
    asks = queries.draw_queries(articles, 2)
    ask.write(asks, tmp_path / "queries.json")
    assert ask.read(tmp_path / "queries.json") == asks


def test_a_corpus_written_is_read_again(articles: list[Made], tmp_path: Path) -> None:
    corpus.write(articles[:5], tmp_path / "made.jsonl")
    assert list(corpus.read(tmp_path / "made.jsonl")) == articles[:5]
    assert [path.name for path in tmp_path.iterdir()] == ["made.jsonl"]


def test_percentiles_are_values_that_were_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert (p50(values), p95(values)) == (3.0, 5.0)


class Echo:
    """A peer that finds the words it is asked."""

    def __init__(self, able: frozenset[str]) -> None:
        self._able = able
        self.asked: list[Ask] = []

    def search(self, asked: Ask) -> Found | None:
        self.asked.append(asked)
        return Found([*asked.words], len(asked.words)) if asked.shape in self._able else None

    def snippets(self, _: Ask) -> list[str] | None:
        return None


def test_a_peer_is_timed_on_what_it_can_answer_and_nothing_else() -> None:
    asks = [Ask("rare term", "all", ("mot",)), Ask("phrase", "phrase", ("deux", "mots"))]
    peers = {"bag": Echo(frozenset({"all"})), "all": Echo(frozenset({"all", "phrase"}))}
    answers = ask_all(peers, asks)  # type: ignore[arg-type]
    assert [(answer.name, answer.hits) for answer in answers["bag"]] == [("rare term", 1)]
    assert [(answer.name, answer.hits) for answer in answers["all"]] == [("rare term", 1), ("phrase", 2)]


def test_the_page_tells_ratios_to_the_base_and_names_what_differs() -> None:
    run = Run(1_000, 2_000_000)
    run.builds["searchidx"] = {"cpu": 0.5, "wall": 0.6, "peak": 100.0, "bytes": 1_000_000.0}
    run.answers["searchidx"] = [Answer("rare term", 0.2, 3, None)]
    page = render(
        {"Python": "3"}, Agreement(10, ["phrase: …"]), [run], ["Xapian was left out: no module xapian."]
    )
    assert "| searchidx | 2,000 | – | 0.6 | 100 | 0.50 | – | – |" in page
    assert "| rare term | 3 | .200 / .200 | – | – |" in page
    assert "**1 of 10 queries differ from a brute force:**" in page
    assert "Xapian was left out" in page


def test_what_comes_with_python_or_the_project_is_never_missing() -> None:
    needed = {name: set(missing(name)) for name in NAMES}
    assert needed["searchidx"] == needed["FTS5"] == needed["Whoosh"] == set()
    assert needed["bm25s"] <= {"bm25s", "Stemmer"}


@pytest.mark.parametrize("module", ["ask", "figures", "names", "offers", "peers.base", "pool", "report"])
def test_examples_of_the_docstrings_hold(module: str) -> None:
    assert doctest.testmod(import_module(f"benchmarks.{module}")).failed == 0


def test_completions_corrections_and_similar_articles_are_timed(articles: list[Made], tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add(articles)
        times = list(offers.measure(index, articles, each=5))
    assert len(times) == 8
    assert all(len(each.first) == len(each.again) > 0 for each in times)
    page = offers.render({"Date": "today"}, 400, times, {"searchidx suggest nego": (1.0, 2.0)})
    assert page.count("\n| completion, ") == 4
    assert "| `searchidx suggest nego` | 1 | 2 |" in page
