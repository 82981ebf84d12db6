"""The lines of a file: cut, numbered, and decoded."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final

from searchidx.corpus.decoding import BINARY, decode, one_byte
from searchidx.errors import ArticleError

LONGEST_LINE: Final = 20_000_000
_BLANK_LINE: Final = 1000  # longer ones are not looked at twice
_AHEAD: Final = 1 << 18
"""The bytes of lines that are read ahead to tell an encoding from another."""


def lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of a file with their ends; None for one that is too long to be held."""
    while line := file.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        yield None


def numbered(file: BinaryIO, before: int = 0, blank: int = 0) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines of a file with their numbers after those `before`; None for one that is too long.

    Of blank lines in a row only the first `blank` are yielded.  The others are counted by the buffer, so that a file of a
    hundred million of them takes a second and not minutes.
    """
    number, run = before, 0
    for line in lines(file):
        number += 1
        if line is None or len(line) > _BLANK_LINE or not line.isspace():
            run = 0
            yield number, line
        elif run < blank:
            run += 1
            yield number, line
        else:
            number += skip_blank(file)


def skip_blank(file: BinaryIO) -> int:
    """Read the blank lines that come next, as far as the file can tell at once; return how many."""
    number = 0
    peek = getattr(file, "peek", None)
    while peek is not None and (ahead := peek()):
        blank = ahead[: len(ahead) - len(ahead.lstrip())]
        blank = blank[: blank.rfind(b"\n") + 1]
        if not blank:
            break
        number += blank.count(b"\n")
        file.read(len(blank))
    return number


class Decoder:
    """Decodes the lines of one file, which is in one encoding: what the first that is not UTF-8 is taken for goes for all.

    A line that is UTF-8 is UTF-8 all the same, for files are joined; one that is so but for a few bytes is repaired.
    """

    def __init__(self) -> None:
        self._encoding: str | None = None
        self._said: str | None = None

    def decoded(
        self, found: Iterator[tuple[int, bytes | None]]
    ) -> Iterator[tuple[int, str | None, str | None]]:
        """Yield the number of each line, its text, and what to warn of, once; or None and why it is no text.

        Some lines are read ahead where the first is met that is not UTF-8, for a line alone may tell too little.
        """
        for number, line in found:
            if line is None:
                yield number, None, f"a line of more than {LONGEST_LINE // 1_000_000} MB"
                continue
            try:
                text = line.decode()
            except UnicodeDecodeError:
                if self._encoding is None:
                    ahead = _some(found)
                    told = [each for _, each in ahead if each and _is_not_utf_8(each)]
                    self._encoding = one_byte(b"".join([line, *told]))
                    found = chain(ahead, found)
                    yield self._told(number, line)
                    yield from self.decoded(found)
                    return
                yield self._told(number, line)
            else:
                if "\0" in text:
                    yield number, None, BINARY
                else:
                    yield number, text.removeprefix("\ufeff") if number == 1 else text, None

    def _told(self, number: int, line: bytes) -> tuple[int, str | None, str | None]:
        try:
            text, warning = decode(line, known=self._encoding)
        except ArticleError as error:
            return number, None, str(error)
        if warning == self._said:
            return number, text, None
        self._said = warning or self._said
        return number, text, warning


def _some(found: Iterator[tuple[int, bytes | None]]) -> list[tuple[int, bytes | None]]:
    """Return some of the next lines."""
    ahead: list[tuple[int, bytes | None]] = []
    size = 0
    while size < _AHEAD and (item := next(found, None)) is not None:
        ahead.append(item)
        size += len(item[1] or b"")
    return ahead


def _is_not_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return True
    return False
