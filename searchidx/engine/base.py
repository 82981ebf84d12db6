"""What must a back end promise?

An `Engine` keeps articles and finds them by clauses.  Whatever it is, it returns the same hits in the
same order with the same scores as `MemoryEngine`; ``tests/contract/`` holds it to that.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from searchidx.analysis.french import VERSION, Lexeme, analyse, analyse_word, term_of, tokenize
from searchidx.article import Article
from searchidx.engine.clauses import Clause, Scoring, Step

if TYPE_CHECKING:
    from searchidx.engine.rewards import Reward

TEXT_FIELDS: Final = ("title", "lead", "body")
"""Ranked, stemmed; a query without a field looks in them."""
RUNNING_TEXT: Final = "text"
"""Lead and body as they are read, one after the other: for a phrase that runs from one into the other.

No field of its own: the positions of the body go on where those of the lead end, so it is their union.
"""
NAME_FIELDS: Final = ("authors", "section", "source", "tags", "url")
"""Folded but not stemmed; they select and do not rank."""
ID_FIELD: Final = "id"
"""Taken as it is."""
INDEXED_FIELDS: Final = (*TEXT_FIELDS, *NAME_FIELDS, ID_FIELD)

FACETS: Final = ("year", "month", "section", "author", "source", "tag")

VALUE_GAP: Final = 1_000
# positions between two authors or tags, so that no phrase runs from one into the next


class Order(Enum):
    """How hits are sorted; each ends in the id, so every order is total."""

    RELEVANCE = "relevance"  # score, then newest first
    OLDEST = "date"  # first day, then last day
    NEWEST = "-date"


class Entry(NamedTuple):
    """What an index knows of an article without reading it."""

    digest: str
    path: str | None


def digest(article: Article, lead: bytes | None = None, body: bytes | None = None) -> str:
    """Return the fingerprint of what an article says, and of the analysis that indexes it.

    ``lead`` and ``body`` are those of the article in UTF-8, for whoever has them at hand.
    """
    from hashlib import blake2b  # noqa: PLC0415  OpenSSL comes with it, and a search needs none

    lead = article.lead.encode(errors="surrogatepass") if lead is None else lead
    body = article.body.encode(errors="surrogatepass") if body is None else body
    about = (
        article.id, article.title, article.section, article.source, article.url, str(article.published),
        tuple(article.authors), tuple(article.tags), VERSION, len(lead), len(body),
    )  # fmt: skip
    found = blake2b(repr(about).encode(errors="surrogatepass"), digest_size=16)
    found.update(lead)
    found.update(body)
    return found.hexdigest()


class Ranked(NamedTuple):
    """An article found, and its score."""

    article: Article
    score: float


class Standing(NamedTuple):
    """A word in a field of an article: how often it stands there, and what that is set against (`ranking.evidence`).

    Attributes
    ----------
    length, mean_length: words of the field, here and over the articles that have any.
    weight: what an occurrence in this field counts.
    """

    field: str
    frequency: int
    length: int
    mean_length: float
    weight: float


class Part(NamedTuple):
    """What a word of a clause adds to the score of an article (`ranking.bm25f`), or what a reward does.

    Attributes
    ----------
    score: what it adds; the score of the article is the sum of its parts, rounded once (`math.fsum`).
    holding: articles that hold it in any of its fields; of a reward, those that hold its most frequent word.
    fields: those of its fields where it stands in this article, and counts; of a reward none is told.
    """

    word: "Scoring | Reward"
    score: float
    holding: int
    fields: tuple[Standing, ...]


class Matches(NamedTuple):
    """How many articles match, the page asked for, and the facets over all that match.

    A facet is a list of (value, number of articles).  ``lacking`` is whether something is found though a word that was
    asked for, or left out, is in no article.
    """

    total: int
    page: tuple[Ranked, ...]
    facets: Mapping[str, list[tuple[str, int]]]
    lacking: bool = False


class Known(NamedTuple):
    """A word that an index knows.

    Attributes
    ----------
    term: what all its forms are found by.
    articles: those that hold one of its forms that begin as was asked, in title, lead or body.
    forms: these exact forms, accents kept, and how often each is written.
    """

    term: str
    articles: int
    forms: Mapping[str, int]


class Spelled(NamedTuple):
    """An exact form, accents kept, that is a few edits away; of a name its folded form."""

    form: str
    edits: int


class Writer(Protocol):
    """One batch: it shows whole when its context ends, or not at all when an error ends it."""

    def put(self, article: Article, digest: str | None = None) -> bool:
        """Add an article, or replace the one with its id.  Of two with one id the last stays.

        Tell whether it is the first of its id in the batch.  A digest that is not given is computed.
        """

    def delete(self, id: str) -> None:
        """Take an article out, if it is there."""

    def note(self, text: str) -> None:
        """Replace the note that is kept beside the articles; without a call it is dropped."""


class Engine(Protocol):
    """A back end."""

    @property
    def outdated(self) -> bool:
        """Whether it was made by another version: it is not searched, but its articles may be read, to be written anew."""

    def search(
        self,
        clause: Clause,
        *,
        order: Order = ...,
        offset: int = ...,
        limit: int = ...,
        facets: Sequence[str] = ...,
        rewards: "Sequence[Reward]" = ...,
    ) -> Matches:
        """Return the page of hits from ``offset``, at most ``limit``.

        By relevance the first `rewards.WINDOW` hits are ranked again, with what they earn by ``rewards``.
        """

    def scan(
        self, clause: Clause, *, order: Order = ..., rewards: "Sequence[Reward]" = ...
    ) -> Iterator[Ranked]:
        """Yield all hits of one commit, in their order: what a page that holds them all would, one at a time."""

    def words(self, beginning: str, limit: int, without: Container[str] = ...) -> list[Known]:
        """Return the words of titles, leads and bodies that begin so, those in most articles first, then by term.

        ``beginning`` is folded; terms that are in ``without`` are left out.
        """

    def near(self, word: str, most: int, fields: Sequence[str], same: int = ...) -> list[Spelled]:
        """Return the words of some fields that are at most so many edits from one, by form; folded spellings count.

        The first ``same`` letters must be the word's.  Words that are not in ASCII when they are folded have none near.
        Words that no article holds any more may be among them.
        """

    def holding(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many articles hold each of some terms in a field."""

    def parts(self, clause: Clause, id: str, rewards: "Sequence[Reward]" = ...) -> tuple[Part, ...] | None:
        """Return what the score of an article is made of, in the order of the clause and of the rewards that it earns.

        None where it does not match.
        """

    def spellings(self, field: str, step: Step, enough: int) -> int:
        """Return how many folded spellings of a field a step stands for that stands for several words.

        A number that is not above ``enough`` may be any other such.  The words of deleted articles may count.
        """

    def get(self, id: str) -> Article | None:
        """Return one article."""

    def articles(self) -> Iterator[Article]:
        """Yield every article, ordered by id."""

    def entries(self) -> Mapping[str, Entry]:
        """Return digest and path of every article, by id."""

    def note(self) -> str | None:
        """Return the note that the last batch left."""

    def writer(self, *, fresh: bool = False, jobs: int = 1) -> AbstractContextManager[Writer]:
        """Open a batch; ``fresh`` starts from nothing, and replaces everything when it ends well.

        ``jobs`` is how many processes may share the work.

        Raises
        ------
        IndexLocked
            where another writer is at work.
        IndexOutdated
            where the articles of another version were to be kept.
        """

    def optimize(self) -> None:
        """Make it as quick to search as it can be, whatever that takes."""

    def size(self) -> int:
        """Return the bytes it takes up."""

    def close(self) -> None:
        """Let go of files; results stay valid."""

    def __len__(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *details: object) -> None: ...


