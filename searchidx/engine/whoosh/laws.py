"""What must hold in a segment whatever is in it: arrays in order and in range, counts that add up.

And what must hold for its articles: they are what their digests say, and analysed again they stand where the postings
have them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from searchidx.engine.base import ID_FIELD, TEXT_FIELDS, digest
from searchidx.engine.whoosh.builder import Builder
from searchidx.engine.whoosh.columns import SEVERAL, SINGLE, Digests
from searchidx.engine.whoosh.dictionary import BAR
from searchidx.engine.whoosh.inverting import by_ranges
from searchidx.engine.whoosh.layout import LINES, orders
from searchidx.engine.whoosh.packing import starts_of
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.vocabulary import Vocabulary

_LAST_DAY: Final = 3_652_059
"""31 December 9999."""
_FIELDS: Final = (*LINES, *(f"{name}+" for name in TEXT_FIELDS), ID_FIELD)


class _Stretch(NamedTuple):
    """Some terms of a field: the first one's number, their words, and their occurrences, term by term."""

    first: int
    words: list[bytes]
    counts: Numbers
    positions: Numbers
    codes: Numbers


def broken_laws(segment: Segment) -> Iterator[str]:
    """Yield what does not hold in the arrays of a segment."""
    laws: list[tuple[str, Callable[[Segment], Iterator[str]]]] = [
        ("lines", _lines),
        ("days", _days),
        ("columns", _columns),
        ("articles", _articles),
        *((field, lambda segment, field=field: _postings(segment, field)) for field in _FIELDS),
        *((f"forms of {field}", lambda segment, field=field: _forms(segment, field)) for field in TEXT_FIELDS),
    ]  # fmt: skip
    for name, law in laws:
        try:
            yield from law(segment)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, MemoryError) as error:
            yield f"{name}: {error}"


def _articles(segment: Segment) -> Iterator[str]:
    if not segment.articles.in_order():
        yield "articles.at, or the dictionaries, are not in order"


def _lines(segment: Segment) -> Iterator[str]:
    for name in dict.fromkeys(LINES.values()):
        starts = segment.line(name).starts.astype(np.int64)
        if starts[0] != 0 or (np.diff(starts) < 0).any():
            yield f"{name}/starts is not in order"
    for field in LINES:
        lengths = segment.lengths(field)
        if len(lengths) != segment.size:
            yield f"{field}/lengths has {len(lengths)} numbers for {segment.size} articles"
        sums = [int(lengths.sum(dtype=np.int64)), int(np.count_nonzero(lengths)), int(lengths.max(initial=0))]
        if sums != list(segment.counts["lengths"][field]):
            yield f"{field}/lengths does not add up to what is counted"


def _days(segment: Segment) -> Iterator[str]:
    first, last = segment.days
    if len(first) != segment.size or len(last) != segment.size:
        yield "days: there is not one for each article"
        return
    if (
        (first > last).any()
        or (first < 0).any()
        or (last > _LAST_DAY).any()
        or ((first == 0) != (last == 0)).any()
    ):
        yield "first_day and last_day are no days"
    if not np.array_equal(segment.vague, np.flatnonzero(first != last)):
        yield "vague is not where the days differ"
    if segment.dated != np.count_nonzero(first):
        yield "dated is not how many have a date"
    _, by_id, _ = segment.table(ID_FIELD).occurrences(0, segment.size)
    found = (segment.newest, segment.oldest, segment.newest_rank)
    for name, array, right in zip(
        ("newest", "oldest", "newest.rank"), found, orders(first, last, by_id), strict=True
    ):
        if not np.array_equal(array, right):
            yield f"{name} is not in order"


