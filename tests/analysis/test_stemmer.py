import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.analysis.folding import LONGEST_TERM, fold
from searchidx.analysis.french import analyse_word
from searchidx.analysis.stemmer import KEPT, TELLING, beginnings, sources, stem
from searchidx.analysis.stems import stem_table
from tests.analysis.laws import vocabulary
from tests.analysis.table import words_of

folded_words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=64)

TOGETHER = """
cheval chevaux
œil yeux
ciel cieux
aïeul aïeux
ail aulx
négocier négocie négociez négociaient négocié négociées négocièrent
négociation négociations
être est sont était fut sera soient
avoir ai ont avait eut aura ayant
aller va vont ira irait allé allaient aille
faire fait font ferait faisaient
grand grande grands grandes
national nationale nationaux nationales
heureux heureuse heureuses
beau bel belle beaux
nouveau nouvel nouvelle nouveaux nouvelles
directeur directrice directeurs directrices
journal journaux
travail travaux
clé clef clés clefs
porte portes porter portait
monsieur messieurs
madame mesdames
jeter jette jetons jetait
appeler appelle appelons
céder cède cédons cédait
mourir meurt mourut
naître naît née nés naquit
un une
aucun aucune
tout tous toute toutes
crue crues
googlisation googlisations
"""
APART = """
mère mer
mère maire
parti parents
parti partir
organisation organe
organe orge
paris pari
fils fil
fonds fond
livre livrer
mort mordre
mort mourir
négocier négociant
président présider
voile voilà
crue croire
lit lire
retraite retrait
vienne venir
devoir du
naître ne
avoir à
politique poli
général génération
université univers
nation nature
police politique
marche mars
jour joujou
juste juge
maire mairie
poste postier
gouvernement gouverner
ministre ministère
"""


@cache
def known() -> frozenset[str]:
    return frozenset(words_of(stem_table(), stem_table().forms))


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


