"""What stands in an archive: which members are read, and what is told of the others."""

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from searchidx.article import Notice, Rejection
from searchidx.corpus.formats import is_archive, is_known, read_open
from searchidx.corpus.source import Finding, Source
from searchidx.corpus.unpacking import Unpacked

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DRIVE: Final = re.compile(r"[a-zA-Z]:")
BLOCK: Final = 1 << 16
"""The bytes that are unpacked at once."""


def passed_over(source: Source, name: str) -> Finding | None:
    """Say why a member is not opened, by its name; None where it is."""
    where = f"{source.name}/{name}"
    parts = PurePosixPath(name).parts
    try:
        name.encode()
    except UnicodeEncodeError:
        return Rejection(f"{source.name}/{ascii(name)[1:-1]}", "the name is not UTF-8")
    if _CONTROL.search(name):
        return Rejection(f"{source.name}/{ascii(name)[1:-1]}", "the name holds control characters")
    if not parts:
        return Rejection(where, "a member without a name")
    if ".." in parts or name.startswith("/") or _DRIVE.match(name):
        return Rejection(where, "the name leads out of the archive")
    if is_archive(name) and not is_hidden(name):
        return Notice(where, "an archive within an archive is not read; unpack it to have its articles")
    return None


def is_hidden(name: str) -> bool:
    """Tell whether a member is passed over without a word, as in a folder."""
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or not is_known(name)


def read_member(stream: Unpacked, source: Source, name: str) -> Iterator[Finding]:
    """Read a member by the reader its name calls for."""
    inner = PurePosixPath(name).as_posix()
    within = source._replace(name=f"{source.name}/{inner}", default_id=f"{source.default_id}/{inner}")
    yield from read_open(cast("BinaryIO", io.BufferedReader(stream, BLOCK)), within)
