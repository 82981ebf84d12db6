"""Where in a text does a query stand?

What `engine.occurrences.find` says of all the words of the text, but only those words are cut and analysed
that may have been asked for, and for a phrase those around them: a sketch of the text says where.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from searchidx.analysis.french import Lexeme, Token, analyse, analyse_word, joined
from searchidx.analysis.sketch import around, places, sketch, stretches, unknowns
from searchidx.analysis.stemmer import beginnings
from searchidx.deadline import check
from searchidx.engine.base import TEXT_FIELDS
from searchidx.engine.clauses import Clause, Leaf, Match, Near, Step, positive_leaves
from searchidx.engine.occurrences import matches, phrase_starts, windows
from searchidx.engine.patterns import beginning

_SHORT: Final = 40  # characters; longer stretches do not come again
_TELLING: Final = 3
"""Letters of a beginning that is worth looking for; where no step has as many, the longest is."""


_BETWEEN_DIGITS: Final = re.compile("([0-9])[,hH](?=[0-9])")
_SIXTH: Final = "6"
_ORDINAL: Final = re.compile("[0-9]+e")


class Mark(NamedTuple):
    """A stretch of a text, and the number of the leaf of the query that stands there, whatever its field."""

    start: int
    end: int
    what: int


class Sought(NamedTuple):
    """A leaf of the query, and what the words of each step begin with: one of a few spellings; none is known, or all.

    Of words and phrases near each other, each is sought as a leaf of its own; ``near`` are these, by part.
    """

    what: int
    steps: tuple[Step, ...]
    slop: int
    beginnings: tuple[tuple[bytes, ...], ...]
    near: "tuple[tuple[Sought, ...], ...]" = ()


@lru_cache(maxsize=64)
def sought_in(clause: Clause) -> Mapping[str, list[Sought]]:
    """Return what is worth a mark, by field: stop words are not, unless there is nothing else."""
    sought: dict[str, list[Sought]] = {}
    for what, leaf in leaves_sought(clause):
        sought.setdefault(leaf.field, []).append(_sought(what, leaf))
    return sought


def leaves_sought(clause: Clause) -> Iterator[tuple[int, Leaf]]:
    """Yield the leaves that are worth a mark, with the number that stands for each whatever its field (`Mark.what`)."""
    leaves = [leaf for leaf in positive_leaves(clause) if leaf.field in TEXT_FIELDS]
    ranking = {_asked(leaf) for leaf in leaves if leaf.weight}  # in one of its fields at least
    numbers: dict[object, int] = {}
    for leaf in [leaf for leaf in leaves if _asked(leaf) in ranking] or leaves:
        yield numbers.setdefault(_asked(leaf), len(numbers)), leaf


def _asked(leaf: Leaf) -> object:
    return leaf.parts if isinstance(leaf, Near) else leaf.steps


def _sought(what: int, leaf: Leaf) -> Sought:
    if isinstance(leaf, Near):
        near = tuple(tuple(_phrase(what, steps) for steps in part) for part in leaf.parts)
        return Sought(what, (), leaf.slop, (), near)
    return _phrase(what, leaf.steps, leaf.slop)


def _phrase(what: int, steps: tuple[Step, ...], slop: int = 0) -> Sought:
    return Sought(what, steps, slop, tuple(map(_beginnings, steps)))


def marks_in(text: str, sought: Sequence[Sought]) -> list[Mark]:
    """Return the stretches of a text to mark, in order; of two that overlap the longer one."""
    if not sought or not text:
        return []
    read = _Text(text)
    found = [(start, -end, each.what) for each in sought for start, end in _spans(read, each) if start < end]
    found.sort()
    kept: list[Mark] = []
    for start, minus_end, what in found:
        mark = Mark(start, -minus_end, what)
        if kept and start < kept[-1].end:
            if mark.end - start > kept[-1].end - kept[-1].start:
                kept[-1] = mark
        else:
            kept.append(mark)
    return kept


class _Word(NamedTuple):
    """A word of a text; the first part of a compound knows where that ends, and what is indexed of the part alone."""

    start: int
    end: int
    lexeme: Lexeme
    whole_end: int
    part: Lexeme

    def end_of(self, step: Step) -> int:
        """Return where what a step asks for ends that matches: with the word, or with the compound in one word."""
        return self.end if self.whole_end == self.end or matches(step, self.part) else self.whole_end

    def after(self, start: int) -> "_Word":
        """Return it in a text that goes on before its own."""
        return _Word(start + self.start, start + self.end, self.lexeme, start + self.whole_end, self.part)


def _beginnings(step: Step) -> tuple[bytes, ...]:
    """Return the letters and digits, folded, with some of which every word of a step begins; none if unknown."""
    match step.match:
        case Match.TERM:
            if _ORDINAL.fullmatch(step.text):  # it may be in Roman figures
                return ()
            letters = tuple(
                "eur" if each.startswith("euro") else each.partition(".")[0] for each in beginnings(step.text)
            )
        case Match.FORM:
            letters = (step.text.partition("=")[0],)
        case _:
            letters = (beginning(step),)
            if letters[0][0] == _SIXTH:  # the 6e that is indexed of *VIe* begins otherwise
                return ()
    known = all(each.isascii() and each.isalnum() for each in letters)
    return tuple(each.encode() for each in letters) if known else ()


def tied(text: str) -> str:
    """Return a text of the same length in which a sketch parts neither compounds nor numbers.

    Hyphens are apostrophes; what a sketch takes for a space or for a letter, and is neither, is unknown to it.
    """
    for sign in "-&" if text.isascii() else "-&\u2010\u2011\u2012\ufe63\uff0d":
        text = text.replace(sign, "'")
    return _BETWEEN_DIGITS.sub(r"\1§", text.replace("$", "§"))


class _Text:
    """A text whose words are cut where they are asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sketch = sketch(tied(text))

    @cached_property
    def unknown(self) -> Mapping[tuple[int, int], list[_Word]]:
        """The stretches of which the sketch says nothing and that hold words, and these; they are cut once."""
        found: dict[tuple[int, int], list[_Word]] = {}
        empty: set[str] = set()
        end = 0
        for first, last in unknowns(self.sketch):
            if last <= end or (text := self.text[first:last]) in empty:
                continue
            if not _words_of(text):  # of which there may be a million
                empty.add(text)
                continue
            check()
            start, end = around(self.sketch, first, last)
            found[start, end] = [word.after(start) for word in _words_of(self.text[start:end])]
        return found

    def around_all(self, places: Iterable[int]) -> set[tuple[int, int]]:
        """Return the shortest stretches that hold these places and cut no word."""
        found = set()
        start = end = 0
        for at in places:
            if not start <= at < end:
                start, end = around(self.sketch, at, at)
                found.add((start, end))
        return found

    def within(self, start: int, end: int) -> list[_Word]:
        """Return the words of a stretch that cuts none."""
        return [
            word.after(first)
            for first, last in stretches(self.sketch, start, end)
            for word in _words_of(self.text[first:last])
        ]

    def standing(self, step: Step, beginnings: Iterable[bytes]) -> list[tuple[int, int]]:
        """Return where the words of a step stand."""
        candidates = set[tuple[int, int]]().union(
            *(self.around_all(places(self.sketch, each)) for each in beginnings)
        )
        there = [
            (start + word.start, start + word.end_of(step))
            for start, end in candidates.difference(self.unknown)
            for word in _words_of(self.text[start:end])
            if matches(step, word.lexeme)
        ]
        there += [
            (word.start, word.end_of(step))
            for words in self.unknown.values()
            for word in words
            if matches(step, word.lexeme)
        ]
        return sorted(there)

    def around(self, start: int, end: int, before: int, after: int) -> tuple[list[_Word], int]:
        """Return the words around one, and up to where there are enough around any of them.

        Enough are ``before`` words before it and ``after`` words after it, or as many as there are.
        """
        room = 8  # characters a word
        while True:
            check()
            first = max(start - room * before, 0)
            first, last = around(self.sketch, first, min(end + room * after, len(self.text)))
            words = self.within(first, last)
            if first == 0 or sum(word.end <= start for word in words) >= before:
                if last == len(self.text):
                    return words, last
                if sum(word.start >= end for word in words) >= after:
                    return words, words[-1 - after].end
            room *= 2


