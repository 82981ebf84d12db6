"""Any order of what can be done to an index, against a dict."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from searchidx import SearchIndex
from tests.faults.profile import times

ids = st.sampled_from([f"a{n}" for n in range(8)])
words = st.sampled_from([f"mot{n}" for n in range(5)])
articles = st.lists(st.tuples(ids, words), max_size=12)


class Index(RuleBasedStateMachine):
    """Articles are a word each, and the last of an id counts."""

    readers: Bundle[SearchIndex] = Bundle("readers")

    def __init__(self) -> None:
        super().__init__()
        self.where = Path(mkdtemp())
        self.model: dict[str, str] = {}

    @initialize()
    def make(self) -> None:
        self.index = SearchIndex.create(self.where / "index")

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.where)

    @rule(given=articles)
    def add(self, given: list[tuple[str, str]]) -> None:
        report = self.index.add(
            {"id": id, "title": "Crue", "body": f"L’eau monte, {word}."} for id, word in given
        )
        after = self.model | dict(given)
        assert report.added == len(after) - len(self.model)
        self.model = after

    @rule(
        given=articles,
        bad=st.sampled_from([{"id": "a1", "body": 5}, {"body": ""}, {"id": "x" * 900, "body": "b"}]),
    )
    def add_with_a_bad_one(self, given: list[tuple[str, str]], bad: dict[str, object]) -> None:
        good: list[dict[str, object]] = [{"id": id, "body": f"L’eau monte, {word}."} for id, word in given]
        report = self.index.add([*good[:3], bad, *good[3:]])
        assert len(report.rejected) == 1
        self.model |= dict(given)

    @rule(given=articles)
    def break_off(self, given: list[tuple[str, str]]) -> None:
        def breaking() -> object:
            for id, word in given:
                yield {"id": id, "body": f"L’eau monte, {word}."}
            raise RuntimeError

        try:
            self.index.add(breaking())  # type: ignore[arg-type]
        except RuntimeError:
            return
        raise AssertionError

    @rule(gone=st.lists(ids, max_size=4))
    def delete(self, gone: list[str]) -> None:
        assert self.index.delete(gone) == len(self.model.keys() & set(gone))
        self.model = {id: word for id, word in self.model.items() if id not in gone}

    @rule()
    def optimize(self) -> None:
        self.index.optimize()

    @rule()
    def rebuild(self) -> None:
        assert self.index.rebuild().added == len(self.model)

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = SearchIndex.open_or_create(self.where / "index")

    @rule(target=readers)
    def open_another(self) -> SearchIndex:
        return SearchIndex.open(self.where / "index")

    @rule(reader=readers)
    def ask_another(self, reader: SearchIndex) -> None:
        self.compare(reader)

    @invariant()
    def holds_what_the_dict_does(self) -> None:
        if hasattr(self, "index"):
            self.compare(self.index)

    def compare(self, index: SearchIndex) -> None:
        assert len(index) == len(self.model)
        hits = list(index.scan("eau OU mot*"))
        assert {hit.article.id: hit.article.body.split()[-1].rstrip(".") for hit in hits} == self.model
        for word in ("mot0", "mot3"):
            assert index.search(word, snippets=0).total == list(self.model.values()).count(word)
        article = index.get("a1")
        assert (article is not None) == ("a1" in self.model)


def test_an_index_is_a_dict_of_articles_whatever_is_done_to_it() -> None:
    run_state_machine_as_test(
        Index,
        settings=settings(
            max_examples=times(12, 500),
            stateful_step_count=times(15, 40),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
