"""JSON-LD: what a page says of its article to search engines, in the words of schema.org."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from searchidx.corpus.paragraphs import one_line

_TYPES: Final = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*Article|(?:Blog|LiveBlog|SocialMedia)Posting|Report|Review)"
)
_WRAPPED: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$"
)
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_DEPTH: Final = 4
_PLAIN: Final = ("headline", "description", "datePublished", "dateModified", "articleSection")
_HEAD: Final = 50_000
_VALUE: Final = r'\s*:\s*"(.{1,2000}?)"\s*(?:,\s*"|[}\]]|,?\s*$)'

Node = Mapping[str, object]


def article_of(scripts: list[str], url: str | None) -> dict[str, object]:
    """Return what the scripts of a page say of its article, as lists of texts by name; what cannot be read is left out.

    Names: ``title name lead body published modified authors section tags url source``.  Of several articles it
    is the one with the address of the page, else the first.

    >>> article_of(['{"@type": "NewsArticle", "headline": "Crue", "author": {"name": "Anne Le Goff"}}'], None)
    {'title': ['Crue'], 'authors': ['Anne Le Goff']}
    """
    nodes = [node for script in scripts for node in _nodes(_loaded(script), _DEPTH)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _is_article(node)]
    articles = articles or [node for node in nodes if {"headline", "datePublished"} <= node.keys()]
    if not articles:
        return {}
    articles.sort(key=lambda node: "headline" not in node)  # a stub that only names its address comes last
    article = next((node for node in articles if url and url in _urls(node)), articles[0])
    found: dict[str, object] = {
        "title": _texts(article.get("headline") or article.get("name")),
        "name": _texts(article.get("name")),
        "lead": _texts(article.get("description") or article.get("alternativeHeadline")),
        "body": _body(article),
        "published": _texts(article.get("datePublished") or article.get("dateCreated")),
        "modified": _texts(article.get("dateModified")),
        "authors": _names(article.get("author") or article.get("creator"), by_id),
        "section": _texts(article.get("articleSection")) or _breadcrumb(nodes, article),
        "tags": _names(article.get("keywords"), by_id),
        "url": _urls(article),
        "source": _names(article.get("publisher"), by_id),
    }
    return {name: value for name, value in found.items() if value}


def _loaded(script: str) -> object:
    """Read a script, with the faults that sites leave in it; None for what is no JSON."""
    while script != (bare := _WRAPPED.sub("", script.strip())):
        script = bare
    for text in (script, _TRAILING_COMMA.sub(r"\1", script).replace("\\'", "'")):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text)[0]  # line ends within texts are common
        except (ValueError, RecursionError):
            continue
    return _salvaged(script[:_HEAD])


def _salvaged(script: str) -> Node | None:
    """Return what can be told of an article in a script that is cut short, or has quotation marks within its texts."""
    if not (kind := re.search(rf'"@type"\s*:\s*\[?\s*"({_TYPES.pattern})"', script)):
        return None
    fields = {name: found[1] for name in _PLAIN if (found := re.search(f'"{name}"{_VALUE}', script))}
    if author := re.search(rf'"author"\s*:[\s\[{{]*[^\]}}]{{0,300}}?"name"{_VALUE}', script):
        fields["author"] = author[1]
    return {"@type": kind[1], **fields}


def _nodes(value: object, depth: int) -> Iterator[Node]:
    """Yield the things a script is about: not those it mentions, as the articles of a list."""
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth)
    elif isinstance(value, Mapping) and depth:
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(name), depth - 1)


def _is_article(node: Node) -> bool:
    types = node.get("@type")
    return any(
        isinstance(type, str) and _TYPES.fullmatch(type)
        for type in (types if isinstance(types, list) else [types])
    )


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    values = [item.get("@value") if isinstance(item, Mapping) else item for item in values]
    return [text for item in values if isinstance(item, str) and (text := one_line(html.unescape(item)))]


def _body(article: Node) -> list[str]:
    """Return the text: of a live blog, with its entries under their titles."""
    updates = article.get("liveBlogUpdate")
    parts = [article.get("articleBody") or article.get("text")]
    for update in updates if isinstance(updates, list) else []:
        if isinstance(update, Mapping):
            parts += [update.get("headline"), update.get("articleBody")]
    texts = [html.unescape(part) for part in parts if isinstance(part, str) and part.strip()]
    return ["\n\n".join(texts)] if texts else []


def _names(value: object, by_id: Mapping[object, Node]) -> list[str]:
    """Return names given as texts, as things with a name, or as the id of such a thing elsewhere in the page."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            if "name" not in item:
                item = by_id.get(item.get("@id"), item)  # noqa: PLW2901
            whole = " ".join(_texts([item.get("givenName"), item.get("familyName")]))
            found += _texts(item.get("name")) or ([whole] if whole else [])
        else:
            found += _texts(item)
    return found


def _urls(article: Node) -> list[str]:
    page = article.get("mainEntityOfPage")
    ids = [page.get("@id"), page.get("url")] if isinstance(page, Mapping) else [page]
    return _texts([article.get("url"), *ids])


def _breadcrumb(nodes: list[Node], article: Node) -> list[str]:
    """Return the part of the site the page is in: the first step of the way to it that is neither home nor the page."""
    trails = [node for node in nodes if node.get("@type") == "BreadcrumbList"]
    if isinstance(own := article.get("breadcrumb"), Mapping):
        trails.append(own)
    for trail in trails:
        steps = trail.get("itemListElement")
        names: list[str] = []
        for step in steps if isinstance(steps, list) else []:
            if isinstance(step, Mapping):
                item = step.get("item")
                names += _names(step if "name" in step else item, {})
        middle = names[1:-1]
        if middle:
            return middle[:1]
    return []
