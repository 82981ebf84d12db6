"""A reader's words to the index's terms: the only way in.

The words of a query go through the same analysis as those of the articles, and a word without a field is
looked for in title, lead and body, each with its weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from searchidx.analysis.french import Lexeme, Token, analyse_word, is_bare_clitic, is_stop_word, tokenize
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS
from searchidx.engine.clauses import All, Any, Clause, Match, Occurs, Published, Step, Without
from searchidx.errors import QueryError
from searchidx.query.ast import And, Boost, Dated, Everything, Exact, In, Not, Or, Phrase, Prefix, Query, Word


def resolve(query: Query, *, weights: Mapping[str, float]) -> tuple[Clause, list[str]]:
    """Turn a query into what an engine evaluates; also return warnings.

    Stop words select like any word, but weigh nothing where the query has other words to rank by.

    Raises
    ------
    QueryError
        where no word is left to search for.
    """
    survey = _Resolver(weights, lighten=False)
    survey.clause(query)
    resolver = _Resolver(weights, lighten=survey.ranks)
    clause = resolver.clause(query)
    if clause is None:
        text = str(query)
        raise QueryError(text, (0, len(text)), "there is no word in it to search for")
    return clause, list(dict.fromkeys(resolver.warnings))


@dataclass
class _Resolver:
    weights: Mapping[str, float]
    lighten: bool
    scope: str | None = None
    boost: float = 1.0
    excluded: bool = False
    ranks: bool = False
    warnings: list[str] = field(default_factory=list)

    def clause(self, query: Query) -> Clause | None:
        match query:
            case Word(text):
                return self._words(text, Match.TERM)
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
                return _joined(All, self._parts(parts))
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

    def _words(self, text: str, match: Match, slop: int = 0, last: Match | None = None) -> Clause | None:
        """Look for consecutive words; for one word, that is the word."""
        last = last or match
        if self.scope == ID_FIELD:
            return Occurs(
                ID_FIELD, (Step(Match.PREFIX if last is Match.PREFIX else Match.TERM, text),), weight=0.0
            )
        tokens = list(tokenize(text))
        if not tokens:
            self.warnings.append(f"“{text}” is no word: left out")
            return None
        readings = [tokens]
        if shorter := _without_bare_clitics(tokens):
            readings.append(shorter)
        return _joined(Any, [self._occurs(reading, match, last, slop) for reading in readings])

    def _occurs(self, tokens: Sequence[Token], match: Match, last: Match, slop: int) -> Clause:
        words = [analyse_word(token.text) for token in tokens]
        weight = self.boost
        if len(words) == 1 and last is not Match.PREFIX and is_stop_word(words[0].folded[0]):
            weight = 0.0 if self.lighten else weight
        elif not self.excluded and self.scope in {None, *TEXT_FIELDS}:
            self.ranks = True
        named = self.scope is not None and self.scope not in TEXT_FIELDS
        steps = (*(_step(match, word, named) for word in words[:-1]), _step(last, words[-1], named))
        if len(steps) == 1:
            slop = 0
        if self.scope is not None:
            return Occurs(self.scope, steps, slop, 0.0 if named else weight * self.weights[self.scope])
        return Any(tuple(Occurs(name, steps, slop, weight * self.weights[name]) for name in TEXT_FIELDS))


def _step(match: Match, word: Lexeme, named: bool) -> Step:
    if match is Match.PREFIX or named:
        return Step(match if match is Match.PREFIX else Match.TERM, word.folded[0])
    return Step(match, word.form if match is Match.FORM else word.term)


def _without_bare_clitics(tokens: Sequence[Token]) -> list[Token] | None:
    """Return the tokens of *taxe d habitation* as those of *taxe d’habitation*; None where they are the same."""
    following = [token.text for token in tokens[1:]]
    kept = [
        token
        for token, after in zip(tokens, following, strict=False)
        if not is_bare_clitic(token.text, after)
    ]
    return None if len(kept) == len(following) else [*kept, tokens[-1]]


def _joined(node: type[All | Any], parts: list[Clause]) -> Clause | None:
    return parts[0] if len(parts) == 1 else node(tuple(parts)) if parts else None
