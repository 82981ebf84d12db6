"""Postings to disk: terms come in order, and those that stand often are kept as records."""

from collections.abc import Iterable
from typing import IO, Final

import numpy as np

from searchidx.engine.ranking import K1, B
from searchidx.engine.whoosh.dictionary import TermWriter
from searchidx.engine.whoosh.packing import narrow, pack, starts_of
from searchidx.engine.whoosh.postings import BLOCK, FREQUENT, HEADER, Line, bitmap_of, firsts_of
from searchidx.engine.whoosh.sections import Numbers, SectionWriter

_DENSE: Final = 32
"""A term that stands in one document of so many, or more, knows its impacts."""
_FEW_DOCUMENTS: Final = 4096
_PIECE: Final = 1 << 18
"""Positions that are parted together."""
_PARTS: Final = 4
"""Logarithm of the parts of a document of mean length, or half as many, of which it is known where they are."""
_COPY: Final = 1 << 20


class _Locator:
    """Tells the documents of many positions, in any order: most are found by one look into a table.

    Parameters
    ----------
    starts: where each document begins, and the end.
    """

    def __init__(self, starts: Numbers) -> None:
        self._starts = starts
        total, documents = int(starts[-1]), len(starts) - 1
        self._shift = np.uint32(max((total // max(documents, 1)).bit_length() - _PARTS, 0))
        stretches = np.arange(0, total + 1, 1 << int(self._shift), dtype=np.uint32)
        self._first = (starts.searchsorted(stretches, "right") - 1).astype(np.uint32)

    def __call__(self, positions: Numbers) -> Numbers:
        at: Numbers = self._first.take(positions >> self._shift)
        beyond = (self._starts.take(at + np.uint32(1)) <= positions).nonzero()[0]
        at[beyond] = self._starts.searchsorted(positions.take(beyond), "right") - 1
        return at


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
        self._locate = _Locator(line.starts)
        longest = int(np.diff(line.starts).max(initial=0))
        self._high = next(
            kind for kind in (np.uint8, np.uint16, np.uint32) if longest >> 8 <= np.iinfo(kind).max
        )
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

    def extend_long(
        self, term: bytes, occurrences: int, pieces: Iterable[tuple[Numbers, Numbers | None]]
    ) -> None:
        """Write one frequent term piece by piece: it may have more positions than all else that is in memory.

        Parameters
        ----------
        occurrences: how often it stands in the field, `FREQUENT` times or more.
        pieces: positions in order, and the codes there.
        """
        self._frequent.append(np.array([self._terms.count]))
        self._terms.extend([term])
        self._counts.append(np.zeros(1, "<u4"))
        documents, frequencies = [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
        low, high = np.empty(occurrences, np.uint8), np.empty(occurrences, self._high)
        of_forms: list[Numbers] = []
        done = 0
        for positions, codes in pieces:
            if codes is not None:
                of_forms.append(narrow(codes))
            for start in range(0, len(positions), _PIECE):
                piece = positions[start : start + _PIECE]
                here = slice(done, done + len(piece))
                at, low[here], high[here] = self._parted(piece)
                firsts = firsts_of(at)
                there, counts = at.take(firsts), np.diff(firsts, append=len(at)).astype(np.uint32)
                if len(documents[-1]) and documents[-1][-1] == there[0]:  # the pieces part a document
                    frequencies[-1][-1] += counts[0]
                    there, counts = there[1:], counts[1:]
                if len(there):
                    documents.append(there)
                    frequencies.append(counts)
                done += len(piece)
        codes = np.concatenate(of_forms) if of_forms else None
        self._record(np.concatenate(documents), np.concatenate(frequencies), low, high, codes)

    def extend(self, terms: list[bytes], counts: Numbers, positions: Numbers, codes: Numbers | None) -> None:
        """Write terms, with how often each stands in the field, where, and with which codes."""
        many = counts >= FREQUENT
        self._frequent.append(np.flatnonzero(many) + self._terms.count)
        self._terms.extend(terms)
        self._counts.append(np.where(many, 0, counts).astype("<u4"))
        if many.all():
            self._records(counts, positions, codes)
            return
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
        starts = starts_of(np.concatenate([np.empty(0, np.int64), *self._counts]))
        out.add(f"{name}/rare", starts.astype("<u4"))
        _copy(self._spool[0], out, f"{name}/rare.positions", "<u4")
        _copy(self._spool[1], out, f"{name}/rare.codes", "<u1" if self._top_code < 1 << 8 else "<u2")
        frequent = np.concatenate([np.empty(0, np.int64), *self._frequent])
        out.add(f"{name}/frequent", frequent.astype("<u4"))
        out.add(f"{name}/records.at", starts_of(self._sizes).astype("<u8"))
        return self._terms.count

    def _records(self, counts: Numbers, positions: Numbers, codes: Numbers | None) -> None:
        at, low, high = self._parted(positions)
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
            self._record(
                documents[here],
                frequencies[here],
                low[there],
                high[there],
                None if codes is None else codes[there],
            )
            begin = end

    def _parted(self, positions: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Return the documents of positions, and the low byte and what is above it of the places there."""
        at = self._locate(positions)
        places = positions - self._line.starts_of(at)
        return at, places.astype(np.uint8), (places >> 8).astype(self._high)

    def _record(
        self, documents: Numbers, frequencies: Numbers, low: Numbers, high: Numbers, codes: Numbers | None
    ) -> None:
        parts = [
            bitmap_of(documents).serialize(),
            pack(frequencies - 1),
            pack(high),
            pack(codes) if codes is not None and codes.any() else b"",
            self._maxima(documents, frequencies),
        ]
        header: bytes = HEADER.pack(len(documents), len(low), *map(len, parts))
        if len(low) <= _PIECE:
            self._append(b"".join((header, *parts[:2], low.tobytes(), *parts[2:])))
        else:
            everything: list[bytes | Numbers] = [header, *parts[:2], low, *parts[2:]]
            for part in everything:
                self._append(part)
        self._sizes.append(len(header) + len(low) + sum(map(len, parts)))

    def _maxima(self, documents: Numbers, frequencies: Numbers) -> bytes:
        if self._norms is None or self._articles < _FEW_DOCUMENTS or len(documents) * _DENSE < self._articles:
            return b""
        impacts = frequencies / (frequencies + self._norms.take(documents))
        blocks = documents // BLOCK
        firsts = firsts_of(blocks)
        maxima = np.zeros(-(-self._articles // BLOCK), np.uint8)
        maxima[blocks.take(firsts)] = np.ceil(np.maximum.reduceat(impacts, firsts) * 255)
        return maxima.tobytes()


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
