"""Where do texts fall apart?  Many texts at once, as bytes.

No word crosses white space, but for a number in groups, *2 500*; its spaces are joined up first.  So what stands
between white space, a *stretch*, says by itself what is indexed of it.  Points, commas and the like at either
end of a stretch say nothing, and are left off.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from searchidx.analysis.tokenizer import THOUSANDS
from searchidx.engine.whoosh.sections import Numbers

JOINER: Final = 0xFF
"""Stands for a space inside a number; UTF-8 never has that byte."""
LONGEST: Final = 24
"""Bytes of a stretch that is read as three words of the processor."""

_PUNCTUATION: Final = b'.,;:!?"()-'
_SPACE, _SIGN, _DIGIT, _LEAD = 1, 2, 4, 8
_CLASSES: Final = bytes(
    _SPACE
    if byte in b"\t\n\v\f\r\x1c\x1d\x1e\x1f "
    else _SIGN
    if byte in _PUNCTUATION
    else _DIGIT
    if byte in b"0123456789"
    else _LEAD  # of white space of several bytes, perhaps
    if byte in b"\xc2\xe1\xe2\xe3"
    else 0
    for byte in range(256)
)
TEXT: Final = _CLASSES
"""How bytes of a text are read."""
ADDRESS: Final = bytes(0 if chr(byte).isalnum() and byte < 128 else _SPACE for byte in range(256))  # noqa: PLR2004  ASCII
"""How bytes of an address are read: words are runs of letters and digits."""
_WIDE: Final = [
    chr(code).encode()
    for code in (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]
"""White space of several bytes."""
_GROUPING: Final = {space.encode() for space in THOUSANDS} - {b" "}
_ROUNDS: Final = 2
"""Signs that are left off at each end."""


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


_PADDING: Final = LONGEST + 8
_THREE: Final = 0xE0
"""Bytes that begin three, and not two."""
_WIDE_NUMBERS: Final = np.array(sorted(map(_number, _WIDE)), np.uint32)
_GROUPING_NUMBERS: Final = np.array(sorted(map(_number, _GROUPING)), np.uint32)
_MASKS: Final = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)


class Stretches(NamedTuple):
    """The stretches of some texts, one after the other.

    Attributes
    ----------
    data: all texts, with `JOINER` for each byte of a space inside a number.
    starts, ends: of each stretch, in ``data``.
    counts: of each text, its stretches.
    """

    data: bytearray
    starts: Numbers
    ends: Numbers
    counts: Numbers

    def words(self) -> tuple[Numbers, ...]:
        """Return the first `LONGEST` bytes of each stretch as numbers of eight bytes, with zeros behind its end."""
        every = np.ndarray((len(self.data) - 7,), "<u8", self.data, 0, (1,)).copy()
        sizes = self.ends - self.starts
        return tuple(
            every.take(self.starts + at) & _MASKS.take(sizes - at, mode="clip") for at in range(0, LONGEST, 8)
        )

    def some(self, numbers: Numbers) -> list[bytes]:
        """Return the bytes of some stretches."""
        starts, ends = self.starts.take(numbers).tolist(), self.ends.take(numbers).tolist()
        return [bytes(self.data[start:end]) for start, end in zip(starts, ends, strict=True)]


def cut(texts: Sequence[bytes], classes_of: bytes = TEXT) -> Stretches:
    """Cut texts, which are UTF-8; ``classes_of`` is `TEXT` or `ADDRESS`."""
    data = bytearray(b"\n".join([*texts, bytes(_PADDING)]))
    classes = np.frombuffer(data.translate(classes_of), np.uint8)
    _read_spaces(np.frombuffer(data, np.uint8), classes)
    spaces = classes & np.uint8(_SPACE)
    signs = (classes & np.uint8(_SIGN)) >> np.uint8(1)
    for _ in range(_ROUNDS):
        spaces[:-1] |= signs[:-1] & spaces[1:]
        spaces[1:] |= signs[1:] & spaces[:-1]
    bounds = np.array(list(accumulate([len(text) + 1 for text in texts])), np.int64)
    spaces[-_PADDING - 1 :] = 1
    blank = spaces.view(bool)
    starts = (blank[:-1] & ~blank[1:]).nonzero()[0] + 1
    ends = (~blank[:-1] & blank[1:]).nonzero()[0] + 1
    if not blank[0]:
        starts = np.concatenate(([0], starts))
    counts = np.diff(starts.searchsorted(bounds), prepend=0)
    return Stretches(data, starts, ends, counts)


def _read_spaces(inside: Numbers, classes: Numbers) -> None:
    """Classify white space of several bytes, and join up the numbers in groups."""
    lead = (classes == _LEAD).nonzero()[0]
    wide = inside.take(lead).astype(np.uint32) | inside.take(lead + 1).astype(np.uint32) << np.uint32(8)
    three = inside.take(lead) >= _THREE
    wide[three] |= inside.take(lead[three] + 2).astype(np.uint32) << np.uint32(16)
    found = _among(wide, _WIDE_NUMBERS)
    grouping = _among(wide, _GROUPING_NUMBERS)
    digits = classes == _DIGIT
    plain = inside[1:-4] == ord(" ")
    plain &= digits[:-5]
    for after in (2, 3, 4):
        plain &= digits[after : after - 5]
    plain &= ~digits[5:]
    joined = [(plain.nonzero()[0] + 1, 1)]
    for size, of_size in ((2, ~three), (3, three)):
        at = lead[found & of_size]
        for step in range(size):
            classes[at + step] = _SPACE
        at = lead[grouping & of_size]
        follows = digits.take(at + size) & digits.take(at + size + 1) & digits.take(at + size + 2)
        joined.append((at[digits.take(at - 1) & follows & ~digits.take(at + size + 3)], size))
    for at, size in joined:
        for step in range(size):
            inside[at + step] = JOINER
            classes[at + step] = 0


def _among(values: Numbers, some: Numbers) -> Numbers:
    found: Numbers = some.take(some.searchsorted(values), mode="clip") == values
    return found
