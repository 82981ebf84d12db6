"""Articles to a segment: the words of each become numbers, which are sorted once.

No token is made, and no posting is held as an object: a field is an array of the numbers of its stretches of
text, from which the postings are computed when the segment is written.
"""

import os
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

import numpy as np

from searchidx.analysis.french import analyse_word
from searchidx.analysis.tokenizer import surface_words
from searchidx.article import Article
from searchidx.dates import PartialDate
from searchidx.engine.base import ID_FIELD, NAME_FIELDS, TEXT_FIELDS, VALUE_GAP
from searchidx.engine.ranking import days_of
from searchidx.engine.whoosh.columns import SEVERAL, SINGLE, Digests, Values
from searchidx.engine.whoosh.dictionary import Forms, FormWriter
from searchidx.engine.whoosh.layout import LINES, Documents, write_documents
from searchidx.engine.whoosh.packing import narrow, ranges
from searchidx.engine.whoosh.postings import Line, firsts_of
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import Numbers, SectionWriter
from searchidx.engine.whoosh.stored import ArticleWriter, Encoded
from searchidx.engine.whoosh.vocabulary import Vocabulary

_ONE_SORT: Final = 1 << 20
"""Occurrences that are sorted together."""
_ONE_SLICE: Final = 1 << 20
"""Stretches of text that are looked up together."""
_BYTES_AN_ARTICLE: Final = 700
"""What it takes in memory until the segment is written; its words wait on disk."""
_SORTED_TERMS: Final = 1 << 16
_SAME: Final = 1 << 17
"""Words of fields of names that are remembered."""
_SAME_VALUES: Final = 1 << 14
_SHORT: Final = 10
"""Values and words of a value that are remembered whole: names come again, addresses do not."""

_NO_NUMBERS: Final = np.empty(0, np.int64)


class Builder:
    """Collects articles, and writes them as one segment.

    Parameters
    ----------
    path: the file of the segment; it is there, unfinished, from the first article on.
    vocabulary, dictionary: of the builder before, for words and texts are alike in the next segment.
    """

    def __init__(self, path: Path, vocabulary: Vocabulary, dictionary: bytes = b"") -> None:
        self.path = path
        self._vocabulary = vocabulary
        self._out = SectionWriter(path)
        self._articles = ArticleWriter(self._out, dictionary)
        self._ids: list[str] = []
        self._digests: list[str] = []
        self._days = (array("i"), array("i"))
        self._texts = {name: _Text(path.parent) for name in TEXT_FIELDS}
        self._names = {name: _Names() for name in NAME_FIELDS}
        self._values = {name: Values() for name in (*SINGLE, *SEVERAL)}
        self._codes = {name: array("I") for name in (*SINGLE, *SEVERAL)}
        self._several = {name: array("I") for name in SEVERAL}

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def memory(self) -> int:
        """The bytes that the articles take until the segment is written, roughly."""
        return _BYTES_AN_ARTICLE * len(self) + self._vocabulary.memory

    @property
    def reach(self) -> int:
        """The longest line's positions, roughly."""
        return max(names.reach for names in self._names.values())

    @property
    def dictionary(self) -> bytes:
        """What the articles are compressed with, once there are some."""
        return self._articles.dictionary

    def add(self, article: Article, digest: str, data: Encoded) -> None:
        texts, stretches = self._texts, self._vocabulary.stretches
        texts["title"].extend(stretches(article.title))
        texts["lead"].extend(stretches(article.lead) if article.lead else ())
        texts["body"].extend(stretches(article.body))
        for name, names in self._names.items():
            value: str | tuple[str, ...] | None = getattr(article, name)
            names.add((value,) if isinstance(value, str) else value or ())
        first, last, month = _dated(article.published)
        self._days[0].append(first)
        self._days[1].append(last)
        singles = {"month": month, "section": article.section, "source": article.source, "path": article.path}
        for name, value in singles.items():
            self._codes[name].append(self._values[name].code(value or None))
        for name, several in (("author", article.authors), ("tag", article.tags)):
            self._several[name].append(len(several))
            self._codes[name].extend(map(self._values[name].code, several))
        self._digests.append(digest)
        self._articles.add(data)
        self._ids.append(article.id)

    def write(self) -> None:
        """Write the segment; the builder is of no more use then."""
        self._articles.finish()
        vocabulary = _Arrays(self._vocabulary)
        lengths = {name: text.lengths(vocabulary) for name, text in self._texts.items()}
        bounds = _starts(
            np.column_stack((lengths["lead"], lengths["body"])).ravel()
        )  # of lead and body in turn
        starts = {"title": _starts(lengths["title"]), "text": bounds[::2]}
        begins = {"title": starts["title"][:-1], "lead": bounds[:-1:2], "body": bounds[1::2]}
        sums: dict[str, int] = {}
        forms: dict[str, int] = {}
        with spool(self.path.parent) as files:
            for name in TEXT_FIELDS:
                field = _Field(self._out, name, Line(starts[LINES[name]]), lengths[name], files)
                occurrences = _Occurrences(self._texts[name], begins[name], lengths[name], vocabulary)
                sums[name], forms[name], sums[f"{name}+"] = field.write(
                    occurrences, self._vocabulary, self.path.parent
                )
            for name, names in self._names.items():
                starts[name], lengths[name] = names.starts, names.lengths
                sums[name] = names.write(self._out, name, files)
            order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
            postings = PostingsWriter(self._out, ID_FIELD, Line(np.arange(len(self) + 1)), None, files)
            ids = [self._ids[document].encode(errors="surrogatepass") for document in order]
            postings.extend(ids, np.ones(len(order), np.int64), np.array(order, np.int64), None)
            sums[ID_FIELD] = postings.finish()
        documents = Documents(
            starts=starts,
            lengths=lengths,
            first=_numbers(self._days[0]),
            last=_numbers(self._days[1]),
            codes={name: _numbers(codes) for name, codes in self._codes.items()},
            several={name: _numbers(counts) for name, counts in self._several.items()},
            values={name: list(values.codes) for name, values in self._values.items()},
            digests=Digests.of(self._digests),
            by_id=np.array(order, np.int64),
        )
        self._out.finish(write_documents(self._out, documents) | {"terms": sums, "forms": forms})
        self._close()

    def abandon(self) -> None:
        self._out.abandon()
        self._close()

    def _close(self) -> None:
        for text in self._texts.values():
            text.close()


