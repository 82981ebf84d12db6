"""Stretches of text stand for the words in them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.analysis.french import analyse
from searchidx.analysis.tokenizer import THOUSANDS
from searchidx.engine.whoosh.dictionary import key_of
from searchidx.engine.whoosh.vocabulary import Vocabulary

Indexed = tuple[int, Counter[tuple[int, str]], Counter[tuple[int, bytes]]]
"""How many words there are, and which term and which form stands where."""

PIECES = [
    "l’État", "L'ÉTAT", "e\u0301te\u0301", "N’Djamena", "aujourd’hui", "jusqu’à", "qu’", "d'", "porte-parole", "AT&T", "va-t-il", "-t-il", "jour-là", "a\u2011b", "week", "1940-1945", "F-16", "parcequ’",
    "O.N.U.", "C++", "1,5", "2.500", "20h30", "VIe", "xxie", "5€", "$", "2", "500", "12", "000", "2024", "3,5", "«", "»", "(crue)", "crues,", "1er", "16e", "quelqu’un",
    "\ufdd0", "\ufdd0500", '"', "(", ").", "?!", ":", "-", "...", "anticonstitutionnellement", "é" * 150, "\0", "œuvre", "ß", "İ", "ŉ", "x²", "10 %", "t-elle", "Mᵐᵉ",
]  # fmt: skip
SPACES = [" ", "", "\n\n", "\t", "\u00a0", "\u202f", "\u2009", "\u2028", "\x1f", "\u200b", *THOUSANDS]
spoken = st.lists(st.sampled_from(PIECES) | st.sampled_from(SPACES)).map("".join)


def analysed(text: str) -> Indexed:
    words = list(enumerate(lexeme for _, lexeme in analyse(text)))
    return (
        len(words),
        Counter((place, term) for place, lexeme in words for term in lexeme.terms),
        Counter((place, key_of(form)) for place, lexeme in words for form in lexeme.forms),
    )


def looked_up(vocabulary: Vocabulary, *texts: str) -> list[Indexed]:
    numbers, counts = vocabulary.read([text.encode(errors="surrogatepass") for text in texts])
    ends = np.cumsum(counts).tolist()
    return [
        said(vocabulary, numbers[start:end].tolist()) for start, end in zip([0, *ends], ends, strict=False)
    ]


def said(vocabulary: Vocabulary, stretches: list[int]) -> Indexed:
    start = 0
    terms: Counter[tuple[int, str]] = Counter()
    forms: Counter[tuple[int, bytes]] = Counter()
    for stretch in stretches:
        for occurrence in range(vocabulary.first[stretch], vocabulary.first[stretch + 1]):
            variant, place = vocabulary.variants[occurrence], start + vocabulary.places[occurrence]
            terms[place, vocabulary.terms[variant].decode()] += 1
            if (form := vocabulary.forms[variant]) is not None:
                forms[place, form] += 1
        forms.update((start + place, form) for place, form in vocabulary.more.get(stretch, ()))
        start += vocabulary.tokens[stretch]
    return start, terms, forms


@settings(max_examples=300)
@given(st.lists(spoken | st.text(max_size=30), min_size=1, max_size=3))
def test_what_is_looked_up_is_what_is_analysed(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    for _ in range(2):  # met for the first time, and remembered
        assert looked_up(vocabulary, *texts) == list(map(analysed, texts))


@pytest.mark.parametrize("space", sorted(THOUSANDS), ids=ascii)
@pytest.mark.parametrize(
    "number", ["2_500", "12_345_678", "1_2_500", "2_5000", "2_500_", "2_500x", "-2_500", "0,2_500"]
)
def test_numbers_in_groups_are_one_whatever_the_space(number: str, space: str) -> None:
    text = f"les {number.replace('_', space)} habitants"
    assert looked_up(Vocabulary(), text) == [analysed(text)]


def test_a_variant_is_a_term_in_one_of_its_forms() -> None:
    vocabulary = Vocabulary()
    vocabulary.read(["crue crues Crue crue, l’eau".encode()])
    assert Counter(vocabulary.terms) == Counter({b"crue": 2, b"eau": 1, b"l'": 1})
    assert vocabulary.forms == [b"crue", b"crues", b"eau", None]
