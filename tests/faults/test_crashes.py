"""Killed writers, power cuts, disks that fail: every acknowledged commit is there, and no half of one."""

import errno
import io
import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from searchidx import IndexUnavailable, SearchidxError, SearchIndex
from searchidx.engine.whoosh import commit
from searchidx.engine.whoosh.sections import Appending
from tests.faults.power import Disk, Image
from tests.faults.profile import LONG, report, times
from tests.faults.steps import Model, Step, held, steps, take

POSIX = pytest.mark.skipif(os.name != "posix", reason="it forks, and kills")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    SearchIndex.create(tmp_path / "index").close()
    (tmp_path / "corpus").mkdir()
    return tmp_path / "index"


@pytest.fixture(autouse=True)
def _many_merges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing wait for a thread that a killed process has not."""
    monkeypatch.setattr(commit, "_MOSTLY_GONE", 0.1)


@POSIX
def test_a_killed_writer_loses_no_acknowledged_commit(index: Path, tmp_path: Path) -> None:
    kills = times(40, 1_000)
    chance = Random(7)
    day = Day(10 * kills)
    outcomes: Counter[str] = Counter()
    for _ in range(kills):
        with day.going_on(index, tmp_path / "corpus"):
            time.sleep(chance.uniform(0, 0.3))
        outcomes[day.outcome(held(index))] += 1
    with SearchIndex.open(index) as mine:
        mine.add([])  # the lock is free, and leftovers are swept
        mine.add([{"id": "last", "body": "L’eau monte, v0. "}])
    left = [path.name for path in index.rglob("*.tmp")]
    report(
        "kills",
        kills,
        f"0 lost, {day.done} commits, {outcomes['new']} killed behind the commit, {len(left)} leftovers",
    )
    assert not left
    assert day.done


class Day:
    """A writer's day, which goes on from what is known to be done.

    Attributes
    ----------
    done: how many of its steps are.
    """

    def __init__(self, length: int) -> None:
        self._states: list[Model] = [{}]
        self._todo: list[Step] = []
        self.done = self._acknowledged = 0
        for step, model in islice(steps(1), length):
            self._todo.append(step)
            self._states.append(model)

    @contextmanager
    def going_on(self, index: Path, corpus: Path) -> Iterator[None]:
        """Let a process do steps, which is killed at the end."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(reading)
                with SearchIndex.open(index) as mine:
                    for step in self._todo[self.done :]:
                        take(mine, step, corpus)
                        os.write(writing, b".")
            finally:
                os._exit(1)
        os.close(writing)
        yield
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self._acknowledged = self.done + len(_all_of(reading))

    def outcome(self, now: Model) -> str:
        """Compare what is held with what was acknowledged: nothing is lost, and no half of a step is there."""
        if now == self._states[self._acknowledged]:
            self.done = self._acknowledged
            return "old"
        step = self._todo[self._acknowledged]
        assert now == self._states[self._acknowledged + 1], f"after step {self._acknowledged}: {step.kind}"
        self.done = self._acknowledged + 1
        return "new"


def _all_of(reading: int) -> bytes:
    with open(reading, "rb") as pipe:
        return pipe.read()


def cuts(
    index: Path, corpus: Path, tmp_path: Path, number: int, *, settled: bool
) -> Iterator[tuple[str, str]]:
    """Yield what came of power cuts at random moments of a writer's day: good, lost, or what was raised."""
    chance = Random(11)
    disk = Disk(index)
    states: list[Model] = [{}]
    with SearchIndex.open(index) as mine, disk.watched():
        disk.sync_all()
        for step, model in islice(steps(3), 12):
            take(mine, step, corpus)
            states.append(model)
            disk.acknowledge()
            if settled:
                disk.sync_all()
    for cut in range(number):
        at = chance.randrange(1, len(disk))  # at first it is not yet told that what stands is safe
        where = tmp_path / f"cut-{cut}"
        disk.after_cut(at, chance, where)
        done = disk.acknowledged[at]
        allowed = [states[done], *states[done + 1 : done + 2]]
        try:
            now = held(where)
        except SearchidxError as error:
            yield "unopenable", f"{type(error).__name__}: {error}"
        except Exception as error:  # noqa: BLE001  whatever it is, it is counted
            yield "raw", f"{type(error).__name__}: {error}"
        else:
            if now in allowed:
                with SearchIndex.open(where) as mine:  # and it can be written to
                    mine.add([{"id": "after", "body": "L’eau monte, v0. "}])
                yield "good", ""
            else:
                yield "lost", f"acknowledged {done}"
    disk.close()


