"""A file of named sections, written once and mapped into memory: what every file of a segment is made of.

::

    magic, 8 bytes
    sections, each at a multiple of 8
    checksums: of each section of more than 64 kB, the crc32 of every 4 kB of it, so that what is read can be checked
    directory, JSON: {"file": its name, "counts": {…}, "sections": {name: [offset, bytes, dtype, crc32]},
        "checksums": {name: offset}}
    footer: offset of the directory (u64), its bytes (u32), its crc32 (u32), magic, 8 bytes

Everything is little-endian.  ``docs/format.md`` describes the sections.
"""

import json
import mmap
import os
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import numpy as np

from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.folder import create, opened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]
    """A one-dimensional array of integers."""
else:  # numpy.typing takes 2 ms to import
    Numbers = np.ndarray

MAGIC: Final = b"SDXSEG2\n"
_FOOTER: Final = Struct("<QII8s")
_END: Final = b"SDXEND2\n"
_ALIGNMENT: Final = 8
_CHEAP: Final = 1 << 16
"""Bytes of a section that is small enough to be checked whenever it is first read."""
_BLOCK: Final = 1 << 12
"""Bytes of a larger one that are checked together, when one of them is first read."""
_PIECE: Final = 1 << 22
_SUM: Final = Struct("<I")
_UNSEEN: Final = b"\0"


