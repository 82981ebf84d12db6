"""Which words does an index know?  Those that begin so, those that are spelled nearly so, and how many articles hold them.

Each field of each segment has a list of terms.  Those that begin so are walked from all lists at once, the most
frequent first, until no term further down can be in as many articles as those that are kept (Fagin's threshold
algorithm); only these few are counted.
"""

from collections.abc import Container, Iterator, Sequence
from heapq import merge
from itertools import chain, repeat
from typing import Final, NamedTuple

import numpy as np
from pyroaring import BitMap

from searchidx.analysis.french import term_of
from searchidx.deadline import check, watched
from searchidx.engine.base import ID_FIELD, TEXT_FIELDS, Known, Spelled
from searchidx.engine.whoosh.layout import LINES
from searchidx.engine.whoosh.postings import Partly, Postings
from searchidx.engine.whoosh.reader import Reader
from searchidx.engine.whoosh.sections import Numbers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.table import PostingsTable

_FIRST: Final = 200
"""Terms of a list that are sorted first; further ones are seldom looked at."""


class _Source(NamedTuple):
    """The forms of a field of a segment that begin so; ``terms`` and ``codes`` are numbers, a form each.

    ``further`` are those that stand beside another form of their term, some of them nowhere else: their code is -1.
    """

    segment: Segment
    field: str
    table: PostingsTable
    words: list[bytes]
    terms: Numbers
    codes: Numbers
    further: frozenset[bytes]

    def descending(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Yield its terms, those that most documents may hold first: minus how many, ``at``, and the number of the term."""
        begins = np.zeros(len(self.table.terms), bool)
        begins[self.terms] = True
        numbers = begins.nonzero()[0]
        most = -self.table.most_documents(numbers)
        if len(numbers) > _FIRST:
            parted = most.argpartition(_FIRST)
            most, numbers = most.take(parted), numbers.take(parted)
        for start, end in ((0, _FIRST), (_FIRST, len(numbers))):
            order = start + most[start:end].argsort()
            yield from zip(most[order].tolist(), repeat(at), numbers[order].tolist(), strict=False)

    def of(self, term: bytes) -> tuple[int, list[int]]:
        """Return the number of a term, and the places of its forms that begin so."""
        number = self.table.terms.find(term)
        return number, (self.terms == number).nonzero()[0].tolist() if number >= 0 else []

    def postings(self, number: int, places: list[int]) -> Iterator[Postings]:
        """Yield where these forms of a term stand."""
        codes = self.codes.take(places)
        codes = codes[codes >= 0]
        if len(codes):
            whole = self.table.of(number)
            all_forms = len(codes) == self.segment.form_counts(self.field)[number]
            yield whole if all_forms else Partly(whole, codes)
        for place in places:
            if self.words[place] in self.further:
                yield self.postings_beside(self.words[place])

    def postings_beside(self, word: bytes) -> Postings:
        """Return where a form stands beside another one of its term."""
        table = self.segment.table(f"{self.field}+")
        return table.of(table.terms.find(word))


def beginning(reader: Reader, prefix: str, limit: int, without: Container[str]) -> list[Known]:
    """Return the words that begin so, those in most articles first."""
    sources = list(_sources(reader, prefix))
    found: dict[str, int] = {}
    best: list[int] = []
    walks = [source.descending(at) for at, source in enumerate(sources)]
    firsts = [next(walk) for walk in walks]
    for minus, at, number in watched(merge(*map(chain, zip(firsts, strict=True), walks))):
        # what comes further down is in no more articles than this, in each of the lists
        if len(best) >= limit and best[limit - 1] > sum(-max(minus, first) for first, _, _ in firsts):
            break
        term = sources[at].table.terms.at(number)
        text = term.decode(errors="surrogatepass")
        if text in found or text in without:
            continue
        found[text] = _articles(sources, term)
        best = sorted([*best[:limit], found[text]], reverse=True)
    chosen = sorted(found, key=lambda term: (-found[term], term))
    return [
        Known(term, found[term], _forms(sources, term.encode(errors="surrogatepass")))
        for term in chosen[:limit]
        if found[term]
    ]


def _sources(reader: Reader, prefix: str) -> Iterator[_Source]:
    for segment in reader.segments:
        for field in TEXT_FIELDS:
            if segment.counts["forms"][field]:
                source = _source(segment, field, prefix)
                if source.words:
                    yield source


def _source(segment: Segment, field: str, prefix: str) -> _Source:
    words, terms, codes, _ = segment.forms(field).beginning_with(prefix)
    table = segment.table(field)
    further: frozenset[bytes] = frozenset()
    if segment.counts["terms"][f"{field}+"]:
        beside = segment.table(f"{field}+").terms
        further = frozenset(beside.slice(*beside.span_of(prefix.encode())))
        alone = sorted(further.difference(words))
        found = [table.terms.find(term_of(word.partition(b"=")[0].decode()).encode()) for word in alone]
        words = [*words, *alone]
        terms = np.append(terms, np.array(found, np.int64))
        codes = np.append(codes, np.full(len(alone), -1))
    return _Source(segment, field, table, words, terms, codes, further)


def _articles(sources: Sequence[_Source], term: bytes) -> int:
    """Return how many articles hold one of the forms of a term."""
    live: dict[int, BitMap] = {}
    for source in sources:
        number, places = source.of(term)
        for postings in source.postings(number, places):
            held = postings.bitmap - source.segment.deleted if source.segment.deleted else postings.bitmap
            before = live.get(id(source.segment))
            live[id(source.segment)] = held if before is None else before | held
    return sum(map(len, live.values()))


def _forms(sources: Sequence[_Source], term: bytes) -> dict[str, int]:
    """Return how often each form is written that begins so; those that are written in deleted articles only are left out."""
    counts: dict[str, int] = {}
    for source in sources:
        number, places = source.of(term)
        if not places:
            continue
        codes = source.codes.take(places)
        written = _written(source, source.table.of(number), int(codes.max()) + 1)
        for place, code in zip(places, codes.tolist(), strict=True):
            word = source.words[place]
            times = int(written[code]) if code >= 0 else 0
            if word in source.further:
                times += int(_live(source, source.postings_beside(word)).sum())
            if times:
                exact = word.rpartition(b"=")[2].decode(errors="surrogatepass")
                counts[exact] = counts.get(exact, 0) + times
    return counts


def _written(source: _Source, postings: Postings, size: int) -> Numbers:
    """Return how often each code stands in live documents."""
    codes = postings.codes()
    if source.segment.deleted:
        codes = codes[_live(source, postings)]
    return np.bincount(codes, minlength=size)


def _live(source: _Source, postings: Postings) -> Numbers:
    """Tell of each position whether its document is not deleted."""
    line = source.segment.line(LINES[source.field])
    live: Numbers = ~np.isin(line.documents_at(postings.positions()), source.segment.deleted_numbers)
    return live


def near(reader: Reader, word: str, most: int, fields: Sequence[str], same: int) -> list[Spelled]:
    """Return the words of some fields that are spelled nearly so."""
    if not word.isascii():
        return []
    found: dict[str, int] = {}
    for segment in reader.segments:
        for field in fields:
            if not segment.counts["terms"][field] or field == ID_FIELD:
                continue
            check()
            spellings = segment.compared(field, word[:same])
            for place, edits in spellings.within(word, most):
                form = spellings.words[place].rpartition(b"=")[2].decode(errors="surrogatepass")
                found[form] = edits
    return [Spelled(form, found[form]) for form in sorted(found)]


def holding(reader: Reader, field: str, terms: Sequence[str]) -> list[int]:
    """Return how many articles hold each of some terms in a field."""
    return [sum(_held(segment, field, term) for segment in reader.segments) for term in watched(terms)]


def _held(segment: Segment, field: str, term: str) -> int:
    if not segment.counts["terms"][field] or (postings := segment.postings(field, term)) is None:
        return 0
    gone = postings.bitmap.intersection_cardinality(segment.deleted) if segment.deleted else 0
    return len(postings) - gone
