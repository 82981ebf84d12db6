"""Several processes share the articles of a batch, and what they write is what one would have written."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchidx import Article, SearchIndex
from searchidx.engine.whoosh import workers
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.workers import Workers

MEMORY = 1 << 28


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Workers]:
    """Return a sink of three processes, two of them beside this one."""
    made = Workers(tmp_path, 3, MEMORY, b"")
    yield made
    made.abandon()


def article(number: int, body: str = "L’eau monte.") -> Article:
    return Article(f"{number:03}", f"Crue {number}", body, lead=f"mot{number}")


def shares(sink: Workers, folder: Path) -> list[list[Article]]:
    """Write what is there; return the articles of each segment, the smallest first."""
    segments = [Segment.written(folder, name) for name in sink.flush()]
    return sorted(
        ([segment.articles[place] for place in range(segment.size)] for segment in segments), key=len
    )


def test_other_processes_take_articles_in_turn(
    three: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 1)
    articles = list(map(article, range(20)))
    for each in articles:
        three.add(each, None)
    first, second = sorted(shares(three, tmp_path), key=lambda part: part[0].id)
    assert (first, second) == (articles[::2], articles[1::2])


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be stopped")
def test_what_no_other_process_takes_is_worked_on_here(
    three: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 1)
    others = [other._process.pid for other in three._others]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    articles = [article(number, "L’eau monte. " * (1 << 17)) for number in range(5)]  # more than a pipe takes
    for each in articles:
        three.add(each, None)
    for pid in others:
        os.kill(pid, signal.SIGCONT)
    taken = shares(three, tmp_path)
    assert taken[-1] == articles[2:]
    assert sorted(taken[:-1], key=lambda part: part[0].id) == [articles[:1], articles[1:2]]


def test_flushed_twice_they_name_what_is_new(three: Workers, tmp_path: Path) -> None:
    assert three.flush() == []
    for number in range(2):
        three.add(article(number), "digest")
        assert shares(three, tmp_path) == [[article(number)]]


def test_three_processes_answer_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_CHUNK", 1_000)
    articles = [article(number % 150, "L’eau monte. " * (number % 7)) for number in range(200)]
    answers = []
    for jobs in (1, 3):
        with SearchIndex.create(tmp_path / str(jobs)) as index:
            report = index.add(articles, jobs=jobs)
            found = [index.search(query, limit=200) for query in ("eau", "mot7", '"eau monte"', "*")]
            answers.append((report.added, [(hits.total, hits.facets, list(hits)) for hits in found]))
    assert answers[0] == answers[1]
