import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.analysis.folding import fold
from searchidx.analysis.stemmer import beginning, stem
from tests.analysis.laws import vocabulary

folded_words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=64)


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("negocier negociation negociations negociateur negociateurs", "negoci", id="négocier"),
        pytest.param("grand grande grands grandes", "grand", id="gender and number"),
        pytest.param("parler parle parlait parlerons parlaient", "parl", id="a regular verb"),
        pytest.param("national nationale nationaux nationales", "national", id="plural in -aux"),
        pytest.param("politique politiques", "polit", id="politique"),
        pytest.param("heureux heureuse heureuses heureusement", "heureux", id="feminine in -euse"),
        pytest.param("continu continue continues", "continu", id="continu"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(words: str, expected: str) -> None:
    assert {word: stem(word) for word in words.split()} == dict.fromkeys(words.split(), expected)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("a", "a", id="one letter"),
        pytest.param("le", "le", id="two letters"),
        pytest.param("2024", "2024", id="number"),
        pytest.param("1er", "1er", id="ordinal"),
        pytest.param("co2", "co2", id="letters and a digit"),
        pytest.param("e", "e", id="a suffix alone"),
        pytest.param("école", "école", id="what is not folded"),
        pytest.param("ەێۆ", "ەێۆ", id="another script"),
    ],
)
def test_stem_leaves_alone_what_is_no_french_word(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_different_words_keep_different_stems() -> None:
    words = ["mer", "maire", "mur", "cour", "course", "guerre", "gare", "juge", "juste", "port", "poste"]
    stems = ["mer", "mair", "mur", "cour", "cours", "guerr", "gar", "jug", "just", "port", "post"]
    assert [stem(word) for word in words] == stems


@given(folded_words)
@settings(deadline=None, max_examples=300)
def test_a_stem_is_made_of_letters_and_digits_and_no_longer_than_the_word(word: str) -> None:
    stemmed = stem(word)
    assert stemmed.isascii()
    assert stemmed.isalnum()
    assert stemmed == stemmed.lower()
    assert len(stemmed) <= len(word)


@pytest.mark.usefixtures("eager_threads")
def test_threads_do_not_disturb_each_other() -> None:
    words = [fold(word) for word in vocabulary()[:3000]]
    expected = [stem(word) for word in words]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: [stem(word) for word in words], range(4)))
    assert results == [expected] * 4


ENDINGS = [
    "ique", "ation", "atrice", "ance", "ence", "logie", "able", "isme", "euse", "iste", "ive", "if",
    "usion", "ution", "ateur", "ment", "ement", "issement", "amment", "emment", "aux", "eaux", "eux", "oux",
    "ite", "es", "s", "ira", "ie", "isse", "issante", "irait", "issaient", "ions", "erions", "assions",
    "er", "ez", "ante", "aient", "iere", "ion", "ier", "ic", "abil", "iv", "eus", "at",
    "ell", "eill", "enn", "onn", "ett", "ayer", "yait",
]  # fmt: skip


@given(st.tuples(st.text("aeiouycdlmnpqstx1", max_size=4), st.lists(st.sampled_from(ENDINGS), max_size=3)))
@settings(deadline=None, max_examples=1000)
def test_a_word_begins_with_the_beginning_of_its_stem(parts: tuple[str, list[str]]) -> None:
    word = "".join([parts[0], *parts[1]]) or "a"
    stemmed = stem(word)
    assert word.startswith(beginning(stemmed))
    assert len(beginning(stemmed)) >= min(2, len(stemmed)) - stemmed.endswith("i")


def test_an_i_at_the_end_of_a_short_stem_may_have_been_a_y() -> None:
    assert (stem("ayissement"), beginning("ai")) == ("ai", "a")


def test_the_words_of_the_sample_corpus_begin_with_the_beginnings_of_their_stems() -> None:
    words = {fold(word) for word in vocabulary()}
    assert [word for word in words if not word.startswith(beginning(stem(word)))] == []
