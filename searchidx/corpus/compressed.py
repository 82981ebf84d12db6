"""A file compressed by gzip, bzip2 or xz: what is in it is read by the reader of its own name, or as a tar archive."""

import bz2
import gzip
import io
import lzma
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from searchidx.corpus.formats import end_of, is_archive, read_open
from searchidx.corpus.members import BLOCK
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.tar_archive import read_stream
from searchidx.corpus.unpacking import Allowance, Counted, Unpacked
from searchidx.errors import ArticleError


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the articles of the one file in it, or of the archive."""
    end = end_of(source.name)
    name = source.name[: -len(end)]
    allowance = Allowance(0)
    stream = Unpacked(_opened(end, io.BufferedReader(Counted(file, allowance), BLOCK)), allowance)
    if end.startswith(".t") or end_of(name) == ".tar":
        yield from read_stream(stream, source)
    elif is_archive(name) or end_of(name) in {".gz", ".bz2", ".xz"}:
        raise ArticleError("packed twice: unpack it once to have its articles")
    else:
        yield from read_open(cast("BinaryIO", io.BufferedReader(stream, BLOCK)), source, name)


def _opened(end: str, file: IO[bytes]) -> IO[bytes]:
    match end:
        case ".gz" | ".tgz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
        case ".bz2" | ".tbz2":
            return cast("IO[bytes]", bz2.BZ2File(file))
        case _:
            return cast("IO[bytes]", lzma.LZMAFile(file))
