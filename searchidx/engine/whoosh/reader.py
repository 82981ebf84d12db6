"""One commit: its segments, and what is known of all of them together."""

from collections.abc import Callable, ItemsView, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar, overload

import numpy as np

from searchidx.article import Article
from searchidx.engine.base import INDEXED_FIELDS, Entry
from searchidx.engine.ranking import K1, B
from searchidx.engine.whoosh.damage import Damage, translated
from searchidx.engine.whoosh.folder import content, facts_of
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.manifest import Manifest
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment

_T = TypeVar("_T")
_KEPT: Final = 256 << 20
"""Bytes of what is known of words in the whole index; it goes with the reader."""
_LONGEST_NOTE: Final = 1 << 30


class Reader:
    """What a search looks at; it never changes, so any number of threads may share it."""

    def __init__(self, generation: Path, manifest: Manifest, segments: tuple[Segment, ...]) -> None:
        self.generation, self.manifest, self.segments = generation, manifest, segments
        self._means: dict[tuple[str, ...], float] = {}
        self._norms: dict[tuple[str, ...], Numbers] = {}
        self._single_norms: dict[tuple[str, ...], Numbers] = {}
        self._drifts: dict[tuple[int, str], float] = {}
        self._live = sum(segment.live for segment in segments)
        self.kept = Kept(_KEPT)
        size = sum(segment.sections.size for segment in segments)
        for kept in (self.kept, *(segment.kept for segment in segments)):
            kept.fit(size)

    def __len__(self) -> int:
        return self._live

    @cached_property
    def empty_fields(self) -> frozenset[str]:
        """The fields that no article has a word in."""
        return frozenset(
            name
            for name in INDEXED_FIELDS
            if not any(segment.counts["terms"][name] for segment in self.segments)
        )

    def mean_length(self, *fields: str) -> float:
        """Return the mean words of a field, or of several as one, over the articles that have any."""
        mean = self._means.get(fields)
        if mean is None:
            mean = self._means[fields] = self._mean(fields)
        return mean

    def norms(self, *fields: str) -> Numbers:
        """Return what BM25 adds to a frequency, by the words of a field, or of several as one."""
        norms = self._norms.get(fields)
        if norms is None:
            longest = max((segment.longest(fields) for segment in self.segments), default=0)
            # in the order of `ranking.bm25`, so that the numbers are the same to the last bit
            norms = K1 * (1 - B + B * np.arange(longest + 1) / self.mean_length(*fields))
            self._norms[fields] = norms
        return norms

    def single_norms(self, *fields: str) -> Numbers:
        """Return the same in single precision."""
        norms = self._single_norms.get(fields)
        if norms is None:
            norms = self._single_norms[fields] = self.norms(*fields).astype(np.float32)
        return norms

    def drift(self, number: int, field: str) -> float:
        """Return how much larger impacts may be than when the segment with this number was written."""
        drift = self._drifts.get((number, field))
        if drift is None:
            drift = max(1.0, self.mean_length(field) / self.segments[number].mean_when_written(field))
            self._drifts[number, field] = drift
        return drift

    def _mean(self, fields: tuple[str, ...]) -> float:
        sums = [segment.length_sums(fields) for segment in self.segments]
        total, filled = (sum(parts) for parts in zip(*sums, strict=True)) if sums else (0, 0)
        return total / filled if filled else 1.0

    def note(self) -> str | None:
        """Return the note of the commit; None where it has none, or it cannot be read."""
        name = self.manifest.note
        if name is None:
            return None
        with suppress(FileNotFoundError, UnicodeDecodeError, Damage):
            facts = self.manifest.facts.get(name)
            data = content(self.generation / name, _LONGEST_NOTE if facts is None else facts.bytes)
            if facts is None or facts_of(data) == facts:
                return data.decode()
        return None

    def refuse_cut(self) -> None:
        """Look whether a file was cut since it was mapped; see `Sections.refuse_cut`."""
        for segment in self.segments:
            segment.sections.refuse_cut()

    def get(self, id: str) -> Article | None:
        return self._at(id, lambda segment, document: segment.articles[document])

    def entry(self, id: str) -> Entry | None:
        """Return what is known of one article.

        Raises
        ------
        IndexDamaged, IndexUnavailable
        """
        if not self.segments:
            return None
        with translated(str(self.generation.parent)):
            return self._at(id, Segment.entry_of)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Digest and path of the articles; made anew each time, for they hold the reader."""
        return Entries(self)

    def _at(self, id: str, work: Callable[[Segment, int], _T]) -> _T | None:
        for segment in self.segments:
            if (document := segment.document_of(id)) is not None:
                return work(segment, document)
        return None


class Entries(Mapping[str, Entry]):
    """Digest and path of the articles: single ones are looked up, all of them are read when they are asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def _all(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        with translated(str(self._reader.generation.parent)):
            for segment in self._reader.segments:
                found |= segment.entries()
        return found

    def __getitem__(self, id: str) -> Entry:
        if "_all" in self.__dict__:
            return self._all[id]
        entry = self._reader.entry(id)
        if entry is None:
            raise KeyError(id)
        return entry

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.get(id) is not None

    @overload
    def get(self, id: str, /) -> Entry | None: ...
    @overload
    def get(self, id: str, default: Entry | _T, /) -> Entry | _T: ...
    def get(self, id: str, default: Entry | _T | None = None, /) -> Entry | _T | None:
        """Return an entry; most that are asked for are not there, when an index is filled."""
        entry = self._all.get(id) if "_all" in self.__dict__ else self._reader.entry(id)
        return default if entry is None else entry

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def items(self) -> ItemsView[str, Entry]:
        return self._all.items()

    def __len__(self) -> int:
        return len(self._reader)

    def __eq__(self, other: object) -> bool:
        return self._all == other

    def __hash__(self) -> int:
        return id(self)
