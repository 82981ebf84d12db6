"""The folder of an index: its names, its lock, and files that are seen whole or not at all.

Everything here is about names and bytes; what the index says is `store`'s.  Files are read where they are plain
files, never through symbolic links, and made where nothing stands.  A file is its owner's alone, unless the group may
read its folder: then it may read the file too.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import IO, Final, NamedTuple

from searchidx.engine.whoosh.damage import Damage
from searchidx.errors import IndexDamaged, IndexExists, IndexLocked, IndexMissing, IndexUnavailable

UNCHANGED: Final = "; nothing was changed"
FIRST_GENERATION: Final = "gen-000001"

CURRENT: Final = "CURRENT"
SAVED: Final = "saved"
"""Where `searchidx.saved` keeps what belongs to no generation."""
_LOCK: Final = "LOCK"
_GENERATION: Final = re.compile(r"gen-[0-9]{6,}")
_LEFTOVER: Final = re.compile(rf"{_GENERATION.pattern}|CURRENT\.[0-9a-f]+\.tmp")
_HARMLESS: Final = re.compile(
    rf"README\.md|\.gitignore|\.gitkeep|\.DS_Store|{_LOCK}|{SAVED}|{_LEFTOVER.pattern}"
)
_PLAIN: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""How any file is opened: not through a symbolic link, and without waiting for whoever writes to a pipe."""
_BINARY: Final = getattr(os, "O_BINARY", 0)
_OWNER: Final = 0o600
_GROUP_READS: Final = 0o040
_FOLDER: Final = 0o700
_FOLDER_FOR_GROUP: Final = 0o750
_PIECE: Final = 1 << 20
_MARGIN: Final = 1.1
"""What is written anew may take that much more than before."""
_LONGEST_CURRENT: Final = 64
_LONGEST_COMMAND: Final = 200

Stamp = tuple[int, float, int]


class Ways(NamedTuple):
    """How a writer writes: whether it waits until its files are on disk, and whether the group may read them."""

    durable: bool = True
    group: bool = False

    def sync(self, path: Path) -> None:
        """Put the names in a folder on disk, where that is waited for."""
        if self.durable:
            sync(path)


class Facts(NamedTuple):
    """What a manifest says of a file: its size in bytes, and its BLAKE2b digest, of 32 bytes, in hexadecimal."""

    bytes: int
    digest: str


def prepare(where: Path, *, group: bool = False) -> None:
    """Make the folder of a new index, or take one that holds nothing of anybody else.

    Raises
    ------
    IndexExists, IndexDamaged, IndexUnavailable
    """
    stands_in(where)
    with writable(where):
        if not where.is_dir():
            where.parent.mkdir(parents=True, exist_ok=True)
            make(where, group=group, exist_ok=True)
        strangers = sorted(path.name for path in where.iterdir() if not _HARMLESS.fullmatch(path.name))
    if strangers:
        what = "an index stands there" if CURRENT in strangers else f"it holds other files ({strangers[0]})"
        raise IndexExists(str(where), what)


def stands_in(where: Path) -> bool:
    """Tell whether there is an index; see `WhooshEngine.stands_in`."""
    try:
        (where / CURRENT).stat()
    except (FileNotFoundError, NotADirectoryError):
        if _orphans(where):
            raise IndexDamaged(str(where), f"{CURRENT} is missing") from None
        return False
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    return True


def _orphans(where: Path) -> bool:
    """Tell whether articles are there, and the file that names their generation is not."""
    try:
        return any(
            path.suffix == ".seg" for generation in generations(where) for path in generation.iterdir()
        )
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error


def generations(where: Path) -> list[Path]:
    """Return the folders of all generations, the oldest first."""
    return sorted(path for path in where.iterdir() if _GENERATION.fullmatch(path.name))


def next_generation(where: Path) -> Path:
    """Return the folder of a generation after all that are there, whose name no flipped bit makes of theirs.

    For else a bit that flips in CURRENT may name an older one, which is whole.
    """
    names = [path.name for path in generations(where)]
    number = max((int(name.removeprefix("gen-")) for name in names), default=0) + 1
    while any(_is_a_bit_from(f"gen-{number:06}", name) for name in names):
        number += 1
    return where / f"gen-{number:06}"


def _is_a_bit_from(name: str, other: str) -> bool:
    flipped = int.from_bytes(name.encode(), "big") ^ int.from_bytes(other.encode(), "big")
    return flipped.bit_count() == 1


def show(where: Path, generation: Path, ways: Ways) -> None:
    """Make a generation, whose files are on disk, the live one, and wait until its name is on disk too."""
    ways.sync(where)
    switch_to(where, generation.name, durable=ways.durable)
    ways.sync(where)


def switch_to(where: Path, generation: str, *, durable: bool = True) -> None:
    """Make a generation the live one; its files and its folder are on disk."""
    replace(where / CURRENT, generation + "\n", durable=durable, like=where / generation)


def current(where: Path) -> str:
    try:
        name = content(where / CURRENT, _LONGEST_CURRENT).decode("ascii").strip()
        if not _GENERATION.fullmatch(name):
            raise Damage(f"{CURRENT} names no generation")
        if not S_ISDIR(os.lstat(where / name).st_mode):
            raise Damage(f"{name} is no folder")
    except FileNotFoundError as error:
        if error.filename == str(where / CURRENT):
            raise IndexMissing(str(where)) from None
        raise IndexDamaged(str(where), f"{name}/manifest.json is missing") from None
    except UnicodeDecodeError as error:
        raise IndexDamaged(str(where), f"{CURRENT} is not text") from error
    except Damage as error:
        raise IndexDamaged(str(where), str(error)) from error
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error
    return name


