"""What a writer puts, on its way to segments: bounded in memory, and in the order it was put.

Articles go to a `Builder`, or to several in processes of their own, and a segment is written whenever it would
take too much memory.  Of an id that is put again the last article counts: such late ones wait, and when they
are many, all that came before is written and they begin a new *epoch*.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple, Protocol

from searchidx.article import Article
from searchidx.engine.hashes import Hashes
from searchidx.engine.whoosh.builder import Builder
from searchidx.engine.whoosh.stored import Encoded
from searchidx.engine.whoosh.vocabulary import Vocabulary
from searchidx.errors import IndexUnavailable

MEMORY: Final = 256 << 20
"""Bytes that a segment may take while it is written."""

_LONGEST_LINE: Final = 1 << 31
"""Positions from which a segment is full, whatever it takes: a segment numbers less than 2**32."""
_SHARE_OF_WORDS: Final = 2
"""The part of the memory that words may take when the next segment begins."""
_LATE: Final = 1_000
"""Articles put again that wait together."""


class Written(NamedTuple):
    """A segment that a batch wrote; what is in a later epoch replaces what is in an earlier one."""

    name: str
    epoch: int


class Sink(Protocol):
    """Where articles become segments."""

    @property
    def vocabulary(self) -> Vocabulary:
        """What words this process knows; it serves the next sink too."""

    def add(self, article: Article, digest: str | None) -> None: ...

    def flush(self) -> list[str]:
        """Write what is there; return the names of all segments written since the last time."""

    def close(self) -> None:
        """Let go of what is held; all was flushed."""

    def abandon(self) -> None:
        """Give up; what was written may stay, for nothing refers to it."""


class Local:
    """A sink in this process.  Its vocabulary serves the next one too.

    Parameters
    ----------
    memory, first: the bytes that a segment may take, and the first one; as many where it is not given.
    dictionary: what articles are compressed with, where there are some.
    """

    def __init__(
        self,
        folder: Path,
        memory: int,
        dictionary: bytes,
        vocabulary: Vocabulary | None = None,
        *,
        first: int | None = None,
    ) -> None:
        self._folder, self._memory, self._dictionary = folder, memory, dictionary
        self._room = memory if first is None else first
        self.vocabulary = Vocabulary() if vocabulary is None else vocabulary
        self._builder: Builder | None = None
        self._names: list[str] = []

    def add(self, article: Article, digest: str | None, data: Encoded | None = None) -> None:
        """Add an article; what is not given of its digest and bytes is computed."""
        if self._builder is None:
            name = new_name()
            self._builder = Builder(self._folder / f"{name}.seg", self.vocabulary, self._dictionary)
            self._names.append(name)
        self._builder.add(article, digest, data)
        if self._builder.memory > self._room or self._builder.reach > _LONGEST_LINE:
            self._write()

    def flush(self) -> list[str]:
        self._write()
        names, self._names = self._names, []
        return names

    def close(self) -> None:
        """Nothing is held."""

    def abandon(self) -> None:
        if self._builder is not None:
            self._builder.abandon()

    def _write(self) -> None:
        builder, self._builder = self._builder, None
        if builder is None:
            return
        try:
            builder.write()
        except BaseException:
            builder.abandon()
            raise
        self._room = self._memory
        self._dictionary = builder.dictionary
        if self.vocabulary.memory > self._memory // _SHARE_OF_WORDS:
            self.vocabulary = Vocabulary()


class Batch:
    """One batch, on its way to be a commit; threads may share it.

    An error of what writes it voids it: then nothing is committed, whoever catches the error.
    """

    def __init__(self, sink: Sink, where: str) -> None:
        self._sink, self._where = sink, where
        self._seen = Hashes()
        self._late: dict[str, tuple[Article, str | None] | None] = {}
        self._epoch = 0
        self.written: list[Written] = []
        self.gone: set[str] = set()
        self.gone_from: list[tuple[int, str]] = []
        self.new_note: str | None = None
        self.touched = False
        self._guard = Lock()
        self._void = False

    def put(self, article: Article, digest: str | None = None) -> bool:
        """Add an article, or replace the one with its id; tell whether it is the first with its id here."""
        with self._guarded():
            return self._put(article, digest)

    def _put(self, article: Article, digest: str | None) -> bool:
        self.touched = True
        key = hash(article.id)
        if key in self._seen:
            self._late[article.id] = (article, digest)
            self._limit()
            return False
        try:
            self._sink.add(article, digest)
        except OSError as error:
            raise self._unavailable(error) from error
        self._seen.add(key)
        return True

    def delete(self, id: str) -> None:
        with self._guarded():
            self._delete(id)

    def _delete(self, id: str) -> None:
        self.touched = True
        self.gone.add(id)
        if self._epoch:
            self.gone_from.append((self._epoch, id))
        if hash(id) in self._seen:
            self._late[id] = None
            self._limit()

    def note(self, text: str) -> None:
        self.new_note = text

    def finish(self) -> None:
        """Write what is left, and let go of all that it took to write: a merge may need the memory.

        Raises
        ------
        IndexUnavailable
            where it is void.
        """
        with self._guarded():
            self._finish()

    def _finish(self) -> None:
        while True:
            self._flush()
            if not self._late:
                break
            self._begin_epoch()
        self._sink.close()
        del self._sink, self._seen

    def abandon(self) -> None:
        self._sink.abandon()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Let one thread in, and none after an error: what was written may be half an article."""
        with self._guard:
            if self._void:
                raise IndexUnavailable(self._where, "an article could not be written; nothing was changed")
            self._void = True
            yield
            self._void = False

    def _limit(self) -> None:
        if len(self._late) > _LATE:
            try:
                self._flush()
                self._begin_epoch()
            except OSError as error:
                raise self._unavailable(error) from error

    def _unavailable(self, error: OSError) -> IndexUnavailable:
        return IndexUnavailable(self._where, f"{error.strerror or error}; nothing was changed")

    def _flush(self) -> None:
        self.written += (Written(name, self._epoch) for name in self._sink.flush())

    def _begin_epoch(self) -> None:
        late, self._late = self._late, {}
        self._epoch += 1
        self._seen = Hashes()
        for id, entry in late.items():
            if entry is None:
                self.gone_from.append((self._epoch, id))
            else:
                self._sink.add(*entry)
                self._seen.add(hash(id))


def new_name() -> str:
    """Return a name for a segment; the system's random numbers, for a caller may have seeded Python's."""
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    return "seg_" + "".join(alphabet[byte % len(alphabet)] for byte in os.urandom(16))