def _columns(segment: Segment) -> Iterator[str]:
    for name in (*SINGLE, *SEVERAL):
        column = segment.column(name)
        starts = np.arange(segment.size + 1) if column.starts is None else column.starts.astype(np.int64)
        if len(starts) != segment.size + 1 or starts[0] != 0 or (np.diff(starts) < 0).any():
            yield f"{name}.starts is not in order"
        elif starts[-1] != len(column.codes):
            yield f"{name}.codes has {len(column.codes)} numbers, not {starts[-1]}"
        if column.codes.max(initial=0) > len(column.values):
            yield f"{name}.codes has one without a value"
        if len(set(column.values)) != len(column.values):
            yield f"{name}.values has one twice"
    if len(Digests.read(segment.sections).texts) != segment.size:
        yield "digest: there is not one for each article"


def _stretches(segment: Segment, field: str) -> Iterator[_Stretch]:
    table = segment.table(field)
    count = len(table.terms)
    for start, end in by_ranges(table.counts(0, count)) if count else ():
        yield _Stretch(start, table.terms.slice(start, end), *table.occurrences(start, end))


def _postings(segment: Segment, field: str) -> Iterator[str]:
    table = segment.table(field)
    count = len(table.terms)
    if field == ID_FIELD and count != segment.size:
        yield f"id: {count} for {segment.size} articles"
    if not count:
        return
    words = table.terms.slice(0, count)
    if len(words) != count or any(one >= other for one, other in pairwise(words)):
        yield f"{field}/terms is not in order"
    if not table.terms.in_order():
        yield f"{field}/terms.firsts and terms.blocks are not those of the terms"
    if not table.in_order():
        yield f"{field}: where postings begin is not in order"
        return
    own = field.removesuffix("+")
    end = segment.size if field == ID_FIELD else int(segment.line(LINES[own]).starts[-1])
    forms = np.asarray(segment.form_counts(field)) if field in TEXT_FIELDS else None
    for stretch in _stretches(segment, field):
        positions = stretch.positions.astype(np.int64)
        terms = np.repeat(np.arange(len(stretch.words)), stretch.counts)
        if len(terms) != len(positions) or (stretch.counts < 1).any():
            yield f"{field}: a term stands nowhere, or its counts do not add up"
            return
        if positions.max(initial=0) >= end or (np.diff(terms * np.int64(end) + positions) <= 0).any():
            yield f"{field}: positions are not in order, or beyond the last"
        most = 1 if forms is None else forms.take(terms + stretch.first)
        if (stretch.codes >= most).any():
            yield f"{field}: the code of a form that is not there"


def _forms(segment: Segment, field: str) -> Iterator[str]:
    forms = segment.forms(field).between(b"", BAR)
    if len(forms.words) != segment.counts["forms"][field]:
        yield f"{field}/forms has {len(forms.words)}, not {segment.counts['forms'][field]}"
    if any(one >= other for one, other in pairwise(forms.words)):
        yield f"{field}/forms is not in order"
    if not segment.forms(field).in_order():
        yield f"{field}/forms.firsts and forms.blocks are not those of the forms"
    counts = np.asarray(segment.form_counts(field))
    if len(forms.words) and (forms.codes >= counts.take(forms.terms)).any():
        yield f"{field}/forms: a code that its term does not have"


def differences(segment: Segment, documents: Sequence[int], scratch: Path) -> Iterator[str]:
    """Yield where some articles, in order, are not what the segment says of them; ``scratch`` is an empty folder."""
    digests = Digests.read(segment.sections).texts
    builder = Builder(scratch / "again.seg", Vocabulary())
    try:
        for document in documents:
            article = segment.articles[document]
            if article.id != segment.ids[document]:
                yield f"article {document} has an id of another one"
            if digest(article) != digests[document]:
                yield f"article {article.id} is not what its digest says"
            builder.add(article)
        builder.write()
    except BaseException:
        builder.abandon()
        raise
    again = Segment.written(scratch, "again")
    chosen = np.array(documents, np.int64)
    if not all(
        np.array_equal(own.take(chosen), other) for own, other in zip(segment.days, again.days, strict=True)
    ):
        yield "articles are of other days"
    for name in (*SINGLE, *SEVERAL):
        if _values(segment, name, chosen) != _values(again, name, np.arange(len(chosen))):
            yield f"{name}: articles have other values"
    for field in (*LINES, *(f"{name}+" for name in TEXT_FIELDS)):
        if not _alike(segment, again, field, chosen):
            yield f"{field}: articles that are analysed again stand elsewhere"


