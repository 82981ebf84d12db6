"""Query trees, in the shapes that the parser makes; words of any characters, among them a letter or digit."""

import re
from datetime import date

from hypothesis import strategies as st

from searchidx.dates import DateRange, PartialDate
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
    Query,
    Wildcard,
    Word,
)
from searchidx.query.lexer import HEAVIEST_BOOST, MOST_EDITS, WIDEST_SLOP
from searchidx.query.parser import MOST_NEAR

SIGNS = "\"«»“”„()\\:*^~-=&|[]<>?!.,;'’#@/_"
"""What means something in a query, or looks as if it did."""
_TELLING = [
    "irak", "l’Élysée", "aujourd'hui", "porte-parole", "O.N.U.", "2 500", "12€", "ou", "AND", "OU", "NOT", "SAUF",
    "-drone", "=tours", "&co", "|x", "&&a", "titre:irak", "date:2024", "http://example.org", "milic*", "mot~2", "irak^3",
    "^3", "~2", "(a)", "gouv?rne*", "mot~", "PROCHE/3", "NEAR/1a", "a/b?c", "irak?", '"a"', "«a»", "a\\", "\\a", "e\u0301", "a\u00a0b", "a\nb", "\x1ca", "²", "中文", "\ud800a",
]  # fmt: skip
_character = st.sampled_from([*SIGNS, *"aéŒß7²中€☃ \u00a0\u2028\n\x00\u0301"]) | st.characters()
_alphanumeric = st.sampled_from("aÉœ7²中") | st.characters(categories=["L", "N"]).filter(str.isalnum)
_around = st.text(_character, max_size=3)
_any_texts = st.sampled_from(_TELLING) | st.tuples(_around, _alphanumeric, _around).map("".join)
_texts = st.deferred(lambda: _any_texts)  # so that a failure does not print all of them

partial_dates = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
    st.dates(),
    st.integers(1, 3),
)
ranges = (
    st.builds(
        lambda one, other: DateRange(min(one.first, other.first), max(one.last, other.last)),
        partial_dates.map(lambda partial: partial.days),
        partial_dates.map(lambda partial: partial.days),
    )
    | st.builds(DateRange, first=st.dates())
    | st.builds(DateRange, last=st.dates())
    | st.sampled_from([DateRange(), DateRange(last=date.min), DateRange(first=date.max)])
)

_words = _texts.map(Word)
_phrases = st.builds(Phrase, _texts, st.just(0) | st.integers(0, WIDEST_SLOP))
_literals = st.tuples(_alphanumeric, st.text(_character, max_size=2), _alphanumeric).map("".join)
_patterns = st.builds(
    lambda pieces, end: "".join(
        [*(re.sub(r"[*?\\]", r"\\\g<0>", text) + sign for text, sign in pieces), end]
    ),
    st.lists(st.tuples(_literals, st.sampled_from(["?", "*", "??", "?*"])), min_size=1, max_size=3),
    _alphanumeric,
) | st.sampled_from(["milic?", "a?*", "a*?", "m*c?"])
_patterned = _texts.map(Prefix) | _patterns.map(Wildcard)
_plain = _words | _phrases | _patterned
_fuzzy = st.builds(Fuzzy, _texts, st.integers(1, MOST_EDITS))
_standing = _words | _patterned | _fuzzy | _texts.map(Phrase) | st.builds(Exact, _words | _texts.map(Phrase))
_nearby = st.builds(
    Near,
    st.lists(
        _standing | st.lists(_standing, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        min_size=2,
        max_size=MOST_NEAR,
    ).map(tuple),
    st.integers(0, WIDEST_SLOP),
)
_near = st.deferred(lambda: _nearby)
_with_exact = _plain | _fuzzy | _near | st.builds(Exact, _words | _phrases)
_factors = st.sampled_from([2.0, 0.5, 1e-05, float(HEAVIEST_BOOST)]) | st.integers(
    1, 100 * HEAVIEST_BOOST
).map(lambda hundredths: hundredths / 100)


def _compounds(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    unweighted = parts.filter(lambda part: not isinstance(part, Boost))
    return several.map(And) | several.map(Or) | parts.map(Not) | st.builds(Boost, unweighted, _factors)


_scoped = (
    st.builds(
        In, st.sampled_from(["title", "lead", "body"]), st.recursive(_with_exact, _compounds, max_leaves=4)
    )
    | st.builds(
        In,
        st.sampled_from(["authors", "section", "source", "tags", "url"]),
        st.recursive(_plain | _fuzzy | _near, _compounds, max_leaves=4),
    )
    | st.builds(In, st.just("id"), st.recursive(_plain, _compounds, max_leaves=4))
)
queries = st.recursive(
    _with_exact | _scoped | st.builds(Dated, ranges, st.booleans()) | st.just(Everything()),
    _compounds,
    max_leaves=6,
)

query_like_texts = st.text(_character, max_size=20) | st.lists(
    st.sampled_from(
        [
            *SIGNS, *_TELLING, " ", "titre:", "tag:", "date:", "avant:", "jusqu’à:", "2024-01", "..", '"', "(", ")", "^2",
            "~3", "[2023 TO 2024]", ">=", "hier", " ET ", " PROCHE/2 ", " OR ", " -", "*", "=",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip
"""Texts that are nearly queries."""
