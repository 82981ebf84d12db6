"""The engine in a folder: which generation lives, and when a batch is there.

::

    CURRENT            the name of the live generation
    LOCK               held by the writer at work
    gen-000001/        manifest.json: the newest commit; its segments, their deletions, its note;
                       and a table of contents for other Whoosh programs, which is never read here

A batch writes segments that nobody sees; it shows when the manifest is replaced.  A fresh batch writes to the
next generation, and shows when CURRENT is replaced.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import sleep
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypeVar

from searchidx.article import Article
from searchidx.engine.base import Entry, Known, Matches, Order, Part, Ranked, Spelled
from searchidx.engine.clauses import Clause, Step
from searchidx.engine.rewards import Reward
from searchidx.engine.whoosh import folder
from searchidx.engine.whoosh.damage import translated
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.manifest import MANIFEST, Manifest
from searchidx.engine.whoosh.page import search
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.segment import Segment
from searchidx.errors import IndexDamaged, IndexMissing, IndexOutdated, IndexUnavailable

if TYPE_CHECKING:
    from searchidx.engine.whoosh.batch import Batch
    from searchidx.engine.whoosh.checking import Found
    from searchidx.engine.whoosh.vocabulary import Vocabulary

_ATTEMPTS: Final = 20
_USUAL_WAYS: Final = folder.Ways()

_BYTES_A_NUMBER: Final = 300
_T = TypeVar("_T")


class _State(NamedTuple):
    generation: str
    commit: folder.Stamp


class _Known(NamedTuple):
    """The live generation, the stamp of the file that names it, and the path of its manifest."""

    generation: str
    current: folder.Stamp
    manifest: str


class WhooshEngine:
    """An index in a folder; threads may share it.

    Parameters
    ----------
    ways: how files are written.
    """

    def __init__(self, where: Path, *, allow_outdated: bool = False, ways: folder.Ways = _USUAL_WAYS) -> None:
        self._where, self._ways = where, ways
        self._current = str(where / folder.CURRENT)
        self._opening = Lock()
        self._open: tuple[_State, Reader] | None = None
        self._kept = Kept()
        self._known: _Known | None = None
        self._closed = False
        self._words: list[Vocabulary] = []  # of the last batch, for the next one
        reader = self._read(lambda reader: reader)
        if not allow_outdated:
            try:
                self._refuse_outdated(reader)
            except IndexOutdated:
                self.close()
                raise

    @classmethod
    def open(cls, where: Path, *, allow_outdated: bool = False, ways: folder.Ways = _USUAL_WAYS) -> Self:
        """Open the index in a folder.

        Raises
        ------
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnavailable
        """
        if not cls.stands_in(where):
            raise IndexMissing(str(where))
        return cls(where, allow_outdated=allow_outdated, ways=ways)

    @classmethod
    def create(cls, where: Path, *, ways: folder.Ways = _USUAL_WAYS) -> Self:
        """Make an empty index in a folder that holds nothing else.

        Raises
        ------
        IndexExists, IndexLocked, IndexDamaged, IndexUnavailable
        """
        folder.prepare(where, group=ways.group)
        with folder.locked(where), folder.writable(where):
            if not folder.stands_in(where):
                folder.sweep(where, keep=frozenset())  # what a `create` left that was killed
                generation = where / folder.FIRST_GENERATION
                folder.make(generation, group=ways.group)
                folder.replace(generation / MANIFEST, Manifest().to_text(), durable=ways.durable)
                ways.sync(generation)
                folder.show(where, generation, ways)
        return cls.open(where, ways=ways)

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
        return self._read(lambda reader: bool(reader.manifest.other_versions))

    def search(
        self,
        clause: Clause,
        *,
        order: Order = Order.RELEVANCE,
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
        rewards: Sequence[Reward] = (),
    ) -> Matches:
        return self._asked(
            lambda reader: search(
                reader, clause, order=order, offset=offset, limit=limit, facets=facets, rewards=rewards
            )
        )

    def words(self, beginning: str, limit: int, without: Container[str] = ()) -> list[Known]:
        from searchidx.engine.whoosh import known  # noqa: PLC0415  few searches ask for words

        return self._asked(lambda reader: known.beginning(reader, beginning, limit, without))

    def near(self, word: str, most: int, fields: Sequence[str], same: int = 0) -> list[Spelled]:
        from searchidx.engine.whoosh import known  # noqa: PLC0415

        return self._asked(lambda reader: known.near(reader, word, most, fields, same))

    def holding(self, field: str, terms: Sequence[str]) -> list[int]:
        from searchidx.engine.whoosh import known  # noqa: PLC0415

        return self._asked(lambda reader: known.holding(reader, field, terms))

    def scan(
        self, clause: Clause, *, order: Order = Order.RELEVANCE, rewards: Sequence[Reward] = ()
    ) -> Iterator[Ranked]:
        from searchidx.engine.whoosh.scan import scan  # noqa: PLC0415  a page needs none of it

        def work(reader: Reader) -> Iterator[Ranked]:
            self._refuse_outdated(reader)
            return scan(reader, clause, order=order, rewards=rewards)

        hits = self._read(work)

        def translating() -> Iterator[Ranked]:
            with translated(str(self._where)):
                yield from hits

        return translating()

    def parts(self, clause: Clause, id: str, rewards: Sequence[Reward] = ()) -> tuple[Part, ...] | None:
        from searchidx.engine.whoosh.parts import parts  # noqa: PLC0415  a page needs none of it

        def work(reader: Reader) -> tuple[Part, ...] | None:
            self._refuse_outdated(reader)
            return parts(reader, clause, id, rewards)

        return self._read(work)

    def spellings(self, field: str, step: Step, enough: int) -> int:
        from searchidx.engine.whoosh.spellings import number_of_spellings  # noqa: PLC0415  few queries have patterns

        def work(reader: Reader) -> int:
            key = number_of_spellings, (field, step, enough)
            number: int | None = reader.kept.get(key)
            if number is None:
                number = number_of_spellings(reader.segments, field, step, enough)
                reader.kept.put(key, number, _BYTES_A_NUMBER)
            return number

        return self._read(work)

    def get(self, id: str) -> Article | None:
        return self._read(lambda reader: reader.get(id))

    def articles(self) -> Iterator[Article]:
        reader = self._read(lambda reader: reader)
        if not reader.manifest.readable:
            self._refuse_outdated(reader)
        for id in sorted(self.entries()):
            if (article := self.get(id)) is not None:
                yield article

    def entries(self) -> Mapping[str, Entry]:
        return self._read(lambda reader: reader.entries)

    def note(self) -> str | None:
        return self._read(Reader.note)

    @contextmanager
    def writer(self, *, fresh: bool = False, jobs: int = 1) -> "Iterator[Batch]":
        from searchidx.engine.whoosh.commit import Commit  # noqa: PLC0415  readers write nothing

        with folder.locked(self._where):
            reader = self._read(lambda reader: reader)
            commit = Commit(self._where, reader, self._ways, fresh=fresh)
            with commit.batch(jobs, self._words) as batch:
                yield batch
                if not fresh:
                    self._refuse_outdated(reader)
            commit.publish(batch)

    def optimize(self) -> None:
        """Merge all segments into one.

        Raises
        ------
        IndexLocked, IndexOutdated, IndexUnavailable
        """
        from searchidx.engine.whoosh.commit import Commit  # noqa: PLC0415

        with folder.locked(self._where):
            reader = self._read(lambda reader: reader)
            self._refuse_outdated(reader)
            Commit(self._where, reader, self._ways, fresh=False).optimize()

    def check(self, *, full: bool = False) -> "tuple[int, Found]":
        """Return how many articles there are, and what a check of all files finds.

        Raises
        ------
        IndexOutdated, IndexDamaged, IndexUnavailable
        """
        from searchidx.engine.whoosh.checking import check, hold  # noqa: PLC0415  a search checks no more than it reads

        opened = self._asked(hold)
        with translated(str(self._where)):
            return len(opened.reader), check(opened, full=full)

    def size(self) -> int:
        return folder.size(self._where / self._state().generation)

    def close(self) -> None:
        with self._opening:
            self._closed = True
            self._open, self._kept = None, Kept()

    def __len__(self) -> int:
        return self._read(len)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def _asked(self, work: Callable[[Reader], _T]) -> _T:
        """Do what needs terms, which must be of this version."""

        def checked(reader: Reader) -> _T:
            self._refuse_outdated(reader)
            return work(reader)

        return self._read(checked)

    def _read(self, work: Callable[[Reader], _T]) -> _T:
        """Do some work on the newest commit, in any number of threads.

        A writer elsewhere takes away the files of a commit that it replaces; then the next one is read.
        """
        for attempt in range(_ATTEMPTS):
            seen = self._state()
            try:
                with translated(str(self._where)):
                    return work(self._reader(seen))
            except IndexDamaged:
                self._open, self._kept = None, Kept()
                if self._state() == seen:
                    raise
                sleep(0.005 * attempt)
        raise IndexUnavailable(str(self._where), "another program writes to it faster than it can be read")

    def _state(self) -> _State:
        """Return the name of the live generation, and what changes with each of its commits."""
        if self._closed:
            raise ValueError("the index is closed")
        for _ in range(_ATTEMPTS):
            try:
                known = self._known or self._look()
                if folder.stamp(self._current) == known.current:
                    return _State(known.generation, folder.stamp(known.manifest))
            except FileNotFoundError:
                name = folder.current(self._where)
                if self._known is not None and self._known.generation == name:
                    Manifest.read(str(self._where), self._where / name)  # says what is missing
            except OSError as error:
                raise IndexUnavailable(str(self._where), str(error.strerror)) from error
            self._known = None
        raise IndexUnavailable(str(self._where), "another program rebuilds it faster than it can be read")

    def _look(self) -> _Known:
        """Read which generation lives; its file is looked at before, so that a later change is seen."""
        current = folder.stamp(self._current)
        name = folder.current(self._where)
        self._known = known = _Known(name, current, f"{self._where}/{name}/{MANIFEST}")
        return known

    def _reader(self, state: _State) -> Reader:
        """Return the reader of a commit, which all threads share."""
        if (now := self._open) is not None and now[0] == state:
            now[1].refuse_cut()
            return now[1]
        with self._opening:
            if (now := self._open) is not None and now[0] == state:
                return now[1]
            generation = self._where / state.generation
            manifest = Manifest.read(str(self._where), generation)
            known = {segment.entry: segment for segment in now[1].segments} if now is not None else {}
            segments = tuple(
                known.pop(entry) if entry in known else Segment(generation, entry, self._kept)
                for entry in manifest.segments
            )
            reader = Reader(generation, manifest, segments)
            if known:
                self._kept.forget({keeper for segment in known.values() for keeper in segment.keepers})
            if not self._closed:
                self._open = state, reader
            return reader

    def _refuse_outdated(self, reader: Reader) -> None:
        if reader.manifest.other_versions:
            command = "index" if reader.manifest.readable else "rebuild"
            raise IndexOutdated(str(self._where), reader.manifest.other_versions, command)
