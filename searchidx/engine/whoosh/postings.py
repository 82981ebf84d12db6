"""Where a term stands: its documents, how often it stands in each, and at which positions.

The words of a field stand on one *line*: each document owns a stretch of it, and a position on the line says
both the document and the place in it.  A rare term is kept as its positions on the line.  A term that
stands `FREQUENT` times or more has a record of its own: its documents as a Roaring bitmap (Lemire et al.,
Roaring Bitmaps: Implementation of an Optimized Software Library, 2018), the frequency in each, the
positions in each, and, where the term has several exact forms, which of them stands there.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable
from functools import cached_property
from struct import Struct
from typing import Final, Protocol

import numpy as np
from pyroaring import BitMap

from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.packing import EMPTY, narrow, ranges, take, unpack
from searchidx.engine.whoosh.ranks import Ranks
from searchidx.engine.whoosh.sections import Numbers

FREQUENT: Final = 128
"""Occurrences from which a term has a record of its own."""

BLOCK: Final = 128
"""Documents of a block, of which a frequent term knows the best impact."""

HEADER: Final = Struct("<7I")
"""Of a record: documents, occurrences, then the bytes of its parts but the low bytes of positions."""
_FEW: Final = 4
"""Some documents are few where there are so many times as many."""
_BASE: Final = 8
_BYTES_A_DOCUMENT: Final = 8
MANY: Final = 1 << 16
"""Documents of a term beyond which it is `Large`."""
_DENSE: Final = 16
"""A term that is asked for again has its frequencies in all documents side by side, where one of so many holds it"""
_SMALL: Final = 1 << 14
"""or where there are so few documents."""
_HANDY: Final = 1 << 16
"""Positions that are kept decoded, in segments as small, when a phrase is looked for again."""


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

    def stretch(self, positions: Numbers, documents: Numbers) -> slice:
        """Return which of some positions stand from the first to the last of some documents."""
        bounds = self.starts[documents[0]], self.starts[documents[-1] + np.uint32(1)]
        return slice(*positions.searchsorted(np.array(bounds, positions.dtype)).tolist())

    @property
    def reach(self) -> int:
        """All its positions."""
        return int(self.starts[-1])

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.starts) - 1


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

    @property
    def evidence(self) -> dict[float, Numbers] | None:
        """What each document is known to say, by mean length; None where nothing is kept."""

    @property
    def occurrences(self) -> int: ...
    def frequencies_in(self, documents: Numbers) -> Numbers:
        """Return how often the term stands in some documents of the segment."""

    def positions(self, documents: Numbers | None = None) -> Numbers:
        """Return the positions on the line, all or those in some documents and perhaps others."""

    def around(self, documents: Numbers) -> Numbers:
        """Return the positions in some documents, and perhaps many others: whatever is at hand."""

    def among(self, documents: Numbers) -> Numbers:
        """Return the positions in some documents, one at least, and perhaps others between the first and the last of them."""

    def codes(self) -> Numbers:
        """Return the code of the form that stands at each position."""

    def __len__(self) -> int:
        """Return the number of documents."""


def frequencies_at(documents: Numbers, frequencies: Numbers, wanted: Numbers) -> Numbers:
    """Return the frequencies in the documents that are wanted, given those in all that have any, in order."""
    if not len(documents):
        return np.zeros(len(wanted), np.uint8)
    places = documents.searchsorted(wanted)
    there = documents.take(places, mode="clip") == wanted
    found: Numbers = frequencies.take(places, mode="clip") * there
    return found


class Counting(ABC):
    """Postings that are counted when they are asked for."""

    maxima = None

    @property
    @abstractmethod
    def _counted(self) -> tuple[Numbers, Numbers]:
        """Their documents and frequencies."""

    @property
    def documents(self) -> Numbers:
        return self._counted[0]

    @property
    def frequencies(self) -> Numbers:
        return self._counted[1]

    @cached_property
    def bitmap(self) -> BitMap:
        return bitmap_of(self.documents)

    def frequencies_in(self, documents: Numbers) -> Numbers:
        return frequencies_at(*self._counted, documents)

    def __len__(self) -> int:
        return len(self.documents)


def _one_of(codes: Numbers, wanted: Numbers) -> Numbers:
    """Tell which codes are among those that are wanted."""
    if len(wanted) == 1:
        alone: Numbers = codes == wanted[0]
        return alone
    flags = np.zeros(max(int(codes.max(initial=0)), int(wanted.max())) + 1, bool)
    flags[wanted] = True
    found: Numbers = flags.take(codes)
    return found


class Listed(Counting):
    """Postings that are kept as positions on the line.

    ``at`` are the documents of the positions, where they are known.
    """

    def __init__(
        self, positions: Numbers, line: Line, codes: Numbers | None = None, *, at: Numbers | None = None
    ) -> None:
        self._positions, self._line, self._codes = positions, line, codes
        self._at = at
        self.evidence: dict[float, Numbers] = {}

    @cached_property
    def _counted(self) -> tuple[Numbers, Numbers]:
        at = self._line.documents_at(self._positions) if self._at is None else self._at
        first = firsts_of(at)
        if len(first) == len(at):
            return at, np.ones(len(at), np.uint8)
        ends = np.empty(len(first), np.int64)
        ends[:-1] = first[1:]
        ends[-1:] = len(at)
        return at.take(first), ends - first

    def positions(self, documents: Numbers | None = None) -> Numbers:  # noqa: ARG002  they are few
        return self._positions

    def around(self, documents: Numbers) -> Numbers:  # noqa: ARG002
        return self._positions

    def among(self, documents: Numbers) -> Numbers:
        return self.stretch(documents)[0]

    def stretch(self, documents: Numbers) -> tuple[Numbers, slice]:
        """Return the positions from the first to the last of some documents, and which of all they are."""
        which = self._line.stretch(self._positions, documents)
        return self._positions[which], which

    @property
    def occurrences(self) -> int:
        return len(self._positions)

    @property
    def nbytes(self) -> int:
        """The bytes it may take."""
        return _BYTES_A_DOCUMENT * len(self._positions)

    def codes(self) -> Numbers:
        return np.zeros(len(self._positions), np.uint8) if self._codes is None else self._codes

    def holding_codes(self, codes: Numbers, documents: Numbers) -> Numbers:
        """Tell in which of some documents a form with one of some codes stands."""
        at = self._line.documents_at(self._positions[_one_of(self.codes(), codes)])
        if not len(at):
            return np.zeros(len(documents), bool)
        there: Numbers = at.take(at.searchsorted(documents), mode="clip") == documents
        return there


class Partly(Counting):
    """The part of some postings where certain exact forms stand, which have these codes."""

    def __init__(self, postings: "Listed | Recorded", codes: Numbers) -> None:
        self._postings, self._codes = postings, codes
        self.evidence: dict[float, Numbers] = {}

    @cached_property
    def _there(self) -> Numbers:
        """Whether one of the forms is what stands there, by position."""
        return _one_of(self._postings.codes(), self._codes)

    @cached_property
    def _counted(self) -> tuple[Numbers, Numbers]:
        postings = self._postings
        at = postings.documents.repeat(postings.frequencies)[self._there]
        first = firsts_of(at)
        return at.take(first), narrow(np.diff(first, append=len(at)))

    @property
    def occurrences(self) -> int:
        return int(np.count_nonzero(self._there))

    def positions(self, documents: Numbers | None = None) -> Numbers:  # noqa: ARG002  it is decoded whole
        return self._postings.positions()[self._there]

    def around(self, documents: Numbers) -> Numbers:  # noqa: ARG002
        return self.positions()

    def among(self, documents: Numbers) -> Numbers:
        positions, which = self._postings.stretch(documents)
        return positions[self._there[which]]

    def codes(self) -> Numbers:
        return self._postings.codes()[self._there]


class Recorded:
    """Postings that are kept as a record."""

    def __init__(self, record: memoryview, line: Line) -> None:
        self._record, self._line = record, line
        self.evidence: dict[float, Numbers] = {}
        self._asked = self._looked_at = False
        count, occurrences, bitmap, frequencies, high, codes, maxima = HEADER.unpack_from(record)
        self._count: int = count
        self.occurrences: int = occurrences
        self._frequencies_at = HEADER.size + bitmap
        self._low_at = self._frequencies_at + frequencies
        self._high_at = self._low_at + occurrences
        self._codes_at = self._high_at + high
        self._maxima_at = self._codes_at + codes
        if self._maxima_at + maxima != len(record):
            raise Damage("the record of a term is damaged")

    @cached_property
    def bitmap(self) -> BitMap:
        bitmap = BitMap.deserialize(bytes(self._record[HEADER.size : self._frequencies_at]))
        if len(bitmap) != self._count:
            raise Damage("the documents of a term are damaged")
        return bitmap

    @cached_property
    def documents(self) -> Numbers:
        return numbers_of(self.bitmap)

    @cached_property
    def frequencies(self) -> Numbers:
        return self._unpacked()

    def _unpacked(self) -> Numbers:
        frequencies = unpack(self._packed_frequencies, self._count)
        more: Numbers = frequencies + frequencies.dtype.type(1)
        return more

    @cached_property
    def maxima(self) -> Numbers | None:
        part = self._record[self._maxima_at :]
        return np.frombuffer(part, np.uint8) if len(part) else None

    @property
    def nbytes(self) -> int:
        """The bytes it may take, once all of it is decoded."""
        column, handy = self._dense * len(self._line), self._is_handy * 4 * self.occurrences
        return _BYTES_A_DOCUMENT * self._count + column + handy

    @cached_property
    def _dense(self) -> bool:
        """Whether a column of frequencies in all documents pays, when it is asked for again."""
        size = len(self._line)
        return size <= _SMALL or (self._count * _DENSE >= size and self._count <= MANY)

    @property
    def _is_handy(self) -> bool:
        """Whether all positions are kept, when they are asked for again."""
        return len(self._line) <= _SMALL and self.occurrences <= _HANDY

    @cached_property
    def _column(self) -> Numbers:
        """How often it stands in each document of the segment."""
        frequencies = self.frequencies
        column = np.zeros(len(self._line), frequencies.dtype)
        column[self.documents] = frequencies
        return column

    def frequencies_in(self, documents: Numbers) -> Numbers:
        if self._dense:
            if self._asked:
                return self._column.take(documents)
            self._asked = True
        return frequencies_at(self.documents, self.frequencies, documents)

    def positions(self, documents: Numbers | None = None) -> Numbers:
        if documents is None or _FEW * len(documents) > self._count:
            return self._all_positions()
        there, places = self._find(documents)
        if not there.all():
            places, documents = places[there], documents[there]
        frequencies = self._frequencies_of(places)
        which = ranges(self._firsts_of(places), frequencies)
        positions: Numbers = self._line.starts_of(documents).repeat(frequencies)
        positions += self._low.take(which)
        high = self._high
        if len(high) > EMPTY:
            positions += take(high, self.occurrences, which).astype(np.uint32) << np.uint32(8)
        return positions

    def around(self, documents: Numbers) -> Numbers:
        if self._is_handy:
            if self._looked_at:
                return self._handy
            self._looked_at = True
        return self.positions(documents)

    def among(self, documents: Numbers) -> Numbers:
        first, end = self._span(documents)
        return (
            self.positions(documents) if _FEW * len(documents) < end - first else self.stretch(documents)[0]
        )

    def stretch(self, documents: Numbers) -> tuple[Numbers, slice]:
        """Return the positions from the first to the last of some documents, and which of all they are."""
        first, end = self._span(documents)
        if first == end:
            return np.empty(0, np.uint32), slice(0)
        start = int(self._firsts_of(np.array([first], np.uint32))[0])
        places = np.arange(first, end, dtype=np.uint32)
        frequencies = self._frequencies_of(places)
        positions: Numbers = self._line.starts_of(self.documents[first:end]).repeat(frequencies)
        which = slice(start, start + len(positions))
        positions += self._low[which]
        high = self._high
        if len(high) > EMPTY:
            at = np.arange(which.start, which.stop)
            positions += take(high, self.occurrences, at).astype(np.uint32) << np.uint32(8)
        return positions, which

    def _span(self, documents: Numbers) -> tuple[int, int]:
        """Return the places between which the documents lie that hold the term, from the first to the last of some."""
        first, end = self.documents.searchsorted(np.array((documents[0], documents[-1] + 1), np.uint32))
        return int(first), int(end)

    @cached_property
    def _handy(self) -> Numbers:
        return self._all_positions()

    def _all_positions(self) -> Numbers:
        positions: Numbers = self._line.starts_of(self.documents).repeat(self.frequencies)
        if len(positions) != self.occurrences:
            raise Damage("the frequencies of a term are damaged")
        positions += self._low
        high = self._high
        if len(high) > EMPTY:
            positions += unpack(high, self.occurrences).astype(np.uint32) << np.uint32(8)
        return positions

    def codes(self) -> Numbers:
        codes = self._record[self._codes_at : self._maxima_at]
        return unpack(codes, self.occurrences) if len(codes) else np.zeros(self.occurrences, np.uint8)

    def holding_codes(self, codes: Numbers, documents: Numbers) -> Numbers:
        """Tell in which of some documents a form with one of some codes stands."""
        there, places = self._find(documents)
        packed = self._record[self._codes_at : self._maxima_at]
        if not len(packed):
            return there if 0 in codes else np.zeros(len(documents), bool)
        places = places[there]
        if len(places):
            frequencies = self._frequencies_of(places)
            which = ranges(self._firsts_of(places), frequencies)
            held = _one_of(take(packed, self.occurrences, which), codes)
            ends = np.add.accumulate(frequencies, dtype=np.int64)
            there = there.copy()
            there[there] = np.logical_or.reduceat(held, ends - frequencies)
        return there

    def _firsts_of(self, places: Numbers) -> Numbers:
        """Return where the positions in the documents at some places begin."""
        return self._firsts.take(places)

    @cached_property
    def _firsts(self) -> Numbers:
        return self._summed()

    def _summed(self) -> Numbers:
        firsts: Numbers = np.add.accumulate(self.frequencies, dtype=np.uint32)
        firsts -= self.frequencies
        return firsts

    def _find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """Tell which of some documents hold the term, and how many that hold it stand before each."""
        places = self.documents.searchsorted(documents)
        return self.documents.take(places, mode="clip") == documents, places

    def _frequencies_of(self, places: Numbers) -> Numbers:
        """Return how often the term stands in the documents at some places."""
        return self.frequencies.take(places)

    @property
    def _packed_frequencies(self) -> memoryview:
        return self._record[self._frequencies_at : self._low_at]

    @property
    def _low(self) -> Numbers:
        """Of each position, the place in the document, modulo 256."""
        return np.frombuffer(self._record, np.uint8, self.occurrences, self._low_at)

    @property
    def _high(self) -> memoryview:
        """Of each position, the place in the document, divided by 256; packed."""
        return self._record[self._high_at : self._codes_at]

    def __len__(self) -> int:
        return self._count


class Large(Recorded):
    """A record of so many documents that what is decoded of it is kept part by part, ``keep`` says where.

    It is told by bits which documents hold the term, and single frequencies are decoded when they are asked for.
    """

    def __init__(
        self, record: memoryview, line: Line, keep: Callable[[str, Callable[[], Numbers]], Numbers]
    ) -> None:
        super().__init__(record, line)
        self._keep = keep

    @property
    def nbytes(self) -> int:
        """The bytes of what it keeps itself: two kinds of bitmaps, and where positions begin."""
        bits = len(self._line) // 8
        return int(self._frequencies_at) + bits + bits // 2 + 4 * self._count // _BASE

    @cached_property
    def _ranks(self) -> Ranks:
        return Ranks(self._record[HEADER.size : self._frequencies_at], len(self._line))

    @property
    def documents(self) -> Numbers:
        return self._keep("documents", lambda: numbers_of(self.bitmap))

    @property
    def frequencies(self) -> Numbers:
        return self._keep("frequencies", self._unpacked)

    def _firsts_of(self, places: Numbers) -> Numbers:
        offsets = self._keep("offsets", self._offsets)
        firsts: Numbers = self._bases.take(places // np.uint32(_BASE))
        firsts += offsets.take(places)
        return firsts

    @cached_property
    def _bases(self) -> Numbers:
        """Where the positions of every eighth document begin."""
        counts = np.add.reduceat(self.frequencies, np.arange(0, self._count, _BASE), dtype=np.uint32)
        return np.add.accumulate(counts, dtype=np.uint32) - counts

    def _offsets(self) -> Numbers:
        """How much further those of each document begin."""
        return narrow(self._summed() - self._bases.repeat(_BASE)[: self._count])

    def frequencies_in(self, documents: Numbers) -> Numbers:
        there, places = self._find(documents)
        frequencies = self._frequencies_of(np.minimum(places, np.uint32(self._count - 1)))
        frequencies *= there
        return frequencies

    def _find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        return self._ranks.find(documents)

    def _frequencies_of(self, places: Numbers) -> Numbers:
        frequencies = take(self._packed_frequencies, self._count, places)
        frequencies += frequencies.dtype.type(1)
        return frequencies
