"""Did you mean …?"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine, PartialDate, QueryError, SearchIndex
from tests.query.strategies import queries

BODIES = [
    "La coalition militaire en Irak et en Syrie. Le Parlement européen.",
    "La coalition a négocié. Les négociations de la coalition.",
    "Un drone en Irak. Le président de la République.",
    "Pêche en Loire. Le péché.",
    "La caution d’un drone. Un chassécroisé. On a chassé. Il a croisé.",
]


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    index = SearchIndex(MemoryEngine())
    index.add(
        [
            Article(str(number), "Dépêche", body, PartialDate(2020 + number), authors=("Anne Le Goff",))
            for number, body in enumerate(BODIES)
        ]
    )
    return index


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        pytest.param("coaltion", "coalition", id="a letter left out"),
        pytest.param("Coaltion MILITIARE", "Coalition MILITAIRE", id="capitals stay"),
        pytest.param("negociatoins", "négociations", id="letters swapped, accents put in"),
        pytest.param("kirak", "irak", id="a first letter too many"),
        pytest.param("irka OU syrei", "irak OU syrie", id="in an OR"),
        pytest.param("drone -irka", "drone -irak", id="what was to be left out"),
        pytest.param("irak OU (zzzzzz ET drone)", None, id="found, and nothing near"),
        pytest.param('"coaltion militaire"', '"coalition militaire"', id="in a phrase"),
        pytest.param("texte:(coaltion SAUF drone)", "texte:(coalition SAUF drone)", id="in a field"),
        pytest.param("titre:depeche auteur:gof", "titre:depeche auteur:goff", id="a name"),
        pytest.param("titre:depech", "titre:dépêche", id="the words of that field"),
        pytest.param("coaltion date:2020", "coalition date:2020", id="a date stays"),
        pytest.param("coaltion date:1999", None, id="nothing of that date"),
        pytest.param("coaltion^3 irak", "coalition^3 irak", id="a weight stays"),
        pytest.param("l'irka", "l'irak", id="behind a clitic"),
        pytest.param("coalitionmilitaire", "coalition militaire", id="two words in one"),
        pytest.param("drone -coalitionmilitaire", 'drone -"coalition militaire"', id="two to leave out"),
        pytest.param("par lement europeen", "parlement europeen", id="one word in two"),
        pytest.param("=negocié", "=négocié", id="an exact form has other accents"),
        pytest.param("coaltion drone", "caution drone", id="what stands in one article"),
        pytest.param("chassé-croisé", None, id="a compound that is written in one word"),
        pytest.param("chassé-corisé", "chassé-croisé", id="a part of a compound"),
        pytest.param("coalition loire", None, id="known words that never meet"),
        pytest.param("2031", None, id="a number"),
        pytest.param("zz", None, id="a short word"),
        pytest.param("id:coaltion", None, id="an id"),
        pytest.param("date:1999", None, id="no word"),
        pytest.param("irak drone", None, id="found"),
        pytest.param("irak OU drone", None, id="found, and all words known"),
    ],
)
def test_a_query_is_corrected(index: SearchIndex, query: str, suggestion: str | None) -> None:
    results = index.search(query)
    assert results.suggestion == suggestion
    if suggestion:
        assert index.search(suggestion).total > 0


def test_a_known_word_may_give_way_to_one_ten_times_as_frequent() -> None:
    index = SearchIndex(MemoryEngine())
    index.add([Article("rare", "", "Une fraude électorele.")])
    index.add([Article(str(number), "", "La campagne électorale.") for number in range(10)])
    assert index.search("campagne electorele").suggestion == "campagne électorale"
    assert index.search("campagne fraude").suggestion is None
    assert index.search("canpagne electorele").suggestion == "campagne électorale"
    index.delete(["9"])
    assert index.search("campagne electorele").suggestion is None


def test_a_tree_is_corrected_as_its_text(index: SearchIndex) -> None:
    from searchidx import parse  # noqa: PLC0415

    tree = parse("irka ET drone", today=date(2024, 1, 1))
    assert index.search(tree).suggestion == "irak AND drone"


def test_bounds_and_switches_hold_for_the_correction(index: SearchIndex) -> None:
    assert index.search("coaltion", since="2022", until="2023").suggestion is None
    assert index.search("coaltion", since="2021").suggestion == "coalition"
    assert index.search("coaltion zzzzzz", any=True).suggestion == "coalition zzzzzz"
    assert index.search('coaltion "', lenient=True).suggestion is None  # the text itself cannot be read


def test_a_correction_is_no_slower_for_a_long_query(index: SearchIndex) -> None:
    assert index.search(" ".join(["coaltion"] * 400)).suggestion is None


@settings(max_examples=60, deadline=None)
@given(queries | st.text(max_size=12))
def test_a_suggestion_always_finds_something(index: SearchIndex, query: object) -> None:
    try:
        results = index.search(query, today=date(2024, 5, 17))  # type: ignore[arg-type]
    except QueryError:
        return
    if results.suggestion is not None:
        assert index.search(results.suggestion, today=date(2024, 5, 17)).total > 0
