"""What an index knows of its words: every engine as the reference does."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchidx import Article, MemoryEngine
from searchidx.analysis.folding import fold
from searchidx.engine.base import INDEXED_FIELDS, NAME_FIELDS, TEXT_FIELDS, Engine, Known, Spelled
from searchidx.engine.whoosh import WhooshEngine
from tests.contract.small import small_blocks
from tests.contract.strategies import batches

BEGINNINGS = ["", "g", "guerre", "pec", "n", "2", "5", "etat", "xyz"]
TERMS = ["etat", "guerre", "peche", "500", "goff", "guerreeclair", "no"]
ARTICLES = [
    Article("1", "La négociation", "Les négociations durent. On a péché.", authors=("Anne Le Goff",)),
    Article("2", "Pêche", "La pêche et la negociation.", lead="Des négociations"),
]


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with MemoryEngine() if request.param == "memory" else WhooshEngine.create(tmp_path / "index") as made:
        with made.writer() as batch:
            for article in ARTICLES:
                batch.put(article)
        yield made


def test_words_are_told_with_how_often_each_form_is_written(engine: Engine) -> None:
    negociation = Known("negociation", 2, {"négociations": 2, "négociation": 1, "negociation": 1})
    assert engine.words("nego", 5) == [negociation]
    assert engine.words("p", 5) == [Known("peche", 2, {"pêche": 2, "péché": 1})]
    assert engine.words("negociations", 5) == [Known("negociation", 2, {"négociations": 2})]
    assert [word.term for word in engine.words("", 3, {"la"})] == ["negociation", "peche", "a"]


def test_a_form_that_stands_beside_another_one_of_its_term_is_told(engine: Engine) -> None:
    with engine.writer() as batch:
        batch.put(Article("3", "Sigle", "Le chat’chats dort. chat’chats. Un canon’canons, canons"))
    assert engine.words("chats", 5) == [Known("chat", 1, {"chats": 2})]
    assert engine.words("chat", 5) == [
        Known("chat", 1, {"chat": 2, "chats": 2}),
        Known("chatchat", 1, {"chat'chats": 2}),
    ]
    assert engine.words("canons", 5) == [Known("canon", 1, {"canons": 2})]


def test_near_words_are_those_a_few_edits_away(engine: Engine) -> None:
    assert engine.near("peche", 0, TEXT_FIELDS) == [Spelled("péché", 0), Spelled("pêche", 0)]
    assert engine.near("negociaton", 1, ["title"]) == [Spelled("négociation", 1)]
    assert engine.near("egociation", 1, ["title"]) == [Spelled("négociation", 1)]
    assert engine.near("egociation", 1, ["title"], same=1) == []
    assert engine.near("gof", 1, ["authors"]) == [Spelled("goff", 1)]


def test_articles_that_hold_a_term_are_counted(engine: Engine) -> None:
    assert engine.holding("body", ["negociation", "peche", "xyz"]) == [2, 2, 0]
    assert engine.holding("authors", ["goff"]) == [1]


def stands(engine: Engine, fields: Sequence[str], form: str) -> bool:
    return any(near.form == form for near in engine.near(fold(form), 0, fields))


@pytest.mark.parametrize("small", [False, True])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.sampled_from(BEGINNINGS), st.integers(1, 4), st.integers(0, 2))
def test_words_are_those_of_the_reference(
    small: bool, commits: list[tuple[list[Article], set[str]]], beginning: str, limit: int, most: int
) -> None:
    with (
        small_blocks() if small else nullcontext(),
        tempfile.TemporaryDirectory() as folder,
        closing(WhooshEngine.create(Path(folder) / "index")) as whoosh,
    ):
        memory = MemoryEngine()
        for added, deleted in commits:
            for engine in (memory, whoosh):
                with engine.writer() as batch:
                    for article in added:
                        batch.put(article, str(hash(article)))
                    for id in deleted:
                        batch.delete(id)
        assert whoosh.words(beginning, limit, {"le"}) == memory.words(beginning, limit, {"le"})
        for field in INDEXED_FIELDS:
            assert whoosh.holding(field, TERMS) == memory.holding(field, TERMS)
        for fields in (TEXT_FIELDS, NAME_FIELDS, ["title"]):
            for word in ("guere", "etta", "pechs", "djamena", "pecheur"):
                for same in (0, 1):
                    known = set(memory.near(word, most, fields, same))
                    found = whoosh.near(word, most, fields, same)
                    assert found == sorted(found)
                    assert known <= set(found)
                    assert not any(stands(memory, fields, near.form) for near in set(found) - known)
