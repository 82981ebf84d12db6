"""The words of a text field to postings: numbers of stretches, which are sorted once.

No token is made, and no posting is held as an object.  The stretches wait on disk, and so do the occurrences
that are computed of them, parted by ranges of terms, so that one range is in memory at a time.
"""

import tempfile
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import numpy as np

from searchidx.engine.whoosh.dictionary import Forms, FormWriter
from searchidx.engine.whoosh.packing import narrow, ranges, starts_of
from searchidx.engine.whoosh.postings import Line, firsts_of
from searchidx.engine.whoosh.postings_writer import PostingsWriter
from searchidx.engine.whoosh.sections import Numbers, SectionWriter
from searchidx.engine.whoosh.vocabulary import Vocabulary

_ONE_SORT: Final = 1 << 19
"""Occurrences that are sorted together."""
_ONE_SLICE: Final = 1 << 18
"""Stretches of text that are looked up together."""
_SORTED_TERMS: Final = 1 << 16

_NO_NUMBERS: Final = np.empty(0, np.int64)


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


class Text:
    """A text field: the stretches of all its texts, which wait on disk, and how many stretches and words each text has."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  it goes with the builder
        self._counts: list[Numbers] = []
        self._lengths: list[Numbers] = []
        self.words = 0

    def extend(self, stretches: Numbers, counts: Numbers, tokens: Numbers) -> None:
        """Add texts: their stretches, how many each has, and how many words are in each of these stretches."""
        self._file.write(stretches.tobytes())
        self._counts.append(counts)
        ends = starts_of(tokens)
        self._lengths.append(np.diff(ends.take(starts_of(counts))))
        self.words += int(ends[-1])

    @property
    def lengths(self) -> Numbers:
        """The words of each text."""
        return np.concatenate([_NO_NUMBERS, *self._lengths])

    def slices(self) -> Iterator[tuple[slice, Numbers, Numbers]]:
        """Yield some documents after the other: their numbers, their stretches, and how many each has."""
        self._file.seek(0)
        counts = np.concatenate([_NO_NUMBERS, *self._counts])
        ends = starts_of(counts)
        start = 0
        while start < len(counts):
            end = int(np.searchsorted(ends, ends[start] + _ONE_SLICE, "right")) - 1
            end = min(max(end, start + 1), len(counts))
            stretches = np.frombuffer(self._file.read(4 * int(ends[end] - ends[start])), np.uint32)
            yield slice(start, end), stretches, counts[start:end]
            start = end

    def close(self) -> None:
        with suppress(OSError):  # a full disk may not take the rest, which nobody reads
            self._file.close()


class Arrays:
    """A vocabulary as arrays of their own: it goes on to grow, which it could not while one looks at it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.tokens = numbers_in(vocabulary.tokens).copy()
        self.first = numbers_in(vocabulary.first).copy()
        self.places = numbers_in(vocabulary.places).copy()
        self.variants = numbers_in(vocabulary.variants).copy()
        self.more = vocabulary.more
        self.has_more = np.zeros(len(self.tokens), bool)
        self.has_more[list(self.more)] = True


class Occurrences:
    """What stands where in a text field, slice by slice.

    ``begins`` says where each text begins on the line, ``lengths`` how many words it has.
    """

    def __init__(self, text: Text, begins: Numbers, lengths: Numbers, vocabulary: Arrays) -> None:
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
            tokens = starts_of(vocabulary.tokens.take(stretches))
            shifts = self._begins[documents] - tokens.take(starts_of(counts)[:-1])
            starts = (tokens[:-1] + np.repeat(shifts, counts)).astype(np.uint32)
            firsts = vocabulary.first.take(stretches)
            sizes = vocabulary.first.take(stretches + np.uint32(1)) - firsts
            which = ranges(firsts, sizes)
            yield vocabulary.variants.take(which), np.repeat(starts, sizes) + vocabulary.places.take(which)
            if vocabulary.more:
                for at in np.flatnonzero(vocabulary.has_more.take(stretches)).tolist():
                    further = vocabulary.more[int(stretches[at])]
                    self.more += ((form, int(starts[at]) + place) for place, form in further)


class FieldOfText:
    """Writes the postings and forms of a text field."""

    def __init__(
        self, out: SectionWriter, name: str, line: Line, lengths: Numbers, files: tuple[IO[bytes], IO[bytes]]
    ) -> None:
        self._out, self._name, self._line, self._lengths, self._files = out, name, line, lengths, files

    def write(self, occurrences: Occurrences, vocabulary: Vocabulary, folder: Path) -> tuple[int, int, int]:
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
            if end - start == 1 and len(bucket) > _ONE_SORT:
                postings.extend_long(terms[start], len(bucket), [(bucket["position"], bucket["code"])])
                continue
            ordered = bucket[np.argsort(bucket["term"], kind="stable")]
            del bucket
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

    def _more(self, occurrences: Occurrences) -> int:
        """Write the further forms as terms of their own."""
        postings = PostingsWriter(self._out, f"{self._name}+", self._line, None, self._files)
        there = sorted(occurrences.more)
        counts = Counter(form for form, _ in there)
        positions = np.array([position for _, position in there], np.int64)
        postings.extend(list(counts), np.array(list(counts.values()), np.int64), positions, None)
        return postings.finish()


_ENTRY: Final = np.dtype([("term", "<u2"), ("code", "<u2"), ("position", "<u4")])


def _buckets(
    occurrences: Occurrences, ranks: Numbers, codes: Numbers, bounds: Sequence[tuple[int, int]], folder: Path
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


def numbers_in(values: "array[int]") -> Numbers:
    kind = np.int32 if values.typecode == "i" else np.uint32
    return np.frombuffer(values, kind) if len(values) else np.empty(0, kind)
