"""The terms of a field and where they stand, mapped; what was decoded of them lately is kept."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Final

import numpy as np

from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.dictionary import Terms
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.postings import HEADER, MANY, Large, Line, Listed, Postings, Recorded
from searchidx.engine.whoosh.sections import Numbers, Sections

_BYTES_A_TERM: Final = 1_500
_COUNT: Final = np.dtype("<u4")
"""Of the documents of a record, its first bytes."""

_Part = Callable[[int, str, Callable[[], Numbers]], Numbers]


class PostingsTable:
    """The terms and postings of a field, mapped."""

    def __init__(self, sections: Sections, name: str, line: Line, kept: Kept) -> None:
        self._sections, self._name, self._line, self._kept = sections, name, line, kept
        self.terms = Terms(sections, name, int(sections.counts["terms"].get(name, 0)))

    def find(self, term: str) -> Postings | None:
        """Return the postings of a term; those that were asked for before are kept, as they were decoded."""
        postings: Postings | None = self._kept.get((self, term))
        if postings is None:
            number = self.terms.find(term.encode(errors="surrogatepass"))
            if number < 0:
                return None
            postings = self._read(number, self._part)
            self._keep(term, postings)
        return postings

    def rare(self, numbers: Sequence[int]) -> tuple[Numbers, list[int]]:
        """Return the positions of the rare ones of some terms, together, and which the others are."""
        starts = self._starts
        frequent: list[int] = []
        positions = [self._positions[:0]]
        for number in numbers:
            start, end = starts[number], starts[number + 1]
            if start < end:
                self._look(start, end)
                positions.append(self._positions[start:end])
            else:
                frequent.append(number)
        return np.concatenate(positions), frequent

    def of(self, number: int) -> "Listed | Recorded":
        """Return the postings of the term with this number."""
        postings: Listed | Recorded | None = self._kept.get((self, number))
        if postings is None:
            postings = self._read(number, self._part)
            if isinstance(postings, Recorded):
                self._keep(number, postings)
        return postings

    def _keep(self, key: str | int, postings: "Listed | Recorded") -> None:
        self._kept.put((self, key), postings, _BYTES_A_TERM + postings.nbytes)

    def _part(self, number: int, name: str, decode: Callable[[], Numbers]) -> Numbers:
        """Return a part of the postings of a term with many documents."""
        key = self, (number, name)
        part: Numbers | None = self._kept.get(key)
        if part is None:
            part = decode()
            self._kept.put(key, part, part.nbytes)
        return part

    def _read(self, number: int, part: "_Part | None" = None) -> "Listed | Recorded":
        """Return the postings of a term; ``part`` keeps what is decoded of many documents, as no merge needs it."""
        starts = self._starts
        start, end = starts[number], starts[number + 1]
        if start < end:
            self._look(start, end)
            codes = None if self._codes is None else self._codes[start:end]
            return Listed(self._positions[start:end], self._line, codes)
        frequent = self._frequent_numbers
        place = bisect_left(frequent, number)
        if place >= len(frequent) or frequent[place] != number:
            raise Damage(f"the postings of {self._name} are damaged")
        self._sections.look(f"{self._name}/records", self._at[place], self._at[place + 1])
        record = self._records[self._at[place] : self._at[place + 1]]
        if HEADER.unpack_from(record)[0] > MANY:
            return Large(record, self._line, partial(part or _decoded, number))
        return Recorded(record, self._line)

    def most_documents(self, numbers: Numbers) -> Numbers:
        """Return how many documents hold each of some terms, or more where it is rare: how often it stands."""
        most: Numbers = self._rare.take(numbers + 1).astype(np.int64) - self._rare.take(numbers)
        frequent = (most == 0).nonzero()[0]
        if len(frequent):
            records = np.frombuffer(self._records, np.uint8)
            places = self._frequent.searchsorted(numbers.take(frequent))
            starts = np.asarray(self._at).take(places, mode="clip").astype(np.int64)
            for start in starts.tolist():
                self._sections.look(f"{self._name}/records", start, start + _COUNT.itemsize)
            heads = records.take(starts[:, np.newaxis] + np.arange(_COUNT.itemsize), mode="clip")
            most[frequent] = heads.view(_COUNT).ravel()
        return most

    def in_order(self) -> bool:
        """Tell whether postings and records begin where those before end, and whether each term has one of both."""
        rare, frequent = self._rare.astype(np.int64), self._frequent.astype(np.int64)
        at = np.asarray(self._at).astype(np.int64)
        return bool(
            rare[0] == 0
            and rare[-1] == len(self._positions)
            and (np.diff(rare) >= 0).all()
            and np.array_equal(np.flatnonzero(np.diff(rare) == 0), frequent)
            and (self._codes is None or len(self._codes) == len(self._positions))
            and len(at) == len(frequent) + 1
            and at[0] == 0
            and at[-1] == len(self._records)
            and (np.diff(at) > 0).all()
        )

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
        self._look(begin, end)
        rare = self._positions[begin:end]
        rare_codes = np.zeros(len(rare), np.uint16) if self._codes is None else self._codes[begin:end]
        low, high = np.searchsorted(self._frequent, (first, last)).tolist()
        if low == high:
            return counts, rare, rare_codes
        positions, codes = [], []
        cut = 0
        for number in self._frequent[low:high].tolist():
            upto = int(starts[number - first]) - begin
            postings = self._read(number)
            there, forms = postings.positions(), postings.codes()
            positions += [rare[cut:upto], there]
            codes += [rare_codes[cut:upto], forms]
            counts[number - first] = len(there)
            cut = upto
        return counts, np.concatenate([*positions, rare[cut:]]), np.concatenate([*codes, rare_codes[cut:]])

    def _look(self, start: int, end: int) -> None:
        """See that some rare positions, and the codes there, are what was written."""
        size = self._positions.itemsize
        self._sections.look(f"{self._name}/rare.positions", size * start, size * end)
        if self._codes is not None:
            size = self._codes.itemsize
            self._sections.look(f"{self._name}/rare.codes", size * start, size * end)

    @cached_property
    def _rare(self) -> Numbers:
        starts = self._sections.array(f"{self._name}/rare")
        if len(starts) != len(self.terms) + 1:
            raise Damage(f"the postings of {self._name} are damaged")
        return starts

    @cached_property
    def _starts(self) -> memoryview:
        return self._rare.data

    @cached_property
    def _positions(self) -> Numbers:
        return self._sections.array(f"{self._name}/rare.positions", looked_at=False)

    @cached_property
    def _codes(self) -> Numbers | None:
        name = f"{self._name}/rare.codes"
        return self._sections.array(name, looked_at=False) if name in self._sections else None

    @cached_property
    def _frequent(self) -> Numbers:
        return self._sections.array(f"{self._name}/frequent")

    @cached_property
    def _frequent_numbers(self) -> memoryview:
        return self._frequent.data

    @cached_property
    def _at(self) -> memoryview:
        return self._sections.array(f"{self._name}/records.at").data

    @cached_property
    def _records(self) -> memoryview:
        start, end = self._sections.span(f"{self._name}/records")
        return memoryview(self._sections.map)[start:end]


def _decoded(number: int, name: str, decode: Callable[[], Numbers]) -> Numbers:  # noqa: ARG001
    return decode()
