"""A stream of bytes that are made as they are asked for."""

import io
from abc import abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class MadeStream(io.RawIOBase):
    """A stream whose bytes `more` makes."""

    @abstractmethod
    def more(self, most: int) -> bytes:
        """Return some bytes, so many at most; none at the end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        data = self.more(len(view))
        view[: len(data)] = data
        return len(data)
