"""Are sentences found by any inflection of their words?  Measured on a treebank, whose lemmas are right in context."""

import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import harmonic_mean
from typing import Final, NamedTuple

from benchmarks.quality.analyzers import STOP_WORDS, Analyzer, without_accents
from benchmarks.quality.engines import Document, indexed

_CONTENT: Final = frozenset({"NOUN", "VERB", "ADJ", "ADV", "PROPN"})
_NEVER_ASKED: Final = STOP_WORDS | {"être", "avoir", "plus", "pas", "ne", "très", "aussi", "bien"}


class Word(NamedTuple):
    """A syntactic word of a sentence, with its universal part of speech."""

    form: str
    lemma: str
    category: str


class Sentence(NamedTuple):
    """Raw text, and its words; those of a contraction (*du*: *de le*) are left out."""

    text: str
    words: tuple[Word, ...]


class Asked(NamedTuple):
    """A word as it stands in some sentence, the numbers of all sentences that hold its lemma, and if it is mostly a name."""

    form: str
    relevant: frozenset[int]
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Means over the words asked for, each from 0 to 1; the sentence that a word comes from counts on neither side.

    ``empty`` is the share of the words that find nothing at all.
    """

    recall: float
    precision: float
    empty: float

    @property
    def f1(self) -> float:
        """The harmonic mean of recall and precision."""
        return harmonic_mean((self.recall, self.precision))


class Retrieval(NamedTuple):
    """What is found of all words, as typed and without accents, and of names alone."""

    typed: Found
    plain: Found
    names: Found
    plain_names: Found


def read(paths: Iterable[Path]) -> Iterator[Sentence]:
    """Yield the sentences of treebanks in CoNLL-U (universaldependencies.org), compressed with gzip."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for block in file.read().split("\n\n"):
                if sentence := _sentence(block):
                    yield sentence


def _sentence(block: str) -> Sentence | None:
    text, words, contracted = "", [], 0
    for line in block.splitlines():
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        if not line or line.startswith("#"):
            continue
        number, form, lemma, category, *_ = line.split("\t")
        if "-" in number:
            contracted = int(number.partition("-")[2])
        elif "." not in number and int(number) > contracted:
            words.append(Word(form, lemma, category))
    return Sentence(text, tuple(words)) if text and words else None


def asked_for(sentences: Sequence[Sentence]) -> list[Asked]:
    """Return each content word once, if its lemma stands in two sentences or more."""
    holding = defaultdict(set)
    asked: dict[tuple[str, str], list[bool]] = defaultdict(list)  # of each time: is it a name?
    for number, sentence in enumerate(sentences):
        for word in sentence.words:
            lemma = without_accents(word.lemma.lower())
            holding[lemma].add(number)
            if _is_asked(word):
                asked[word.form, lemma].append(word.category == "PROPN")
    return [
        Asked(form, frozenset(holding[lemma]), 2 * sum(named) > len(named))
        for (form, lemma), named in asked.items()
        if len(holding[lemma]) > 1
    ]


def _is_asked(word: Word) -> bool:
    return (
        word.category in _CONTENT
        and word.form.lower() not in _NEVER_ASKED
        and len(word.form) > 1
        and any(map(str.isalpha, word.form))
        and word.form[-1] not in "'’"
    )


def retrieval(analyzer: Analyzer, sentences: Sequence[Sentence]) -> Retrieval:
    """Index the raw sentences and ask for each word as it stands there, then without its accents."""
    asked = asked_for(sentences)
    names = [word for word in asked if word.is_name]
    documents = [Document.of(str(number), sentence.text) for number, sentence in enumerate(sentences)]
    with indexed(analyzer, documents) as engine:
        typed = {word.form for word in asked} | {without_accents(word.form) for word in asked}
        found = {form: {int(id) for id in engine.holding(form)} for form in sorted(typed)}
    plainly = partial(_plainly, found)
    return Retrieval(
        figures(asked, found.__getitem__),
        figures(asked, plainly),
        figures(names, found.__getitem__),
        figures(names, plainly),
    )


def _plainly(found: dict[str, set[int]], form: str) -> set[int]:
    return found[without_accents(form)]


def figures(asked: Sequence[Asked], find: Callable[[str], set[int]]) -> Found:
    """Return the means over words; ``find`` gives the numbers of the sentences that a query of one word finds."""
    recall = precision = 0.0
    empty = 0
    for word in asked:
        found = find(word.form)
        hits = max(0, len(found & word.relevant) - 1)
        recall += hits / (len(word.relevant) - 1)
        precision += hits / (len(found) - 1) if len(found) > 1 else 1.0
        empty += not found
    words = len(asked) or 1
    return Found(recall / words, precision / words, empty / words)
