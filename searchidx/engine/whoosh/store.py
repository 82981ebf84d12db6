"""The index folder: which generation lives, who writes, and when a batch is there.

::

    CURRENT            the name of the live generation
    LOCK               held by the writer at work
    gen-000001/        a Whoosh index, with manifest.json (versions) and note-N (beside commit N)

A batch is staged in memory, checked, and written by one Whoosh commit.  A fresh batch is written to the
next generation, and shows when CURRENT is replaced.
"""

import json
import os
import random
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Final, Self

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.util.filelock import FileLock

from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.article import Article
from searchidx.engine.base import Entry, Matches, Order
from searchidx.engine.clauses import Clause
from searchidx.engine.whoosh.evaluate import search
from searchidx.engine.whoosh.reader import Reader, translated
from searchidx.engine.whoosh.schema import FORMAT, new_schema, to_document
from searchidx.errors import (
    IndexDamaged,
    IndexExists,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnavailable,
)

_CURRENT: Final = "CURRENT"
_LOCK: Final = "LOCK"
_MANIFEST: Final = "manifest.json"
_OURS: Final = {_CURRENT, _LOCK}
_HARMLESS: Final = {"README.md", ".gitignore", ".gitkeep", ".DS_Store"}


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
        self._open_generation()
        if self.outdated and not allow_outdated:
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
        with _writable(where):
            where.mkdir(parents=True, exist_ok=True)
            strangers = sorted({entry.name for entry in where.iterdir()} - _HARMLESS - {_LOCK})
        if strangers:
            what = (
                "an index stands there" if _CURRENT in strangers else f"it holds other files ({strangers[0]})"
            )
            raise IndexExists(str(where), what)
        with _locked(where):
            if not cls.stands_in(where):
                with _writable(where):
                    generation = "gen-000001"
                    _make_generation(where / generation)
                    _replace(where / _CURRENT, generation + "\n")
        return cls.open(where)

    @staticmethod
    def stands_in(where: Path) -> bool:
        """Tell whether there is an index; a folder that cannot be read is an error, not a no.

        Raises
        ------
        IndexUnavailable
        """
        try:
            (where / _CURRENT).stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise IndexUnavailable(str(where), str(error.strerror)) from error
        return True

    @property
    def outdated(self) -> bool:
        return bool(self._versions)

    def search(
        self,
        clause: Clause,
        *,
        order: Order = Order.RELEVANCE,
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
    ) -> Matches:
        with self._newest() as reader:
            self._refuse_outdated()
            return search(reader, clause, order=order, offset=offset, limit=limit, facets=facets)

    def get(self, id: str) -> Article | None:
        with self._newest() as reader:
            number = reader.numbers_by_id.get(id)
            return None if number is None else reader.article(number)

    def articles(self) -> Iterator[Article]:
        with self._newest() as reader:
            for _, number in sorted(reader.numbers_by_id.items()):
                yield reader.article(number)

    def entries(self) -> Mapping[str, Entry]:
        with self._newest() as reader:
            return reader.entries

    def note(self) -> str | None:
        with self._newest() as reader, suppress(FileNotFoundError, UnicodeDecodeError):
            return _note_path(self._folder, reader.generation).read_text("utf-8")
        return None

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[_Batch]:
        with _locked(self._where):
            batch = _Batch()
            yield batch
            with self._mutex, _writable(self._where):
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
        with self._newest() as reader:
            return len(reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

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

    @contextmanager
    def _newest(self) -> Iterator[Reader]:
        """Hold the newest commit, for one thread at a time: Whoosh's readers are not safe to share."""
        with self._mutex:
            if self._closed:
                raise ValueError("the index is closed")
            if self._reader is None or _current(self._where) != self._generation:
                self._open_generation()
            elif self._index.latest_generation() != self._reader.generation:
                self._open_reader()
            assert self._reader is not None
            yield self._reader

    def _open_generation(self) -> None:
        self._generation = _current(self._where)
        self._versions = _other_versions(self._where, self._folder)
        with translated(str(self._where)):
            self._index = FileIndex(FileStorage(str(self._folder)))
        self._open_reader()

    def _open_reader(self) -> None:
        """Read the newest commit; one that a writer replaces meanwhile is tried again."""
        self._drop_reader()
        for attempts_left in (2, 1, 0):
            try:
                self._reader = Reader(self._index, str(self._where))
            except IndexDamaged:
                if not attempts_left:
                    raise
            else:
                return

    def _write(self, batch: _Batch) -> None:
        if not batch.articles and batch.new_note == self.note():
            return
        with self._newest() as reader:
            gone = [number for id in batch.articles if (number := reader.numbers_by_id.get(id)) is not None]
            generation = reader.generation
        if batch.articles:
            generation = _commit(self._index, gone, batch)
        _write_note(self._folder, generation, batch.new_note)
        self._open_reader()

    def _write_fresh(self, batch: _Batch) -> None:
        old = self._generation
        new = f"gen-{int(old.removeprefix('gen-')) + 1:06}"
        shutil.rmtree(self._where / new, ignore_errors=True)  # what a killed rebuild left
        index = _make_generation(self._where / new)
        generation = _commit(index, [], batch)
        _write_note(self._where / new, generation, batch.new_note)
        with Reader(index, str(self._where)) as reader:
            written = sum(entry is not None for entry in batch.articles.values())
            if len(reader) != written:
                raise IndexDamaged(
                    str(self._where), f"{len(reader)} of {written} articles were written to {new}"
                )
        _replace(self._where / _CURRENT, new + "\n")
        self._open_generation()
        for path in self._where.glob("gen-*"):
            if path.name not in {old, new}:  # readers elsewhere may still be on the old one
                shutil.rmtree(path, ignore_errors=True)


def _current(where: Path) -> str:
    try:
        name = (where / _CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(str(where)) from None
    except UnicodeDecodeError as error:
        raise IndexDamaged(str(where), f"{_CURRENT} is not text") from error
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    if not (name.startswith("gen-") and name[4:].isdecimal()):
        raise IndexDamaged(str(where), f"{_CURRENT} names no generation")
    return name


def _other_versions(where: Path, folder: Path) -> str:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        made_with = (int(manifest["format"]), int(manifest["analysis"]))
    except FileNotFoundError as error:
        raise IndexDamaged(str(where), f"{folder.name}/{_MANIFEST} is missing") from error
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(str(where), f"{folder.name}/{_MANIFEST} cannot be read") from error
    if made_with == (FORMAT, ANALYSIS_VERSION):
        return ""
    return f"format {made_with[0]}, analysis {made_with[1]}; this one has {FORMAT} and {ANALYSIS_VERSION}"


def _make_generation(folder: Path) -> FileIndex:
    folder.mkdir()
    manifest = {"format": FORMAT, "analysis": ANALYSIS_VERSION}
    (folder / _MANIFEST).write_text(json.dumps(manifest) + "\n", "utf-8")
    return FileIndex.create(FileStorage(str(folder)), new_schema())


def _commit(index: FileIndex, gone: list[int], batch: _Batch) -> int:
    """Write one Whoosh commit, or none where anything goes wrong on the way; return its generation."""
    state = random.getstate()
    random.seed(secrets.randbits(128))  # Whoosh names segments with it: a caller's seed would repeat a name
    try:
        writer = index.writer(compound=False)
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


def _note_path(folder: Path, generation: int) -> Path:
    return folder / f"note-{generation}"


def _write_note(folder: Path, generation: int, text: str | None) -> None:
    keep = _note_path(folder, generation)
    if text is None:
        keep.unlink(missing_ok=True)
    else:
        _replace(keep, text)
    for path in folder.glob("note-*"):
        if path != keep:
            path.unlink(missing_ok=True)


def _replace(path: Path, text: str) -> None:
    """Write a file so that it is seen whole or as it was, after a power cut too."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _locked(where: Path) -> Iterator[None]:
    """Keep other writers out; the system lets go of the lock when a process dies."""
    with _writable(where):
        lock = FileLock(str(where / _LOCK))
        held = lock.acquire(blocking=False)
    if not held:
        raise IndexLocked(str(where))
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writable(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(str(where), f"{error.strerror or error}; nothing was changed") from error