def is_live(where: Path, generation: str) -> bool:
    """Tell whether a generation is the live one.

    Raises
    ------
    IndexUnavailable
        where that cannot be told now.
    """
    try:
        return current(where) == generation
    except (IndexDamaged, IndexMissing):
        return False


def opened(path: Path) -> int:
    """Open a file of an index to read; return its descriptor.

    Raises
    ------
    Damage
        where it is a symbolic link, a pipe, or anything else than a plain file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _PLAIN | _BINARY)
    except OSError:
        if path.is_symlink():
            raise Damage(f"{path.name} is a symbolic link") from None
        raise
    if not S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Damage(f"{path.name} is no plain file")
    return descriptor


def content(path: Path, limit: int) -> bytes:
    """Return what a file of an index holds, which is at most so many bytes.

    Raises
    ------
    Damage, OSError
    """
    with open(opened(path), "rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Damage(f"{path.name} is too long")
    return data


def create(path: Path, like: Path | None = None) -> IO[bytes]:
    """Open a new file to write; whoever may read the folder ``like``, by default its own, may read it."""

    def opener(name: str, flags: int) -> int:
        mode = _OWNER | ((like or path.parent).stat().st_mode & _GROUP_READS)
        descriptor = os.open(name, flags, mode)
        if mode & _GROUP_READS:
            os.fchmod(descriptor, mode)  # whatever the umask
        return descriptor

    return open(path, "xb", opener=opener)


def make(path: Path, *, group: bool, exist_ok: bool = False) -> None:
    """Make a folder, for its owner, or for the group to read too."""
    path.mkdir(_FOLDER, exist_ok=exist_ok)
    if group:
        path.chmod(_FOLDER_FOR_GROUP)


def seal(path: Path, *, durable: bool = True) -> Facts:
    """Return what a file that was just written holds, when it is on disk."""
    from hashlib import blake2b  # noqa: PLC0415  OpenSSL comes with it, and a search needs none

    digest, size = blake2b(digest_size=32), 0
    with path.open("r+b", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
        if durable:
            os.fsync(file.fileno())
    return Facts(size, digest.hexdigest())


def facts_of(data: "bytes | memoryview") -> Facts:
    """Return what a manifest says of a file that holds these bytes."""
    from hashlib import blake2b  # noqa: PLC0415

    return Facts(len(data), blake2b(data, digest_size=32).hexdigest())


def sync(path: Path) -> None:
    """Put the names in a folder on disk."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and the system sees to its names
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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


def replace(path: Path, content: str | bytes, *, durable: bool = True, like: Path | None = None) -> None:
    """Write a file so that it is seen whole or as it was; its name is on disk after `sync`."""
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        with create(temporary, like) as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        remove(temporary)
        raise


def size(generation: Path) -> int:
    """Return the bytes of the files of a generation; a writer may take some away meanwhile."""
    total = 0
    try:
        for path in generation.iterdir():
            with suppress(FileNotFoundError):
                total += path.stat().st_size
    except OSError as error:
        raise IndexUnavailable(str(generation.parent), str(error.strerror or error)) from error
    return total


def refuse_too_large(where: Path, needed: int) -> None:
    """Refuse to begin to write what does not fit on the disk.

    Raises
    ------
    IndexUnavailable
    """
    if not fits(where, needed):
        sizes = f"about {needed / 1e6:.1f} MB are needed, and {free(where) / 1e6:.1f} MB are free"
        raise IndexUnavailable(str(where), f"the disk is too full: {sizes}{UNCHANGED}")


def fits(where: Path, needed: int) -> bool:
    """Tell whether so many bytes fit on the disk of a folder, and some more."""
    return needed * _MARGIN <= free(where)


def free(where: Path) -> int:
    """Return the bytes that a program of this user may write to the disk of a folder."""
    import shutil  # noqa: PLC0415  readers write nothing

    return shutil.disk_usage(where).free


@contextmanager
def locked(where: Path) -> Iterator[None]:
    """Keep other writers out; the system lets go of the lock when a process dies."""
    with writable(where):
        release = lock(where / _LOCK)
        if release is None:
            raise IndexLocked(str(where), _holder(where / _LOCK))
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
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _PLAIN, _OWNER)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(path, descriptor):
                _sign(descriptor)
                return lambda: _let_go(descriptor)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # somebody took the file away between opening and locking it


def _let_go(descriptor: int) -> None:
    with suppress(OSError):  # it is closed whatever the system says of it
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))  # noqa: PTH116
    except FileNotFoundError:
        return False


def _sign(descriptor: int) -> None:
    """Say in a lock who holds it; only the message to others needs it."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]] if sys.argv else [])
        line = f"{os.getpid()} {command[:_LONGEST_COMMAND]}"
        os.write(descriptor, line.encode(errors="replace"))


def _holder(path: Path) -> str:
    """Return who holds a lock: the number of the process, and the command it was started with."""
    with suppress(OSError, Damage):
        number, _, command = content(path, 1 << 12).decode(errors="replace").partition(" ")
        if number.isdecimal():
            shown = "".join(character if character.isprintable() else " " for character in command)
            return f"process {number}: {shown}" if shown else f"process {number}"
    return ""


@contextmanager
def writable(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(str(where), f"{error.strerror or error}{UNCHANGED}") from error
