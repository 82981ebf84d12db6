"""What is shown of a hit: stretches of the original text and the spans to mark; never markup.

The texts of the few articles of a page are read again (`marks`), so every back end highlights alike, and a
mark is always a word, or a phrase, that the query asked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from searchidx.analysis.french import tokenize
from searchidx.article import Article
from searchidx.engine.clauses import Clause
from searchidx.marks import Mark, Sought, marks_in, sought_in

LONGEST: Final = 240
"""Characters of a snippet; a longer sentence is cut at words."""

_BEFORE: Final = 8  # characters that tell an abbreviation
_LOOK_BACK: Final = 250  # characters, for the beginning of a sentence; more where they hold none

_END: Final = re.compile(r"[.!?…]+(?:[\u00a0\u202f ]?[»”\")\]])*(?=\s)|\n[^\S\n]*\n")
_ABBREVIATION: Final = re.compile(
    r"(?:^|\W)(?:[A-ZÀ-ÞŒ][\u0300-\u036f]*|MM|Mmes?|Mlles?|Dr|Pr|Me|Ste?|av|[Cc]hap|pp?|[Cc]f)$"
)
_ABBREVIATION_BEFORE_A_NUMBER: Final = re.compile(r"(?:^|\W)(?:art|no?|t|vol)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a field of an article.

    Attributes
    ----------
    field: title, lead or body.
    text: as it stands in the article.
    marks: spans ``(start, end)`` of ``text``, in order, not overlapping.
    """

    field: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def to_html(self) -> str:
        """Return the text escaped, its marks in ``<mark>``.

        >>> Snippet("body", "le R&D de l’État", ((3, 6),)).to_html()
        'le <mark>R&amp;D</mark> de l’État'
        """
        from html import escape  # noqa: PLC0415  its table of entities takes 2 ms

        return "".join(
            f"<mark>{escape(part)}</mark>" if marked else escape(part) for marked, part in self.parts()
        )

    def parts(self) -> list[tuple[bool, str]]:
        """Return the text in pieces, each marked or not."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [(False, self.text[at:start]), (True, self.text[start:end])]
            at = end
        return [piece for piece in [*pieces, (False, self.text[at:])] if piece[1]]


def snippets_of(article: Article, clause: Clause, number: int = 2) -> tuple[Snippet, ...]:
    """Return the stretches of lead and body where the query was found, the densest first.

    Where it was found in neither, the beginning of the text is shown.
    """
    if number < 1:
        return ()
    sought = sought_in(clause)
    fragments = [
        fragment
        for field in ("lead", "body")
        if field in sought
        for fragment in _fragments(article, field, sought[field])
    ]
    if fragments:
        return tuple(_best(fragments, number))
    field = next((name for name in ("lead", "body", "title") if getattr(article, name).strip()), "title")
    text: str = getattr(article, field)
    start, end = _first_sentence(text)
    if end - start > LONGEST:
        end = _word_end(text, start, start + LONGEST) or start + LONGEST
    return (Snippet(field, text[start:end]),)


def marked(field: str, text: str, clause: Clause) -> Snippet:
    """Return a whole text as a snippet, for a title or an article that is shown in full."""
    marks = marks_in(text, sought_in(clause).get(field, ()))
    return Snippet(field, text, tuple((mark.start, mark.end) for mark in marks))


class _Fragment(NamedTuple):
    field: str
    text: str
    marks: tuple[tuple[int, int], ...]
    what: set[int]


def _fragments(article: Article, field: str, sought: Sequence[Sought]) -> list[_Fragment]:
    """Return the sentences of a field that hold marks, in order; what is cut of a long one too."""
    text: str = getattr(article, field)
    fragments = []
    for start, end, inside in _marked_sentences(text, marks_in(text, sought)):
        at, rest = start, inside
        while rest:
            first, last = _window(text, at, end, rest)
            shown = [mark for mark in rest if mark.end <= last]
            at, rest = last, rest[len(shown) :]
            spans = tuple([(begin - first, finish - first) for begin, finish, _ in shown])
            fragments.append(_Fragment(field, text[first:last], spans, {what for _, _, what in shown}))
    return fragments


def _marked_sentences(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int, list[Mark]]]:
    """Yield the spans of sentences that hold marks, with these; two that share a phrase are one."""
    number = 0
    known = 0  # where a sentence ends for certain
    while number < len(marks):
        begin, known = _sentence_around(text, marks[number].start, known)
        start, end = _stripped(text, begin, known)
        inside = []
        while True:
            while number < len(marks) and marks[number].start < end:
                inside.append(marks[number])
                number += 1
            if inside[-1].end <= end:
                break
            known = next(_sentence_ends(text, known), len(text))
            end = _stripped(text, begin, known)[1]
        yield start, end, inside


def _window(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[int, int]:
    """Return what to show of the text from ``start`` to ``end``: all, or a stretch around the first marks."""
    if end - start <= LONGEST:
        return start, end
    last = marks[0].end
    for mark in marks:
        if mark.end - marks[0].start <= LONGEST:
            last = mark.end
    room = max(LONGEST - (last - marks[0].start), 0) // 2
    first = start
    if marks[0].start - room > start:
        first = min(_word_start(text, start, marks[0].start - room), marks[0].start)
    if last + room >= end:
        return first, end
    return first, max(_word_end(text, last, last + room), last)


def _word_start(text: str, start: int, at: int) -> int:
    """Return where the first word from ``at`` on begins; there is one."""
    words = tokenize(text, _between_words(text, start, at))
    return next(word.start for word in words if word.start >= at)


def _word_end(text: str, start: int, at: int) -> int:
    """Return where the last word between ``start`` and ``at`` ends; 0 where there is none."""
    before = at
    found = 0
    while before > start and not found:
        before = _between_words(text, start, before - 1)
        for word in tokenize(text, before):
            if word.end > at:
                break
            found = word.end
    return found


def _between_words(text: str, start: int, at: int) -> int:
    """Return a place from ``start`` to ``at`` where no word stands, ``start`` being one."""
    space = at
    while (space := text.rfind(" ", start, space)) >= 0:
        if not text[space + 1 : space + 2].isdigit():  # which may be a group of a number
            return space
    return start


def _best(fragments: list[_Fragment], number: int) -> list[Snippet]:
    """Choose the fragments that show most of what was asked, each adding what the ones before lack."""
    chosen: list[Snippet] = []
    shown: set[int] = set()
    rest = list(enumerate(fragments))
    while rest and len(chosen) < number:
        best = max(
            rest,
            key=lambda item: (len(item[1].what - shown), len(item[1].what), len(item[1].marks), -item[0]),
        )
        rest.remove(best)
        shown |= best[1].what
        chosen.append(Snippet(best[1].field, best[1].text, best[1].marks))
    return chosen


def _first_sentence(text: str) -> tuple[int, int]:
    """Return the span of the first sentence that is not blank."""
    start = 0
    for end in _sentence_ends(text, 0):
        if not text[start:end].isspace():
            return _stripped(text, start, end)
        start = end
    return _stripped(text, start, len(text))


def _sentence_around(text: str, at: int, known: int) -> tuple[int, int]:
    """Return where the sentence of a word begins and ends, given a place before it where one ends."""
    back = _LOOK_BACK
    while True:
        look = max(at - back, known)
        while look > known and not text[look].isalnum():
            look -= 1  # no end of a sentence runs over a letter
        start, end = known, len(text)
        for found in _sentence_ends(text, look):
            if found > at:
                end = found
                break
            start = found
        if start > known or look == known:
            return start, end
        back *= 4


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the white space around its text."""
    sentence = text[start:end]
    return end - len(sentence.lstrip()), start + len(sentence.rstrip())


def _sentence_ends(text: str, start: int) -> Iterator[int]:
    """Yield where sentences end, from a place on that is no part of such an end."""
    for found in _END.finditer(text, start):
        sign, end = found[0], found.end()
        if sign[0] != "\n":
            if text[end : end + 20].lstrip()[:1].islower():
                continue
            if sign == "." and _abbreviated(text, found.start(), end):
                continue
        yield end


def _abbreviated(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    if len(before) == _BEFORE and before[2:].isalpha():  # longer than any abbreviation
        return False
    if _ABBREVIATION.search(before):
        return True
    following = text[end : end + 20].lstrip()[:1]
    return following.isdecimal() and _ABBREVIATION_BEFORE_A_NUMBER.search(before) is not None
