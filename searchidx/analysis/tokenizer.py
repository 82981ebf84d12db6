"""Where are the words of a text?

One regular expression finds surface words in the *original* text.  It settles what needs context:

- an elided clitic is passed over, so the span of « l’Irak » is *Irak* (`elision`);
- an apostrophe between letters stays inside the word: *aujourd’hui*, *N’Djamena*;
- a hyphen does not: *porte-parole* is two consecutive words, of which the first knows the whole;
- the *t* of *va-t-il* is passed over like a clitic;
- letters with points are one word: *O.N.U.*;
- groups of three digits after a space, thin or plain, or a point are one number: *2 500*, *2.500*; so are
  decimals: *1,5*;
- what is counted is a word of its own: *20h30* is *20 h 30*, *100€* is *100 €*, *n°5* is *n° 5*.

Each alternative consumes what it reads in one go, so the time is linear in the text.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from searchidx.analysis.characters import (
    APOSTROPHES,
    CURRENCIES,
    HYPHENS,
    IGNORABLE,
    LETTER,
    WORD_START,
    all_marks,
    may_have_marks,
    word,
)
from searchidx.analysis.elision import clitic
from searchidx.analysis.token import Token

THOUSANDS: Final = "\u00a0\u202f\u2009\u2007 "
_GROUP: Final = rf"[{THOUSANDS}][0-9]{{3}}(?![0-9])"
_ALONE: Final = "(?![.,][0-9])"  # what goes on is no number: 1.2.3, 14.07.2024
_FRACTION: Final = rf"[.,][0-9]++{_ALONE}"
_NUMBER: Final = (
    r"(?<![0-9][.,])(?:"
    rf"[0-9]{{1,3}}(?:{_GROUP}){{1,9}}(?!{_GROUP})(?:,[0-9]++{_ALONE})?"
    rf"|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}}(?![0-9])){{1,9}}+(?:,[0-9]++)?{_ALONE}"
    rf"|[0-9]++{_FRACTION})"
)
_HOUR: Final = r"[hH](?=(?:[0-9]{2})?(?![^\W_]))"
_TIME: Final = rf"[0-9]++(?=°|{_HOUR})|(?<=[0-9]){_HOUR}"
_RANK: Final = "[nN]°(?=[0-9])"
_CURRENCY: Final = f"[{''.join(CURRENCIES)}]"
_LETTERS: Final = "A-Za-zÀ-ÖØ-öø-ÿ"
_BETWEEN: Final = r" ,.;:!?()\n\"«»\-\u00a0"  # some of what no word begins with
_PLAIN: Final = rf"[{_LETTERS}]{{2,}}+(?=[{_BETWEEN}])"
"""What most words are, tried first, for it costs a quarter of the rest.  It is no clitic, for there is no
apostrophe, and no acronym, for those have a point after the first letter."""


_JOINT: Final = re.compile(rf"[{HYPHENS}&](?=[^\W_])")
_LONGEST_COMPOUND: Final = 100  # characters
_new: Final = tuple.__new__  # the constructor of a named tuple costs as much as all the rest
_EUPHONIC: Final = rf"(?<=[^\W\d_][{HYPHENS}])[tT][{HYPHENS}](?=(?i:ils?|elles?|on)(?![^\W_]))"


@cache
def _token(marks: str) -> re.Pattern[str]:
    """Return the expression for texts that have no other marks."""
    initial = f"{LETTER}[{marks}]*" if marks else LETTER
    acronym = rf"(?:{initial}\.)+{initial}\.?(?!{word(marks)})"
    passed = rf"(?!{_PLAIN})(?:{clitic(marks)}|{_EUPHONIC})"
    return re.compile(
        rf"[{_BETWEEN}]{{0,4}}+({passed})?({_PLAIN}|{_NUMBER}|{_TIME}|{_RANK}|{acronym}|{_words(marks)}|{_CURRENCY})"
    )


@cache
def _compound(marks: str) -> re.Pattern[str]:
    """Return the expression of words that hyphens tie, and of letters that an ampersand does: *H&M*."""
    words = _words(marks)
    return re.compile(rf"{words}(?:[{HYPHENS}]{words})++|[A-Za-z]{{1,3}}(?:&[A-Za-z]{{1,3}})++(?![^\W_])")


def _words(marks: str) -> str:
    inside = rf"(?:{WORD_START}|[{marks}])" if marks else WORD_START
    run = rf"{WORD_START}(?:[{IGNORABLE}]*{inside})*"
    return rf"{run}(?:[{IGNORABLE}]*[{APOSTROPHES}][{IGNORABLE}]*{run})*"


_ODD: Final = re.compile(r"['`\s]|(?<![A-Za-z0-9])[A-Za-z]\.|-[tT]-|[0-9][.,hH]|\$")
_RUNS: Final = re.compile("[A-Za-z0-9]+")
"""The words of a text in ASCII without apostrophes, spaces, initials and numbers that go on, as an address is."""


def tokenize(text: str, start: int = 0) -> Iterator[Token]:
    """Cut a text into surface words, in order, from a place on that is inside none.

    >>> [token.text for token in tokenize("L’O.N.U. dit qu’aujourd’hui 2 500 porte-avions…")]
    ['O.N.U.', 'dit', 'aujourd’hui', '2 500', 'porte', 'avions']
    >>> [token.compound for token in tokenize("Le porte-avions…")]
    ['', 'porte-avions', '']
    """
    joint = _JOINT.search(text, start)
    at = joint.start() if joint else len(text) + 1  # which is nowhere
    compound_end = start
    marks = _marks_of(text)
    for match in _token(marks).finditer(text, start):
        begin, end = match.span(2)
        if end > at:
            joint = _JOINT.search(text, end)
            at = joint.start() if joint else len(text) + 1
        compound = ""
        if end == at and begin >= compound_end and (whole := _compound(marks).match(text, begin)):
            compound_end = whole.end()
            compound = whole[0] if compound_end - begin <= _LONGEST_COMPOUND else ""
        yield _new(Token, (text[begin:end], begin, end, match[1] or "", compound))


def surface_words(text: str) -> list[str]:
    """Return the words of a text, without their spans and clitics.

    >>> surface_words("L’O.N.U. dit qu’aujourd’hui…")
    ['O.N.U.', 'dit', 'aujourd’hui']
    """
    if is_run_of_words(text):
        return _RUNS.findall(text)
    return [word for _, word in _token(_marks_of(text)).findall(text)]


def _marks_of(text: str) -> str:
    return all_marks() if may_have_marks(text) else ""


def is_run_of_words(text: str) -> bool:
    """Tell whether the words of a text are its runs of letters and digits in ASCII, as those of an address are.

    >>> is_run_of_words("https://example.org/l-onu.html"), is_run_of_words("O.N.U.")
    (True, False)
    """
    return text.isascii() and not _ODD.search(text)
