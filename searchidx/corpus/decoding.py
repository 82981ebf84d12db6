"""Bytes to text: what the byte order mark or the file declares, else UTF-8, else an encoding of one byte a character."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from searchidx.corpus.source import LARGEST_FILE
from searchidx.errors import ArticleError

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
_ENOUGH: Final = 50  # to tell a language from another


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


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """Return the text, without a byte order mark, and what to warn of.

    Raises
    ------
    ArticleError
        where it is no text.
    """
    declared = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), declared)
    if declared is not None:
        try:
            text = data.decode(declared).removeprefix("\ufeff")
        except (LookupError, UnicodeDecodeError):
            pass  # a page that says UTF-8 and is not is as frequent as one that says nothing
        else:
            if "\0" not in text:
                return text, None
    if b"\0" in data:
        raise ArticleError("not a text: it holds binary data")
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        return _repaired(data, error.start) or _in_one_byte(data)


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


def _in_one_byte(data: bytes) -> tuple[str, str]:
    """Decode by the encoding that makes most French of it, else by what charset-normalizer takes it for."""
    texts = {encoding: text for encoding in _ENCODINGS if (text := _decoded(data, encoding)) is not None}
    encoding = min(texts, key=lambda encoding: _strange(texts[encoding]), default="")
    if not texts or _strange(texts[encoding]) > _FOREIGN:
        encoding = _detected(data)
    text = texts.get(encoding) or _decoded(data, encoding)
    if text is None:
        raise ArticleError("not a text in UTF-8 or Windows-1252")
    return text, f"not UTF-8: read as {_ENCODINGS.get(encoding, encoding)}"


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
