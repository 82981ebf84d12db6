"""A stretch of HTML, as feeds and news items carry it, to paragraphs of text."""

import re
from html.parser import HTMLParser
from typing import Final

from searchidx.dates import fold

_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|body|caption|center|d[dlt]|div|fieldset|figcaption|figure|footer|form|h[1-6]|header|"
    "hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_UNREAD: Final = re.compile(
    "audio|button|canvas|figcaption|iframe|noscript|object|script|select|style|svg|video"
)
_SPACE: Final = re.compile(r"[ \t\n\r\f\v]+")
_TAG: Final = re.compile(r"<(?:/?[a-zA-Z]|!--)|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]+[0-9]*);")


def paragraphs(markup: str) -> list[str]:
    r"""Return the paragraphs of a stretch of HTML, however ill-formed; of plain text, those between blank lines.

    >>> paragraphs("<p>L&rsquo;eau <b>monte</b>.</p>\n<ul><li>Vite</li></ul><script>x()</script>")
    ['L’eau monte.', 'Vite']
    >>> paragraphs("Un début.\n\nUne suite : 3 < 5.")
    ['Un début.', 'Une suite : 3 < 5.']
    """
    if _TAG.search(markup) is None:
        return [bare for part in re.split(r"\n\s*\n", markup) if (bare := one_line(part))]
    parser = _Paragraphs()
    parser.feed(markup)
    parser.close()
    return parser.done()


def one_line(text: str) -> str:
    r"""Return a text with one space for each stretch of blanks; no-break spaces are kept.

    >>> one_line("  Une\n  crue ")
    'Une crue'
    """
    return _SPACE.sub(" ", text).strip(" ")


def begins_with(body: str, lead: str) -> bool:
    r"""Tell whether a description is just the beginning of the text, cut short or not.

    >>> begins_with("La Loire monte vite.\n\nOn attend.", "La Loire monte…"), begins_with("Un", "Deux")
    (True, False)
    """
    bare = fold(lead).rstrip(".… []")  # folding makes … of them too
    return fold(body[: 4 * len(lead) + 10]).startswith(bare)


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._parts: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if _BLOCKS.fullmatch(tag):
            self._end()
        if _UNREAD.fullmatch(tag):
            self._unread.append(tag)
        elif tag == "br":
            self._parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            del self._unread[self._unread.index(tag) :]
        if _BLOCKS.fullmatch(tag):
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._parts.append(_SPACE.sub(" ", data))

    def done(self) -> list[str]:
        self._end()
        return self._found

    def _end(self) -> None:
        text = "".join(self._parts)
        self._parts.clear()
        self._found += [bare for part in re.split(r"\n\s*\n", text) if (bare := one_line(part))]
