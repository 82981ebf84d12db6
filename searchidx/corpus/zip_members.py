"""The members of a zip archive, one after the other, where its table of contents is cut off or cannot be read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from searchidx.corpus.made_stream import MadeStream

_HEADER: Final = struct.Struct("<4s2x2H4x3L2H")
_SIGN: Final = b"PK\x03\x04"
_SIGNS_AFTER: Final = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06")
"""What the table of contents, or the end of an archive, begins with."""
_DESCRIPTOR: Final = 24
"""The most bytes that stand between the data of a member and the next, where its size is told behind it."""
_SIZE_IS_BEHIND: Final = 0x8
_BLOCK: Final = 1 << 16
_LARGE: Final = 0xFFFFFFFF


class Member(NamedTuple):
    """A member as its own header tells of it; `size` is that of its packed data, 0 where it stands behind it."""

    name: bytes
    flags: int
    size: int
    content: "Packed"


def members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members, each with its content, which is to be read before the next is asked for.

    Raises
    ------
    zipfile.BadZipFile
        where what follows a member is neither another one nor the table of contents.
    """
    while True:
        start = file.tell()
        head = file.read(_HEADER.size)
        if head[:4] in _SIGNS_AFTER:
            return
        if len(head) < _HEADER.size:
            raise EOFError
        sign, flags, method, crc, packed, _, name_length, extra_length = _HEADER.unpack(head)
        if sign != _SIGN:
            raise zipfile.BadZipFile(f"no member begins at byte {start + 1}")
        name = file.read(name_length)
        extra = file.read(extra_length)
        if packed == _LARGE:
            packed = _large(extra)
        content = Packed(file, method, None if flags & _SIZE_IS_BEHIND else packed, crc)
        yield Member(name, flags, packed, content)
        content.pass_over()
        if flags & _SIZE_IS_BEHIND:
            _to_next(file)


class Packed(MadeStream):
    """The data of a member, unpacked as it is read.

    An `EOFError` is raised where it is cut off, `zipfile.BadZipFile` where it is damaged, `NotImplementedError` where it is
    packed in a way that cannot be read, or where its end cannot be told.
    """

    def __init__(self, file: BinaryIO, method: int, size: int | None, crc: int) -> None:
        super().__init__()
        self._file, self._method, self._left, self._crc = file, method, size, crc
        self._end = None if size is None else file.tell() + size
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if method == zipfile.ZIP_DEFLATED else None
        self._sum = 0

    def read1(self, most: int) -> bytes:
        """Return some bytes, none at the end."""
        if self._method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or (
            self._inflate is None and self._left is None
        ):
            raise NotImplementedError(f"method {self._method}")
        data = self._stored(most) if self._inflate is None else self._inflated(most)
        self._sum = zlib.crc32(data, self._sum)
        if not data and self._end is not None and self._sum != self._crc:
            raise zipfile.BadZipFile("Bad CRC-32")
        return data

    more = read1

    def pass_over(self) -> None:
        """Go to what follows the data, whatever was read of it."""
        if self._end is not None:
            self._file.seek(self._end)
        else:
            while self.read1(_BLOCK):
                pass

    def _stored(self, most: int) -> bytes:
        return self._packed(most) if self._left else b""

    def _inflated(self, most: int) -> bytes:
        inflate = self._inflate
        assert inflate is not None
        while not inflate.eof:
            packed = inflate.unconsumed_tail or self._packed(_BLOCK)
            if data := inflate.decompress(packed, most):
                return data
        if inflate.unused_data and self._end is None:
            self._file.seek(-len(inflate.unused_data), io.SEEK_CUR)
            self._end = self._file.tell()
            self._crc = self._sum
        return b""

    def _packed(self, most: int) -> bytes:
        data = self._file.read(most if self._left is None else min(most, self._left))
        if not data:
            raise EOFError
        if self._left is not None:
            self._left -= len(data)
        return data


def _large(extra: bytes) -> int:
    """Return the packed size in the extra field of a member of 4 GB or more."""
    while len(extra) >= 4:  # noqa: PLR2004  its kind and its length
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 1 and length >= 16:  # noqa: PLR2004  two sizes
            return int(struct.unpack("<Q", extra[12:20])[0])
        extra = extra[4 + length :]
    return _LARGE


def _to_next(file: BinaryIO) -> None:
    """Pass over what tells the sizes behind the data."""
    start = file.tell()
    ahead = file.read(_DESCRIPTOR + 4)
    found = [place for sign in (_SIGN, *_SIGNS_AFTER) if (place := ahead.find(sign)) >= 0]
    file.seek(start + min(found, default=len(ahead)))
