"""News items in XML, NewsML and NITF, one or many in a file, read one at a time by defusedxml."""

import io
from collections.abc import Callable, Iterator
from html.entities import entitydefs
from typing import Any, BinaryIO, Final, cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder  # what defusedxml makes, raises and fills

from searchidx.article import Notice, Rejection
from searchidx.corpus import newsml, newsml1, nitf
from searchidx.corpus.extra import needed
from searchidx.corpus.fields import findings_of
from searchidx.corpus.made_stream import MadeStream
from searchidx.corpus.paragraphs import begins_with
from searchidx.corpus.source import LARGEST_FILE, Finding, Source
from searchidx.corpus.xml_text import as_utf_8, local
from searchidx.errors import ArticleError

_ITEMS: Final[dict[str, Callable[[Element], list[dict[str, object]]]]] = {
    "newsItem": lambda item: [newsml.fields_of(item)],
    "NewsItem": newsml1.all_fields,
    "nitf": lambda item: [nitf.fields_of(item)],
}
_LEFT_OUT: Final = {"newsItem": newsml.left_out, "NewsItem": newsml1.left_out}
_ROOTS: Final = frozenset(
    [
        "newsItem",
        "newsMessage",
        "nitf",
        "NewsML",
        "NewsItem",
        "packageItem",
        "conceptItem",
        "knowledgeItem",
        "planningItem",
        "catalogItem",
    ]
)
_LONGEST_ENTITY: Final = 30


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of a file; where several stand in it, one without an id is named after its number."""
    needed("defusedxml", "a news item")
    tree: Any = needed("defusedxml.ElementTree", "a news item")
    text, warning = _as_utf_8(file)
    if warning:
        yield Notice(source.name, warning)
    number = 0
    try:
        for item, alone in _items(tree.iterparse(text, events=("start", "end"), parser=_parser(tree))):
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
    """Yield the items as they end, and whether one is the whole file; NITF within another is part of that."""
    root: Element | None = None
    open_: Element | None = None
    for event, element in events:
        if root is None:
            root = element
            if local(root) not in _ROOTS:
                raise ArticleError(
                    f"XML that is neither NewsML, NITF, RSS nor Atom: its first element is {local(root)}"
                )
        if local(element) not in _ITEMS:
            continue
        if event == "start":
            open_ = element if open_ is None else open_
        elif element is open_:
            open_ = None
            yield element, element is root


def _read_item(item: Element, source: Source, number: int | None) -> Iterator[Finding]:
    kind = local(item)
    if kind in _LEFT_OUT and (reason := _LEFT_OUT[kind](item)):
        yield Notice(source.at(number), reason)
        return
    for fields in _ITEMS[kind](item):
        if fields["body"] and begins_with(str(fields["body"]), str(fields["lead"] or "")):
            fields["lead"] = None
        yield from findings_of(fields, source, number)


def _as_utf_8(file: BinaryIO) -> tuple[BinaryIO, str | None]:
    """Return the text of a file as XML can be, and what to warn of; a very large one is read as it is."""
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        return cast("BinaryIO", io.BufferedReader(_Rest(data, file))), None
    text, warning = as_utf_8(data)
    return io.BytesIO(text), warning


class _Rest(MadeStream):
    """A file of which the beginning has been read."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = io.BytesIO(head), file

    def more(self, most: int) -> bytes:
        return self._head.read(most) or self._file.read(most)


def _parser(tree: Any) -> Any:  # noqa: ANN401  defusedxml ships no types
    """Return a parser that knows the entities of HTML, and takes no declaration of one that could grow or name a file."""
    parser = tree.DefusedXMLParser(target=TreeBuilder())
    refuse = parser.defused_entity_decl
    parser.entity.update(entitydefs)

    def declared(name: str, is_parameter: int, value: str | None, *rest: str | None) -> None:
        is_never_read = is_parameter and value is None
        if not is_never_read and (
            value is None or "&" in value or "%" in value or len(value) > _LONGEST_ENTITY
        ):
            refuse(name, is_parameter, value, *rest)

    parser.parser.EntityDeclHandler = declared
    return parser
