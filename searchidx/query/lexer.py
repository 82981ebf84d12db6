"""Query text to lexemes: words, quoted phrases, operators, parentheses, fields and dates.

Each lexeme keeps its span in the text, for the caret under an error.
"""

import re
import unicodedata
from enum import Enum
from typing import Final, NamedTuple

from searchidx.errors import QueryError
from searchidx.query.ast import IN_CAPITALS, OPERATORS, PROXIMITY, says_something
from searchidx.query.fields import DATE_FIELDS, field_named, nearest


class Kind(Enum):
    WORD = "word"
    PREFIX = "prefix"
    WILDCARD = "wildcard"
    PHRASE = "phrase"
    EVERYTHING = "*"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    NEAR = "NEAR"
    OPEN = "("
    CLOSE = ")"
    FIELD = "field"
    EXACT = "="
    DATE = "date"
    SLOP = "~"
    BOOST = "^"


class Lexeme(NamedTuple):
    """``text`` is what it says, without quotes and backslashes; ``field`` of a date is its bound."""

    kind: Kind
    text: str
    start: int
    end: int
    field: str = ""


WIDEST_SLOP: Final = 100
MOST_EDITS: Final = 2
HEAVIEST_BOOST: Final = 99

_CLOSING: Final = {'"': '"', "«": "»", "“": "”", "„": "”"}
_NAME: Final = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_PLAIN: Final = re.compile(r"[^\W_]++(?:['’-][^\W_]++)*+(?=\s|\Z)")
"""A word and nothing else: most of what is typed."""
_SPACE: Final = re.compile(r"\s+")
_FIELD: Final = re.compile(rf"({_NAME}(?:['’]{_NAME})?):(?!//)")
_SLOP: Final = re.compile(r"~([0-9]*)")
_BOOST: Final = re.compile(r"\^([0-9]{1,4}(?:\.[0-9]{1,20})?)(?=[\s()|]|$)")
_BARE: Final = re.compile(r'(?:\\.|[^\s"«»“”„()\\^|]|\\$)+', re.DOTALL)
_DATE_PIECE: Final = re.compile(r"\[[^\]]*\]|[^\s()\"«»“”„]+")
_ESCAPE: Final = re.compile(r"\\(\W)|^\\(.)", re.DOTALL)
_PHRASE_ESCAPE: Final = re.compile(r"\\([\"\\»”])")
_ESCAPE_INSIDE: Final = re.compile(r"\\(\W)")
_ESCAPED: Final = re.compile(r"\\.", re.DOTALL)
_SIGNS: Final = re.compile(r"\\.|([*?]+)", re.DOTALL)
_STARS: Final = re.compile(r"\*+")
_OF_PATTERNS: Final = re.compile(r"[*?\\]")
_FUZZY: Final = re.compile(r"((?:\\.|[^\\])*(?:\\.|[^\\~]))~([0-9]*)", re.DOTALL)
_NO_EDITS: Final = re.compile(r"\\.|(?<=[^\W_])(~(?:[0-9]+[^0-9]|~).*)", re.DOTALL)
"""What cannot be meant behind a word."""
_JOINTS: Final = ("'", "’", "-")