def _spans(read: _Text, sought: Sought) -> set[tuple[int, int]]:
    """Return the stretches of a leaf."""
    check()
    if sought.near:
        return _near_spans(read, sought)
    steps, slop = sought.steps, sought.slop
    there = _telling_places(read, sought)
    if not there:
        return _occurrences(read.within(0, len(read.text)), steps, slop)
    if len(steps) == 1:
        return set(there[0])
    rarest = min(there, key=lambda number: len(there[number]))
    last = len(steps) - 1
    before, after = (last + slop, last + slop) if slop else (rarest, last - rarest)
    spans: set[tuple[int, int]] = set()
    seen = 0
    for start, end in there[rarest]:
        if end > seen:
            words, seen = read.around(start, end, before, after)
            spans |= _occurrences(words, steps, slop)
    return spans


def _telling_places(read: _Text, sought: Sought) -> dict[int, list[tuple[int, int]]]:
    """Return where the steps of a phrase stand whose words can be looked for, by the number of the step."""
    telling = [min(map(len, begin), default=0) for begin in sought.beginnings]
    return {
        number: read.standing(step, sought.beginnings[number])
        for number, step in enumerate(sought.steps)
        if telling[number] >= min(_TELLING, max(telling)) > 0
    }


def _near_spans(read: _Text, sought: Sought) -> set[tuple[int, int]]:
    """Return what to mark of words and phrases near each other: around each place of the rarest of them, those that are."""
    around = sought.slop + sum(max(len(phrase.steps) for phrase in part) for part in sought.near)
    rarest: list[tuple[int, int]] | None = None
    for part in sought.near:
        there = [_telling_places(read, phrase) for phrase in part]
        if all(there):
            places = sorted({place for each in there for place in min(each.values(), key=len)})
            if rarest is None or len(places) < len(rarest):
                rarest = places
    if rarest is None:
        return _near(read.within(0, len(read.text)), sought)
    spans: set[tuple[int, int]] = set()
    seen = 0
    for start, end in rarest:
        if end > seen:
            words, seen = read.around(start, end, around, around)
            spans |= _near(words, sought)
    return spans


