"""The recipe: how a French text becomes terms.

``tokenize`` cuts, `analyse_word` turns each surface word, alone, into its `Lexeme`::

    N’Djamena  ->  whole word and parts  ->  fold  ->  stem
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from searchidx.analysis.characters import APOSTROPHES, SYMBOLS
from searchidx.analysis.elision import is_bare_clitic, is_clitic
from searchidx.analysis.folding import LONGEST_TERM, exact, fold, fold_letters, is_all_letters
from searchidx.analysis.stemmer import stem
from searchidx.analysis.stopwords import stop_words
from searchidx.analysis.token import Lexeme, Token
from searchidx.analysis.tokenizer import THOUSANDS, tokenize

__all__ = [
    "VERSION",
    "Lexeme",
    "Token",
    "analyse",
    "analyse_word",
    "clitic_term",
    "is_bare_clitic",
    "is_clitic",
    "is_stop_word",
    "tokenize",
]

VERSION: Final = 2
"""Raise it whenever a text may give other terms than before; a golden test watches."""

_PART_ENDS: Final = re.compile(f"[{APOSTROPHES}{SYMBOLS}]")
_NOT_PLAIN: Final = re.compile(f"[.{APOSTROPHES}{SYMBOLS}{THOUSANDS}]")
_NO_PARTS: Final = frozenset({"quelquun", "quelquune", "quelquunes", "quelquuns"})  # is not about one


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
        return Lexeme((stem(plain),), (plain,), (f"{plain}={lower}",))
    if _NOT_PLAIN.search(word) is None:  # there is but one spelling
        plain = fold(word)
        return Lexeme((stem(plain),), (plain,), (f"{plain}={exact(word)}",))
    spellings = [word.replace(".", ""), *_parts(word)]
    if any(space in word for space in THOUSANDS):
        spellings = _numbers(word)
    folded = _distinct(fold, spellings)
    return Lexeme(
        terms=_distinct(stem, folded),
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
        yield token, word._replace(terms=(*word.terms, clitic_term(token.clitic))) if token.clitic else word


def clitic_term(clitic: str) -> str:
    """Return the term of a clitic, with its apostrophe or without; no word has such a term.

    >>> clitic_term("QU’"), clitic_term("l")
    ("qu'", "l'")
    """
    return fold(clitic) + "'"


def is_stop_word(folded: str) -> bool:
    return folded in stop_words()


def _parts(word: str) -> Iterator[str]:
    """Yield what stands between the apostrophes and signs of a word: *Djamena* of *N’Djamena*."""
    parts = [part for part in _PART_ENDS.split(word) if any(map(str.isalnum, part))]
    if parts != [word] and fold(word) not in _NO_PARTS:
        yield from parts


def _numbers(word: str) -> list[str]:
    """Return a number in groups without its spaces, then every run of its groups, as its reader may cut it."""
    groups = re.split(f"[{THOUSANDS}]", word)
    lengths = range(len(groups), 0, -1)
    runs = ["".join(groups[i : i + n]) for n in lengths for i in range(len(groups) - n + 1)]
    return list(dict.fromkeys(runs))


def _distinct(rule: Callable[[str], str], words: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(rule, words)))
