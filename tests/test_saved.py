"""Saved searches: what is new to them, and that nothing of them is lost."""

import json
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from searchidx import IndexUnavailable, MemoryEngine, SavedSearch, SavedSearchError, SearchIndex
from searchidx import saved as module


def articles(*ids: str, title: str = "Crue") -> list[dict[str, object]]:
    return [{"id": id, "title": title, "body": "La Loire monte.", "section": "Météo"} for id in ids]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    with SearchIndex.create(tmp_path / "i") as made:
        made.add(articles("1", "2"))
        yield made


def run(index: SearchIndex, name: str = "veille") -> set[str]:
    """Return what is new to a search, and take it as seen."""
    search = index.saved[name]
    ids = {hit.article.id for hit in index.new(name)}
    index.saved.mark(search, ids)
    return ids


def test_a_run_finds_what_was_indexed_since_the_last_one(index: SearchIndex) -> None:
    index.saved.add("veille", "crue")
    assert run(index) == {"1", "2"}
    assert run(index) == set()
    index.add(articles("3"))
    index.add(articles("4", title="Vote"))
    assert run(index) == {"3"}
    assert run(index) == set()


def test_each_search_has_its_own_runs(index: SearchIndex) -> None:
    index.saved.add("one", "crue")
    index.saved.add("other", "loire")
    assert run(index, "one") == {"1", "2"}
    assert run(index, "other") == {"1", "2"}
    index.add(articles("3"))
    assert run(index, "other") == run(index, "one") == {"3"}


def test_a_changed_article_is_new_only_where_it_was_not_found_before(index: SearchIndex) -> None:
    index.add(articles("3", title="Vote"))
    index.saved.add("veille", "titre:crue")
    run(index)
    index.add(articles("1", title="La crue d’hier"))
    assert run(index) == set()
    index.add(articles("3", title="Crue"))
    assert run(index) == {"3"}


def test_a_rebuild_an_optimization_and_an_update_make_nothing_new(index: SearchIndex, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("La crue de la Loire.", "utf-8")
    index.update(tmp_path / "corpus")
    index.saved.add("veille", "crue")
    assert run(index) == {"1", "2", "a.txt"}
    index.rebuild()
    index.optimize()
    assert run(index) == set()
    index.rebuild(tmp_path / "corpus")
    index.update(tmp_path / "corpus")
    index.rebuild(tmp_path / "corpus")
    assert run(index) == set()
    assert [search.name for search in index.saved] == ["veille"]


def test_an_article_that_was_away_is_new_when_it_comes_back(index: SearchIndex) -> None:
    index.saved.add("veille", "crue")
    run(index)
    index.delete(["1"])
    assert run(index) == set()
    assert index.saved["veille"].seen == {"2"}
    index.add(articles("1"))
    assert run(index) == {"1"}


def test_what_is_not_marked_stays_new(index: SearchIndex) -> None:
    index.saved.add("veille", "crue")
    assert {hit.article.id for hit in index.new("veille")} == {"1", "2"}
    index.saved.mark(index.saved["veille"], ["2"])
    assert {hit.article.id for hit in index.new("veille")} == {"1"}


def test_options_go_with_the_query(index: SearchIndex) -> None:
    index.add([{"id": "3", "title": "Crue", "section": "Sport", "date": "2024-05-16"}])
    index.saved.add("a", "crue loire", any=True, section="sport", sort="-date", until=None, tag=[])
    assert index.saved["a"].options == {"any": True, "section": ["sport"], "sort": "-date"}
    assert run(index, "a") == {"3"}
    index.saved.add("hier", "crue", since="hier")
    assert [hit.article.id for hit in index.new("hier", today=date(2024, 5, 17))] == ["3"]
    assert list(index.new("hier", today=date(2024, 5, 18))) == []
    with pytest.raises(TypeError, match="limit is not kept with a search"):
        index.saved.add("b", "crue", limit=3)


def test_searches_are_listed_by_name_and_removed(index: SearchIndex) -> None:
    for name in ("b", "Été « 2 »", "a/../../x", "A"):
        index.saved.add(name, "crue")
    assert [search.name for search in index.saved] == ["A", "a/../../x", "b", "Été « 2 »"]
    first = index.saved["A"]
    assert first == SavedSearch("A", "crue", {}, first.created)
    index.saved.remove("a/../../x")
    assert [search.name for search in index.saved] == ["A", "b", "Été « 2 »"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101, "a\x1b[31m", "\ud800"])
def test_what_is_no_name_is_refused(index: SearchIndex, name: str) -> None:
    with pytest.raises(SavedSearchError, match="a name has 1 to 100 characters that can be seen"):
        index.saved.add(name, "crue")


def test_what_is_not_there_or_there_already_is_told(index: SearchIndex) -> None:
    with pytest.raises(SavedSearchError) as nothing:
        index.saved["veille"]
    assert str(nothing.value) == "the saved search “veille”: there is none; none is saved yet"
    index.saved.add("veille", "crue")
    with pytest.raises(SavedSearchError) as other:
        index.saved.remove("vielle")
    assert str(other.value) == "the saved search “vielle”: there is none; there are veille"
    with pytest.raises(SavedSearchError, match="it exists already; remove it first, or choose another name"):
        index.saved.add(" veille ", "eau")
    assert index.saved["veille"].query == "crue"


