"""Where a term stands: its documents, how often it stands in each, and at which positions.

The words of a field stand on one *line*: each document owns a stretch of it, and a position on the line says
both the document and the place in it.  A rare term is kept as its positions on the line.  A term that
stands `FREQUENT` times or more has a record of its own: its documents as a Roaring bitmap (Lemire et al.,
Roaring Bitmaps: Implementation of an Optimized Software Library, 2018), the frequency in each, the
positions in each, and, where the term has several exact forms, which of them stands there.
"""

from array import array
from functools import cached_property
from itertools import accumulate
from struct import Struct
from typing import IO, Final, Protocol

import numpy as np
from pyroaring import BitMap

from searchidx.engine.ranking import K1, B
from searchidx.engine.whoosh.dictionary import Terms, TermWriter
from searchidx.engine.whoosh.packing import pack, ranges, take, unpack
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.sections import Numbers, Sections, SectionWriter

FREQUENT: Final = 128
"""Occurrences from which a term has a record of its own."""

BLOCK: Final = 128
"""Documents of a block, of which a frequent term knows the best impact."""

_HEADER: Final = Struct("<7I")
_DENSE: Final = 32
"""A term that stands in one document of so many, or more, knows its impacts."""
_KEPT: Final = 1 << 21
"""Postings of a field that are kept as they were decoded."""
_KEPT_TERMS: Final = 4096
_FEW_DOCUMENTS: Final = 4096
_FULL_BYTE: Final = 255
_ALL_ZERO: Final = 5
"""Bytes of packed numbers that are all 0."""
_COPY: Final = 1 << 20


def bitmap_of(documents: Numbers) -> BitMap:
    return BitMap(array("I", documents.astype("<u4", copy=False).tobytes()))


def numbers_of(bitmap: BitMap) -> Numbers:
    """Return the documents of a bitmap, in order."""
    return np.frombuffer(bitmap.to_array(), np.uint32)


def firsts_of(groups: Numbers) -> Numbers:
    """Return where each run of equal numbers begins.

    >>> firsts_of(np.array([4, 4, 7, 4])).tolist()
    [0, 2, 3]
    """
    begins = np.empty(len(groups), bool)
    begins[:1] = True
    np.not_equal(groups[1:], groups[:-1], out=begins[1:])
    return begins.nonzero()[0]


class Line:
    """The stretches that the documents own: ``starts`` has one number more than there are documents."""

    def __init__(self, starts: Numbers) -> None:
        # of the type of the positions, which would be converted else whenever they are looked up
        self.starts = starts if starts.dtype == np.uint32 else starts.astype(np.uint32)

    def documents_at(self, positions: Numbers) -> Numbers:
        return (self.starts.searchsorted(positions, "right") - 1).astype(np.uint32)

    def starts_of(self, documents: Numbers) -> Numbers:
        return self.starts.take(documents)


class Postings(Protocol):
    """Where a term stands; documents in order, positions on the line in order."""

    @property
    def bitmap(self) -> BitMap: ...
    @property
    def documents(self) -> Numbers: ...
    @property
    def frequencies(self) -> Numbers: ...
    @property
    def maxima(self) -> Numbers | None:
        """The best impact of each block of documents, in 255ths rounded up; None where it is not kept."""

    def frequencies_at(self, places: Numbers) -> Numbers:
        """Return the frequencies in the documents at these places of `documents`, as an array of one's own."""

    @property
    def impacts(self) -> dict[float, Numbers] | None: ...
    @property
    def occurrences(self) -> int: ...
    def positions(self, within: BitMap | None = None) -> Numbers:
        """Return the positions on the line, all or those in some documents and perhaps others."""

    def coded(self) -> tuple[Numbers, Numbers]:
        """Return all positions and the code of the form that stands at each."""

    def __len__(self) -> int:
        """Return the number of documents."""


class Listed:
    """Postings that are kept as positions on the line."""

    maxima = None

    def __init__(self, positions: Numbers, line: Line, codes: Numbers | None = None) -> None:
        self._positions, self._line, self._codes = positions, line, codes
        self.impacts: dict[float, Numbers] = {}

    @cached_property
    def _counted(self) -> tuple[Numbers, Numbers]:
        at = self._line.documents_at(self._positions)
        first = firsts_of(at)
        ends = np.empty(len(first), np.int64)
        ends[:-1] = first[1:]
        ends[-1:] = len(at)
        return at.take(first), ends - first

    @property
    def documents(self) -> Numbers:
        return self._counted[0]

    @property
    def frequencies(self) -> Numbers:
        return self._counted[1]

    @cached_property
    def bitmap(self) -> BitMap:
        return bitmap_of(self.documents)

    def frequencies_at(self, places: Numbers) -> Numbers:
        return self.frequencies.take(places)

    def positions(self, within: BitMap | None = None) -> Numbers:  # noqa: ARG002  they are few
        return self._positions

    @property
    def occurrences(self) -> int:
        return len(self._positions)

    def coded(self) -> tuple[Numbers, Numbers]:
        codes = self._codes
        return self._positions, np.zeros(len(self._positions), np.uint8) if codes is None else codes

    def __len__(self) -> int:
        return len(self.documents)


