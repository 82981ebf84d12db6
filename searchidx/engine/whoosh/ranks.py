"""The documents of a frequent term as bits: whether one is among them, and its place there, is computed.

A list of a million documents takes four megabytes, and a search in it misses the processor's caches; their bits
take an eighth of one (Jacobson, Space-efficient Static Trees and Graphs, 1989).
"""

from struct import Struct
from typing import Final

import numpy as np
from pyroaring import BitMap

from searchidx.engine.whoosh.sections import Numbers

_WORD: Final = 64
_CHUNK: Final = 1 << 16
"""Documents of a container of a Roaring bitmap."""
_PLAIN: Final = 12346
"""What a Roaring bitmap begins with that has no containers of runs (https://github.com/RoaringBitmap/RoaringFormatSpec)."""
_HEADER: Final = Struct("<II")
_LONGEST_LIST: Final = 4096
"""Documents of a container from which it is bits."""


class Ranks:
    """Documents below ``size``, given as a portable Roaring bitmap."""

    def __init__(self, data: memoryview, size: int) -> None:
        self._bits = _bits(data, size).view("<u8")
        counts = np.bitwise_count(self._bits)
        self._before = np.add.accumulate(counts, dtype=np.uint32)
        self._before -= counts

    def find(self, documents: Numbers) -> tuple[Numbers, Numbers]:
        """Tell which of some documents are there, and how many stand before each."""
        words = documents // np.uint32(_WORD)
        bits = self._bits.take(words)
        at = (documents & np.uint32(_WORD - 1)).astype(np.uint64)
        there = (bits >> at).astype(np.uint8) & np.uint8(1) != 0
        bits &= (np.uint64(1) << at) - np.uint64(1)
        return there, self._before.take(words) + np.bitwise_count(bits)


def _bits(data: memoryview, size: int) -> Numbers:
    """Return a byte for eight documents, the first one lowest; whole words of them."""
    bits = np.zeros(-(-size // _CHUNK) * _CHUNK // 8, np.uint8)
    cookie, containers = _HEADER.unpack_from(data)
    if cookie != _PLAIN:
        documents = np.zeros(8 * len(bits), bool)
        documents[np.frombuffer(BitMap.deserialize(bytes(data)).to_array(), np.uint32)] = True
        return np.packbits(documents, bitorder="little")
    header = np.frombuffer(data, "<u2", 2 * containers, _HEADER.size)
    begins = np.frombuffer(data, "<u4", containers, _HEADER.size + 4 * containers)
    for key, less, begin in zip(header[::2].tolist(), header[1::2].tolist(), begins.tolist(), strict=True):
        here = bits[key * _CHUNK // 8 : (key + 1) * _CHUNK // 8]
        if less >= _LONGEST_LIST:
            here[:] = np.frombuffer(data, np.uint8, _CHUNK // 8, begin)
        else:
            single = np.zeros(_CHUNK, bool)
            single[np.frombuffer(data, "<u2", less + 1, begin)] = True
            here[:] = np.packbits(single, bitorder="little")
    return bits
