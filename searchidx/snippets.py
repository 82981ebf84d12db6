"""What is shown of a hit: stretches of the original text and the spans to mark; never markup.

The texts of the few articles of a page are read again (`marks`), so every back end highlights alike, and a
mark is always a word, or a phrase, that the query asked for.  A stretch is a sentence where it fits, else as many
words around some of its marks as fit.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from operator import attrgetter
from typing import Final, NamedTuple

from searchidx.analysis.french import tokenize
from searchidx.analysis.sentences import sentence_around, sentence_ends, sentences, stripped
from searchidx.article import Article
from searchidx.deadline import check
from searchidx.engine.clauses import All, Any, AnyField, Clause, Near, Occurs, positive_leaves
from searchidx.marks import Mark, leaves_sought, marks_in, sought_in

LONGEST: Final = 240
"""Characters of a snippet, where nothing else is asked for; a longer sentence is cut at words."""

_AHEAD: Final = 100  # characters behind a place that tell where the word there ends
_TIES: Final = frozenset("-\u2010\u2011'’")
_START: Final = attrgetter("start")


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


def snippets_of(
    article: Article,
    clause: Clause,
    number: int = 2,
    length: int = LONGEST,
    *,
    holding: Callable[[int], int] | None = None,
) -> tuple[Snippet, ...]:
    """Return the stretches of lead and body where the query was found, the densest first.

    The first one shows the rarest word that was found, and each adds words that the ones before lack, as long as
    there are any.  Where the query was found in neither field, the beginning of the text is shown.

    Parameters
    ----------
    number: how many at most.
    length: characters of each at most.
    holding: tells how many articles hold what a mark stands for (`Mark.what`), so what is rare; without it that is
        rare which stands rarely in this article.
    """
    if number < 1 or length < 1:
        return ()
    sought = sought_in(clause)
    passages: list[_Passage] = []
    for field in ("lead", "body"):
        if field in sought:
            text: str = getattr(article, field)
            passages += _passages(field, text, marks_in(text, sought[field]))
    if passages:
        return tuple(_best(passages, number, length, holding))
    field = next((name for name in ("lead", "body", "title") if getattr(article, name).strip()), "title")
    text = getattr(article, field)
    start, end = next(sentences(text), (0, 0))
    if end - start > length:
        end = _word_end(text, start, start + length) or start + length
    return (Snippet(field, text[start:end]),)


def holders_of(clause: Clause) -> dict[int, Clause]:
    """Return the articles that hold what each mark stands for (`Mark.what`), in one of the fields where it is sought."""
    numbers = {leaf: number for number, leaf in leaves_sought(clause)}
    holding: dict[int, list[Clause]] = {}
    for word in _words(clause):
        for number in {numbers[leaf] for leaf in positive_leaves(word) if leaf in numbers}:
            holding.setdefault(number, []).append(word)
    return {number: words[0] if len(words) == 1 else Any(tuple(words)) for number, words in holding.items()}


def _words(clause: Clause) -> Iterator[Clause]:
    """Yield what an article may be found by, a word in all its fields as one; the objects of the clause, which engines know again."""
    match clause:
        case All(parts) | Any(parts):
            for part in parts:
                yield from _words(part)
        case Occurs() | Near() | AnyField():
            yield clause
        case _:
            return


def marked(field: str, text: str, clause: Clause) -> Snippet:
    """Return a whole text as a snippet, for a title or an article that is shown in full."""
    marks = marks_in(text, sought_in(clause).get(field, ()))
    return Snippet(field, text, tuple([(mark.start, mark.end) for mark in marks]))


class _Passage(NamedTuple):
    """A sentence, or what is left of one, and the marks in it; at least one."""

    field: str
    text: str
    start: int
    end: int
    marks: Sequence[Mark]


class _Choice(NamedTuple):
    """What may be shown of a passage: the marks from one number to another, and what they stand for.

    Of two that add as much, the one of lesser ``rank`` is better: it shows more, has more marks, or comes first.
    """

    rank: tuple[int, int, int]
    passage: _Passage
    first: int
    last: int
    what: frozenset[int]


def _passages(field: str, text: str, marks: Sequence[Mark]) -> Iterator[_Passage]:
    """Yield the sentences of a text that hold marks; two that share a phrase are one."""
    at = 0
    known = 0  # where a sentence ends for certain
    while at < len(marks):
        check()
        begin, known = sentence_around(text, marks[at].start, known)
        start, end = stripped(text, begin, known)
        first = at
        while True:
            while at < len(marks) and marks[at].start < end:
                at += 1
            if marks[at - 1].end <= end:
                break
            known = next(sentence_ends(text, known), len(text))
            end = stripped(text, begin, known)[1]
        yield _Passage(field, text, start, end, marks[first:at])


def _choices(passages: Iterable[_Passage], length: int, numbers: Iterator[int]) -> Iterator[_Choice]:
    """Yield what fits of each passage: the whole, or from each mark on as many as do, where that adds one."""
    for passage in passages:
        marks = passage.marks
        if passage.end - passage.start <= length:
            yield _choice(passage, 0, len(marks), frozenset([mark.what for mark in marks]), numbers)
            continue
        within: Counter[int] = Counter()
        last = 0
        for first, mark in enumerate(marks):
            reached = last
            while last < len(marks) and (marks[last].end - mark.start <= length or last == first):
                within[marks[last].what] += 1
                last += 1
            if last > reached:
                yield _choice(passage, first, last, frozenset(+within), numbers)
            within[mark.what] -= 1


def _choice(
    passage: _Passage, first: int, last: int, what: frozenset[int], numbers: Iterator[int]
) -> _Choice:
    return _Choice((-len(what), first - last, next(numbers)), passage, first, last, what)


def _best(
    passages: Sequence[_Passage], number: int, length: int, holding: Callable[[int], int] | None
) -> Iterator[Snippet]:
    """Yield the stretches that show most of what was found, each adding what the ones before lack."""
    numbers = count()
    choices = list(_choices(passages, length, numbers))
    missing = frozenset[int]().union(*[choice.what for choice in choices])

    def gain(choice: _Choice) -> tuple[int, tuple[int, int, int]]:
        return -len(choice.what & missing), choice.rank

    for turn in range(number):
        if not choices:
            return
        check()
        best = min(choices, key=gain)
        if turn == 0 and not missing <= best.what:
            rarest = _rarest(passages, missing, holding)
            best = min([choice for choice in choices if rarest in choice.what], key=gain)
        start, end = _stretch(best, length)
        shown = [mark for mark in best.passage.marks if mark.start < end and mark.end > start]
        spans = tuple([(first - start, min(last, end) - start) for first, last, _ in shown])
        yield Snippet(best.passage.field, best.passage.text[start:end], spans)
        missing -= {mark.what for mark in shown}
        choices = [choice for choice in choices if choice.passage is not best.passage]
        if len(shown) < len(best.passage.marks):
            choices += _choices(_rest(best.passage, start, end), length, numbers)


def _rarest(passages: Iterable[_Passage], found: Iterable[int], holding: Callable[[int], int] | None) -> int:
    if holding is None:
        standing = Counter(mark.what for passage in passages for mark in passage.marks)
        holding = standing.__getitem__
    return min([(holding(what), what) for what in found])[1]


def _stretch(choice: _Choice, length: int) -> tuple[int, int]:
    """Return what to show of a passage: all, or the words around some marks that fit, and no part of others."""
    _, text, start, end, marks = choice.passage
    if end - start <= length:
        return start, end
    low, high = marks[choice.first].start, marks[choice.last - 1].end
    if high - low > length:  # a phrase too long to be shown whole
        return low, _word_end(text, low, low + length) or low + length
    room = length - (high - low)
    before = min(low - start, max(room // 2, room - (end - high)))
    after = room - before
    first, last = start, end
    if low - before > start:
        first = _word_start(text, start, low - before, low)
        cut = marks[bisect_right(marks, first, key=_START) - 1]
        if cut.start < first < cut.end:
            first = _word_start(text, start, cut.end, low)
    if high + after < end:
        last = max(_word_end(text, high, high + after), high)
        cut = marks[bisect_left(marks, last, key=_START) - 1]
        if cut.end > last:
            last = max(_word_end(text, high, cut.start), high)
    return first, last


def _rest(passage: _Passage, start: int, end: int) -> Iterator[_Passage]:
    """Yield what is left of a passage before and after what is shown, where there are marks."""
    text, marks = passage.text, passage.marks
    before = [mark for mark in marks if mark.end <= start]
    after = [mark for mark in marks if mark.start >= end]
    if before:
        last = max(_word_end(text, before[-1].end, start), before[-1].end)
        yield passage._replace(end=last, marks=before)
    if after:
        yield passage._replace(start=_word_start(text, end, end, after[0].start), marks=after)


def _word_start(text: str, start: int, at: int, latest: int) -> int:
    """Return where the first word from ``at`` on begins, or the one at ``latest`` that is known to."""
    first = _between_words(text, start, at)
    words = (first + word.start for word in tokenize(text[first : at + _AHEAD]))
    return min(next((begin for begin in words if begin >= at and not _tied(text, begin)), latest), latest)


def _word_end(text: str, start: int, at: int) -> int:
    """Return where the last word between ``start`` and ``at`` ends; 0 where there is none."""
    back, found = 1, 0
    first = at
    while first > start and not found:
        first = _between_words(text, start, max(at - back, start))
        back *= 2
        for word in tokenize(text[first : at + _AHEAD]):
            end = first + word.end
            if end > at:
                break
            if not _tied(text, end + 1):
                found = end
    return found


def _tied(text: str, at: int) -> bool:
    """Tell whether a hyphen or an apostrophe ties what begins there to what stands before it."""
    return text[at - 1 : at] in _TIES and text[at : at + 1].isalnum()


def _between_words(text: str, start: int, at: int) -> int:
    """Return a place from ``start`` to ``at`` where no word stands, ``start`` being one."""
    space = at
    while (space := text.rfind(" ", start, space)) >= 0:
        if not text[space + 1 : space + 2].isdigit():  # which may be a group of a number
            return space
    return start