class Recorded:
    """Postings that are kept as a record."""

    def __init__(self, record: memoryview, line: Line) -> None:
        self._record, self._line = record, line
        self.impacts: dict[float, Numbers] = {}
        count, occurrences, *sizes = _HEADER.unpack_from(record)
        self.occurrences: int = occurrences
        self._count: int = count
        self._ends = list(
            accumulate((sizes[0], sizes[1], self.occurrences, *sizes[2:]), initial=_HEADER.size)
        )
        if self._ends[-1] != len(record):
            raise Damage("the record of a term is damaged")

    @cached_property
    def bitmap(self) -> BitMap:
        bitmap = BitMap.deserialize(bytes(self._part(0)))
        if len(bitmap) != self._count:
            raise Damage("the documents of a term are damaged")
        return bitmap

    @cached_property
    def documents(self) -> Numbers:
        return numbers_of(self.bitmap)

    @cached_property
    def frequencies(self) -> Numbers:
        return _plus_one(unpack(self._part(1), self._count))

    @cached_property
    def maxima(self) -> Numbers | None:
        part = self._part(5)
        return np.frombuffer(part, np.uint8) if len(part) else None

    @cached_property
    def _firsts(self) -> Numbers:
        """Where the positions of each document begin."""
        return np.cumsum(self.frequencies, dtype=np.uint32) - self.frequencies

    def frequencies_at(self, places: Numbers) -> Numbers:
        return _plus_one(take(self._part(1), self._count, places))

    def positions(self, within: BitMap | None = None) -> Numbers:
        documents, frequencies = self.documents, self.frequencies
        which = None
        if within is not None and 4 * len(within) < self._count:
            wanted = numbers_of(within)
            places = documents.searchsorted(wanted)
            places[places == len(documents)] = 0
            places = places[documents.take(places) == wanted]
            documents, frequencies = documents.take(places), frequencies.take(places)
            which = ranges(self._firsts.take(places), frequencies)
        low = np.frombuffer(self._part(2), np.uint8)
        high = self._part(3)
        starts = np.repeat(self._line.starts_of(documents), frequencies)
        if which is None:
            if len(low) != len(starts):
                raise Damage("the frequencies of a term are damaged")
            starts += low
            if len(high) > _ALL_ZERO:
                starts += unpack(high, self.occurrences).astype(np.uint32) << np.uint32(8)
            return starts
        starts += low.take(which)
        if len(high) > _ALL_ZERO:
            starts += take(high, self.occurrences, which).astype(np.uint32) << np.uint32(8)
        return starts

    def coded(self) -> tuple[Numbers, Numbers]:
        return self.positions(), self._codes()

    def _codes(self) -> Numbers:
        part = self._part(4)
        return unpack(part, self.occurrences) if len(part) else np.zeros(self.occurrences, np.uint8)

    def _part(self, number: int) -> memoryview:
        return self._record[self._ends[number] : self._ends[number + 1]]

    def __len__(self) -> int:
        return self._count


def _plus_one(values: Numbers) -> Numbers:
    wide = (
        values.astype(np.uint32)
        if values.dtype.itemsize == 1 and values.max(initial=0) == _FULL_BYTE
        else values
    )
    return wide + wide.dtype.type(1)


