"""What the front door answers: results, reports and counts, as values that outlive the index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from searchidx.article import Article, Rejection
from searchidx.dates import DateRange
from searchidx.snippets import Snippet


class Progress(NamedTuple):
    """How far an update is: files done, files in all, the one that was read last, articles read, bytes done and in all."""

    done: int
    total: int
    path: str
    articles: int = 0
    bytes: int = 0
    bytes_total: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a batch did.

    ``rejected`` are the files and articles that could not be taken in; what was indexed of them before
    stands.  ``seconds`` is wall time.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def did_something(self) -> bool:
        """Whether anything is to be told but what is unchanged."""
        return bool(self.added or self.changed or self.removed or self.rejected or self.warnings)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of an index found.

    Attributes
    ----------
    articles, files, bytes: what was checked.
    analysed: how many articles were analysed again, to see that they stand where the index has them.
    damage: what is wrong, a sentence each, with the name of the file; nothing where the index is sound.
    """

    articles: int
    files: int
    bytes: int
    analysed: int
    damage: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        return not self.damage


@dataclass(frozen=True, slots=True)
class Repair:
    """What was saved of an index.

    Attributes
    ----------
    articles: how many there are now.
    missing: what could not be read, a sentence each.
    doubtful: what may be wrong with what was saved: articles that had been deleted, say.
    """

    articles: int
    missing: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, its score, and where the query stands in it: in lead and body, and in the title.

    ``title`` is the whole title with its marks; None where no snippets were asked for.  ``alike`` are the ids of further hits
    that are the same story, where hits are grouped.
    """

    article: Article
    score: float
    snippets: tuple[Snippet, ...] = ()
    title: Snippet | None = None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes
    ----------
    total: articles that match, of which ``hits`` is one page.
    facets: for each facet asked for, (value, articles) over all that match: years and months one after the other,
        those without articles too; other values the most frequent first.
    warnings: what of the query was left out, and why.
    suggestion: another query that would find something; None where there is none.
    took: seconds.
    query, understood: the query as typed, and as it was read.
    together: hits that stand with a better one that is the same story, where hits are grouped.
    wider: under ``month``, (year, articles) of those that are dated by a year alone, and so are in no month of ``facets``.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    suggestion: str | None = None
    took: float = 0.0
    query: str = ""
    understood: str = ""
    wider: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    together: int = 0

    def to_html(self) -> str:
        """Return a page that needs no other file; what articles and query say is escaped."""
        from searchidx.markup import html_page  # noqa: PLC0415  most results are no page

        return "".join(html_page(self))

    def _repr_html_(self) -> str:
        from searchidx.markup import fragment  # noqa: PLC0415

        return fragment(self)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        """Return the number of hits on this page."""
        return len(self.hits)

    def __bool__(self) -> bool:
        """Tell whether any article matches, on this page or another."""
        return self.total > 0


class Explanation(NamedTuple):
    """A word, phrase or date of a query, the terms it is looked for by, and how many articles hold it."""

    text: str
    terms: tuple[str, ...]
    articles: int


class Contribution(NamedTuple):
    """What a word or phrase adds to the score of an article, and what that is computed from.

    Attributes
    ----------
    word: as it is indexed; ``=`` before an exact form, a pattern or a word within
        edits as typed; ``NEAR/n`` between words near each other.  Of a reward that the best hits earn (words as typed,
        as they follow each other, in other words), what it is for.
    score: what it adds.
    weight: in the query.
    articles: how many hold it, in any of the fields where it is looked for.
    fields: where it stands in the article, and what it says there; of a reward none is told.
    """

    word: str
    score: float
    weight: float
    articles: int
    fields: tuple["Saying", ...]


class Saying(NamedTuple):
    """What a word says in one field of an article; what it says in several adds up, and the sum saturates.

    Attributes
    ----------
    frequency, length: how often it stands there, and the words of that field.
    mean_length: words of the field, over the articles that have any.
    weight: what an occurrence in this field counts.
    evidence: what the score is computed from: ``score = weight * idf * e / (1 + e)``, e being the sum over the fields.
    """

    field: str
    frequency: int
    length: int
    mean_length: float
    weight: float
    evidence: float


class Account(NamedTuple):
    """Why an article was found or not, and how its score is made up.

    Attributes
    ----------
    id: of the article.
    found: whether the query finds it.
    score: that of the hit; the sum of what the contributions add, rounded once (`math.fsum`).
    here: of each part of the query, whether the article matches it.
    """

    id: str
    found: bool
    score: float
    contributions: tuple[Contribution, ...]
    here: tuple[bool, ...]


class Understanding(NamedTuple):
    """A query as it was read, whole and part by part; of one article, where one was named, what it makes of it."""

    text: str
    parts: tuple[Explanation, ...]
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds: articles, those without a date, the days they span, bytes on disk."""

    articles: int
    undated: int
    days: DateRange | None
    sections: int
    authors: int
    sources: int
    bytes: int
    analysis: int
