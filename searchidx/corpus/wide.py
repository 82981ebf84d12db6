"""Files in two or four bytes a character, as spreadsheets and Windows write them, read as UTF-8."""

import codecs
import io
from typing import BinaryIO, Final, cast

from searchidx.corpus.made_stream import MadeStream

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, and what they tell; the longer before those that they begin with."""
_TAGS: Final = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""How XML and HTML in UTF-16 begin, marked or not."""
_HEAD: Final = 256
_LEAST: Final = 8
_MOST_ARE_LATIN: Final = 0.7
"""Of the characters of a French text in UTF-16, those whose upper byte is zero; all but typographic signs are."""
_FEW_ARE_NOT: Final = 0.05  # half of an emoji may have a zero for its lower byte
_CHUNK: Final = 1 << 16


def marked(head: bytes) -> str | None:
    """Return the encoding that a byte order mark tells."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def wide_encoding(head: bytes) -> str | None:
    """Return the encoding of two or four bytes a character that a file begins in, by its mark, or by where its zeros stand.

    >>> wide_encoding("Crue".encode("utf-16")), wide_encoding("Crue".encode("utf-16-be")), wide_encoding(b"Crue")
    ('utf-16', 'utf-16-be', None)
    """
    if (encoding := marked(head) or _TAGS.get(head[:2])) is not None:
        return None if encoding == "utf-8" else encoding
    head = head[:_HEAD]
    if len(head) < _LEAST or b"\0" not in head:
        return None
    even, odd = head[0::2], head[1::2]
    for zeros, letters, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) >= len(zeros) * _MOST_ARE_LATIN and letters.count(0) <= len(letters) * _FEW_ARE_NOT:
            return encoding
    return None


class AsUtf8(MadeStream):
    """A file in an encoding of two or four bytes a character, as its readers know files: in UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._waiting = b""
        self._read = getattr(file, "read1", file.read)  # a stream is not waited for to fill the buffer
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def more(self, most: int) -> bytes:
        while not self._waiting:
            data = self._read(_CHUNK)
            text = self._decoder.decode(data, final=not data)
            self._waiting = text.encode("utf-8", "replace")
            if not data:
                break
        part, self._waiting = self._waiting[:most], self._waiting[most:]
        return part


def as_utf_8(file: BinaryIO) -> BinaryIO:
    """Return a file that is UTF-8 without a mark, or in an encoding of one byte a character, whatever this one is."""
    peek = getattr(file, "peek", None)
    head = peek(_HEAD) if peek is not None else b""
    encoding = wide_encoding(head)
    if encoding is None:
        if head.startswith(codecs.BOM_UTF8):
            file.read(len(codecs.BOM_UTF8))
        return file
    return cast("BinaryIO", io.BufferedReader(AsUtf8(file, encoding), _CHUNK))
