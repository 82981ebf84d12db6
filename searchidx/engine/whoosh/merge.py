"""Several segments to one, without their deleted documents: columns are joined, nothing is analysed again.

Terms are merged range by range, so that memory depends on the most frequent term and not on the index.  The
articles are copied as they are compressed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from searchidx.engine.base import ID_FIELD, TEXT_FIELDS
from searchidx.engine.whoosh.columns import SEVERAL, SINGLE, Digests
from searchidx.engine.whoosh.dictionary import BAR, Forms, FormWriter
from searchidx.engine.whoosh.inverting import by_ranges, numbered, spool
from searchidx.engine.whoosh.layout import LINES, Documents, write_documents
from searchidx.engine.whoosh.packing import narrow, starts_of
from searchidx.engine.whoosh.postings import Line
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import Numbers, SectionWriter
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.stored import copy_articles
from searchidx.engine.whoosh.table import PostingsTable

_RANGE: Final = 1 << 14
"""Terms of the largest segment that are merged together."""
_LONG: Final = 1 << 19
"""Occurrences of a term that is merged by itself."""

_NO_NUMBERS: Final = np.empty(0, np.int64)


def merge(segments: Sequence[Segment], path: Path) -> None:
    """Write one segment of several; their documents keep their order."""
    out = SectionWriter(path)
    try:
        _Merge(segments, out, path).write()
    except BaseException:
        out.abandon()
        path.unlink(missing_ok=True)
        raise


class _Merge:
    def __init__(self, segments: Sequence[Segment], out: SectionWriter, path: Path) -> None:
        self._segments, self._out, self._path = segments, out, path
        self._kept = [_kept(segment) for segment in segments]
        self._bases = np.cumsum([0, *(segment.live for segment in segments)]).tolist()

    def write(self) -> None:
        copy_articles(
            self._out,
            [(segment.articles, kept) for segment, kept in zip(self._segments, self._kept, strict=True)],
        )
        lines = dict.fromkeys(LINES.values())
        starts = {
            line: starts_of(
                self._joined([np.diff(segment.line(line).starts) for segment in self._segments])
            ).astype(np.uint32)
            for line in lines
        }
        lengths = {
            field: self._joined([segment.lengths(field) for segment in self._segments]) for field in LINES
        }
        terms: dict[str, int] = {}
        forms: dict[str, int] = {}
        with spool(self._path.parent) as files:
            for field, line in LINES.items():
                ranked = lengths[field] if field in TEXT_FIELDS else None
                writer = PostingsWriter(self._out, field, Line(starts[line]), ranked, files)
                merged = _Field(self._segments, field, self._shifts(line, starts[line]))
                if field in TEXT_FIELDS:
                    merged.number_forms()
                merged.write_postings(writer)
                terms[field] = writer.finish()
                if field in TEXT_FIELDS:
                    forms[field] = merged.write_forms(self._out)
                    writer = PostingsWriter(self._out, f"{field}+", Line(starts[line]), None, files)
                    _Field(self._segments, f"{field}+", self._shifts(line, starts[line])).write_postings(
                        writer
                    )
                    terms[f"{field}+"] = writer.finish()
            line_of_ids = np.arange(self._bases[-1] + 1)
            writer = PostingsWriter(self._out, ID_FIELD, Line(line_of_ids), None, files)
            ids = _Field(self._segments, ID_FIELD, self._shifts(ID_FIELD, line_of_ids))
            by_id = ids.write_postings(writer)
            terms[ID_FIELD] = writer.finish()
        values, codes, several = self._values()
        documents = Documents(
            starts=starts,
            lengths=lengths,
            first=self._joined([segment.days[0] for segment in self._segments]),
            last=self._joined([segment.days[1] for segment in self._segments]),
            codes=codes,
            several=several,
            values=values,
            digests=Digests.joined(
                [
                    (Digests.read(segment.sections), kept)
                    for segment, kept in zip(self._segments, self._kept, strict=True)
                ]
            ),
            by_id=np.concatenate([_NO_NUMBERS, *by_id]),
        )
        self._out.finish(write_documents(self._out, documents) | {"terms": terms, "forms": forms})

    def _joined(self, columns: Sequence[Numbers]) -> Numbers:
        """Join a column of each segment, without what is deleted."""
        parts = zip(columns, self._kept, strict=True)
        return np.concatenate([part if kept is None else part[kept] for part, kept in parts])

    def _shifts(self, line: str, starts: Numbers) -> "list[_Shift]":
        return [
            _Shift(segment.line(line), kept, starts[base:])
            for segment, kept, base in zip(self._segments, self._kept, self._bases, strict=False)
        ]

    def _values(self) -> tuple[dict[str, list[str]], dict[str, Numbers], dict[str, Numbers]]:
        """Join the columns of values; return values, codes, and how many codes each document has."""
        values: dict[str, list[str]] = {}
        codes: dict[str, Numbers] = {}
        several: dict[str, Numbers] = {}
        for name in (*SINGLE, *SEVERAL):
            numbers: dict[str, int] = {}
            parts: list[Numbers] = []
            counts: list[Numbers] = []
            for segment, kept in zip(self._segments, self._kept, strict=True):
                column = segment.column(name)
                kept_documents = None if kept is None else np.flatnonzero(kept).astype(np.uint32)
                here = column.codes_of(kept_documents)
                used = np.unique(here)
                texts = column.values
                renumbered = np.zeros(len(texts) + 1, np.int64)
                for code in used[used > 0].tolist():
                    renumbered[code] = numbers.setdefault(texts[code - 1], len(numbers) + 1)
                parts.append(renumbered.take(here))
                if column.starts is not None:
                    sizes = np.diff(column.starts.astype(np.int64))
                    counts.append(sizes if kept is None else sizes[kept])
            values[name], codes[name] = list(numbers), np.concatenate(parts)
            if name in SEVERAL:
                several[name] = np.concatenate(counts)
        return values, codes, several


class _Shift:
    """Where the positions of a segment's line stand on the new one."""

    def __init__(self, line: Line, kept: Numbers | None, starts: Numbers) -> None:
        self._line, self._kept = line, kept
        if kept is None:
            self._by: Numbers = starts[:1].astype(np.uint32)
            return
        self._by = np.zeros(len(kept), np.int64)
        self._by[kept] = starts[: np.count_nonzero(kept)] - line.starts[:-1][kept].astype(np.int64)

    def __call__(self, positions: Numbers) -> tuple[Numbers, Numbers | None]:
        """Return the new positions, and which of the old ones are kept; None for all."""
        if self._kept is None:
            return positions + self._by, None
        documents = self._line.documents_at(positions)
        kept = self._kept.take(documents)
        return (positions + self._by.take(documents))[kept], kept


