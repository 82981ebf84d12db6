"""Any number of threads search while another one writes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

from searchidx import SearchIndex
from searchidx.engine.whoosh import WhooshEngine

THREADS = 16
QUERIES = ["eau", '"l’eau monte"', "mont*", "=monte", "eau date:2024-01", "auteur:goff", "*"]


def article(number: int) -> dict[str, object]:
    return {
        "id": str(number),
        "title": f"Crue {number}",
        "body": "L’eau monte. " * (number % 5 + 1),
        "date": "2024-01",
        "author": "Anne Le Goff",
    }


def test_threads_search_one_index_while_another_adds(tmp_path: Path) -> None:
    done = Event()
    with SearchIndex.create(tmp_path / "index") as index, ThreadPoolExecutor(THREADS) as pool:
        index.add([article(number) for number in range(10)])

        def ask(query: str) -> list[int]:
            totals: list[int] = []
            while not done.is_set() or not totals:
                results = index.search(query, limit=5, facets=["author"])
                assert [index.get(hit.article.id) for hit in results.hits] == [
                    hit.article for hit in results.hits
                ]
                assert results.facets["author"] == [("Anne Le Goff", results.total)]
                totals.append(results.total)
            return totals

        asking = [pool.submit(ask, QUERIES[number % len(QUERIES)]) for number in range(THREADS)]
        try:
            for number in range(10, 30):
                index.add([article(number)])
            index.optimize()
            index.rebuild()
        finally:
            done.set()
        for answer in asking:
            totals = answer.result(timeout=30)
            assert totals == sorted(totals)
            assert 10 <= totals[0] <= totals[-1] <= 30
        assert [index.search(query).total for query in QUERIES] == [30] * len(QUERIES)


def test_threads_share_one_reader(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as made:
        made.add([article(number) for number in range(10)])
    with WhooshEngine.open(tmp_path / "index") as engine, ThreadPoolExecutor(THREADS) as pool:
        for _ in range(3):
            started = Barrier(THREADS)

            def read(started: Barrier = started) -> object:
                started.wait()
                return engine._read(lambda reader: reader)

            tasks = [pool.submit(read) for _ in range(THREADS)]
            assert len({id(task.result()) for task in tasks}) == 1
            engine._open = None


def test_a_segment_that_stays_is_not_opened_again(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "index") as index:
        index.add([article(number) for number in range(10)])
        before = index._engine._read(lambda reader: reader.segments)  # type: ignore[attr-defined]
        index.add([article(10)])
        after = index._engine._read(lambda reader: reader.segments)  # type: ignore[attr-defined]
        assert after[0] is before[0]
        assert (len(before), len(after)) == (1, 2)
