"""How do articles get from files and streams into an index?

It lists the sources, has each file read, and shares what comes out among commits; what must change is said by
`searchidx.update`.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Event
from time import sleep
from typing import Final, Self

from searchidx.article import Article, Place, Rejection
from searchidx.corpus import START, Finding, read_on
from searchidx.corpus.files import File, files_of
from searchidx.dates import HERE
from searchidx.engine.base import Entry, Writer
from searchidx.errors import IndexLocked, SourceError
from searchidx.limits import DEFAULTS, Limits
from searchidx.results import Progress, Report
from searchidx.source import Source
from searchidx.update import Ledger, Plan, Planner

Batch = tuple[Writer, Mapping[str, Entry]]
Told = Callable[[Progress], None]

_STEP: Final = 200
"""Articles of one file after which it is told how far it is."""
_PATIENCE: Final = 100
"""How often, each tenth of a second, a writer waits between two of its commits for another one."""


class Refused(Exception):  # noqa: N818  nothing is wrong with the program
    """A file was rejected where all were to be read, so nothing is committed."""


class Batches:
    """Writes in one commit, or in one each so many articles; an error takes back what no commit holds.

    Parameters
    ----------
    opened: opens a batch, and says what the index holds.
    every: articles after which a commit is made; None for one commit at the end.
    note: makes the note of a commit before the last.
    """

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[Batch]],
        every: int | None,
        note: Callable[[], str] | None = None,
    ) -> None:
        if every is not None and every < 1:
            raise ValueError("commit_every counts from 1")
        self._opened, self._every, self.note = opened, every, note
        self._waiting = 0
        self._context: AbstractContextManager[Batch] | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *details: object) -> None:
        if (context := self._context) is not None:
            self._context = None
            context.__exit__(*details)  # type: ignore[arg-type]  # they are those of an exit

    def put(self, article: Article, digest: str | None = None) -> bool:
        """Add or replace an article, after a commit where one is due."""
        if self._waiting == self._every:
            assert self.note is not None
            self.writer.note(self.note())
            self.__exit__(None, None, None)
            self._open()
        self._waiting += 1
        return self.writer.put(article, digest)

    def _open(self) -> None:
        """Open the next batch, which another writer may keep from beginning for a while where it is not the first."""
        first = self._waiting == 0
        for attempt in range(_PATIENCE):
            context = self._opened()
            try:
                self.writer, self.known = context.__enter__()
            except IndexLocked:
                if first or attempt == _PATIENCE - 1:
                    raise
                sleep(0.1)
            else:
                self._context, self._waiting = context, 0
                return


def sources_of(sources: Iterable[str | Path | Source]) -> list[Source]:
    """Return sources with absolute paths; links in them are not followed, so that ids stay what they are."""
    found = []
    for each in sources:
        source = each if isinstance(each, Source) else Source(Path(each))
        base = _absolute(source.base or source.path)
        found.append(Source(_absolute(source.path), source.include, source.exclude, source.fill, base))
    return found


def planned(
    sources: Sequence[Source],
    known: Mapping[str, Entry],
    ledger: Ledger,
    put: Callable[[Article, str | None], object] | None,
    *,
    paranoid: bool,
    limits: Limits = DEFAULTS,
    zone: str = HERE,
) -> tuple[Planner, "Intake"]:
    """List the sources, each before any file is read; return what compares them with what is known, and what reads them.

    Raises
    ------
    SourceError
    """
    ledger = _rooted(ledger, sources)
    planner = Planner(known, ledger, os.path.exists, put)
    return planner, Intake(
        planner, ledger, sources, _listed(sources), paranoid=paranoid, limits=limits, zone=zone
    )


def follow(
    changed: Sequence[Path],
    sources: Sequence[Source],
    known: Mapping[str, Entry],
    ledger: Ledger,
    put: Callable[[Article, str | None], object],
    *,
    prune: bool,
    limits: Limits = DEFAULTS,
    zone: str = HERE,
) -> Plan:
    """Plan an update with some files of the sources alone; those that are gone are taken out.

    Nothing is deleted of a source that is gone as a whole.
    """
    ledger = _rooted(ledger, sources)
    planner = Planner(known, ledger, os.path.exists, put)
    items: dict[str, tuple[File | Rejection, Source]] = {}
    places = []
    for path in changed:
        source = next((each for each in sources if path.is_relative_to(each.path)), None)
        if source is None or not source.path.exists():
            continue
        if _in_an_index(path, source.path):
            continue
        places.append(path.as_posix())
        hidden = any(part.startswith(".") for part in path.relative_to(source.path).parts)
        if not hidden and source.takes(path) and path.is_file():
            with suppress(SourceError):  # it is gone, or holds no article
                items |= {str(path): (item, source) for item in files_of(path)}
    Intake(planner, ledger, sources, items, paranoid=False, limits=limits, zone=zone).run(None)
    return planner.finish(places, prune=prune)


def _in_an_index(path: Path, source: Path) -> bool:
    """Tell whether a file below a source is one of an index, as `files_of` passes them over."""
    within = [parent for parent in path.parents if parent.is_relative_to(source)]
    return any((folder / "CURRENT").is_file() and any(folder.glob("gen-*")) for folder in within)


def patiently(work: Callable[[], Report], stop: Event, *, first: bool) -> Report | None:
    """Do some work, again while another writer is at work; None where it was stopped before.

    What is wrong with a source is a warning, but for one that is not there the first time.
    """
    while True:
        try:
            return work()
        except IndexLocked:
            if stop.wait(0.1):
                return None
        except SourceError as error:
            if first and not Path(error.path).exists():
                raise
            return Report(warnings=(str(error),))


class Intake:
    """Reads the files of some sources, one after the other."""

    def __init__(
        self,
        planner: Planner,
        ledger: Ledger,
        sources: Sequence[Source],
        items: Mapping[str, tuple[File | Rejection, Source]],
        *,
        paranoid: bool,
        limits: Limits,
        zone: str,
    ) -> None:
        self._planner, self._ledger, self._sources = planner, ledger, sources
        self._items, self._paranoid, self._limits, self._zone = items, paranoid, limits, zone

    def run(self, progress: Told | None) -> None:
        """Read what has changed."""
        files = [item for item, _ in self._items.values() if isinstance(item, File)]
        size, before, articles = sum(file.size for file in files), 0, 0
        for done, (item, source) in enumerate(self._items.values(), start=1):
            if isinstance(item, Rejection):
                self._planner.reject(item)
                continue
            path = item.path.as_posix()

            def tell(
                number: int,
                done: int = done - 1,
                before: int = before,
                path: str = path,
                so_far: int = articles,
            ) -> None:
                if progress is not None:
                    progress(Progress(done, len(self._items), path, so_far + number, before, size))

            if self._paranoid or not self._planner.skip(path, item.size, item.mtime_ns):
                begun = None if self._paranoid else self._planner.resume(path, item.size, item.mtime_ns)
                start = begun.place if begun else START
                findings = read_on(item.path, self._ledger.name_of(path), self._zone, self._limits, start)
                found = _Counted(findings, source, tell)
                self._planner.take(path, item.size, item.mtime_ns, found, begun)
                articles += found.articles
            before += item.size
            if progress is not None:
                progress(Progress(done, len(self._items), path, articles, before, size))

    def finish(self, *, prune: bool) -> Plan:
        return self._planner.finish([source.path.as_posix() for source in self._sources], prune=prune)


class _Counted:
    """What is found in a file, with what its source fills in, while it is told how far it is."""

    def __init__(
        self, findings: Iterable[Finding | Place], source: Source, tell: Callable[[int], None]
    ) -> None:
        self._findings, self._source, self._tell = findings, source, tell
        self.articles = 0

    def __iter__(self) -> Iterator[Finding | Place]:
        for finding in self._findings:
            if isinstance(finding, Article):
                self.articles += 1
                if self.articles % _STEP == 0:
                    self._tell(self.articles)
                yield self._source.filled(finding)
            else:
                yield finding


def _listed(sources: Sequence[Source]) -> dict[str, tuple[File | Rejection, Source]]:
    """Return the files of all sources, and which source each is of: the first that has it.

    Raises
    ------
    SourceError
    """
    items: dict[str, tuple[File | Rejection, Source]] = {}
    for source in sources:
        taken = left = 0
        try:
            for item in files_of(source.path):
                if isinstance(item, Rejection) or source.takes(item.path):
                    taken += 1
                    items.setdefault(str(item.path), (item, source))
                else:
                    left += 1
        except OSError as error:
            raise SourceError(str(source.path), f"cannot be read: {error.strerror}") from None
        if left and not taken:
            raise SourceError(str(source.path), "none of its files is included by the settings")
    return items


def _rooted(ledger: Ledger, sources: Iterable[Source]) -> Ledger:
    return ledger.rooted({source.path.as_posix(): source.filling for source in sources})


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  resolve() would follow links
