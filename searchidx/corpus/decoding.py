"""Bytes to text: UTF-8, else Windows-1252 with a warning."""

from searchidx.errors import ArticleError


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