class PostingsWriter:
    """Writes terms and postings of a field; the terms come in order, in as many pieces as one likes.

    Parameters
    ----------
    name: what the sections are called by.
    line: of the field.
    lengths: words of the field in each document, for the impacts; None where it does not rank.
    spool: two temporary files.
    """

    def __init__(
        self,
        out: SectionWriter,
        name: str,
        line: Line,
        lengths: Numbers | None,
        spool: tuple[IO[bytes], IO[bytes]],
    ) -> None:
        self._out, self._name, self._line = out, name, line
        self._spool = spool
        self._terms = TermWriter()
        self._counts: list[Numbers] = []
        self._frequent: list[Numbers] = []
        self._sizes: list[int] = []
        self._articles = len(line.starts) - 1
        self._top_code = 0
        self._norms = None if lengths is None else _norms(lengths)
        self._open = out.section(f"{name}/records")
        self._append = self._open.__enter__()

    def extend(self, terms: list[bytes], counts: Numbers, positions: Numbers, codes: Numbers | None) -> None:
        """Write terms, with how often each stands in the field, where, and with which codes."""
        many = counts >= FREQUENT
        self._frequent.append(np.flatnonzero(many) + self._terms.count)
        self._terms.extend(terms)
        self._counts.append(np.where(many, 0, counts).astype("<u4"))
        if many.any():
            here = np.repeat(many, counts)
            self._records(counts[many], positions[here], None if codes is None else codes[here])
            positions = positions[~here]
            codes = None if codes is None else codes[~here]
        self._spool[0].write(positions.astype("<u4").tobytes())
        if codes is None:
            codes = np.zeros(len(positions), np.uint8)
        top = int(codes.max()) if len(codes) else 0
        self._top_code = max(self._top_code, top)
        self._spool[1].write(codes.astype("<u2").tobytes())

    def finish(self) -> int:
        """Write what is left; return the number of terms."""
        self._open.__exit__(None, None, None)
        name, out = self._name, self._out
        self._terms.write(out, name)
        starts = np.cumsum(np.concatenate([np.zeros(1, np.int64), *self._counts]))
        out.add(f"{name}/rare", starts.astype("<u4"))
        _copy(self._spool[0], out, f"{name}/rare.positions", "<u4")
        _copy(self._spool[1], out, f"{name}/rare.codes", "<u1" if self._top_code < 1 << 8 else "<u2")
        frequent = np.concatenate([np.empty(0, np.int64), *self._frequent])
        out.add(f"{name}/frequent", frequent.astype("<u4"))
        out.add(f"{name}/records.at", np.cumsum([0, *self._sizes]).astype("<u8"))
        return self._terms.count

    def _records(self, counts: Numbers, positions: Numbers, codes: Numbers | None) -> None:
        at = self._line.documents_at(positions)
        places = positions - self._line.starts_of(at)
        low, high = places.astype(np.uint8), places >> 8
        ends = np.cumsum(counts)
        first = np.empty(len(at), bool)
        first[:1] = True
        np.not_equal(at[1:], at[:-1], out=first[1:])
        first[ends[:-1]] = True
        firsts = first.nonzero()[0]
        documents = at.take(firsts)
        frequencies = np.diff(firsts, append=len(at))
        cuts = np.searchsorted(firsts, np.concatenate(([0], ends))).tolist()
        begin = 0
        for number, end in enumerate(ends.tolist()):
            here = slice(cuts[number], cuts[number + 1])
            there = slice(begin, end)
            record = self._record(
                documents[here],
                frequencies[here],
                low[there],
                high[there],
                None if codes is None else codes[there],
            )
            self._append(record)
            self._sizes.append(len(record))
            begin = end

    def _record(
        self, documents: Numbers, frequencies: Numbers, low: Numbers, high: Numbers, codes: Numbers | None
    ) -> bytes:
        parts = [
            bitmap_of(documents).serialize(),
            pack(frequencies - 1),
            pack(high),
            pack(codes) if codes is not None and codes.any() else b"",
            self._maxima(documents, frequencies),
        ]
        header = _HEADER.pack(len(documents), len(low), *map(len, parts))
        return b"".join((header, parts[0], parts[1], low.tobytes(), *parts[2:]))

    def _maxima(self, documents: Numbers, frequencies: Numbers) -> bytes:
        if self._norms is None or self._articles < _FEW_DOCUMENTS or len(documents) * _DENSE < self._articles:
            return b""
        impacts = frequencies / (frequencies + self._norms.take(documents))
        blocks = documents // BLOCK
        firsts = firsts_of(blocks)
        maxima = np.zeros(-(-self._articles // BLOCK), np.uint8)
        maxima[blocks.take(firsts)] = np.ceil(np.maximum.reduceat(impacts, firsts) * 255)
        return maxima.tobytes()


class PostingsTable:
    """The terms and postings of a field, mapped."""

    def __init__(self, sections: Sections, name: str, line: Line) -> None:
        self._sections, self._name, self._line = sections, name, line
        self.terms = Terms(sections, name, int(sections.counts["terms"].get(name, 0)))
        self._known: dict[bytes, Postings] = {}
        self._records_known: dict[int, Recorded] = {}
        self._weight = 0

    def find(self, term: bytes) -> Postings | None:
        """Return the postings of a term; those that were asked for before are kept, as they were decoded."""
        postings = self._known.get(term)
        if postings is None:
            number = self.terms.find(term)
            if number < 0:
                return None
            postings = self._known[term] = self.of(number)
        return postings

    def rare(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Return the positions of the rare ones of some terms, together, and which the others are."""
        starts = self._rare.take(numbers)
        counts = self._rare.take(numbers + 1).astype(np.int64) - starts
        return self._positions.take(ranges(starts, counts)), numbers[counts == 0]

    def of(self, number: int) -> Postings:
        """Return the postings of the term with this number."""
        known = self._records_known.get(number)
        if known is not None:
            return known
        postings = self._read(number)
        self._weigh(len(postings))
        if isinstance(postings, Recorded):
            self._records_known[number] = postings
        return postings

    def _read(self, number: int) -> "Listed | Recorded":
        start, end = self._rare[number], self._rare[number + 1]
        if start < end:
            codes = None if self._codes is None else self._codes[start:end]
            return Listed(self._positions[start:end], self._line, codes)
        place = int(self._frequent.searchsorted(number))
        if place >= len(self._frequent) or self._frequent[place] != number:
            raise Damage(f"the postings of {self._name} are damaged")
        start, end = int(self._at[place]), int(self._at[place + 1])
        return Recorded(self._records[start:end], self._line)

    def _weigh(self, postings: int) -> None:
        """Count what is about to be kept; when it is too much, forget all before."""
        self._weight += postings + _KEPT // _KEPT_TERMS
        if self._weight > _KEPT:
            self._known, self._records_known, self._weight = {}, {}, postings

    def counts(self, first: int, last: int) -> Numbers:
        """Return how often each of the terms from ``first`` to before ``last`` stands."""
        counts = np.diff(self._rare[first : last + 1].astype(np.int64))
        low, high = np.searchsorted(self._frequent, (first, last)).tolist()
        for number in self._frequent[low:high].tolist():
            counts[number - first] = self._read(number).occurrences
        return counts

    def occurrences(self, first: int, last: int) -> tuple[Numbers, Numbers, Numbers]:
        """Return how often each of the terms from ``first`` to before ``last`` stands, where, and the codes."""
        starts = self._rare[first : last + 1]
        counts = np.diff(starts.astype(np.int64))
        begin, end = (int(starts[0]), int(starts[-1])) if first < last else (0, 0)
        rare = self._positions[begin:end]
        rare_codes = np.zeros(len(rare), np.uint16) if self._codes is None else self._codes[begin:end]
        low, high = np.searchsorted(self._frequent, (first, last)).tolist()
        if low == high:
            return counts, rare, rare_codes
        positions, codes = [], []
        cut = 0
        for number in self._frequent[low:high].tolist():
            upto = int(starts[number - first]) - begin
            there, forms = self._read(number).coded()
            positions += [rare[cut:upto], there]
            codes += [rare_codes[cut:upto], forms]
            counts[number - first] = len(there)
            cut = upto
        return counts, np.concatenate([*positions, rare[cut:]]), np.concatenate([*codes, rare_codes[cut:]])

    @cached_property
    def _rare(self) -> Numbers:
        starts = self._sections.array(f"{self._name}/rare")
        if len(starts) != len(self.terms) + 1:
            raise Damage(f"the postings of {self._name} are damaged")
        return starts

    @cached_property
    def _positions(self) -> Numbers:
        return self._sections.array(f"{self._name}/rare.positions")

    @cached_property
    def _codes(self) -> Numbers | None:
        name = f"{self._name}/rare.codes"
        return self._sections.array(name) if name in self._sections else None

    @cached_property
    def _frequent(self) -> Numbers:
        return self._sections.array(f"{self._name}/frequent")

    @cached_property
    def _at(self) -> Numbers:
        return self._sections.array(f"{self._name}/records.at")

    @cached_property
    def _records(self) -> memoryview:
        start, end = self._sections.span(f"{self._name}/records")
        return memoryview(self._sections.map)[start:end]


def _norms(lengths: Numbers) -> Numbers:
    """Return what BM25 adds to the frequency, by document."""
    filled = np.count_nonzero(lengths)
    mean = int(lengths.sum(dtype=np.int64)) / filled if filled else 1.0
    norms: Numbers = K1 * (1 - B + B * lengths / mean)
    return norms


def _copy(file: IO[bytes], out: SectionWriter, name: str, dtype: str) -> None:
    file.seek(0)
    with out.section(name, dtype) as write:
        while data := file.read(_COPY):
            write(data if dtype != "<u1" else np.frombuffer(data, "<u2").astype("<u1"))
    file.seek(0)
    file.truncate()
