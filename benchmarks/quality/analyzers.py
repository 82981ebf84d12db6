"""The analyses that are compared: ours, and three stemmers in the chain of Lucene's `FrenchAnalyzer`."""

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final, NamedTuple

from whoosh.lang.stopwords import stoplists

from benchmarks.quality import light
from searchidx.analysis.folding import fold
from searchidx.analysis.french import analyse, analyse_word, tokenize

Stem = Callable[[str], str]

OURS: Final = "searchidx"

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"})

STOP_WORDS: Final = (
    frozenset(stoplists["fr"]) - set("ayante ayantes ayants étante étantes étants".split())  # noqa: SIM905
) | set("ceci cela celà cet cette ici ils les leurs quel quelle quelles quels sans soi".split())  # noqa: SIM905
"""Those of Lucene's `FrenchAnalyzer`, which are Snowball's (BSD); Whoosh has them but for these."""

_PART: Final = r"[\w\u0300-\u036f\u00ad\u200c\u200d]+"
_WORDS: Final = re.compile(rf"{_PART}(?:(?:(?<=[^\W\d_])['’.:·](?=[^\W\d_])|(?<=\d)[,.;'’](?=\d)){_PART})*")
"""Words as Unicode's annex 29 cuts them, which Lucene's `StandardTokenizer` follows; enough of it for French."""
_ELISION: Final = re.compile("(?i:l|m|t|qu|n|s|j|d|c|jusqu|quoiqu|lorsqu|puisqu)['’]")


class Analyzer(NamedTuple):
    """What becomes of a word, and of a text.

    Attributes
    ----------
    name: of the column.
    indexed: the terms of a surface word of a document.
    asked: the terms of a surface word of a query; a document's word is found where the two share one.
    text: the term of each word of a text, in order.
    """

    name: str
    indexed: Callable[[str], frozenset[str]]
    asked: Callable[[str], frozenset[str]]
    text: Callable[[str], Iterator[str]]


def without_accents(text: str) -> str:
    """Return a text as it is typed in haste.

    >>> without_accents("L’été à Nîmes, au cœur")
    'L’ete a Nimes, au coeur'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def ours() -> Analyzer:
    """Return the analysis of searchidx."""
    return Analyzer(
        OURS,
        indexed=lambda word: frozenset(analyse_word(word).terms),
        asked=lambda word: frozenset((analyse_word(word).term,)),
        text=lambda text: (lexeme.term for _, lexeme in analyse(text)),
    )


def ours_without(words: Container[str] | None, stem: Stem) -> Analyzer:
    """Return the analysis of searchidx with another stemmer, which maps a folded word to its term.

    It does for some words, as if no table held them, or for all where that is None.
    """

    def of_word(word: str) -> frozenset[str]:
        if words is None or word in words:
            return frozenset((stem(fold(word)),))
        return frozenset((analyse_word(word).term,))

    return Analyzer(OURS, of_word, of_word, lambda text: (stem(fold(token.text)) for token in tokenize(text)))


def peers() -> tuple[list[Analyzer], list[str]]:
    """Return the other analyzers, and a sentence for each that is not installed."""
    found, lacking = [], []
    for name, module, stem in _PEERS:
        if module is None or find_spec(module):
            found.append(_of_stem(name, stem()))
        else:
            lacking.append(f"{name} was left out: no module {module}.")
    return found, lacking


def lucene_chain(text: str, stem: Stem) -> Iterator[str]:
    """Yield the terms of a text: Unicode words, elision, lower case, stop words out, then the stemmer.

    >>> list(lucene_chain("L’avocat d'Haïti, qu’on élit aujourd’hui", str.upper))
    ['AVOCAT', 'HAÏTI', 'ÉLIT', 'AUJOURD’HUI']
    """
    for word in _WORDS.findall(text):
        elided = _ELISION.match(word)
        lower = word[elided.end() if elided else 0 :].lower()
        if lower and lower not in STOP_WORDS:
            yield stem(lower)


def _of_stem(name: str, stem: Stem) -> Analyzer:
    stem = lru_cache(maxsize=1 << 18)(stem)  # words are remembered, as ours are

    def of_word(word: str) -> frozenset[str]:
        return frozenset((stem(word.lower()),))

    return Analyzer(name, of_word, of_word, lambda text: lucene_chain(text, stem))


def _snowball() -> Stem:
    stem: Stem = import_module("Stemmer").Stemmer("french").stemWord
    return stem


def _simplemma() -> Stem:
    lemmatize = import_module("simplemma").lemmatize

    def lemma(word: str) -> str:
        return str(lemmatize(word, lang="fr")).lower()

    return lemma


_PEERS: Final[tuple[tuple[str, str | None, Callable[[], Stem]], ...]] = (
    ("Snowball", "Stemmer", _snowball),
    ("Lucene light", None, lambda: light.stem),
    ("simplemma", "simplemma", _simplemma),
)
