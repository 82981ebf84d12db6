"""Bytes to text: what the byte order mark or the file declares, else UTF-8, else an encoding of one byte a character."""

import codecs
import re
from typing import BinaryIO, Final

from searchidx.corpus.source import LARGEST_FILE
from searchidx.corpus.wide import marked, wide_encoding
from searchidx.errors import ArticleError

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
BINARY: Final = "not a text: it holds binary data"


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


def decode(data: bytes, declared: str | None = None, known: str | None = None) -> tuple[str, str | None]:
    """Return the text, without a byte order mark, and what to warn of.

    `known` is the encoding of one byte a character that other parts of the text are in, where they are not UTF-8.

    Raises
    ------
    ArticleError
        where it is no text.
    """
    if (encoding := marked(data) or _believed(declared, data)) is not None:
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
            raise ArticleError(BINARY)
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
    encoding = known or one_byte(data)
    text = _decoded(data, encoding)
    if text is None and known is not None:
        encoding = one_byte(data)
        text = _decoded(data, encoding)
    if text is None:
        raise ArticleError("not a text in UTF-8 or Windows-1252")
    return text, f"not UTF-8: read as {_ENCODINGS.get(encoding, encoding)}"


def one_byte(data: bytes) -> str:
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
