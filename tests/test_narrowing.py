"""What narrows a search, and walking over all hits."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from searchidx import Article, DateError, MemoryEngine, PartialDate, QueryError, SearchIndex

NAMES = ("section", "author", "source", "tag")
TODAY = date(2024, 5, 17)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Two hundred articles in several segments, with deletions, and many scores and dates that tie."""
    chance = random.Random(5)
    with SearchIndex.create(tmp_path_factory.mktemp("narrowing") / "i") as made:
        for batch in range(4):
            made.add(
                Article(
                    f"{batch}-{number}",
                    chance.choice(["Crue", "La crue", "Vote"]),
                    " ".join(chance.choices(["eau", "ville", "maire"], k=3)),
                    chance.choice([None, PartialDate(2024), PartialDate(2024, chance.randint(1, 3))]),
                    authors=tuple(chance.sample(["Anne Le Goff", "Le Goff", "Jean Pêcheur"], k=2)),
                    section=chance.choice(["Économie", "economie", "Sport", None]),
                    tags=tuple(chance.sample(["eau", "l’Œil", "Paris"], k=chance.randint(0, 2))),
                )
                for number in range(50)
            )
        made.delete(["0-3", "1-7", "3-49"])
        yield made


def ids(index: SearchIndex, query: str = "*", **options: object) -> set[str]:
    return {hit.article.id for hit in index.scan(query, **options)}  # type: ignore[arg-type]


def test_a_name_is_the_whole_value_without_case_and_accents(index: SearchIndex) -> None:
    everything = [hit.article for hit in index.scan("*")]
    assert ids(index, author="LE GOFF") == {a.id for a in everything if "Le Goff" in a.authors}
    assert ids(index, section="économie") == {
        a.id for a in everything if a.section in ("Économie", "economie")
    }
    assert ids(index, tag="l'oeil") == {a.id for a in everything if "l’Œil" in a.tags}
    assert ids(index, source="Le Monde") == ids(index, author="goff") == set()


def test_of_several_values_any_will_do_and_each_facet_must_be_met(index: SearchIndex) -> None:
    sport, economy = ids(index, section="sport"), ids(index, section="economie")
    assert ids(index, section=["Sport", "Économie"]) == sport | economy
    assert ids(index, section="sport", tag="paris") == sport & ids(index, tag="paris")
    assert ids(index, section=[]) == ids(index)


def test_each_value_of_a_facet_finds_the_articles_that_it_counts(index: SearchIndex) -> None:
    for facet, counts in index.search("eau", facets=NAMES).facets.items():
        for value, number in counts:
            same = sum(
                n for other, n in counts if other.lower().replace("é", "e") == value.lower().replace("é", "e")
            )
            assert index.search("eau", limit=0, **{facet: value}).total == same >= number  # type: ignore[arg-type]


def test_what_narrows_changes_no_score(index: SearchIndex) -> None:
    scores = {hit.article.id: hit.score for hit in index.scan("crue OU eau")}
    for options in (
        {"author": "le goff"},
        {"since": "2024-02"},
        {"without": ["0-1", "2-2"]},
        {"tag": ["eau", "paris"]},
    ):
        narrowed = {hit.article.id: hit.score for hit in index.scan("crue OU eau", **options)}
        assert narrowed
        assert narrowed.items() <= scores.items()


def test_articles_are_left_out_by_id(index: SearchIndex) -> None:
    everything = ids(index)
    assert ids(index, without=["0-0", "nothing", "2-9", "\ud800"]) == everything - {"0-0", "2-9"}
    assert index.search("*", limit=0, without=everything).total == 0


@pytest.mark.parametrize("sort", ["relevance", "date", "-date"])
@pytest.mark.parametrize("query", ["*", "crue OU eau", "la crue"])
def test_pages_and_a_scan_show_each_hit_once_and_in_one_order(
    index: SearchIndex, query: str, sort: str
) -> None:
    scanned = [(hit.article.id, hit.score) for hit in index.scan(query, sort=sort)]
    total = index.search(query, limit=0).total
    assert len({id for id, _ in scanned}) == len(scanned) == total > 30
    pages = [
        (hit.article.id, hit.score)
        for offset in range(0, total + 7, 7)
        for hit in index.search(query, sort=sort, offset=offset, limit=7, snippets=0)
    ]
    assert pages == scanned


