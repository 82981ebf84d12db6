"""Segments built by several processes at once.

Each worker is a process of its own that reads articles from its standard input, writes segments as `Local`
does, and answers with their names.  Articles travel as `stored` encodes them, behind their size and digest;
nothing is pickled, and the program that indexes need not be importable::

    bytes of head, of texts, of digest (u32 each), head, texts, digest      an article
    0, 0, 0                                                                  flush: answer with a line of names

The first message has a head alone, which is the dictionary of the articles.
"""

import gc
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final

from searchidx.article import Article
from searchidx.engine.whoosh.batch import Local
from searchidx.engine.whoosh.stored import Encoded, decode, encode

_HEADER: Final = Struct("<III")
_FLUSH: Final = _HEADER.pack(0, 0, 0)
_CHUNK: Final = 1 << 16
"""Bytes that are sent to one worker at a time."""
_PIPE: Final = 1 << 20
"""Bytes that may wait for a worker, so that all have work while one is slow to take its own."""


class Workers:
    """A sink that shares its articles out."""

    def __init__(self, folder: Path, jobs: int, memory: int, dictionary: bytes) -> None:
        command = [sys.executable, "-m", "searchidx.engine.whoosh.workers", str(folder), str(memory // jobs)]
        self._processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=_PIPE)  # noqa: S603  our own module
            for _ in range(jobs)
        ]
        self._next = cycle(self._processes)
        self._chunk = bytearray()
        for process in self._processes:
            _send(process, _HEADER.pack(len(dictionary), 0, 0) + dictionary)

    def add(self, article: Article, digest: str) -> None:
        message = *encode(article), digest.encode()
        self._chunk += _HEADER.pack(*map(len, message))
        self._chunk += b"".join(message)
        if len(self._chunk) >= _CHUNK:
            self._pass_on()

    def flush(self) -> list[str]:
        if self._chunk:
            self._pass_on()
        for process in self._processes:
            _send(process, _FLUSH)
        names: list[str] = []
        for process in self._processes:
            assert process.stdout is not None
            answer = process.stdout.readline()
            if not answer.endswith(b"\n"):
                raise OSError(f"a process that was indexing ended with status {process.wait()}")
            names += answer.decode().split()
        return names

    def abandon(self) -> None:
        for process in self._processes:
            process.kill()
        self.close()

    def close(self) -> None:
        """Let the processes end."""
        for process in self._processes:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        continue
            process.wait()

    def _pass_on(self) -> None:
        _send(next(self._next), bytes(self._chunk))
        self._chunk.clear()


def _send(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(data)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise OSError(f"a process that was indexing ended with status {process.wait()}") from error


def serve(source: BinaryIO, answers: BinaryIO, folder: Path, memory: int) -> None:
    """Build segments of what is read, until there is no more."""
    size, _, _ = _HEADER.unpack(source.read(_HEADER.size))
    sink = Local(folder, memory, source.read(size))
    while len(header := source.read(_HEADER.size)) == _HEADER.size:
        sizes = _HEADER.unpack(header)
        if not any(sizes):
            answers.write(" ".join(sink.flush()).encode() + b"\n")
            answers.flush()
            continue
        head, texts, digest = map(source.read, sizes)
        data = Encoded(head, texts)
        sink.add(decode(data), digest.decode(), data)


def main(arguments: Sequence[str]) -> None:
    gc.disable()  # there are no cycles, and a great many objects
    folder, memory = arguments
    serve(sys.stdin.buffer, sys.stdout.buffer, Path(folder), int(memory))


if __name__ == "__main__":
    main(sys.argv[1:])
