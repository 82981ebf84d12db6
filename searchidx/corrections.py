"""Did you mean …?  A query with the words that no article holds replaced by near ones, of which it finds something.

The text of the reader stays as it is but for these words, so the fields, operators and dates around them do too.
A correction is only made when it was counted: it finds articles.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise, product
from math import log1p, prod
from typing import Final, NamedTuple

from searchidx.analysis.folding import exact, fold
from searchidx.analysis.french import Token, is_bare_clitic, joined, term_of, tokenize
from searchidx.completions import as_typed
from searchidx.deadline import check, watched
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS, Engine
from searchidx.engine.clauses import Any, Match, Occurs, Step
from searchidx.errors import QueryError
from searchidx.query.lexer import Kind, lex
from searchidx.query.parser import LONGEST_QUERY

_SHORT: Final = 2
"""Letters of a word that is not corrected: any other one is near."""
_TWO_EDITS: Final = 6
"""Letters from which a word may have two."""
_MOST_WORDS: Final = 8
"""Words of a query that are corrected."""
_NEAREST: Final = 12
"""Words near one that are looked at closely,"""
_TRIED: Final = 4
"""of which so many are tried,"""
_COMBINED: Final = 24
"""and of several words so many combinations."""
_FURTHER: Final = 0.02
_OTHER_FIRST: Final = 0.1
_APART: Final = 0.5
_SWAPPED: Final = 5.0
"""What a second edit, another first letter, a space put in or left out, and letters swapped make a word more likely by."""
_MORE: Final = 10
"""How many times as many articles hold a word that takes the place of one that is known."""


class _Typed(NamedTuple):
    """A word of a query: its stretch of the text, the fields that it is looked for in, and what it stands in.

    ``exact`` is true behind ``=``; ``group`` is the number of its phrase, 0 where it is in none; ``bare`` is whether
    the whole query is of words alone; ``whole`` is the compound that it is in, folded and in one word.
    """

    text: str
    start: int
    end: int
    fields: tuple[str, ...]
    exact: bool
    group: int
    bare: bool
    whole: str

    @property
    def plain(self) -> str:
        return fold(self.text)

    @property
    def may_be_wrong(self) -> bool:
        plain = self.plain
        return len(plain) > _SHORT and plain.isascii() and not any(map(str.isdecimal, plain))


class _Change(NamedTuple):
    """A stretch of the query, what may be written there, and how likely that is meant."""

    start: int
    end: int
    text: str
    likely: float


def correction(engine: Engine, query: str, count: Callable[[str], int], *, found: bool) -> str | None:
    """Return the query with words replaced so that it finds something; None where nothing near does.

    Parameters
    ----------
    count: how many articles a query text finds; 0 where it cannot be read.
    found: whether the query finds something as it is; then only words that no article holds are replaced.
    """
    if len(query) > LONGEST_QUERY:
        return None  # it was read leniently, and so far only
    try:
        words = list(_words(query))
    except QueryError:
        return None  # it was read leniently
    if not words or len(words) > _MOST_WORDS * 4:
        return None
    speller = _Speller(engine)
    wrong = [place for place, word in enumerate(words) if not speller.knows(word)]
    slots: list[list[_Change]] = []
    for far in (False, True) if wrong else ():
        slots = _slots(speller, words, wrong[:_MOST_WORDS], far=far)
        if slots and (best := _best(query, slots, count)) is not None:
            return best
    if found or len(slots) < bool(wrong):
        return None
    known = [word for place, word in enumerate(words[:_MOST_WORDS]) if place not in wrong]
    oftener = [changes for word in known if (changes := speller.oftener(word))]
    if not wrong:
        return _best_of_one(query, oftener, count)
    return _best(query, [*slots, *oftener], count) if oftener else None


def doubtful(query: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the words of a query, as `unknown` asks for them: the fields, and the term.

    Raises
    ------
    QueryError
    """
    return tuple((word.fields, term_of(word.plain)) for word in _words(query) if word.may_be_wrong)


def unknown(engine: Engine, words: Sequence[tuple[tuple[str, ...], str]]) -> bool:
    """Tell whether no article holds some word, in the fields that it is looked for in."""
    for field in dict.fromkeys(
        field for fields, _ in words for field in reversed(fields)
    ):  # most are in the body
        here = [word for word in words if field in word[0]]
        held = engine.holding(field, [term for _, term in here])
        if all(held) and len(here) == len(words):
            return False
        known = {word for word, number in zip(here, held, strict=True) if number}
        words = [word for word in words if word not in known]
    return bool(words)


