"""Which articles are like this one?  Those that hold the words that tell it from the others.

The words of an article are weighed by how often they stand in it and how few others hold them (tf-idf); the best
become a query, any of whose words is enough, so that it can be read, and typed again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import log
from typing import Final, NamedTuple

from searchidx.analysis.folding import exact
from searchidx.analysis.french import analyse_compound, analyse_word, is_stop_word, tokenize
from searchidx.article import Article
from searchidx.deadline import watched
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS, Engine
from searchidx.engine.clauses import All, Any, Clause, Match, Occurs, Step, Without
from searchidx.engine.ranking import K1
from searchidx.query.ast import Boost, Or, Query, Word

WORDS: Final = 25
"""Words of an article that others are compared by."""
_LONGEST_READ: Final = 200_000  # characters
_NEARLY_ALL: Final = 0.9
"""Share of the words of two articles together that both have, from which one is a duplicate of the other."""
_NEARLY_AS_GOOD: Final = 0.6
"""A duplicate has nearly all the words, so nearly the score."""
_PAGE: Final = 20
_MOST_DUPLICATES: Final = 500


class _Said(NamedTuple):
    """What an article says: how often each term, the title and the lead counting more, and how it is written."""

    times: Mapping[str, float]
    written: Mapping[str, str]


def query_of(engine: Engine, article: Article, weights: Mapping[str, float], *, known: bool) -> Query | None:
    """Return the query for articles like one; None where it says nothing.

    Parameters
    ----------
    weights: how much a word counts in title, lead and body.
    known: whether the index has the article, so that a word that no other has is of no use.
    """
    said = _said(article, weights)
    terms = list(said.times)
    held = [
        max(counts) for counts in zip(*(engine.holding(name, terms) for name in TEXT_FIELDS), strict=True)
    ]
    size = len(engine)
    worth = {
        term: said.times[term] * log(1 + (size - number + 0.5) / (number + 0.5))
        for term, number in zip(terms, held, strict=True)
        if number > known
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))[:WORDS]
    words = [Boost(Word(said.written[term]), _weight(said.times[term])) for term in best]
    return Or(tuple(words)) if len(words) > 1 else words[0] if words else None


def _weight(times: float) -> float:
    """Return how much a word counts, which is written so many times: BM25 itself multiplies by how rare it is.

    >>> _weight(1), _weight(10)
    (0.45, 0.89)
    """
    return max(round(times / (times + K1), 2), 0.01)


def without(clause: Clause, ids: list[str]) -> Clause:
    """Return a clause for what another finds, but for the articles with these ids."""
    if not ids:
        return clause
    leaves = tuple(Occurs(ID_FIELD, (Step(Match.TERM, id),), weight=0.0) for id in ids)
    return All((clause, Without(Any(leaves))))


def duplicates(engine: Engine, article: Article, clause: Clause) -> list[str]:
    """Return the ids of an article of the index, and of those that say the same in nearly all their words."""
    own = Counter(_terms(article))
    found = [article.id]
    best: float | None = None
    for offset in range(0, _MOST_DUPLICATES, _PAGE):
        page = engine.search(clause, offset=offset, limit=_PAGE).page
        for hit in watched(page):
            best = hit.score if best is None else best
            if hit.score < _NEARLY_AS_GOOD * best:
                return found
            if hit.article.id != article.id and _share(own, Counter(_terms(hit.article))) >= _NEARLY_ALL:
                found.append(hit.article.id)
        if len(page) < _PAGE:
            break
    return found


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of the words of both that each has as often."""
    return (one & other).total() / ((one | other).total() or 1)


def _terms(article: Article) -> Iterator[str]:
    for name in TEXT_FIELDS:
        for token in tokenize(getattr(article, name)[:_LONGEST_READ]):
            yield analyse_word(token.text).term


def _said(article: Article, weights: Mapping[str, float]) -> _Said:
    times: dict[str, float] = {}
    written: dict[str, Counter[str]] = {}
    for name in TEXT_FIELDS:
        for word in _words(getattr(article, name)[:_LONGEST_READ]):
            lexeme = analyse_compound(word) or analyse_word(word)
            if not is_stop_word(lexeme) and len(lexeme.folded[0]) > 1 and not lexeme.term[0].isdecimal():
                times[lexeme.term] = times.get(lexeme.term, 0.0) + weights[name]
                written.setdefault(lexeme.term, Counter())[exact(word)] += 1
    spelled = {term: max(sorted(forms), key=forms.__getitem__) for term, forms in written.items()}
    return _Said({term: number for term, number in times.items() if number > 0}, spelled)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text, compounds whole."""
    end = 0
    for token in tokenize(text):
        if token.start >= end:
            whole = token.compound if token.compound and analyse_compound(token.compound) else token.text
            end = token.start + len(whole)
            yield whole
