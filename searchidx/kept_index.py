"""An index as it is kept: opened, filled, brought in step with files, checked and copied.

What is asked of it is `search_index`'s.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from searchidx.article import Article, Notice, Rejection, checked, from_mapping
from searchidx.engine.base import Engine, Entry, Writer, digest
from searchidx.engine.whoosh import Ways, WhooshEngine
from searchidx.errors import ArticleError
from searchidx.limits import Limits
from searchidx.results import Check, Progress, Repair, Report
from searchidx.settings import Settings

if TYPE_CHECKING:
    from threading import Event

    from searchidx.source import Source
    from searchidx.update import Ledger, Plan

_DEFAULTS: Final = Settings()
_FAST: Final = "durability is fast: a power cut may undo this commit, or cost the index"


class KeptIndex:
    """What a `SearchIndex` is without its questions."""

    def __init__(self, engine: Engine, *, settings: Settings = _DEFAULTS, where: Path | None = None) -> None:
        self._engine, self._where = engine, where
        self._weights = tuple(sorted(settings.weights.items()))
        self._lists = settings.synonyms
        self._followed_to: tuple[str, Ledger] | None = None
        self._limits, self._zone = settings.limits, settings.timezone
        self._writing = RLock()  # threads that share an index write one after the other
        self._ways = _ways(settings)
        self._caution = (_FAST,) if settings.durability == "fast" else ()

    @classmethod
    def create(cls, where: str | Path, *, settings: Settings = _DEFAULTS) -> Self:
        """Make an empty index in a new or empty folder.

        Raises
        ------
        IndexExists, IndexUnavailable
        """
        engine = WhooshEngine.create(Path(where), ways=_ways(settings))
        return cls(engine, settings=settings, where=Path(where))

    @classmethod
    def open(cls, where: str | Path, *, settings: Settings = _DEFAULTS) -> Self:
        """Open an index.

        Raises
        ------
        IndexMissing, IndexOutdated, IndexDamaged, IndexUnavailable
        """
        return cls._opened(where, settings, allow_outdated=False)

    @classmethod
    def _opened(cls, where: str | Path, settings: Settings, *, allow_outdated: bool) -> Self:
        engine = WhooshEngine.open(Path(where), allow_outdated=allow_outdated, ways=_ways(settings))
        return cls(engine, settings=settings, where=Path(where))

    @classmethod
    def open_or_create(cls, where: str | Path, *, settings: Settings = _DEFAULTS) -> Self:
        """Open an index, or make it where there is none.  One of an older version opens for `update` only.

        Raises
        ------
        IndexExists, IndexDamaged, IndexUnavailable
        """
        if WhooshEngine.stands_in(Path(where)):
            return cls._opened(where, settings, allow_outdated=True)
        return cls.create(where, settings=settings)

    def add(
        self,
        articles: Iterable[Article | Mapping[str, object] | Notice | Rejection],
        *,
        commit_every: int | None = None,
        jobs: int = 1,
    ) -> Report:
        """Add articles, or replace those with the same id, in one commit, or in one each ``commit_every`` articles.

        One that cannot be an article is rejected, and the others are added; what readers found wrong may be among them, and
        is reported.  There may be any number: they are taken one at a time.  ``jobs`` is how many processes
        share the work; it pays from some thousand articles on.

        Raises
        ------
        IndexLocked
            where another writer is at work.
        """
        started = perf_counter()
        rejected: list[Rejection] = []
        warnings: list[str] = []
        added = 0
        unchanged: set[str] = set()
        changed: set[str] = set()
        from searchidx.intake import Batches  # noqa: PLC0415  a search adds nothing

        def note() -> str:
            ledger = self._ledger()
            return (ledger.without(changed) if ledger.files else ledger).to_text()

        with Batches(lambda: self._batch(jobs), commit_every, note) as batch:
            for number, item in enumerate(articles, start=1):
                if isinstance(item, Rejection):
                    rejected.append(item)
                    continue
                if isinstance(item, Notice):
                    warnings.append(str(item))
                    continue
                try:
                    article, notices = _article(item, self._limits, self._zone)
                except ArticleError as error:
                    rejected.append(Rejection(f"article {number}", str(error)))
                    continue
                warnings += (f"article {number}: {notice}" for notice in notices)
                entry = batch.known.get(article.id)
                if entry is None:
                    added += batch.put(article)
                    continue
                fingerprint = digest(article)
                if entry.digest != fingerprint or article.id in changed:
                    batch.put(article, fingerprint)
                    changed.add(article.id)
                    unchanged.discard(article.id)
                else:
                    unchanged.add(article.id)
            batch.writer.note(note())
        return Report(
            added=added,
            changed=len(changed),
            unchanged=len(unchanged),
            rejected=tuple(rejected),
            warnings=(*self._caution, *warnings),
            seconds=perf_counter() - started,
        )

    def add_lines(
        self, stream: BinaryIO, *, name: str = "-", commit_every: int | None = None, jobs: int = 1
    ) -> Report:
        """Add the articles of a stream of JSON Lines, as `add` does, in memory that does not grow with it.

        Raises
        ------
        IndexLocked
        """
        from searchidx.stream import read_stream  # noqa: PLC0415  a search reads no stream

        return self.add(
            read_stream(stream, name, self._limits, self._zone), commit_every=commit_every, jobs=jobs
        )

    def delete(self, ids: Iterable[str]) -> int:
        """Take articles out, in one commit; return how many were there."""
        with self._batch() as (batch, known):
            gone = [id for id in dict.fromkeys(ids) if id in known]
            for id in gone:
                batch.delete(id)
            batch.note(self._ledger().without(gone).to_text())
        return len(gone)

    def update(
        self,
        *sources: "str | Path | Source",
        prune: bool = True,
        dry_run: bool = False,
        paranoid: bool = False,
        strict: bool = False,
        commit_every: int | None = None,
        jobs: int = 1,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Bring the index in step with files and folders, in one commit.

        Files that did not change, by size and time, are not opened.  Articles whose files are gone from the sources are taken
        out, unless ``prune`` is off; articles from elsewhere stay.

        Parameters
        ----------
        dry_run: whether to report only.
        paranoid: whether to read also the files that did not change.
        strict: whether to commit nothing where anything was rejected; the report counts none then.
        commit_every: articles after which a commit is made, so that what was read until then is not read again after a kill.
        jobs: how many processes share the work.

        Raises
        ------
        SourceError
            where a source is not there or holds no articles; nothing is changed.
        IndexLocked
            where another writer is at work.
        """
        from searchidx import intake  # noqa: PLC0415  a search reads no files

        if strict and commit_every:
            raise ValueError("what is strict commits once: leave commit_every out")
        started = perf_counter()
        found = intake.sources_of(sources)
        if dry_run:
            _, reading = intake.planned(
                found,
                dict(self._engine.entries()),
                self._ledger(),
                None,
                paranoid=paranoid,
                limits=self._limits,
                zone=self._zone,
            )
            reading.run(progress)
            return _report(reading.finish(prune=prune), started)
        try:
            with intake.Batches(lambda: self._batch(jobs), commit_every) as batches:
                planner, reading = intake.planned(
                    found,
                    dict(batches.known),
                    self._ledger(),
                    batches.put,
                    paranoid=paranoid,
                    limits=self._limits,
                    zone=self._zone,
                )
                batches.note = lambda: planner.so_far().to_text()
                reading.run(progress)
                plan = reading.finish(prune=prune)
                if strict and plan.rejected:
                    raise intake.Refused
                for id in plan.delete:
                    batches.writer.delete(id)
                batches.writer.note(plan.ledger.to_text())
        except intake.Refused:
            return Report(
                rejected=tuple(plan.rejected), warnings=tuple(plan.warnings), seconds=perf_counter() - started
            )
        return _report(plan, started, self._caution)

    def watch(
        self, *sources: "str | Path | Source", stop: "Event", prune: bool = True, jobs: int = 1
    ) -> Iterator[Report]:
        """Update, then again whenever files come, change or go, until ``stop`` is set; yield a report of each commit.

        Needs the extra ``watch``.  A file is read once it has been quiet for 0.4 seconds; what comes together is one commit.
        What keeps a later update from being made is a warning of its report.

        Raises
        ------
        ExtraMissing
        SourceError
            where a source is not there at first.
        """
        from searchidx import intake, watching  # noqa: PLC0415  a search watches nothing

        found = intake.sources_of(sources)
        first = True
        for changed in watching.changes(found, stop):
            report = intake.patiently(
                lambda changed=changed: (  # type: ignore[misc]
                    self.update(*found, prune=prune, jobs=jobs)
                    if changed is None
                    else self._followed(changed, found, prune=prune)
                ),
                stop,
                first=first,
            )
            if report is not None and (first or report.did_something):
                yield report
            first = False

    def _followed(self, changed: "list[Path]", sources: "list[Source]", *, prune: bool) -> Report:
        """Bring the index in step with some files of sources that it holds."""
        from searchidx import intake  # noqa: PLC0415

        started = perf_counter()
        with self._batch() as (batch, known):
            plan = intake.follow(
                changed,
                sources,
                known,
                self._ledger(),
                batch.put,
                prune=prune,
                limits=self._limits,
                zone=self._zone,
            )
            for id in plan.delete:
                batch.delete(id)
            text = plan.ledger.to_text()
            batch.note(text)
        self._followed_to = text, plan.ledger  # which the next file need not wait for
        return _report(plan, started, self._caution)

    def rebuild(
        self,
        *sources: "str | Path | Source",
        jobs: int = 1,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Make a new index from files and folders alone, then switch to it.

        Without sources it is made of the articles in the index.  Searches are answered by the old index
        until the new one is whole; when it fails, the old one stays.  ``jobs`` is how many processes share
        the work.

        Raises
        ------
        SourceError, IndexLocked, IndexOutdated
        """
        from searchidx import intake  # noqa: PLC0415  a search reads no files
        from searchidx.update import Ledger, Plan  # noqa: PLC0415

        started = perf_counter()
        with self._writing, self._engine.writer(fresh=True, jobs=jobs) as batch:
            if sources:
                found = intake.sources_of(sources)
                _, reading = intake.planned(
                    found, {}, Ledger(), batch.put, paranoid=True, limits=self._limits, zone=self._zone
                )
                reading.run(progress)
                plan = reading.finish(prune=False)
                batch.note(plan.ledger.to_text())
            else:
                plan = Plan()
                for article in self._engine.articles():
                    batch.put(article)
                    plan.added += 1
                batch.note(self._ledger().to_text())  # what is known of files stays
        return _report(plan, started, self._caution)

    def optimize(self) -> None:
        """Merge the segments of the index into one, without deleted articles.

        Searches are a little faster afterwards; it takes the time and the room of writing the index.

        Raises
        ------
        IndexLocked
        """
        with self._writing:
            self._engine.optimize()

    def check(self, *, full: bool = False) -> Check:
        """See whether the files of the index are what was written, and right in themselves; a writer may commit meanwhile.

        All files are read, and a sample of the articles is analysed again; ``full``: all of them.

        Raises
        ------
        IndexOutdated, IndexUnavailable
        """
        started = perf_counter()
        if not isinstance(self._engine, WhooshEngine):
            raise ValueError("an index in memory has no files to check")  # noqa: TRY004  as `backup` does
        articles, found = self._engine.check(full=full)
        return Check(articles, *found, seconds=perf_counter() - started)

    @classmethod
    def repair(cls, where: str | Path, *, settings: Settings = _DEFAULTS) -> Repair:
        """Write the articles that can be read of a damaged index into a new generation, and switch to it.

        The damaged generation stays beside it until the next update.

        Raises
        ------
        IndexMissing, IndexLocked, IndexOutdated, IndexUnavailable
        """
        from searchidx.engine.whoosh.salvage import repair  # noqa: PLC0415

        started = perf_counter()
        return Repair(*repair(Path(where), _ways(settings)), seconds=perf_counter() - started)

    def backup(self, target: str | Path, *, link: bool = True) -> int:
        """Copy the newest commit, verified, to a new or empty folder, which is an index then; return its articles.

        A writer may commit meanwhile.  ``link``: whether both may share files, where they are on one disk.

        Raises
        ------
        IndexExists, IndexDamaged, IndexUnavailable
        """
        from searchidx.engine.whoosh.copies import back_up  # noqa: PLC0415

        if self._where is None:
            raise ValueError("an index in memory has no files to copy")
        return back_up(self._where, Path(target), link=link, ways=self._ways)

    @classmethod
    def restore(
        cls, where: str | Path, backup: str | Path, *, link: bool = True, settings: Settings = _DEFAULTS
    ) -> int:
        """Make a backup, which is verified, the next generation of an index, or a new index; return its articles.

        Raises
        ------
        IndexMissing, IndexExists, IndexLocked, IndexDamaged, IndexUnavailable
        """
        from searchidx.engine.whoosh.copies import restore  # noqa: PLC0415

        return restore(Path(where), Path(backup), link=link, ways=_ways(settings))

    def get(self, id: str) -> Article | None:
        """Return one article; None where there is none with that id."""
        return self._engine.get(id)

    def close(self) -> None:
        """Let go of the files of the index; results stay valid."""
        self._engine.close()

    def __len__(self) -> int:
        return len(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def _ledger(self) -> "Ledger":
        from searchidx.update import Ledger  # noqa: PLC0415  a search plans nothing

        text = self._engine.note()
        if self._followed_to is not None and self._followed_to[0] == text:
            return self._followed_to[1]
        return Ledger.from_text(text)

    @contextmanager
    def _batch(self, jobs: int = 1) -> Iterator[tuple[Writer, Mapping[str, Entry]]]:
        """Open a batch, and say what the index holds; one of an older version is made anew from its articles."""
        with (
            self._writing,
            self._engine.writer(fresh=(outdated := self._engine.outdated), jobs=jobs) as batch,
        ):
            known = self._engine.entries()
            if outdated:
                known = {}
                for article in self._engine.articles():
                    fingerprint = digest(article)
                    batch.put(article, fingerprint)
                    known[article.id] = Entry(fingerprint, article.path)
            yield batch, known


def _ways(settings: Settings) -> Ways:
    return Ways(settings.durability == "full", settings.group)


def _article(item: Article | Mapping[str, object], limits: Limits, zone: str) -> tuple[Article, list[str]]:
    if isinstance(item, Article):
        return checked(item, limits), []
    if isinstance(item, Mapping):
        return from_mapping(item, limits=limits, zone=zone)
    raise ArticleError(f"neither an Article nor a mapping but {type(item).__name__}")


def _report(plan: "Plan", started: float, caution: tuple[str, ...] = ()) -> Report:
    return Report(
        added=plan.added,
        changed=plan.changed,
        removed=len(plan.delete),
        unchanged=plan.unchanged,
        rejected=tuple(plan.rejected),
        warnings=(*caution, *plan.warnings),
        seconds=perf_counter() - started,
    )