def _best(query: str, slots: Sequence[Sequence[_Change]], count: Callable[[str], int]) -> str | None:
    """Return the likeliest query that finds something, with a word of each slot."""
    combined = sorted(islice(product(*slots), 10_000), key=lambda changes: -prod(c.likely for c in changes))
    found: list[tuple[float, str]] = []
    for changes in watched(combined[:_COMBINED]):
        text = _changed(query, changes)
        if number := count(text):
            found.append((prod(change.likely for change in changes) * log1p(number), text))
    return max(found)[1] if found else None


def _best_of_one(query: str, slots: Sequence[Sequence[_Change]], count: Callable[[str], int]) -> str | None:
    """Return the likeliest query that finds something, with one word changed."""
    changes = sorted((change for slot in slots for change in slot), key=lambda change: -change.likely)
    found = [
        (change.likely * log1p(number), text)
        for change in watched(changes[:_COMBINED])
        if (number := count(text := _changed(query, [change])))
    ]
    return max(found)[1] if found else None


def _changed(query: str, changes: Sequence[_Change]) -> str:
    for change in sorted(changes, reverse=True):
        query = query[: change.start] + change.text + query[change.end :]
    return query


def _slots(
    speller: "_Speller", words: Sequence[_Typed], wrong: Sequence[int], *, far: bool
) -> list[list[_Change]]:
    """Return for each wrong word what it may be; two that are one take one slot.

    With ``far`` it may be whatever is near; without, only what is nearest.
    """
    slots: list[list[_Change]] = []
    joined: set[int] = set()
    for place in wrong:
        check()
        if place in joined:
            continue
        for first, second in ((place, place + 1), (place - 1, place)):
            if first < 0 or second == len(words) or {first, second} & joined:
                continue
            if change := speller.together(words[first], words[second]):
                slots.append([change])
                joined |= {first, second}
                break
        else:
            word = words[place]
            changes = speller.near(word, far=far) + speller.apart(word)
            if far or not changes:
                changes += speller.with_other_first(word)
            if changes:
                slots.append(sorted(changes, key=lambda change: -change.likely)[:_TRIED])
    return slots