@pytest.fixture
def eager_threads() -> Iterator[None]:
    """Let threads change places as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.parametrize("words", lines(TOGETHER), ids=lambda words: words[0])
def test_the_forms_of_a_word_have_one_stem(words: list[str]) -> None:
    assert len({stem(fold(word)) for word in words}) == 1, {word: stem(fold(word)) for word in words}


@pytest.mark.parametrize("words", lines(APART), ids="-".join)
def test_different_words_have_different_stems(words: list[str]) -> None:
    assert len({stem(fold(word)) for word in words}) == len(words)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("negociaient", "negocier", id="a verb by its infinitive"),
        pytest.param("chevaux", "cheval", id="a noun by its singular"),
        pytest.param("portes", "porter", id="two words in one class by the more frequent"),
        pytest.param("va", "aller", id="nothing of the word stays"),
        pytest.param("googlisations", "googlisation", id="an unknown word by a rule"),
        pytest.param("googlait", "googl", id="an unknown verb by less than its infinitive"),
        pytest.param("bagdad", "bagdad", id="a name"),
    ],
)
def test_a_stem_is_the_name_of_a_class(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    "words",
    [
        "googler googlez googlait googlaient googlons googlent",
        "trumpisation trumpisations",
        "covidal covidaux",
        "macroniste macronistes",
    ],
)
def test_the_forms_of_an_unknown_word_have_one_stem_by_rule(words: str) -> None:
    assert not any(word in known() for word in words.split())
    assert len({stem(word) for word in words.split()}) == 1, [stem(word) for word in words.split()]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("a", "a", id="one letter"),
        pytest.param("le", "le", id="two letters"),
        pytest.param("2024", "2024", id="number"),
        pytest.param("1er", "1er", id="ordinal"),
        pytest.param("covid19e", "covid19e", id="letters and digits"),
        pytest.param("co2", "co2", id="letters and a digit"),
        pytest.param("sms", "sms", id="an acronym that looks like a plural"),
        pytest.param("école", "école", id="what is not folded"),
        pytest.param("ەێۆ", "ەێۆ", id="another script"),
        pytest.param("x" * 41 + "s", "x" * 41 + "s", id="longer than any word"),
    ],
)
def test_stem_leaves_alone_what_is_no_french_word(word: str, expected: str) -> None:
    assert stem(word) == expected


@given(folded_words)
@settings(deadline=None, max_examples=300)
def test_a_stem_is_made_of_letters_and_digits_and_never_empty(word: str) -> None:
    stemmed = stem(word)
    assert stemmed.isascii()
    assert stemmed.isalnum()
    assert stemmed == stemmed.lower()
    assert len(stemmed) <= LONGEST_TERM


@pytest.mark.usefixtures("eager_threads")
def test_threads_do_not_disturb_each_other() -> None:
    words = [fold(word) for word in vocabulary()[:3000]]
    expected = [stem(word) for word in words]
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: [stem(word) for word in words], range(16)))
    assert results == [expected] * 16


def test_a_long_word_takes_no_time() -> None:
    """No clock: with anything quadratic this would not end today."""
    for word in ("a" * 10_000_000, "negociations" * 1_000_000, "é" * 10_000_000):
        assert stem(word) == word
        assert beginnings(word)
    assert analyse_word("négociations" * 1_000_000).term == "negociations" * 5 + "nego"


ENDINGS = [
    "ique", "ation", "atrice", "ance", "ence", "logie", "able", "isme", "euse", "iste", "ive", "if",
    "usion", "ution", "ateur", "ment", "ement", "issement", "amment", "emment", "aux", "eaux", "eux", "oux",
    "ite", "es", "s", "ira", "ie", "isse", "issante", "irait", "issaient", "ions", "erions", "assions",
    "er", "ez", "ante", "aient", "iere", "ion", "ier", "ic", "abil", "iv", "eus", "at", "e",
    "ell", "eill", "enn", "onn", "ett", "ayer", "yait", "sent", "tes", "rent", "rez",
]  # fmt: skip


@given(st.tuples(st.text("aeiouycdlmnpqstx1", max_size=4), st.lists(st.sampled_from(ENDINGS), max_size=3)))
@settings(deadline=None, max_examples=2000)
def test_a_word_begins_with_one_of_the_beginnings_of_its_stem(parts: tuple[str, list[str]]) -> None:
    assert_lawful_beginnings("".join([parts[0], *parts[1]]) or "a")


def test_the_words_of_the_table_begin_with_the_beginnings_of_their_stems() -> None:
    for word in known():
        assert_lawful_beginnings(word)


def test_words_of_every_rule_begin_with_the_beginnings_of_their_stems() -> None:
    """A rule on the ending of whatever known words begin with may lead to a known word."""
    table = stem_table()
    endings = [ending[::-1] for ending in words_of(table, table.endings)]
    starts = sorted({word[:length] for word in known() if len(word) < 8 for length in (3, 4)})
    for number, ending in enumerate(endings):
        for start in starts[number % 499 :: 499]:
            assert_lawful_beginnings(start + ending)


def test_the_words_of_the_sample_corpus_begin_with_the_beginnings_of_their_stems() -> None:
    for word in {fold(word) for word in vocabulary()}:
        assert_lawful_beginnings(word)


def assert_lawful_beginnings(word: str) -> None:
    stemmed = stem(word)
    letters = beginnings(stemmed)
    assert any(map(word.startswith, letters)), (word, stemmed, letters)
    assert all(letters)
    assert len(letters) == 1 or all(len(each) <= TELLING for each in letters)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("negociations", ("negoci",), id="a word of the table"),
        pytest.param("yeux", ("oeil", "yeux"), id="a word whose forms begin otherwise"),
        pytest.param("journaux", ("journa",), id="a plural"),
        pytest.param("2024", ("2024",), id="a number"),
        pytest.param("école", ("école",), id="what is not folded"),
    ],
)
def test_beginnings_are_few(word: str, expected: tuple[str, ...]) -> None:
    assert beginnings(stem(word)) == expected


def test_unknown_words_keep_some_letters() -> None:
    for ending in ENDINGS:
        word = "zqx" + ending
        assert len(beginnings(stem(word))[0]) >= KEPT


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("negociaient", ("table",), id="a known form"),
        pytest.param("avion", ("table",), id="a known word that is its own stem"),
        pytest.param("googlisations", ("rule",), id="a rule"),
        pytest.param("chevals", ("rule", "table"), id="a rule that leads to a known word"),
        pytest.param("alberts", (), id="a rule that leads to a name"),
        pytest.param("macronisation", (), id="an unknown word that no rule changes"),
        pytest.param("cac40", (), id="letters and digits"),
        pytest.param("école", (), id="what is not folded"),
        pytest.param("negociaient" * 4, (), id="too long"),
    ],
)
def test_sources_tell_table_from_rule_from_nothing(word: str, expected: tuple[str, ...]) -> None:
    assert sources(word) == expected


@given(folded_words)
def test_what_comes_from_nothing_stays_as_it_is_and_what_comes_from_a_rule_does_not(word: str) -> None:
    if sources(word) == ():
        assert stem(word) == word
    elif sources(word) == ("rule",):
        assert stem(word) != word
