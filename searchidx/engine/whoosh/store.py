"""The engine in a folder: which generation lives, and when a batch is there.

::

    CURRENT            the name of the live generation
    LOCK               held by the writer at work
    gen-000001/        a Whoosh index, with manifest.json (versions) and note-N (beside commit N)

A batch is staged in memory, checked, and written by one Whoosh commit.  A fresh batch is written to the
next generation, and shows when CURRENT is replaced.
"""

import random
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from time import sleep
from typing import Final, Self, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError

from searchidx.article import Article
from searchidx.engine.base import Entry, Matches, Order
from searchidx.engine.clauses import Clause
from searchidx.engine.whoosh import folder
from searchidx.engine.whoosh.evaluate import search
from searchidx.engine.whoosh.reader import Reader, translated
from searchidx.engine.whoosh.schema import new_schema, to_document
from searchidx.errors import IndexDamaged, IndexLocked, IndexMissing, IndexOutdated, IndexUnavailable

_TOC: Final = re.compile(r"_MAIN_([0-9]+)\.toc")
_SEGMENT_FILE: Final = re.compile(r"(MAIN_[a-z0-9]{16})\.")
_ATTEMPTS: Final = 20

_T = TypeVar("_T")


@dataclass
class _Batch:
    articles: dict[str, tuple[Article, str] | None] = field(default_factory=dict)
    new_note: str | None = None

    def put(self, article: Article, digest: str) -> None:
        self.articles[article.id] = (article, digest)

    def delete(self, id: str) -> None:
        self.articles[id] = None

    def note(self, text: str) -> None:
        self.new_note = text