class _Speller:
    """What the index knows of words."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def knows(self, word: _Typed) -> bool:
        """Tell whether an article holds a word, or whether it is none that could be corrected."""
        if not word.may_be_wrong:
            return True
        if word.exact:
            return self._written(word.fields, exact(word.text)) > 0
        return any(self._held(word.fields, [text for text in (word.plain, word.whole) if text]))

    def near(self, word: _Typed, *, far: bool) -> list[_Change]:
        """Return the words that begin with the same letter and are nearest, or all that are near."""
        most = 2 if len(word.plain) >= _TWO_EDITS else 1
        return ([] if far else self._near(word, 1, 1)) or self._near(word, most, 1)

    def with_other_first(self, word: _Typed) -> list[_Change]:
        """Return the words that are near but for their first letter."""
        return [change for change in self._near(word, 1, 0) if fold(change.text)[0] != word.plain[0]]

    def oftener(self, word: _Typed) -> list[_Change]:
        """Return words that are nearly spelled as a known one, and that many more articles hold."""
        if word.exact or not word.may_be_wrong:
            return []
        (held,) = self._held(word.fields, [word.plain])
        found = self._near(word, 1, 1)
        return [near for near in found if near.likely >= _MORE * held and fold(near.text) != word.plain][
            :_TRIED
        ]

    def apart(self, word: _Typed) -> list[_Change]:
        """Return the word as two: *coalition militaire*."""
        plain = word.plain
        if word.exact or len(word.text) != len(plain):
            return []
        halves = [(plain[:at], plain[at:]) for at in range(2, len(plain) - 1)]
        if not halves:
            return []
        held = zip(*(self._held(word.fields, side) for side in zip(*halves, strict=True)), strict=True)
        likely = sorted(
            ((min(pair), half) for pair, half in zip(held, halves, strict=True) if min(pair)), reverse=True
        )
        changes = []
        for _, (left, right) in likely[:_TRIED]:
            steps = Step(Match.TERM, term_of(left)), Step(Match.TERM, term_of(right))
            if number := self._count(word.fields, steps):
                text = f"{word.text[: len(left)]} {word.text[len(left) :]}"
                text = text if word.group or word.bare else f'"{text}"'
                changes.append(_Change(word.start, word.end, text, number * _APART))
        return changes

    def together(self, one: _Typed, other: _Typed) -> _Change | None:
        """Return two words as one, where they stand side by side and the index knows it: *par lement*."""
        if (one.fields, one.group) != (other.fields, other.group) or one.exact or other.exact:
            return None
        if not 0 < other.start - one.end <= 1:
            return None
        plain = one.plain + other.plain
        (held,) = self._held(one.fields, [plain])
        if not held or not plain.isascii():
            return None
        forms = [near.form for near in self._engine.near(plain, 0, one.fields, len(plain))]
        form = max(forms, key=lambda form: self._written(one.fields, form), default=plain)
        return _Change(one.start, other.end, as_typed(form, one.text), held * _APART)

    def _near(self, word: _Typed, most: int, same: int) -> list[_Change]:
        """Return the likeliest of the words that are near, each in the spelling that is written most."""
        plain = word.plain
        forms: dict[str, list[str]] = {}
        edits: dict[str, int] = {}
        for near in self._engine.near(plain, most, word.fields, same):
            folded = fold(near.form)
            if near.edits or word.exact:
                forms.setdefault(folded, []).append(near.form)
                edits[folded] = near.edits
        likely = {
            folded: held * _factor(plain, folded, edits[folded])
            for folded, held in zip(forms, self._held(word.fields, list(forms)), strict=True)
        }
        changes = []
        for folded in sorted(likely, key=lambda folded: (-likely[folded], folded))[:_NEAREST]:
            written = {form: self._written(word.fields, form) for form in forms[folded]}
            form = max(written, key=lambda form: (written[form], form))
            if written[form]:
                likeliness = sum(written.values()) * _factor(plain, folded, edits[folded])
                changes.append(_Change(word.start, word.end, as_typed(form, word.text), likeliness))
        return changes

    def _held(self, fields: Sequence[str], words: Sequence[str]) -> list[int]:
        """Return about how many articles hold each of some folded words, in any of their forms."""
        terms = [term_of(word) for word in words]
        sums = [0] * len(words)
        for field in fields:
            held = self._engine.holding(field, terms if field in TEXT_FIELDS else words)
            sums = [one + other for one, other in zip(sums, held, strict=True)]
        return sums

    def _written(self, fields: Sequence[str], form: str) -> int:
        """Return how many articles hold an exact form."""
        if fields[0] in TEXT_FIELDS:
            return self._count(fields, (Step(Match.FORM, f"{fold(form)}={form}"),))
        return self._count(fields, (Step(Match.TERM, form),))

    def _count(self, fields: Sequence[str], steps: tuple[Step, ...]) -> int:
        leaves = tuple(Occurs(field, steps, weight=0.0) for field in fields)
        return self._engine.search(Any(leaves), limit=0).total


def _factor(plain: str, folded: str, edits: int) -> float:
    """Return how much likelier a word is meant than another one that as many articles hold."""
    if folded[0] != plain[0]:
        return _OTHER_FIRST
    swapped = edits == 1 and sorted(folded) == sorted(plain)
    return _SWAPPED if swapped else _FURTHER if edits > 1 else 1.0


def _words(query: str) -> Iterator[_Typed]:
    """Yield the words of a query that may be corrected, with the fields that they are looked for in."""
    depth = 0
    scopes: list[tuple[int, str]] = []  # the fields that are open, and how deep they began
    single: str | None = None  # the field of the next operand
    is_exact = False
    lexemes = lex(query)
    bare = all(lexeme.kind is Kind.WORD for lexeme in lexemes)
    for number, lexeme in enumerate(lexemes, start=1):
        match lexeme.kind:
            case Kind.FIELD:
                single = lexeme.text
                continue
            case Kind.EXACT:
                is_exact = True
                continue
            case Kind.OPEN:
                depth += 1
                if single is not None:
                    scopes.append((depth, single))
            case Kind.CLOSE:
                scopes = [scope for scope in scopes if scope[0] < depth]
                depth -= 1
            case Kind.WORD | Kind.PHRASE:
                field = single or (scopes[-1][1] if scopes else None)
                if field not in {ID_FIELD, "url"}:
                    fields = TEXT_FIELDS if field is None else (field,)
                    group = number if lexeme.kind is Kind.PHRASE else 0
                    for start, end, whole in _stretches(query, lexeme.start, lexeme.end):
                        yield _Typed(query[start:end], start, end, fields, is_exact, group, bare, whole)
            case _:
                pass
        single, is_exact = None, False


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Yield where in a stretch of a text words stand that say something by themselves, and in which compound."""
    compound, compound_end = "", start
    tokens = list(tokenize(text[:end], start))
    for token, after in pairwise([*tokens, Token("", 0, 0)]):
        if token.compound:
            compound, compound_end = fold(joined(token.compound)), token.start + len(token.compound)
        if not is_bare_clitic(token.text, after.text):
            yield token.start, token.end, compound if token.end <= compound_end else ""
