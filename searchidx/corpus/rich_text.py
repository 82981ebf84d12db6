"""Texts that editors keep as trees: blocks, and in them stretches of text with their looks.

Each has its own names for the same two things (Sanity, Contentful, ProseMirror, Lexical, Slate, Editor.js, Arc XP): what
holds others, and what holds a text.
"""

from collections.abc import Iterator, Mapping
from typing import Final

_TEXTS: Final = ("text", "texte", "value", "content", "contenu", "html", "insert")
_HOLDERS: Final = (
    "root", "children", "content", "blocks", "nodes", "content_elements", "items", "paragraphs", "paragraphes", "data", "elements", "ops",
)  # fmt: skip
_HEADINGS: Final = ("heading", "title", "titre", "header", "h2", "h3")
_KINDS: Final = ("type", "_type", "nodeType", "object")
_STRETCHES: Final = frozenset(
    ("text", "span", "leaf", "link", "hyperlink", "a", "mark", "hardbreak", "linebreak")
)
_TYPED: Final = frozenset(("children", "content", "nodes"))
_UNTYPED: Final = frozenset(("children", "ops"))
_NO_TEXT: Final = frozenset(
    ("image", "video", "embed", "gallery", "custom_embed", "interstitial_link", "reference", "audio")
)
_DEEPEST: Final = 40


def paragraphs(value: object) -> list[str]:
    """Return the paragraphs of a tree, in their order; none of what is no tree of texts.

    >>> paragraphs([{"type": "paragraph", "content": [{"type": "text", "text": "La "}, {"type": "text", "text": "Loire"}]}])
    ['La Loire']
    """
    return [text for text in map(str.strip, _blocks(value, _DEEPEST)) if text]


def is_tree(value: object) -> bool:
    """Tell a list of paragraphs, or what holds one, from an object with a text."""
    return isinstance(value, list) or (
        isinstance(value, dict) and any(isinstance(value.get(name), (list, dict)) for name in _HOLDERS)
    )


def holds_texts(value: object) -> bool:
    """Tell a list of parts of an article, each with a text of its own, from a list of names."""
    return isinstance(value, list) and any(
        isinstance(part, dict)
        and any(
            name in part
            for name in ("text", "texte", "content", "contenu", "paragraphs", "paragraphes", "body")
        )
        for part in value
    )


def _blocks(value: object, depth: int, holder: str = "") -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        if any(_is_stretch(each, holder) for each in value):
            yield "".join(text for each in value for text in _blocks(each, depth - 1))
        else:
            for each in value:
                yield from _blocks(each, depth - 1)
    elif isinstance(value, dict) and depth and _kind(value) not in _NO_TEXT:
        yield from (text for name in _HEADINGS if isinstance(text := value.get(name), str))
        for name in (*_TEXTS, *_HOLDERS):
            held = value.get(name)
            if (name in _TEXTS and held and isinstance(held, str)) or (
                name in _HOLDERS and isinstance(held, (list, dict))
            ):
                yield from _blocks(held, depth - 1, name)
                return


def _is_stretch(value: object, holder: str) -> bool:
    """Tell what stands in a line from what stands below others, by what it is and what holds it."""
    if not isinstance(value, dict):
        return False
    kind = _kind(value)
    return (kind in _STRETCHES and holder in _TYPED) or (not kind and holder in _UNTYPED)


def _kind(value: Mapping[str, object]) -> str:
    return next((kind.lower() for name in _KINDS if isinstance(kind := value.get(name), str)), "")
