"""Fragments of HTML in a field, as feeds and content systems keep them, to plain text."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

_TAG: Final = re.compile(
    r"<(?:p|br|div|img|hr|figure)\b[^<>]*>|</(?:p|div|span|strong|em|b|i|u|a|h[1-6]|ul|ol|li|blockquote|figure|section"
    r"|article|table|tr|td|th|small|sup|sub|script|style|iframe)\s*>",
    re.IGNORECASE,
)
"""What is in no text that is not HTML: an element that is closed, or that needs not be."""
_ENTITY: Final = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)
_PARAGRAPHS: Final = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "figure",
        "section",
        "article",
        "table",
        "hr",
        "header",
        "footer",
        "pre",
    ]
)
_LINES: Final = frozenset(["br", "li", "tr", "figcaption", "dt", "dd"])
_NO_TEXT: Final = frozenset(["script", "style", "noscript", "iframe", "template"])
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r\f]*\n\s*")


def plain(text: str) -> str:
    """Return a text without the tags and entities it may hold.

    >>> plain("<p>L&rsquo;eau <b>monte</b>.</p><p>Elle<br>baisse.</p>"), plain("2 < 3 > 1")
    ('L’eau monte.\\n\\nElle\\nbaisse.', '2 < 3 > 1')
    """
    if "<" in text and _TAG.search(text):
        return _without_tags(text)
    if "&" in text and _ENTITY.search(text):
        return unescape(text)
    return text


def _without_tags(text: str) -> str:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  the parser's own signature
        if tag in _NO_TEXT:
            self._silent += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_TEXT:
            self._silent = max(0, self._silent - 1)
        if tag not in _LINES:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            parts = _BLANK_LINE.split(data)  # as Markdown and careless writers part paragraphs
            self.pieces.append("\n\n".join(_SPACES.sub(" ", part) for part in parts))

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag in _LINES:
            self.pieces.append("\n")
