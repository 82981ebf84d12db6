"""The token, the lexeme, and the laws they obey.

1. ``0 <= start < end <= len(source)``: a token points at real text, ``source[start:end] == text``.
2. Tokens stand in the order of the text and never overlap; each takes one position, its rank.
3. Terms and forms are never empty and hold no white space.
4. `Lexeme.term` is the same for a word and for its spelling in ASCII.

``tests/analysis/laws.py`` asserts them.
"""

from typing import NamedTuple


class Token(NamedTuple):
    """A surface word and the stretch of the source it was read from.

    Attributes
    ----------
    clitic: what was passed over right before it: an elided word, or the *t-* of *va-t-il*.
    compound: the whole that it is the first part of: *porte-parole*, at *porte*.
    """

    text: str
    start: int
    end: int
    clitic: str = ""
    compound: str = ""


class Lexeme(NamedTuple):
    """What is indexed of a surface word, all at one position.

    Attributes
    ----------
    terms: folded and stemmed; the first is the whole word, and the one that a query asks for, the
        others its parts (*N’Djamena*: ``ndjamena``, ``n``, ``djamena``); and in a text the compound
        that begins with it, in one word (``portemonnaie``), and the clitic that was elided before it
        (``l'``), for a phrase that is cut off there.
    folded: the same without stemming, for names.
    forms: the exact forms, each behind its folded spelling (``peche=pêche``), so that one sorted list of
        forms serves exact look-ups and prefixes typed without accents.
    """

    terms: tuple[str, ...]
    folded: tuple[str, ...]
    forms: tuple[str, ...]

    @property
    def term(self) -> str:
        return self.terms[0]

    @property
    def form(self) -> str:
        return self.forms[0]