class _Field:
    """The terms and postings of one field in all the segments."""

    def __init__(self, segments: Sequence[Segment], field: str, shifts: Sequence[_Shift]) -> None:
        self._segments, self._field, self._shifts = segments, field, shifts
        self._tables = [segment.table(field) for segment in segments]
        self._ranges: list[_Range] = []
        parts: list[list[Numbers]] = [[] for _ in segments]
        count = 0
        for spans in _spans(self._tables):
            words = [table.terms.slice(*span) for table, span in zip(self._tables, spans, strict=True)]
            union, places = _united(words)
            for part, place in zip(parts, places, strict=True):
                part.append(place + count)
            self._ranges.append(_Range(spans, count, len(union)))
            count += len(union)
        self._count = count
        self._numbers = [np.concatenate([_NO_NUMBERS, *part]) for part in parts]
        self._kept = np.zeros(count, bool)
        self._codes: list[Numbers] | None = None

    def number_forms(self) -> None:
        """Give the forms of each term new codes, the same for one form in all segments."""
        sizes = (segment.sections.array(f"{self._field}/forms.counts") for segment in self._segments)
        self._firsts = [starts_of(size) for size in sizes]
        self._codes = [np.zeros(int(first[-1]), np.uint16) for first in self._firsts]
        for forms, parts in self._forms():
            for number, (own, places) in enumerate(parts):
                variants = self._firsts[number].take(own.terms) + own.codes
                self._codes[number][variants] = forms.codes.take(places)

    def write_postings(self, writer: PostingsWriter) -> list[Numbers]:
        """Write the terms that still stand somewhere; for ids, return the documents in their order."""
        written: list[Numbers] = []
        for stretch in self._ranges:
            totals = np.zeros(stretch.terms, np.int64)
            words = [b""] * stretch.terms
            for number, table in enumerate(self._tables):
                start, end = stretch.spans[number]
                own = self._numbers[number][start:end] - stretch.base
                totals[own] += table.counts(start, end)
                for place, word in zip(own.tolist(), table.terms.slice(start, end), strict=True):
                    words[place] = word
            for low, high in by_ranges(totals):
                one = high - low == 1 and totals[low] > _LONG
                if not (one and self._write_one(writer, stretch, words[low], low)):
                    here = self._write_range(writer, stretch, words, low, high)
                    if self._field == ID_FIELD:  # none of which stands so often
                        written.append(here)
                self._release()
        return written

    def _release(self) -> None:
        """Let go of what was read of the segments, which together may be larger than the memory."""
        for segment in self._segments:
            segment.sections.release()

    def _write_range(
        self, writer: PostingsWriter, stretch: "_Range", words: Sequence[bytes], low: int, high: int
    ) -> Numbers:
        """Write the terms of a range from ``low`` to before ``high``."""
        terms, positions, codes = [_NO_NUMBERS.astype(np.uint16)], [_NO_NUMBERS], [_NO_NUMBERS]
        for number, table in enumerate(self._tables):
            start, end = stretch.spans[number]
            own = self._numbers[number][start:end] - stretch.base
            first, last = (start + int(own.searchsorted(bound)) for bound in (low, high))
            if first == last:
                continue
            counts, there, forms = table.occurrences(first, last)
            which = np.repeat(np.arange(first, last), counts)
            moved, kept = self._shifts[number](there)
            if kept is not None:
                which, forms = which[kept], forms[kept]
            if self._codes is not None:
                forms = self._codes[number].take(self._firsts[number].take(which) + forms)
            terms.append((own.take(which - start) - low).astype(np.uint16))
            positions.append(moved)
            codes.append(forms)
        joined = np.concatenate(terms)
        counts = np.bincount(joined, minlength=high - low)
        order = np.argsort(joined, kind="stable")
        present = counts > 0
        self._kept[stretch.base + low : stretch.base + high] = present
        here = np.concatenate(positions).take(order)
        writer.extend(
            [word for word, there in zip(words[low:high], present.tolist(), strict=True) if there],
            counts[present],
            here,
            np.concatenate(codes).take(order) if self._codes is not None else None,
        )
        return here

    def _write_one(self, writer: PostingsWriter, stretch: "_Range", word: bytes, place: int) -> bool:
        """Write one term, segment by segment, for it may stand more often than memory would bear; tell whether it did."""
        there = list(self._standing(stretch, place))
        occurrences = sum(len(positions) for positions, _ in self._pieces(there, with_codes=False))
        if occurrences <= _LONG:
            return False
        self._kept[stretch.base + place] = True
        writer.extend_long(word, occurrences, self._pieces(there, with_codes=self._codes is not None))
        return True

    def _pieces(
        self, there: Sequence[tuple[int, int]], *, with_codes: bool
    ) -> Iterator[tuple[Numbers, Numbers | None]]:
        """Yield the new positions of a term, and the codes of the forms there, segment by segment."""
        for number, term in there:
            _, positions, forms = self._tables[number].occurrences(term, term + 1)
            moved, kept = self._shifts[number](positions)
            codes = None
            if with_codes:
                assert self._codes is not None
                first, last = self._firsts[number][term : term + 2]
                codes = self._codes[number][first:last].take(forms if kept is None else forms[kept])
            yield moved.astype(np.uint32), codes

    def _standing(self, stretch: "_Range", place: int) -> Iterator[tuple[int, int]]:
        """Yield the segments that have a term of a range, by number, and the number of the term there."""
        for number, (start, end) in enumerate(stretch.spans):
            own = self._numbers[number][start:end] - stretch.base
            at = int(own.searchsorted(place))
            if at < len(own) and own[at] == place:
                yield number, start + at

    def write_forms(self, out: SectionWriter) -> int:
        """Write the forms of the terms that are left; return how many there are."""
        numbers = np.cumsum(self._kept) - 1
        totals = np.ones(self._count, np.int64)
        writer = FormWriter()
        for forms, _ in self._forms():
            kept = self._kept.take(forms.terms)
            np.maximum.at(totals, forms.terms, forms.codes + 1)
            words = [word for word, there in zip(forms.words, kept.tolist(), strict=True) if there]
            writer.extend(
                Forms(words, numbers.take(forms.terms[kept]), forms.codes[kept], forms.shared[kept])
            )
        out.add(f"{self._field}/forms.counts", narrow(totals[self._kept]))
        writer.write(out, self._field)
        return writer.count

    def _forms(self) -> Iterator[tuple[Forms, list[tuple[Forms, Numbers]]]]:
        """Yield the forms of all segments in order, with new codes, and those of each with their places there."""
        tables = [segment.forms(self._field) for segment in self._segments]
        next_codes = np.zeros(self._count, np.int64)
        for low, high in _bounds(max(tables, key=len).pivots(_RANGE)):
            parts = [table.between(low, high) for table in tables]
            words, places = _united([part.words for part in parts])
            terms, shared = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
            for number, (part, place) in enumerate(zip(parts, places, strict=True)):
                terms[place] = self._numbers[number].take(part.terms)
                shared[place] |= part.shared
            codes = next_codes.take(terms) + numbered(terms)
            np.add.at(next_codes, terms, 1)
            yield Forms(words, terms, codes, shared), list(zip(parts, places, strict=True))


