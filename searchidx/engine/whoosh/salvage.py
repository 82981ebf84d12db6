"""What can be saved of a damaged index: its articles, each for itself, into a new generation.

Nothing is repaired in place; the damaged generation stays until the next update.  Where the manifest cannot be read,
all segments in the folder are, and articles that were deleted or replaced of late may be back.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pyroaring import BitMap

from searchidx.article import Article
from searchidx.engine.whoosh import folder
from searchidx.engine.whoosh.damage import translated
from searchidx.engine.whoosh.manifest import MANIFEST, Manifest, SegmentEntry
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.segment import Segment, read_deletions
from searchidx.errors import IndexDamaged, IndexMissing, IndexOutdated


class Salvaged(NamedTuple):
    """What was saved: how many articles; and what is missing or doubtful, a sentence each."""

    articles: int
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]


class Salvage:
    """Reads what can be read; ``missing`` and ``doubtful`` fill up meanwhile."""

    def __init__(self, where: Path) -> None:
        self._where = where
        self.missing: list[str] = []
        self.doubtful: list[str] = []
        self.generation = self._generation()

    def reader(self) -> Reader:
        """Return a reader of nothing, in the place of the damaged one."""
        return Reader(self.generation, Manifest(), ())

    def _generation(self) -> Path:
        """Return the live generation, or the newest one where none is named."""
        try:
            return self._where / folder.current(self._where)
        except (IndexDamaged, IndexMissing) as error:
            with folder.writable(self._where):
                found = folder.generations(self._where) if self._where.is_dir() else []
            if not found:
                raise IndexMissing(str(self._where)) from None
            # a rebuild that was killed leaves one without a manifest
            newest = max(found, key=lambda path: ((path / MANIFEST).exists(), path.name))
            detail = error.detail or f"{folder.CURRENT} is missing"
            self.doubtful.append(f"{detail}: took {newest.name}, the newest generation")
            return newest

    def articles(self) -> Iterator[Article]:
        """Yield the articles that can be read whole.

        Raises
        ------
        IndexOutdated, IndexUnavailable
        """
        for entry in self._entries():
            yield from self._articles_of(entry)

    def _entries(self) -> list[SegmentEntry]:
        try:
            manifest = Manifest.read(str(self._where), self.generation)
        except IndexDamaged as error:
            self.doubtful.append(
                f"{error.detail}: articles that were deleted or replaced of late may be back"
            )
        else:
            if not manifest.readable:
                raise IndexOutdated(str(self._where), manifest.other_versions, "rebuild")
            return list(manifest.segments)
        with folder.writable(self._where):
            files = {path.name: path.stat().st_mtime for path in self.generation.iterdir()}
        segments = sorted(
            (name for name in files if name.endswith(".seg")), key=lambda name: (files[name], name)
        )
        return [self._entry(name.removesuffix(".seg"), [*files]) for name in segments]

    @staticmethod
    def _entry(name: str, files: list[str]) -> SegmentEntry:
        """Return the entry of a segment that no manifest names, with its newest deletions."""
        commits = [
            int(parts[1])
            for file in files
            if file.endswith(".del") and len(parts := file.split(".")) == 3 and parts[0] == name  # noqa: PLR2004
            and parts[1].isdecimal()
        ]  # fmt: skip
        return SegmentEntry(name, 0, 0, f"{name}.{max(commits)}.del" if commits else None)

    def _articles_of(self, entry: SegmentEntry) -> Iterator[Article]:
        deleted = BitMap()
        try:
            with translated(str(self._where)):
                segment = Segment.written(self.generation, entry.name)
                segment.sections.trust()  # articles carry checksums of their own
        except IndexDamaged as error:
            count = f"{entry.articles} articles" if entry.articles else "all its articles"
            self.missing.append(f"{count} of {entry.file}: {error.detail}")
            return
        if entry.deletions:
            try:
                with translated(str(self._where)):
                    deleted = read_deletions(self.generation / entry.deletions)
            except IndexDamaged as error:
                self.doubtful.append(f"{error.detail}: articles of {entry.file} that were deleted are back")
        for document in range(segment.size):
            if document in deleted:
                continue
            try:
                with translated(str(self._where)):
                    article = segment.articles[document]
                    whole = article.lead, article.body  # read now
            except IndexDamaged as error:
                self.missing.append(f"{self._name(segment, document)} of {entry.file}: {error.detail}")
                continue
            del whole
            yield article

    @staticmethod
    def _name(segment: Segment, document: int) -> str:
        """Return what is known of an article that cannot be read."""
        with suppress(ArithmeticError, LookupError, TypeError, ValueError):
            return f"article {segment.ids[document]}"
        return f"article number {document + 1}"


def repair(where: Path, ways: folder.Ways) -> Salvaged:
    """Write what can be read of an index into a new generation, and switch to it.

    Raises
    ------
    IndexMissing, IndexLocked, IndexOutdated, IndexUnavailable
    """
    from searchidx.engine.whoosh.commit import Commit  # noqa: PLC0415  it is but for writers

    if not where.is_dir():
        raise IndexMissing(str(where))
    with folder.locked(where):
        salvage = Salvage(where)
        commit = Commit(where, salvage.reader(), ways, fresh=True, salvage=True)
        saved = 0
        with commit.batch(1, []) as batch:
            for article in salvage.articles():
                saved += batch.put(article)
        commit.publish(batch)
    return Salvaged(saved, tuple(salvage.missing), tuple(salvage.doubtful))
