"""What is known of every document without reading it: days, facets, digest, path.

A column of values keeps each distinct value once, and a code a document; 0 is no value.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final, Self

import numpy as np
import zstandard
from pyroaring import BitMap

from searchidx.analysis.folding import fold_value
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.dictionary import BAR
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.packing import narrow, ranges, starts_of
from searchidx.engine.whoosh.postings import bitmap_of
from searchidx.engine.whoosh.sections import Numbers, Sections, SectionWriter

SINGLE: Final = ("month", "section", "source", "path")
"""Columns with at most one value a document; ``month`` is the date, cut after the month."""

SEVERAL: Final = ("author", "tag")
"""Columns with any number of values a document."""

NO_VALUE: Final = 0
_BYTES_A_VALUE: Final = 100


class Values:
    """Collects the distinct values of a column."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def code(self, value: str | None) -> int:
        """Return the code of a value, from 1 on; 0 of none."""
        if value is None:
            return NO_VALUE
        return self.codes.setdefault(value, len(self.codes) + 1)


def joined(texts: Iterable[str]) -> bytes:
    """Return texts in one, compressed."""
    data = BAR.join(text.encode(errors="surrogatepass") for text in texts)
    return zstandard.ZstdCompressor(level=3).compress(data)


def cut(data: bytes, count: int) -> list[str]:
    """Return the texts that `joined` made one."""
    texts = zstandard.ZstdDecompressor().decompress(data).split(BAR) if count else []
    if len(texts) != count:
        raise Damage("the values of a column are damaged")
    return [text.decode(errors="surrogatepass") for text in texts]


class Column:
    """A column of values, mapped: codes and, for several values a document, where those of each begin."""

    def __init__(self, sections: Sections, name: str, kept: Kept) -> None:
        self._sections, self._name, self._kept = sections, name, kept

    @cached_property
    def codes(self) -> Numbers:
        return self._sections.array(f"{self._name}.codes")

    @cached_property
    def starts(self) -> Numbers | None:
        name = f"{self._name}.starts"
        return self._sections.array(name) if name in self._sections else None

    @property
    def values(self) -> list[str]:
        """The values; that of code 1 is the first."""
        values: list[str] | None = self._kept.get((self, "values"))
        if values is None:
            count = int(self._sections.counts["values"][self._name])
            values = cut(self._sections.bytes(f"{self._name}.values"), count)
            self._kept.put((self, "values"), values, _BYTES_A_VALUE * count)
        return values

    def codes_of(self, documents: Numbers | None) -> Numbers:
        """Return the codes of some documents, or of all, one after the other."""
        if documents is None:
            return self.codes
        if self.starts is None:
            return self.codes.take(documents)
        starts = self.starts.take(documents).astype(np.int64)
        return self.codes.take(ranges(starts, self.starts.take(documents + np.uint32(1)) - starts))

    def documents_with(self, folded: str) -> BitMap:
        """Return the documents that have a value, which is folded by `fold_value`; they are kept."""
        documents: BitMap | None = self._kept.get((self, ("with", folded)))
        if documents is None:
            wanted = np.zeros(len(self.values) + 1, bool)
            wanted[self._codes_by_folded.get(folded, [])] = True
            places = wanted.take(self.codes).nonzero()[0].astype(np.uint32)
            if self.starts is not None:
                owners = np.arange(len(self.starts) - 1, dtype=np.uint32).repeat(np.diff(self.starts))
                places = owners.take(places)
            documents = bitmap_of(places)
            self._kept.put((self, ("with", folded)), documents, _BYTES_A_VALUE + 2 * len(documents))
        return documents

    @property
    def _codes_by_folded(self) -> dict[str, list[int]]:
        codes: dict[str, list[int]] | None = self._kept.get((self, "folded"))
        if codes is None:
            codes = {}
            for code, value in enumerate(self.values, start=1):
                codes.setdefault(fold_value(value), []).append(code)
            self._kept.put((self, "folded"), codes, 2 * _BYTES_A_VALUE * len(codes))
        return codes

    def count(self, documents: Numbers | None, *, others: bool = False) -> dict[str, int]:
        """Count the values of some documents, or of all; or of the others, which is quicker where these are most."""
        length = int(self._sections.counts["values"][self._name]) + 1
        if length == 1:
            return {}
        counts = np.bincount(self.codes_of(documents), minlength=length)
        if others:
            counts = self._counts - counts
        counts[NO_VALUE] = 0
        codes = counts.nonzero()[0]
        values = map(self.values.__getitem__, (codes - 1).tolist())
        return dict(zip(values, counts.take(codes).tolist(), strict=True))

    @cached_property
    def _counts(self) -> Numbers:
        counts: Numbers = np.bincount(
            self.codes, minlength=int(self._sections.counts["values"][self._name]) + 1
        )
        return counts


def write_single(out: SectionWriter, name: str, codes: Numbers) -> None:
    out.add(f"{name}.codes", narrow(codes))


def write_several(out: SectionWriter, name: str, counts: Numbers, codes: Numbers) -> None:
    out.add(f"{name}.starts", narrow(starts_of(counts)))
    out.add(f"{name}.codes", narrow(codes))


class Digests:
    """The fingerprints of the articles: as bytes where they are hexadecimal and of one length, else as texts."""

    def __init__(self, texts: Sequence[str], raw: Numbers | None = None) -> None:
        self._texts = texts
        self.raw = raw

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        raw = _hexadecimal(texts)
        return cls(texts) if raw is None else cls((), np.frombuffer(raw, np.uint8).reshape(len(texts), -1))

    @classmethod
    def read(cls, sections: Sections) -> Self:
        width, count = int(sections.counts["digest"]), int(sections.counts["articles"])
        if not width:
            return cls(cut(sections.bytes("digest"), count))
        raw = np.frombuffer(sections.bytes("digest"), np.uint8)
        if len(raw) != count * width:
            raise Damage("the digests are damaged")
        return cls((), raw.reshape(count, width))

    @classmethod
    def joined(cls, parts: Sequence[tuple[Self, Numbers | None]]) -> Self:
        """Join several, of each those that are kept; None for all."""
        if len({part.width for part, _ in parts}) == 1 and parts[0][0].width:
            raw = [
                part.raw if kept is None else part.raw[kept] for part, kept in parts if part.raw is not None
            ]
            return cls((), np.concatenate(raw))
        texts = [
            text
            for part, kept in parts
            for number, text in enumerate(part.texts)
            if kept is None or kept[number]
        ]
        return cls(texts)

    @property
    def width(self) -> int:
        """Bytes of each; 0 where they are kept as texts."""
        return 0 if self.raw is None else self.raw.shape[1]

    @property
    def texts(self) -> Sequence[str]:
        return self._texts if self.raw is None else [row.tobytes().hex() for row in self.raw]

    def write(self, out: SectionWriter) -> None:
        out.add("digest", joined(self._texts) if self.raw is None else self.raw.tobytes())


def read_digest(sections: Sections, document: int) -> str:
    """Return one fingerprint."""
    width = int(sections.counts["digest"])
    if not width:
        return Digests.read(sections).texts[document]
    start, _ = sections.span("digest")
    sections.look("digest", document * width, (document + 1) * width)
    return sections.map[start + document * width : start + (document + 1) * width].hex()


def _hexadecimal(digests: Sequence[str]) -> bytes | None:
    if len(set(map(len, digests))) != 1 or not digests[0] or len(digests[0]) % 2:
        return None
    text = "".join(digests)
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if raw.hex() == text else None