def test_a_run_of_a_search_that_was_removed_meanwhile_leaves_nothing(index: SearchIndex) -> None:
    search = index.saved.add("veille", "crue")
    index.saved.remove("veille")
    index.saved.mark(search, ["1"])
    assert list(index.saved) == []
    index.saved.add("veille", "crue")
    index.saved.mark(search, ["1"])
    assert index.saved["veille"].seen == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"name": 1}',
        "\udcff",
        "[" * 100_000,
        '{"name":"a","query":"b","options":{"limit":1},"created":"","ran":null,"seen":[]}',
    ],
)
def test_a_damaged_file_is_named(index: SearchIndex, tmp_path: Path, text: str) -> None:
    index.saved.add("veille", "crue")
    (path,) = (tmp_path / "i" / "saved").glob("*.json")
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SavedSearchError, match="the file is damaged; remove it, and save that search again"):
        index.saved["veille"]


def test_a_write_that_fails_leaves_the_search_as_it_was(
    index: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = index.saved.add("veille", "crue")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(IndexUnavailable, match="its saved searches cannot be written: No space left"):
            index.saved.mark(search, ["1"])
    assert index.saved["veille"] == search
    index.saved.mark(search, ["1"])
    assert sorted(path.suffix for path in (tmp_path / "i" / "saved").iterdir()) == ["", ".json"]


def test_what_a_killed_program_left_is_cleared_away(index: SearchIndex, tmp_path: Path) -> None:
    index.saved.add("a", "crue")
    left = tmp_path / "i" / "saved" / "x.json.1234.tmp"
    left.write_text("{")
    index.saved.add("b", "crue")
    assert not left.exists()
    assert [search.name for search in index.saved] == ["a", "b"]


def test_a_lock_that_is_held_for_long_is_told(
    index: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from searchidx.engine.whoosh import folder  # noqa: PLC0415

    index.saved.add("a", "crue")
    release = folder.lock(tmp_path / "i" / "saved" / "LOCK")
    assert release is not None
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    with pytest.raises(IndexUnavailable, match="another program is changing its saved searches; try again"):
        index.saved.add("b", "crue")
    release()
    index.saved.add("b", "crue")


def test_threads_lose_nothing_of_each_other(index: SearchIndex) -> None:
    search = index.saved.add("veille", "crue")
    index.add(articles(*(f"x{n}" for n in range(40))))

    def work(number: int) -> None:
        index.saved.mark(search, [f"x{number}"])
        index.saved.add(f"search {number}", "crue")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))
    assert index.saved["veille"].seen == {f"x{n}" for n in range(40)}
    assert len(list(index.saved)) == 41


def mark_many(where: Path, first: int) -> None:
    with SearchIndex.open(where) as index:
        for number in range(first, first + 20):
            index.saved.mark(index.saved["veille"], [f"x{number}"])


def test_processes_lose_nothing_of_each_other(index: SearchIndex, tmp_path: Path) -> None:
    index.saved.add("veille", "crue")
    index.add(articles(*(f"x{n}" for n in range(60))))
    context = multiprocessing.get_context("spawn")
    started = [context.Process(target=mark_many, args=(tmp_path / "i", first)) for first in (0, 20, 40)]
    for process in started:
        process.start()
    for process in started:
        process.join()
        assert process.exitcode == 0
    assert index.saved["veille"].seen == {f"x{n}" for n in range(60)}


def test_an_index_is_made_anew_where_its_saved_searches_were_left(tmp_path: Path) -> None:
    with SearchIndex.create(tmp_path / "i") as index:
        index.saved.add("veille", "crue")
    (tmp_path / "i" / "CURRENT").unlink()
    with SearchIndex.create(tmp_path / "i") as index:
        assert [search.name for search in index.saved] == ["veille"]


def test_files_are_text_that_people_can_read(index: SearchIndex, tmp_path: Path) -> None:
    index.saved.add("été", "crue \ud800", author=["Anne Le Goff"])
    (path,) = (tmp_path / "i" / "saved").glob("*.json")
    text = path.read_text("utf-8")
    assert '"name": "été"' in text
    assert json.loads(text)["query"] == "crue ?"


def test_a_name_is_the_same_composed_or_not(index: SearchIndex) -> None:
    index.saved.add("e\u0301te\u0301", "crue")
    assert index.saved["été"].name == "été"


def test_a_folder_that_is_gone_is_told(index: SearchIndex, tmp_path: Path) -> None:
    (tmp_path / "i").rename(tmp_path / "elsewhere")
    assert list(index.saved) == []
    with pytest.raises(IndexUnavailable, match="its saved searches cannot be written: No such file"):
        index.saved.add("veille", "crue")


def test_an_index_in_memory_saves_nothing() -> None:
    with pytest.raises(ValueError, match="an index in memory keeps no saved searches"):
        SearchIndex(MemoryEngine()).saved  # noqa: B018
