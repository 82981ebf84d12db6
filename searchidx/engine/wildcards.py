"""A pattern as typed to the patterns of folded words.

For the tokenizer the signs are two letters that no text has, so that *l’Éta?* and *porte-par*le* are cut like any
words; then what stands between the signs is folded.
"""

import re
from typing import Final

from searchidx.analysis.folding import fold
from searchidx.analysis.french import Lexeme, analyse_compound, analyse_word, joined
from searchidx.engine.clauses import Match, Step
from searchidx.errors import QueryError
from searchidx.query.ast import pattern_pieces

_LETTERS: Final = {"?": "\u0241", "*": "\u0298"}
"""Letters that stand for the signs: a glottal stop, a click."""
_SIGNS: Final = {letter: sign for sign, letter in _LETTERS.items()}
_ANY_LETTER: Final = re.compile(f"([{''.join(_SIGNS)}])")
_NEITHER: Final = str.maketrans(dict.fromkeys(_SIGNS))


def in_letters(pattern: str) -> str:
    """Return a pattern with letters for its signs."""
    return "".join(
        _LETTERS[text] if is_sign else text.translate(_NEITHER) for is_sign, text in pattern_pieces(pattern)
    )


def plain_text(text: str) -> str:
    """Return the text again, its signs as signs."""
    return _ANY_LETTER.sub(lambda letter: _SIGNS[letter[1]], text)


def lexeme_of(word: str) -> Lexeme:
    """Return what is looked for of a word: what the analysis says, or its pattern.

    >>> lexeme_of(in_letters("Né?oci*")).term
    'ne?oci*'
    """
    return _of_pattern(word) if _ANY_LETTER.search(word) else analyse_word(word)


def lexeme_of_compound(compound: str) -> Lexeme | None:
    """Return the same of a compound in one word; None where it is none."""
    if not _ANY_LETTER.search(compound):
        return analyse_compound(compound)
    whole = joined(compound)
    return _of_pattern(whole) if whole else None


def is_pattern(word: Lexeme) -> bool:
    return "*" in word.term or "?" in word.term


def pattern_step(word: Lexeme) -> Step:
    """Return the step of a pattern.

    Raises
    ------
    QueryError
        where a sign comes first, as in *100€?*, for the sign before it is a word of its own.
    """
    pattern = word.term
    if pattern[0] in _LETTERS:
        raise QueryError(pattern, (0, 1), f"no word begins with {pattern[0]}")
    if pattern.endswith("*") and is_prefix(pattern):
        return Step(Match.PREFIX, pattern[:-1])
    return Step(Match.WILDCARD, pattern)


def is_prefix(pattern: str) -> bool:
    return "*" not in pattern[:-1] and "?" not in pattern


def _of_pattern(word: str) -> Lexeme:
    pieces = [
        _SIGNS.get(piece) or (fold(piece) if any(map(str.isalnum, piece)) else "")
        for piece in _ANY_LETTER.split(word)
    ]
    pattern = "".join(pieces)
    return Lexeme((pattern,), (pattern,), (pattern,))
