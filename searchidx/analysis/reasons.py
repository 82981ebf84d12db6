"""Reasons: why a word has its terms, in a few words for people who wonder.

It asks the rules that made the terms; neither indexing nor a search needs it.
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from searchidx.analysis.characters import APOSTROPHES, CURRENCIES, IGNORABLE
from searchidx.analysis.folding import LONGEST_TERM, is_all_letters
from searchidx.analysis.french import EUROS, analyse_compound, is_stop_word, takes_first_place, term_of
from searchidx.analysis.numbers import is_parted, ordinal
from searchidx.analysis.stemmer import sources
from searchidx.analysis.stopwords import stop_words
from searchidx.analysis.token import Lexeme, Token

AS_IT_IS: Final = "as it is"
"""What is said of a word that is its own term, though the table does not say so."""

_UNSEEN: Final = str.maketrans("", "", APOSTROPHES + IGNORABLE)


def reasons(token: Token, lexeme: Lexeme) -> tuple[str, ...]:
    """Return why a surface word has the terms that `analyse` gives it, in their order, then whether it is a stop word.

    >>> from searchidx.analysis.french import analyse
    >>> for token, lexeme in analyse("L’État négocie à la porte d’un week-end"):
    ...     print(token.text, *reasons(token, lexeme), sep=" | ")
    État | table: etat | L’ passed over
    négocie | table: negocier
    à | table: a | stop word
    la | table: la | stop word
    porte | table: porter
    un | table: un | d’ passed over | stop word
    week | as it is | in one word, table: weekend
    end | table: end
    """
    return tuple(_reasons(token, lexeme))


def _reasons(token: Token, lexeme: Lexeme) -> Iterator[str]:
    word = token.text
    if is_parted(word):
        yield f"number: {lexeme.term}"
        if len(lexeme.terms) > 1:
            yield "its groups beside it"
    elif word in CURRENCIES:
        yield f"currency sign: {lexeme.term}"
    else:
        yield from _of_spellings(token, lexeme)
    if token.clitic:
        yield f"{token.clitic} passed over"
    if is_stop_word(lexeme):
        yield "stop word"
    elif lexeme.folded[0] in stop_words():
        yield "no stop word, for its accent"


def _of_spellings(token: Token, lexeme: Lexeme) -> Iterator[str]:
    first, *others = lexeme.folded
    compound = analyse_compound(token.compound) if token.compound else None
    whole = compound.folded[0] if compound else ""
    if compound and takes_first_place(compound):
        yield _of_spelling(first, "only in one word")
        return
    yield _of_spelling(first, *_before_folding(token.text))
    for folded in others:
        yield _of_spelling(folded, "in one word" if folded == whole else _further(token.text))


def _further(word: str) -> str:
    return "in capitals" if word.isalpha() else "part"


def _before_folding(word: str) -> Iterator[str]:
    """Yield what was done to a word that folding does not do to most."""
    if "." in word:
        yield "without points"
    if (foreign := _beyond_ascii(word)) and not is_all_letters(foreign):
        yield "spelled in ASCII"
    if sum(map(str.isalnum, word)) > LONGEST_TERM:
        yield f"cut at {LONGEST_TERM} letters"


def _beyond_ascii(word: str) -> str:
    """Return what is not ASCII at the beginning of a word, but for marks, apostrophes, and what is not seen."""
    letters = unicodedata.normalize("NFKD", word[:LONGEST_TERM].translate(_UNSEEN))
    return "".join(letter for letter in letters if not letter.isascii() and not unicodedata.combining(letter))


def _of_spelling(folded: str, *before: str) -> str:
    """Return what makes a term of a folded spelling: ``rule, table: negocier``."""
    term = term_of(folded)
    steps = [*before, *_sources(folded)]
    if not steps:
        return AS_IT_IS
    return f"{', '.join(steps)}: {term}"


def _sources(folded: str) -> tuple[str, ...]:
    """Return what `term_of` asks."""
    if folded in EUROS:
        return ("currency",)
    return ("ordinal",) if ordinal(folded) else sources(folded)
