"""News items in XML, NewsML-G2 and NITF, one or many in a file, read one at a time by defusedxml."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError

from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import newsml, nitf
from searchidx.corpus.extra import needed
from searchidx.corpus.fields import article_of
from searchidx.corpus.paragraphs import begins_with
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.xml_text import local
from searchidx.errors import ArticleError

_ITEMS: Final = {"newsItem": newsml.fields_of, "nitf": nitf.fields_of}
_ROOTS: Final = frozenset({"newsItem", "newsMessage", "nitf", "packageItem"})


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; where several stand in it, one without an id is named after its number."""
    needed("defusedxml", "XML")
    tree: Any = needed("defusedxml.ElementTree", "XML")
    number = 0
    try:
        for item, alone in _items(tree.iterparse(file, events=("start", "end"))):
            number += 1
            yield from _read_item(item, source, None if alone else number)
            item.clear()
    except ParseError as error:
        yield Rejection(
            source.name, f"not well-formed: {error}; after {number} article{'s' if number != 1 else ''}"
        )
    except ValueError as error:  # defusedxml's own errors
        if type(error).__module__.partition(".")[0] != "defusedxml":
            raise
        raise ArticleError("it declares entities, which can grow without end: not read") from None
    except RecursionError:
        yield Rejection(source.name, "nested too deep")
    else:
        if not number:
            yield Notice(source.name, "no news item in it is an article")


def _items(events: Iterator[tuple[str, Element]]) -> Iterator[tuple[Element, bool]]:
    """Yield the items as they end, and whether one is the whole file; one within another is part of that."""
    root: Element | None = None
    open_: Element | None = None
    for event, element in events:
        if root is None:
            root = element
            if local(root) not in _ROOTS:
                raise ArticleError(
                    f"XML that is neither NewsML-G2, NITF, RSS nor Atom: its first element is {local(root)}"
                )
        if local(element) not in _ITEMS:
            continue
        if event == "start":
            open_ = element if open_ is None else open_
        elif element is open_:
            open_ = None
            yield element, element is root


def _read_item(item: Element, source: Source, number: int | None) -> Iterator[Finding]:
    where = source.name if number is None else f"{source.name}#{number}"
    if local(item) == "newsItem" and (reason := newsml.left_out(item)):
        yield Notice(where, reason)
        return
    try:
        article, warnings = _article(item, source, number)
    except ArticleError as error:
        yield Rejection(where, str(error))
        return
    yield article
    yield from (Notice(where, message) for message in warnings)


def _article(item: Element, source: Source, number: int | None) -> tuple[Article, list[str]]:
    fields = _ITEMS[local(item)](item)
    if fields["body"] and begins_with(str(fields["body"]), str(fields["lead"] or "")):
        fields["lead"] = None
    return article_of(fields, source, number)
