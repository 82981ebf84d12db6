"""Lexemes to a tree, by recursive descent.

Words that stand side by side are all wanted (AND), or any of them with ``any``.  NEAR binds closer than
NOT, NOT closer than AND, AND closer than OR.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from searchidx.errors import DateError, QueryError
from searchidx.query.ast import (
    And,
    Boost,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    In,
    Near,
    Nearby,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from searchidx.query.dates import bounded, parse_range
from searchidx.query.lexer import Kind, Lexeme, lex

LONGEST_QUERY: Final = 10_000
_DEEPEST: Final = 50
_MOST_REPAIRS: Final = 20
MOST_NEAR: Final = 5
"""Words and phrases that may be asked for near each other."""
MOST_PATTERNS: Final = 50
"""Words of a query with ``*``, ``?`` or ``~``, each of which stands for several."""
_ENDS: Final = (Kind.AND, Kind.OR, Kind.CLOSE, Kind.NEAR)  # a tuple, for it is searched by identity
_PATTERNS: Final = (Kind.PREFIX, Kind.WILDCARD, Kind.SLOP)
_NAMES: Final = {Kind.AND: "AND (ET)", Kind.OR: "OR (OU)", Kind.NOT: "NOT (SAUF)", Kind.NEAR: "NEAR (PROCHE)"}


def parse(text: str, *, today: date, any: bool = False) -> Query:
    """Read a query text.

    Parameters
    ----------
    text: what the reader typed.
    today: the day that *hier* and *7j* count from.
    any: whether words side by side are alternatives.

    Raises
    ------
    QueryError
        where it cannot be read; nothing is guessed.

    >>> str(parse("irak -drone titre:(onu OU ue)", today=date(2024, 5, 17)))
    'irak AND NOT drone AND title:(onu OR ue)'
    """
    if len(text) > LONGEST_QUERY:
        reason = f"a query has at most {LONGEST_QUERY} characters, this one {len(text)}"
        raise QueryError(text[:LONGEST_QUERY], (0, 0), reason)
    return _Parser(text, today, any=any).parse()


def parse_leniently(text: str, *, today: date, any: bool = False) -> tuple[Query, list[str]]:
    """Read what can be read of a query text; also return what was left out, a sentence each.

    Raises
    ------
    QueryError
        where nothing is left.
    """
    warnings: list[str] = []
    rest = text[:LONGEST_QUERY]
    if len(text) > LONGEST_QUERY:
        warnings.append(f"left out what follows the first {LONGEST_QUERY} characters")
    while True:
        try:
            return parse(rest, today=today, any=any), warnings
        except QueryError as error:
            start, end = error.span
            if start == end or len(warnings) >= _MOST_REPAIRS:
                raise QueryError(text, error.span, error.reason, error.hint) from None
            warnings.append(f"left out “{text[start:end]}”: {error.reason}")
            rest = rest[:start] + " " * (end - start) + rest[end:]


class _Parser:
    def __init__(self, text: str, today: date, *, any: bool) -> None:
        self.text, self.today, self.any = text, today, any
        self.lexemes = lex(text)
        self.at = 0
        self.depth = 0
        self.field: Lexeme | None = None

    def parse(self) -> Query:
        if not self.lexemes:
            hint = "for example irak coalition; * finds every article"
            raise QueryError(self.text, (0, 0), "the query holds no word", hint)
        self._refuse_many_patterns()
        query = self._alternatives()
        if (lexeme := self._peek()) is not None:
            raise self._error(lexeme, "this parenthesis closes nothing", "remove it, or open one before")
        return query

    def _refuse_many_patterns(self) -> None:
        patterns = [lexeme for lexeme in self.lexemes if lexeme.kind in _PATTERNS]
        if len(patterns) > MOST_PATTERNS:
            reason = f"a query has at most {MOST_PATTERNS} words or phrases with *, ? or ~, this one {len(patterns)}"
            raise self._error(patterns[MOST_PATTERNS], reason)

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.at] if self.at < len(self.lexemes) else None

    def _accept(self, *kinds: Kind) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.at += 1
        return lexeme

    def _error(self, lexeme: Lexeme, reason: str, hint: str = "") -> QueryError:
        return QueryError(self.text, (lexeme.start, lexeme.end), reason, hint)

    def _operand_follows(self) -> bool:
        lexeme = self._peek()
        return lexeme is not None and lexeme.kind not in _ENDS

    def _alternatives(self) -> Query:
        parts = [self._side_by_side()]
        while self._accept(Kind.OR):
            parts.append(self._side_by_side())
        return _joined(Or, parts)

    def _side_by_side(self) -> Query:
        """Read ``a b -c`` of a query for any of its words: what is excluded stays excluded."""
        parts = [self._conjunction()]
        while self.any and self._operand_follows():
            parts.append(self._conjunction())
        if len(parts) == 1:
            return parts[0]
        wanted = [part for part in parts if not isinstance(part, Not)]
        excluded = [part for part in parts if isinstance(part, Not)]
        return _joined(And, [_joined(Or, wanted), *excluded] if wanted else excluded)

    def _conjunction(self) -> Query:
        parts = [self._negation()]
        while self._accept(Kind.AND) or (not self.any and self._operand_follows()):
            parts.append(self._negation())
        return _joined(And, parts)

    def _negation(self) -> Query:
        if (sign := self._accept(Kind.NOT)) is None:
            return self._nearness()
        self._descend(sign)
        query = Not(self._negation())
        self.depth -= 1
        return query

    def _descend(self, lexeme: Lexeme) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error(lexeme, f"the query is nested deeper than {_DEEPEST} levels")

    def _nearness(self) -> Query:
        """Read ``a``, or ``a NEAR/5 b NEAR/5 c``: all of them in one stretch."""
        start, part, stop = self.at, self._operand(), self.at
        first = sign = self._accept(Kind.NEAR)
        if first is None:
            return part
        if self.field is not None and self.field.text == "id":
            raise self._error(first, "an id is looked for as one word: nothing stands near it")
        parts = [self._nearby(part, (start, stop), first)]
        while sign is not None:
            start, part, stop = self.at, self._operand(), self.at
            parts.append(self._nearby(part, (start, stop), sign))
            sign = self._accept(Kind.NEAR)
            if sign is not None and _distance(sign) != _distance(first):
                reason = f"{first.text} and {sign.text} are of one chain, and differ"
                raise self._error(sign, reason, "write the same number, or join them with ET (AND)")
            if sign is not None and len(parts) == MOST_NEAR:
                raise self._error(
                    sign, f"at most {MOST_NEAR} words or phrases are looked for near each other"
                )
        return Near(tuple(parts), _distance(first))

    def _nearby(self, part: Query, lexemes: tuple[int, int], sign: Lexeme) -> Nearby:
        """Return an operand of NEAR, made of these lexemes, if it is one that has a place in a text."""
        match part:
            case Phrase(slop=0) | Exact(Word() | Phrase(slop=0)) | Word() | Prefix() | Wildcard() | Fuzzy():
                return part
            case Or(parts):
                for each in parts:
                    self._nearby(each, lexemes, sign)
                return part
            case In():
                hint = "write the field before all of it, for example titre:(irak PROCHE/5 onu)"
            case Phrase() | Exact():
                hint = "leave out the ~ behind the phrase"
            case Boost():
                hint = "weigh all of it, for example (irak PROCHE/5 onu)^2"
            case And():
                hint = (
                    "of several words in parentheses one is wanted, for example (irak OU syrie) PROCHE/5 onu"
                )
            case _:
                hint = "for example irak PROCHE/5 onu; join what else is wanted with ET (AND)"
        span = self.lexemes[lexemes[0]].start, self.lexemes[lexemes[1] - 1].end
        raise QueryError(
            self.text, span, f"{sign.text} stands between words and phrases, and this is neither", hint
        )

    def _operand(self) -> Query:
        part = self._atom()
        if boost := self._accept(Kind.BOOST):
            part = Boost(part, float(boost.text))
        return part

    def _atom(self) -> Query:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind in _ENDS:
            raise self._missing(lexeme)
        self.at += 1
        match lexeme.kind:
            case Kind.WORD:
                return self._word(lexeme)
            case Kind.PREFIX:
                return Prefix(lexeme.text)
            case Kind.WILDCARD:
                return Wildcard(lexeme.text)
            case Kind.PHRASE:
                return self._phrase(lexeme)
            case Kind.EVERYTHING:
                if self.field is not None:
                    raise self._error(lexeme, "* stands for every article, not for a word of a field")
                return Everything()
            case Kind.EXACT:
                return self._exact(lexeme)
            case Kind.DATE:
                return self._date(lexeme)
            case Kind.FIELD:
                return self._scope(lexeme)
            case Kind.OPEN:
                return self._group(lexeme)
            case _:
                self.at -= 1
                raise self._missing(lexeme)

    def _missing(self, lexeme: Lexeme | None) -> QueryError:
        """Tell what wanted an operand where there is none."""
        before = self.lexemes[self.at - 1] if self.at else None
        if before is not None and before.kind in _NAMES:
            hint = (
                f"a plain word is written in small letters: {before.text.lower()}"
                if before.text.isalpha()
                else ""
            )
            return self._error(before, f"{_NAMES[before.kind]} wants a word or a group after it", hint)
        if before is not None and before.kind is Kind.OPEN and (lexeme is None or lexeme.kind is Kind.CLOSE):
            if lexeme is None:
                return self._unclosed(before)
            return QueryError(
                self.text, (before.start, lexeme.end), "there is nothing between these parentheses"
            )
        if before is not None and before.kind is Kind.FIELD:
            return self._error(before, "this field wants a word, a phrase or a group right after it")
        assert lexeme is not None
        if lexeme.kind in _NAMES:
            hint = (
                f"a plain word is written in small letters: {lexeme.text.lower()}"
                if lexeme.text.isalpha()
                else ""
            )
            return self._error(lexeme, f"{_NAMES[lexeme.kind]} wants a word or a group before it", hint)
        if lexeme.kind is Kind.CLOSE:
            return self._error(lexeme, "this parenthesis closes nothing", "remove it, or open one before")
        return self._error(lexeme, f"“{lexeme.text}” makes no sense here")

    def _unclosed(self, opening: Lexeme) -> QueryError:
        return self._error(opening, "this parenthesis is not closed", "add ) after the group")

    def _word(self, lexeme: Lexeme) -> Word | Fuzzy:
        edits = self._accept(Kind.SLOP)
        if edits is None:
            return Word(lexeme.text)
        if self.field is not None and self.field.text == "id":
            raise self._error(edits, "an id is looked for as it is: ~ means nothing after it")
        return Fuzzy(lexeme.text, int(edits.text or 1))

    def _phrase(self, lexeme: Lexeme) -> Phrase:
        slop = self._accept(Kind.SLOP)
        return Phrase(lexeme.text, int(slop.text) if slop else 0)

    def _exact(self, sign: Lexeme) -> Exact:
        if lexeme := self._accept(Kind.WORD):
            if edits := self._accept(Kind.SLOP):
                raise self._error(edits, "= and ~ do not go together", "leave one of them out")
            return Exact(Word(lexeme.text))
        if lexeme := self._accept(Kind.PHRASE):
            return Exact(self._phrase(lexeme))
        raise self._error(sign, "= wants a word or a phrase after it", 'for example =tours or ="la Croix"')

    def _date(self, lexeme: Lexeme) -> Dated:
        if self.field is not None:
            hint = "write the date beside the group"
            raise self._error(lexeme, f"a date cannot be looked for in {self.field.text}", hint)
        strict = lexeme.text.startswith("=")
        try:
            if lexeme.field == "date":
                return Dated(parse_range(lexeme.text.removeprefix("="), today=self.today), strict)
            return Dated(bounded(lexeme.field, lexeme.text, today=self.today))
        except DateError as error:
            raise self._error(lexeme, str(error)) from None

    def _scope(self, field: Lexeme) -> In:
        if self.field is not None:
            raise self._error(
                field, f"a field cannot stand inside {self.field.text}:", "write them side by side"
            )
        self.field = field
        part = self._operand()
        self.field = None
        return In(field.text, part)

    def _group(self, opening: Lexeme) -> Query:
        self._descend(opening)
        query = self._alternatives()
        if not self._accept(Kind.CLOSE):
            raise self._unclosed(opening)
        self.depth -= 1
        return query


def _joined(node: type[And | Or], parts: Sequence[Query]) -> Query:
    return parts[0] if len(parts) == 1 else node(tuple(parts))


def _distance(sign: Lexeme) -> int:
    return int(sign.text.partition("/")[2])
