"""A segment, mapped: postings by field, columns, articles, and which of its documents are deleted."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from pyroaring import BitMap

from searchidx.article import Article
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS, Entry
from searchidx.engine.whoosh.columns import Column, Digests, read_digest
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.dictionary import FormTable, key_of
from searchidx.engine.whoosh.kept import Kept, Lent
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.manifest import SegmentEntry
from searchidx.engine.whoosh.postings import Line, Listed, Partly, Postings, Recorded, numbers_of
from searchidx.engine.whoosh.sections import Numbers, Sections, SectionWriter
from searchidx.engine.whoosh.stored import Articles
from searchidx.engine.whoosh.table import PostingsTable

if TYPE_CHECKING:
    from searchidx.engine.spelling import Spellings

_DELETED: Final = "deleted"
_KEPT: Final = 16 << 20
_BYTES_A_HEAD: Final = 2_000
_BYTES_AN_OCCURRENCE: Final = 12
_INFLATION: Final = 8
"""How many times as large texts may become when they are read: an article that is kept keeps them, once asked for."""


class Segment:
    """The files of a segment; arrays are looked at when they are first needed.

    Parameters
    ----------
    folder, entry: where it is, and what its manifest says of it.
    kept: where what is decoded of it is kept, under one of its `keepers`; of its own where it is left out.

    Raises
    ------
    Damage, OSError
        where a file is missing or is not the one that was written.
    """

    def __init__(self, folder: Path, entry: SegmentEntry, kept: Kept | None = None) -> None:
        self.entry = entry
        self.name = entry.name
        self.sections = Sections(folder / entry.file)
        self.size: int = int(self.sections.counts["articles"])
        self.deleted = read_deletions(folder / entry.deletions) if entry.deletions else BitMap()
        self.live: int = self.size - len(self.deleted)
        if (self.sections.size, self.live) != (entry.bytes, entry.articles) or (
            self.deleted and self.deleted.max() >= self.size
        ):
            raise Damage(f"{entry.file} is not the file that was written")
        self.articles = Articles(self.sections)
        self.kept = Kept(_KEPT) if kept is None else kept
        self._lent = Lent(self.kept)
        self._tables: dict[str, PostingsTable] = {}
        self._lines: dict[str, Line] = {}
        self._lengths: dict[str, Numbers] = {}
        self._form_counts: dict[str, memoryview] = {}
        self._forms: dict[str, FormTable] = {}
        self._columns: dict[str, Column] = {}

    @classmethod
    def written(cls, folder: Path, name: str) -> Self:
        """Open a segment that was just written."""
        counts = Sections(folder / f"{name}.seg")
        return cls(folder, SegmentEntry(name, int(counts.counts["articles"]), counts.size))

    @property
    def counts(self) -> Mapping[str, Any]:
        return self.sections.counts

    @cached_property
    def reach(self) -> int:
        """The positions of the longest line."""
        return max(self.line(name).reach for name in set(LINES.values()))

    def line(self, name: str) -> Line:
        if name not in self._lines:
            starts = np.arange(self.size + 1) if name == ID_FIELD else self.sections.array(f"{name}/starts")
            if len(starts) != self.size + 1:
                raise Damage(f"the documents of {name} in {self.name} are damaged")
            self._lines[name] = Line(starts)
        return self._lines[name]

    def table(self, field: str) -> PostingsTable:
        """Return the postings of a field; those of *body+* are the further forms of *body*."""
        table = self._tables.get(field)
        if table is None:
            line = self.line(LINES.get(field.removesuffix("+"), field))
            table = self._tables[field] = PostingsTable(self.sections, field, line, self._lent)
        return table

    def compared(self, field: str, prefix: str) -> "Spellings":
        """Return the words of a field that begin so, to find those that are spelled nearly as another one."""
        from searchidx.engine.spelling import Spellings  # noqa: PLC0415  few searches want them

        keeper = self.forms(field) if field in TEXT_FIELDS else self.table(field)
        key = keeper, ("spellings", prefix)
        spellings: Spellings | None = self.kept.get(key)
        if spellings is None:
            if isinstance(keeper, FormTable):
                words = keeper.beginning_with(prefix).words
            else:
                terms = keeper.terms
                words = terms.slice(*(terms.span_of(prefix.encode()) if prefix else (0, len(terms))))
            spellings = Spellings(words)
            self.kept.put(key, spellings, spellings.nbytes)
        return spellings

    @property
    def keepers(self) -> "Collection[PostingsTable | FormTable | Column | Articles]":
        """Those of which something may be kept."""
        return [*self._tables.values(), *self._forms.values(), *self._columns.values(), self.articles]

    def article(self, document: int) -> Article:
        """Return an article; what is found for one query is often found for the next."""
        key = self.articles, document
        article: Article | None = self.kept.get(key)
        if article is None:
            article = self.articles[document]
            self.kept.put(key, article, _BYTES_A_HEAD + _INFLATION * self.articles.bytes_of_texts(document))
        return article

    def forms(self, field: str) -> FormTable:
        if field not in self._forms:
            self._forms[field] = FormTable(self.sections, field, int(self.counts["forms"][field]), self._lent)
        return self._forms[field]

    def lengths(self, field: str) -> Numbers:
        if field not in self._lengths:
            self._lengths[field] = (
                np.ones(self.size, np.uint8) if field == ID_FIELD else self.sections.array(f"{field}/lengths")
            )
        return self._lengths[field]

    def joint_lengths(self, fields: tuple[str, ...]) -> Numbers:
        """Return the words of each document in some fields together."""
        if len(fields) == 1:
            return self.lengths(fields[0])
        joint: Numbers = np.sum([self.lengths(name).astype(np.int64) for name in fields], axis=0)
        return joint

    def longest(self, fields: tuple[str, ...]) -> int:
        """Return the words that no document has more of, in some fields together."""
        return 1 if ID_FIELD in fields else sum(int(self.counts["lengths"][name][2]) for name in fields)

    def length_sums(self, fields: tuple[str, ...]) -> tuple[int, int]:
        """Return the words of some fields in all live documents, and how many of these have any."""
        if len(fields) == 1 and fields[0] != ID_FIELD:
            total, filled, _ = self.counts["lengths"][fields[0]]
            gone = self.lengths(fields[0]).take(self.deleted_numbers)
            return total - int(gone.sum(dtype=np.int64)), filled - int(np.count_nonzero(gone))
        lengths = self.joint_lengths(fields).take(numbers_of(self.all_live))
        return int(lengths.sum(dtype=np.int64)), int(np.count_nonzero(lengths))

    def column(self, name: str) -> Column:
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = Column(self.sections, name, self._lent)
        return column

    @cached_property
    def days(self) -> tuple[Numbers, Numbers]:
        """The first and last day each document may be of, as ordinals; 0 where it has none."""
        return self.sections.array("first_day"), self.sections.array("last_day")

    @cached_property
    def newest(self) -> Numbers:
        """The documents from the newest to the oldest; those without a date come last."""
        return self.sections.array("newest")

    @cached_property
    def oldest(self) -> Numbers:
        """The documents from the oldest to the newest; those without a date come last."""
        return self.sections.array("oldest")

    @cached_property
    def newest_rank(self) -> Numbers:
        """The place of each document in `newest`."""
        return self.sections.array("newest.rank")

    def mean_when_written(self, field: str) -> float:
        """Return the mean length that the impacts of a field were computed with."""
        total, filled, _ = self.counts["lengths"][field]
        return total / filled if filled else 1.0

    @cached_property
    def dated(self) -> int:
        """How many documents have a date."""
        return int(self.counts["dated"])

    @cached_property
    def vague(self) -> Numbers:
        """The documents that may be of several days."""
        return self.sections.array("vague")

    def rank_of_day(self, day: int) -> int:
        """Return how many documents begin after a day."""
        first, newest = self.days[0], self.newest
        return bisect_left(range(self.dated), -day, key=lambda rank: -int(first[newest[rank]]))

    def form_counts(self, field: str) -> memoryview:
        """Return how many forms each term has."""
        if field not in self._form_counts:
            self._form_counts[field] = self.sections.array(f"{field}/forms.counts").data
        return self._form_counts[field]

    def entry_of(self, document: int) -> Entry:
        """Return digest and path of one document."""
        path = self.column("path")
        code = int(path.codes[document])
        return Entry(read_digest(self.sections, document), path.values[code - 1] if code else None)

    @cached_property
    def deleted_numbers(self) -> Numbers:
        return np.frombuffer(self.deleted.to_array(), np.uint32)

    @cached_property
    def all_live(self) -> BitMap:
        everything = BitMap()
        everything.add_range(0, self.size)
        everything -= self.deleted
        return everything

    def postings(self, field: str, term: str) -> Postings | None:
        return self.table(field).find(term)

    def form(self, field: str, form: str) -> Postings | None:
        """Return where an exact form of a text field stands; it takes some work, and is kept."""
        key = self.forms(field), form
        postings: Postings | None = self.kept.get(key)
        if postings is None:
            postings = self._form(field, form)
            if postings is not None:
                self.kept.put(key, postings, _BYTES_A_HEAD + _BYTES_AN_OCCURRENCE * postings.occurrences)
        return postings

    def _form(self, field: str, form: str) -> Postings | None:
        found: list[Postings] = []
        if (entry := self.forms(field).find(form)) is not None:
            term, code = entry
            found.append(Partly(self.table(field).of(term), np.array([code])))
        further = (
            self.table(f"{field}+").find(key_of(form).decode()) if self.counts["terms"][f"{field}+"] else None
        )
        if further is not None:
            found.append(further)
        if len(found) <= 1:
            return found[0] if found else None
        positions = np.sort(np.concatenate([postings.positions() for postings in found]))
        return Listed(positions, self.line(LINES[field]))

    def spelled(self, field: str, folded: str) -> "list[tuple[Listed | Recorded, Numbers | None]]":
        """Return the postings of the forms that fold so, and their codes; None where these are all forms of a term."""
        codes: dict[int, list[int]] = {}
        for term, code in self.forms(field).spelled(folded):
            codes.setdefault(term, []).append(code)
        counts, table = self.form_counts(field), self.table(field)
        found: list[tuple[Listed | Recorded, Numbers | None]] = [
            (table.of(term), np.array(some) if len(some) < counts[term] else None)
            for term, some in codes.items()
        ]
        if self.counts["terms"][f"{field}+"]:
            further = self.table(f"{field}+")
            key = folded.encode()
            numbers = [*further.terms.span_of(key + b"=")]
            numbers = [*range(*numbers), *(number for number in [further.terms.find(key)] if number >= 0)]
            found += ((further.of(number), None) for number in numbers)
        return found

    def document_of(self, id: str) -> int | None:
        """Return the document with an id, if it is not deleted."""
        postings = self.postings(ID_FIELD, id)
        if postings is None:
            return None
        document = int(postings.positions()[0])
        return None if document in self.deleted else document

    @cached_property
    def ids(self) -> list[str]:
        """The id of each document."""
        table = self.table(ID_FIELD)
        ids = [""] * self.size
        _, documents, _ = table.occurrences(0, self.size)
        for id, document in zip(table.terms.slice(0, self.size), documents.tolist(), strict=True):
            ids[document] = id.decode(errors="surrogatepass")
        return ids

    def entries(self) -> dict[str, Entry]:
        digests, paths = Digests.read(self.sections).texts, self.column("path")
        codes = paths.codes.tolist()
        values = [None, *paths.values]
        return {
            self.ids[document]: Entry(digests[document], values[codes[document]])
            for document in self.all_live
        }

    def doomed(self, ids: Collection[bytes]) -> BitMap:
        """Return the documents with these ids, deleted ones too."""
        table = self.table(ID_FIELD)
        numbers = [number for id in ids if (number := table.terms.find(id)) >= 0]
        return BitMap(int(table.of(number).positions()[0]) for number in numbers)

    def raw_ids(self) -> list[bytes]:
        """Return the ids of all documents, in order."""
        return self.table(ID_FIELD).terms.slice(0, self.size)


def write_deletions(path: Path, deleted: BitMap) -> None:
    out = SectionWriter(path)
    try:
        out.add(_DELETED, deleted.serialize())
        out.finish({_DELETED: len(deleted)})
    except BaseException:
        out.abandon()
        raise


def read_deletions(path: Path) -> BitMap:
    sections = Sections(path)
    sections.verify()
    deleted = BitMap.deserialize(sections.bytes(_DELETED))
    if len(deleted) != sections.counts[_DELETED]:
        raise Damage(f"{path.name} is damaged")
    return deleted
