"""Texts fall apart where no word is parted, and the pieces say what the texts say."""

import re
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchidx.analysis.tokenizer import THOUSANDS, is_run_of_words, surface_words, tokenize
from searchidx.engine.whoosh.stretches import ADDRESS, JOINER, LONGEST, TEXT, cut
from tests.engine.whoosh.test_vocabulary import spoken

SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2005\u2007\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
NEARLY = "\u200b\u00a1\u2010\u3001\u180e\ufeff\ufffd\U0001f600\ud800é"
"""Characters that begin with the bytes of white space, or are taken for it elsewhere."""

numbers = st.lists(st.sampled_from(["1", "25", "500", "-", ",", "x", *THOUSANDS])).map("".join)


def encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def parted(*texts: str, classes: bytes = TEXT) -> list[list[str]]:
    """Return the stretches of each text, with a plain space for what joins numbers."""
    found = cut([encoded(text) for text in texts], classes)
    every = [
        re.sub(b"%c+" % JOINER, b" ", stretch).decode(errors="surrogatepass")
        for stretch in found.some(np.arange(len(found.starts)))
    ]
    ends = list(accumulate(found.counts.tolist()))
    assert len(every) == (ends[-1] if texts else 0)
    return [every[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def said(text: str) -> list[tuple[str, str]]:
    """Return the words of a text and the clitics before them; which space is in one says nothing, nor does a last point."""
    words = [(token.clitic, token.text.rstrip(".")) for token in tokenize(text)]
    return [(clitic, re.sub(f"[{THOUSANDS}]", " ", word)) for clitic, word in words]


@settings(max_examples=300)
@given(st.lists(spoken | numbers | st.text(max_size=20), max_size=4))
@example(["2", "500"])
@example(["2 500", " 000", "", "2\u00a0"])
@example(["x\u00a0500\u202f000\u2009000 000\u20070000"])
def test_the_words_of_the_stretches_are_those_of_the_texts(texts: list[str]) -> None:
    for text, stretches in zip(texts, parted(*texts), strict=True):
        assert "" not in stretches
        assert [word for stretch in stretches for word in said(stretch)] == said(text)


@given(st.lists(st.text(st.sampled_from(SPACES + NEARLY + "ab")), max_size=4))
def test_a_text_of_letters_falls_apart_at_all_white_space_and_nowhere_else(texts: list[str]) -> None:
    assert parted(*texts) == [text.split() for text in texts]


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        pytest.param("La crue, l’eau : «monte».", ["La", "crue", "l’eau", "«monte»"], id="signs"),
        pytest.param('("crue")', ["crue"], id="two at each end"),
        pytest.param("porte-parole (a)b(c) 3,5", ["porte-parole", "a)b(c", "3,5"], id="signs inside"),
        pytest.param("- . ?! -", [], id="signs alone"),
        pytest.param("2 500 000 km", ["2 500 000", "km"], id="a number in groups"),
        pytest.param("2\u202f500", ["2 500"], id="after a thin space"),
        pytest.param("2  500", ["2", "500"], id="two spaces"),
        pytest.param("2 5000 50", ["2", "5000", "50"], id="no groups of three"),
        pytest.param("2\u3000500", ["2", "500"], id="no space of numbers"),
        pytest.param("a 500 b", ["a", "500", "b"], id="a letter before"),
        pytest.param("a\u00a0500", ["a", "500"], id="a letter before a thin space"),
        pytest.param("2\u202f5000 2\u00a050", ["2", "5000", "2", "50"], id="no groups after thin spaces"),
    ],
)
def test_stretches_are(text: str, stretches: list[str]) -> None:
    assert parted("", text) == [[], stretches]


@given(st.lists(st.text(st.sampled_from("aZ09./:-_ ?é\u00a0\n"))))
@example(["https://example.org/2024/la-crue", "2 500"])
def test_the_stretches_of_addresses_are_runs_of_letters_and_digits(texts: list[str]) -> None:
    found = parted(*texts, classes=ADDRESS)
    assert found == [re.findall("[A-Za-z0-9]+", text) for text in texts]
    for text, stretches in zip(texts, found, strict=True):
        assert not is_run_of_words(text) or stretches == surface_words(text)


@given(st.lists(st.text("aé\0", max_size=20)))
def test_a_stretch_is_three_numbers_with_zeros_behind_its_end(words: list[str]) -> None:
    rows = np.column_stack(cut([encoded(word) for word in words]).words())
    expected = [encoded(word)[:LONGEST].ljust(LONGEST, b"\0") for word in words if word]
    assert [row.astype("<u8").tobytes() for row in rows] == expected
