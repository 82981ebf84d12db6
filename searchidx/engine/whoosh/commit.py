"""What a writer does to the folder: write segments, mark what they replace, merge, publish, clean up.

Nothing that stands is changed before the manifest is replaced, so that a writer may die at any point.  Its files are
on disk before it, and it is before `publish` returns: segments, deletions, note and table of contents; their names in
the folder; the manifest; its name.  That one file is renamed is the commit: the manifest, or CURRENT of a generation.
What fails afterwards is a `CleanUpPending`.
"""

import gc
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from searchidx.engine.whoosh import folder
from searchidx.engine.whoosh.batch import MEMORY, Batch, Local, Sink, new_name
from searchidx.engine.whoosh.damage import translated
from searchidx.engine.whoosh.manifest import MANIFEST, Manifest, SegmentEntry
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.segment import Segment, write_deletions
from searchidx.engine.whoosh.tiers import fitting, to_merge
from searchidx.engine.whoosh.toc import toc_name, write_toc
from searchidx.engine.whoosh.vocabulary import Vocabulary
from searchidx.errors import CleanUpPending, IndexLocked, SearchidxError

_OURS: Final = re.compile(
    r"(?:seg|MAIN)_[a-z0-9]{16}\..*|note-[0-9]+|_MAIN_[0-9]+\.toc|.*\.tmp|WRITELOCK|MAIN_WRITELOCK"
)
_COLLECT_AFTER: Final = 100_000
"""Objects that are made before Python looks for cycles among them."""
_KEPT_WORDS: Final = 32 << 20
"""Bytes that the words of a batch may take to be kept for the next one."""
_MOSTLY_GONE: Final = 0.3
"""Share of deleted articles from which a segment is written anew."""


