"""Lines that are not of the article: advertising markers, links to others, banners, alone on a line.

The list is ``data/markers.txt``.
"""

from functools import cache
from pathlib import Path
from typing import Final

from searchidx.dates import fold

_LONGEST: Final = 200
"""The characters of a line that may be a marker; a paragraph is text, however it begins."""
_HEAD: Final = 3
_ARROWS: Final = " ▶►→➡⇒»>•‣■*\N{BLACK RIGHT-POINTING SMALL TRIANGLE}\ufe0f"
"""What points to other articles, before the words that do."""


def without_boilerplate(text: str) -> str:
    r"""Drop the marker lines of a text, and the blank lines they leave double.

    >>> without_boilerplate("Un début.\n\nPUBLICITÉ\n\nLire aussi : Crue à Tours\n\nUne suite.")
    'Un début.\n\nUne suite.'
    """
    lines = text.splitlines()
    kept = [line for line in lines if not line or len(line) > _LONGEST or not _is_marker(line)]
    if len(kept) == len(lines):
        return text
    return "\n".join(
        line for before, line in zip(["", *kept], kept, strict=False) if line.strip() or before.strip()
    )


def _is_marker(line: str) -> bool:
    line = line.strip().lstrip(_ARROWS)
    head = line[: 2 * _HEAD]
    start = head[:_HEAD]
    if (start.lower() if start.isascii() else fold(head)[:_HEAD]) not in _heads():
        return False  # most lines; folding all of them costs more
    folded = _plain(line)
    return folded in _markers() or folded.startswith(_beginnings())


def _plain(text: str) -> str:
    return fold(text).replace(" :", ":")


@cache
def _entries() -> tuple[str, ...]:
    text = Path(__file__).with_name("data").joinpath("markers.txt").read_text("utf-8")
    return tuple(entry for line in text.splitlines() if (entry := line.partition("#")[0].strip()))


@cache
def _markers() -> frozenset[str]:
    return frozenset(_plain(entry) for entry in _entries() if not entry.endswith("…"))


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(_plain(entry.removesuffix("…")) for entry in _entries() if entry.endswith("…"))


@cache
def _heads() -> frozenset[str]:
    return frozenset(entry[:_HEAD] for entry in (*_markers(), *_beginnings()))