@POSIX
@pytest.mark.parametrize("settled", [False, True], ids=["at once", "after some seconds"])
def test_a_power_cut_loses_no_acknowledged_commit(index: Path, tmp_path: Path, settled: bool) -> None:
    number = times(40, 200)
    outcomes = list(cuts(index, tmp_path / "corpus", tmp_path, number, settled=settled))
    counts = Counter(what for what, _ in outcomes)
    report("power cuts" + ", settled" * settled, number, f"{dict(counts)}")
    assert counts == {"good": number}, [each for each in outcomes if each[0] != "good"][:5]


@pytest.mark.skipif(
    not (LONG and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("mkfs.ext4")),
    reason="it mounts an image of a disk, for root, in the long profile",
)
@pytest.mark.parametrize("flushed", [False, True], ids=["journal lost", "journal flushed"])
def test_a_power_cut_of_a_file_system_loses_no_acknowledged_commit(tmp_path: Path, flushed: bool) -> None:
    number = 100
    chance = Random(13)
    day = Day(100 * number)
    image = Image(tmp_path)
    outcomes: Counter[str] = Counter()
    try:
        index = image.folder / "index"
        SearchIndex.create(index).close()
        (image.folder / "corpus").mkdir()
        os.sync()
        for _ in range(number):
            with day.going_on(index, image.folder / "corpus"):
                time.sleep(chance.uniform(0, 0.5))
                image.cut(flushed=flushed)
            image.mount_again()
            outcomes[day.outcome(held(index))] += 1
            with SearchIndex.open(index) as mine:
                assert mine.check(full=True).sound
    finally:
        image.unmount()
    report(
        f"power cuts of ext4, {'journal flushed' if flushed else 'journal lost'}", number, f"{dict(outcomes)}"
    )
    assert day.done


class Failing:
    """Fails at the n-th call that reaches the disk, once or from then on; but never where ``sound``."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, code: int, *, forever: bool, sound: Path) -> None:
        self.calls, self._at, self._code, self._forever = 0, at, code, forever
        self._sound = str(sound)
        for owner, name in (
            (os, "fsync"), (os, "replace"), (os, "rename"), (os, "unlink"), (os, "mkdir"), (os, "open"), (io, "open"),
        ):  # fmt: skip
            patch.setattr(owner, name, self._failing(getattr(owner, name)))
        patch.setattr(Appending, "__call__", self._failing(Appending.__call__))

    def _failing(self, call: Any) -> Any:
        def tried(*arguments: Any, **named: Any) -> Any:
            if str(arguments[0]).startswith(self._sound):
                return call(*arguments, **named)
            self.calls += 1
            if self.calls == self._at or (self._forever and self.calls > self._at > 0):
                raise OSError(self._code, os.strerror(self._code))
            return call(*arguments, **named)

        return tried


@POSIX
def test_a_disk_that_fails_leaves_the_old_state_or_the_new_one(index: Path, tmp_path: Path) -> None:
    tries = times(50, 300)
    chance = Random(5)
    outcomes: Counter[str] = Counter()
    day = steps(2)
    model: Model = {}
    done = 0
    while done < tries:
        step, after = next(day)
        with SearchIndex.open(index) as mine:
            for _ in range(4):
                at, code = chance.randint(1, 40), chance.choice((errno.ENOSPC, errno.EIO, errno.EMFILE))
                with pytest.MonkeyPatch.context() as patch:
                    Failing(patch, at, code, forever=chance.random() < 0.5, sound=tmp_path / "corpus")
                    try:
                        take(mine, step, tmp_path / "corpus")
                        outcomes["done"] += 1
                    except IndexUnavailable as error:
                        assert str(index) in str(error)
                        outcomes["refused"] += 1
                done += 1
                now = held(index)
                assert now in (model, after), step.kind
                left = [path.name for path in index.rglob("*.tmp")]
                outcomes["leftovers"] += len(left)
            take(mine, step, tmp_path / "corpus")  # the lock is free
        model = after
        assert held(index) == model
        assert not list(index.rglob("*.tmp"))
    report("disk faults", done, f"{dict(outcomes)}")
