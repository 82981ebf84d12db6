"""Bytes to text: what the byte order mark or the file declares, else UTF-8, else an encoding of one byte a character."""

import codecs
import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from searchidx.corpus.source import LARGEST_FILE
from searchidx.errors import ArticleError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_LINE: Final = 20_000_000

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FRENCH: Final = frozenset(
    "àâäáåãçéèêëíîïñóôöùûüúÿæœßøÀÂÄÁÅÇÉÈÊËÍÎÏÑÓÔÖÙÛÜÚÆŒØ«»’‘“”„…–—•·°€£§©®™№ºª²³½¼¾×±\u00a0\u00ad"
)
"""What French texts hold beyond ASCII; an encoding that gives much else is not theirs."""
_NO_FRENCH: Final = re.compile(r"[^\W\d_][½¼¾]|[½¼¾][^\W\d_]|[a-zà-ÿ][À-ÖØ-Þ]")
_ENCODINGS: Final = {
    "cp1252": "Windows-1252",
    "iso8859_15": "Latin-9",
    "mac_roman": "Mac Roman",
    "cp850": "CP850",
}
"""The encodings French texts were written in before UTF-8; Latin-1 is the first of them without its signs."""
_FOREIGN: Final = 0.2
_LATIN_1: Final = ("iso8859-1", "ascii")
_ENOUGH: Final = 50  # to tell a language from another
_AHEAD: Final = 1 << 18
"""The bytes of lines that are read ahead to tell an encoding from another."""
_BLANK_LINE: Final = 1000  # longer ones are not looked at twice
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY: Final = "not a text: it holds binary data"
_HEAD_OF_WIDE: Final = 256
_LEAST_OF_WIDE: Final = 8
_MOST_ARE_LATIN: Final = 0.7
"""Of the characters of a French text in UTF-16, those whose upper byte is zero; all but typographic signs are."""
_FEW_ARE_NOT: Final = 0.05  # half of an emoji may have a zero for its lower byte
_CHUNK: Final = 1 << 16


def whole(file: BinaryIO) -> bytes:
    """Return all the bytes of a file.

    Raises
    ------
    ArticleError
        where it is too large to be one article.
    """
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ArticleError(f"larger than {LARGEST_FILE // 1_000_000} MB, more than an article can be")
    return data


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
                if self._encoding is None and not line.startswith(_WIDE_MARKS):
                    ahead = _some(found)
                    told = [each for _, each in ahead if each and _is_not_utf_8(each)]
                    self._encoding = _one_byte(b"".join([line, *told]))
                    found = chain(ahead, found)
                    yield self._told(number, line)
                    yield from self.decoded(found)
                    return
                yield self._told(number, line)
            else:
                if "\0" in text:
                    yield number, None, _BINARY
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


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of two or four bytes a character that a file begins in, by its mark, or by where its zeros stand.

    >>> wide_encoding("Crue".encode("utf-16")), wide_encoding("Crue".encode("utf-16-be")), wide_encoding(b"Crue")
    ('utf-16', 'utf-16-be', None)
    """
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        return None if marked == "utf-8" else marked
    head = head[:_HEAD_OF_WIDE]
    if len(head) < _LEAST_OF_WIDE or b"\0" not in head:
        return None
    even, odd = head[0::2], head[1::2]
    for zeros, letters, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) >= len(zeros) * _MOST_ARE_LATIN and letters.count(0) <= len(letters) * _FEW_ARE_NOT:
            return encoding
    return None


class AsUtf8(io.RawIOBase):
    """A file in an encoding of two or four bytes a character, as its readers know files: in UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._file, self._waiting = file, b""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._waiting:
            data = self._file.read(_CHUNK)
            text = self._decoder.decode(data, final=not data)
            self._waiting = text.encode("utf-8", "replace")
            if not data:
                break
        part, self._waiting = self._waiting[: len(view)], self._waiting[len(view) :]
        view[: len(part)] = part
        return len(part)