def lex(text: str) -> list[Lexeme]:
    """Cut a query text into lexemes; punctuation between words is passed over.

    Raises
    ------
    QueryError
        at a quotation mark without its pair, an unknown field, a ``*`` or ``~`` where it means nothing.
    """
    return _Lexer(text).lexemes


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._spoken = 0, 0
        self.lexemes: list[Lexeme] = []
        while self.at < len(text):
            if space := _SPACE.match(text, self.at):
                self.at = space.end()
            elif (plain := _PLAIN.match(text, self.at)) and plain[0] not in IN_CAPITALS:
                self._push(Kind.WORD, plain[0], plain.end())
            else:
                self._next()

    def _next(self) -> None:
        character = self.text[self.at]
        if character == "(":
            self._push(Kind.OPEN, "(", self.at + 1)
        elif character == ")":
            self._push(Kind.CLOSE, ")", self.at + 1)
            self._boost()
        elif character in _CLOSING:
            start = self.at
            phrase, end = self._quoted(start)
            self._push(Kind.PHRASE, phrase, end)
            self._slop()
            self._boost()
        elif character in "»”":
            raise self._error(
                self.at, self.at + 1, "this quotation mark closes nothing", "open the phrase before it"
            )
        elif character == "|":
            end = self.at + (2 if self.text.startswith("||", self.at) else 1)
            self._push(Kind.OR, self.text[self.at : end], end)
        elif character in "-=" and self._operand_follows():
            self._push(Kind.NOT if character == "-" else Kind.EXACT, character, self.at + 1)
        elif (field := _FIELD.match(self.text, self.at)) and self._is_field(field):
            self._field(field)
        else:
            self._bare()

    def _push(self, kind: Kind, text: str, end: int, field: str = "") -> None:
        self.lexemes.append(Lexeme(kind, text, self.at, end, field))
        self.at = end

    def _error(self, start: int, end: int, reason: str, hint: str = "") -> QueryError:
        return QueryError(self.text, (start, end), reason, hint)

    def _operand_follows(self) -> bool:
        """Tell a sign before a word, which acts on it, from a sign that stands alone."""
        start = self.at + 1
        if self.text[start : start + 1] in (*_CLOSING, "("):
            return True
        if not self._speaks(start):
            return False
        if self.text.startswith("--", self.at):
            raise self._error(
                self.at, start + 1, "-- means nothing before a word", "a single - leaves the word out"
            )
        return True

    def _speaks(self, start: int) -> bool:
        """Tell whether what stands there without a space says something; of a row of signs it is looked at once."""
        last, end = self._spoken
        if start >= end:
            bare = _BARE.match(self.text, start)
            if bare is None:
                return False
            signs = [at for at, sign in enumerate(bare[0], start) if sign in "\\*" or says_something(sign)]
            last = signs[-1] if signs else -1
            self._spoken = last, bare.end()
        return start <= last

    def _quoted(self, start: int) -> tuple[str, int]:
        """Return the text between the quotation mark at ``start`` and its pair, and where that ends."""
        opening = self.text[start]
        closing = _CLOSING[opening]
        found = re.compile(rf"((?:\\.|[^\\{closing}])*){closing}", re.DOTALL).match(self.text, start + 1)
        if found is None:
            raise self._error(
                start, start + 1, "this quotation mark is not closed", f"add {closing} after the phrase"
            )
        phrase = _PHRASE_ESCAPE.sub(r"\1", found[1])
        if not any(map(says_something, phrase)):
            raise self._error(start, found.end(), "there is no word between these quotation marks")
        return phrase if opening == closing else phrase.strip(), found.end()

    def _slop(self) -> None:
        if slop := _SLOP.match(self.text, self.at):
            if not slop[1] or int(slop[1][:9]) > WIDEST_SLOP:
                reason = f"after ~ comes the number of words that may stand between, up to {WIDEST_SLOP}"
                raise self._error(slop.start(), slop.end(), reason, 'for example "irak dialogue"~10')
            self._push(Kind.SLOP, slop[1], slop.end())

    def _boost(self) -> None:
        if not self.text.startswith("^", self.at):
            return
        boost = _BOOST.match(self.text, self.at)
        if boost is None or not 0 < float(boost[1]) <= HEAVIEST_BOOST:
            reason = f"after ^ comes a weight above 0, up to {HEAVIEST_BOOST}"
            raise self._error(
                self.at, boost.end() if boost else self.at + 1, reason, "for example irak^3 or irak^0.5"
            )
        self._push(Kind.BOOST, boost[1], boost.end())

    def _is_field(self, field: re.Match[str]) -> bool:
        """Tell a field from a word that happens to end with a colon."""
        following = self.text[field.end() : field.end() + 1]
        if following and not following.isspace():
            return True
        if field_named(field[1]) is None:
            return False
        reason = f"{field[0]} wants a word right after it"
        raise self._error(field.start(), field.end(), reason, f"for example {field[0]}… without a space")

    def _field(self, field: re.Match[str]) -> None:
        name = field_named(field[1])
        if name is None:
            meant = nearest(field[1])
            hint = f"did you mean {meant}:? " if meant else ""
            hint += f'to search for the text itself, write "{field[0]}…"'
            raise self._error(field.start(), field.end(), f"there is no field “{field[1]}”", hint)
        if name in DATE_FIELDS:
            self._date(name, field.end())
        else:
            self._push(Kind.FIELD, name, field.end())

    def _date(self, bound: str, at: int) -> None:
        """Read what stands after the colon without a space: ``2024-01``, ``"7 mai 2023".."mai 2024"``."""
        sign = re.compile("[<>]?=?").match(self.text, at)
        assert sign is not None
        at = sign.end()
        value = ""
        while at < len(self.text):
            if self.text[at] in _CLOSING:
                piece, at = self._quoted(at)
            elif found := _DATE_PIECE.match(self.text, at):
                piece, at = found[0], found.end()
            else:
                break
            value += piece
        if not value:
            raise self._error(self.at, at, "a date is wanted here", "for example date:2024-01")
        self._push(Kind.DATE, sign[0] + value, at, bound)

    def _bare(self) -> None:
        found = _BARE.match(self.text, self.at)
        if found is None:
            raise self._error(self.at, self.at + 1, "this ^ follows nothing", "for example irak^3")
        raw, end = found[0], found.end()
        spoken = "\\" in raw or any(map(says_something, raw))
        if raw in OPERATORS:
            self._push(Kind(OPERATORS[raw]), raw, end)
        elif near := PROXIMITY.fullmatch(raw):
            self._near(near)
        elif raw == "*":
            self._push(Kind.EVERYTHING, raw, end)
            self._boost()
        elif not spoken and "*" in raw:
            raise self._error(self.at, end, "a word is wanted before *", "for example milic*")
        elif not spoken:
            self._punctuation(raw, end)
        else:
            signs = self._signs(raw)
            for wrong in _NO_EDITS.finditer(raw) if "~" in raw else ():
                if wrong[1]:
                    raise self._no_edits(self.at + wrong.start(1), end)
            if fuzzy := _FUZZY.fullmatch(raw):
                self._fuzzy(fuzzy, signs)
            elif signs:
                self._pattern(raw, signs)
            else:
                self._push(Kind.WORD, _ESCAPE.sub(r"\1\2", raw), end)
            self._boost()

    def _near(self, near: re.Match[str]) -> None:
        end = self.at + near.end()
        number = near[2] or ""
        if not (number.isascii() and number.isdecimal() and int(number[:9]) <= WIDEST_SLOP):
            reason = f"{near[1]} wants the number of words that may stand between, up to {WIDEST_SLOP}"
            hint = f"for example irak {near[1]}/10 dialogue"
            if near[2] is None:
                hint += f"; a plain word is written in small letters: {near[1].lower()}"
            raise self._error(self.at, end, reason, hint)
        self._push(Kind.NEAR, near[0], end)

    def _fuzzy(self, fuzzy: re.Match[str], signs: "list[tuple[int, str]]") -> None:
        """Push the word and, as after a phrase, what stands behind ~."""
        start, end = self.at + fuzzy.end(1), self.at + fuzzy.end()
        if signs:
            raise self._error(
                start, end, f"~ and {signs[0][1][0]} do not go together", "leave one of them out"
            )
        if fuzzy[2] and not 1 <= int(fuzzy[2][:9]) <= MOST_EDITS:
            raise self._no_edits(start, end)
        self._push(Kind.WORD, _ESCAPE.sub(r"\1\2", fuzzy[1]), start)
        self._push(Kind.SLOP, fuzzy[2], end)

    def _no_edits(self, start: int, end: int) -> QueryError:
        reason = f"after ~ comes how many letters of a word may differ, 1 or {MOST_EDITS}"
        return self._error(
            start, end, reason, 'for example millice~; for words near each other "irak dialogue"~10'
        )

    def _signs(self, raw: str) -> "list[tuple[int, str]]":
        """Return the wildcards of a word, each run of them with its place.

        A ? is one where a word goes on, or ends; in an address, which holds a /, it is none.
        """
        if "*" not in raw and "?" not in raw:
            return []
        is_address = "/" in _ESCAPED.sub("", raw)
        before = self.lexemes[-1] if self.lexemes else None
        in_id = before is not None and (before.kind, before.text, before.end) == (Kind.FIELD, "id", self.at)
        signs = []
        for run in _SIGNS.finditer(raw):
            if not run[1]:
                continue
            for sign in _STARS.finditer(raw, *run.span()) if is_address else [run]:
                start, end = sign.span()
                inside = start > 0 and (in_id or _goes_on(raw[start - 1]))
                following = raw[end : end + 1]
                if "*" in sign[0]:
                    if not inside and (start == 0 or following or sign[0].strip("*")):
                        raise self._leading(self.at + start)
                elif not inside:
                    if (start == 0 or raw[start - 1] in _JOINTS) and following.isalnum():
                        raise self._leading(self.at + start)
                    continue
                elif following and not (_goes_on(following) or following in _JOINTS):
                    continue
                signs.append((start, sign[0]))
        return signs

    def _leading(self, at: int) -> QueryError:
        reason = f"no word begins with {self.text[at]}, for words are looked up by their first letters"
        return self._error(at, at + 1, reason, "put at least one letter before it, for example gouv?rne*")

    def _pattern(self, raw: str, signs: "list[tuple[int, str]]") -> None:
        """Push a prefix or a wildcard: its text is a pattern, as in `Wildcard`."""
        start, sign = signs[0]
        if start + len(sign) == len(raw) and not sign.strip("*"):
            self._push(Kind.PREFIX, _ESCAPE.sub(r"\1\2", raw[:start]), self.at + len(raw))
            return
        pattern, at = "", 0
        for start, sign in [*signs, (len(raw), "")]:
            text = (_ESCAPE_INSIDE if at else _ESCAPE).sub(r"\1" if at else r"\1\2", raw[at:start])
            pattern += _OF_PATTERNS.sub(r"\\\g<0>", text) + _STARS.sub("*", sign)
            at = start + len(sign)
        self._push(Kind.WILDCARD, pattern, self.at + len(raw))

    def _punctuation(self, raw: str, end: int) -> None:
        """Pass over what says nothing, where nothing was asked of it."""
        before = self.lexemes[-1] if self.lexemes else None
        if before is not None and before.end == self.at and before.kind is Kind.FIELD:
            raise self._error(before.start, end, f"“{raw}” is no word to look for in {before.text}")
        if before is not None and raw == ":" and before.kind is Kind.WORD and field_named(before.text):
            hint = f"for example {before.text}:… without spaces"
            raise self._error(before.start, end, f"{before.text}: wants a word right after it", hint)
        if before is not None and before.kind is Kind.DATE and raw.startswith(".."):
            hint = "for example date:2023-10..2024-01"
            raise self._error(before.start, end, "a range of dates is written without spaces", hint)
        self.at = end


def _goes_on(character: str) -> bool:
    """Tell whether a word goes on with a character: a letter, a digit, an accent."""
    return character.isalnum() or unicodedata.combining(character) > 0
