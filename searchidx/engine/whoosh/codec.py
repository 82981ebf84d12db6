"""The face that other Whoosh programs see: `whoosh.index.open_dir` on a generation opens it through this codec.

It reads.  Articles are written by searchidx alone, whose fields and columns a Whoosh writer does not know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, TermsReader
from whoosh.codec.base import Segment as WhooshSegment
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.matching import ListMatcher, Matcher
from whoosh.reading import TermInfo, TermNotFound

from searchidx.engine.base import INDEXED_FIELDS
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.manifest import SegmentEntry
from searchidx.engine.whoosh.postings import Postings
from searchidx.engine.whoosh.schema import DAYS
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.toc import INDEX_NAME


class ColumnSegment(WhooshSegment):  # type: ignore[misc]  # Whoosh has no types
    """A segment, as the table of contents lists it."""

    def __init__(self, entry: SegmentEntry, size: int) -> None:
        self.indexname = INDEX_NAME
        self.segid = entry.name.partition("_")[2]
        self.compound = False
        self.entry, self._size = entry, size

    def codec(self) -> "ColumnCodec":
        return ColumnCodec()

    def should_assemble(self) -> bool:
        return False

    def doc_count_all(self) -> int:
        return self._size

    def deleted_count(self) -> int:
        return self._size - self.entry.articles


class ColumnCodec(Codec):  # type: ignore[misc]  # Whoosh has no types
    """Reads segments of columns."""

    def terms_reader(self, storage: FileStorage, segment: ColumnSegment) -> "ColumnTermsReader":
        return ColumnTermsReader(Segment(Path(storage.folder), segment.entry))

    def per_document_reader(self, storage: FileStorage, segment: ColumnSegment) -> "ColumnDocumentReader":
        return ColumnDocumentReader(Segment(Path(storage.folder), segment.entry))

    def per_document_writer(self, *_: object) -> NoReturn:
        _refuse()

    def field_writer(self, *_: object) -> NoReturn:
        _refuse()

    def postings_writer(self, *_: object) -> NoReturn:
        _refuse()

    def postings_reader(self, *_: object) -> NoReturn:
        _refuse()

    def new_segment(self, *_: object) -> NoReturn:
        _refuse()


class ColumnTermsReader(TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """Terms and postings of a segment."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def cursor(self, fieldname: str, _fieldobj: object) -> "TermCursor":
        return TermCursor(self._words(fieldname, b""))

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            yield from self.terms_from(name, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((fieldname, word) for word in self._words(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        postings = self._find(fieldname, text)
        if postings is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        lengths = self._segment.lengths(fieldname).take(postings.documents)
        return TermInfo(
            weight=float(postings.frequencies.sum()),
            df=len(postings),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=float(postings.frequencies.max()),
            minid=int(postings.documents[0]),
            maxid=int(postings.documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        postings = self._find(fieldname, text)
        return 0 if postings is None else int(postings.frequencies.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        postings = self._find(fieldname, text)
        return 0 if postings is None else len(postings)

    def matcher(self, fieldname: str, text: bytes, format_: Format, scorer: object = None) -> Matcher:
        postings = self._find(fieldname, text)
        if postings is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return ListMatcher(
            postings.documents.tolist(),
            postings.frequencies.astype(float).tolist(),
            _Values(postings, self._segment.line(LINES.get(fieldname, fieldname)).starts, format_),
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def indexed_field_names(self) -> list[str]:
        return [name for name in INDEXED_FIELDS if self._segment.counts["terms"][name]]

    def _find(self, fieldname: str, text: bytes) -> Postings | None:
        return (
            self._segment.postings(fieldname, text.decode(errors="surrogatepass"))
            if fieldname in INDEXED_FIELDS
            else None
        )

    def _words(self, fieldname: str, start: bytes) -> list[bytes]:
        terms = self._segment.table(fieldname).terms
        return terms.slice(terms.bound(start), len(terms))


class _Values(Sequence[bytes]):
    """The encoded positions of a term in each of its documents."""

    def __init__(self, postings: Postings, starts: Numbers, format_: Format) -> None:
        self._postings, self._starts, self._format = postings, starts, format_

    @cached_property
    def _positions(self) -> tuple[Numbers, Numbers]:
        frequencies = self._postings.frequencies
        return self._postings.positions(), frequencies.cumsum() - frequencies

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401  an int; slices are not asked for
        positions, firsts = self._positions
        first = int(firsts[place])
        here = positions[first : first + int(self._postings.frequencies[place])]
        start = int(self._starts[int(self._postings.documents[place])])
        encoded: bytes = self._format.encode([int(position) - start for position in here])
        return encoded

    def __len__(self) -> int:
        return len(self._postings)


class TermCursor(FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """Walks the terms of a field, for fuzzy queries and wildcards."""

    def __init__(self, words: list[bytes]) -> None:
        self._words = [word.decode(errors="surrogatepass") for word in words]
        self._at = 0

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, string: str) -> str | None:
        while self._at < len(self._words) and self._words[self._at] < string:
            self._at += 1
        return self.text()

    def next(self) -> str | None:
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def term(self) -> str | None:
        return self.text()


class ColumnDocumentReader(PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """What a segment knows of each document."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def doc_count(self) -> int:
        return self._segment.live

    def doc_count_all(self) -> int:
        return self._segment.size

    def has_deletions(self) -> bool:
        return bool(self._segment.deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._segment.deleted

    def deleted_docs(self) -> Iterator[int]:
        return iter(self._segment.deleted)

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in DAYS

    def list_columns(self) -> list[str]:
        return list(DAYS)

    def column_reader(self, fieldname: str, _column: object) -> "_Days":
        return _Days(self._segment.days[DAYS.index(fieldname)])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._segment.lengths(fieldname)[docnum]) if fieldname in LINES else default

    def field_length(self, fieldname: str) -> int:
        return int(self._segment.counts["lengths"][fieldname][0]) if fieldname in LINES else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths(fieldname).min()) if fieldname in LINES else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._segment.lengths(fieldname).max()) if fieldname in LINES else 0

    def stored_fields(self, docnum: int) -> dict[str, object]:
        article = self._segment.articles[docnum]
        published = str(article.published) if article.published else None
        return {name: value for name, value in (asdict(article) | {"published": published}).items() if value}


class _Days:
    """A column of days, as Whoosh reads one."""

    def __init__(self, days: Numbers) -> None:
        self._days = days

    def __getitem__(self, docnum: int) -> int:
        return int(self._days[docnum])

    def sort_key(self, docnum: int) -> int:
        return self[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self._days.tolist())

    def __len__(self) -> int:
        return len(self._days)

    def load(self) -> list[int]:
        return list(self)


def _refuse() -> NoReturn:
    raise NotImplementedError(
        "an index of searchidx is written by searchidx: SearchIndex.add or SearchIndex.update"
    )
