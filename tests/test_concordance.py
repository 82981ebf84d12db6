"""Every occurrence in context: what a scan of the stored articles finds, and nothing else."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx import (
    Article,
    MemoryEngine,
    Occurrence,
    PartialDate,
    Query,
    QueryError,
    SearchIndex,
    concordance,
)
from searchidx.analysis.collation import collation_key
from searchidx.engine.base import TEXT_FIELDS, Order, Ranked
from searchidx.engine.clauses import Clause, positive_leaves
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import Reward
from tests.contract.strategies import articles, queries
from tests.test_marks import marks_by_walking
from tests.test_snippets import ASKED, asked, texts

WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


def index_of(*added: Article, engine: MemoryEngine | None = None) -> SearchIndex:
    index = SearchIndex(MemoryEngine() if engine is None else engine)
    index.add(added)
    return index


def rows(index: SearchIndex, query: str, **options: Any) -> list[str]:
    return [f"{row.left}[{row.keyword}]{row.right}" for row in index.concordance(query, **options)]


def scanned(index: SearchIndex, query: Query, clause: Clause) -> list[tuple[str, str, int, str]]:
    """Walk all the words of the articles that a search finds, the oldest first."""
    leaves = [leaf for leaf in positive_leaves(clause) if leaf.field in TEXT_FIELDS]
    weighty = {leaf.steps for leaf in leaves if leaf.weight}
    leaves = [leaf for leaf in leaves if leaf.steps in weighty or not weighty]
    return [
        (hit.article.id, field, start, getattr(hit.article, field)[start:end])
        for hit in index.search(query, limit=1_000, sort="date", snippets=0).hits
        for field in TEXT_FIELDS
        for start, end in marks_by_walking(
            getattr(hit.article, field), [leaf for leaf in leaves if leaf.field == field]
        )
    ]


@settings(max_examples=80)
@given(st.lists(articles, max_size=8), queries)
def test_rows_are_what_a_scan_of_the_stored_articles_finds(added: list[Article], query: Query) -> None:
    index = index_of(*added)
    try:
        clause, _ = resolve(query, weights=WEIGHTS)
        found = list(index.concordance(query))
    except QueryError:
        return
    assert [(row.id, row.field, row.start, row.keyword) for row in found] == scanned(index, query, clause)
    assert {row.published for row in found} <= {article.published for article in added}


@given(texts, texts, st.sampled_from([*ASKED]), st.integers(0, 60))
def test_a_row_is_a_stretch_of_its_field_with_so_many_characters_to_each_side(
    lead: str, body: str, query: str, width: int
) -> None:
    article = Article("1", "Titre", body, lead=lead)
    for row in concordance.occurrences([article], asked(query), concordance.characters(width)):
        text = getattr(article, row.field)
        first, end = row.start - len(row.left), row.start + len(row.keyword)
        last = end + len(row.right)
        assert text[first:last] == row.left + row.keyword + row.right
        assert max(len(row.left), len(row.right)) <= width
        assert not row.left[:1].isspace()
        assert not row.right[-1:].isspace()
        if any(map(str.isspace, row.left)):
            assert first == 0 or text[first - 1].isspace()
        if any(map(str.isspace, row.right)):
            assert last == len(text) or text[last].isspace()


def worded(side: str) -> int:
    """Count the words before a keyword, as white space parts them, without the one that adheres to it."""
    parted = side.split()
    if side and not side[-1].isspace():
        parted.pop()
    return sum(any(map(str.isalnum, each)) for each in parted)


@given(texts, st.sampled_from([*ASKED]), st.integers(0, 6))
def test_a_row_has_so_many_words_to_each_side(body: str, query: str, number: int) -> None:
    for row in concordance.occurrences([Article("1", "T", body)], asked(query), concordance.words(number)):
        end = row.start + len(row.keyword)
        assert body[: row.start].endswith(row.left)
        assert body[end:].startswith(row.right)
        assert worded(row.left) == min(number, worded(body[: row.start]))
        assert worded(row.right[::-1]) == min(number, worded(body[end:][::-1]))
        cut = body[: row.start - len(row.left)][-1:] + body[end + len(row.right) :][:1]
        assert not cut.strip() or "" in {row.left, row.right}


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        pytest.param("un deux trois Irak quatre cinq six", 2, "deux trois [Irak] quatre cinq", id="words"),
        pytest.param("vers l’Irak, et puis", 0, "l’[Irak],", id="what adheres to the keyword"),
        pytest.param("a, b – « Irak », dit-il ; c", 1, "b – « [Irak] », dit-il", id="signs are no words"),
        pytest.param("l’Irak, l’Irak", 9, "l’[Irak], l’Irak", id="as many as there are"),
    ],
)
def test_contexts_by_words(text: str, number: int, expected: str) -> None:
    assert rows(index_of(Article("1", "T", text)), "irak", words=number)[0] == expected


def test_a_text_without_white_space_is_soon_listed() -> None:
    article = Article("1", "T", "irak," * 5_000)
    for context in (concordance.words(0), concordance.words(3), concordance.characters(60)):
        found = list(concordance.occurrences([article], asked("irak"), context))
        assert len(found) == 5_000
        assert max(len(row.left) for row in found) < 2_500


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("un deux trois Irak quatre cinq six", 11, "deux trois [Irak] quatre", id="whole words"),
        pytest.param("anticonstitutionnellementIrak x Irak", 4, "x [Irak]", id="no part of a word"),
        pytest.param("https://example.org/a/b-Irak-c/d/e/f", 5, "/a/b-[Irak]-c/d/", id="a long one is cut"),
        pytest.param("\n\nIrak\n", 9, "[Irak]", id="no white space at the ends"),
    ],
)
def test_contexts_by_characters(text: str, width: int, expected: str) -> None:
    assert rows(index_of(Article("1", "T", text)), "irak", width=width) == [expected]


LOIRE = Article("b", "La Loire monte", "La crue de la Loire.", PartialDate(2024, 3, 2), lead="Crue de Loire.")
RHONE = Article("a", "Le Rhône", "Il monte. La crue du Rhône vient.", PartialDate(2024, 1), section="Eau")
UNDATED = Article("c", "Sans date", "Une crue.", authors=("Anne",))


def test_rows_come_by_date_then_by_field_and_place() -> None:
    index = index_of(LOIRE, UNDATED, RHONE)
    found = list(index.concordance("crue", width=9))
    assert found[0] == Occurrence(
        "a", PartialDate(2024, 1), "body", "monte. La", "crue", " du Rhône", 13
    )._replace(left="La ")
    assert [(row.id, row.field) for row in found] == [
        ("a", "body"),
        ("b", "lead"),
        ("b", "body"),
        ("c", "body"),
    ]
    backwards = [row.id for row in index.concordance("crue", sort="-date")]
    assert backwards == ["b", "b", "a", "c"]
    best = [hit.article.id for hit in index.search("crue").hits]
    assert list(dict.fromkeys(row.id for row in index.concordance("crue", sort="relevance"))) == best


def test_rows_are_those_of_the_articles_that_a_search_finds() -> None:
    index = index_of(LOIRE, UNDATED, RHONE)
    assert rows(index, "crue monte -rhône") == [
        "La Loire [monte]",
        "[Crue] de Loire.",
        "La [crue] de la Loire.",
    ]
    assert rows(index, "crue loire rhône", any=True, since="2024-02") == [
        "La [Loire] monte", "[Crue] de Loire.", "Crue de [Loire].", "La [crue] de la Loire.", "La crue de la [Loire].",
    ]  # fmt: skip
    assert rows(index, "crue", section="eau", width=3) == ["La [crue] du"]
    assert rows(index, "crue", author="ANNE") == ["Une [crue]."]
    assert rows(index, "titre:monte") == ["La Loire [monte]"]
    assert rows(index, "sécheresse") == []


def test_a_stop_word_is_a_keyword_where_it_is_alone() -> None:
    index = index_of(LOIRE)
    assert rows(index, "la crue", width=0) == ["[Crue]", "[crue]"]
    assert rows(index, "la", width=0) == ["[La]", "[La]", "[la]"]
    assert rows(index, '"la crue"', width=0) == ["[La crue]"]


def test_a_phrase_is_one_row_and_words_near_each_other_are_one_each() -> None:
    index = index_of(LOIRE)
    assert rows(index, '"crue de la Loire"') == ["La [crue de la Loire]."]
    assert rows(index, '"loire crue"~3', width=0) == ["[Crue]", "[Loire]", "[crue]", "[Loire]"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("left", ["Irak d’État", "cote Irak et", "Côte Irak", "coté Irak dit", "côté Irak étage", "cotes Irak dit", "l’Irak et"]),
        ("right", ["Côte Irak", "Irak d’État", "coté Irak dit", "cotes Irak dit", "cote Irak et", "l’Irak et", "côté Irak étage"]),
    ],
)  # fmt: skip
def test_rows_are_sorted_by_the_word_to_a_side_as_a_dictionary_does(sort: str, expected: list[str]) -> None:
    texts = [
        "côté Irak étage",
        "coté Irak dit",
        "Côte Irak",
        "cote Irak et",
        "cotes Irak dit",
        "Irak d’État",
        "l’Irak et",
    ]
    index = index_of(*(Article(f"{number}", "T", text) for number, text in enumerate(texts)))
    assert rows(index, "irak", sort=sort) == [text.replace("Irak", "[Irak]") for text in expected]
    unseen = [row.id for row in index.concordance("irak", sort=sort, width=0)]
    assert unseen == [row.id for row in index.concordance("irak", sort=sort)]


@given(st.lists(st.tuples(texts, texts), max_size=4), st.sampled_from(["left", "right"]), st.integers(1, 5))
def test_many_rows_are_sorted_outside_of_memory_as_few_are(
    bodies: list[tuple[str, str]], sort: str, together: int
) -> None:
    dates = [PartialDate(2024), None, PartialDate(2023, 1, 2), PartialDate(2024, 5)]
    index = index_of(*(Article(f"{n}", "T", body, dates[n], lead) for n, (lead, body) in enumerate(bodies)))

    def key(row: Occurrence) -> str:
        article = index.get(row.id)
        assert article is not None
        text, end = getattr(article, row.field), row.start + len(row.keyword)
        side = text[max(0, row.start - 200) : row.start] if sort == "left" else text[end : end + 200]
        words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", side))
        return collation_key(words[::-1][:6] if sort == "left" else words[:6])

    expected = sorted(index.concordance("irak OU milice OU 500"), key=key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(concordance, "_TOGETHER", together)
        found = index.concordance("irak OU milice OU 500", sort=sort)
        assert list(found) == expected
        next(index.concordance("irak OU milice OU 500", sort=sort), None)  # what is left, is left alone


class Read(MemoryEngine):
    """Counts the articles that were asked for."""

    count = 0

    def scan(
        self, clause: Clause, *, order: Order = Order.RELEVANCE, rewards: Sequence[Reward] = ()
    ) -> Iterator[Ranked]:
        for found in super().scan(clause, order=order, rewards=rewards):
            self.count += 1
            yield found


@pytest.mark.parametrize("sort", ["date", "-date", "relevance"])
def test_the_first_row_waits_for_no_other_article(sort: str) -> None:
    engine = Read()
    index = index_of(*(Article(f"{n}", "Crue", "") for n in range(50)), engine=engine)
    found = index.concordance("crue", sort=sort)
    assert engine.count == 0
    next(found)
    assert engine.count == 1
    assert sum(1 for _ in found) == 49


@pytest.mark.parametrize("query", ["date:2024", "*", "auteur:goff", "-irak"])
def test_a_query_without_words_to_show_is_refused_at_once(query: str) -> None:
    with pytest.raises(QueryError, match="there is no word in it to show in context"):
        index_of(LOIRE).concordance(query, today=date(2024, 5, 17))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sort": "middle"}, "'middle' is no order; there are date, -date, relevance, left, right"),
        ({"width": -1}, "the width of the context counts from 0"),
        ({"words": -1}, "the width of the context counts from 0"),
    ],
)
def test_an_argument_that_is_none_of_its_values_is_refused_at_once(
    options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        index_of(LOIRE).concordance("crue", **options)
