"""What puts one good article before another: its words are the ones that were typed, and stand as they were typed.

The best `WINDOW` articles by their score are ranked again, with what they earn beyond it (a second look, as the
rescoring of Lucene and Elasticsearch); an article earns nothing less than nothing, so it passes none of those above
the window.  What each reward brings is in ``benchmarks/relevance.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from searchidx.analysis.french import Lexeme
from searchidx.engine.clauses import AnyField, Occurs

WINDOW: Final = 20
"""Articles that are ranked again."""
FRESH_WINDOW: Final = 200
"""The same, where fresh ones are preferred."""
HALF_LIFE: Final = 365
"""Days in which what an article earns by being fresh is halved."""


@dataclass(frozen=True, slots=True)
class AsTyped:
    """A word stands in the text in the form that was typed, accents aside: *négociations*, not *négociation*."""

    word: AnyField
    spelling: str

    weight: ClassVar[float] = 0.25

    @property
    def words(self) -> tuple[AnyField, ...]:
        return (self.word,)

    def stands_in(self, text: Mapping[int, Lexeme]) -> bool:
        return any(form.partition("=")[0] == self.spelling for word in text.values() for form in word.forms)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two words stand in the text so many words apart as they were typed, in that order."""

    first: AnyField
    second: AnyField
    distance: int

    weight: ClassVar[float] = 0.2

    @property
    def words(self) -> tuple[AnyField, ...]:
        return (self.first, self.second)

    def stands_in(self, text: Mapping[int, Lexeme]) -> bool:
        first, second = term_of(self.first), term_of(self.second)
        return any(
            first in word.terms and at + self.distance in text and second in text[at + self.distance].terms
            for at, word in text.items()
        )


@dataclass(frozen=True, slots=True)
class Related:
    """A word does not stand in the article, but one that is derived from it, or it from that, stands in the text."""

    word: AnyField
    terms: tuple[str, ...]

    weight: ClassVar[float] = 0.3

    @property
    def words(self) -> tuple[AnyField, ...]:
        return (self.word,)

    def stands_in(self, text: Mapping[int, Lexeme]) -> bool:
        return any(term in self.terms for word in text.values() for term in word.terms)


@dataclass(frozen=True, slots=True)
class Fresh:
    """An article is of late: one of ``today`` earns its score once more, one that is `HALF_LIFE` days old half of it."""

    today: date

    weight: ClassVar[float] = 1.0
    words: ClassVar[tuple[AnyField, ...]] = ()

    def share(self, first_day: int) -> float:
        """Return the share of its score that an article earns by its first day, an ordinal; 0 is no day."""
        age = max(self.today.toordinal() - first_day, 0)
        return 0.5 ** (age / HALF_LIFE) if first_day else 0.0


OfWords = AsTyped | SideBySide | Related
"""``weight`` times the least idf of its ``words`` is what an article earns by it, where it ``stands_in`` lead and body."""
Reward = OfWords | Fresh


def window_of(rewards: Sequence[Reward]) -> int:
    """Return how many of the best articles are ranked again."""
    if not rewards:
        return 0
    return FRESH_WINDOW if any(isinstance(reward, Fresh) for reward in rewards) else WINDOW


def term_of(word: AnyField) -> str:
    """Return the term that a word is looked for by."""
    leaf = word.parts[0]
    assert isinstance(leaf, Occurs)
    return leaf.steps[0].text
