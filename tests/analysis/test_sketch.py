import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.characters import APOSTROPHES, LETTER, all_marks
from searchidx.analysis.characters import word as inside_word
from searchidx.analysis.folding import fold
from searchidx.analysis.french import analyse, analyse_word
from searchidx.analysis.sketch import UNKNOWN, around, places, sketch, stretches, unknowns
from searchidx.analysis.tokenizer import tokenize
from searchidx.marks import tied
from tests.analysis.laws import vocabulary

pieces = st.sampled_from(
    [
        "l’Irak", "L'IRAK", "Irak", "irakien", "N’Djamena", "aujourd’hui", "O.N.U.", "É.N.A.", "porte-parole", "H&M", "1,5", "20h30", "5€", "$", "e-mail", "va-t-il", "jean\u2011luc", "été",
        "cœur", "Œuvre", "e\u0301te\u0301", "2 500", "2\u202f500", "12 300e", "1 2 3", "500", "5 000 000", "B2B", "n°5",
        "Москва", "€", "5\u00a0€", "ﬁn", "so\u00adleil", "so\u200bleil", "’", "'", ".", "«", "»", "?", "…", "—", "_", "\x1c",
    ]
)  # fmt: skip
texts = st.lists(st.one_of(pieces, st.sampled_from([" ", " ", "\n", "\u00a0"]), st.text(max_size=3))).map(
    "".join
)


@pytest.mark.parametrize("character", [chr(code) for code in range(256)])
def test_a_byte_says_what_folding_makes_of_the_character(character: str) -> None:
    byte = sketch(character)
    assert len(byte) == 1
    if byte.isalnum():
        assert fold(character) == byte.decode()
    elif byte == b" ":
        assert not re.fullmatch(rf"{inside_word(all_marks())}|{LETTER}|[{APOSTROPHES}.]", character)
    else:
        assert byte != b"." or character == "."
        assert byte != b"'" or character in APOSTROPHES


@given(texts)
def test_a_sketch_has_a_byte_for_each_character_and_keeps_every_word(text: str) -> None:
    sketched = sketch(tied(text))
    assert len(sketched) == len(text)
    for token in tokenize(text):
        stretch = sketched[token.start : token.end]
        assert UNKNOWN in stretch or re.sub(rb"[ '.]", b"", stretch).decode() == fold(token.text)


@given(texts)
def test_every_word_is_among_the_places_of_its_beginning_or_holds_an_unknown(text: str) -> None:
    sketched = sketch(tied(text))
    for token, word in analyse(text):
        for folded in word.folded:
            for beginning in {folded[:length] for length in (1, 2, 4, 7, 64)}:
                if not (beginning.isascii() and beginning.isalnum()):
                    continue
                end = token.start + len(token.compound or token.text)
                assert any(
                    token.start <= place < end for place in places(sketched, beginning.encode())
                ) or any(
                    start <= token.start and UNKNOWN in sketched[token.start : end]
                    for start, last in unknowns(sketched)
                    if token.start < last
                ), (token, beginning)


@given(texts)
def test_the_words_of_its_stretches_are_the_words_of_a_text(text: str) -> None:
    sketched = sketch(tied(text))
    cut = [
        (start + token.start, start + token.end)
        for start, end in stretches(sketched, 0, len(sketched))
        for token in tokenize(text[start:end])
    ]
    assert cut == [(token.start, token.end) for token in tokenize(text)]


@given(texts, st.integers(0, 100), st.integers(0, 100))
def test_a_stretch_around_another_cuts_no_word(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = around(sketch(tied(text)), start, end)
    assert first <= start <= end <= last
    inside = [token for token in tokenize(text) if token.end > first and token.start < last]
    assert [(token.text, token.clitic) for token in tokenize(text[first:last])] == [
        (token.text, token.clitic) for token in inside
    ]


@pytest.mark.parametrize(
    ("text", "beginning", "expected"),
    [
        pytest.param("L’Irak, irakien", "irak", [2, 8], id="after an apostrophe"),
        pytest.param("un miracle", "rac", [], id="not inside a word"),
        pytest.param("compagnie comme commission", "commi", [16], id="more than is looked for first"),
        pytest.param("N’Djamena", "ndja", [0], id="over an apostrophe"),
        pytest.param("l’O.N.U.", "onu", [2], id="over a point"),
        pytest.param("les 2 500 et 25", "2500", [4, 13], id="a number by its first digit"),
        pytest.param("été", "ete", [0], id="accents"),
    ],
)
def test_places_are_where_a_word_may_begin(text: str, beginning: str, expected: list[int]) -> None:
    assert list(places(sketch(text), beginning.encode())) == expected


def test_the_words_of_the_sample_corpus_stand_where_their_beginnings_do() -> None:
    words = [(sketch(word), analyse_word(word).folded[0]) for word in vocabulary()]
    known = [(sketched, folded) for sketched, folded in words if UNKNOWN not in sketched]
    assert len(known) > len(words) * 0.9
    assert all(0 in places(sketched, folded.encode()) for sketched, folded in known)
