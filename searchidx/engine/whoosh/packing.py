"""Small numbers in few bits, decodable in bulk and one by one.

Patched frame of reference (Zukowski et al., Super-Scalar RAM-CPU Cache Compression, 2006): numbers take a
fixed width of 0, 1, 2, 4, 8, 16 or 32 bits, and the few that do not fit stand behind with their places::

    width (u8), exceptions (u32), numbers, places of exceptions (u32 each), their values (u32 each)
"""

from struct import Struct
from typing import Final

import numpy as np

from searchidx.engine.whoosh.sections import Numbers

_HEADER: Final = Struct("<BI")
_WIDTHS: Final = (0, 1, 2, 4, 8, 16, 32)
_BYTE: Final = 8
_EXCEPTION_BITS: Final = 64
_WHOLE: Final = {8: "<u1", 16: "<u2", 32: "<u4"}


def _spread(width: int) -> Numbers:
    """Return, for each byte, the numbers of ``width`` bits in it as one little-endian word."""
    per = _BYTE // width
    parts = (np.arange(256)[:, None] >> (np.arange(per) * width)) & ((1 << width) - 1)
    return parts.astype(np.uint8).view(f"<u{per}").ravel()


_SPREAD: Final[dict[int, Numbers]] = {}


def narrow(values: Numbers) -> Numbers:
    """Return unsigned numbers in the smallest type that holds them."""
    top = int(values.max()) if len(values) else 0
    for kind in ("<u1", "<u2", "<u4"):
        if top < 1 << 8 * int(kind[-1]):
            return values.astype(kind)
    return values.astype("<u8")


def pack(values: Numbers) -> bytes:
    """Pack unsigned numbers below 2**32; the reader must know how many there are."""
    count, top = len(values), int(values.max()) if len(values) else 0
    width, exceptions = _fit(values, top, count)
    places = np.empty(0, "<u4")
    beyond = places
    if exceptions:
        outside = values >= 1 << width
        places = np.flatnonzero(outside).astype("<u4")
        beyond = values[places].astype("<u4")
        values = np.where(outside, 0, values)
    return b"".join(
        (_HEADER.pack(width, exceptions), _pack(values, width), places.tobytes(), beyond.tobytes())
    )


def unpack(data: memoryview | bytes, count: int) -> Numbers:
    """Return all numbers, of an unsigned type."""
    width, exceptions = _HEADER.unpack_from(data)
    end = _HEADER.size + (count * width + 7) // 8
    if width == 0:
        values = np.zeros(count, np.uint8)
    elif width in _WHOLE:
        values = np.frombuffer(data, _WHOLE[width], count, _HEADER.size)
    else:
        raw = np.frombuffer(data, np.uint8, end - _HEADER.size, _HEADER.size)
        if width == 1:
            values = np.unpackbits(raw, count=count, bitorder="little")
        else:
            if width not in _SPREAD:
                _SPREAD[width] = _spread(width)
            values = _SPREAD[width].take(raw).view(np.uint8)[:count]
    if exceptions:
        places = np.frombuffer(data, "<u4", exceptions, end)
        values = values.astype(np.uint32)
        values[places] = np.frombuffer(data, "<u4", exceptions, end + 4 * exceptions)
    return values


def take(data: memoryview | bytes, count: int, at: Numbers) -> Numbers:
    """Return the numbers at some places."""
    width, exceptions = _HEADER.unpack_from(data)
    if exceptions or width == 0 or len(at) * 8 > count:
        return unpack(data, count).take(at)
    if width in _WHOLE:
        return np.frombuffer(data, _WHOLE[width], count, _HEADER.size).take(at)
    raw = np.frombuffer(data, np.uint8, (count * width + 7) // 8, _HEADER.size)
    per = _BYTE // width
    lanes = raw.take(at // per) >> ((at % per) * width).astype(np.uint8)
    values: Numbers = lanes & np.uint8((1 << width) - 1)
    return values


def ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """Return ``start, start + 1 … start + count - 1`` for each pair, one after the other.

    >>> ranges(np.array([10, 20, 5]), np.array([2, 0, 3])).tolist()
    [10, 11, 5, 6, 7]
    """
    ends = np.cumsum(counts, dtype=np.int64)
    shifts = starts.astype(np.int64)
    shifts[1:] -= ends[:-1]
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) + np.repeat(shifts, counts)


def _fit(values: Numbers, top: int, count: int) -> tuple[int, int]:
    """Return the width that takes the least room, and how many numbers it does not hold."""
    if top == 0:
        return 0, 0
    histogram = np.bincount(np.minimum(values, 256), minlength=257)
    below = np.cumsum(histogram)
    best = (1 << 62, 0, 0)
    for width in _WIDTHS:
        if width <= _BYTE:
            exceptions = count - int(below[(1 << width) - 1])
        else:
            exceptions = int(np.count_nonzero(values >= 1 << width)) if top >= 1 << width else 0
        best = min(best, (count * width + _EXCEPTION_BITS * exceptions, width, exceptions))
        if top < 1 << width:
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
