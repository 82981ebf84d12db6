"""Bytes to text: UTF-8, else Windows-1252 with a warning."""

from typing import BinaryIO

from searchidx.corpus.source import LARGEST_FILE
from searchidx.errors import ArticleError


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


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text, without a byte order mark, and what to warn of.

    Raises
    ------
    ArticleError
        where it is no text.
    """
    if b"\0" in data:
        raise ArticleError("not a text: it holds binary data")
    try:
        return data.decode().removeprefix("\ufeff"), None
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "not UTF-8: read as Windows-1252"
    except UnicodeDecodeError:
        raise ArticleError("not a text in UTF-8 or Windows-1252") from None