class SectionWriter:
    """Writes the sections one after the other; a file that is not finished has no footer."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._file = create(path)
        self._file.write(MAGIC)
        self._at = len(MAGIC)
        self._sections: dict[str, tuple[int, int, str, int]] = {}
        self._checksums: dict[str, array[int]] = {}

    def add(self, name: str, data: bytes | Numbers) -> None:
        """Write one section: bytes, or numbers of a little-endian type."""
        dtype = "" if isinstance(data, bytes) else data.dtype.str.replace("|", "<")
        with self.section(name, dtype) as write:
            write(data)

    @contextmanager
    def section(self, name: str, dtype: str = "") -> "Iterator[Appending]":
        """Write one section piece by piece."""
        assert name not in self._sections
        padding = -self._at % _ALIGNMENT
        self._file.write(bytes(padding))
        appending = Appending(self._file)
        yield appending
        start = self._at + padding
        self._sections[name] = (start, appending.size, dtype, appending.checksum)
        self._at = start + appending.size
        if appending.size > _CHEAP:
            self._checksums[name] = appending.blocks()

    def finish(self, counts: Mapping[str, object]) -> None:
        places: dict[str, int] = {}
        for name, blocks in self._checksums.items():
            places[name] = self._at
            self._at += self._file.write(np.array(blocks, "<u4").tobytes())
        content = {"file": self._name, "counts": counts, "sections": self._sections, "checksums": places}
        directory = json.dumps(content, ensure_ascii=False).encode()
        self._file.write(directory)
        self._file.write(_FOOTER.pack(self._at, len(directory), crc32(directory), _END))
        self._file.close()

    def abandon(self) -> None:
        with suppress(OSError):  # what waits to be written may not fit; the file is closed all the same
            self._file.close()


class Appending:
    def __init__(self, file: Any) -> None:  # noqa: ANN401  a binary file
        self._file = file
        self.size = 0
        self.checksum = 0
        self._blocks = array("I")
        self._last = 0

    def __call__(self, data: bytes | Numbers) -> None:
        raw: bytes | memoryview = (
            data if isinstance(data, bytes) else np.ascontiguousarray(data).view("u1").data
        )
        self._file.write(raw)
        self.checksum = crc32(raw, self.checksum)
        view, at = memoryview(raw), 0
        while at < len(view):
            end = min(len(view), at + _BLOCK - (self.size + at) % _BLOCK)
            self._last = crc32(view[at:end], self._last)
            at = end
            if (self.size + at) % _BLOCK == 0:
                self._blocks.append(self._last)
                self._last = 0
        self.size += len(view)

    def blocks(self) -> "array[int]":
        """Return the checksums of the blocks, of which the last may be short."""
        if self.size % _BLOCK:
            self._blocks.append(self._last)
        return self._blocks


class Sections:
    """The sections of a file, mapped.

    Raises
    ------
    Damage
        where the file is not whole, or a section is not what it was when it was written and small
        enough for that to be seen in passing.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        descriptor = opened(path)
        try:
            size = os.fstat(descriptor).st_size
            if size < len(MAGIC) + _FOOTER.size:
                raise Damage(f"{self.name} is cut")
            self.map = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)
        self.size = size
        at, length, checksum, end = _FOOTER.unpack_from(self.map, size - _FOOTER.size)
        if self.map[: len(MAGIC)] != MAGIC or end != _END or at + length + _FOOTER.size != size:
            raise Damage(f"{self.name} is cut or is no segment")
        directory = self.map[at : at + length]
        if crc32(directory) != checksum:
            raise Damage(f"the directory of {self.name} is damaged")
        try:
            content = json.loads(directory)
            said = content.get("file", self.name)  # those written at first do not say
            self.counts: dict[str, Any] = content["counts"]
            self._sections: dict[str, list[Any]] = content["sections"]
            beyond = any(start + length > at for start, length, _, _ in self._sections.values())
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise Damage(f"the directory of {self.name} is damaged") from None
        if said != self.name:
            raise Damage(f"{self.name} is another file, {said}")
        if beyond:
            raise Damage(f"the directory of {self.name} is damaged")
        self._seen: set[str] = set()
        self._checksums: dict[str, int] = content.get("checksums", {})  # format 3 had none
        self._unseen = {name: bytearray(-(-self._sections[name][1] // _BLOCK)) for name in self._checksums}
        """Of each larger section, the blocks that were not read yet."""
        if any(at_ + _SUM.size * len(self._unseen[name]) > at for name, at_ in self._checksums.items()):
            raise Damage(f"the directory of {self.name} is damaged")

    def trust(self) -> None:
        """Look at no checksum from now on, for what is read has its own, or is not believed."""
        self._seen.update(self._sections)
        self._unseen = {}

    def look(self, name: str, low: int = 0, high: int | None = None) -> None:
        """See that the bytes of a section from ``low`` to before ``high`` are what was written.

        Raises
        ------
        Damage
        """
        seen = self._unseen.get(name)
        if seen is None:  # it is small, and seen by `span`
            return
        first, last = low // _BLOCK, len(seen) if high is None else -(-high // _BLOCK)
        start, size = self._sections[name][:2]
        at = self._checksums[name]
        while (block := seen.find(_UNSEEN, first, last)) >= 0:
            begin = start + block * _BLOCK
            data = self.map[begin : min(begin + _BLOCK, start + size)]
            if (crc32(data),) != _SUM.unpack_from(self.map, at + _SUM.size * block):
                raise Damage(f"{name} in {self.name} is damaged")
            seen[block] = 1
            first = block + 1

    def refuse_cut(self) -> None:
        """Look whether the file was cut since it was mapped: the system kills who reads what is no longer there.

        Raises
        ------
        Damage
        """
        if self.map.size() < self.size:  # of the file, which the map holds open
            raise Damage(f"{self.name} was cut while it was in use")

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def __iter__(self) -> Iterator[str]:
        return iter(self._sections)

    def span(self, name: str) -> tuple[int, int]:
        """Return where a section begins and ends in `map`."""
        try:
            start, size, _, checksum = self._sections[name]
        except KeyError:
            raise Damage(f"{self.name} has no section {name}") from None
        if size <= _CHEAP and name not in self._seen:
            if crc32(self.map[start : start + size]) != checksum:
                raise Damage(f"{name} in {self.name} is damaged")
            self._seen.add(name)
        return start, start + size

    def bytes(self, name: str) -> bytes:
        start, end = self.span(name)
        self.look(name)
        return self.map[start:end]

    def array(self, name: str, *, looked_at: bool = True) -> Numbers:
        """Return a section as numbers; where it is not looked at here, `look` is for whoever reads of them."""
        start, end = self.span(name)
        if looked_at:
            self.look(name)
        dtype = np.dtype(self._sections[name][2])
        return np.frombuffer(self.map, dtype, (end - start) // dtype.itemsize, start)

    def verify(self) -> None:
        """Check every section whole."""
        if damaged := self.damaged():
            raise Damage(f"{damaged[0]} in {self.name} is damaged")
        self.trust()

    def damaged(self) -> list[str]:
        """Return the names of the sections that are not what was written."""
        damaged: list[str] = []
        for name, (start, size, _, checksum) in self._sections.items():
            found = 0
            for begin in range(start, start + size, _PIECE):
                found = crc32(self.map[begin : min(begin + _PIECE, start + size)], found)
                if size > _PIECE:
                    self.release()  # or all of the file would be in memory
            if found != checksum:
                damaged.append(name)
        return damaged

    def release(self) -> None:
        """Give the memory of the map back; what is looked at again is mapped again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self.map.madvise(mmap.MADV_DONTNEED)
