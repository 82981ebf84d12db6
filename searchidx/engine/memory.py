"""The reference engine: slow, obvious, right.

It walks every article for every query.  Other back ends are compared with it; it also serves in tests of
programs that use searchidx, and for a handful of articles.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Final, Self, assert_never

from searchidx.analysis.folding import fold_value
from searchidx.analysis.french import Lexeme
from searchidx.article import Article
from searchidx.dates import DateRange
from searchidx.deadline import check, watched
from searchidx.engine.base import (
    INDEXED_FIELDS,
    RUNNING_TEXT,
    TEXT_FIELDS,
    Entry,
    Known,
    Matches,
    Order,
    Part,
    Ranked,
    Spelled,
    Standing,
    analyse_field,
    facet_values,
    sorted_facet,
    terms_of_forms,
)
from searchidx.engine.base import digest as digest_of
from searchidx.engine.clauses import (
    All,
    Any,
    AnyField,
    Clause,
    Leaf,
    Listed,
    Match,
    Near,
    Occurs,
    Published,
    Scoring,
    Step,
    Valued,
    Without,
    words_in,
)
from searchidx.engine.nearness import find_near
from searchidx.engine.occurrences import find
from searchidx.engine.patterns import speller
from searchidx.engine.ranking import bm25f, days_of, evidence, idf, sort_key
from searchidx.engine.rewards import Fresh, Related, Reward, window_of
from searchidx.engine.spelling import edits


@dataclass(frozen=True, slots=True)
class _Document:
    article: Article
    digest: str
    days: DateRange | None
    fields: Mapping[str, Mapping[int, Lexeme]]

    @classmethod
    def of(cls, article: Article, digest: str) -> "_Document":
        fields = {name: analyse_field(article, name) for name in INDEXED_FIELDS}
        fields[RUNNING_TEXT] = fields["lead"] | fields["body"]
        return cls(article, digest, days_of(article.published), fields)

    def frequency(self, leaf: Leaf) -> int:
        words = self.fields[leaf.field]
        if isinstance(leaf, Near):
            return len(find_near(leaf.parts, leaf.slop, words))
        return len(find(leaf.steps, leaf.slop, words))

    def matches(self, clause: Clause) -> bool:
        match clause:
            case Occurs() | Near():
                return self.frequency(clause) > 0
            case Published(days, strict):
                if self.days is None:
                    return False
                return days.contains(self.days) if strict else days.overlaps(self.days)
            case Valued(facet, values):
                return any(fold_value(value) in values for value in facet_values(self.article, facet))
            case Listed(ids):
                return self.article.id in ids
            case All(parts):
                return all(map(self.matches, parts))
            case Any(parts) | AnyField(parts):
                return any(map(self.matches, parts))
            case Without(part):
                return not self.matches(part)
            case _:
                assert_never(clause)

    def scoring(self, clause: Clause) -> Iterator[Scoring]:
        """Yield the words that count: those that match, in branches that match, each time they stand there."""
        match clause:
            case Occurs() | Near() | AnyField():
                if clause.weight and self.matches(clause):
                    yield clause
            case All(parts) | Any(parts):
                if self.matches(clause):
                    for part in parts:
                        yield from self.scoring(part)
            case _:
                return


@dataclass
class _Batch:
    documents: dict[str, _Document]
    touched: set[str] = field(default_factory=set)
    new_note: str | None = None

    def put(self, article: Article, digest: str | None = None) -> bool:
        self.documents[article.id] = _Document.of(article, digest or digest_of(article))
        first = article.id not in self.touched
        self.touched.add(article.id)
        return first

    def delete(self, id: str) -> None:
        self.documents.pop(id, None)

    def note(self, text: str) -> None:
        self.new_note = text


@dataclass
class MemoryEngine:
    """An engine that keeps its articles in a dict."""

    _documents: dict[str, _Document] = field(default_factory=dict)
    _note: str | None = None
    outdated: Final = False

    def search(
        self,
        clause: Clause,
        *,
        order: Order = Order.RELEVANCE,
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
        rewards: Sequence[Reward] = (),
    ) -> Matches:
        scored = self._sorted(clause, order, rewards)
        return Matches(
            total=len(scored),
            page=tuple(
                Ranked(document.article, score) for score, document in scored[offset : offset + limit]
            ),
            facets={
                facet: sorted_facet(
                    facet, Counter(value for _, d in scored for value in facet_values(d.article, facet))
                )
                for facet in facets
            },
            lacking=bool(scored) and not all(map(self._holding, words_in(clause))),
        )

    def spellings(self, field: str, step: Step, enough: int) -> int:  # noqa: ARG002  it counts all of them
        is_spelled = speller(step)
        words = (word for document in self._documents.values() for word in document.fields[field].values())
        return len({spelling for word in words for spelling in word.folded if is_spelled(spelling)})

    def scan(
        self, clause: Clause, *, order: Order = Order.RELEVANCE, rewards: Sequence[Reward] = ()
    ) -> Iterator[Ranked]:
        return (Ranked(document.article, score) for score, document in self._sorted(clause, order, rewards))

    def _sorted(
        self, clause: Clause, order: Order, rewards: Sequence[Reward]
    ) -> list[tuple[float, _Document]]:
        """Return the documents that match, with their scores, in the order of hits."""
        found = [document for document in watched(self._documents.values()) if document.matches(clause)]
        parts = self._parts(clause)

        def key(pair: tuple[float, _Document]) -> tuple[float | int | str, ...]:
            return sort_key(order, pair[0], pair[1].days, pair[1].article.id)

        def score(document: _Document, *more: Part) -> float:
            check()
            return fsum(part.score for part in (*parts(document), *more))

        scored = sorted([(score(document), document) for document in found], key=key)
        if order is Order.RELEVANCE:
            window = window_of(rewards)
            again = [
                (score(document, *self._earned(document, alone, rewards)), document)
                for alone, document in scored[:window]
            ]
            scored[:window] = sorted(again, key=key)
        return scored

    def parts(self, clause: Clause, id: str, rewards: Sequence[Reward] = ()) -> tuple[Part, ...] | None:
        document = self._documents.get(id)
        if document is None or not document.matches(clause):
            return None
        parts = tuple(self._parts(clause)(document))
        score = fsum(part.score for part in parts)
        again = [each for _, each in self._sorted(clause, Order.RELEVANCE, ())[: window_of(rewards)]]
        return (*parts, *self._earned(document, score, rewards)) if document in again else parts

    def _parts(self, clause: Clause) -> Callable[[_Document], list[Part]]:
        """Return what tells the parts of the score of a document that matches."""
        holding: dict[Scoring, int] = {}
        means = {name: self._mean_length(name) for name in (*INDEXED_FIELDS, RUNNING_TEXT)}

        def part(word: Scoring, document: _Document) -> Part:
            if word not in holding:
                holding[word] = self._holding(word)
            leaves = word.parts if isinstance(word, AnyField) else [replace(word, weight=1.0)]
            standing: list[Standing] = []
            total = 0.0  # `sum` rounds in another way from Python 3.12 on
            for leaf in leaves:
                said = Standing(
                    leaf.field,
                    document.frequency(leaf),
                    len(document.fields[leaf.field]),
                    means[leaf.field],
                    leaf.weight,
                )
                total += evidence(
                    frequency=said.frequency,
                    length=said.length,
                    mean_length=said.mean_length,
                    weight=said.weight,
                )
                standing += [said] if said.frequency and said.weight else []
            score = bm25f(total, holding=holding[word], articles=len(self), weight=word.weight)
            return Part(word, score, holding[word], tuple(standing))

        return lambda document: [
            each for word in document.scoring(clause) if (each := part(word, document)).score
        ]

    def _earned(self, document: _Document, score: float, rewards: Sequence[Reward]) -> Iterator[Part]:
        text = document.fields[RUNNING_TEXT]
        for reward in rewards:
            if isinstance(reward, Fresh):
                share = reward.share(document.days.first.toordinal() if document.days else 0)
                yield Part(reward, score * share, 0, ())
                continue
            lacks = not (isinstance(reward, Related) and document.matches(reward.word))
            if lacks and reward.stands_in(text):
                holding = max(map(self._holding, reward.words))
                yield Part(reward, reward.weight * idf(holding, len(self)), holding, ())

    def _holding(self, word: Scoring) -> int:
        return sum(document.matches(word) for document in self._documents.values())

    def _mean_length(self, field: str) -> float:
        lengths = [length for document in self._documents.values() if (length := len(document.fields[field]))]
        return sum(lengths) / len(lengths) if lengths else 1.0

    def words(self, beginning: str, limit: int, without: Container[str] = ()) -> list[Known]:
        forms: dict[str, Counter[str]] = {}
        articles: dict[str, set[str]] = {}
        for id, exact, folded, term in self._forms(TEXT_FIELDS):
            if folded.startswith(beginning) and term not in without:
                forms.setdefault(term, Counter())[exact] += 1
                articles.setdefault(term, set()).add(id)
        known = [Known(term, len(articles[term]), dict(forms[term])) for term in forms]
        return sorted(known, key=lambda word: (-word.articles, word.term))[:limit]

    def near(self, word: str, most: int, fields: Sequence[str], same: int = 0) -> list[Spelled]:
        if not word.isascii():
            return []
        found = {
            Spelled(exact, edits(word, folded))
            for _, exact, folded, _ in self._forms(fields)
            if folded.isascii() and folded[:same] == word[:same]
        }
        return sorted(near for near in found if near.edits <= most)

    def holding(self, field: str, terms: Sequence[str]) -> list[int]:
        leaves = [Occurs(field, (Step(Match.TERM, term),)) for term in terms]
        return [self._holding(leaf) for leaf in leaves]

    def _forms(self, fields: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
        """Yield every exact form of every word of some fields: the article, the form, its folded spelling, its term."""
        for id, document in self._documents.items():
            for name in fields:
                for word in document.fields[name].values():
                    for exact, folded, term in terms_of_forms(word):
                        yield id, exact or folded, folded, term

    def get(self, id: str) -> Article | None:
        document = self._documents.get(id)
        return document.article if document else None

    def articles(self) -> Iterator[Article]:
        return (self._documents[id].article for id in sorted(self._documents))

    def entries(self) -> Mapping[str, Entry]:
        return {id: Entry(document.digest, document.article.path) for id, document in self._documents.items()}

    def note(self) -> str | None:
        return self._note

    @contextmanager
    def writer(self, *, fresh: bool = False, jobs: int = 1) -> Iterator[_Batch]:  # noqa: ARG002  it is quick to fill
        batch = _Batch({} if fresh else dict(self._documents))
        yield batch
        self._documents, self._note = batch.documents, batch.new_note

    def optimize(self) -> None:
        """There is nothing to do."""

    def size(self) -> int:
        return sum(
            len(d.article.title) + len(d.article.lead) + len(d.article.body) for d in self._documents.values()
        )

    def close(self) -> None:
        """Nothing is held open."""

    def __len__(self) -> int:
        return len(self._documents)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()
