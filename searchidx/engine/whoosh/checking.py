"""Is an index what was written, and is that in itself right?

Files are held open before they are read, so that a writer may commit meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import numpy as np

from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.folder import content, facts_of
from searchidx.engine.whoosh.laws import broken_laws, differences
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Sections
from searchidx.engine.whoosh.segment import Segment

_SAMPLE: Final = 50
"""Articles of a segment that are analysed again."""
_TOGETHER: Final = 2_000
"""Articles that are analysed again together, where all are."""


class Found(NamedTuple):
    """What a check found.

    Attributes
    ----------
    files, bytes: how many were read.
    analysed: how many articles were analysed again.
    damage: a sentence each.
    """

    files: int
    bytes: int
    analysed: int
    damage: tuple[str, ...]


class Opened(NamedTuple):
    """All files of a commit: a reader, the small ones by name, None where they are gone, and the deletions."""

    reader: Reader
    small: Mapping[str, bytes | None]
    deletions: Mapping[str, Sections]


def hold(reader: Reader) -> Opened:
    """Open what a reader leaves closed.

    Raises
    ------
    Damage, OSError
    """
    names = {entry.file for entry in reader.manifest.segments}
    deletions = {entry.deletions for entry in reader.manifest.segments if entry.deletions}
    small: dict[str, bytes | None] = {}
    for name in reader.manifest.facts.keys() - names - deletions:
        small[name] = None
        with suppress(FileNotFoundError, Damage):
            small[name] = content(reader.generation / name, reader.manifest.facts[name].bytes)
    return Opened(reader, small, {name: Sections(reader.generation / name) for name in deletions})


def check(opened: Opened, *, full: bool = False) -> Found:
    """Check all files against the manifest, and what stands in them; of the articles a sample, or all."""
    reader = opened.reader
    damage = [*_digests(opened)]
    analysed = 0
    for segment in reader.segments:
        here = [f"{segment.entry.file}: {what}" for what in broken_laws(segment)]
        damage += here
        # where files are not what was written, what follows from that says nothing more
        if not damage and segment.size:
            chosen = list(_chosen(segment.size, full=full))
            analysed += sum(map(len, chosen))
            damage += (f"{segment.entry.file}: {what}" for what in _differing(segment, chosen))
    facts = reader.manifest.facts
    return Found(len(facts) + 1, sum(each.bytes for each in facts.values()), analysed, tuple(damage))


def _digests(opened: Opened) -> Iterator[str]:
    facts = opened.reader.manifest.facts
    maps = {segment.entry.file: segment.sections for segment in opened.reader.segments}
    for name, sections in {**maps, **opened.deletions}.items():
        sections.refuse_cut()
        if facts_of(memoryview(sections.map)) != facts[name]:
            inside = ", ".join(sections.damaged())
            yield f"{name} is not what was written" + (f": {inside}" if inside else "")
    for name, data in opened.small.items():
        if data is None:
            yield f"{name} is missing, or is not what was written"
        elif facts_of(data) != facts[name]:
            yield f"{name} is not what was written"


def _chosen(size: int, *, full: bool) -> Iterator[Sequence[int]]:
    if full:
        yield from (range(start, min(start + _TOGETHER, size)) for start in range(0, size, _TOGETHER))
    else:
        yield np.unique(np.linspace(0, size - 1, _SAMPLE).astype(int)).tolist()


def _differing(segment: Segment, chosen: Sequence[Sequence[int]]) -> Iterator[str]:
    for documents in chosen:
        with TemporaryDirectory(prefix="searchidx-") as scratch:
            try:
                yield from differences(segment, documents, Path(scratch))
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                yield f"articles that cannot be analysed again: {error}"
