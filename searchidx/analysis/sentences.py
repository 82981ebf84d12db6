"""Where do sentences end?

After ``.``, ``!``, ``?`` or ``…`` and what closes behind them, where white space follows, and after a blank line.  A
point ends none that abbreviates (``data/abbreviations.txt``), follows initials, or numbers a paragraph; no sign does
behind which the sentence goes on: with a small letter, or with another sign.

Each place is judged by the few characters around it, so a text takes time by its length, whatever it holds.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

_BEFORE: Final = 16  # characters that tell an abbreviation
_LETTERS: Final = 6  # in a row, of which no abbreviation has as many
_AFTER: Final = 24  # characters that tell whether the sentence goes on
_LOOK_BACK: Final = 120  # characters, for the beginning of a sentence; more where they hold none

_END: Final = re.compile(
    r"(?<![.!?…])([.!?…]++)((?:[ \u00a0\u202f\u2009]?+[»”)\]]|[’\"](?!\w))*+)(?=\s)"
    r"|\n[^\S\n]*+\n"
)
"""A run of signs, what closes behind it, and white space; or a blank line.  Possessive: nothing is read twice."""
_QUOTE: Final = re.compile(r"[ \u00a0\u202f\u2009]\"(?=\s)")
"""A quotation mark that opens or closes, for all that is seen of it."""
_PARAGRAPH: Final = 2_000
"""Characters of a paragraph whose quotation marks are counted; in a longer one such a mark closes."""
_OPENING: Final = " \t\r\n\u00a0\u202f\u2009«“„‘’'\"([—–-"
_ELLIPSES: Final = ("…", "...", "..")
_GOES_ON: Final = ".!?…,;:»”)]"
_INITIALS: Final = re.compile(r"[A-ZÀ-ÞŒ][\u0300-\u036f]*(?:(?:\.-?|-)[A-ZÀ-ÞŒ][\u0300-\u036f]*)*")
_ACRONYM: Final = 3
"""Letters with points between them that are no initials, and may end a sentence: *O.N.U.*"""
_ERA: Final = re.compile(r"(?:\bav|\bapr?|\bavant|\baprès)\.?\s*J\.?-C$")
_NUMBER: Final = re.compile(r"[0-9]|[A-Z]\.?\s?[0-9]|[IVXLCDM]+(?![\w'’])")
_NUMBERED: Final = re.compile(r"\s*(?:[0-9]{1,3}|[IVXLC]{1,5})")
_WORD: Final = re.compile(r"[^\W\d_]+['’]?")

_NO_KIND: Final = frozenset[str]()

_BEGINS: Final = frozenset({
    "ainsi", "alors", "après", "au", "aucun", "aucune", "aujourd’", "aussi", "autant", "aux", "avant", "avec",
    "ce", "ceci", "cela", "celle", "celui", "cependant", "ces", "cet", "cette", "ceux", "chaque", "comme",
    "comment", "contre", "c’", "dans", "depuis", "donc", "dès", "elle", "elles", "en", "encore", "enfin",
    "ensuite", "entre", "et", "ici", "il", "ils", "je", "jusqu’", "j’", "leur", "leurs", "lors", "lorsque",
    "mais", "malgré", "même", "nos", "notre", "nous", "on", "or", "où", "par", "parce", "parmi", "pas",
    "pendant", "peu", "plusieurs", "pour", "pourquoi", "pourtant", "près", "puis", "puisque", "quand", "quant",
    "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "qu’", "sa", "sans", "selon", "ses", "seul",
    "seule", "si", "son", "sous", "sur", "s’", "tandis", "tant", "tous", "tout", "toute", "toutes", "trop",
    "très", "tu", "un", "une", "vers", "voici", "voilà", "vos", "votre", "vous", "à", "ça",
})  # fmt: skip
"""What begins a sentence with its capital, and no name: *Le* and *De* do both."""
_BEGINS_TOO: Final = _BEGINS | {"d’", "de", "des", "du", "l’", "la", "le", "les", "n’"}


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a text, without the white space around them.

    >>> text = "M. Dupont, p. ex., va à l’O.N.U. Il dit : « Oui ! » Puis il part."
    >>> [text[start:end] for start, end in sentences(text)]
    ['M. Dupont, p. ex., va à l’O.N.U.', 'Il dit : « Oui ! »', 'Puis il part.']
    """
    start = 0
    for end in chain(sentence_ends(text), (len(text),)):
        span = stripped(text, start, end)
        if span[0] < span[1]:
            yield span
        start = end


