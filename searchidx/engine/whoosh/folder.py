"""The folder of an index: its names, its lock, and files that are seen whole or not at all.

Everything here is about names and bytes; what the index says is `store`'s.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from searchidx.errors import IndexDamaged, IndexExists, IndexLocked, IndexMissing, IndexUnavailable

FIRST_GENERATION: Final = "gen-000001"

CURRENT: Final = "CURRENT"
SAVED: Final = "saved"
"""Where `searchidx.saved` keeps what belongs to no generation."""
_LOCK: Final = "LOCK"
_LEFTOVER: Final = re.compile(r"gen-[0-9]{6}|CURRENT\.[0-9a-f]+\.tmp")
_HARMLESS: Final = re.compile(
    rf"README\.md|\.gitignore|\.gitkeep|\.DS_Store|{_LOCK}|{SAVED}|{_LEFTOVER.pattern}"
)


Stamp = tuple[int, float, int]


def prepare(where: Path) -> None:
    """Make the folder of a new index, or take one that holds nothing of anybody else.

    Raises
    ------
    IndexExists, IndexUnavailable
    """
    with writable(where):
        where.mkdir(parents=True, exist_ok=True)
        strangers = sorted(path.name for path in where.iterdir() if not _HARMLESS.fullmatch(path.name))
    if strangers:
        what = "an index stands there" if CURRENT in strangers else f"it holds other files ({strangers[0]})"
        raise IndexExists(str(where), what)


def stands_in(where: Path) -> bool:
    """Tell whether there is an index; see `WhooshEngine.stands_in`."""
    try:
        (where / CURRENT).stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    return True


def switch_to(where: Path, generation: str) -> None:
    """Make a generation the live one."""
    replace(where / CURRENT, generation + "\n")


def generation_name(name: str, step: int) -> str:
    return f"gen-{int(name.removeprefix('gen-')) + step:06}"


def current(where: Path) -> str:
    try:
        name = (where / CURRENT).read_text("ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(str(where)) from None
    except UnicodeDecodeError as error:
        raise IndexDamaged(str(where), f"{CURRENT} is not text") from error
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    if not (name.startswith("gen-") and name[4:].isdecimal()):
        raise IndexDamaged(str(where), f"{CURRENT} names no generation")
    return name


def stamp(path: str) -> Stamp:
    """Return what changes when a file is replaced."""
    facts = os.stat(path)  # noqa: PTH116  asked before every search
    return facts.st_ino, facts.st_mtime, facts.st_size


def sweep(where: Path, keep: frozenset[str]) -> None:
    """Remove generations and temporary files that nobody reads."""
    for path in where.iterdir():
        if path.name not in keep and _LEFTOVER.fullmatch(path.name):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file or folder; one that stays is tried again by the next writer."""
    if path.is_dir():
        import shutil  # noqa: PLC0415  readers remove nothing

        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def replace(path: Path, content: str | bytes) -> None:
    """Write a file so that it is seen whole or as it was, after a power cut too."""
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def locked(where: Path) -> Iterator[None]:
    """Keep other writers out; the system lets go of the lock when a process dies."""
    with writable(where):
        release = lock(where / _LOCK)
    if release is None:
        raise IndexLocked(str(where))
    try:
        yield
    finally:
        release()


def lock(path: Path) -> Callable[[], object] | None:
    """Lock a file, as Whoosh does; return what lets go of it, None where another one has it."""
    try:
        import fcntl  # noqa: PLC0415  not there on Windows
    except ImportError:
        from whoosh.util.filelock import FileLock  # noqa: PLC0415  it takes 20 ms, for it comes with urllib

        other = FileLock(str(path))
        return other.release if other.acquire(blocking=False) else None
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except BaseException:
        file.close()
        raise
    return file.close


@contextmanager
def writable(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(str(where), f"{error.strerror or error}; nothing was changed") from error
