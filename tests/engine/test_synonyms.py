"""Queries with other names of the same."""

from datetime import date

import pytest

from searchidx import Article, MemoryEngine, SearchIndex, parse
from searchidx.analysis.synonyms import Synonyms
from searchidx.engine.synonyms import expand

NAMES = Synonyms(["EI, Daech, État islamique", "ONU => Nations unies", "Nations unies, machin"])


@pytest.mark.parametrize(
    ("query", "expanded"),
    [
        pytest.param("daech", 'daech OR EI OR "État islamique"', id="a word"),
        pytest.param("l'ONU", 'l\'ONU OR "Nations unies"', id="behind a clitic, and not chained"),
        pytest.param("etat islamique", "etat AND islamique OR EI OR Daech", id="words side by side"),
        pytest.param(
            "syrie etat islamique drone",
            "syrie AND (etat AND islamique OR EI OR Daech) AND drone",
            id="among others",
        ),
        pytest.param("islamique état", "islamique AND état", id="in this order only"),
        pytest.param("état OU islamique", "état OR islamique", id="not where one is enough"),
        pytest.param("EI OU drone", '(EI OR Daech OR "État islamique") OR drone', id="in an OR"),
        pytest.param("irak -EI", 'irak AND NOT (EI OR Daech OR "État islamique")', id="left out as well"),
        pytest.param("titre:EI", 'title:(EI OR Daech OR "État islamique")', id="in a text field"),
        pytest.param("EI^2", '(EI OR Daech OR "État islamique")^2', id="with a weight"),
        pytest.param("auteur:EI", "authors:EI", id="not a name"),
        pytest.param('"État islamique"', '"État islamique"', id="not a phrase"),
        pytest.param("=EI", "=EI", id="not an exact form"),
        pytest.param("EI*", "EI*", id="not a beginning"),
        pytest.param("EI~", "EI~", id="not a word with edits"),
        pytest.param("EI PROCHE/5 drone", "EI NEAR/5 drone", id="not near something"),
        pytest.param("date:2024", "date:2024-01-01..2024-12-31", id="not a date"),
        pytest.param("drone", "drone", id="no name"),
    ],
)
def test_a_query_is_given_the_other_names(query: str, expanded: str) -> None:
    tree = expand(parse(query, today=date(2024, 5, 17)), NAMES)
    if not query.startswith("date"):
        assert str(tree) == expanded
    parse(str(tree), today=date(2024, 5, 17))
    assert expand(tree, NAMES) == tree or "AND" in str(tree)


def test_articles_are_found_by_any_name_and_marked_where_it_stands() -> None:
    index = SearchIndex(MemoryEngine())
    index._synonyms = lambda: NAMES  # type: ignore[method-assign]
    index.add(
        [Article("1", "Daech recule", "L’État islamique perd."), Article("2", "L’état du toit", "Bon.")]
    )
    results = index.search("ei")
    assert [hit.article.id for hit in results] == ["1"]
    assert results.understood == 'ei OR Daech OR "État islamique"'
    assert "<mark>État islamique</mark>" in results.hits[0].snippets[-1].to_html()
    parts = index.explain("ei").parts
    assert [(part.text, part.articles) for part in parts] == [
        ("ei", 0),
        ("Daech", 1),
        ('"État islamique"', 1),
    ]
    titles = index.mark(Article("1", "Daech recule", ""), "ei")
    assert titles[0].to_html() == "<mark>Daech</mark> recule"