class _Range(NamedTuple):
    """Terms that are merged together: where they stand in each segment, and in all of them together."""

    spans: list[tuple[int, int]]
    base: int
    terms: int


def _spans(tables: Sequence[PostingsTable]) -> Iterator[list[tuple[int, int]]]:
    """Cut the terms of several segments at the same words."""
    pivots = max((table.terms for table in tables), key=len).pivots(_RANGE)
    for low, high in _bounds(pivots):
        yield [
            (table.terms.bound(low), len(table.terms) if high == BAR else table.terms.bound(high))
            for table in tables
        ]


def _bounds(pivots: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip([b"", *pivots[1:]], [*pivots[1:], BAR], strict=True) if pivots else iter(())


def _united(lists: Sequence[Sequence[bytes]]) -> tuple[list[bytes], list[Numbers]]:
    """Return the words of several lists in order, and the places of the words of each."""
    union = sorted(set().union(*lists))
    numbers = {word: number for number, word in enumerate(union)}
    places = [np.fromiter(map(numbers.__getitem__, words), np.int64, len(words)) for words in lists]
    return union, places


def _kept(segment: Segment) -> Numbers | None:
    """Return which documents are not deleted; None for all."""
    if not segment.deleted:
        return None
    kept = np.ones(segment.size, bool)
    kept[segment.deleted_numbers] = False
    return kept
