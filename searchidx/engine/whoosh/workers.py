"""Segments built by several processes at once, of which this one is the first.

Each of the others reads articles from its standard input, writes segments as `Local` does, and answers with their
names.  Articles travel as `stored` encodes them, behind their sizes; nothing is pickled, and the program that
indexes need not be importable::

    bytes of head, of texts, of digest (u32 each), head, texts, digest      an article, perhaps without digest
    0, 0, 0                                                                  flush: answer with a line of names

The first message has a head alone, which is the dictionary of the articles.

Whoever reads the articles has other work than the rest, so nobody has a share of his own: another process is
given articles while it takes them, and what nobody takes is worked on here.
"""

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final, NamedTuple

from searchidx.article import Article
from searchidx.engine.whoosh.batch import Local
from searchidx.engine.whoosh.stored import Encoded, decode, encode
from searchidx.engine.whoosh.vocabulary import Vocabulary

_HEADER: Final = Struct("<III")
_FLUSH: Final = _HEADER.pack(0, 0, 0)
_CHUNK: Final = 1 << 18
"""Bytes of articles that are handed on together."""
_PIPE: Final = 1 << 20
"""Bytes that may wait in a pipe."""


class _Item(NamedTuple):
    article: Article
    digest: str | None
    data: Encoded

    def message(self) -> bytes:
        parts = (*self.data, (self.digest or "").encode())
        return _HEADER.pack(*map(len, parts)) + b"".join(parts)


class Workers:
    """A sink that shares its articles out among so many processes, this one among them."""

    def __init__(
        self, folder: Path, jobs: int, memory: int, dictionary: bytes, vocabulary: Vocabulary | None = None
    ) -> None:
        self._local = Local(folder, memory // jobs, dictionary, vocabulary)
        self._others = [_Other(folder, memory // jobs, dictionary) for _ in range(jobs - 1)]
        self._chunk: list[_Item] = []
        self._size = 0

    @property
    def vocabulary(self) -> Vocabulary:
        return self._local.vocabulary

    def add(self, article: Article, digest: str | None) -> None:
        data = encode(article)
        self._chunk.append(_Item(article, digest, data))
        self._size += len(data.head) + len(data.texts)
        if self._size >= _CHUNK:
            self._pass_on()

    def flush(self) -> list[str]:
        self._pass_on()
        for other in self._others:
            other.finish()
        names = self._local.flush()
        for other in self._others:
            names += other.names()
        return names

    def abandon(self) -> None:
        self._local.abandon()
        for other in self._others:
            other.kill()
        self.close()

    def close(self) -> None:
        """Let the processes end."""
        for other in self._others:
            other.close()

    def _pass_on(self) -> None:
        chunk, self._chunk, self._size = self._chunk, [], 0
        if not any(other.takes(chunk) for other in self._others):
            for item in chunk:
                self._local.add(*item)
        self._others = [*self._others[1:], *self._others[:1]]


class _Other:
    """Another process."""

    def __init__(self, folder: Path, memory: int, dictionary: bytes) -> None:
        command = [sys.executable, "-m", "searchidx.engine.whoosh.workers", str(folder), str(memory)]
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=_PIPE,
            env={"OPENBLAS_NUM_THREADS": "1"} | os.environ,  # NumPy would start threads for matrices
        )
        assert self._process.stdin is not None
        self._pipe = self._process.stdin.fileno()
        self._rest = memoryview(_HEADER.pack(len(dictionary), 0, 0) + dictionary)
        self._block(blocking=False)

    def _block(self, *, blocking: bool) -> None:
        with suppress(OSError, AttributeError):  # where pipes only block, everyone is given his turn
            os.set_blocking(self._pipe, blocking)

    def takes(self, chunk: Sequence[_Item]) -> bool:
        """Give articles to the process, unless enough wait for it."""
        self._push()
        if self._rest:
            return False
        self._rest = memoryview(b"".join([item.message() for item in chunk]))
        self._push()
        return True

    def finish(self) -> None:
        """Tell it to write what it has."""
        self._rest = memoryview(bytes(self._rest) + _FLUSH)
        self._push()

    def names(self) -> list[str]:
        """Return the names of the segments that it wrote."""
        assert self._process.stdout is not None
        self._block(blocking=True)
        self._push()
        self._block(blocking=False)
        answer = self._process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise self._gone()
        return answer.decode().split()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()

    def _push(self) -> None:
        """Write what the pipe takes of the rest."""
        try:
            while self._rest:
                self._rest = self._rest[os.write(self._pipe, self._rest) :]
        except BlockingIOError:
            return
        except BrokenPipeError as error:
            raise self._gone() from error

    def _gone(self) -> OSError:
        return OSError(f"a process that was indexing ended with status {self._process.wait()}")


def serve(source: BinaryIO, answers: BinaryIO, folder: Path, memory: int) -> None:
    """Build segments of what is read, until there is no more."""
    size, _, _ = _HEADER.unpack(source.read(_HEADER.size))
    # the first segment is written early, for at the end the process that reads the articles has fewer to write
    sink = Local(folder, memory, source.read(size), first=memory // 2)
    while len(header := source.read(_HEADER.size)) == _HEADER.size:
        sizes = _HEADER.unpack(header)
        if not any(sizes):
            answers.write(" ".join(sink.flush()).encode() + b"\n")
            answers.flush()
            continue
        head, texts, digest = map(source.read, sizes)
        data = Encoded(head, texts)
        sink.add(decode(data), digest.decode() or None, data)


def main(arguments: Sequence[str]) -> None:
    gc.disable()  # there are no cycles, and a great many objects
    folder, memory = arguments
    with open(sys.stdin.fileno(), "rb", buffering=_PIPE, closefd=False) as source:
        serve(source, sys.stdout.buffer, Path(folder), int(memory))


if __name__ == "__main__":
    main(sys.argv[1:])
