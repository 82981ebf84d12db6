"""Small numbers in few bits, decodable in bulk and one by one.

Patched frame of reference (Zukowski et al., Super-Scalar RAM-CPU Cache Compression, 2006): numbers take a
fixed width of 0, 1, 2, 4, 8, 16 or 32 bits, and the few that do not fit stand behind with their places::

    width (u8), bytes of the value of an exception (u8), exceptions (u32),
    numbers, places of exceptions (u32 each), their values

The largest number of a type counts as one that does not fit, so that 1 may be added to all that are unpacked.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Any, Final

import numpy as np

from searchidx.engine.whoosh.sections import Numbers

_HEADER: Final = Struct("<BBI")
EMPTY: Final = _HEADER.size
"""Bytes of packed numbers that are all 0."""
_WIDTHS: Final = (0, 1, 2, 4, 8, 16, 32)
_BYTE: Final = 8
_LANES: Final = {1: 3, 2: 2, 4: 1}
"""Numbers of a width in a byte, as a power of two."""
_EXCEPTION_BITS: Final = 48
_WHOLE: Final = {8: "<u1", 16: "<u2", 32: "<u4"}
_TYPES: Final[dict[int, np.dtype[Any]]] = {1: np.dtype("<u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
_PLACE: Final = np.dtype("<u4")


def _spread(width: int) -> Numbers:
    """Return, for each byte, the numbers of ``width`` bits in it as one little-endian word."""
    per = _BYTE // width
    parts = (np.arange(256)[:, None] >> (np.arange(per) * width)) & ((1 << width) - 1)
    return parts.astype(np.uint8).view(f"<u{per}").ravel()


_SPREAD: Final[dict[int, Numbers]] = {}


def narrow(values: Numbers) -> Numbers:
    """Return unsigned numbers in the smallest type that holds them."""
    return values.astype(_kind(int(values.max()) if len(values) else 0))


def _kind(top: int) -> str:
    """Return the smallest unsigned type that holds a number."""
    return next(kind for kind in ("<u1", "<u2", "<u4", "<u8") if top < 1 << 8 * int(kind[-1]))


def pack(values: Numbers) -> bytes:
    """Pack unsigned numbers below 2**32 - 1; the reader must know how many there are."""
    count, top = len(values), int(values.max()) if len(values) else 0
    values = values.astype(_kind(top), copy=False)
    width, exceptions = _fit(values, top, count)
    if not exceptions:
        return _HEADER.pack(width, 1, 0) + _pack(values, width)
    outside = values >= np.uint32(_limit(width))
    places = np.flatnonzero(outside)
    size = next(size for size in _TYPES if top < _limit(_BYTE * size))
    return b"".join(
        (
            _HEADER.pack(width, size, exceptions),
            _pack(np.where(outside, 0, values), width),
            places.astype(_PLACE).tobytes(),
            values[places].astype(_TYPES[size]).tobytes(),
        )
    )


def unpack(data: memoryview | bytes, count: int) -> Numbers:
    """Return all numbers, of an unsigned type in which 1 can be added to them."""
    width, size, exceptions = _HEADER.unpack_from(data)
    if width == 0:
        values = np.zeros(count, np.uint8)
    elif width in _WHOLE:
        values = np.frombuffer(data, _WHOLE[width], count, _HEADER.size)
    else:
        values = _unpack(np.frombuffer(data, np.uint8, (count * width + 7) // 8, _HEADER.size), width)[:count]
    if exceptions:
        places, beyond = _exceptions(data, count, width, size, exceptions)
        if width in _WHOLE or size > 1:
            values = values.astype(_TYPES[max(size, width // _BYTE)])
        values[places] = beyond
    return values


def take(data: memoryview | bytes, count: int, at: Numbers) -> Numbers:
    """Return the numbers at some places, of an unsigned type in which 1 can be added to them."""
    if len(at) * _BYTE > count:
        return unpack(data, count).take(at)
    width, size, exceptions = _HEADER.unpack_from(data)
    values: Numbers
    if width == 0:
        values = np.zeros(len(at), np.uint8)
    elif width in _WHOLE:
        values = np.frombuffer(data, _WHOLE[width], count, _HEADER.size).take(at)
    else:
        raw = np.frombuffer(data, np.uint8, (count * width + 7) // 8, _HEADER.size)
        shift = _LANES[width]
        values = raw.take(at >> shift)
        values >>= ((at & ((1 << shift) - 1)) * width).astype(np.uint8)
        values &= (1 << width) - 1
    if exceptions:
        places, beyond = _exceptions(data, count, width, size, exceptions)
        found = places.searchsorted(at.astype(_PLACE, copy=False))
        outside = places.take(found, mode="clip") == at
        if outside.any():
            values = values.astype(_TYPES[max(size, width // _BYTE)])
            values[outside] = beyond.take(found[outside])
    return values


def _exceptions(
    data: memoryview | bytes, count: int, width: int, size: int, exceptions: int
) -> tuple[Numbers, Numbers]:
    """Return the places of the numbers that do not fit, and these numbers."""
    start = _HEADER.size + (count * width + 7) // 8
    places = np.frombuffer(data, _PLACE, exceptions, start)
    return places, np.frombuffer(data, _TYPES[size], exceptions, start + _PLACE.itemsize * exceptions)


def starts_of(counts: Numbers | Sequence[int]) -> Numbers:
    """Return where each of some things begins that have so many parts, and the end.

    >>> starts_of([2, 0, 3]).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """Return ``start, start + 1 … start + count - 1`` for each pair, one after the other.

    >>> ranges(np.array([10, 20, 5]), np.array([2, 0, 3])).tolist()
    [10, 11, 5, 6, 7]
    """
    ends = np.add.accumulate(counts, dtype=np.int64)
    which: Numbers = (starts - ends + counts).repeat(counts)
    which += np.arange(len(which))
    return which


def _limit(width: int) -> int:
    """Return the number from which on numbers do not fit into so many bits."""
    return (1 << width) - (width >= _BYTE)


def _fit(values: Numbers, top: int, count: int) -> tuple[int, int]:
    """Return the width that takes the least room, and how many numbers it does not hold."""
    best = (1 << 62, 0, 0)
    for width in _WIDTHS:
        limit = _limit(width)
        exceptions = 0 if top < limit else int(np.count_nonzero(values >= np.uint32(limit)))
        best = min(best, (count * width + _EXCEPTION_BITS * exceptions, width, exceptions))
        if not exceptions:
            break
    return best[1], best[2]


def _pack(values: Numbers, width: int) -> bytes:
    if width == 0:
        return b""
    if width in _WHOLE:
        return values.astype(_WHOLE[width]).tobytes()
    if width == 1:
        return np.packbits(values.astype(np.uint8), bitorder="little").tobytes()
    per = _BYTE // width
    padded = np.zeros(-(-len(values) // per) * per, np.uint8)
    padded[: len(values)] = values
    lanes = padded.reshape(-1, per)
    packed = lanes[:, 0].copy()
    for lane in range(1, per):
        packed |= lanes[:, lane] << np.uint8(lane * width)
    return packed.tobytes()


def _unpack(raw: Numbers, width: int) -> Numbers:
    """Return the numbers of 1, 2 or 4 bits in some bytes."""
    if width == 1:
        return np.unpackbits(raw, bitorder="little")
    if width not in _SPREAD:
        _SPREAD[width] = _spread(width)
    return _SPREAD[width].take(raw).view(np.uint8)
