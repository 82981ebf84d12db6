"""What is shown of a hit: stretches of the original text and the spans to mark; never markup.

The text of the few articles of a page is analysed again, so every back end highlights alike, and a mark
is always a word, or a phrase, that the query asked for.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, NamedTuple

from searchidx.analysis.french import Lexeme, Token, analyse, tokenize
from searchidx.article import Article
from searchidx.engine.base import TEXT_FIELDS
from searchidx.engine.clauses import Clause, Occurs, Step, positive_leaves
from searchidx.engine.occurrences import find, matches

LONGEST: Final = 240
"""Characters of a snippet; a longer sentence is cut at words."""

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
    leaves = _marked_leaves(clause)
    fragments = [fragment for field in ("lead", "body") for fragment in _fragments(article, field, leaves)]
    if fragments:
        return tuple(_best(fragments, number))
    field = next((name for name in ("lead", "body", "title") if getattr(article, name).strip()), "title")
    text: str = getattr(article, field)
    start, end = next(_sentences(text), (0, 0))
    if end - start > LONGEST:
        end = _word_ends(list(tokenize(text[:end])), start, start + LONGEST) or start + LONGEST
    return (Snippet(field, text[start:end]),)


def marked(field: str, text: str, clause: Clause) -> Snippet:
    """Return a whole text as a snippet, for a title or an article that is shown in full."""
    marks = _marks(list(analyse(text)), field, _marked_leaves(clause))
    return Snippet(field, text, tuple((mark.start, mark.end) for mark in marks))


class _Mark(NamedTuple):
    start: int
    end: int
    what: tuple[Step, ...]


class _Fragment(NamedTuple):
    snippet: Snippet
    what: frozenset[tuple[Step, ...]]


def _marked_leaves(clause: Clause) -> list[Occurs]:
    """Return what is worth a mark: stop words are not, unless there is nothing else."""
    leaves = [leaf for leaf in positive_leaves(clause) if leaf.field in TEXT_FIELDS]
    ranking = {leaf.steps for leaf in leaves if leaf.weight}  # in one of its fields at least
    return [leaf for leaf in leaves if leaf.steps in ranking] or leaves


def _marks(found: Sequence[tuple[Token, Lexeme]], field: str, leaves: Sequence[Occurs]) -> list[_Mark]:
    """Return the stretches to mark, in order; of two that overlap the longer one."""
    tokens = [token for token, _ in found]
    words = {position: word for position, (_, word) in enumerate(found)}
    marks = []
    for leaf in leaves:
        if leaf.field != field:
            continue
        for first, last in find(leaf.steps, leaf.slop, words):
            if leaf.slop == 0:
                ends_in_clitic = leaf.steps[-1].text.endswith("'")  # whose word was not asked for
                end = tokens[last].start if ends_in_clitic else tokens[last].end
                marks.append(_Mark(tokens[first].start, end, leaf.steps))
                continue
            inside = [
                p for p in range(first, last + 1) if any(matches(step, words[p]) for step in leaf.steps)
            ]
            marks += [_Mark(tokens[p].start, tokens[p].end, leaf.steps) for p in inside]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[_Mark] = []
    for mark in marks:
        if kept and mark.start < kept[-1].end:
            if mark.end - mark.start > kept[-1].end - kept[-1].start:
                kept[-1] = mark
        else:
            kept.append(mark)
    return kept


def _fragments(article: Article, field: str, leaves: Sequence[Occurs]) -> list[_Fragment]:
    """Return the sentences of a field that hold marks, in order; what is cut of a long one too."""
    text: str = getattr(article, field)
    found = list(analyse(text))
    tokens = [token for token, _ in found]
    marks = _marks(found, field, leaves)
    fragments = []
    for start, end, inside in _marked_sentences(text, marks):
        at, rest = start, inside
        while rest:
            first, last = _window(tokens, at, end, rest)
            shown = [mark for mark in rest if mark.end <= last]
            at, rest = last, rest[len(shown) :]
            spans = tuple((mark.start - first, mark.end - first) for mark in shown)
            snippet = Snippet(field, text[first:last], spans)
            fragments.append(_Fragment(snippet, frozenset(mark.what for mark in shown)))
    return fragments


def _marked_sentences(text: str, marks: Sequence[_Mark]) -> Iterator[tuple[int, int, list[_Mark]]]:
    """Yield the spans of sentences that hold marks, with these; two that share a phrase are one."""
    at = 0
    begun: int | None = None
    inside: list[_Mark] = []
    for start, end in _sentences(text):
        begun = start if begun is None else begun
        while at < len(marks) and marks[at].start < end:
            inside.append(marks[at])
            at += 1
        if inside and inside[-1].end > end:
            continue
        if inside:
            yield begun, end, inside
        begun, inside = None, []


def _window(tokens: Sequence[Token], start: int, end: int, marks: Sequence[_Mark]) -> tuple[int, int]:
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
        first = min(_word_starts(tokens, marks[0].start - room), marks[0].start)
    if last + room >= end:
        return first, end
    return first, max(_word_ends(tokens, last, last + room), last)


def _word_starts(tokens: Sequence[Token], at: int) -> int:
    """Return where the first word from ``at`` on begins."""
    return tokens[bisect_left(tokens, at, key=lambda token: token.start)].start


def _word_ends(tokens: Sequence[Token], start: int, at: int) -> int:
    """Return where the last word between ``start`` and ``at`` ends; 0 where there is none."""
    after = bisect_right(tokens, at, key=lambda token: token.end)
    return tokens[after - 1].end if after and tokens[after - 1].end > start else 0


def _best(fragments: list[_Fragment], number: int) -> list[Snippet]:
    """Choose the fragments that show most of what was asked, each adding what the ones before lack."""
    chosen: list[Snippet] = []
    shown: set[tuple[Step, ...]] = set()
    rest = list(enumerate(fragments))
    while rest and len(chosen) < number:
        best = max(
            rest,
            key=lambda item: (
                len(item[1].what - shown),
                len(item[1].what),
                len(item[1].snippet.marks),
                -item[0],
            ),
        )
        rest.remove(best)
        shown |= best[1].what
        chosen.append(best[1].snippet)
    return chosen


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences, without the white space around them."""
    start = 0
    for end in [*_sentence_ends(text), len(text)]:
        sentence = text[start:end]
        if body := sentence.strip():
            first = start + sentence.index(body[0])
            yield first, first + len(body)
        start = end


def _sentence_ends(text: str) -> Iterator[int]:
    for end in _END.finditer(text):
        before = text[max(0, end.start() - 8) : end.start()]
        following = text[end.end() : end.end() + 20].lstrip()[:1]
        abbreviated = end[0] == "." and (
            _ABBREVIATION.search(before)
            or (following.isdecimal() and _ABBREVIATION_BEFORE_A_NUMBER.search(before))
        )
        if end[0].startswith("\n") or not (following.islower() or abbreviated):
            yield end.end()
