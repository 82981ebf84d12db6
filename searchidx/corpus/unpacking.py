"""How packed data is read: as a stream, never to disk, and never more of it than a reader can mean."""

import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Final

from searchidx.corpus.made_stream import MadeStream
from searchidx.errors import ArticleError

RATIO: Final = 300
"""How many times its packed size a file may unpack to.  Texts pack 3 to 20 times, pages from one template
up to 100; a bomb is 1,000 (deflate has no more) to a million."""
FREE: Final = 20_000_000
"""The bytes that may come out whatever the ratio: no more than a file that is read whole may have."""
LARGEST: Final = 64_000_000_000
"""The bytes that one packed file may unpack to: more than the texts of ten million articles."""


@dataclass
class Allowance:
    """How much may come out of what is packed in so many bytes, which lie `within` something packed or not."""

    packed: int
    within: "Allowance | None" = None
    unpacked: int = 0
    is_spent: bool = False

    def take(self, count: int) -> None:
        """Count bytes that came out.

        Raises
        ------
        ArticleError
            where they are too many.
        """
        self.unpacked += count
        if self.unpacked > min(max(FREE, RATIO * self.packed), LARGEST):
            self.is_spent = True
            most = f"{LARGEST // 10**9} GB" if self.unpacked > LARGEST else f"{RATIO} times its size"
            raise ArticleError(f"it unpacks to more than {most}: not read further")
        if self.within is not None:
            self.within.take(count)


class Unpacked(MadeStream):
    """The bytes that come out of a stream that unpacks, counted.  What is wrong with them is an `ArticleError`."""

    def __init__(self, stream: IO[bytes], allowance: Allowance) -> None:
        super().__init__()
        self._stream, self._allowance = stream, allowance
        self.is_broken = False

    def more(self, most: int) -> bytes:
        try:
            data: bytes = self._stream.read1(most)  # type: ignore[attr-defined]  # not `read`, which loses what came before a fault
            self._allowance.take(len(data))
        except (*FAULTS, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the system's; gzip and bz2 raise it too, for what is wrong with the data
            self.is_broken = True
            raise ArticleError(f"{fault(error)}, after {self._allowance.unpacked} bytes") from None
        except ArticleError:
            self.is_broken = True
            raise
        return data


class Counted(MadeStream):
    """The packed bytes of a file, counted into an allowance as they are read."""

    def __init__(self, file: IO[bytes], allowance: Allowance) -> None:
        super().__init__()
        self._file, self._allowance = file, allowance

    def more(self, most: int) -> bytes:
        data = self._file.read(most)
        self._allowance.packed += len(data)
        return data


FAULTS: Final = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    NotImplementedError,
)
"""What the libraries raise for what is wrong with the data."""


def fault(error: Exception) -> str:
    """Say what is wrong with packed data."""
    said = str(error)
    if isinstance(error, EOFError) or said in {"unexpected end of data", "empty header", "truncated header"}:
        return "the packed data is cut short"
    if isinstance(error, NotImplementedError):
        return f"packed in a way that cannot be read ({said})"
    return f"the packed data is damaged ({said})"
