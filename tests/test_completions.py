"""Words completed as a reader would expect."""

from collections.abc import Sequence

import pytest

from searchidx import Article, Completion, MemoryEngine, SearchIndex
from searchidx.completions import completions


def index_of(*bodies: str) -> SearchIndex:
    engine = MemoryEngine()
    index = SearchIndex(engine)
    index.add([Article(str(number), "", body) for number, body in enumerate(bodies)])
    return index


def texts(found: Sequence[Completion]) -> list[str]:
    return [completion.text for completion in found]


def test_the_words_in_most_articles_come_first_as_they_are_written() -> None:
    index = index_of("Négociations et négoce", "La négociation", "Des négociations", "Un négoce")
    assert index.suggest("NEgo".lower()) == (Completion("négociation", 3), Completion("négoce", 2))
    assert index.suggest("nego", 1) == (Completion("négociation", 3),)
    assert index.suggest("nego", 0) == ()


@pytest.mark.parametrize(
    ("bodies", "prefix", "expected"),
    [
        pytest.param(["élections, élections, élection"], "elec", ["élection"], id="the singular"),
        pytest.param(["vacances " * 9 + "vacance"], "vac", ["vacances"], id="but not where it is seldom"),
        pytest.param(["les yeux, l’œil"], "yeu", ["yeux"], id="a form that begins otherwise is not shown"),
        pytest.param(["les yeux, l’œil"], "oe", ["œil"], id="a ligature"),
        pytest.param(["ses yeux"], "oe", [], id="only what is written"),
        pytest.param(["la côte, le côté"], "cot", ["côte", "côté"], id="two words that accents tell apart"),
        pytest.param(["Sarkozy"], "Sar", ["Sarkozy"], id="a capital is kept"),
        pytest.param(["Sarkozy"], "SAR", ["SARKOZY"], id="capitals are kept"),
        pytest.param(["le week-end"], "weeke", ["week-end"], id="a compound"),
        pytest.param(["la crise de l’État"], "l'éta", ["l'état"], id="behind a clitic"),
        pytest.param(["l’Irak"], "titre:ira", ["titre:irak"], id="behind a field"),
        pytest.param(
            ["la coalition militaire"], "coalition mil", ["coalition militaire"], id="the last word"
        ),
        pytest.param(
            ["la coalition militaire"], '"coalition mil', ['"coalition militaire'], id="in a phrase"
        ),
        pytest.param(["des drones"], "-dro", ["-drones"], id="a word to leave out"),
        pytest.param(["dans la nuit", "dans le jour", "danse"], "dan", ["danse"], id="no stop words"),
        pytest.param(["la nuit"], "", [], id="nothing typed"),
        pytest.param(["la nuit"], "nuit ", [], id="no word begun"),
        pytest.param(["la nuit"], "!?", [], id="no word"),
        pytest.param(["la nuit"], "\ud800\0", [], id="no text"),
    ],
)
def test_a_word_is_completed(bodies: list[str], prefix: str, expected: list[str]) -> None:
    assert texts(index_of(*bodies).suggest(prefix)) == expected


def test_an_engine_is_asked_only_for_what_is_shown(sample: SearchIndex) -> None:
    assert texts(completions(sample._engine, "coali", 5)) == ["coalition"]
    with pytest.raises(ValueError, match="limit counts from 0"):
        sample.suggest("a", -1)
