"""One commit of a Whoosh index, read: postings, columns and articles, deleted ones left out.

A document is its number over all segments.  Columns are read once and kept, for a reader lives as long as
its commit is the newest.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final, Self

from whoosh.columns import ColumnReader
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from searchidx.article import Article
from searchidx.dates import DateRange
from searchidx.engine.base import Entry
from searchidx.engine.whoosh.schema import UNDATED, from_json, length_of
from searchidx.errors import IndexDamaged, IndexUnavailable

_PASSING: Final = {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
# errors that say nothing of the files


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what Whoosh raises on missing and damaged files into `IndexDamaged`."""
    try:
        yield
    except OSError as error:
        if error.errno in _PASSING:
            raise IndexUnavailable(where, str(error.strerror)) from error
        raise IndexDamaged(where, f"{type(error).__name__}: {error}") from error
    except Exception as error:
        raise IndexDamaged(where, f"{type(error).__name__}: {error}") from error


class Reader:
    """The newest commit of ``index`` at the time it is made.

    Raises
    ------
    IndexDamaged
        from any method, where a file of ``where`` cannot be read.
    """

    def __init__(self, index: FileIndex, where: str) -> None:
        self._where = where
        with translated(where):
            self._reader: IndexReader = index.reader()
            self._segments: list[tuple[IndexReader, int]] = [
                (segment, base) for segment, base in self._reader.leaf_readers() if segment.doc_count_all()
            ]
        self.generation: int = self._reader.generation()
        self._numbers: dict[str, list[int]] = {}
        self._lengths: dict[str, tuple[list[int], float]] = {}

    def postings(self, field: str, term: bytes) -> dict[int, list[int]]:
        """Return the positions of a term by document."""
        found: dict[int, list[int]] = {}
        with translated(self._where):
            for segment, base in self._segments:
                if (field, term) not in segment:
                    continue
                matcher = segment.postings(field, term)
                while matcher.is_active():
                    found[base + matcher.id()] = matcher.value_as("positions")
                    matcher.next()
        return found

    def expand(self, field: str, prefix: bytes) -> list[bytes]:
        """Return the terms of a field that begin so."""
        with translated(self._where):
            return list(self._reader.expand_prefix(field, prefix))

    @cached_property
    def documents(self) -> frozenset[int]:
        """The numbers of all documents that are not deleted."""
        with translated(self._where):
            return frozenset(self._reader.all_doc_ids())

    def numbers(self, column: str) -> list[int]:
        """Return a column of numbers, one a document, deleted ones included.  None of them is 0."""
        if column not in self._numbers:
            values: list[int] = []
            with translated(self._where):
                for segment, _ in self._segments:
                    values.extend(_column(segment, column))
                if 0 in values:  # what Whoosh makes up for a value that is missing
                    raise EOFError(f"the column {column} is cut")
            self._numbers[column] = values
        return self._numbers[column]

    def lengths(self, field: str) -> tuple[list[int], float]:
        """Return how many words a field has in each document, and the mean over those that have any."""
        if field not in self._lengths:
            lengths = [number - 1 for number in self.numbers(length_of(field))]
            filled = [lengths[number] for number in self.documents if lengths[number]]
            self._lengths[field] = lengths, sum(filled) / len(filled) if filled else 1.0
        return self._lengths[field]

    @cached_property
    def days(self) -> list[DateRange | None]:
        """The days each document may be of; None for one without a date."""
        pairs = zip(self.numbers("first_day"), self.numbers("last_day"), strict=True)
        with translated(self._where):
            return [
                None if first == UNDATED else DateRange.fromordinals(first, last) for first, last in pairs
            ]

    @cached_property
    def ids(self) -> list[str]:
        """The id of each document."""
        return self._texts("id_text")

    @cached_property
    def entries(self) -> dict[str, Entry]:
        digests, paths = self._texts("digest"), self._texts("path")
        return {self.ids[n]: Entry(digests[n], paths[n] or None) for n in sorted(self.documents)}

    @cached_property
    def numbers_by_id(self) -> dict[str, int]:
        return {self.ids[number]: number for number in self.documents}

    def article(self, number: int) -> Article:
        with translated(self._where):
            return from_json(self._reader.stored_fields(number)["article"])

    def close(self) -> None:
        self._reader.close()

    def __len__(self) -> int:
        return len(self.documents)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def _texts(self, column: str) -> list[str]:
        with translated(self._where):
            return [
                bytes(value).decode() for segment, _ in self._segments for value in _column(segment, column)
            ]


def _column(segment: IndexReader, name: str) -> ColumnReader:
    """Return a column; Whoosh would make up the values of one whose file is missing."""
    if not segment.has_column(name):
        raise FileNotFoundError(f"the column {name} is missing")
    return segment.column_reader(name)