def _near(words: Sequence[_Word], sought: Sought) -> set[tuple[int, int]]:
    """Return the stretches of text to mark: in each occurrence the words and phrases, each by itself."""
    from searchidx.engine.nearness import stretches as near_stretches  # noqa: PLC0415  few queries ask for it

    starts: list[dict[int, set[int]]] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for part in sought.near:
        begin: dict[int, set[int]] = {}
        for phrase in part:
            check()
            for first, span in _phrase_spans(words, phrase.steps).items():
                begin.setdefault(len(phrase.steps), set()).add(first)
                spans[first, first + len(phrase.steps) - 1] = span
        starts.append(begin)
    if not all(starts):
        return set()
    found = near_stretches(
        [{size: sorted(there) for size, there in begin.items()} for begin in starts], sought.slop
    )
    ends = [end for _, end in found]
    inside = set()
    for (first, last), span in spans.items():
        place = bisect_left(ends, last)  # of all stretches that reach so far, the one that begins first
        if place < len(found) and found[place][0] <= first:
            inside.add(span)
    return inside


def _phrase_spans(words: Sequence[_Word], steps: Sequence[Step]) -> dict[int, tuple[int, int]]:
    """Return the stretches of text to mark where a phrase stands, by the position of its first word."""
    positions = [frozenset(p for p, word in enumerate(words) if matches(step, word.lexeme)) for step in steps]
    starts = phrase_starts(positions)
    if steps[-1].text.endswith("'"):  # a clitic, whose word was not asked for
        return {p: (words[p].start, words[p + len(steps) - 1].start) for p in starts}
    return {p: (words[p].start, words[p + len(steps) - 1].end_of(steps[-1])) for p in starts}


def _occurrences(words: Sequence[_Word], steps: Sequence[Step], slop: int) -> set[tuple[int, int]]:
    """Return the stretches of text to mark where the steps occur: a phrase, or of words near each other each."""
    positions = {
        step: frozenset(p for p, word in enumerate(words) if matches(step, word.lexeme)) for step in steps
    }
    if not all(positions.values()):
        return set()
    if slop:
        found = windows(positions, steps, slop)
        inside = {
            p for first, last in found for step in positions for p in positions[step] if first <= p <= last
        }
        return {(words[p].start, words[p].end) for p in inside}
    return set(_phrase_spans(words, steps).values())


def _words_of(text: str) -> tuple[_Word, ...]:
    """Return the words of what stands between two spaces."""
    return _few_words(text) if len(text) <= _SHORT else _few_words.__wrapped__(text)


@lru_cache(maxsize=1 << 14)
def _few_words(text: str) -> tuple[_Word, ...]:
    """Remember them: the same do again and again."""
    return tuple(_word(token, word) for token, word in analyse(text))


def _word(token: Token, lexeme: Lexeme) -> _Word:
    whole = joined(token.compound) if token.compound else ""
    part = analyse_word(token.text) if whole else lexeme
    return _Word(token.start, token.end, lexeme, token.start + len(whole) if whole else token.end, part)
