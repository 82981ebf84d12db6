"""Sorted lists of words that are searched without being read: terms, and exact forms.

Words are UTF-8, in the order of their bytes, which is that of their code points.  The byte 0xFF, which UTF-8
never has, stands between them, so the search inside a block is one search for bytes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
import zstandard

from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.packing import starts_of
from searchidx.engine.whoosh.sections import Numbers, Sections, SectionWriter

BAR: Final = b"\xff"
_BLOCK: Final = 128
_FORM_BLOCK: Final = 256
_COUNT: Final = Struct("<I")
_BYTES_A_FORM: Final = 80


class TermWriter:
    """Collects the words of a field, which come in order, and writes them."""

    def __init__(self) -> None:
        self.count = 0
        self._parts: list[bytes] = []
        self._firsts: list[bytes] = []
        self._sizes: list[int] = []
        self._rest: list[bytes] = []

    def extend(self, words: Sequence[bytes]) -> None:
        self.count += len(words)
        words = [*self._rest, *words]
        whole = len(words) - len(words) % _BLOCK
        for start in range(0, whole, _BLOCK):
            self._block(words[start : start + _BLOCK])
        self._rest = list(words[whole:])

    def write(self, out: SectionWriter, name: str) -> None:
        if self._rest:
            self._block(self._rest)
        out.add(f"{name}/terms", b"".join(self._parts))
        out.add(f"{name}/terms.firsts", BAR.join(self._firsts))
        out.add(f"{name}/terms.blocks", starts_of(self._sizes).astype("<u8"))

    def _block(self, words: Sequence[bytes]) -> None:
        data = BAR + BAR.join(words) + BAR
        self._parts.append(data)
        self._firsts.append(words[0])
        self._sizes.append(len(data))


class Terms:
    """The words of a field, by number: their rank."""

    def __init__(self, sections: Sections, name: str, count: int) -> None:
        self._sections, self._name = sections, name
        self._count = count
        self._first = 0  # where the terms begin in the file

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _firsts(self) -> list[bytes]:
        firsts = self._sections.bytes(f"{self._name}/terms.firsts").split(BAR)
        if len(firsts) != -(-self._count // _BLOCK):
            raise Damage(f"the terms of {self._name} are damaged")
        return firsts

    @cached_property
    def _starts(self) -> memoryview:
        self._first, _ = self._sections.span(f"{self._name}/terms")
        starts: Numbers = self._sections.array(f"{self._name}/terms.blocks") + np.uint64(self._first)
        return starts.astype(np.int64).data

    def find(self, word: bytes) -> int:
        """Return the number of a word; -1 where it is not there."""
        if not self._count:
            return -1
        block = bisect_right(self._firsts, word) - 1
        if block < 0:
            return -1
        data = self._block(block)
        at = data.find(BAR + word + BAR)
        return -1 if at < 0 else block * _BLOCK + data.count(BAR, 0, at)

    def bound(self, word: bytes) -> int:
        """Return how many words come before a word."""
        if not self._count:
            return 0
        block = self._around(word)
        return block * _BLOCK + bisect_left(self._block(block)[1:-1].split(BAR), word)

    def _around(self, word: bytes) -> int:
        """Return the block that a word is in, if it is there."""
        return max(bisect_right(self._firsts, word) - 1, 0) if self._count else 0

    def span_of(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers of the first word that begins so, and of the one after the last."""
        first, last = self._around(prefix), self._around(prefix + BAR)
        if first == last and (not self._count or (BAR + prefix) not in self._block(first)):  # as often
            return 0, 0
        return self.bound(prefix), self.bound(prefix + BAR)

    def at(self, number: int) -> bytes:
        """Return the word with this number."""
        return self._block(number // _BLOCK)[1:-1].split(BAR)[number % _BLOCK]

    def slice(self, start: int, end: int) -> list[bytes]:
        """Return the words of these numbers."""
        if start >= end:
            return []
        first, last = start // _BLOCK, (end - 1) // _BLOCK
        blocks = (self._block(block)[1:-1].split(BAR) for block in range(first, last + 1))
        words = list(chain.from_iterable(blocks))
        return words[start - first * _BLOCK : end - first * _BLOCK]

    def in_order(self) -> bool:
        """Tell whether blocks begin where those before end, and with the words that are named."""
        if not self._count:
            return True
        starts = np.array(self._starts)
        return (
            _fill(starts, self._sections.span(f"{self._name}/terms"))
            and [self.at(number * _BLOCK) for number in range(len(starts) - 1)] == self._firsts
        )

    def pivots(self, step: int) -> list[bytes]:
        """Return every so manieth word, roughly."""
        return self._firsts[:: max(1, step // _BLOCK)] if self._count else []

    def _block(self, number: int) -> bytes:
        start, end = self._starts[number], self._starts[number + 1]
        self._sections.look(f"{self._name}/terms", start - self._first, end - self._first)
        data = self._sections.map[start:end]
        if not (data.startswith(BAR) and data.endswith(BAR)):
            raise Damage(f"the terms of {self._name} are damaged")
        return data


class Forms(NamedTuple):
    """Exact forms in order, and what each stands for.

    ``terms`` are the numbers of their terms; ``codes`` tell apart the forms of one term; ``shared`` is
    true of a form that somewhere shares its position with another.
    """

    words: list[bytes]
    terms: Numbers
    codes: Numbers
    shared: Numbers


def key_of(form: str) -> bytes:
    """Return how a form is kept: ``peche=pêche``, and shorter where folding changes nothing: ``crue``.

    >>> key_of("crue=crue"), key_of("peche=pêche") == "peche=pêche".encode()
    (b'crue', True)
    """
    folded, _, exact = form.partition("=")
    return (folded if folded == exact else form).encode()


class FormWriter:
    """Writes the forms of a field, which come in order, in compressed blocks."""

    def __init__(self) -> None:
        self.count = 0
        self._blocks: list[bytes] = []
        self._firsts: list[bytes] = []
        self._compress = zstandard.ZstdCompressor(level=3).compress
        self._rest = Forms([], *(np.empty(0, np.int64) for _ in range(3)))

    def extend(self, forms: Forms) -> None:
        self.count += len(forms.words)
        joined = Forms(
            [*self._rest.words, *forms.words],
            *(np.concatenate(pair) for pair in zip(self._rest[1:], forms[1:], strict=True)),
        )
        whole = len(joined.words) - len(joined.words) % _FORM_BLOCK
        for start in range(0, whole, _FORM_BLOCK):
            self._block(_part(joined, start, start + _FORM_BLOCK))
        self._rest = _part(joined, whole, len(joined.words))

    def write(self, out: SectionWriter, name: str) -> None:
        if self._rest.words:
            self._block(self._rest)
        out.add(f"{name}/forms", b"".join(self._blocks))
        out.add(f"{name}/forms.firsts", BAR.join(self._firsts))
        out.add(f"{name}/forms.blocks", starts_of(list(map(len, self._blocks))).astype("<u8"))

    def _block(self, forms: Forms) -> None:
        numbers = np.diff(forms.terms, prepend=0).astype("<i4")
        codes = (forms.codes.astype("<u4") << 1) | forms.shared.astype("<u4")
        parts = (_COUNT.pack(len(forms.words)), numbers.tobytes(), codes.tobytes(), BAR.join(forms.words))
        self._blocks.append(self._compress(b"".join(parts)))
        self._firsts.append(forms.words[0])


class FormTable:
    """The forms of a field; blocks that were looked at lately are kept."""

    def __init__(self, sections: Sections, name: str, count: int, kept: Kept) -> None:
        self._sections, self._name, self._kept = sections, name, kept
        self._count = count
        self._first = 0  # where the forms begin in the file

    def find(self, form: str) -> tuple[int, int] | None:
        """Return the number of the term of a form, and its code."""
        key = key_of(form)
        forms = self._between(key, key + b"\0", self._block)
        return (int(forms.terms[0]), int(forms.codes[0])) if forms.words else None

    def beginning_with(self, prefix: str) -> Forms:
        return self._between(prefix.encode(), prefix.encode() + BAR, self._block)

    def spelled(self, folded: str) -> list[tuple[int, int]]:
        """Return the number of the term and the code of each form that folds so."""
        key = folded.encode()
        forms = self._between(key, key + b"=" + BAR, self._block)
        return [
            (int(term), int(code))
            for word, term, code in zip(forms.words, forms.terms, forms.codes, strict=True)
            if word == key or word.startswith(key + b"=")
        ]

    def most_beginning_with(self, prefix: str) -> int:
        """Return how many forms begin so at most, for the blocks that they are in."""
        return _FORM_BLOCK * len(self._blocks_of(prefix.encode(), prefix.encode() + BAR))

    def pivots(self, step: int) -> list[bytes]:
        """Return every so manieth form, roughly."""
        return self._firsts[:: max(1, step // _FORM_BLOCK)]

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _firsts(self) -> list[bytes]:
        if not self._count:
            return []
        return self._sections.bytes(f"{self._name}/forms.firsts").split(BAR)

    def between(self, low: bytes, high: bytes) -> Forms:
        """Return the forms from ``low`` on, before ``high``; for a merge, which reads each once."""
        return self._between(low, high, self._read)

    def _between(self, low: bytes, high: bytes, block: Callable[[int], Forms]) -> Forms:
        blocks = [block(number) for number in self._blocks_of(low, high)]
        if not blocks:
            return Forms([], *(np.empty(0, np.int64) for _ in range(3)))
        joined = blocks[0]
        if len(blocks) > 1:
            joined = Forms(
                list(chain.from_iterable(block.words for block in blocks)),
                *(np.concatenate(parts) for parts in list(zip(*blocks, strict=True))[1:]),
            )
        return _part(joined, bisect_left(joined.words, low), bisect_left(joined.words, high))

    def _blocks_of(self, low: bytes, high: bytes) -> range:
        """Return the blocks that may have forms from ``low`` on, before ``high``."""
        return range(max(bisect_right(self._firsts, low) - 1, 0), bisect_left(self._firsts, high))

    @cached_property
    def _starts(self) -> list[int]:
        self._first, _ = self._sections.span(f"{self._name}/forms")
        starts: list[int] = (
            self._sections.array(f"{self._name}/forms.blocks") + np.uint64(self._first)
        ).tolist()
        return starts

    def in_order(self) -> bool:
        """Tell whether blocks begin where those before end, and with the forms that are named."""
        if not self._count:
            return True
        starts = np.array(self._starts)
        return (
            _fill(starts, self._sections.span(f"{self._name}/forms"))
            and [self._read(number).words[0] for number in range(len(starts) - 1)] == self._firsts
        )

    def _block(self, number: int) -> Forms:
        block: Forms | None = self._kept.get((self, number))
        if block is None:
            block = self._read(number)
            self._kept.put((self, number), block, _BYTES_A_FORM * len(block.words))
        return block

    def _read(self, number: int) -> Forms:
        start, end = self._starts[number], self._starts[number + 1]
        self._sections.look(f"{self._name}/forms", start - self._first, end - self._first)
        data = zstandard.ZstdDecompressor().decompress(self._sections.map[start:end])
        (count,) = _COUNT.unpack_from(data)
        words = data[_COUNT.size + 8 * count :].split(BAR)
        if len(words) != count:
            raise Damage(f"the forms of {self._name} are damaged")
        numbers = np.frombuffer(data, "<i4", count, _COUNT.size).cumsum(dtype=np.int64)
        codes = np.frombuffer(data, "<u4", count, _COUNT.size + 4 * count).astype(np.int64)
        return Forms(words, numbers, codes >> 1, codes & 1)


def _part(forms: Forms, start: int, end: int) -> Forms:
    return Forms(
        forms.words[start:end], forms.terms[start:end], forms.codes[start:end], forms.shared[start:end]
    )


def _fill(starts: Numbers, span: tuple[int, int]) -> bool:
    """Tell whether blocks fill a section, one behind the other."""
    return bool((starts[0], starts[-1]) == span and (np.diff(starts) > 0).all())