def as_utf_8(file: io.BufferedReader) -> BinaryIO:
    """Return a file that is UTF-8 without a mark, or in an encoding of one byte a character, whatever this one is."""
    head = file.peek(_HEAD_OF_WIDE)
    encoding = wide_encoding(head)
    if encoding is None:
        if head.startswith(codecs.BOM_UTF8):
            file.read(len(codecs.BOM_UTF8))
        return file
    return cast("BinaryIO", io.BufferedReader(AsUtf8(file, encoding), _CHUNK))


def decode(data: bytes, declared: str | None = None, known: str | None = None) -> tuple[str, str | None]:
    """Return the text, without a byte order mark, and what to warn of.

    `known` is the encoding of one byte a character that other parts of the text are in, where they are not UTF-8.

    Raises
    ------
    ArticleError
        where it is no text.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if (encoding := marked or _believed(declared, data)) is not None:
        try:
            text = data.decode(encoding).removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            pass  # what a page says of itself is often wrong
        else:
            if "\0" not in text:
                return text, None
    if b"\0" in data:
        wide = wide_encoding(data)
        held = None if wide is None else _decoded(data, wide)
        if held is None or "\0" in held:
            raise ArticleError(_BINARY)
        return held, None
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        return _repaired(data, error.start) or _in_one_byte(data, known)


def _believed(declared: str | None, data: bytes) -> str | None:
    """Return the encoding that is declared, unless it is none, or the bytes are UTF-8 beyond doubt."""
    if declared is None:
        return None
    try:
        name = codecs.lookup(declared).name
        data.decode()
    except UnicodeDecodeError:
        return "cp1252" if name in _LATIN_1 else name  # as browsers take it
    except LookupError:
        return None
    return name if name.startswith(("utf", "iso2022")) else None


def _repaired(data: bytes, start: int) -> tuple[str, str] | None:
    """Decode UTF-8 with a few bytes that are not: as Windows-1252, for two texts were joined; else as a mark."""
    text = data.decode("utf-8", "surrogateescape")
    strange = sum("\udc80" <= character <= "\udcff" for character in text)
    good = sum(character > "\x7f" for character in text) - strange
    if good < strange:
        return None
    fixed = "".join(_single(c) if "\udc80" <= c <= "\udcff" else c for c in text).removeprefix("\ufeff")
    bytes_ = "1 byte was" if strange == 1 else f"{strange} bytes were"
    how = "replaced by a mark" if "\ufffd" in fixed else "read as Windows-1252"
    return fixed, f"not UTF-8 at byte {start + 1}: {bytes_} {how}"


def _single(escaped: str) -> str:
    character = bytes([ord(escaped) - 0xDC00]).decode("cp1252", "replace")
    return character if character in _FRENCH else "\ufffd"


def _in_one_byte(data: bytes, known: str | None) -> tuple[str, str]:
    encoding = known or _one_byte(data)
    text = _decoded(data, encoding)
    if text is None and known is not None:
        encoding = _one_byte(data)
        text = _decoded(data, encoding)
    if text is None:
        raise ArticleError("not a text in UTF-8 or Windows-1252")
    return text, f"not UTF-8: read as {_ENCODINGS.get(encoding, encoding)}"


def _one_byte(data: bytes) -> str:
    """Return the encoding that makes most French of a text, else what charset-normalizer takes it for."""
    texts = {encoding: text for encoding in _ENCODINGS if (text := _decoded(data, encoding)) is not None}
    encoding = min(texts, key=lambda encoding: _strange(texts[encoding]), default="")
    return encoding if texts and _strange(texts[encoding]) <= _FOREIGN else _detected(data)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strange(text: str) -> float:
    """Return the share of what is not French in what is not ASCII."""
    beyond = [character for character in text if character > "\x7f"]
    if len(text) >= _ENOUGH and len(beyond) > len(text) / 2:
        return 1.0  # other letters, which only look like accents
    strange = sum(character not in _FRENCH for character in beyond) + len(_NO_FRENCH.findall(text))
    return strange / len(beyond)


def _detected(data: bytes) -> str:
    first = next(iter(_ENCODINGS))
    try:
        from charset_normalizer import from_bytes  # noqa: PLC0415  most texts are UTF-8
    except ImportError:
        return first
    best = from_bytes(data[:100_000]).best() if len(data) >= _ENOUGH else None
    return first if best is None else best.encoding
