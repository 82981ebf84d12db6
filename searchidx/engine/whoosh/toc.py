"""Whoosh's table of contents of a commit, for other Whoosh programs: searchidx writes it, and never reads it.

It is written as `whoosh.index.TOC` writes it, version -111, but without Whoosh, which takes 40 ms to import.  What
Whoosh unpickles of it are calls of the functions below.
"""

import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from struct import calcsize, pack
from typing import TYPE_CHECKING, Any, Final

from searchidx.engine.whoosh.folder import replace
from searchidx.engine.whoosh.manifest import Manifest, SegmentEntry

if TYPE_CHECKING:
    from whoosh.fields import Schema

    from searchidx.engine.whoosh.codec import ColumnSegment

INDEX_NAME: Final = "MAIN"
_RELEASE: Final = (2, 7, 4)
_VERSION: Final = -111
_BYTE_ORDER: Final = -12345
_SEVEN_BITS: Final = 0x7F


def toc_name(commit: int) -> str:
    return f"_{INDEX_NAME}_{commit}.toc"


def write_toc(folder: Path, manifest: Manifest, sizes: Sequence[int]) -> None:
    """Write the table of contents of a commit whose segments hold so many documents, deleted ones too."""
    schema = pickle.dumps(_Call(new_schema), 2)
    calls = [_Call(new_segment, *pair) for pair in zip(manifest.segments, sizes, strict=True)]
    parts = (
        *map(_varint, map(calcsize, "ilf")),
        pack("!ii", _BYTE_ORDER, _VERSION),
        *map(_varint, _RELEASE),
        _varint(len(schema)),
        schema,
        pack("!ii", manifest.commit, 0),
        pickle.dumps(calls),
    )
    replace(folder / toc_name(manifest.commit), b"".join(parts), durable=False)  # `seal` sees to that


def new_schema() -> "Schema":
    from searchidx.engine.whoosh.schema import new_schema  # noqa: PLC0415  it imports Whoosh

    return new_schema()


def new_segment(entry: SegmentEntry, size: int) -> "ColumnSegment":
    from searchidx.engine.whoosh.codec import ColumnSegment  # noqa: PLC0415  it imports Whoosh

    return ColumnSegment(entry, size)


class _Call:
    """What becomes the value of a function when it is unpickled."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._call = function, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[Any, ...]]:
        return self._call


def _varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first, all but the last marked by the eighth."""
    groups = bytearray()
    while number > _SEVEN_BITS:
        groups.append(number & _SEVEN_BITS | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)
