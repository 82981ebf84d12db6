from collections.abc import Sequence
from datetime import date

import pytest

from searchidx import MemoryEngine, Query, SearchIndex
from searchidx.engine.rewards import AsTyped, Related, Reward, SideBySide, term_of
from searchidx.engine.second_look import rewards_of
from searchidx.query.parser import parse

WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


def tree(query: str, *, any: bool = False) -> Query:
    return parse(query, today=date(2024, 5, 17), any=any)


def told(rewards: Sequence[Reward]) -> list[str]:
    """Say in short what is rewarded."""
    lines = []
    for reward in rewards:
        match reward:
            case AsTyped(word, spelling):
                lines.append(f"{term_of(word)} as {spelling}")
            case SideBySide(first, second, distance):
                lines.append(f"{term_of(first)} +{distance} {term_of(second)}")
            case Related(word, terms):
                lines.append(f"{term_of(word)} or {' '.join(terms)}")
    return lines


@pytest.mark.parametrize(
    ("query", "any", "rewards"),
    [
        pytest.param("négociations", False, [], id="one word is as good as the other"),
        pytest.param("«la paix» irak", False, [], id="a phrase is no word"),
        pytest.param("titre:paix irak", False, [], id="nor is what is looked for in a field"),
        pytest.param("irak OU syrie", False, [], id="two of which one is enough"),
        pytest.param("guerres civiles", False, ["guerre as guerres", "civil as civiles", "guerre +1 civil"], id="two"),
        pytest.param(
            "coupe du monde",
            False,
            ["coupe as coupe", "monde as monde", "coupe +2 monde"],
            id="a stop word between two takes its place",
        ),
        pytest.param("guerre date:2024 civile", False, ["guerre as guerre", "civil as civile"], id="a date parts them"),
        pytest.param("paix week-end irak", False, ["paix as paix", "irak as irak"], id="so does a compound"),
        pytest.param(
            "irak syrie bombarder",
            True,
            ["irak as irak", "syrie as syrie", "bombarder as bombarder", "irak +1 syrie", "syrie +1 bombarder"],
            id="a question",
        ),
        pytest.param("irak irak", False, ["irak as irak"], id="a word twice is not beside itself"),
    ],
)  # fmt: skip
def test_a_second_look_is_for_words_typed_one_after_the_other(
    query: str, any: bool, rewards: list[str]
) -> None:
    found = [line for line in told(rewards_of(tree(query, any=any), WEIGHTS)) if " or " not in line]
    assert found == rewards


def test_a_question_may_be_put_in_other_words() -> None:
    found = told(rewards_of(tree("qui négocie la paix en Syrie", any=True), WEIGHTS))
    assert any(line.startswith("negocier or ") and "negociation" in line for line in found)


def ids(index: SearchIndex, query: str, *, any: bool = False) -> list[str]:
    return [hit.article.id for hit in index.search(query, any=any, snippets=0)]


@pytest.mark.parametrize(
    ("query", "any", "first", "second"),
    [
        pytest.param("élections municipales", False, "Les élections seront municipales", "Une élection sera municipale", id="as typed"),
        pytest.param("elections municipales", False, "Les élections seront municipales", "Une élection sera municipale", id="without accents"),
        pytest.param("loi travail", False, "La loi travail est là, dit-on", "Le travail est la loi, dit-on", id="side by side"),
        pytest.param("ministre négocier Syrie", True, "Le ministre parle négociation", "Le ministre parle diplomatie", id="in other words"),
    ],
)  # fmt: skip
def test_the_better_of_two_good_articles_comes_first(query: str, any: bool, first: str, second: str) -> None:
    for bodies in ((first, second), (second, first)):  # whatever their ids say
        index = SearchIndex(MemoryEngine())
        index.add({"id": str(number), "title": "Titre", "body": body} for number, body in enumerate(bodies))
        assert ids(index, query, any=any)[0] == str(bodies.index(first))