def _values(segment: Segment, name: str, documents: Numbers) -> list[list[str]]:
    """Return the values of documents in a column."""
    column = segment.column(name)
    codes, values = column.codes.tolist(), ["", *column.values]
    starts = range(segment.size + 1) if column.starts is None else column.starts.tolist()
    return [
        [values[code] for code in codes[starts[document] : starts[document + 1]]]
        for document in documents.tolist()
    ]


def _alike(segment: Segment, again: Segment, field: str, documents: Numbers) -> bool:
    """Tell whether documents stand in a segment where they stand in another, which holds nothing else."""
    own = field.removesuffix("+")
    line, other = segment.line(LINES[own]), again.line(LINES[own])
    if not np.array_equal(np.diff(line.starts).take(documents), np.diff(other.starts)):
        return False
    if not np.array_equal(segment.lengths(own).take(documents), again.lengths(own)):
        return False
    names = _names_of_forms(segment, again, field) if field in TEXT_FIELDS else (None, None)
    here = _standing(segment, field, documents, other.starts.astype(np.int64), names[0])
    there = _standing(again, field, np.arange(len(documents)), other.starts.astype(np.int64), names[1])
    return here[0] == there[0] and all(map(np.array_equal, here[1:], there[1:]))


def _standing(
    segment: Segment, field: str, documents: Numbers, starts: Numbers, forms: "_FormNames | None"
) -> tuple[list[bytes], Numbers, Numbers, Numbers]:
    """Return the terms that stand in some documents, how often, where on a line of these alone, and as which forms."""
    line = segment.line(LINES[field.removesuffix("+")])
    words: list[bytes] = []
    counts, places, names = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for stretch in _stretches(segment, field):
        at = line.documents_at(stretch.positions.astype(np.uint32)).astype(np.int64)
        ranks = np.minimum(documents.searchsorted(at), len(documents) - 1)
        there = documents.take(ranks) == at
        terms = np.repeat(np.arange(len(stretch.words)), stretch.counts)[there]
        here = np.bincount(terms, minlength=len(stretch.words))
        words += (word for word, count in zip(stretch.words, here.tolist(), strict=True) if count)
        counts.append(here[here > 0])
        own = stretch.positions[there].astype(np.int64) - line.starts.take(at[there])
        places.append(starts.take(ranks[there]) + own)
        if forms is not None:
            names.append(forms.of(terms + stretch.first, stretch.codes[there]))
    return words, np.concatenate(counts), np.concatenate(places), np.concatenate(names)


class _FormNames(NamedTuple):
    """The number that each form has: those of a term begin at ``firsts``, by code; -1 where it has none."""

    firsts: Numbers
    numbers: Numbers

    def of(self, terms: Numbers, codes: Numbers) -> Numbers:
        found: Numbers = self.numbers.take(self.firsts.take(terms) + codes)
        return found


def _names_of_forms(segment: Segment, again: Segment, field: str) -> tuple[_FormNames, _FormNames]:
    """Return the numbers of the forms of two segments, those of the second one for both; -2 for what it does not have."""
    numbers = {word: number for number, word in enumerate(again.forms(field).between(b"", BAR).words)}
    found = []
    for each in (segment, again):
        forms = each.forms(field).between(b"", BAR)
        firsts = starts_of(np.asarray(each.form_counts(field))).astype(np.int64)
        names = np.full(int(firsts[-1]), -1, np.int64)
        known = np.array([numbers.get(word, -2) for word in forms.words], np.int64)
        names[firsts.take(forms.terms) + forms.codes] = known
        found.append(_FormNames(firsts, names))
    return found[0], found[1]
