"""Which words of a query stand for too many others?  Refused, with their number, before anything is searched."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from searchidx.deadline import watched
from searchidx.engine.base import TEXT_FIELDS, Engine
from searchidx.engine.clauses import Step, positive_leaves
from searchidx.engine.patterns import typed
from searchidx.engine.resolve import resolve
from searchidx.errors import QueryError
from searchidx.query.lexer import Kind, Lexeme, lex
from searchidx.query.parser import parse

MOST_WORDS: Final = 10_000
"""That a pattern, or a word with edits, stands for."""


def refuse_broad(engine: Engine, patterns: Iterable[tuple[str, Step]], query: str) -> None:
    """Refuse a query one of whose patterns, each in its field, stands for more words than anyone means.

    Raises
    ------
    QueryError
    """
    for field, step in watched(patterns):
        number = engine.spellings(field, step, MOST_WORDS)
        if number > MOST_WORDS:
            reason = f"{typed(step)} stands for {number} words, more than {MOST_WORDS}"
            raise QueryError(query, _span_of(query, step), reason, "add letters before the sign")


def _span_of(query: str, step: Step) -> tuple[int, int]:
    """Return where in a query text a step was typed; all of it where no single word was."""
    lexemes = lex(query)
    for lexeme, following in zip(lexemes, [*lexemes[1:], None], strict=True):
        end = _end_of_pattern(lexeme, following)
        if end is not None and step in _steps(query[lexeme.start : end]):
            return lexeme.start, end
    return 0, len(query)


def _end_of_pattern(lexeme: Lexeme, following: Lexeme | None) -> int | None:
    if lexeme.kind in {Kind.PREFIX, Kind.WILDCARD}:
        return lexeme.end
    if lexeme.kind is Kind.WORD and following is not None and following.kind is Kind.SLOP:
        return following.end
    return None


def _steps(text: str) -> set[Step]:
    clause, _ = resolve(parse(text, today=date.min), weights=dict.fromkeys(TEXT_FIELDS, 1.0))
    return {step for leaf in positive_leaves(clause) for step in leaf.steps}
