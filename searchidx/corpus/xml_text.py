"""XML as it comes: its encoding, its elements by their names without namespaces, and the paragraphs in them."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element  # the type alone: defusedxml makes them

from searchidx.corpus.decoding import decode
from searchidx.corpus.paragraphs import one_line

_BLOCKS: Final = re.compile("p|hl[12]|h[1-6]|li|pre|d[dt]|blockquote|block|div|table|tr|[uo]l|lede|section")
_NO_TEXT: Final = re.compile("media|figure|script|style|note|body\\.end")
_DECLARED: Final = re.compile(rb"\s*<\?xml[^>]{0,100}?\bencoding\s*=\s*[\"']([\w:.-]+)")
_ENCODING: Final = re.compile(r"(<\?xml[^>]{0,100}?)\s+encoding\s*=\s*[\"'][\w:.-]+[\"']")
_NO_XML: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_utf_8(data: bytes) -> tuple[bytes, str | None]:
    """Return a document in UTF-8, without the characters that XML has not, and what to warn of.

    Raises
    ------
    ArticleError
        where it is no text.
    """
    found = _DECLARED.match(data)
    text, warning = decode(data, found and found[1].decode())
    text = _NO_XML.sub("", _ENCODING.sub(r"\1", text, count=1))
    return text.lstrip().encode(errors="replace"), warning


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def below(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements at a path of names, as ``head/docdata/doc-id``."""
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from below(child, rest)
            else:
                yield child


def text_of(element: Element) -> str:
    """Return all the text of an element, on one line."""
    return one_line("".join(element.itertext()))


def texts(element: Element, *paths: str) -> list[str]:
    """Return the texts at the first of the paths that has any."""
    found = ([text for each in below(element, path) if (text := text_of(each))] for path in paths)
    return next(filter(None, found), [])


def attribute(element: Element, path: str, *names: str) -> str | None:
    """Return the first of these attributes that an element at a path has."""
    found = (each.get(name, "").strip() for each in below(element, path) for name in names)
    return next(filter(None, found), None)


def blocks(element: Element) -> Iterator[str]:
    """Yield the paragraphs in an element; captions and notes are left out."""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if not _NO_TEXT.fullmatch(name):
            if _BLOCKS.fullmatch(name):
                yield from _joined(parts)
                yield from blocks(child)
            else:
                inner = list(blocks(child))
                if name in {"td", "th"}:
                    parts.append(" ")
                parts.append("\n" if name == "br" else inner[0] if len(inner) == 1 else "")
                if len(inner) > 1:
                    yield from _joined(parts)
                    yield from inner
        parts.append(child.tail or "")
    yield from _joined(parts)


def _joined(parts: list[str]) -> Iterator[str]:
    text = one_line("".join(parts))
    parts.clear()
    if text:
        yield text
