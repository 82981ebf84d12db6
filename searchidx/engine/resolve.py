"""A reader's words to the index's terms: the only way in.

The words of a query go through the same analysis as those of the articles, and a word without a field is
looked for in title, lead and body, each with its weight.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from typing import Final, NamedTuple, assert_never

from searchidx.analysis.french import (
    Lexeme,
    Token,
    clitic_term,
    is_bare_clitic,
    is_clitic,
    is_stop_word,
    joined,
    takes_first_place,
    tokenize,
    without_pronouns,
)
from searchidx.analysis.spellings import has_several_spellings
from searchidx.engine.apart import put_together
from searchidx.engine.base import ID_FIELD, RUNNING_TEXT, TEXT_FIELDS
from searchidx.engine.clauses import (
    All,
    Any,
    AnyField,
    Clause,
    Leaf,
    Match,
    Near,
    Occurs,
    Published,
    Step,
    Without,
    positive_leaves,
)
from searchidx.engine.patterns import OF_SEVERAL
from searchidx.engine.wildcards import (
    in_letters,
    is_pattern,
    lexeme_of,
    lexeme_of_compound,
    pattern_step,
    plain_text,
)
from searchidx.errors import QueryError
from searchidx.query import ast
from searchidx.query.ast import (
    And,
    Boost,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    In,
    Nearby,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)

_ADDRESS: Final = re.compile(r"^(?:https?://)?(?:www\.)?(?=\w)", re.IGNORECASE)
"""What an address may begin with, or not: *www.lemonde.fr* is looked for as *lemonde.fr*."""
_AS_TYPED: Final = 0.1
"""What the accents add that were typed, where they tell a word from another: they raise a hit, and select none."""
MOST_WORDS: Final = 500
MOST_LENGTHS: Final = 64
"""Combinations of lengths that phrases near each other may have."""
_QUESTION: Final = 3  # words, at least
_SHORT: Final = 100  # characters; longer texts are not remembered


def resolve(query: Query, *, weights: Mapping[str, float]) -> tuple[Clause, list[str]]:
    """Turn a query into what an engine evaluates; also return warnings.

    Stop words select like any word, but weigh nothing where the query has other words to rank by.

    Raises
    ------
    QueryError
        where no word is left to search for, or there are too many.
    """
    resolver = _Resolver(weights)
    clause = resolver.clause(query)
    if clause is None:
        text = str(query)
        raise QueryError(text, (0, len(text)), "there is no word in it to search for")
    if resolver.words > MOST_WORDS:
        reason = f"a query has at most {MOST_WORDS} words, this one {resolver.words}"
        raise QueryError(str(query), (0, 0), reason)
    if resolver.ranks and resolver.stops:
        clause = _Resolver(weights, lighten=True).clause(query)
        assert clause is not None
    return clause, list(dict.fromkeys(resolver.warnings))


def word_clause(text: str, weights: Mapping[str, float]) -> tuple[Clause | None, bool]:
    """Return what a word without a field is looked for by, the same object as `resolve` has in its place, and whether it is a stop word."""
    found = _read(
        text, Match.TERM, Match.TERM, 0, None, 1.0, tuple(weights[name] for name in TEXT_FIELDS), alone=True
    )
    return (None, False) if found is None else (found.clause, found.light is not None)


class _Found(NamedTuple):
    """What ``words`` words are looked for by: ``light`` where they weigh nothing, for they are one stop word."""

    clause: Clause
    light: Clause | None
    named: bool
    words: int = 1


class _Resolver:
    """Walks a query, and notes whether it has words to rank by, and stop words among them.

    With ``lighten``, stop words weigh nothing.
    """

    def __init__(self, weights: Mapping[str, float], *, lighten: bool = False) -> None:
        self.weights = tuple(weights[name] for name in TEXT_FIELDS)
        self.lighten = lighten
        self.scope: str | None = None
        self.boost = 1.0
        self.excluded = self.ranks = self.stops = False
        self.warnings: list[str] = []
        self.words = 0

    def clause(self, query: Query) -> Clause | None:  # noqa: PLR0912  a branch a node
        match query:
            case Word(text):
                return self._words(text, Match.TERM, alone=True)
            case Phrase(text, slop):
                return self._words(text, Match.TERM, slop)
            case Prefix(text):
                return self._words(text, Match.TERM, last=Match.PREFIX)
            case Wildcard(pattern):
                text = pattern if self.scope == ID_FIELD else in_letters(pattern)
                return self._words(text, Match.WILDCARD)
            case Fuzzy(text, edits):
                return self._words(text, Match.WITHIN_1 if edits == 1 else Match.WITHIN_2)
            case Exact(part):
                return self._words(part.text, Match.FORM, part.slop if isinstance(part, Phrase) else 0)
            case Dated(days, strict):
                return Published(days, strict)
            case Everything():
                return All(())
            case And(parts):
                self._warn_of_question_mark(parts)
                return _joined(All, self._parts(put_together(parts)))
            case Or(parts):
                return _joined(Any, self._parts(parts))
            case ast.Near(parts, distance):
                return self._near(parts, distance)
            case Not(part):
                return self._without(part)
            case In(name, part):
                outer, self.scope = self.scope, name
                clause = self.clause(part)
                self.scope = outer
                return clause
            case Boost(part, factor):
                outer_boost = self.boost
                self.boost *= factor
                clause = self.clause(part)
                self.boost = outer_boost
                return clause
            case _:
                assert_never(query)

    def _warn_of_question_mark(self, parts: Sequence[Query]) -> None:
        """Say what *que fait l’ONU?* asks for."""
        match parts[-1]:
            case Wildcard(pattern) if len(parts) >= _QUESTION and pattern[:-1].isalnum():
                self.warnings.append(
                    f"“{pattern}” asks for words with one more letter; put a space before ? in a question"
                )

    def _without(self, part: Query) -> Clause | None:
        outer, self.excluded = self.excluded, not self.excluded
        clause = self.clause(part)
        self.excluded = outer
        return None if clause is None else Without(clause)

    def _parts(self, parts: Sequence[Query]) -> list[Clause]:
        """Resolve the parts that say something; in *taxe d habitation* the clitic says nothing."""
        following = [*parts[1:], None]
        clauses = [
            self.clause(part)
            for part, after in zip(parts, following, strict=True)
            if not (
                isinstance(part, Word) and isinstance(after, Word) and is_bare_clitic(part.text, after.text)
            )
        ]
        return [clause for clause in clauses if clause is not None]

    def _near(self, parts: Sequence[Nearby], distance: int) -> Clause | None:
        """Look for words and phrases near each other; they rank together, so of stop words none is too light."""
        scope, ranks, stops = self.scope, self.ranks, self.stops
        self.scope = scope or "body"  # the same words are looked for in all fields
        found = [tuple(dict.fromkeys(self._phrases(part))) for part in parts]
        self.scope, self.ranks, self.stops = scope, ranks, stops
        phrases = tuple(filter(None, found))
        if len(phrases) <= 1:
            return self.clause(next((p for p, f in zip(parts, found, strict=True) if f), parts[0]))
        if prod(len({len(steps) for steps in part}) for part in phrases) > MOST_LENGTHS:
            text = str(ast.Near(tuple(parts), distance))
            reason = "the phrases that may stand near each other are of too many lengths"
            raise QueryError(text, (0, len(text)), reason, "ask for fewer of them at once")
        self.ranks = self.ranks or not (self.excluded or _is_named(scope))
        return _in_fields(
            lambda name, weight: Near(name, phrases, distance, weight), scope, self.boost, self.weights
        )

    def _phrases(self, part: Query) -> Iterator[tuple[Step, ...]]:
        """Yield what a word or phrase, or one of several, is looked for by."""
        if isinstance(part, Or):
            for each in part.parts:
                yield from self._phrases(each)
        elif (clause := self.clause(part)) is not None:
            for leaf in positive_leaves(clause):
                if (
                    isinstance(part, Exact) or leaf.steps[0].match is not Match.FORM
                ):  # which raises, and finds no more
                    yield leaf.steps

    def _words(
        self, text: str, match: Match, slop: int = 0, last: Match | None = None, *, alone: bool = False
    ) -> Clause | None:
        """Look for consecutive words; for one word, that is the word, and ``alone`` that it is no phrase."""
        found = _read(text, match, last or match, slop, self.scope, self.boost, self.weights, alone=alone)
        if found is None:
            self.warnings.append(f"“{plain_text(text)}” is no word: left out")
            return None
        self.words += found.words
        if found.light is not None:
            self.stops = True
            return found.light if self.lighten else found.clause
        self.ranks = self.ranks or not (found.named or self.excluded)
        return found.clause


def _read(  # noqa: PLR0917  as `_found`
    text: str,
    match: Match,
    last: Match,
    slop: int,
    scope: str | None,
    boost: float,
    weights: tuple[float, ...],
    *,
    alone: bool,
) -> _Found | None:
    read = _found if len(text) <= _SHORT else _found.__wrapped__
    return read(text, match, last, slop, scope, boost, weights, alone)


@lru_cache(maxsize=1 << 12)
def _found(  # noqa: PLR0917  keywords would cost more than what is remembered
    text: str,
    match: Match,
    last: Match,
    slop: int,
    scope: str | None,
    boost: float,
    weights: tuple[float, ...],
    alone: bool,
) -> _Found | None:
    """Read words; None where there are none.  Remembered, for the words of queries come again."""
    if scope == ID_FIELD:
        value = text.encode(errors="replace").decode()  # a lone surrogate is in no id
        step = Step(last if last in {Match.PREFIX, Match.WILDCARD} else Match.TERM, value)
        return _Found(Occurs(ID_FIELD, (step,), weight=0.0), None, named=True)
    tokens = list(tokenize(_ADDRESS.sub("", text, count=1)))
    if not tokens:
        return None
    if alone:
        tokens = _without_pronouns(tokens)
    words = [lexeme_of(token.text) for token in tokens]
    named = _is_named(scope)
    steps = [*(_step(match, word, named) for word in words[:-1]), _step(last, words[-1], named)]
    readings = _readings(tokens, steps) if len(tokens) > 1 else [steps]
    in_one = None if named else _in_one_word(tokens, steps)
    if in_one is not None:
        boost /= 2  # what is written as it was asked for has both
        readings.append(in_one)
        if len(in_one) > 1 and (in_place := _in_place(tokens, steps)) != steps:
            readings.append(in_place)
    stop = len(steps) == 1 and last not in OF_SEVERAL and is_stop_word(words[0])

    as_typed = None
    if match is last is Match.TERM and len(words) == 1 and not named and _is_told_by_accents(words[0]):
        as_typed = (_step(Match.FORM, words[0], named),)

    def weighing(factor: float) -> Clause:
        clauses = [_occurs(tuple(reading), slop, scope, factor, weights) for reading in readings]
        if as_typed is not None:
            clauses.append(_occurs(as_typed, 0, scope, _AS_TYPED * factor, weights))
        clause = _joined(Any, clauses)
        assert clause is not None
        return clause

    return _Found(weighing(boost), weighing(0.0) if stop else None, named, len(tokens))


def _is_told_by_accents(word: Lexeme) -> bool:
    """Tell whether a word was typed with the accents that tell it from another one, as *péché* from *pêche*."""
    folded, _, exact = word.form.partition("=")
    return folded != exact and exact.isalpha() and has_several_spellings(folded)


def _occurs(
    steps: tuple[Step, ...], slop: int, scope: str | None, factor: float, weights: Sequence[float]
) -> Clause:
    if len(steps) == 1:
        return _in_fields(
            lambda name, weight: Occurs(name, steps, 0, weight), scope, factor, weights, runs=False
        )
    return _in_fields(lambda name, weight: Occurs(name, steps, slop, weight), scope, factor, weights)


def _in_fields(
    leaf: Callable[[str, float], Leaf],
    scope: str | None,
    factor: float,
    weights: Sequence[float],
    *,
    runs: bool = True,
) -> Clause:
    """Return a leaf in the field of the scope, or in all that have texts; what ``runs`` may run from lead to body."""
    if _is_named(scope):
        assert scope is not None
        return leaf(scope, 0.0)
    leaves = [
        leaf(name, weight if factor else 0.0)
        for name, weight in zip(TEXT_FIELDS, weights, strict=True)
        if scope is None or scope == name
    ]
    if runs and scope is None:
        leaves.append(leaf(RUNNING_TEXT, 0.0))
    return AnyField(tuple(leaves), factor)


def _is_named(scope: str | None) -> bool:
    """Tell whether a field holds names, or ids, which select and do not rank."""
    return scope is not None and scope not in TEXT_FIELDS


def _readings(tokens: Sequence[Token], steps: Sequence[Step]) -> list[Sequence[Step]]:
    """Return the steps, and the steps as they are where a clitic stands in the phrase without its word.

    *taxe d habitation* is also *taxe d’habitation*; a phrase that is cut from a text may end in *de l*.
    """
    readings = [steps]
    following = [token.text for token in tokens[1:]]
    bare = [is_bare_clitic(token.text, after) for token, after in zip(tokens, following, strict=False)]
    if any(bare):
        readings.append([step for step, is_bare in zip(steps, [*bare, False], strict=True) if not is_bare])
    if len(tokens) > 1 and is_clitic(tokens[-1].text) and steps[-1].match is Match.TERM:
        readings += [[*reading[:-1], Step(Match.TERM, clitic_term(tokens[-1].text))] for reading in readings]
    return readings


def _without_pronouns(tokens: list[Token]) -> list[Token]:
    """Return the tokens without what stands behind a verb: *pénètre-t-il* asks for *pénètre*."""
    first = tokens[0]
    if not first.compound:
        return tokens
    verb, whole = (first.start + len(part) for part in (without_pronouns(first.compound), first.compound))
    return [token for token in tokens if not verb <= token.start < whole]


def _in_one_word(tokens: Sequence[Token], steps: Sequence[Step]) -> list[Step] | None:
    """Return the steps with the compounds in one word each, *weekend* for *week-end*; None without any."""
    found: list[Step] = []
    at = 0
    while at < len(tokens):
        compound = tokens[at].compound
        whole = lexeme_of_compound(compound) if compound else None
        if whole is None:
            found.append(steps[at])
            at += 1
        else:
            end = tokens[at].start + len(joined(compound))
            while at < len(tokens) and tokens[at].start < end:
                at += 1
            found.append(_step(steps[at - 1].match, whole, named=False))
    return found if len(found) < len(steps) else None


def _in_place(tokens: Sequence[Token], steps: Sequence[Step]) -> list[Step]:
    """Return the steps with a compound for its first word where it takes its place: *prendre rendez-vous ici*."""
    found = list(steps)
    for at, token in enumerate(tokens):
        whole = lexeme_of_compound(token.compound) if token.compound else None
        if whole is not None and takes_first_place(whole):
            found[at] = _step(steps[at].match, whole, named=False)
    return found


def _step(match: Match, word: Lexeme, named: bool) -> Step:
    if is_pattern(word):
        return pattern_step(word)
    if match is Match.WILDCARD:
        match = Match.TERM
    if named or match in OF_SEVERAL:
        return Step(match if match in OF_SEVERAL else Match.TERM, word.folded[0])
    return Step(match, word.form if match is Match.FORM else word.term)


def _joined(node: type[All | Any], parts: list[Clause]) -> Clause | None:
    return parts[0] if len(parts) == 1 else node(tuple(parts)) if parts else None