class Commit:
    """The next commit after one that was read; its writer holds the lock.

    Parameters
    ----------
    ways: how files are written.
    fresh: whether it starts a new generation, from nothing.
    salvage: whether the old generation is damaged: nothing of it is removed, and nothing kept.
    """

    def __init__(
        self, where: Path, reader: Reader, ways: folder.Ways, *, fresh: bool, salvage: bool = False
    ) -> None:
        self._where, self._reader, self._fresh = where, reader, fresh
        self._ways, self._salvage = ways, salvage
        self._facts = {} if fresh else dict(reader.manifest.facts)
        self._landed = False
        self._old = reader.generation
        self._folder = self._old
        if not salvage:
            self._clear_leftovers()
        if fresh:
            with folder.writable(where):
                self._folder = folder.next_generation(where)
                folder.make(self._folder, group=ways.group)

    @contextmanager
    def batch(self, jobs: int, words: list[Vocabulary]) -> Iterator[Batch]:
        """Collect what is put; nothing is left of it when the batch ends in an error."""
        sink = self._sink(jobs, words)
        batch = Batch(sink, str(self._where))
        try:
            with _rarely_collecting():
                yield batch
            with folder.writable(self._where):
                batch.finish()
        except BaseException:
            batch.abandon()
            self._sweep()
            raise
        if sink.vocabulary.memory <= _KEPT_WORDS:
            words.append(sink.vocabulary)

    def publish(self, batch: Batch) -> None:
        """Make the batch the newest commit."""
        base = Manifest() if self._fresh else self._reader.manifest
        if not self._fresh and not batch.touched and batch.new_note == self._reader.note():
            return
        with self._undone(), translated(str(self._where)), folder.writable(self._where):
            old = () if self._fresh else self._reader.segments
            segments = self._replaced(old, batch, base.commit + 1)
            added = sum(segment.live for segment in segments[len(old) :])  # or somewhat less
            segments = self._merged(segments, added)
            self._write(base.commit + 1, segments, batch.new_note)

    def optimize(self) -> None:
        """Make one segment of all, or as few as can number their words."""
        manifest, segments = self._reader.manifest, list(self._reader.segments)
        if len(segments) == 1 and not segments[0].deleted:
            return
        merged: list[Segment] = []
        with self._undone(), translated(str(self._where)), folder.writable(self._where):
            folder.refuse_too_large(self._where, _bytes_of(segments))
            while segments:
                chosen = fitting([(segment.entry, segment.reach) for segment in segments], len(self._reader))
                merged.append(self._merge([segment for segment in segments if segment.entry in chosen]))
                segments = [segment for segment in segments if segment.entry not in chosen]
            self._write(
                manifest.commit + 1, [segment for segment in merged if segment.live], self._reader.note()
            )

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """Leave nothing of a commit that fails, and nothing of the one before behind one that does not."""
        try:
            yield
        except BaseException as error:
            self._sweep()
            if not (self._landed and isinstance(error, OSError | SearchidxError)):
                raise
            self._warn(error)
            return
        try:
            self._clean()
        except (OSError, SearchidxError) as error:
            self._warn(error)

    def _warn(self, error: Exception) -> None:
        detail = getattr(error, "detail", "") or getattr(error, "strerror", "") or str(error)
        detail = detail.removesuffix(folder.UNCHANGED)
        warnings.warn(CleanUpPending(str(self._where), detail), stacklevel=2)

    def _sink(self, jobs: int, words: list[Vocabulary]) -> Sink:
        known = () if self._fresh else self._reader.segments
        dictionary = known[0].articles.raw_dictionaries[0] if known else b""
        if jobs > 1:
            from searchidx.engine.whoosh.workers import Workers  # noqa: PLC0415  only where they are asked for

            return Workers(self._folder, jobs, MEMORY, dictionary, words.pop() if words else None)
        # one that fails half way may be at odds with itself: it is taken, and given back when all went well
        return Local(self._folder, MEMORY, dictionary, words.pop() if words else None)

    def _replaced(self, old: Sequence[Segment], batch: Batch, commit: int) -> list[Segment]:
        """Return all segments, those before with what the batch replaces marked as deleted."""
        new = [(written, Segment.written(self._folder, written.name)) for written in batch.written]
        ids = (
            {written: segment.raw_ids() for written, segment in new}
            if old or len({w.epoch for w, _ in new}) > 1
            else {}
        )
        gone = [id.encode(errors="surrogatepass") for id in batch.gone]
        segments = [
            self._without(segment, [*gone, *(id for each in ids.values() for id in each)], commit)
            for segment in old
        ]
        for written, segment in new:
            later = [id for other, each in ids.items() if other.epoch > written.epoch for id in each]
            later += [
                id.encode(errors="surrogatepass") for epoch, id in batch.gone_from if epoch > written.epoch
            ]
            segments.append(self._without(segment, later, commit))
        return [segment for segment in segments if segment.live]

    def _without(self, segment: Segment, ids: Sequence[bytes], commit: int) -> Segment:
        deleted = segment.deleted | segment.doomed(ids) if ids else segment.deleted
        if len(deleted) == len(segment.deleted):
            return segment
        name = f"{segment.name}.{commit}.del"
        write_deletions(self._folder / name, deleted)
        live = segment.size - len(deleted)
        return Segment(self._folder, SegmentEntry(segment.name, live, segment.entry.bytes, name))

    def _merged(self, segments: list[Segment], added: int) -> list[Segment]:
        """Merge segments of one size, and write those anew that are mostly deleted, unless the disk is too full for that."""
        for place, segment in enumerate(segments):
            if len(segment.deleted) > _MOSTLY_GONE * segment.size and self._has_room([segment]):
                segments[place] = self._merge([segment])
        while chosen := set(to_merge([(segment.entry, segment.reach) for segment in segments], added)):
            place = next(place for place, segment in enumerate(segments) if segment.entry in chosen)
            together = [segment for segment in segments if segment.entry in chosen]
            if not self._has_room(together):
                break
            segments[place] = self._merge(together)
            segments = [segment for segment in segments if segment.entry not in chosen]
        return segments

    def _has_room(self, segments: Sequence[Segment]) -> bool:
        return folder.fits(self._folder, _bytes_of(segments))

    def _merge(self, segments: Sequence[Segment]) -> Segment:
        from searchidx.engine.whoosh.merge import merge  # noqa: PLC0415  most batches leave it at what they add

        for segment in segments:
            segment.sections.verify()  # or damage would be written anew, under a digest that is right
        name = new_name()
        merge(segments, self._folder / f"{name}.seg")
        return Segment.written(self._folder, name)

    def _write(self, commit: int, segments: Sequence[Segment], note: str | None) -> None:
        if note is not None:
            folder.replace(self._folder / f"note-{commit}", note, durable=False)  # `seal` sees to that
        entries = tuple(segment.entry for segment in segments)
        manifest = Manifest(commit, entries, None if note is None else f"note-{commit}")
        write_toc(self._folder, manifest, [segment.size for segment in segments])
        names = (manifest.files | {toc_name(commit)}) - {MANIFEST}
        facts = {name: self._facts_of(name) for name in sorted(names)}
        ways = self._ways
        ways.sync(self._folder)
        text = manifest._replace(facts=facts).to_text()
        folder.replace(self._folder / MANIFEST, text, durable=ways.durable)
        self._landed = not self._fresh
        ways.sync(self._folder)
        if self._fresh:
            ways.sync(self._where)
            folder.switch_to(self._where, self._folder.name, durable=ways.durable)
            self._landed = True
            ways.sync(self._where)

    def _facts_of(self, name: str) -> folder.Facts:
        """Return what a file of the commit holds, when it is on disk."""
        if name not in self._facts:
            self._facts[name] = folder.seal(self._folder / name, durable=self._ways.durable)
        return self._facts[name]

    def _clean(self) -> None:
        """Remove what the commit replaced; readers elsewhere may still be on the generation before."""
        self._remove_all_but(Manifest.read(str(self._where), self._folder).files, self._folder)
        if self._fresh and not self._salvage:
            folder.sweep(self._where, keep=frozenset({self._old.name, self._folder.name}))

    def _sweep(self) -> None:
        """Remove what a failed commit wrote; what is in one that is there stays, whatever failed."""
        with suppress(OSError, SearchidxError):
            if not self._fresh:
                now = Manifest.read(str(self._where), self._folder)
                files = now.files | self._reader.manifest.files | {toc_name(self._reader.manifest.commit)}
                self._remove_all_but(files, self._folder)
            elif not folder.is_live(self._where, self._folder.name):
                folder.remove(self._folder)

    def _clear_leftovers(self) -> None:
        """Remove what killed writers left; for the one that holds the lock.

        Whoosh's own lock is tried too, for a Whoosh program that does not know of ours may be at work.
        """
        with folder.writable(self._where):
            release = folder.lock(self._old / "MAIN_WRITELOCK")
            if release is None:
                raise IndexLocked(str(self._where))
            try:
                if self._reader.manifest.readable:
                    files = self._reader.manifest.files | {toc_name(self._reader.manifest.commit)}
                    self._remove_all_but(files, self._old)
            finally:
                release()
            # who still reads the generation before has its files open, or looks again
            folder.sweep(self._where, keep=frozenset({self._old.name}))

    @staticmethod
    def _remove_all_but(files: frozenset[str], generation: Path) -> None:
        with suppress(OSError):
            for path in generation.iterdir():
                if path.name not in files and _OURS.fullmatch(path.name):
                    folder.remove(path)


def _bytes_of(segments: Sequence[Segment]) -> int:
    return sum(segment.entry.bytes for segment in segments)


@contextmanager
def _rarely_collecting() -> Iterator[None]:
    """Let Python look for cycles less often: a vocabulary is a great many objects, and none is part of one."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _COLLECT_AFTER) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
