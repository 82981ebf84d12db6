"""The front door's object: a `KeptIndex`, and all that is asked of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.article import Article
from searchidx.dates import DateRange, PartialDate
from searchidx.deadline import TIMEOUT, each_within, timed
from searchidx.engine.base import FACETS, TEXT_FIELDS, Matches, Order, Ranked
from searchidx.engine.clauses import All, Clause, Listed, Published, Step, Without, positive_leaves
from searchidx.engine.patterns import patterns_in
from searchidx.engine.resolve import resolve
from searchidx.engine.rewards import Fresh, Reward
from searchidx.engine.second_look import rewards_of
from searchidx.errors import QueryError, QueryTimeout
from searchidx.kept_index import KeptIndex
from searchidx.marks import sought_in
from searchidx.query.ast import Query
from searchidx.query.parser import LONGEST_QUERY
from searchidx.results import Explanation, Hit, Results, Stats, Understanding
from searchidx.snippets import LONGEST, Snippet, holders_of, marked, snippets_of
from searchidx.understanding import expanded, leaves_of, suggestion_for, tree_of, understood_of

if TYPE_CHECKING:
    from searchidx.analysis.synonyms import Synonyms
    from searchidx.completions import Completion
    from searchidx.concordance import Occurrence
    from searchidx.duplicates import Duplicate
    from searchidx.narrowing import Narrowing
    from searchidx.saved import SavedSearches

Counts = list[tuple[str, int]]

_NAMED: Final = 200
"""Characters of a text that name it."""
_DEEP: Final = 10_000
"""Hits from which on a page is read as `scan` reads, for to rank so many at once would take memory."""
_FEW_WORDS: Final = 50
_NUMBERS: Final = 100_000
"""Hits times words that are ranked at once."""


class SearchIndex(KeptIndex):
    """An index of articles in a folder; a context manager, safe to share between threads.

    >>> SearchIndex.open("no/such/folder")
    Traceback (most recent call last):
    searchidx.errors.IndexMissing: there is no index in no/such/folder; make one with: searchidx index FOLDER_OF_ARTICLES
    """

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
        drawn = map(self._drawn(clause, snippets, snippet_length), page)
        hits = tuple(_with_alike(drawn, alike) if alike else drawn)
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


def _with_alike(hits: Iterator[Hit], alike: Mapping[str, tuple[str, ...]]) -> Iterator[Hit]:
    for hit in hits:
        yield replace(hit, alike=alike[hit.article.id]) if hit.article.id in alike else hit


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
