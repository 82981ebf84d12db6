"""One index, many threads and processes: readers answer during every commit, and nothing is left open."""

import gc
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from searchidx import Article, IndexUnavailable, SearchIndex
from searchidx.engine.whoosh.batch import Local
from searchidx.engine.whoosh.store import WhooshEngine
from tests.faults.profile import report, times

LINUX = Path("/proc/self/maps").exists()


def article(n: int, version: int = 0) -> dict[str, object]:
    return {"id": f"a{n}", "title": f"Crue {n}", "body": f"L’eau monte, version{version}. " * (n % 5 + 1)}


def in_threads(*works: Callable[[], object]) -> list[BaseException]:
    """Do some works at once; return what they raised."""
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  whatever it is, the test shows it
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_threads_that_share_an_index_write_one_after_the_other(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:

        def writer(part: int) -> Callable[[], object]:
            def work() -> None:
                for n in range(6):
                    assert index.add([article(100 * part + n + 10 * k) for k in range(3)]).added == 3

            return work

        assert in_threads(*map(writer, range(4)), index.optimize) == []
        assert len(index) == index.search("eau").total == 4 * 6 * 3


def test_threads_may_share_one_batch(tmp_path: Path) -> None:
    WhooshEngine.create(tmp_path / "index").close()
    with WhooshEngine.open(tmp_path / "index") as engine, engine.writer() as batch:

        def writer(part: int) -> Callable[[], object]:
            return lambda: [
                batch.put(Article(f"{part}/{n % 100}", "Crue", f"L’eau monte, mot{part}x{n}."))
                for n in range(150)
            ]

        assert in_threads(*map(writer, range(4))) == []
    with SearchIndex.open(tmp_path / "index") as index:
        assert len(index) == index.search("eau").total == 400
        for part in range(4):
            assert index.search(f"mot{part}x120").total == 1
            assert index.search(f"mot{part}x20").total == 0  # the last of an id counts


def test_an_error_of_the_engine_voids_the_batch_though_it_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([article(1)])
    add = Local.add

    def failing(self: Local, given: Article, digest: str | None) -> None:
        if given.id == "bad":
            raise RuntimeError("half an article was written")
        add(self, given, digest)

    monkeypatch.setattr(Local, "add", failing)
    with WhooshEngine.open(tmp_path / "index") as engine:
        with pytest.raises(IndexUnavailable, match="nothing was changed"), engine.writer() as batch:
            batch.put(Article("good", "Crue", "L’eau monte."))
            with pytest.raises(RuntimeError):
                batch.put(Article("bad", "Crue", "L’eau monte."))
        with engine.writer() as batch:  # the lock is free
            batch.put(Article("after", "Crue", "L’eau monte."))
    with SearchIndex.open(tmp_path / "index") as index:
        assert sorted(hit.article.id for hit in index.scan("eau")) == ["a1", "after"]


def test_readers_answer_beside_a_writer(tmp_path: Path) -> None:
    """Each answer is that of one commit: all articles of one version."""
    seconds = times(4, 60)
    until = monotonic() + seconds
    size = 40
    answers: Counter[str] = Counter()
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([article(n) for n in range(size)])

    def write() -> None:
        version = 0
        with SearchIndex.open(tmp_path / "index") as index:
            while monotonic() < until:
                version += 1
                index.add([article(n, version) for n in range(size)])
                answers["commits"] += 1
                if version % 7 == 0:
                    index.optimize()
                if version % 10 == 0:
                    index.rebuild()
                threading.Event().wait(0.1)

    def reader(shared: SearchIndex | None) -> Callable[[], object]:
        def work() -> None:
            while monotonic() < until:
                index = shared or SearchIndex.open(tmp_path / "index")
                results = index.search("eau", limit=size, snippets=0)
                assert results.total == size
                said = {hit.article.body.partition("version")[2].partition(".")[0] for hit in results.hits}
                assert len(said) == 1, said
                newest = {hit.article.id for hit in index.scan("crue")}
                assert len(newest) == size
                answers["answers"] += 1
                if shared is None:
                    index.close()

        return work

    with SearchIndex.open(tmp_path / "index") as shared:
        raised = in_threads(write, *[reader(shared)] * 4, *[reader(None)] * 4)
    report(
        "8 readers beside a writer",
        answers["answers"],
        f"answers in {seconds} s, {answers['commits']} commits, {len(raised)} errors",
    )
    assert raised == []
    assert answers["commits"] > 2


@pytest.mark.skipif(not LINUX, reason="it counts in /proc")
def test_descriptors_and_maps_return_to_their_start(tmp_path: Path) -> None:
    commits, searches = times(60, 600), times(17, 17)
    folder = tmp_path / "index"

    def counts() -> tuple[int, int]:
        maps = Path("/proc/self/maps").read_text("utf-8").splitlines()
        return sum(1 for _ in Path("/proc/self/fd").iterdir()), sum(str(folder) in line for line in maps)

    with SearchIndex.create(folder) as index:
        index.add([article(n) for n in range(20)])
    gc.collect()
    gc.disable()  # what is no longer read is let go of at once
    before = counts()
    asked = 0
    most = (0, 0)
    with SearchIndex.open(folder) as reader, SearchIndex.open(folder) as writer:
        for commit in range(commits):
            writer.add([article(n, commit) for n in range(commit % 7 + 1)])
            for n in range(searches):
                assert reader.search("eau" if n % 3 else f"version{commit}", limit=3).total
                asked += 1
            half_read = reader.scan("eau")
            next(half_read)
            now = counts()
            most = max(most[0], now[0]), max(most[1], now[1])
    del half_read
    report(
        "searches with commits between",
        asked,
        f"{commits} commits, at most {most[0]} descriptors and {most[1]} maps",
    )
    after = counts()
    gc.enable()
    assert after == before
    assert most[0] - before[0] < 100
