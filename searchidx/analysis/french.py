"""The recipe: how a French text becomes terms.

``tokenize`` cuts, `analyse_word` turns each surface word, alone, into its `Lexeme`::

    N’Djamena  ->  whole word and parts  ->  fold  ->  stem
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from searchidx.analysis.characters import APOSTROPHES, CURRENCIES, SYMBOLS
from searchidx.analysis.compounds import WHOLE, joined, tied, without_pronouns
from searchidx.analysis.elision import FUSING, is_bare_clitic, is_clitic, is_fused
from searchidx.analysis.folding import LONGEST_TERM, exact, fold, fold_letters, is_all_letters
from searchidx.analysis.numbers import is_parted, ordinal, readings
from searchidx.analysis.stemmer import stem
from searchidx.analysis.stopwords import IN_THEIR_OWN_RIGHT, stop_words
from searchidx.analysis.token import Lexeme, Token
from searchidx.analysis.tokenizer import tokenize

__all__ = [
    "VERSION",
    "Lexeme",
    "Token",
    "analyse",
    "analyse_compound",
    "analyse_word",
    "clitic_term",
    "is_bare_clitic",
    "is_clitic",
    "is_fused",
    "is_stop_word",
    "joined",
    "takes_first_place",
    "term_of",
    "tied",
    "tokenize",
    "without_pronouns",
]

VERSION: Final = 2
"""Raise it whenever a text may give other terms than before; a golden test watches."""

_PART_ENDS: Final = re.compile(f"[{APOSTROPHES}{SYMBOLS}]")
_NOT_PLAIN: Final = re.compile(f"[.,{APOSTROPHES}{SYMBOLS}{''.join(CURRENCIES)}\\s]")
_EURO: Final = "euro"
EUROS: Final = frozenset({"eur", "euro", "euros"})
_BEGIN_ORDINALS: Final = frozenset("0123456789ivx")
_NOT_STEMMED: Final = _BEGIN_ORDINALS | {_EURO[0]}
"""What words begin with that may have another term than their stem."""
_SIXTH: Final = "VIe"  # in small letters it is a word


@lru_cache(maxsize=1 << 15)
def analyse_word(word: str) -> Lexeme:
    """Turn a surface word into what is indexed of it.

    >>> analyse_word("Négociations")
    Lexeme(terms=('negociation',), folded=('negociations',), forms=('negociations=négociations',))
    >>> analyse_word("2 500").terms
    ('2500', '2', '500')
    """
    if is_all_letters(word):  # as most are: the same as below, in short
        lower = word[:LONGEST_TERM].lower()
        plain = fold_letters(lower)
        if plain[0] not in _NOT_STEMMED:
            return Lexeme((stem(plain),), (plain,), (f"{plain}={lower}",))
        if word == _SIXTH:
            return _SIXTH_LEXEME
        return Lexeme((term_of(plain),), (plain,), (f"{plain}={lower}",))
    if _NOT_PLAIN.search(word) is None:  # there is but one spelling
        plain = fold(word)
        return Lexeme((term_of(plain),), (plain,), (f"{plain}={exact(word)}",))
    if word in CURRENCIES:
        plain = CURRENCIES[word]
        return Lexeme((term_of(plain),), (plain,), (f"{plain}={word}",))
    if is_parted(word):
        numbers = tuple(number[:LONGEST_TERM] for number in readings(word))
        return Lexeme(numbers, numbers, tuple(f"{number}={number}" for number in numbers))
    spellings = [word.replace(".", ""), *_parts(word)]
    folded = _distinct(fold, spellings)
    return Lexeme(
        terms=_distinct(term_of, folded),
        folded=folded,
        forms=_distinct(lambda spelling: f"{fold(spelling)}={exact(spelling)}", spellings),
    )


def analyse(text: str, of_word: Callable[[str], Lexeme] = analyse_word) -> Iterator[tuple[Token, Lexeme]]:
    """Yield the surface words of a text with what is indexed of each, which ``of_word`` tells.

    >>> [(token.text, lexeme.terms) for token, lexeme in analyse("L’État négocie")]
    [('État', ('etat', "l'")), ('négocie', ('negocier',))]
    """
    for token in tokenize(text):
        word = of_word(token.text)
        if token.compound and (whole := analyse_compound(token.compound)) is not None:
            word = whole if takes_first_place(whole) else _beside(word, whole)
        if token.clitic:
            word = word._replace(terms=(*word.terms, clitic_term(token.clitic)))
        yield token, word


@lru_cache(maxsize=1 << 12)
def analyse_compound(compound: str) -> Lexeme | None:
    """Return what is indexed of a compound in one word; None where it is none, as in *dit-elle*.

    >>> analyse_compound("Week-end")
    Lexeme(terms=('weekend',), folded=('weekend',), forms=('weekend=week-end',))
    """
    whole = joined(compound)
    if not whole:
        return None
    letters = whole.replace("-", "").replace("&", "")
    plain = fold(letters)
    form = whole[:LONGEST_TERM].lower() if is_all_letters(letters) else exact(whole)
    return Lexeme((term_of(plain),), (plain,), (f"{plain}={form}",))


def takes_first_place(compound: Lexeme) -> bool:
    """Tell whether a compound stands for its first word too, as *rendez-vous* does."""
    return compound.folded[0] in WHOLE


def clitic_term(clitic: str) -> str:
    """Return the term of a clitic, with its apostrophe or without; no word has such a term.

    >>> clitic_term("QU’"), clitic_term("l")
    ("qu'", "l'")
    """
    return fold(clitic) + "'"


def term_of(folded: str) -> str:
    """Return the term of a folded word: of an ordinal its figures, of any other its stem.

    >>> term_of("negociations"), term_of("2eme"), term_of("xxie"), term_of("eur")
    ('negociation', '2e', '21e', 'euro')
    """
    if folded in EUROS:
        return _EURO
    return (folded[0] in _BEGIN_ORDINALS and ordinal(folded)) or stem(folded)


_SIXTH_LEXEME: Final = Lexeme((term_of("vie"), "6e"), ("vie", "6e"), ("vie=vie", "6e=6e"))


def is_stop_word(lexeme: Lexeme) -> bool:
    """Tell whether what is indexed of a word is a stop word's.

    >>> [is_stop_word(analyse_word(word)) for word in ("ne", "né", "NÉ", "été")]
    [True, False, False, False]
    """
    folded, _, form = lexeme.form.partition("=")
    return folded in stop_words() and form not in IN_THEIR_OWN_RIGHT


def _parts(word: str) -> Iterator[str]:
    """Yield what stands between the apostrophes and signs of a word: *Djamena* of *N’Djamena*, not *un* of *quelqu’un*."""
    parts = [part for part in _PART_ENDS.split(word) if any(map(str.isalnum, part))]
    if parts and parts != [word] and fold(parts[0]) not in FUSING:
        yield from parts


def _beside(word: Lexeme, further: Lexeme) -> Lexeme:
    """Return what is indexed of a word, then what is of another, which has one term, at one position."""
    (term,), (folded,), (form,) = further
    return Lexeme(
        word.terms if term in word.terms else (*word.terms, term),
        word.folded if folded in word.folded else (*word.folded, folded),
        word.forms if form in word.forms else (*word.forms, form),
    )


def _distinct(rule: Callable[[str], str], words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(rule, words)))
