"""Corpora and queries that meet: few words, so that most queries find something and scores often tie."""

from datetime import date

from hypothesis import strategies as st

from searchidx import Article, DateRange, PartialDate, Query
from searchidx.query.ast import (
    And,
    Boost,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    In,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Wildcard,
    Word,
)

WORDS = [
    "l’État",
    "état",
    "pêche",
    "péché",
    "la",
    "de",
    "guerre",
    "guerres",
    "N’Djamena",
    "2 500",
    "500",
    "O.N.U.",
    "guerre-éclair",
    "Guerre-N’Djamena",
    "guerreeclair",
]
NAMES = ["Anne Le Goff", "Le Goff", "Jean Pêcheur", "Culture", "État"]

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
published = st.none() | st.builds(
    lambda year, month, day: PartialDate(year, month, day if month else None),
    st.sampled_from([2023, 2024]),
    st.none() | st.sampled_from([1, 2, 12]),
    st.none() | st.sampled_from([1, 28]),
)
articles = st.builds(
    Article,
    id=st.sampled_from([f"article-{n}" for n in range(12)]),
    title=texts.map(lambda text: text or "État"),
    lead=texts,
    body=texts,
    published=published,
    authors=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    section=st.none() | st.sampled_from(NAMES),
    tags=st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple),
    url=st.none() | st.just("https://example.org/la-guerre"),
)
batches = st.lists(
    st.tuples(st.lists(articles, min_size=1, max_size=8), st.sets(st.sampled_from([f"article-{n}" for n in range(12)]), max_size=3)),
    min_size=1,
    max_size=4,
)  # fmt: skip
"""What several commits put and delete: segments, replaced articles, deletions."""

_word = st.sampled_from(WORDS).map(Word)
_phrase = st.builds(
    Phrase,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.sampled_from([0, 0, 1, 3]),
)
_prefix = st.sampled_from(
    ["g", "pec", "N’Djam", "porte-par", "25", "guerre de la g", "guerre", "guerree", "guerren"]
).map(Prefix)
_wildcard = st.sampled_from(
    [
        "p?che",
        "g*re",
        "guer*?",
        "guerre-?cl*",
        "guerre?c*r",
        "N’Dj*mena",
        "2*00",
        "g*r*e*",
        "la g?erre",
        "l’ét?t",
        "e*t?",
    ]
).map(Wildcard)
_fuzzy = st.builds(
    Fuzzy, st.sampled_from(["peche", "guere", "gurere", "gerre", "Le", "djamna", "2550", "guerre-eclar", "l’etas"]),
    st.sampled_from([1, 2]),
)  # fmt: skip
_exact = st.builds(Exact, _word | _phrase)
_near_word = _word | _prefix | _wildcard | _fuzzy | st.builds(Phrase, _phrase.map(lambda phrase: phrase.text))
_near_part = _near_word | st.lists(_near_word | _word.map(Exact), min_size=2, max_size=3).map(
    lambda parts: Or(tuple(parts))
)
_near = st.builds(
    Near, st.lists(_near_part, min_size=2, max_size=4).map(tuple), st.sampled_from([0, 1, 2, 5])
)
_leaf = _word | _phrase | _prefix | _wildcard | _fuzzy | _near | _exact
_days = st.sampled_from(
    [date(2022, 12, 31), date(2023, 1, 1), date(2024, 1, 15), date(2024, 2, 28), date(2024, 12, 31)]
)
_dated = st.builds(
    lambda days, strict: Dated(DateRange(min(days), max(days)), strict),
    st.tuples(_days, _days),
    st.booleans(),
)
_scoped = st.builds(In, st.sampled_from(["title", "lead", "body"]), _leaf) | st.builds(
    In,
    st.sampled_from(["authors", "section", "tags", "url", "id"]),
    _word
    | _phrase
    | _prefix
    | st.sampled_from(NAMES).map(Phrase)
    | st.sampled_from(["le g*f", "G?ff", "p*r", "c*?e", "article-?", "article-*1", "g*re", "exam*e"]).map(
        Wildcard
    )
    | st.builds(Fuzzy, st.sampled_from(["Gof", "gerre", "clture", "article-1"]), st.sampled_from([1, 2]))
    | st.builds(Near, st.just((Word("le"), Prefix("go"))), st.sampled_from([0, 3])),
)


def _nested(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return (
        several.map(And)
        | several.map(Or)
        | parts.map(Not)
        | st.builds(Boost, parts, st.sampled_from([0.5, 3.0]))
    )


bags: st.SearchStrategy[Query] = (
    st.lists(_word, min_size=2, max_size=6)
    .map(tuple)
    .flatmap(lambda words: st.sampled_from([And(words), Or(words)]))
)
"""What is worth a second look."""

queries: st.SearchStrategy[Query] = st.recursive(
    _leaf | _scoped | _dated | st.just(Everything()), _nested, max_leaves=5
)