def test_a_scan_makes_snippets_when_asked(index: SearchIndex) -> None:
    first = next(index.scan("eau", snippets=1))
    assert first.snippets == index.search("eau", snippets=1).hits[0].snippets != ()
    assert next(index.scan("eau")).snippets == ()


def test_a_scan_refuses_what_a_search_refuses_before_the_first_hit(index: SearchIndex) -> None:
    with pytest.raises(QueryError):
        index.scan("eau AND (")
    with pytest.raises(DateError):
        index.scan("eau", since="2024-13")
    with pytest.raises(ValueError, match="size"):
        index.scan("eau", sort="size")


@pytest.mark.parametrize(
    "options", [{"section": 5}, {"tag": ["eau", None]}, {"without": "0-1"}, {"author": {"a": 1}.values()}]
)
def test_what_is_no_text_is_refused(index: SearchIndex, options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(options))} wants (a text or several|several ids)"):
        index.search("eau", **options)  # type: ignore[arg-type]


def test_an_empty_name_is_a_name_that_no_article_has(index: SearchIndex) -> None:
    results = index.search("eau", section="")
    assert (results.total, results.warnings) == (0, ("no article has the section “”",))


def test_a_name_that_no_article_has_is_told(index: SearchIndex) -> None:
    assert index.search("eau", section="sprot", author=["Goff", "Le Goff"]).warnings == (
        "no article has the section “sprot”; did you mean “Sport”?",
        "no article has the author “Goff”; did you mean “Le Goff”?",
    )
    assert index.search("eau", source="Le Monde").warnings == ("no article has the source “Le Monde”",)
    assert index.search("zzz", section="sport").warnings == ()


def test_months_follow_each_other_and_wider_dates_are_apart() -> None:
    dates = ["2023-11", "2024-02-15", "2024-02", "2023", "2024", "2024", None]
    with SearchIndex(MemoryEngine()) as index:
        index.add({"id": str(n), "title": "Crue", "date": day} for n, day in enumerate(dates))
        for sort in ("relevance", "date", "-date"):
            results = index.search("crue", limit=1, sort=sort, facets=["month", "year", "section"])
            assert results.facets == {
                "month": [("2023-11", 1), ("2023-12", 0), ("2024-01", 0), ("2024-02", 2)],
                "year": [("2023", 2), ("2024", 4)],
                "section": [],
            }
            assert results.wider == {"month": [("2023", 1), ("2024", 2)]}


def test_years_without_articles_are_counted_too() -> None:
    with SearchIndex(MemoryEngine()) as index:
        index.add({"title": "Crue", "date": day, "id": day} for day in ("0999-12", "1002"))
        results = index.search("crue", facets=["year", "month"])
        assert results.facets["year"] == [("0999", 1), ("1000", 0), ("1001", 0), ("1002", 1)]
        assert results.facets["month"] == [("0999-12", 1)]
        assert index.search("zzz", facets=["year", "month"]).facets == {"year": [], "month": []}


def test_dated_hits_are_in_a_month_or_apart(sample: SearchIndex) -> None:
    for query in ("*", "ville", "date:2024"):
        results = sample.search(query, limit=1, facets=["month", "year"])
        dated = sample.search(f"({query}) date:0001..", limit=0).total
        months = [value for value, _ in results.facets["month"]]
        assert months == sorted(set(months))
        counted = results.facets["month"] + results.wider.get("month", [])
        assert sum(n for _, n in counted) == sum(n for _, n in results.facets["year"]) == dated


def test_a_section_narrows_as_its_field_does_where_it_is_asked_for_whole(sample_folder: Path) -> None:
    with SearchIndex.open(sample_folder) as index:
        assert ids(index, section="vie locale") == ids(index, 'rubrique:"vie locale"') != set()


def test_a_scan_refuses_broad_words_as_a_search_does(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchidx.engine.broad.MOST_WORDS", 0)
    for ask in (index.search, index.scan):
        with pytest.raises(QueryError, match=r"stands for 1 words, more than 0"):
            ask("eau v?*")
