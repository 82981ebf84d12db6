"""Which words of a field does a pattern stand for, or a word with edits?

The words that begin alike lie side by side in the dictionary.  Their folded spellings are put into one array of
characters and compared all at once; those that begin with one letter are kept, for the next pattern.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from searchidx.deadline import check
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS
from searchidx.engine.clauses import Match, Step
from searchidx.engine.patterns import EDITS, beginning, expression, segments, speller
from searchidx.engine.whoosh.dictionary import Forms, FormTable
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_BYTES_A_WORD: Final = 100
_FEW: Final = 16
"""So few words are compared one by one."""


class Spellings:
    """Words, side by side.

    Parameters
    ----------
    words: their folded spellings, none of them empty.
    """

    def __init__(self, words: Sequence[bytes]) -> None:
        joined = b"".join(words)
        if joined.isascii():
            self._text = joined.decode()
            self._characters: Numbers = np.frombuffer(joined, np.uint8)
            lengths = map(len, words)
        else:
            texts = [word.decode(errors="surrogatepass") for word in words]
            self._text = "".join(texts)
            self._characters = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), "<u4")
            lengths = map(len, texts)
        self._lengths: Numbers = np.fromiter(lengths, np.int64, len(words))
        self._starts: Numbers = np.add.accumulate(self._lengths) - self._lengths

    def __len__(self) -> int:
        return len(self._lengths)

    def word(self, number: int) -> str:
        start = self._starts[number]
        return self._text[start : start + self._lengths[number]]

    def matching(self, step: Step) -> Numbers:
        """Return the numbers of the words that a step stands for, in order."""
        if step.match is Match.WILDCARD:
            return self._of_pattern(step.text)
        return self._within(step, EDITS[step.match])

    def _of_pattern(self, pattern: str) -> Numbers:
        """Compare what stands at a fixed place, before the first star and after the last, then the rest one by one."""
        parts = segments(pattern)
        first, last = parts[0], parts[-1] if len(parts) > 1 else []
        least = sum(map(len, parts))
        fits = self._lengths >= least if len(parts) > 1 else self._lengths == least
        found: Numbers = fits.nonzero()[0]
        for place, character in (*enumerate(first), *enumerate(last, -len(last))):
            if character is not None and len(found):
                at = self._starts.take(found) + place
                if place < 0:
                    at += self._lengths.take(found)
                found = found[self._characters.take(at) == ord(character)]
        if len(parts) > 2:  # noqa: PLR2004  between two stars anything may stand
            matched = expression(pattern).fullmatch
            found = found[[matched(self.word(number)) is not None for number in found.tolist()]]
        return found

    def _within(self, step: Step, edits: int) -> Numbers:
        """Leave out the words that are too long or too short, or have other letters, then compare the rest."""
        word = step.text
        found: Numbers = (np.abs(self._lengths - len(word)) <= edits).nonzero()[0]
        signs = self._signs.take(found)
        own = np.bitwise_or.reduce(_bits(np.array(list(map(ord, word)), np.uint32)))
        near = np.maximum(np.bitwise_count(signs & ~own), np.bitwise_count(own & ~signs)) <= edits
        found = found[near.nonzero()[0]]
        if len(found) <= _FEW:
            is_near = speller(step)
            return found[[is_near(self.word(number)) for number in found.tolist()]]
        starts, lengths = self._starts.take(found), self._lengths.take(found)
        columns = [self._characters.take(starts + place, mode="clip") for place in range(len(word) + edits)]
        return found[_distances(word, columns, lengths, edits) <= edits]

    @cached_property
    def _signs(self) -> Numbers:
        """Of each word, which letters it has, a bit for each; some letters share one."""
        return (
            np.bitwise_or.reduceat(_bits(self._characters), self._starts)
            if len(self)
            else _bits(self._characters)
        )


def _bits(characters: Numbers) -> Numbers:
    bits: Numbers = np.left_shift(np.uint32(1), characters.astype(np.uint32) & np.uint32(31))
    return bits


def _distances(word: str, columns: Sequence[Numbers], lengths: Numbers, edits: int) -> Numbers:
    """Return the edits that turn a word into each of others, as far as they are no more than ``edits``.

    Parameters
    ----------
    columns: the first characters of the others, the second ones, and so on; beyond the end of a word, anything.
    """
    size = len(lengths)
    far = np.full(size, edits + 1, np.uint8)
    result = far
    before: dict[int, Numbers] = {}
    row = {j: np.full(size, j, np.uint8) for j in range(edits + 1)}
    for i, letter in enumerate(word, start=1):
        check()
        oldest, before, row = before, row, {}
        for j in range(max(0, i - edits), i + edits + 1):
            if j == 0:
                row[0] = np.full(size, i, np.uint8)
                continue
            fewest = before[j - 1] + (columns[j - 1] != ord(letter))
            if j in before:
                fewest = np.minimum(fewest, before[j] + 1)
            if j - 1 in row:
                fewest = np.minimum(fewest, row[j - 1] + 1)
            if i > 1 and j > 1 and j - 2 in oldest:
                swapped = (columns[j - 2] == ord(letter)) & (columns[j - 1] == ord(word[i - 2]))
                fewest = np.where(swapped, np.minimum(fewest, oldest[j - 2] + 1), fewest)
            row[j] = fewest
    for j, fewest in row.items():
        result = np.where(lengths == j, fewest, result)
    return result


def forms_of(segment: Segment, field: str, step: Step) -> Forms:
    """Return the forms of a text field that a step stands for."""
    table = segment.forms(field)
    if step.match is Match.PREFIX:
        return table.beginning_with(step.text)
    check()
    found: Forms | None = segment.kept.get((table, step))
    if found is None:
        begin = beginning(step)
        forms, spellings = _beginning_with(segment, table, begin)
        there = spellings.matching(step)
        words = [forms.words[number] for number in there.tolist()]
        found = Forms(words, *(part.take(there) for part in forms[1:]))
        segment.kept.put((table, step), found, _BYTES_A_WORD * (1 + len(words)))
    return found


def _beginning_with(segment: Segment, table: FormTable, begin: str) -> tuple[Forms, Spellings]:
    """Return the forms that begin so, and their spellings; those of one letter are kept."""
    key = table, (begin,)
    known: tuple[Forms, Spellings] | None = segment.kept.get(key)
    if known is None:
        forms = table.beginning_with(begin)
        known = forms, Spellings([word.partition(b"=")[0] for word in forms.words])
        if len(begin) == 1:
            segment.kept.put(key, known, _BYTES_A_WORD * len(forms.words))
    return known


def terms_of(segment: Segment, field: str, step: Step) -> Sequence[int]:
    """Return the numbers of the terms of another field that a step stands for; *body+* has further forms of *body*."""
    table = segment.table(field)
    begin = beginning(step).encode(errors="surrogatepass")
    first, end = table.terms.span_of(begin)
    if step.match is Match.PREFIX:
        return range(first, end)
    key = table, step
    found: list[int] | None = segment.kept.get(key)
    if found is None:
        words = table.terms.slice(first, end)
        if field == ID_FIELD:
            is_spelled = speller(step)
            texts = [id.decode(errors="surrogatepass") for id in words]
            found = [number for number, id in enumerate(texts, first) if is_spelled(id)]
        else:
            folded = Spellings([word.partition(b"=")[0] for word in words])
            found = (folded.matching(step) + first).tolist()
        segment.kept.put(key, found, _BYTES_A_WORD * (1 + len(found)))
    return found


def number_of_spellings(segments: Sequence[Segment], field: str, step: Step, enough: int) -> int:
    """Return how many spellings a step stands for in a field; or fewer, where they are surely no more than enough."""
    with_forms = [segment for segment in segments if segment.counts["forms"].get(field)]
    tables = [(segment, name) for segment in segments for name in _tables(segment, field)]
    most = sum(len(terms_of(segment, name, step)) for segment, name in tables)
    if step.match is Match.PREFIX:
        most += sum(segment.forms(field).most_beginning_with(step.text) for segment in with_forms)
    else:
        most += sum(len(forms_of(segment, field, step).words) for segment in with_forms)
    if most <= enough:
        return 0
    found: set[bytes] = set()
    for segment in with_forms:
        check()
        found.update(word.partition(b"=")[0] for word in forms_of(segment, field, step).words)
    for segment, name in tables:
        if numbers := terms_of(segment, name, step):
            words = segment.table(name).terms.slice(numbers[0], numbers[-1] + 1)
            found.update(words[number - numbers[0]].partition(b"=")[0] for number in numbers)
    return len(found)


def _tables(segment: Segment, field: str) -> list[str]:
    """Return the tables whose terms are spellings: of names, or of the further forms of texts."""
    name = f"{field}+" if field in TEXT_FIELDS else field
    return [name] if segment.counts["terms"].get(name) else []
