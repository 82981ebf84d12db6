"""A web page: trafilatura finds the text of the article, the page itself says the rest (`page_facts`)."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Final

from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.decoding import decode, whole
from searchidx.corpus.extra import needed
from searchidx.corpus.fields import findings_of
from searchidx.corpus.markup import paragraphs
from searchidx.corpus.near_title import Tree
from searchidx.corpus.page_facts import facts_of, saved_from
from searchidx.corpus.page_text import own_text
from searchidx.corpus.paragraphs import begins_with, one_line
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w:.-]+)|<\?xml[^>]{0,100}?encoding=[\"']([\w:.-]+)",
    re.IGNORECASE,
)
_HEAD: Final = 8192
_SOME: Final = 1000
"""A page may have a null among so many bytes; what has more is no text."""
_BLOCKS: Final = frozenset({"p", "head", "item", "quote", "code", "row", "ab"})
_HIDDEN: Final = {0xA0: 0xE0A0, 0x2009: 0xE009, 0x202F: 0xE02F}
"""The no-break and thin spaces of French, which trafilatura would make plain, and characters of no use that stand for them."""
_SHOWN: Final = {stand_in: space for space, stand_in in _HIDDEN.items()}
_COMMENTS: Final = re.compile(
    r"(?!(?:has|no|with|open|show|hide|allow|enabled?|disabled?)[-_])(?:[a-z]+[-_]{1,2})?(?:comments?|commentaires?)(?:[-_]{1,2}(?:list|section|area|wrapper|container|block|zone|thread|respond))?"
)
"""A class or an id of the comments of readers."""
_MARKED: Final = 200
_MOST_ELEMENTS: Final = 40_000
_FULLER: Final = 1.5
"""How many times as long the text in JSON-LD must be to stand for the text shown, of which most is hidden then."""


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the one article of a page."""
    needed("trafilatura", "a web page")
    text, warning = _decoded(whole(file))
    tree = _parsed(text)
    facts = facts_of(tree, saved_from(text))
    authors = facts.get("authors")
    found = _shown(tree)
    source.limits.refuse_text("body", "\n\n".join(found))  # what cleaning it takes grows with it
    shown = own_text(found, str(facts.get("title", "")), authors if isinstance(authors, list) else [])
    body = without_boilerplate("\n\n".join(shown))
    stated = without_boilerplate("\n\n".join(paragraphs(str(facts.get("stated_body", "")))))
    facts["body"] = stated if len(stated) > _FULLER * len(body) else body
    if begins_with(str(facts["body"]), str(facts.get("lead", ""))):
        facts.pop("lead", None)
    if not (facts["body"] or "lead" in facts):
        raise ArticleError("no text of an article was found in the page")
    yield from findings_of(facts, source, None, warning)


def _decoded(data: bytes) -> tuple[str, str | None]:
    """Return the text by the charset that the page declares, if it is right."""
    if 0 < data.count(b"\0") < len(data) / _SOME and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.replace(b"\0", b"")  # as browsers do
    declared = None
    if found := _DECLARED.search(data[:_HEAD]):
        declared = (found[1] or found[2]).decode().lower()
        if declared in {"iso-8859-1", "latin1", "latin-1"}:
            declared = "cp1252"  # as browsers take it
        elif declared.startswith("utf") or declared == "us-ascii":
            declared = None  # UTF-16 has a byte order mark, or its declaration could not be read as ASCII
    return decode(data, declared)


def _parsed(text: str) -> Tree:
    from lxml import etree, html  # noqa: PLC0415  trafilatura brings it

    try:
        return html.document_fromstring(
            text.encode(errors="replace"),
            parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ArticleError(f"not a page in HTML: {error}") from None


def _shown(tree: Tree) -> list[str]:
    """Return the paragraphs that trafilatura takes for the article's; of a very large page, which it would read for minutes, all."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS)) == _MOST_ELEMENTS:
        from lxml import etree  # noqa: PLC0415

        main = next(tree.iter("article", "main", "body"), tree)
        return paragraphs(etree.tostring(main, encoding="unicode"))
    _drop_comments(tree)
    for element in tree.iter():
        for part in ("text", "tail"):
            text = getattr(element, part)
            if text and not text.isspace() and (hidden := text.translate(_HIDDEN)) != text:
                setattr(element, part, hidden)
    try:
        found: Any = bare_extraction(tree, include_comments=False)
    except RecursionError:
        raise ArticleError("the page is nested too deep") from None
    except Exception as error:  # it raises what it meets in pages that nobody has tried
        raise ArticleError(f"trafilatura cannot read the page: {error!r}") from error
    return [] if found is None else [text.translate(_SHOWN) for text in _blocks(found.body)]


def _drop_comments(tree: Tree) -> None:
    """Drop what readers wrote below the article."""
    for element in tree.xpath("//*[contains(@class, 'omment') or contains(@id, 'omment')]")[:_MARKED]:
        marks = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if (
            any(map(_COMMENTS.fullmatch, marks))
            and element.getparent() is not None
            and not _holds_article(element)
        ):
            element.drop_tree()


def _holds_article(element: Tree) -> bool:
    return (
        element.tag in {"body", "main", "article"}
        or next(element.iter("h1", "article", "main"), None) is not None
    )


def _blocks(element: Tree) -> Iterator[str]:
    """Yield the texts of the blocks that hold no other, and what stands between those that do."""
    parts = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS or any(below.tag in _BLOCKS for below in child.iter()):
            yield from _joined(parts)
            yield from _blocks(child)
        elif child.tag == "lb":
            parts.append("\n")
        else:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    yield from _joined(parts)


def _joined(parts: list[str]) -> Iterator[str]:
    text = "".join(parts)
    parts.clear()
    yield from (bare for part in re.split(r"\n[ \t]*\n", text) if (bare := one_line(part)))
