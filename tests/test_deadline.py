"""A deadline strikes wherever a query is, on any thread, and leaves nothing half done behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from searchidx import QueryTimeout, SearchIndex, deadline, search_index
from searchidx.deadline import check, each_within, watched, within
from searchidx.engine.whoosh import postings_writer, top

WORDS = ["eau", "crue", "pont", "irak", "dialogue", "coalition", "porte-parole", "milice", "négociation"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_writer, "FREQUENT", 20)
        with SearchIndex.create(tmp_path_factory.mktemp("deadline") / "index") as made:
            for part in range(2):
                made.add(
                    {
                        "id": f"{part}/{n}",
                        "title": " ".join(WORDS[n % 5 :]),
                        "body": f"De l’{' '.join(WORDS)} ; de la {' de '.join(WORDS[n % 7 :])}, mot{n}. "
                        * (n % 9 + 1),
                        "date": "2024",
                    }
                    for n in range(60)
                )
            yield made


class Clock:
    """Stands still, and is over once."""

    def __init__(self, strikes: int | None = None) -> None:
        self.looks, self._strikes = 0, strikes

    def __call__(self) -> float:
        self.looks += 1
        return 1e9 if self.looks == self._strikes else 0.0


@contextmanager
def running(clock: Clock) -> Iterator[Clock]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "monotonic", clock)
        yield clock


ASKED: dict[str, Callable[[SearchIndex], object]] = {
    "words": lambda index: index.search("eau crue", snippets=0).hits,
    "any": lambda index: index.search("eau OU irak OU mot7", facets=("year", "section"), snippets=0).hits,
    "stop words": lambda index: index.search('"de la"', snippets=0).hits,
    "phrase": lambda index: index.search('"eau crue pont irak"', snippets=0).hits,
    "slop": lambda index: index.search('"crue eau milice"~9', snippets=0).hits,
    "near": lambda index: index.search("eau PROCHE/9 de PROCHE/9 (la OU irak)", snippets=0).hits,
    "pattern": lambda index: index.search("mot* n?goc*", snippets=0).hits,
    "edits": lambda index: index.search("millice~2", snippets=0).hits,
    "groups": lambda index: index.search("(eau mot3) OU (crue (irak OU mot4)) SAUF mot5", snippets=0).hits,
    "snippets": lambda index: index.search('eau OU "crue pont" OU "irak milice"~9', snippets=9).hits,
    "marks of near": lambda index: index.search("eau PROCHE/9 (pont OU crue)", snippets=9).hits,
    "recent": lambda index: index.search("eau crue", recent=True, snippets=0).hits,
    "by date": lambda index: index.search("eau", sort="date", limit=3, snippets=0).hits,
    "scan": lambda index: list(index.scan("eau OU mot3")),
    "deep page": lambda index: index.search("eau", limit=20_000, snippets=0).hits,
    "concordance": lambda index: list(index.concordance("crue")),
    "concordance by a side": lambda index: list(index.concordance("crue", sort="left")),
    "explain": lambda index: index.explain("eau crue mot*", id="0/3"),
    "similar": lambda index: index.similar("0/3").hits,
    "suggest": lambda index: index.suggest("mi"),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_query_that_is_given_up_anywhere_leaves_right_answers_behind(index: SearchIndex, name: str) -> None:
    ask = ASKED[name]
    right = ask(index)
    with running(Clock()) as counting:
        ask(index)
    assert counting.looks > 2, "nothing asks for the time"
    step = max(1, counting.looks // 40)
    given_up = 0
    for strikes in range(1, counting.looks + 1, step):
        with running(Clock(strikes)):
            try:
                ask(index)
            except QueryTimeout:
                given_up += 1
        assert ask(index) == right
    assert given_up > 1


def test_the_page_of_a_large_segment_is_given_up_too(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(top, "_SMALL", 0)
    monkeypatch.setattr(top, "_FEW", 0)

    def ask() -> object:
        return index.search("eau OU irak OU crue OU mot7", limit=2, snippets=0).hits

    right = ask()
    for strikes in range(2, 40):
        with running(Clock(strikes)), suppress(QueryTimeout):
            ask()
        assert ask() == right


def test_a_correction_that_takes_too_long_is_none_and_the_answer_stands(index: SearchIndex) -> None:
    assert index.search("coalitoin").suggestion == "coalition"
    with running(Clock()) as counting:
        index.search("coalitoin")
    with running(Clock(counting.looks)):
        results = index.search("coalitoin")
    assert (results.total, results.suggestion) == (0, None)


def test_a_deadline_strikes_on_any_thread_and_on_its_own_only(index: SearchIndex) -> None:
    caught: list[BaseException | None] = []

    def ask(timeout: float | None) -> None:
        try:
            index.search("eau", timeout=timeout)
        except QueryTimeout as error:
            caught.append(error)
        else:
            caught.append(None)

    threads = [Thread(target=ask, args=(timeout,)) for timeout in (1e-9, None, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, caught)) == ["None", "None", str(QueryTimeout(1e-9))]


def test_a_hit_has_its_own_time_and_that_of_the_reader_does_not_count() -> None:
    def slowly() -> Iterator[int]:
        yield from watched(range(5))

    with running(Clock(strikes=7)):  # two looks an item
        found = each_within(1, slowly())
        assert [next(found) for _ in range(3)] == [0, 1, 2]
        check()  # outside there is none
        assert next(found) == 3


@pytest.mark.parametrize("timeout", [0, -1, float("nan")])
def test_no_time_is_no_timeout(index: SearchIndex, timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout is a number of seconds above 0, or None"):
        index.search("eau", timeout=timeout)


def test_a_deadline_ends_with_its_block() -> None:
    with pytest.raises(QueryTimeout), within(1e-9):
        while True:
            check()
    check()


@pytest.mark.parametrize("words", ["eau", "eau OU crue OU irak OU mot* OU pont"])
def test_a_page_is_the_same_however_deep_it_is_read(
    index: SearchIndex, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    for sort in ("relevance", "date", "-date"):
        plain = [index.search(words, offset=offset, limit=7, sort=sort) for offset in (0, 50, 100, 200)]
        with monkeypatch.context() as patch:
            patch.setattr(search_index, "_DEEP", 0)
            deep = [index.search(words, offset=offset, limit=7, sort=sort) for offset in (0, 50, 100, 200)]
        assert [(each.total, each.hits) for each in deep] == [(each.total, each.hits) for each in plain]
