"""Cases of French, each with what a reader expects: a table of tabs, tried through the front door."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from searchidx import MemoryEngine, QueryError, SearchIndex, analyse
from searchidx.query.ast import Exact, Phrase, Query

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_CLITIC: Final = re.compile(r"~(?:[cdjlmnst]|jusqu|lorsqu|puisqu|quoiqu|qu):\d+ (?=.)")
_NO_TITLE: Final = "–"  # an article has a title, and this is no word


class Case(NamedTuple):
    """One line of the table.

    Attributes
    ----------
    kind: what is expected: M match, N none, P, PN of a phrase, X, XN of an exact form, H marks, T tokens,
        R rank, D match by derivation at most.
    query: a query; of T a text.
    text: of an article; of R the one that comes first.
    expected: of H the marked slices (``a|b``), of T folded words with positions (``avocat:0``, clitics and stop
        words behind ``~``), of R the other text.
    note: what the case is about.
    """

    kind: str
    query: str
    text: str
    expected: str
    note: str

    def __str__(self) -> str:
        return " · ".join(part for part in (self.kind, self.query, self.text, self.expected) if part)


BY_DESIGN: Final = {
    ("X", "negociations"): "an exact form has its accents: `=negociations` is not *négociations*",
    ("X", "ETATS-UNIS"): "an exact form has its accents: `=ETATS-UNIS` is not *États-Unis*",
}
"""Cases that are answered otherwise on purpose, by kind and query."""


def read(path: Path) -> list[Case]:
    r"""Read a table of kind, query, text, expected and note; ``\uXXXX`` is a character."""
    lines = path.read_text("utf-8").splitlines()
    return [Case(*map(_unescaped, line.split("\t"))) for line in lines if line and not line.startswith("#")]


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)


def failed(cases: Sequence[Case]) -> Iterator[tuple[Case, str]]:
    """Yield the cases that are not as expected, with what was found instead, where that tells something."""
    for case in cases:
        is_right, instead = _tried(case)
        if not is_right:
            yield case, instead


def _tried(case: Case) -> tuple[bool, str]:
    match case.kind:
        case "M":
            return _finds(case.query, case.text), ""
        case "N" | "D":
            return not _finds(case.query, case.text), ""
        case "P" | "PN":
            return _finds(Phrase(case.query), case.text) == (case.kind == "P"), ""
        case "X" | "XN":
            return _finds(Exact(Phrase(case.query)), case.text) == (case.kind == "X"), ""
        case "H":
            found = "|".join(_marked(case.query, case.text))
            return found == case.expected, found
        case "T":
            found = _tokens(case.query)
            return found == _in_our_places(case.expected), found
        case "R":
            return _comes_first(case.query, case.text, case.expected), ""
        case _:
            raise ValueError(f"no kind of case: {case.kind}")


def _index(*texts: str) -> SearchIndex:
    index = SearchIndex(MemoryEngine())
    index.add({"id": str(number), "title": _NO_TITLE, "body": text} for number, text in enumerate(texts))
    return index


def _finds(query: str | Query, text: str) -> bool:
    try:
        return _index(text).search(query, snippets=0).total > 0
    except QueryError:
        return False


def _marked(query: str, text: str) -> Iterator[str]:
    index = _index(text)
    article = index.get("0")
    assert article is not None
    for snippet in index.mark(article, query):
        for start, end in snippet.marks:
            yield snippet.text[start:end]


def _tokens(text: str) -> str:
    """Write the tokens as the table does."""
    return _in_places(lexeme.folded[0] for _, lexeme in analyse(text))


def _in_our_places(expected: str) -> str:
    """Return what is expected of us: clitics before a word take no position.

    >>> _in_our_places("~l:0 avocat:1 ~d:2 haiti:3"), _in_our_places("~quelqu'un:0")
    ('avocat:0 haiti:1', 'quelquun:0')
    """
    return _in_places(word.partition(":")[0] for word in _CLITIC.sub("", expected).split())


def _in_places(words: Iterable[str]) -> str:
    """Write words, of which letters and digits count, with their ranks."""
    return " ".join(f"{''.join(filter(str.isalnum, word))}:{rank}" for rank, word in enumerate(words))


def _comes_first(query: str, first: str, second: str) -> bool:
    """Tell whether one text scores higher than another; where they tie, the hit with the smaller id is first."""
    try:
        hits = _index(second, first).search(query, snippets=0).hits
    except QueryError:
        return False
    return bool(hits) and hits[0].article.id == "1"
