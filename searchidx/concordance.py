"""Every occurrence of the words and phrases of a query, in its context: a keyword in context, or KWIC.

An occurrence is what a snippet would mark (`marks`): a word or a whole phrase; of words near each other each one; a stop
word only where the query has nothing else.  Articles are read one after the other, and none is kept.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple
from unicodedata import normalize

from searchidx.analysis.collation import collation_key
from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.deadline import watched
from searchidx.engine.base import TEXT_FIELDS
from searchidx.engine.clauses import Clause
from searchidx.marks import marks_in, sought_in

SORTS: Final = ("date", "-date", "relevance", "left", "right")

_TOGETHER: Final = 20_000
"""Occurrences that are sorted in memory; more are written to temporary files, sorted, and merged."""
_COMPARED: Final = 6
"""Words of a context that are compared, the nearest first; then those that were found first come first."""
_NEIGHBOURHOOD: Final = 200
"""Characters in which these are looked for."""
_ROOM: Final = 12
"""Characters that are looked at for a word of the context, at first."""
_MOST_ROOM: Final = 250
"""Characters that are looked at for a word at most: a text without white space is one."""
_SPACE: Final = re.compile(r"\s")
_STRETCH: Final = re.compile(r"\S+")
_WORD: Final = re.compile(r"[^\W_]+")
"""For an order an elided word is one: *d’Irak* comes before *en Irak*."""
_LETTER: Final = re.compile(r"[^\W_]")


class Occurrence(NamedTuple):
    """A keyword, and the text around it.

    Attributes
    ----------
    id, published: of the article.
    field: title, lead or body.
    left, keyword, right: one stretch of the field, as it stands there.
    start: where in the field the keyword begins.
    """

    id: str
    published: PartialDate | None
    field: str
    left: str
    keyword: str
    right: str
    start: int


Context = Callable[[str, int, int], tuple[int, int]]
"""From a text and the span of a keyword to the span of the whole occurrence."""


class _Place(NamedTuple):
    """Where a keyword stands."""

    article: Article
    field: str
    text: str
    start: int
    end: int

    def within(self, context: Context) -> Occurrence:
        article, field, text, start, end = self
        first, last = context(text, start, end)
        left, keyword, right = text[first:start], text[start:end], text[end:last]
        return Occurrence(article.id, article.published, field, left, keyword, right, start)

    def beside(self, *, left: bool) -> str:
        """Return what it is sorted by: the words to one side, the nearest first."""
        if left:
            before = self.text[max(0, self.start - _NEIGHBOURHOOD) : self.start]
            return collation_key(_WORD.findall(normalize("NFC", before))[: -_COMPARED - 1 : -1])
        behind = self.text[self.end : self.end + _NEIGHBOURHOOD]
        return collation_key(_WORD.findall(normalize("NFC", behind))[:_COMPARED])


def occurrences(articles: Iterable[Article], clause: Clause, context: Context) -> Iterator[Occurrence]:
    """Yield what a clause finds in articles, in their order; within one by title, lead and body, as it stands there."""
    return (place.within(context) for place in _places(articles, clause))


def by_word(
    articles: Iterable[Article], clause: Clause, context: Context, *, left: bool
) -> Iterator[Occurrence]:
    """Yield the same by the words to one side of the keyword, the nearest first, as a French dictionary has them.

    Memory is bounded: what is too much for it waits in temporary files.
    """
    found = ((place.beside(left=left), place.within(context)) for place in _places(articles, clause))
    runs: list[Iterator[tuple[str, Occurrence]]] = []
    while run := sorted(islice(found, _TOGETHER), key=_by_key):
        if len(run) < _TOGETHER:
            runs.append(iter(run))
            break
        runs.append(_written(run))
    for _, each in merge(*runs, key=_by_key):
        yield each


def _places(articles: Iterable[Article], clause: Clause) -> Iterator[_Place]:
    sought = sought_in(clause)
    fields = [(name, sought[name]) for name in TEXT_FIELDS if name in sought]
    for article in watched(articles):
        for name, wanted in fields:
            text: str = getattr(article, name)
            for start, end, _ in marks_in(text, wanted):
                yield _Place(article, name, text, start, end)


def characters(width: int) -> Context:
    """Return the contexts of at most so many characters to each side, of whole words unless one is longer."""

    def context(text: str, start: int, end: int) -> tuple[int, int]:
        first, last = max(0, start - width), min(len(text), end + width)
        if first and not text[first - 1].isspace() and (space := _SPACE.search(text, first, start)):
            first = space.end()
        if last < len(text) and not text[last].isspace():
            last = max((found.start() for found in _SPACE.finditer(text, end, last)), default=last)
        return _trimmed(text, start, end, first, last)

    return context


def words(number: int) -> Context:
    """Return the contexts of so many words to each side, as white space parts them; what adheres to the keyword is more."""

    def context(text: str, start: int, end: int) -> tuple[int, int]:
        first, last = _before(text, start, number), _behind(text, end, number)
        return _trimmed(text, start, end, first, last)

    return context


def _by_key(pair: tuple[str, Occurrence]) -> str:
    return pair[0]


def _written(run: Iterable[tuple[str, Occurrence]]) -> Iterator[tuple[str, Occurrence]]:
    """Write a sorted run, at once, and return what reads it back; the file is gone when that is done."""
    file: IO[str] = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  it is closed by its reader
    for key, found in run:
        day = found.published
        dated = day and (day.year, day.month, day.day)
        file.write(json.dumps((key, dated, found._replace(published=None))) + "\n")
    file.seek(0)
    return _read(file)


def _read(file: IO[str]) -> Iterator[tuple[str, Occurrence]]:
    with file:
        for line in file:
            key, day, (id, _, *rest) = json.loads(line)
            yield key, Occurrence(id, day and PartialDate(*day), *rest)


def _trimmed(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Return a span without white space at its ends."""
    left, right = text[first:start], text[end:last]
    return start - len(left.lstrip()), end + len(right.rstrip())


def _before(text: str, start: int, number: int) -> int:
    """Return where so many words before a place begin."""
    room = _ROOM * (number + 1)
    while True:
        first = max(0, start - room)
        begins = [
            each.start()
            for each in _STRETCH.finditer(text, first, start)
            if each.end() == start or _LETTER.search(text, each.start(), each.end())
        ]
        wanted = number + (start > 0 and not text[start - 1].isspace())
        if len(begins) > wanted or not first or room > _MOST_ROOM * (number + 1):
            break
        room *= 2
    if not wanted:
        return start
    return begins[-wanted] if len(begins) > wanted else first


def _behind(text: str, end: int, number: int) -> int:
    """Return where so many words from a place on end."""
    room = _ROOM * (number + 1)
    while True:
        last = min(len(text), end + room)
        ends = [
            each.end()
            for each in _STRETCH.finditer(text, end, last)
            if each.start() == end or _LETTER.search(text, each.start(), each.end())
        ]
        wanted = number + (end < len(text) and not text[end].isspace())
        if len(ends) > wanted or last == len(text) or room > _MOST_ROOM * (number + 1):
            break
        room *= 2
    if not wanted:
        return end
    return ends[wanted - 1] if len(ends) > wanted else last
