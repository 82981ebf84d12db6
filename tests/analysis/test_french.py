import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unidecode import unidecode

from searchidx.analysis.characters import APOSTROPHES, IGNORABLE, SYMBOLS
from searchidx.analysis.french import VERSION, analyse, analyse_word, clitic_term, tokenize
from searchidx.analysis.token import Lexeme, Token
from tests.analysis.laws import (
    ACCENTED,
    SPACES,
    assert_lawful_lexeme,
    assert_lawful_tokens,
    assert_same_term_in_ascii,
    corpus_texts,
    primary_terms,
    vocabulary,
)
from tests.golden import Case, golden

STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
SPELLINGS: dict[str, Callable[[str], str]] = {
    "ASCII": unidecode,
    "capitals": str.upper,
    "small letters": str.lower,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "straight apostrophes": lambda text: text.translate(STRAIGHT),
    "typographic apostrophes": lambda text: re.sub(f"[{APOSTROPHES}]", "’", text),
}
spellings = pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)

# An invisible character between two signs would be a part of a word, and empty.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=SYMBOLS)) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=IGNORABLE) | st.sampled_from("°€'’ 0.")
)

# Whatever French is written in, but for what Unidecode spells in several characters or in none, which changes
# what stands beside a point, a space or an apostrophe:
# - ligatures: « œ.a » is letters with a point, « oe.a » is not;
# - signs: « l’§ » has no vowel, « l’SS » is read with one;
# - superscripts: « 5² 000 » is two numbers, « 52 000 » one;
# - the saltillo, an apostrophe that Unidecode drops: « lꞌami » becomes « lami »;
# and for ç, which is no clitic where « c’ » is.  Tables and the corpus have them all.
french_texts = st.text(
    "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "0123456789" + ACCENTED + ACCENTED.upper() + APOSTROPHES.strip("Ꞌꞌ") + SPACES + "\n.,;:!?()«»“”…–-/_+"
)
# The same, bent on elisions, acronyms and numbers; ligatures stand in words of their own.
_CLITICS = ["l’", "d'", "QU’", "n", "’"]
_CONTEXT = ["É", "é", "e\u0301", "h", "RT", "x", "1", "12", "000", "\u202f", " ", ".", "-"]
_APART = [" œuvre ", " Ça ", " MAÏS", " façade ", " 20 °C ", " 5 € ", " m² "]
french_pieces = st.lists(st.sampled_from(_CLITICS + _CONTEXT + _APART)).map("".join)


@golden("analysis")
def test_the_analysis_of_a_text_is_as_written(case: Case) -> None:
    text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), case.input)
    lines = [
        f"{token.text} | {' '.join(lexeme.terms)} | {' '.join(lexeme.forms)}"
        for token, lexeme in analyse(text)
    ]
    assert "\n".join("".join(map(_visible, line)) for line in lines) == case.output


def _visible(c: str) -> str:
    """Write what is not seen, or not told from a space, as an escape."""
    return c if c == " " or unicodedata.category(c)[0] in "LNPS" else f"\\u{ord(c):04x}"


def test_the_golden_file_is_that_of_this_version() -> None:
    assert VERSION == 2, (
        "a change of tests/golden/analysis.md needs a new VERSION: indexes hold the old terms"
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param(
            "Négociations",
            Lexeme(("negociation",), ("negociations",), ("negociations=négociations",)),
            id="one part",
        ),
        pytest.param(
            "N’Djamena",
            Lexeme(
                ("ndjamena", "n", "djamen"),
                ("ndjamena", "n", "djamena"),
                ("ndjamena=n'djamena", "n=n", "djamena=djamena"),
            ),
            id="parts",
        ),
        pytest.param("O.N.U.", Lexeme(("onu",), ("onu",), ("onu=onu",)), id="points are gone"),
        pytest.param(
            "1\u202f234\u00a0567",
            Lexeme(
                ("1234567", "1234", "234567", "1", "234", "567"),
                ("1234567", "1234", "234567", "1", "234", "567"),
                ("1234567=1234567", "1234=1234", "234567=234567", "1=1", "234=234", "567=567"),
            ),
            id="every run of groups",
        ),
        pytest.param(
            "Chats’chat",
            Lexeme(
                ("chatsch", "chat"),
                ("chatschat", "chats", "chat"),
                ("chatschat=chats'chat", "chats=chats", "chat=chat"),
            ),
            id="parts of one stem",
        ),
        pytest.param(
            "péché’Pêche",
            Lexeme(
                ("pechepech", "peche"),
                ("pechepeche", "peche"),
                ("pechepeche=péché'pêche", "peche=péché", "peche=pêche"),
            ),
            id="parts of one spelling but for accents",
        ),
    ],
)
def test_a_word_becomes_its_lexeme(word: str, expected: Lexeme) -> None:
    assert analyse_word(word) == expected


def test_the_term_and_the_form_of_a_lexeme_are_those_of_the_whole_word() -> None:
    lexeme = analyse_word("O’Connell")
    assert (lexeme.term, lexeme.form) == ("oconnell", "oconnell=o'connell")


@pytest.mark.parametrize("apostrophe", list(APOSTROPHES))
@pytest.mark.parametrize(
    "word", ["quelqu’un", "quelqu’unes", "presqu’île", "prud’homme", "entr’aide", "ch’ti"]
)
def test_a_word_in_one_has_no_parts(word: str, apostrophe: str) -> None:
    for cased in (word, word.upper(), word.title()):
        assert len(analyse_word(cased.replace("’", apostrophe)).terms) == 1


