"""Which files of a source may hold articles?"""

import os
import re
import unicodedata
from collections.abc import Iterator
from errno import ELOOP
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final, NamedTuple

from searchidx.article import Rejection
from searchidx.corpus.formats import is_known, known_ends
from searchidx.errors import SourceError

_INDEX: Final = "CURRENT"
_GENERATION: Final = re.compile(r"gen-[0-9]{6}")


class File(NamedTuple):
    """A file to read: its absolute path, the id it gives, and what tells that it changed."""

    path: Path
    id: str
    size: int
    mtime_ns: int


def files_of(source: Path) -> Iterator[File | Rejection]:
    """Yield the files of a folder and the folders below it, sorted, or the one file.

    Hidden files, links to folders, and files that no reader knows are passed over, and so is an index.  A folder that cannot
    be listed is a rejection, and so is what only has the name of a file (a pipe, a link to nowhere), and a link that goes round.
    The id of a file is its path from the source, the same on every machine.

    Raises
    ------
    SourceError
        where the source is not there, is no file that can be read as articles, or is a folder without any.
    """
    if not source.exists():
        raise SourceError(str(source), "there is no such file or folder")
    if source.is_file():
        if not is_known(source.name):
            raise SourceError(str(source), f"articles are read from {', '.join(known_ends())}")
        found = _file(source, source.name)
        if found is not None:
            yield found
        return
    empty = True
    for item in _below(source):
        empty = False
        yield item
    if empty:
        raise SourceError(str(source), f"the folder holds no articles ({', '.join(known_ends())})")


def check_source(source: str | Path) -> None:
    """Refuse a source that holds no articles, by its names alone.

    Raises
    ------
    SourceError
    """
    next(files_of(Path(source)), None)


def _below(source: Path) -> Iterator[File | Rejection]:
    problems: list[OSError] = []
    for folder, subfolders, names in os.walk(source, onerror=problems.append):
        if _INDEX in names and any(map(_GENERATION.fullmatch, subfolders)):
            subfolders.clear()  # an index of ours, whose files are no articles
            continue
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        yield from (
            Rejection(str(path), "a link to a folder that it lies in: passed over")
            for name in subfolders
            if _goes_round(path := Path(folder, name))
        )
        within = Path(folder).relative_to(source).as_posix()
        prefix = "" if within == "." else f"{within}/"
        for name in sorted(names):
            if name.startswith(".") or not is_known(name):
                continue
            found = _file(Path(folder, name), f"{prefix}{name}")
            if found is not None:
                yield found
    for problem in problems:
        yield Rejection(str(problem.filename), f"the folder cannot be listed: {problem.strerror}")


def _goes_round(path: Path) -> bool:
    """Tell a link to a folder above it, which would have no end."""
    return path.is_symlink() and path.parent.resolve().is_relative_to(path.resolve())


def _file(path: Path, id: str) -> File | Rejection | None:
    """Return what is asked of the system once; None of a link to a folder, and of what went away since it was listed."""
    try:
        facts = path.stat()
        str(path).encode()
    except UnicodeEncodeError:
        return Rejection(ascii(str(path)), "the name of the file is not UTF-8")
    except (FileNotFoundError, NotADirectoryError):
        return Rejection(str(path), "a link that leads nowhere") if path.is_symlink() else None
    except OSError as error:
        reason = (
            "a link that leads to itself" if error.errno == ELOOP else f"cannot be read: {error.strerror}"
        )
        return Rejection(str(path), reason)
    if S_ISDIR(facts.st_mode):
        return None
    if not S_ISREG(facts.st_mode):
        return Rejection(str(path), "no file: a pipe, a socket or a device")
    return File(path, unicodedata.normalize("NFC", id), facts.st_size, facts.st_mtime_ns)
