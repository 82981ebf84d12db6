"""Fragments of HTML, as feeds, news items and content systems keep them, to text.

One expression finds the tags, and goes over a text once: what it cannot end before the next ``<`` is text, so that
no fragment, however ill-formed, costs more than its length.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from searchidx.corpus.paragraphs import parted

_HTML: Final = re.compile(
    r"<(?:p|br|div|img|hr|figure)\b[^<>]*>|</(?:p|div|span|strong|em|b|i|u|a|h[1-6]|ul|ol|li|blockquote|figure|section"
    r"|article|table|tr|td|th|small|sup|sub|script|style|iframe)\s*>",
    re.IGNORECASE,
)
"""What is in no text that is not HTML: an element that is closed, or that needs not be."""
_ENTITY: Final = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)
_MARKED: Final = re.compile(r"<(?:/?[a-zA-Z]|!--)|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z]+[0-9]*);")
_SIGN: Final = "<(?![a-zA-Z/!?])"
"""What is less than something, and opens nothing."""
_TAG: Final = re.compile(
    r"<!--|<!\[CDATA\[|\]\]>"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][\w:.-]*+)(?:(?:[^<>\"']++|\"(?:[^\"<]|{_SIGN})*+\"|'(?:[^'<]|{_SIGN})*+')*+>|[^<>]*+>)"
    r"|<[!?][^<>]*+>"
)
_PARAGRAPHS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "ul",
    ]
)
_LINES: Final = frozenset(["br", "dd", "dt", "li", "tr"])
_CELLS: Final = frozenset(["td", "th"])
_NO_TEXT: Final = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "figcaption",
        "iframe",
        "noscript",
        "object",
        "select",
        "svg",
        "template",
        "video",
    ]
)
_CODE: Final = frozenset(["script", "style"])
"""Elements that hold no HTML: their end alone ends them."""
_SPACES: Final = re.compile(r"[ \t\r\n\f\v]+")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r\f\v]*\n\s*")


def plain(text: str) -> str:
    """Return a text without the tags and entities it may hold.

    >>> plain("<p>L&rsquo;eau <b>monte</b>.</p><p>Elle<br>baisse.</p>"), plain("2 < 3 > 1")
    ('L’eau monte.\\n\\nElle\\nbaisse.', '2 < 3 > 1')
    """
    if "<" in text and _HTML.search(text):
        lines = (line.strip(" ") for line in "".join(_pieces(text, "\n")).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if "&" in text and _ENTITY.search(text):
        return unescape(text)
    return text


def paragraphs(markup: str) -> list[str]:
    r"""Return the paragraphs of a stretch of HTML, however ill-formed; of plain text, those between blank lines.

    >>> paragraphs("<p>L&rsquo;eau <b>monte</b>.</p>\n<ul><li>Vite</li></ul><script>x()</script>")
    ['L’eau monte.', 'Vite']
    >>> paragraphs("Un début.\n\nUne suite : 3 < 5.")
    ['Un début.', 'Une suite : 3 < 5.']
    """
    if _MARKED.search(markup) is None:
        return parted(markup)
    return parted("".join(_pieces(markup, "\n\n")))


def _pieces(markup: str, item: str) -> Iterator[str]:
    """Yield the text, and what parts it: ``item`` between the items of a list; nothing that is not shown as text."""
    place, unread, depth, comments = 0, "", 0, True
    while found := _TAG.search(markup, place):
        if not unread:
            yield _text(markup[place : found.start()])
        place = found.end()
        name = (found["name"] or "").lower()
        if not name:
            if found[0] == "<!--" and comments:
                end = markup.find("-->", place)
                comments = end >= 0
                place = end + 3 if comments else place
            continue
        if name in _CODE and not found["end"]:
            end_of_code = re.compile(f"</{name}", re.IGNORECASE).search(markup, place)
            if end_of_code is None:
                return
            place = end_of_code.start()
        elif name in _NO_TEXT and unread in {"", name}:
            if found["end"]:
                depth = max(0, depth - 1)
            elif not found[0].endswith("/>"):
                depth += 1
            unread = name if depth else ""
        if not unread:
            yield _break(name, item, ends=bool(found["end"]))
    if not unread:
        yield _text(markup[place:])


def _text(data: str) -> str:
    if "&" in data:
        data = unescape(data)
    parts = _BLANK_LINE.split(data)  # as Markdown and careless writers part paragraphs
    return "\n\n".join([_SPACES.sub(" ", part) for part in parts])


def _break(name: str, item: str, *, ends: bool) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _LINES and not ends:
        return "\n" if name == "br" else item
    return " " if name in _CELLS and not ends else ""