@pytest.mark.parametrize("space", list(SPACES))
def test_the_space_of_a_number_does_not_matter(space: str) -> None:
    assert analyse_word(f"2{space}500") == Lexeme(
        ("2500", "2", "500"), ("2500", "2", "500"), ("2500=2500", "2=2", "500=500")
    )


@pytest.mark.parametrize("sign", list(SYMBOLS))
def test_a_number_is_found_with_and_without_its_sign(sign: str) -> None:
    assert analyse_word(f"20{sign}").folded[1:] == ("20",)
    assert analyse_word(sign).terms == (analyse_word(unidecode(sign)).term,)


def test_analyse_yields_every_token_with_the_lexeme_of_its_text() -> None:
    assert list(analyse("À l’École !")) == [
        (Token("À", 0, 1), Lexeme(("a",), ("a",), ("a=à",))),
        (Token("École", 4, 9, "l’"), Lexeme(("ecole", "l'"), ("ecole",), ("ecole=école",))),
    ]


@pytest.mark.parametrize("clitic", [*"cdjlmnstz", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])
def test_the_term_of_a_clitic_is_that_with_a_straight_apostrophe(clitic: str) -> None:
    spellings_of_it = {f"{cased}{end}" for cased in (clitic, clitic.upper()) for end in ("", *APOSTROPHES)}
    assert {clitic_term(spelling) for spelling in spellings_of_it} == {f"{clitic}'"}
    assert clitic_term(clitic) not in analyse_word(f"{clitic}'").terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("L’O.N.U.", ("onu", "l'"), id="one term"),
        pytest.param("d’O’Connell", ("oconnell", "o", "connell", "d'"), id="parts come first"),
        pytest.param("QU’EN", ("en", "qu'"), id="capitals"),
        pytest.param("avion", ("avion",), id="none"),
    ],
)
def test_in_a_text_the_last_term_is_the_clitic_that_was_elided(text: str, expected: tuple[str, ...]) -> None:
    ((_, lexeme),) = analyse(text)
    assert lexeme.terms == expected


def test_a_word_is_analysed_once() -> None:
    assert analyse_word("Négociations") is analyse_word("Négociations")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        pytest.param("L’ÉCOLE", "l'ecole", id="case, accent and apostrophe"),
        pytest.param("l’O.N.U.", "ONU", id="points"),
        pytest.param("10\u202f000", "10000", id="groups of digits"),
        pytest.param("les chevaux", "Les Chevaux", id="case"),
        pytest.param("cœur", "coeur", id="ligature"),
        pytest.param("20\u00a0°C", "20 °c", id="spaces"),
        pytest.param("prud’hommes", "prudhommes", id="apostrophe left out"),
        pytest.param("cy\u00adcliste", "cycliste", id="soft hyphen"),
        pytest.param("１２３", "123", id="full width"),
        pytest.param("ßøłđŋ", "ssoldng", id="letters of other languages"),
    ],
)
def test_spellings_of_a_text_ask_for_the_same_terms(text: str, same: str) -> None:
    assert primary_terms(text) == primary_terms(same)


@spellings
def test_every_text_of_the_corpus_has_the_same_terms_however_it_is_spelled(
    spell: Callable[[str], str],
) -> None:
    assert [text for text in corpus_texts() if primary_terms(spell(text)) != primary_terms(text)] == []


@spellings
@given(text=french_texts | french_pieces)
@settings(deadline=None, max_examples=200)
def test_a_text_has_the_same_terms_however_it_is_spelled(spell: Callable[[str], str], text: str) -> None:
    assert primary_terms(spell(text)) == primary_terms(text)


@given(words)
@settings(deadline=None, max_examples=400)
def test_any_text_keeps_the_laws_of_tokens_and_lexemes(text: str) -> None:
    tokens = list(tokenize(text))
    assert_lawful_tokens(text, tokens)
    for token, in_text in analyse(text):
        lexeme = analyse_word(token.text)
        assert_lawful_lexeme(lexeme)
        assert_lawful_lexeme(in_text)
        assert_same_term_in_ascii(token.text)
        assert analyse_word(unicodedata.normalize("NFD", token.text)).term == lexeme.term


def test_the_vocabulary_of_the_corpus_keeps_the_laws_of_lexemes() -> None:
    assert len(vocabulary()) > 5000
    for word in vocabulary():
        assert_lawful_lexeme(analyse_word(word))
        assert_same_term_in_ascii(word)
        for form in ("NFC", "NFD"):
            assert analyse_word(unicodedata.normalize(form, word)) == analyse_word(word)


def test_every_letter_and_digit_of_latin_keeps_the_laws_of_lexemes() -> None:
    letters = [c for c in map(chr, range(0x80, 0x250)) if c.isalnum() and c not in APOSTROPHES]
    for letter in letters:
        assert_lawful_lexeme(analyse_word(f"a{letter}b"))
        assert_same_term_in_ascii(f"a{letter}b")
        assert analyse_word(letter).term


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("b" * 500_000, ("b" * 64,), id="letters"),
        pytest.param("é" * 300_000, ("e" * 64,), id="accented letters"),
        pytest.param("e" + "\u0301" * 300_000, ("e",), id="marks"),
        pytest.param("b\u00ad" * 200_000, ("b" * 64,), id="soft hyphens"),
        pytest.param("l'" * 100_000, ("l" * 64, "l"), id="apostrophes"),
        pytest.param("b." * 200_000, ("b" * 64,), id="points"),
        pytest.param("§" * 100_000, ("s" * 64,), id="signs"),
    ],
)
def test_a_word_of_any_length_is_analysed_in_linear_time(text: str, terms: tuple[str, ...]) -> None:
    """No clock: with anything quadratic this would not end today."""
    assert [lexeme.terms for _, lexeme in analyse(text)] == [terms]
