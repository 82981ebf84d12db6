"""A disk that loses what was not synced: what a folder may look like after a power cut.

While a writer works, the folder is looked at around every call that syncs, renames, makes or removes.  A file is safe
from its fsync on, a name from the fsync of its folder on; what is not safe may be there or not: a file as it was,
empty, cut, or full of zeros, and a folder as at any moment since it was synced.
"""

import os
import stat
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import pytest

_CALLS: Final = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "link")


class _Look(NamedTuple):
    """The folder at one moment: names to numbers of files, by folder; and what the files hold."""

    folders: dict[str, dict[str, int]]
    contents: dict[int, bytes]
    files: frozenset[int]


class Disk:
    """Watches a folder.

    Attributes
    ----------
    acknowledged: at each moment, how many commits were acknowledged.
    """

    def __init__(self, where: Path) -> None:
        self._where = where
        self._looks: list[_Look] = []
        self._synced_files: list[dict[int, bytes]] = []
        self._synced_folders: list[dict[str, int]] = []
        self._held: dict[int, int] = {}
        self._commits = 0
        self.acknowledged: list[int] = []
        self._syncs_files: dict[int, bytes] = {}
        self._syncs_folders: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._looks)

    def acknowledge(self) -> None:
        """Take note that a commit has returned."""
        self._commits += 1
        self._look()

    def sync_all(self) -> None:
        """Sync everything, as time does: what stands is safe."""
        self._look()
        self._syncs_files |= self._looks[-1].contents
        self._syncs_folders |= dict.fromkeys(self._looks[-1].folders, len(self._looks) - 1)
        self._look()

    @contextmanager
    def watched(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name in _CALLS:
                patch.setattr(os, name, self._around(getattr(os, name)))
            for name in ("fsync", "fdatasync"):
                patch.setattr(os, name, self._syncing(getattr(os, name)))
            yield
        self._look()

    def close(self) -> None:
        for descriptor in self._held.values():
            os.close(descriptor)

    def after_cut(self, at: int, chance: Random, where: Path) -> None:
        """Write what may be left of a power cut at one moment."""
        names: dict[str, dict[str, int]] = {}
        for folder in self._looks[at].folders.keys() | self._synced_folders[at].keys():
            since = self._synced_folders[at].get(folder, 0)
            look = self._looks[chance.choice((since, at, chance.randint(since, at)))]
            names[folder] = look.folders.get(folder, {})
        where.mkdir(parents=True)
        self._write(".", names, at, chance, where)

    def _write(
        self, folder: str, names: dict[str, dict[str, int]], at: int, chance: Random, where: Path
    ) -> None:
        for name, number in names.get(folder, {}).items():
            path = name if folder == "." else f"{folder}/{name}"
            if any(number in look.files for look in self._looks[: at + 1]):
                (where / name).write_bytes(self._content(number, at, chance))
            else:
                (where / name).mkdir()
                self._write(path, names, at, chance, where / name)

    def _content(self, number: int, at: int, chance: Random) -> bytes:
        safe = self._synced_files[at].get(number)
        seen = [look.contents[number] for look in self._looks[: at + 1] if number in look.contents]
        now = seen[-1]
        if safe is not None:
            return chance.choice((safe, now))
        size = chance.randint(0, len(now))
        return chance.choice((b"", now[:size], now[:size] + bytes(len(now) - size), bytes(len(now)), now))

    def _look(self) -> None:
        folders: dict[str, dict[str, int]] = {}
        contents: dict[int, bytes] = {}
        files = set()
        for root, below, names in os.walk(self._where):
            here = os.path.relpath(root, self._where)
            folders[here] = {}
            for name in (*below, *names):
                path = Path(root, name)
                try:
                    facts = path.stat()
                    if facts.st_ino not in self._held:  # so that its number is not given to another
                        self._held[facts.st_ino] = os.open(path, os.O_RDONLY)
                    if stat.S_ISREG(facts.st_mode):
                        files.add(facts.st_ino)
                        contents[facts.st_ino] = path.read_bytes()
                except FileNotFoundError:
                    continue
                folders[here][name] = facts.st_ino
        self._looks.append(_Look(folders, contents, frozenset(files)))
        self._synced_files.append(dict(self._syncs_files))
        self._synced_folders.append(dict(self._syncs_folders))
        self.acknowledged.append(self._commits)

    def _around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*arguments: object, **named: object) -> object:
            self._look()
            try:
                return call(*arguments, **named)
            finally:
                self._look()

        return watched

    def _syncing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(file: Any) -> object:
            result = call(file)
            self._look()
            number = os.fstat(file if isinstance(file, int) else file.fileno()).st_ino
            last = self._looks[-1]
            if number in last.contents:
                self._syncs_files[number] = last.contents[number]
            elif number == self._where.stat().st_ino:
                self._syncs_folders["."] = len(self._looks) - 1
            else:
                for folder, names in last.folders.items():
                    for name, there in names.items():
                        if there == number:
                            path = name if folder == "." else f"{folder}/{name}"
                            self._syncs_folders[path] = len(self._looks) - 1
            self._look()
            return result

        return watched


class Image:
    """A file system of its own (ext4), whose power can be cut, for root on Linux; `folder` is where it is mounted."""

    _SHUT_DOWN: Final = 0x8004587D
    """EXT4_IOC_SHUTDOWN of ext4(5): nothing reaches the disk any more."""
    _FLUSH_JOURNAL: Final = 1
    _LOSE_JOURNAL: Final = 2

    def __init__(self, where: Path) -> None:
        self.folder, self._image = where / "mounted", where / "disk.img"
        self.folder.mkdir()
        self._image.touch()
        os.truncate(self._image, 64 << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self._image)], check=True)
        self._mount()

    def cut(self, *, flushed: bool) -> None:
        """Cut the power; ``flushed``: what the journal holds is saved at the last moment."""
        import fcntl  # noqa: PLC0415  not there on Windows

        descriptor = os.open(self.folder, os.O_RDONLY)
        flag = self._FLUSH_JOURNAL if flushed else self._LOSE_JOURNAL
        fcntl.ioctl(descriptor, self._SHUT_DOWN, struct.pack("I", flag))
        os.close(descriptor)

    def mount_again(self) -> None:
        self.unmount()
        self._mount()

    def unmount(self) -> None:
        subprocess.run(["umount", str(self.folder)], check=True)

    def _mount(self) -> None:
        subprocess.run(["mount", "-o", "loop", str(self._image), str(self.folder)], check=True)
