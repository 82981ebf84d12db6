"""A reader's words to the index's terms: the only way in.

The words of a query go through the same analysis as those of the articles, and a word without a field is
looked for in title, lead and body, each with its weight.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, assert_never

from searchidx.analysis.french import (
    Lexeme,
    Token,
    analyse_compound,
    analyse_word,
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
from searchidx.engine.clauses import All, Any, AnyField, Clause, Match, Occurs, Published, Step, Without
from searchidx.errors import QueryError
from searchidx.query.ast import And, Boost, Dated, Everything, Exact, In, Not, Or, Phrase, Prefix, Query, Word

_ADDRESS: Final = re.compile(r"^(?:https?://)?(?:www\.)?(?=\w)", re.IGNORECASE)
"""What an address may begin with, or not: *www.lemonde.fr* is looked for as *lemonde.fr*."""
_AS_TYPED: Final = 0.1
"""What the accents add that were typed, where they tell a word from another: they raise a hit, and select none."""
_SHORT: Final = 100  # characters; longer texts are not remembered


def resolve(query: Query, *, weights: Mapping[str, float]) -> tuple[Clause, list[str]]:
    """Turn a query into what an engine evaluates; also return warnings.

    Stop words select like any word, but weigh nothing where the query has other words to rank by.

    Raises
    ------
    QueryError
        where no word is left to search for.
    """
    resolver = _Resolver(weights)
    clause = resolver.clause(query)
    if clause is None:
        text = str(query)
        raise QueryError(text, (0, len(text)), "there is no word in it to search for")
    if resolver.ranks and resolver.stops:
        clause = _Resolver(weights, lighten=True).clause(query)
        assert clause is not None
    return clause, list(dict.fromkeys(resolver.warnings))


class _Found(NamedTuple):
    """What words are looked for by: ``light`` where they weigh nothing, for they are one stop word."""

    clause: Clause
    light: Clause | None
    named: bool


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

    def clause(self, query: Query) -> Clause | None:
        match query:
            case Word(text):
                return self._words(text, Match.TERM, alone=True)
            case Phrase(text, slop):
                return self._words(text, Match.TERM, slop)
            case Prefix(text):
                return self._words(text, Match.TERM, last=Match.PREFIX)
            case Exact(part):
                return self._words(part.text, Match.FORM, part.slop if isinstance(part, Phrase) else 0)
            case Dated(days, strict):
                return Published(days, strict)
            case Everything():
                return All(())
            case And(parts):
                return _joined(All, self._parts(put_together(parts)))
            case Or(parts):
                return _joined(Any, self._parts(parts))
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

    def _words(
        self, text: str, match: Match, slop: int = 0, last: Match | None = None, *, alone: bool = False
    ) -> Clause | None:
        """Look for consecutive words; for one word, that is the word, and ``alone`` that it is no phrase."""
        read = _found if len(text) <= _SHORT else _found.__wrapped__
        found = read(text, match, last or match, slop, self.scope, self.boost, self.weights, alone)
        if found is None:
            self.warnings.append(f"“{text}” is no word: left out")
            return None
        if found.light is not None:
            self.stops = True
            return found.light if self.lighten else found.clause
        self.ranks = self.ranks or not (found.named or self.excluded)
        return found.clause


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
        step = Step(Match.PREFIX if last is Match.PREFIX else Match.TERM, value)
        return _Found(Occurs(ID_FIELD, (step,), weight=0.0), None, named=True)
    tokens = list(tokenize(_ADDRESS.sub("", text, count=1)))
    if not tokens:
        return None
    if alone:
        tokens = _without_pronouns(tokens)
    words = [analyse_word(token.text) for token in tokens]
    named = scope is not None and scope not in TEXT_FIELDS
    steps = [*(_step(match, word, named) for word in words[:-1]), _step(last, words[-1], named)]
    readings = _readings(tokens, steps) if len(tokens) > 1 else [steps]
    in_one = None if named else _in_one_word(tokens, steps)
    if in_one is not None:
        boost /= 2  # what is written as it was asked for has both
        readings.append(in_one)
        if len(in_one) > 1 and (in_place := _in_place(tokens, steps)) != steps:
            readings.append(in_place)
    stop = len(steps) == 1 and last is not Match.PREFIX and is_stop_word(words[0])

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

    return _Found(weighing(boost), weighing(0.0) if stop else None, named)


def _is_told_by_accents(word: Lexeme) -> bool:
    """Tell whether a word was typed with the accents that tell it from another one, as *péché* from *pêche*."""
    folded, _, exact = word.form.partition("=")
    return folded != exact and exact.isalpha() and has_several_spellings(folded)


def _occurs(
    steps: tuple[Step, ...], slop: int, scope: str | None, factor: float, weights: Sequence[float]
) -> Clause:
    slop = slop if len(steps) > 1 else 0
    if scope is not None and scope not in TEXT_FIELDS:
        return Occurs(scope, steps, slop, 0.0)
    leaves = [
        Occurs(name, steps, slop, weight if factor else 0.0)
        for name, weight in zip(TEXT_FIELDS, weights, strict=True)
        if scope is None or scope == name
    ]
    if len(steps) > 1 and scope is None:
        leaves.append(Occurs(RUNNING_TEXT, steps, slop, 0.0))
    return AnyField(tuple(leaves), factor)


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
        whole = analyse_compound(compound) if compound else None
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
        whole = analyse_compound(token.compound) if token.compound else None
        if whole is not None and takes_first_place(whole):
            found[at] = _step(steps[at].match, whole, named=False)
    return found


def _step(match: Match, word: Lexeme, named: bool) -> Step:
    if match is Match.PREFIX or named:
        return Step(match if match is Match.PREFIX else Match.TERM, word.folded[0])
    return Step(match, word.form if match is Match.FORM else word.term)


def _joined(node: type[All | Any], parts: list[Clause]) -> Clause | None:
    return parts[0] if len(parts) == 1 else node(tuple(parts)) if parts else None