def analyse_field(article: Article, field: str) -> dict[int, Lexeme]:
    """Return what is indexed of an article's field: positions in order, and the lexeme at each.

    A name is searched without its stem and by prefix, so its terms and forms are both folded.
    """
    if field in TEXT_FIELDS:
        first = len(list(tokenize(article.lead))) if field == "body" else 0
        return {position: word for position, (_, word) in enumerate(analyse(getattr(article, field)), first)}
    if field == ID_FIELD:
        return {0: _verbatim((article.id,))}
    value: str | tuple[str, ...] | None = getattr(article, field)
    values: Iterable[str] = (value,) if isinstance(value, str) else value or ()
    positions: dict[int, Lexeme] = {}
    start = 0
    for each in values:
        for position, token in enumerate(tokenize(each), start):
            positions[position] = _verbatim(analyse_word(token.text).folded)
            start = position + 1
        start += VALUE_GAP
    return positions


def terms_of_forms(word: Lexeme) -> Iterator[tuple[str, str, str]]:
    """Yield the exact forms of a word of a text, each with its folded spelling and with the term that it is one of."""
    for form in word.forms:
        folded, _, exact = form.partition("=")
        yield exact, folded, word.term if len(word.folded) == 1 else term_of(folded)


def facet_values(article: Article, facet: str) -> Sequence[str]:
    """Return the values of an article under a facet; a date less precise than the facet stands for itself.

    >>> from searchidx.dates import PartialDate
    >>> facet_values(Article("1", "Crue", "", published=PartialDate(2024)), "month")
    ['2024']
    """
    match facet:
        case "year" | "month":
            length = len("2024" if facet == "year" else "2024-01")
            return [str(article.published)[:length]] if article.published else []
        case "author":
            return article.authors
        case "tag":
            return article.tags
        case _:
            value: str | None = getattr(article, facet)
            return [value] if value else []


def sorted_facet(facet: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Order the values of a facet: dates as they follow, others the most frequent first."""
    if facet in ("year", "month"):
        return sorted(counts.items())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _verbatim(terms: tuple[str, ...]) -> Lexeme:
    return Lexeme(terms, terms, terms)