class WhooshEngine:
    """An index in a folder; threads may share it."""

    def __init__(self, where: Path, *, allow_outdated: bool = False) -> None:
        self._where = where
        self._mutex = RLock()
        self._reader: Reader | None = None
        self._generation = ""
        self._versions = ""
        self._closed = False
        self._read(len)
        if self._versions and not allow_outdated:
            self.close()
            self._refuse_outdated()

    @classmethod
    def open(cls, where: Path, *, allow_outdated: bool = False) -> Self:
        """Open the index in a folder.

        Raises
        ------
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnavailable
        """
        if not cls.stands_in(where):
            raise IndexMissing(str(where))
        return cls(where, allow_outdated=allow_outdated)

    @classmethod
    def create(cls, where: Path) -> Self:
        """Make an empty index in a folder that holds nothing else.

        Raises
        ------
        IndexExists, IndexLocked, IndexUnavailable
        """
        folder.prepare(where)
        with folder.locked(where), folder.writable(where):
            if not folder.stands_in(where):
                folder.sweep(where, keep=frozenset())  # what a `create` left that was killed
                _make_generation(where / folder.FIRST_GENERATION)
                folder.switch_to(where, folder.FIRST_GENERATION)
        return cls.open(where)

    @staticmethod
    def stands_in(where: Path) -> bool:
        """Tell whether there is an index; a folder that cannot be read is an error, not a no.

        Raises
        ------
        IndexUnavailable
        """
        return folder.stands_in(where)

    @property
    def outdated(self) -> bool:
        return self._read(lambda _: bool(self._versions))

    def search(
        self,
        clause: Clause,
        *,
        order: Order = Order.RELEVANCE,
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Matches:
        def work(reader: Reader) -> Matches:
            self._refuse_outdated()
            return search(reader, clause, order=order, offset=offset, limit=limit, facets=facets)

        return self._read(work)

    def get(self, id: str) -> Article | None:
        def find(reader: Reader) -> Article | None:
            number = reader.numbers_by_id.get(id)
            return None if number is None else reader.article(number)

        return self._read(find)

    def articles(self) -> Iterator[Article]:
        for id in sorted(self.entries()):
            if (article := self.get(id)) is not None:
                yield article

    def entries(self) -> Mapping[str, Entry]:
        return self._read(lambda reader: reader.entries)

    def note(self) -> str | None:
        def read(reader: Reader) -> str | None:
            with suppress(FileNotFoundError, UnicodeDecodeError):
                return _note_path(self._folder, reader.generation).read_text("utf-8")
            return None

        return self._read(read)

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[_Batch]:
        with folder.locked(self._where):
            self._clear_leftovers()
            batch = _Batch()
            yield batch
            with self._mutex, folder.writable(self._where):
                if fresh:
                    self._write_fresh(batch)
                else:
                    self._refuse_outdated()
                    self._write(batch)

    def size(self) -> int:
        with self._mutex:
            return sum(path.stat().st_size for path in self._folder.iterdir())

    def close(self) -> None:
        with self._mutex:
            self._closed = True
            self._drop_reader()

    def __len__(self) -> int:
        return self._read(len)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def _read(self, work: Callable[[Reader], _T]) -> _T:
        """Do some work on the newest commit, for one thread at a time: Whoosh's readers are not safe to share.

        A writer elsewhere takes away the files of a commit that it replaces; then the next one is read.
        """
        with self._mutex:
            if self._closed:
                raise ValueError("the index is closed")
            for attempt in range(_ATTEMPTS):
                seen = self._state()
                try:
                    return work(self._open_commit(*seen))
                except IndexDamaged:
                    self._drop_reader()
                    if self._state() == seen:
                        raise
                    sleep(0.005 * attempt)
            raise IndexUnavailable(
                str(self._where), "another program writes to it faster than it can be read"
            )

    def _state(self) -> tuple[str, int]:
        """Return the names of the live generation and of its newest commit."""
        generation = folder.current(self._where)
        names = (path.name for path in (self._where / generation).glob("_MAIN_*.toc"))
        return generation, max((int(toc[1]) for name in names if (toc := _TOC.fullmatch(name))), default=0)

    def _open_commit(self, generation: str, commit: int) -> Reader:
        """Open a commit of a generation, where it is not open."""
        if generation != self._generation:
            self._drop_reader()
            path = self._where / generation
            self._versions = folder.other_versions(self._where, path)
            with translated(str(self._where)):
                self._index = FileIndex(FileStorage(str(path)))
            self._generation = generation
        if self._reader is None or self._reader.generation != commit:
            self._drop_reader()
            self._reader = Reader(self._index, str(self._where))
        return self._reader

    def _drop_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _refuse_outdated(self) -> None:
        if self._versions:
            raise IndexOutdated(str(self._where), self._versions)

    @property
    def _folder(self) -> Path:
        return self._where / self._generation

    def _clear_leftovers(self) -> None:
        """Remove what killed writers left; for the one that holds the lock.

        Whoosh's own lock is tried too, for a Whoosh program that does not know of ours may be at work.
        """
        with self._mutex, folder.writable(self._where):
            self._read(len)
            whoosh_lock = self._index.lock("WRITELOCK")
            if not whoosh_lock.acquire():
                raise IndexLocked(str(self._where))
            try:
                self._sweep_generation()
            finally:
                whoosh_lock.release()
            name = self._generation
            folder.sweep(self._where, keep=frozenset({name, folder.generation_name(name, -1)}))

    def _sweep_generation(self) -> None:
        with translated(str(self._where)):
            live = {segment.segment_id() for segment in self._index._segments()}  # noqa: SLF001  no public way
        _, commit = self._state()
        for path in self._folder.iterdir():
            segment, toc = _SEGMENT_FILE.match(path.name), _TOC.fullmatch(path.name)
            orphan = (segment and segment[1] not in live) or (toc and int(toc[1]) != commit)
            if orphan or path.suffix == ".tmp":
                folder.remove(path)

    def _write(self, batch: _Batch) -> None:
        if not batch.articles and batch.new_note == self.note():
            return
        reader = self._open_commit(*self._state())
        gone = [number for id in batch.articles if (number := reader.numbers_by_id.get(id)) is not None]
        generation = _commit(self._index, gone, batch) if batch.articles else reader.generation
        _write_note(self._folder, generation, batch.new_note)

    def _write_fresh(self, batch: _Batch) -> None:
        old = self._generation
        new = folder.generation_name(old, 1)
        index = _make_generation(self._where / new)
        generation = _commit(index, [], batch)
        _write_note(self._where / new, generation, batch.new_note)
        with Reader(index, str(self._where)) as reader:
            written = sum(entry is not None for entry in batch.articles.values())
            if len(reader) != written:
                raise IndexDamaged(
                    str(self._where), f"{len(reader)} of {written} articles were written to {new}"
                )
        folder.switch_to(self._where, new)
        folder.sweep(self._where, keep=frozenset({old, new}))  # readers elsewhere may still be on the old one


def _make_generation(generation: Path) -> FileIndex:
    generation.mkdir()
    folder.write_manifest(generation)
    return FileIndex.create(FileStorage(str(generation)), new_schema())


def _commit(index: FileIndex, gone: list[int], batch: _Batch) -> int:
    """Write one Whoosh commit, or none where anything goes wrong on the way; return its generation."""
    state = random.getstate()
    random.seed(secrets.randbits(128))  # Whoosh names segments with it: a caller's seed would repeat a name
    try:
        writer = index.writer(compound=False)
    except LockError as error:  # a Whoosh program that does not know of ours
        raise IndexLocked(index.storage.folder) from error
    finally:
        random.setstate(state)
    try:
        for number in gone:
            writer.delete_document(number)
        for entry in batch.articles.values():
            if entry is not None:
                writer.add_document(**to_document(*entry))
        writer.commit()
    except BaseException:
        with suppress(Exception):  # a writer that failed half way may fail to cancel too
            writer.cancel()
        raise
    generation: int = index.latest_generation()
    return generation


def _note_path(path: Path, commit: int) -> Path:
    return path / f"note-{commit}"


def _write_note(path: Path, commit: int, text: str | None) -> None:
    keep = _note_path(path, commit)
    if text is None:
        keep.unlink(missing_ok=True)
    else:
        folder.replace(keep, text)
    for note in path.glob("note-*"):
        if note != keep:
            note.unlink(missing_ok=True)
