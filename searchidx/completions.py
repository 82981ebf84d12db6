"""What may a reader be about to type?  The words of the index that begin so, as they are written."""

import re
from functools import cache
from typing import Final, NamedTuple

from searchidx.analysis.folding import fold
from searchidx.analysis.french import term_of, tokenize
from searchidx.analysis.spellings import has_several_spellings
from searchidx.analysis.stopwords import stop_words
from searchidx.engine.base import Engine, Known

_BEFORE: Final = re.compile(r"""[\s:(|"«“„=^]""")
"""What a word of a query stands behind."""
_SELDOM: Final = 8
"""A form is as good as the one that is written most where it is written at least one in so many times as often."""


class Completion(NamedTuple):
    """A text with its last word completed, and how many articles hold that word, in a form that begins so."""

    text: str
    articles: int


def completions(engine: Engine, beginning: str, limit: int) -> tuple[Completion, ...]:
    """Complete the last word of a text: with the words in most articles first, stop words left out.

    Of a word that is written in several forms the one to look it up by is taken, the singular or the infinitive, unless
    it is seldom written.  Two words that only their accents tell apart, *côte* and *côté*, are two.
    """
    at = _start_of_last_word(beginning)
    typed = beginning[at:]
    plain = fold(typed) if any(map(str.isalnum, typed)) else ""
    if not plain:
        return ()
    known = engine.words(plain, limit, _terms_of_stop_words())
    found = [
        Completion(beginning[:at] + as_typed(form, typed), word.articles)
        for word in known
        for form in _shown(word)
    ]
    return tuple(found[:limit])


def as_typed(form: str, typed: str) -> str:
    """Return a form with a capital, or in capitals, where the word was typed so.

    >>> as_typed("irak", "Ira"), as_typed("irak", "IRA"), as_typed("irak", "ira"), as_typed("irak", "I")
    ('Irak', 'IRAK', 'irak', 'Irak')
    """
    if len(typed) > 1 and typed.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if typed[:1].isupper() else form


def _start_of_last_word(text: str) -> int:
    """Return where the last word begins, behind what may stand before it in a query, and behind a clitic.

    >>> _start_of_last_word('titre:"la crise de l’ene')
    21
    """
    first = max((match.end() for match in _BEFORE.finditer(text)), default=0)
    first += text.startswith("-", first)
    return next((token.start for token in tokenize(text, first)), len(text))


def _shown(word: Known) -> list[str]:
    """Return the form of a word to show, and the forms that only accents tell from it and that are other words."""
    forms = sorted(word.forms, key=lambda form: (-word.forms[form], form))
    enough = word.forms[forms[0]] / _SELDOM
    often = [form for form in forms if word.forms[form] >= enough]
    best = next((form for form in often if fold(form) == word.term), forms[0])
    plain = fold(best)
    if plain != word.term or not has_several_spellings(plain):
        return [best]
    return [best, *(form for form in often if form != best and fold(form) == plain)]


@cache
def _terms_of_stop_words() -> frozenset[str]:
    return frozenset(map(term_of, stop_words()))