def sentence_around(text: str, at: int, known: int) -> tuple[int, int]:
    """Return where the sentence of a place begins and ends, given a place before it where one ends, or 0."""
    back = _LOOK_BACK
    while True:
        look = max(at - back, known)
        while look > known and not text[look].isalnum():
            look -= 1  # no end of a sentence runs over a letter
        start, end = known, len(text)
        for found in sentence_ends(text, look):
            if found > at:
                end = found
                break
            start = found
        if start > known or look == known:
            return start, end
        back *= 4


def sentence_ends(text: str, start: int = 0) -> Iterator[int]:
    """Yield where sentences end, from a place on that is no part of such an end; the end of the text is not told."""
    for found in _END.finditer(text, start):
        signs, closing = found.groups()
        end = found.end()
        if signs is not None and (quote := _QUOTE.match(text, end)) and _closes(text, end):
            end = quote.end()
        if signs is None or not _goes_on(text, found.start(), signs, closing, end):
            yield end


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space around its text."""
    sentence = text[start:end]
    begin = end - len(sentence.lstrip())
    return begin, max(begin, start + len(sentence.rstrip()))


def _closes(text: str, at: int) -> bool:
    """Tell whether a straight quotation mark would be the second of two in its paragraph."""
    first = max(0, at - _PARAGRAPH)
    start = text.rfind("\n\n", first, at)
    return (start < 0 < first) or text.count('"', max(start, first), at) % 2 == 1


def _goes_on(text: str, at: int, signs: str, closing: str, end: int) -> bool:
    following = text[end : end + _AFTER].lstrip(_OPENING)
    if following[:1].islower() or (following and following[0] in _GOES_ON):
        return True
    if closing and closing[0] in ")]" and text[at - 1 : at] in {"(", "["}:  # (?), […]
        return True
    if signs in _ELLIPSES and not closing and following[:1].isdigit():  # « en hausse de… 2 % »
        return True
    return signs == "." and _abbreviates(text, at, closing, following)


def _abbreviates(text: str, at: int, closing: str, following: str) -> bool:
    """Tell whether a point abbreviates the word before it, or numbers what comes, rather than end a sentence."""
    before = text[max(0, at - _BEFORE) : at]
    if len(before) > _LETTERS and before[-_LETTERS:].isalpha():  # as most words are, too long for one
        return False
    line = before[before.rfind("\n") + 1 :]
    if (len(line) < len(before) or at <= _BEFORE) and _NUMBERED.fullmatch(line):
        return True
    words = before.split()
    if not words or before[-1].isspace():
        return False
    word = words[-1].lstrip(_OPENING)
    word = word[max(word.rfind("'"), word.rfind("’")) + 1 :]
    if _INITIALS.fullmatch(word):
        return not (
            _begins(following, _BEGINS)
            or sum(map(str.isalpha, word)) >= _ACRONYM
            or (word.endswith("C") and _ERA.search(before))
        )
    kinds = _kinds_of(word) or _kinds_of(word[max(word.rfind("."), word.rfind("-")) + 1 :])
    if not kinds:
        return word == "etc" and closing[:1] == ")"
    return (
        "name" in kinds
        or ("number" in kinds and _NUMBER.match(following) is not None)
        or ("text" in kinds and not _begins(following, _BEGINS_TOO))
    )


def _begins(following: str, words: frozenset[str]) -> bool:
    word = _WORD.match(following)
    return word is not None and word[0].lower().replace("'", "’") in words


def _kinds_of(word: str) -> frozenset[str]:
    known = _abbreviations()
    return known.get(word) or known.get(word[:1].lower() + word[1:], _NO_KIND)


@cache
def _abbreviations() -> dict[str, frozenset[str]]:
    """Return the abbreviations of ``data/abbreviations.txt``, without their last points, and their kinds."""
    text = Path(__file__).with_name("data").joinpath("abbreviations.txt").read_text("utf-8")
    kinds: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        if entry := line.partition("#")[0].split():
            kinds[entry[0]] = kinds.get(entry[0], frozenset()) | {entry[1]}
    return kinds
