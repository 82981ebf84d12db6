"""Articles like another one."""

import pytest

from searchidx import Article, DateError, MemoryEngine, PartialDate, SearchIndex

LOIRE = "La Loire est en crue à Tours : les quais sont inondés, les digues tiennent, le préfet veille."
ARTICLES = [
    Article("crue", "La Loire en crue", LOIRE, PartialDate(2024, 1)),
    Article("copie", "La Loire en crue", LOIRE, PartialDate(2024, 2)),
    Article("presque", "La Loire en crue", f"{LOIRE} Encore.", PartialDate(2024, 2)),
    Article(
        "digues",
        "Les digues de Tours",
        "À Tours le préfet fait réparer les digues de la Loire.",
        PartialDate(2023),
    ),
    Article("vote", "Le vote", "Les électeurs votent à Paris.", PartialDate(2024, 1)),
    Article("quais", "Des quais", "On se promène sur les quais.", PartialDate(2024, 3)),
]


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    index = SearchIndex(MemoryEngine())
    index.add(ARTICLES)
    return index


def ids(index: SearchIndex, to: str | Article, **options: object) -> list[str]:
    results = index.similar(to, **options)  # type: ignore[arg-type]
    return [hit.article.id for hit in results.hits]


def test_the_most_alike_come_first_without_the_article_and_its_duplicates(index: SearchIndex) -> None:
    assert ids(index, "crue") == ["digues", "quais"]
    results = index.similar("crue", limit=1)
    assert (results.total, results.query, len(results.hits)) == (2, "crue", 1)
    assert ids(index, "crue", offset=1) == ["quais"]


def test_the_words_are_shown_as_a_query_that_can_be_asked(index: SearchIndex) -> None:
    results = index.similar("quais")
    assert results.understood == "quais^0.77"
    asked = index.search(results.understood)
    assert [hit.article.id for hit in asked] == ["quais", "copie", "crue", "presque"]


def test_a_text_has_no_duplicates(index: SearchIndex) -> None:
    assert ids(index, "les digues de Tours")[0] == "digues"
    assert index.similar("les digues").query == "les digues"
    assert set(ids(index, LOIRE)) >= {"crue", "copie", "presque", "digues"}


def test_an_article_that_is_not_in_the_index_is_compared_too(index: SearchIndex) -> None:
    assert ids(index, Article("new", "Digues", "Les digues cèdent"))[0] == "digues"


def test_bounds_hold(index: SearchIndex) -> None:
    assert ids(index, "crue", since="2024") == ["quais"]
    assert ids(index, "crue", until="2023") == ["digues"]
    with pytest.raises(DateError):
        index.similar("crue", since="pas une date")
    with pytest.raises(ValueError, match="limit and offset"):
        index.similar("crue", limit=-1)


@pytest.mark.parametrize("text", ["", "le la les", "2024 17", "?!", "\ud800\0", "zzzz"])
def test_what_says_nothing_is_like_nothing(index: SearchIndex, text: str) -> None:
    results = index.similar(text)
    assert (results.total, results.hits, bool(results)) == (0, (), False)


def test_a_hit_is_marked_where_it_is_alike(index: SearchIndex) -> None:
    (hit,) = index.similar("crue", limit=1).hits
    assert "<mark>" in "".join(snippet.to_html() for snippet in hit.snippets)
    assert index.similar("crue", snippets=0).hits[0].snippets == ()