@lru_cache(maxsize=1 << 12)
def _dated(published: PartialDate | None) -> tuple[int, int, str | None]:
    """Return the first and last day of a date, as ordinals, and its month, or year where it has none."""
    days = days_of(published)
    if days is None:
        return 0, 0, None
    return days.first.toordinal(), days.last.toordinal(), str(published)[: len("2024-01")]


@contextmanager
def spool(folder: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open the two temporary files of `PostingsWriter`, on the disk that the segment is written to."""
    with ExitStack() as stack:
        yield (
            stack.enter_context(tempfile.TemporaryFile(dir=folder)),
            stack.enter_context(tempfile.TemporaryFile(dir=folder)),
        )


def by_ranges(weights: Numbers) -> Iterator[tuple[int, int]]:
    """Cut terms with so many occurrences each into ranges that are worked on together."""
    sums = np.cumsum(weights)
    start = 0
    while start < len(weights):
        before = int(sums[start - 1]) if start else 0
        end = int(np.searchsorted(sums, before + _ONE_SORT, "right"))
        end = min(max(end, start + 1), start + _SORTED_TERMS, len(weights))
        yield start, end
        start = end


class _Names:
    """A field of names: words that are folded and not stemmed, and gaps between its values."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._spelled: dict[str, list[int]] = {}
        self._known: dict[tuple[str, ...], tuple[list[int], list[int], int, int]] = {}
        self._spans = array("I")
        self._lengths = array("I")
        self._places = array("I")
        self._numbers = array("I")
        self._occurrences = array("I")
        self.reach = 0

    def add(self, values: tuple[str, ...]) -> None:
        known = self._known.get(values)
        if known is None:
            known = self._analyse(values)
            if len(self._known) < _SAME_VALUES and len(known[0]) < _SHORT:
                self._known[values] = known
        places, numbers, length, span = known
        self._places.extend(places)
        self._numbers.extend(numbers)
        self._occurrences.append(len(places))
        self._lengths.append(length)
        self._spans.append(span)
        self.reach += span

    def _analyse(self, values: tuple[str, ...]) -> tuple[list[int], list[int], int, int]:
        places: list[int] = []
        numbers: list[int] = []
        start = length = span = 0
        for value in values:
            for word in surface_words(value):
                for number in self._spelled.get(word) or self._spell(word):
                    places.append(start)
                    numbers.append(number)
                start += 1
                length += 1
            span = start
            start += VALUE_GAP
        return places, numbers, length, span

    def _spell(self, word: str) -> list[int]:
        words = self._words
        numbers = [words.setdefault(folded, len(words)) for folded in analyse_word.__wrapped__(word).folded]
        if len(self._spelled) < _SAME:
            self._spelled[word] = numbers
        return numbers

    @property
    def starts(self) -> Numbers:
        return _starts(_numbers(self._spans))

    @property
    def lengths(self) -> Numbers:
        return _numbers(self._lengths)

    def write(self, out: SectionWriter, name: str, files: tuple[IO[bytes], IO[bytes]]) -> int:
        starts = self.starts
        positions = _numbers(self._places) + np.repeat(starts[:-1], _numbers(self._occurrences))
        words = list(self._words)
        order = sorted(range(len(words)), key=words.__getitem__)
        ranks = np.empty(len(words), np.int64)
        ranks[order] = np.arange(len(words))
        taken = ranks[_numbers(self._numbers)] if words else _NO_NUMBERS
        postings = PostingsWriter(out, name, Line(starts), None, files)
        terms = [words[number].encode() for number in order]
        postings.extend(
            terms, np.bincount(taken, minlength=len(words)), positions[np.argsort(taken, kind="stable")], None
        )
        return postings.finish()


class _Text:
    """A text field: the stretches of all its texts, which wait on disk, and how many each text has."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  it goes with the builder
        self._stretches = array("I")
        self._counts = array("I")

    def extend(self, stretches: Iterable[int]) -> None:
        before = len(self._stretches)
        self._stretches.extend(stretches)
        self._counts.append(len(self._stretches) - before)
        if len(self._stretches) > _ONE_SLICE:
            self._spill()

    def slices(self) -> Iterator[tuple[slice, Numbers, Numbers]]:
        """Yield some documents after the other: their numbers, their stretches, and how many each has."""
        self._spill()
        self._file.seek(0)
        counts = _numbers(self._counts)
        ends = _starts(counts)
        start = 0
        while start < len(counts):
            end = int(np.searchsorted(ends, ends[start] + _ONE_SLICE, "right")) - 1
            end = min(max(end, start + 1), len(counts))
            stretches = np.frombuffer(self._file.read(4 * int(ends[end] - ends[start])), np.uint32)
            yield slice(start, end), stretches, counts[start:end]
            start = end

    def close(self) -> None:
        self._file.close()

    def _spill(self) -> None:
        self._file.seek(0, os.SEEK_END)
        self._file.write(self._stretches.tobytes())
        self._stretches = array("I")

    def lengths(self, vocabulary: "_Arrays") -> Numbers:
        """Return the words of each text."""
        parts = [_NO_NUMBERS]
        for _, stretches, counts in self.slices():
            ends = _starts(vocabulary.tokens.take(stretches))
            parts.append(np.diff(ends.take(_starts(counts))))
        return np.concatenate(parts)


class _Arrays:
    """A vocabulary as arrays."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.tokens = _numbers(vocabulary.tokens)
        self.first = _numbers(vocabulary.first)
        self.places = _numbers(vocabulary.places)
        self.variants = _numbers(vocabulary.variants)
        self.more = vocabulary.more
        self.has_more = np.zeros(len(self.tokens), bool)
        self.has_more[list(self.more)] = True


class _Occurrences:
    """What stands where in a text field, slice by slice.

    ``begins`` says where each text begins on the line, ``lengths`` how many words it has.
    """

    def __init__(self, text: _Text, begins: Numbers, lengths: Numbers, vocabulary: _Arrays) -> None:
        self._text, self._begins, self._lengths, self._vocabulary = text, begins, lengths, vocabulary
        self.more: list[tuple[bytes, int]] = []
        """Further forms, and where they stand; complete when the slices have been walked."""

    def counts(self, variants: int) -> Numbers:
        """Return how often each variant occurs."""
        stretches = np.zeros(len(self._vocabulary.tokens), np.int64)
        for _, some, _ in self._text.slices():
            stretches += np.bincount(some, minlength=len(stretches))
        times = np.repeat(stretches, np.diff(self._vocabulary.first))
        return np.bincount(self._vocabulary.variants, times, variants).astype(np.int64)

    def __iter__(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Yield variants, and where they stand, in the order of the line."""
        vocabulary = self._vocabulary
        for documents, stretches, counts in self._text.slices():
            tokens = _starts(vocabulary.tokens.take(stretches))
            shifts = self._begins[documents] - tokens.take(_starts(counts)[:-1])
            starts = (tokens[:-1] + np.repeat(shifts, counts)).astype(np.uint32)
            firsts = vocabulary.first.take(stretches)
            sizes = vocabulary.first.take(stretches + np.uint32(1)) - firsts
            which = ranges(firsts, sizes)
            yield vocabulary.variants.take(which), np.repeat(starts, sizes) + vocabulary.places.take(which)
            if vocabulary.more:
                for at in np.flatnonzero(vocabulary.has_more.take(stretches)).tolist():
                    further = vocabulary.more[int(stretches[at])]
                    self.more += ((form, int(starts[at]) + place) for place, form in further)


class _Field:
    """Writes the postings and forms of a text field."""

    def __init__(
        self, out: SectionWriter, name: str, line: Line, lengths: Numbers, files: tuple[IO[bytes], IO[bytes]]
    ) -> None:
        self._out, self._name, self._line, self._lengths, self._files = out, name, line, lengths, files

    def write(self, occurrences: _Occurrences, vocabulary: Vocabulary, folder: Path) -> tuple[int, int, int]:
        """Write; return the numbers of terms, of forms and of further forms."""
        counts = occurrences.counts(len(vocabulary.terms))
        used = np.flatnonzero(counts)
        spelled = list(map(vocabulary.terms.__getitem__, used.tolist()))
        terms = sorted(set(spelled))
        numbers = {term: number for number, term in enumerate(terms)}
        of_used = np.fromiter(map(numbers.__getitem__, spelled), np.int64, len(spelled))
        del spelled, numbers
        codes, count = self._forms(used, of_used, vocabulary)
        ranks = np.zeros(len(vocabulary.terms), np.uint32)
        ranks[used] = of_used
        weights = np.bincount(of_used, counts[used], len(terms)).astype(np.int64)
        postings = PostingsWriter(self._out, self._name, self._line, self._lengths, self._files)
        bounds = list(by_ranges(weights))
        for (start, end), bucket in zip(
            bounds, _buckets(occurrences, ranks, codes, bounds, folder), strict=True
        ):
            ordered = bucket[np.argsort(bucket["term"], kind="stable")]
            postings.extend(terms[start:end], weights[start:end], ordered["position"], ordered["code"])
        return postings.finish(), count, self._more(occurrences)

    def _forms(self, used: Numbers, terms: Numbers, vocabulary: Vocabulary) -> tuple[Numbers, int]:
        """Write the forms; return the code of each variant, and how many forms there are."""
        keys = [vocabulary.forms[variant] for variant in used.tolist()]
        order = sorted(range(len(used)), key=lambda number: keys[number] or b"")
        sorted_terms = terms[order]
        codes = numbered(sorted_terms)
        of_variants = np.zeros(len(vocabulary.terms), np.uint16)
        of_variants[used[order]] = codes
        bare = sum(keys[number] is None for number in order)  # which come first
        shared = np.frombuffer(bytes(vocabulary.shared), np.uint8)[used[order]]
        self._out.add(f"{self._name}/forms.counts", narrow(np.bincount(terms, minlength=1)))
        forms = FormWriter()
        words = [key for number in order[bare:] if (key := keys[number]) is not None]
        forms.extend(Forms(words, sorted_terms[bare:], codes[bare:], shared[bare:].astype(np.int64)))
        forms.write(self._out, self._name)
        return of_variants, forms.count

    def _more(self, occurrences: _Occurrences) -> int:
        """Write the further forms as terms of their own."""
        postings = PostingsWriter(self._out, f"{self._name}+", self._line, None, self._files)
        there = sorted(occurrences.more)
        counts = Counter(form for form, _ in there)
        positions = np.array([position for _, position in there], np.int64)
        postings.extend(list(counts), np.array(list(counts.values()), np.int64), positions, None)
        return postings.finish()


_ENTRY: Final = np.dtype([("term", "<u2"), ("code", "<u2"), ("position", "<u4")])


def _buckets(
    occurrences: _Occurrences, ranks: Numbers, codes: Numbers, bounds: Sequence[tuple[int, int]], folder: Path
) -> Iterator[Numbers]:
    """Part the occurrences by ranges of terms; they wait on disk, so that one range is in memory at a time."""
    if not bounds:
        for _ in occurrences:
            pass
        return
    starts = np.array([start for start, _ in bounds], np.uint32)
    buckets = (starts.searchsorted(np.arange(bounds[-1][1]), "right") - 1).astype(np.uint16)
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile(dir=folder)) for _ in bounds]
        for variants, positions in occurrences:
            ranked = ranks.take(variants)
            places = buckets.take(ranked)
            order = np.argsort(places, kind="stable")
            entries = np.empty(len(variants), _ENTRY)
            entries["term"] = ranked - starts.take(places)
            entries["code"] = codes.take(variants)
            entries["position"] = positions
            entries = entries[order]
            ends = np.cumsum(np.bincount(places, minlength=len(bounds))).tolist()
            for file, begin, end in zip(files, [0, *ends], ends, strict=False):
                file.write(entries[begin:end].tobytes())
        for file in files:
            file.seek(0)
            yield np.frombuffer(file.read(), _ENTRY)
            file.truncate(0)


def numbered(groups: Numbers) -> Numbers:
    """Return, for each element, how many before it are of the same group.

    >>> numbered(np.array([4, 7, 4, 4, 7])).tolist()
    [0, 0, 1, 2, 1]
    """
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = firsts_of(ordered)
    sizes = np.diff(first, append=len(groups))
    numbers = np.empty(len(groups), np.int64)
    numbers[order] = np.arange(len(groups)) - np.repeat(first, sizes)
    return numbers


def _starts(counts: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def _numbers(values: "array[int]") -> Numbers:
    kind = np.int32 if values.typecode == "i" else np.uint32
    return np.frombuffer(values, kind) if len(values) else np.empty(0, kind)
