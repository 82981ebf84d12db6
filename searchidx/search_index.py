"""The front door's object: open, add, update, rebuild, search."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from threading import RLock
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.article import Article, Notice, Rejection, checked, from_mapping
from searchidx.dates import DateRange, PartialDate
from searchidx.deadline import TIMEOUT, each_within, timed
from searchidx.engine.base import FACETS, TEXT_FIELDS, Engine, Entry, Matches, Order, Ranked, Writer, digest
from searchidx.engine.clauses import All, Clause, Listed, Published, Step, Without, positive_leaves
from searchidx.engine.patterns import patterns_in
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import Fresh, Reward
from searchidx.engine.second_look import rewards_of
from searchidx.engine.whoosh import Ways, WhooshEngine
from searchidx.errors import ArticleError, QueryError, QueryTimeout
from searchidx.limits import Limits
from searchidx.marks import sought_in
from searchidx.query.ast import Query
from searchidx.query.parser import LONGEST_QUERY
from searchidx.results import Check, Explanation, Hit, Progress, Repair, Report, Results, Stats, Understanding
from searchidx.settings import Settings
from searchidx.snippets import LONGEST, Snippet, holders_of, marked, snippets_of
from searchidx.understanding import expanded, leaves_of, suggestion_for, tree_of, understood_of

if TYPE_CHECKING:
    from threading import Event

    from searchidx.analysis.synonyms import Synonyms
    from searchidx.completions import Completion
    from searchidx.concordance import Occurrence
    from searchidx.duplicates import Duplicate
    from searchidx.narrowing import Narrowing
    from searchidx.saved import SavedSearches
    from searchidx.source import Source
    from searchidx.update import Ledger, Plan

Counts = list[tuple[str, int]]

_DEFAULTS: Final = Settings()
_NAMED: Final = 200
"""Characters of a text that name it."""
_FAST: Final = "durability is fast: a power cut may undo this commit, or cost the index"
_DEEP: Final = 10_000
"""Hits from which on a page is read as `scan` reads, for to rank so many at once would take memory."""
_FEW_WORDS: Final = 50
_NUMBERS: Final = 100_000
"""Hits times words that are ranked at once."""


class SearchIndex:
    """An index of articles in a folder; a context manager, safe to share between threads.

    >>> SearchIndex.open("no/such/folder")
    Traceback (most recent call last):
    searchidx.errors.IndexMissing: there is no index in no/such/folder; make one with: searchidx index FOLDER_OF_ARTICLES
    """

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
                dict(known),
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

        The damaged generation stays beside it until the next rebuild.

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

    @timed
    def search(
        self,
        query: str | Query,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: str = "relevance",
        since: str | date | PartialDate | None = None,
        until: str | date | PartialDate | None = None,
        any: bool = False,
        recent: bool = False,
        facets: Sequence[str] = (),
        snippets: int = 2,
        snippet_length: int = LONGEST,
        today: date | None = None,
        lenient: bool = False,
        section: str | Sequence[str] = (),
        author: str | Sequence[str] = (),
        source: str | Sequence[str] = (),
        tag: str | Sequence[str] = (),
        without: Collection[str] = (),
        group: bool = False,
        timeout: float | None = TIMEOUT,  # noqa: ARG002  `timed` reads it
    ) -> Results:
        """Find articles.

        Parameters
        ----------
        query: a query text (``docs/query-language.md``) or tree.
        limit, offset: the page: at most that many hits, from that one on.
        sort: ``relevance``, ``date`` (oldest first) or ``-date``.
        since, until: only articles that may be of that day or later, of that day or earlier.
        any: whether one of the words is enough.
        recent: whether newer articles come before older ones that are about as good: an article of today scores twice, one of
            a year ago half as much again, among the best 200.
        facets: of year, month, section, author, source, tag.
        snippets: how many a hit.
        snippet_length: characters of each at most.
        today: the day that *hier* and *7j* count from; by default the machine's.
        lenient: whether to leave out what cannot be read, with a warning, rather than refuse.
        section, author, source, tag: only articles with that value, or one of those: the value whole, as a facet
            shows it, but for case and accents.
        without: ids of articles to leave out.
        group: whether hits that are the same story (`duplicates`) stand together, the best of them with the ids of the others,
            `Hit.alike`; this is so among the first 300.
        timeout: seconds that the answer may take; None is no limit.  A near query that takes longer to find is not suggested.

        What narrows a search (``since`` to ``without``) changes no score.

        Raises
        ------
        QueryError, DateError
            where the query, or ``since`` or ``until``, cannot be read.
        QueryTimeout
        ValueError
            where an argument is none of its values.

        """
        started = perf_counter()
        order = Order(sort)
        if limit < 0 or offset < 0:
            raise ValueError("limit and offset count from 0")
        if snippet_length < 1:
            raise ValueError("snippet_length counts from 1")
        if facets and (unknown := set(facets) - set(FACETS)):
            raise ValueError(f"unknown facet {min(unknown)}; there are {', '.join(FACETS)}")
        today = today or date.today()  # noqa: DTZ011  the reader's calendar
        synonyms = self._synonyms()
        understood = understood_of(query, today, any, lenient, self._weights, synonyms)
        clause = understood.clause
        self._refuse_broad(query, understood.patterns)
        narrowing = _narrowing(since, until, section, author, source, tag, without)

        def ask(offset: int, limit: int) -> Matches:
            return self._page(
                narrowing.of(clause, today) if narrowing else clause,
                order,
                offset,
                limit,
                facets,
                (*understood.rewards, Fresh(today)) if recent else understood.rewards,
            )

        try:
            if group and limit:
                from searchidx.grouping import page_of  # noqa: PLC0415  it compares texts

                page, alike, together, matches = page_of(ask, offset, limit)
            else:
                matches = ask(offset, limit)
                page, alike, together = matches.page, {}, 0
        except QueryError as error:
            raise _whole(error, query) from None
        counts, wider = _spread(matches.facets)
        warnings = understood.warnings
        if narrowing and not matches.total:
            warnings = (*warnings, *narrowing.unknown(self._engine))
        hits = tuple(_with_alike(map(self._drawn(clause, snippets, snippet_length), page), alike))
        suggestion = None
        if not matches.total or (matches.lacking and understood.doubtful):

            def count(text: str) -> int:
                corrected = understood_of(text, today, any, lenient, self._weights, synonyms).clause
                return self._engine.search(
                    narrowing.of(corrected, today) if narrowing else corrected, limit=0
                ).total

            with suppress(QueryTimeout):
                suggestion = suggestion_for(
                    self._engine, str(query), understood, count, found=matches.total > 0
                )
        return Results(
            total=matches.total,
            hits=hits,
            facets=counts,
            wider=wider,
            warnings=warnings,
            suggestion=suggestion,
            took=perf_counter() - started,
            query=str(query),
            understood=understood.text,
            together=together,
        )

    def _page(  # noqa: PLR0917  as `Engine.search`
        self,
        clause: Clause,
        order: Order,
        offset: int,
        limit: int,
        facets: Sequence[str],
        rewards: Sequence[Reward],
    ) -> Matches:
        """Return a page of what matches; a deep one streams by, so that it takes little memory."""
        need = offset + limit if limit else 0
        if need <= _DEEP and (
            need * _FEW_WORDS <= _NUMBERS or need * sum(1 for _ in positive_leaves(clause)) <= _NUMBERS
        ):
            return self._engine.search(
                clause, order=order, offset=offset, limit=limit, facets=facets, rewards=rewards
            )
        counted = self._engine.search(clause, order=order, limit=0, facets=facets)
        if offset >= counted.total:
            return counted
        hits = self._engine.scan(clause, order=order, rewards=rewards)
        return Matches(counted.total, tuple(islice(hits, offset, min(need, counted.total))), counted.facets)

    def _drawn(self, clause: Clause, snippets: int, length: int) -> Callable[[Ranked], Hit]:
        """Return what shows where a clause stands in an article; how rare words are is looked up where it decides."""
        known: dict[int, int] = {}
        holders: dict[int, Clause] = {}

        def holding(what: int) -> int:
            if what not in known:
                if not holders:
                    holders.update(holders_of(clause))
                known[what] = self._engine.search(holders[what], limit=0).total
            return known[what]

        def hit(found: Ranked) -> Hit:
            article, score = found
            if not snippets:
                return Hit(article, score)
            stretches = snippets_of(article, clause, snippets, length, holding=holding)
            return Hit(article, score, stretches, marked("title", article.title, clause))

        return hit

    @timed
    def scan(
        self,
        query: str | Query,
        *,
        sort: str = "relevance",
        since: str | date | PartialDate | None = None,
        until: str | date | PartialDate | None = None,
        any: bool = False,
        recent: bool = False,
        snippets: int = 0,
        snippet_length: int = LONGEST,
        today: date | None = None,
        lenient: bool = False,
        section: str | Sequence[str] = (),
        author: str | Sequence[str] = (),
        source: str | Sequence[str] = (),
        tag: str | Sequence[str] = (),
        without: Collection[str] = (),
        timeout: float | None = TIMEOUT,
    ) -> Iterator[Hit]:
        """Yield every hit, in the order of `search` and with its arguments, as the index stands now.

        Memory is bounded: a hit that waits takes some bytes, and an article is read when its turn comes.  What is
        written meanwhile is not seen.  ``timeout`` is for what is done at once, and then for each hit.

        Raises
        ------
        QueryError, DateError, ValueError
            as `search` does, at once.
        QueryTimeout
        """
        today = today or date.today()  # noqa: DTZ011
        understood = understood_of(query, today, any, lenient, self._weights, self._synonyms())
        clause = understood.clause
        self._refuse_broad(query, understood.patterns)
        narrowing = _narrowing(since, until, section, author, source, tag, without)
        try:
            found = self._engine.scan(
                narrowing.of(clause, today) if narrowing else clause,
                order=Order(sort),
                rewards=(*understood.rewards, Fresh(today)) if recent else understood.rewards,
            )
        except QueryError as error:
            raise _whole(error, query) from None
        return each_within(timeout, map(self._drawn(clause, snippets, snippet_length), found))

    @property
    def saved(self) -> "SavedSearches":
        """The saved searches of the index.

        Raises
        ------
        ValueError
            where the index is in no folder.
        """
        from searchidx.saved import SavedSearches  # noqa: PLC0415  most searches are not saved

        if self._where is None:
            raise ValueError("an index in memory keeps no saved searches")
        return SavedSearches(self._where, self._living)

    def new(
        self,
        name: str,
        *,
        snippets: int = 2,
        snippet_length: int = LONGEST,
        today: date | None = None,
        timeout: float | None = TIMEOUT,
    ) -> Iterator[Hit]:
        """Yield the hits of a saved search that no run of it has found yet; `SavedSearches.mark` takes them as seen.

        Raises
        ------
        SavedSearchError, QueryError, DateError, QueryTimeout
        """
        search = self.saved[name]
        options: dict[str, Any] = dict(search.options)
        return self.scan(
            search.query,
            snippets=snippets,
            snippet_length=snippet_length,
            today=today,
            without=search.seen,
            timeout=timeout,
            **options,
        )

    def _living(self, ids: Collection[str]) -> Collection[str]:
        """Return those of some ids that are in the index."""
        if self._engine.search(Listed(frozenset(ids)), limit=0).total == len(ids):
            return ids
        known = self._engine.entries()
        return [id for id in ids if id in known]

    @timed
    def concordance(
        self,
        query: str | Query,
        *,
        width: int = 60,
        words: int | None = None,
        sort: str = "date",
        since: str | date | PartialDate | None = None,
        until: str | date | PartialDate | None = None,
        any: bool = False,
        today: date | None = None,
        section: str | Sequence[str] = (),
        author: str | Sequence[str] = (),
        source: str | Sequence[str] = (),
        tag: str | Sequence[str] = (),
        timeout: float | None = TIMEOUT,
    ) -> "Iterator[Occurrence]":
        """Yield every occurrence of the words and phrases of a query in the articles it finds, in context.

        What `search` would mark is an occurrence: a phrase is one; of words near each other each is one; stop words
        are none beside other words, and are where they are alone.  Within an article they follow each other by title,
        lead and body.  Memory is bounded, and the index is read as it stands now.

        Parameters
        ----------
        width: characters of context to each side at most, of whole words.
        words: rather so many words to each side, as white space parts them.
        sort: ``date`` (oldest article first), ``-date``, ``relevance``, or ``left`` or ``right``: by the words to
            that side of the keyword, the nearest first, in the order of a French dictionary.  By date and relevance
            the first occurrence comes at once; by a side all are read before.
        timeout: as `scan` has it: for each occurrence, and by a side for reading all.

        The other parameters are those of `search`.

        Raises
        ------
        QueryError, DateError
            where the query cannot be read, or has no word to look for in title, lead or body.
        QueryTimeout
        ValueError
            where an argument is none of its values.
        """
        from searchidx import concordance  # noqa: PLC0415  a search lists no occurrences

        if sort not in concordance.SORTS:
            raise ValueError(f"{sort!r} is no order; there are {', '.join(concordance.SORTS)}")
        if width < 0 or (words or 0) < 0:
            raise ValueError("the width of the context counts from 0")
        today = today or date.today()  # noqa: DTZ011
        understood = understood_of(query, today, any, False, self._weights, self._synonyms())
        self._refuse_broad(query, understood.patterns)
        if not sought_in(understood.clause):
            raise QueryError(
                understood.text, (0, len(understood.text)), "there is no word in it to show in context",
                "add a word or a phrase that stands in articles",
            )  # fmt: skip
        narrowing = _narrowing(since, until, section, author, source, tag)
        clause = narrowing.of(understood.clause, today) if narrowing else understood.clause
        order = {"relevance": Order.RELEVANCE, "-date": Order.NEWEST}.get(sort, Order.OLDEST)
        if order is not Order.RELEVANCE:
            clause = Without(Without(clause))  # which finds the same, and scores nothing: that takes time
        try:
            hits = self._engine.scan(clause, order=order, rewards=understood.rewards)
        except QueryError as error:
            raise _whole(error, query) from None
        context = concordance.characters(width) if words is None else concordance.words(words)
        articles = (hit.article for hit in hits)
        if sort in {"left", "right"}:
            found = concordance.by_word(articles, understood.clause, context, left=sort == "left")
        else:
            found = concordance.occurrences(articles, understood.clause, context)
        return each_within(timeout, found)

    @timed
    def explain(
        self,
        query: str | Query,
        *,
        id: str | None = None,
        any: bool = False,
        today: date | None = None,
        timeout: float | None = TIMEOUT,  # noqa: ARG002  `timed` reads it
    ) -> Understanding:
        """Say of each word, phrase and date of a query what is looked for, and how many articles hold it.

        With the id of an article, say also why that is found or not, and what its score is made of; there is no
        account of an id that no article has.

        Raises
        ------
        QueryError, QueryTimeout
        """
        typed, _ = tree_of(query, today or date.today(), any=any, lenient=False)  # noqa: DTZ011
        tree = expanded(typed, self._synonyms())
        explanations: list[Explanation] = []
        for leaf in leaves_of(tree):
            try:
                clause, _ = resolve(leaf, weights=dict(self._weights))
            except QueryError:
                explanations.append(Explanation(str(leaf), (), 0))
                continue
            self._refuse_broad(query, patterns_in(clause))
            steps = dict.fromkeys(step.text for found in positive_leaves(clause) for step in found.steps)
            explanations.append(
                Explanation(str(leaf), tuple(steps), self._engine.search(clause, limit=0).total)
            )
        account = None
        if id is not None:
            from searchidx.accounts import account_of  # noqa: PLC0415  a search accounts for nothing

            weights = dict(self._weights)
            rewards = rewards_of(typed, weights)
            account = account_of(
                self._engine, tree, id, rewards=rewards, leaves=list(leaves_of(tree)), weights=weights
            )
        return Understanding(str(tree), tuple(explanations), account)

    def _refuse_broad(self, query: str | Query, patterns: Iterable[tuple[str, Step]]) -> None:
        if patterns := list(patterns):
            from searchidx.engine.broad import refuse_broad  # noqa: PLC0415  few queries have patterns

            refuse_broad(self._engine, patterns, str(query))

    @timed
    def mark(
        self,
        article: Article,
        query: str | Query,
        *,
        today: date | None = None,
        timeout: float | None = TIMEOUT,  # noqa: ARG002  `timed` reads it
    ) -> tuple[Snippet, ...]:
        """Return title, lead and body of an article, whole, with what a query finds in them marked.

        Raises
        ------
        QueryError, QueryTimeout
        """
        tree, _ = tree_of(query, today or date.today(), any=False, lenient=False)  # noqa: DTZ011
        clause, _ = resolve(expanded(tree, self._synonyms()), weights=dict(self._weights))
        return tuple(marked(name, getattr(article, name), clause) for name in TEXT_FIELDS)

    @timed
    def similar(
        self,
        to: str | Article,
        *,
        limit: int = 10,
        offset: int = 0,
        since: str | date | PartialDate | None = None,
        until: str | date | PartialDate | None = None,
        snippets: int = 2,
        today: date | None = None,
        timeout: float | None = TIMEOUT,  # noqa: ARG002  `timed` reads it
    ) -> Results:
        """Find articles like one, by the words that tell it from the others; `Results.understood` shows them.

        Parameters
        ----------
        to: the id of an article, an article, or a text.  An article itself, and those that say the same in nearly all
            their words, are left out.
        limit, offset, since, until, snippets, today, timeout: as in `search`.

        Raises
        ------
        DateError, QueryTimeout
        """
        from searchidx import similar  # noqa: PLC0415  a search compares nothing

        started = perf_counter()
        if limit < 0 or offset < 0:
            raise ValueError("limit and offset count from 0")
        narrowing = _narrowing(since, until)
        bounds = narrowing.of(All(()), today or date.today()) if narrowing else All(())  # noqa: DTZ011
        article = to if isinstance(to, Article) else self.get(to) or Article("", "", to)
        name = article.id or article.body[:_NAMED]
        tree = similar.query_of(
            self._engine, article, dict(self._weights), known=self.get(article.id) is not None
        )
        if tree is None:
            return Results(0, (), took=perf_counter() - started, query=name)
        clause, _ = resolve(tree, weights=dict(self._weights))
        others = similar.without(
            clause, similar.duplicates(self._engine, article, clause) if article.id else []
        )
        matches = self._page(All((others, bounds)), Order.RELEVANCE, offset, limit, (), ())
        hits = tuple(
            Hit(f.article, f.score, snippets_of(f.article, clause, snippets) if snippets else ())
            for f in matches.page
        )
        return Results(matches.total, hits, took=perf_counter() - started, query=name, understood=str(tree))

    def duplicates(self, *, threshold: float = 0.8) -> "Iterator[tuple[Duplicate, ...]]":
        """Yield the groups of articles that are one story, the largest first; of each group the oldest article first.

        Case, accents, punctuation and layout do not count; beyond that two articles may differ a little: of their stretches of
        five words they have at least the share ``threshold`` in common, from 0.5 to 1.  All articles are read, and nothing is deleted.

        Raises
        ------
        ValueError
        """
        from searchidx.duplicates import groups  # noqa: PLC0415  a search compares nothing

        if not 0.5 <= threshold <= 1:  # noqa: PLR2004  below, candidates would be missed
            raise ValueError("the threshold is from 0.5 to 1")
        return groups(self._engine.articles(), self.get, threshold)

    @timed
    def suggest(
        self,
        prefix: str,
        limit: int = 10,
        *,
        timeout: float | None = TIMEOUT,  # noqa: ARG002  `timed` reads it
    ) -> "tuple[Completion, ...]":
        """Complete the last word of a text, typed with or without accents; the words in most articles come first.

        *nego* gives ``Completion(text="négociation", articles=1684)``, *négocier* and *négociateur*; stop words are left out.
        """
        from searchidx.completions import completions  # noqa: PLC0415  a search completes nothing

        if limit < 0:
            raise ValueError("limit counts from 0")
        return completions(self._engine, prefix, limit) if len(prefix) <= LONGEST_QUERY else ()

    def get(self, id: str) -> Article | None:
        """Return one article; None where there is none with that id."""
        return self._engine.get(id)

    def stats(self) -> Stats:
        """Count what the index holds."""
        everything = self._engine.search(All(()), limit=0, facets=("section", "author", "source"))
        dated = Published(DateRange())
        oldest = self._engine.search(dated, order=Order.OLDEST, limit=1)
        newest = self._engine.search(dated, order=Order.NEWEST, limit=1)
        days = None
        if oldest.total:
            first, last = (found.page[0].article.published for found in (oldest, newest))
            assert first is not None
            assert last is not None
            days = DateRange(first.days.first, max(first.days.last, last.days.last))
        return Stats(
            articles=everything.total,
            undated=everything.total - oldest.total,
            days=days,
            sections=len(everything.facets["section"]),
            authors=len(everything.facets["author"]),
            sources=len(everything.facets["source"]),
            bytes=self._engine.size(),
            analysis=ANALYSIS_VERSION,
        )

    def close(self) -> None:
        """Let go of the files of the index; results stay valid."""
        self._engine.close()

    def __len__(self) -> int:
        return len(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def _synonyms(self) -> "Synonyms | None":
        """Return the names that stand for the same; files are read when they are new or have changed.

        Raises
        ------
        SettingsError
        """
        if not self._lists:
            return None
        from searchidx.analysis.synonyms import load  # noqa: PLC0415

        return load(self._lists)

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


def _with_alike(hits: Iterator[Hit], alike: Mapping[str, tuple[str, ...]]) -> Iterator[Hit]:
    for hit in hits:
        yield replace(hit, alike=alike[hit.article.id]) if hit.article.id in alike else hit


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


def _whole(error: QueryError, query: str | Query) -> QueryError:
    """Return an error of an engine, which does not know the text, as one of the whole text."""
    return QueryError(str(query), (0, len(str(query))), error.reason, error.hint)


def _narrowing(*arguments: object) -> "Narrowing | None":
    """Return what narrows a search, in the order of `Narrowing`; None where nothing does."""
    if all(value is None or value == () for value in arguments):
        return None
    from searchidx.narrowing import Narrowing  # noqa: PLC0415  most searches are as wide as they are

    return Narrowing(*arguments)  # type: ignore[arg-type]  # they are those of `search`


def _spread(facets: Mapping[str, Counts]) -> tuple[Mapping[str, Counts], Mapping[str, Counts]]:
    if not ("month" in facets or "year" in facets):
        return facets, {}
    from searchidx.histogram import spread  # noqa: PLC0415  most searches count nothing

    return spread(facets)
