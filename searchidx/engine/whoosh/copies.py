"""A copy of a commit elsewhere, and back: its files are never written in place, so another name for them is a copy too.

A backup is an index of one generation, and can be searched.  Where both folders are on one disk its files are the same
(hard links): that guards against a commit that was not meant, and not against a disk that fails.
"""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from searchidx.engine.whoosh import folder
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.manifest import MANIFEST, Manifest
from searchidx.errors import IndexDamaged, IndexExists, IndexOutdated, IndexUnavailable

_ATTEMPTS: Final = 50
_NO_LINKS: Final = {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EACCES, errno.ENOSYS}
"""Errors that say that there can be no hard link."""


def back_up(where: Path, target: Path, *, link: bool, ways: folder.Ways) -> int:
    """Write the newest commit of an index to a new or empty folder, and verify it; return its articles.

    A writer may commit meanwhile: where it takes files of the commit away, the next one is taken.

    Raises
    ------
    IndexMissing, IndexExists, IndexDamaged, IndexOutdated, IndexUnavailable
    """
    folder.prepare(target, group=ways.group)
    with folder.locked(target):
        if folder.stands_in(target):
            raise IndexExists(str(target), "an index stands there")
        with folder.writable(target):
            folder.sweep(target, keep=frozenset())
        manifest = _newest(where, target / folder.FIRST_GENERATION, link=link, ways=ways)
        with folder.writable(target):
            _copy_saved(where, target)
            folder.show(target, target / folder.FIRST_GENERATION, ways)
    return manifest.articles


def _newest(where: Path, generation: Path, *, link: bool, ways: folder.Ways) -> Manifest:
    """Copy the newest commit of an index that may get others meanwhile."""
    for _ in range(_ATTEMPTS):
        source = where / folder.current(where)
        seen = Manifest.read(str(where), source)
        try:
            return _copy(where, source, generation, link=link, ways=ways)
        except BaseException as error:
            folder.remove(generation)
            if not isinstance(error, IndexDamaged) or Manifest.read(str(where), source) == seen:
                raise
    raise IndexUnavailable(str(where), "another program writes to it faster than it can be copied")


def restore(where: Path, backup: Path, *, link: bool, ways: folder.Ways) -> int:
    """Make a backup the next generation of an index, or a new index; return its articles.

    What stood there stays, as the generation before, until the next update.

    Raises
    ------
    IndexMissing, IndexExists, IndexLocked, IndexDamaged, IndexOutdated, IndexUnavailable
    """
    source = backup / folder.current(backup)
    if _empty(where):
        folder.prepare(where, group=ways.group)
    with folder.locked(where):
        with folder.writable(where):
            generation = folder.next_generation(where)
        try:
            manifest = _copy(backup, source, generation, link=link, ways=ways)
            with folder.writable(where):
                _copy_saved(backup, where)
                folder.show(where, generation, ways)
        except BaseException:
            with suppress(IndexUnavailable):
                if not folder.is_live(where, generation.name):
                    folder.remove(generation)
            raise
    return manifest.articles


def _empty(where: Path) -> bool:
    """Tell whether nothing of an index is in a folder."""
    try:
        return not folder.generations(where)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise IndexUnavailable(str(where), str(error.strerror)) from error


def _copy(where: Path, source: Path, generation: Path, *, link: bool, ways: folder.Ways) -> Manifest:
    """Make a generation of a commit, and verify it.

    Raises
    ------
    IndexDamaged, IndexOutdated, IndexUnavailable
        where a file is not what was written, or cannot be read, or cannot be copied.
    """
    manifest = Manifest.read(str(where), source)
    if not manifest.facts and manifest.files != {MANIFEST}:
        raise IndexOutdated(str(where), manifest.other_versions)
    with folder.writable(generation.parent):
        if not (link and _one_disk(source, generation.parent)):
            folder.refuse_too_large(generation.parent, sum(facts.bytes for facts in manifest.facts.values()))
        folder.make(generation, group=ways.group)
        for name, facts in manifest.facts.items():
            try:
                _link_or_copy(source / name, generation / name, link=link)
                same = folder.seal(generation / name, durable=ways.durable) == facts
            except FileNotFoundError:
                raise IndexDamaged(str(where), f"{name} is missing") from None
            except Damage as error:
                raise IndexDamaged(str(where), str(error)) from error
            if not same:
                raise IndexDamaged(str(where), f"{name} is not what was written")
        folder.replace(generation / MANIFEST, manifest.to_text(), durable=ways.durable)
        ways.sync(generation)
    return manifest


def _one_disk(*paths: Path) -> bool:
    """Tell whether a file of one folder can have a second name in the other, which takes no room."""
    return len({path.stat().st_dev for path in paths}) == 1


def _link_or_copy(source: Path, target: Path, *, link: bool) -> None:
    descriptor = folder.opened(source)
    with open(descriptor, "rb") as old:  # noqa: PTH123  a descriptor
        if link:
            try:
                os.link(source, target, follow_symlinks=False)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
            else:
                return
        with folder.create(target) as new:
            shutil.copyfileobj(old, new, 1 << 20)


def _copy_saved(source: Path, target: Path) -> None:
    """Copy the saved searches that are not there."""
    there = source / folder.SAVED
    if not there.is_dir():
        return
    (target / folder.SAVED).mkdir(0o700, exist_ok=True)
    for path in there.glob("*.json"):
        copy = target / folder.SAVED / path.name
        with suppress(FileExistsError, FileNotFoundError, Damage):
            data = folder.content(path, 1 << 30)
            with folder.create(copy) as file:
                file.write(data)
