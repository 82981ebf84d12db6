"""The files of a disk are written in a line: ``x=1 y=2`` holds two articles, ``!`` is what cannot be read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import VERSION
from searchidx.article import Article, Notice, Rejection
from searchidx.corpus import Finding
from searchidx.dates import PartialDate
from searchidx.engine.base import Entry, digest
from searchidx.update import Facts, Ledger, Plan, Planner

Disk = dict[str, str]


class Index(NamedTuple):
    """What an update finds and leaves: the articles, and the note of the last one."""

    entries: dict[str, Entry]
    ledger: Ledger


NOTHING = Index({}, Ledger())
ROOTED = Index({}, Ledger(roots=("/c",)))


def article(path: str, item: str) -> Article:
    id, _, body = item.partition("=")
    return Article(id, title="Crue", body=body, path=path)


def facts(content: str) -> tuple[int, int]:
    """Return a size and a time that change with the content."""
    return len(content), crc32(content.encode())


def findings(path: str, content: str) -> Iterator[Finding]:
    for number, item in enumerate(content.split(), start=1):
        yield Rejection(f"{path}#{number}", "unreadable") if item == "!" else article(path, item)


def planned(
    disk: Mapping[str, str],
    before: Index,
    *,
    sources: tuple[str, ...] = ("/c",),
    prune: bool = True,
    there: Iterable[str] = (),
) -> tuple[Plan, list[str]]:
    """Plan an update in the order of the disk; also return the files that were read.

    ``there`` are files outside the sources.
    """
    planner = Planner(before.entries, before.ledger, {*disk, *there}.__contains__)
    read = []
    for path, content in disk.items():
        if not planner.skip(path, *facts(content)):
            read.append(path)
            planner.take(path, *facts(content), findings(path, content))
    return planner.finish(sources, prune=prune), read


def applied(plan: Plan, before: Index) -> Index:
    kept = {id: entry for id, entry in before.entries.items() if id not in plan.delete}
    put = {id: Entry(fingerprint, article.path) for id, (article, fingerprint) in plan.put.items()}
    return Index(kept | put, Ledger.from_text(plan.ledger.to_text()))


def indexed(disk: Mapping[str, str], *, sources: tuple[str, ...] = ("/c",)) -> Index:
    """Return the index that an update makes of a disk."""
    return applied(planned(disk, NOTHING, sources=sources)[0], NOTHING)


def told(plan: Plan, before: Index) -> list[str]:
    """Write a plan in lines: ``+`` added, ``~`` changed, ``>`` moved, ``-`` gone, ``!`` refused.

    ``=`` is how many are unchanged, those that moved among them.
    """
    signs = {
        id: "+" if id not in before.entries else ">" if before.entries[id].digest == fingerprint else "~"
        for id, (_, fingerprint) in plan.put.items()
    }
    assert [*signs.values()].count("+") == plan.added
    assert [*signs.values()].count("~") == plan.changed
    for id, (new, fingerprint) in plan.put.items():
        assert (id, fingerprint) == (new.id, digest(new))
    return [
        *(f"{signs[id]} {id}={new.body} {new.path}" for id, (new, _) in plan.put.items()),
        *(f"- {id}" for id in plan.delete),
        f"= {plan.unchanged}",
        *(f"! {rejection}" for rejection in plan.rejected),
    ]


def refusal(id: str, path: str, other: str) -> str:
    return f"! {path}: the id “{id}” is already taken by {other}; this article was left out"


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param({}, {}, ["= 0"], id="nothing at all"),
        pytest.param({}, {"/c/a": "x=1 y=2"}, ["+ x=1 /c/a", "+ y=2 /c/a", "= 0"], id="first update"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "x=1", "/c/b": "y=1"}, ["+ y=1 /c/b", "= 1"], id="new file"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "x=2"}, ["~ x=2 /c/a", "= 0"], id="changed"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "x=1"}, ["= 1"], id="unchanged"),
        pytest.param({"/c/a": "x=1 y=1"}, {"/c/a": "x=1 y=1"}, ["= 2"], id="unchanged, with two articles"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "x=1 "}, ["= 1"], id="written again with the same articles"),
        pytest.param({"/c/a": "x=1", "/c/b": "y=1"}, {"/c/a": "x=1"}, ["- y", "= 1"], id="file gone"),
        pytest.param({"/c/a": "x=1 y=1"}, {"/c/a": "y=1"}, ["- x", "= 1"], id="article gone from its file"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": ""}, ["- x", "= 0"], id="file emptied"),
        pytest.param({"/c/a": "x=1"}, {}, ["- x", "= 0"], id="everything gone"),
        pytest.param({"/c/a": "x=1"}, {"/c/b": "x=1"}, ["> x=1 /c/b", "= 1"], id="file renamed"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "y=1"}, ["+ y=1 /c/a", "- x", "= 0"], id="another id"),
        pytest.param(
            {"/c/a": "x=1 y=1", "/c/b": "z=1"},
            {"/c/a": "x=2 y=1", "/c/d": "v=1"},
            ["~ x=2 /c/a", "+ v=1 /c/d", "- z", "= 1"],
            id="all at once",
        ),
    ],
)
def test_a_plan_brings_the_index_in_step_with_the_files(before: Disk, now: Disk, expected: list[str]) -> None:
    index = indexed(before)
    plan, _ = planned(now, index)
    assert told(plan, index) == expected


def test_a_plan_is_whole() -> None:
    index = indexed({"/c/a": "x=1", "/c/b": "y=1"})
    plan, _ = planned({"/c/a": "x=1", "/c/d": "z=1 !"}, index)
    new = article("/c/d", "z=1")
    assert plan == Plan(
        put={"z": (new, digest(new))},
        delete=["y"],
        added=1,
        changed=0,
        unchanged=1,
        rejected=[Rejection("/c/d#2", "unreadable")],
        warnings=[],
        ledger=Ledger({"/c/a": Facts(*facts("x=1"), ("x",))}),
    )


def test_notices_are_the_warnings_of_a_plan() -> None:
    planner = Planner({}, Ledger(), {"/c/a"}.__contains__)
    planner.take("/c/a", 1, 1, [article("/c/a", "x=1"), Notice("/c/a", "not UTF-8")])
    assert planner.finish(["/c"]).warnings == ["/c/a: not UTF-8"]


@pytest.mark.parametrize(
    ("before", "now", "read"),
    [
        pytest.param({"/c/a": "x=1", "/c/b": "y=1"}, {"/c/a": "x=1", "/c/b": "y=1"}, [], id="unchanged"),
        pytest.param({"/c/a": "", "/c/b": "y=1"}, {"/c/a": "", "/c/b": "y=1"}, [], id="without articles"),
        pytest.param({"/c/a": "x=1", "/c/b": "y=1"}, {"/c/a": "x=1", "/c/b": "y=2"}, ["/c/b"], id="changed"),
        pytest.param({"/c/a": "x=1"}, {"/c/a": "x=1", "/c/b": "y=1"}, ["/c/b"], id="new"),
        pytest.param({"/c/a": "x=1 !"}, {"/c/a": "x=1 !"}, ["/c/a"], id="not read well the last time"),
        pytest.param({"/c/a": "x=1 x=2"}, {"/c/a": "x=1 x=2"}, ["/c/a"], id="with an id that stands twice"),
    ],
)
def test_a_file_that_did_not_change_is_not_read(before: Disk, now: Disk, read: list[str]) -> None:
    assert planned(now, indexed(before))[1] == read


@pytest.mark.parametrize(
    ("path", "size", "time", "entries", "skipped"),
    [
        pytest.param("/c/a", 3, 7, {"x": "/c/a", "y": "/c/a"}, True, id="as the last update left it"),
        pytest.param("/c/b", 3, 7, {"x": "/c/a", "y": "/c/a"}, False, id="another file"),
        pytest.param("/c/a", 4, 7, {"x": "/c/a", "y": "/c/a"}, False, id="another size"),
        pytest.param("/c/a", 3, 8, {"x": "/c/a", "y": "/c/a"}, False, id="another time"),
        pytest.param("/c/a", 3, 6, {"x": "/c/a", "y": "/c/a"}, False, id="an earlier time"),
        pytest.param("/c/a", 3, 7, {"x": "/c/a"}, False, id="an article was deleted by hand"),
        pytest.param("/c/a", 3, 7, {"x": "/c/a", "y": "/c/b"}, False, id="an article is of another file now"),
        pytest.param("/c/a", 3, 7, {"x": "/c/a", "y": None}, False, id="an article was replaced by hand"),
        pytest.param("/c/a", 3, 7, {}, False, id="the index is empty"),
    ],
)
def test_a_file_is_skipped_only_where_file_ledger_and_index_agree(
    path: str, size: int, time: int, entries: dict[str, str | None], skipped: bool
) -> None:
    ledger = Ledger({"/c/a": Facts(3, 7, ("x", "y"))})
    known = {id: Entry("digest", path) for id, path in entries.items()}
    assert Planner(known, ledger, bool).skip(path, size, time) is skipped


def test_a_file_is_read_when_another_one_has_taken_its_id_in_the_same_run() -> None:
    index = indexed({"/c/b": "x=1"})
    planner = Planner(index.entries, index.ledger, {"/c/b"}.__contains__)
    planner.take("/c/b", 99, 99, [article("/c/b", "x=1")])
    assert planner.skip("/c/b", *facts("x=1")) is False


def test_a_file_with_the_size_and_time_of_the_ledger_and_other_ids_is_read_once_the_index_lacks_one() -> None:
    index = indexed({"/c/a": "x=1 y=1"})
    without_y = Index({"x": index.entries["x"]}, index.ledger)
    plan, read = planned({"/c/a": "x=1 y=1"}, without_y)
    assert (told(plan, without_y), read) == (["+ y=1 /c/a", "= 1"], ["/c/a"])


def test_of_two_files_with_one_id_the_first_has_it() -> None:
    plan, _ = planned({"/c/b": "x=1 y=1", "/c/a": "x=2 z=1"}, NOTHING)
    assert told(plan, NOTHING) == [
        "+ x=1 /c/b", "+ y=1 /c/b", "+ z=1 /c/a", "= 0", refusal("x", "/c/a", "/c/b"),
    ]  # fmt: skip


@pytest.mark.parametrize("order", [("/c/a", "/c/b"), ("/c/b", "/c/a")], ids=["owner first", "owner last"])
def test_of_two_files_with_one_id_the_one_that_had_it_keeps_it(order: tuple[str, ...]) -> None:
    disk = {"/c/a": "x=1", "/c/b": "x=2"}
    index = indexed({"/c/a": "x=1"})
    plan, _ = planned({path: disk[path] for path in order}, index)
    assert told(plan, index) == ["= 1", refusal("x", "/c/b", "/c/a")]


@pytest.mark.parametrize("order", [("/c/a", "/c/b"), ("/c/b", "/c/a")], ids=["owner first", "owner last"])
def test_a_file_that_is_refused_an_id_keeps_what_was_indexed_of_it(order: tuple[str, ...]) -> None:
    now = {"/c/a": "x=1", "/c/b": "x=2"}
    index = indexed({"/c/a": "x=1", "/c/b": "y=1"})
    plan, _ = planned({path: now[path] for path in order}, index)
    assert told(plan, index) == ["= 1", refusal("x", "/c/b", "/c/a")]


def test_one_article_in_two_files_is_one() -> None:
    disk = {"/c/monday": "x=1 y=2", "/c/tuesday": "y=2 z=3"}
    plan, _ = planned(disk, NOTHING)
    assert told(plan, NOTHING) == ["+ x=1 /c/monday", "+ y=2 /c/monday", "+ z=3 /c/tuesday", "= 0"]
    index = applied(plan, NOTHING)
    plan, read = planned(disk, index)
    assert (told(plan, index), read) == (["= 3"], ["/c/tuesday"])  # for it may have to stand in for the other
    for monday, expected in (("x=1", ["> y=2 /c/tuesday", "= 3"]), ("x=1 y=5", ["~ y=5 /c/monday", "= 2"])):
        plan, _ = planned({"/c/monday": monday, "/c/tuesday": "y=2 z=3"}, index)
        assert [line for line in told(plan, index) if not line.startswith("!")] == expected
    assert plan.rejected == [Rejection("/c/tuesday", refusal("y", "", "/c/monday").removeprefix("! : "))]
    plan, _ = planned({"/c/tuesday": "y=2 z=3"}, index)
    assert told(plan, index) == ["> y=2 /c/tuesday", "- x", "= 2"]


@pytest.mark.parametrize("again", ["/c/a.csv", "/c/b.csv"])
def test_numbers_that_several_tables_count_by_are_ids_once_and_then_below_their_file(again: str) -> None:
    disk = {"/c/a.csv": "1=un 2=deux", "/c/b.csv": "1=trois 3=quatre"}
    plan, _ = planned(disk, ROOTED)
    assert told(plan, ROOTED) == [
        "+ 1=un /c/a.csv", "+ 2=deux /c/a.csv", "+ b.csv/1=trois /c/b.csv", "+ 3=quatre /c/b.csv", "= 0",
    ]  # fmt: skip
    assert plan.warnings == [
        "/c/b.csv: the id “1” is taken by /c/a.csv; it is “b.csv/1” here, and others like it"
    ]
    index = applied(plan, ROOTED)
    assert told(planned(disk, index)[0], index) == ["= 4"]
    assert planned(disk, index)[1] == []
    changed = disk | {again: "1=nouveau"}
    plan, read = planned(changed, index)
    assert read == [again]
    assert told(plan, index)[0] == f"~ {'1' if again == '/c/a.csv' else 'b.csv/1'}=nouveau {again}"


def test_a_table_that_comes_before_one_with_the_same_numbers_takes_none_from_it() -> None:
    disk = {"/c/b.csv": "1=un"}
    index = applied(planned(disk, ROOTED)[0], ROOTED)
    disk["/c/a.csv"] = "1=deux"
    plan, _ = planned(dict(sorted(disk.items())), index)
    assert told(plan, index) == ["+ a.csv/1=deux /c/a.csv", "= 1"]
    index = applied(plan, index)
    plan, _ = planned(dict(sorted(disk.items())), index)
    assert told(plan, index) == ["= 2"]
    index = applied(plan, index)
    assert planned(dict(sorted(disk.items())), index)[1] == []
    plan, _ = planned({"/c/a.csv": "1=deux"}, index)
    assert told(plan, index) == ["- 1", "= 1"]


def test_files_of_one_path_below_two_folders_are_told_apart_by_these() -> None:
    roots = Index({}, Ledger(roots=("/c/2023", "/c/2024")))
    plan, _ = planned({"/c/2023/x": "a.txt=1", "/c/2024/x": "x=1 x#2=2"}, roots)
    assert plan.rejected == []
    plan, _ = planned({"/c/2023/x": "x=1 x#2=2 y=3", "/c/2024/x": "x=1 x#2=2 y=4"}, roots)
    assert list(plan.put) == ["x", "x#2", "y", "2024/x", "2024/x#2"]
    assert told(plan, roots)[-1] == refusal("y", "/c/2024/x", "/c/2023/x")


def test_of_two_articles_in_a_file_with_one_id_the_first_has_it() -> None:
    plan, _ = planned({"/c/a": "x=1 x=2 y=1"}, NOTHING)
    assert told(plan, NOTHING) == [
        "+ x=1 /c/a",
        "+ y=1 /c/a",
        "= 0",
        "! /c/a: the id “x” stands twice in it; this article was left out",
    ]


@pytest.mark.parametrize("order", [("/c/a", "/c/b"), ("/c/b", "/c/a")], ids=["from, to", "to, from"])
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param({"/c/a": "x=1"}, {"/c/a": "", "/c/b": "x=1"}, {"> x=1 /c/b", "= 1"}, id="to a new file"),
        pytest.param(
            {"/c/a": "x=1 y=1", "/c/b": "z=1"},
            {"/c/a": "y=1", "/c/b": "z=1 x=2"},
            {"~ x=2 /c/b", "= 2"},
            id="to a file of others",
        ),
        pytest.param(
            {"/c/a": "x=1", "/c/b": "y=1"},
            {"/c/a": "y=1", "/c/b": "x=1"},
            {"> x=1 /c/b", "> y=1 /c/a", "= 2"},
            id="and another one back",
        ),
        pytest.param(
            {"/c/a": "x=1"},
            {"/c/a": "!", "/c/b": "x=2"},
            {"= 0", "! /c/a#1: unreadable", refusal("x", "/c/b", "/c/a")},
            id="not from a file that could not be read",
        ),
        pytest.param(
            {"/c/a": "x=1"},
            {"/c/a": "y=1 !", "/c/b": "x=2"},
            {"+ y=1 /c/a", "= 0", "! /c/a#2: unreadable", refusal("x", "/c/b", "/c/a")},
            id="not from a file that was read in part",
        ),
    ],
)
def test_an_id_moves_from_one_file_to_another_in_either_order(
    order: tuple[str, ...], before: Disk, now: Disk, expected: set[str]
) -> None:
    index = indexed(before)
    plan, _ = planned({path: now[path] for path in order}, index)
    assert set(told(plan, index)) == expected


def test_of_two_files_that_claim_an_id_which_moved_the_first_has_it() -> None:
    index = indexed({"/c/z": "x=1"})
    plan, _ = planned({"/c/a": "x=2", "/c/b": "x=3", "/c/z": ""}, index)
    assert told(plan, index) == ["~ x=2 /c/a", "= 0", refusal("x", "/c/b", "/c/a")]


def test_a_file_that_an_id_moved_to_is_read_once_more_and_then_skipped() -> None:
    disk = {"/c/a": "x=1", "/c/z": ""}
    index = indexed({"/c/z": "x=1"})
    reads = []
    for _ in range(3):
        plan, read = planned(disk, index)
        index = applied(plan, index)
        reads.append(read)
    assert reads == [["/c/a", "/c/z"], ["/c/a"], []]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param({"/c/a": "!"}, ["= 0", "! /c/a#1: unreadable"], id="nothing of it can be read"),
        pytest.param(
            {"/c/a": "x=2 !"}, ["~ x=2 /c/a", "= 0", "! /c/a#2: unreadable"], id="a part of it can be read"
        ),
    ],
)
def test_a_rejected_file_keeps_what_was_indexed_of_it(now: Disk, expected: list[str]) -> None:
    index = indexed({"/c/a": "x=1 y=1"})
    plan, _ = planned(now, index)
    assert told(plan, index) == expected


@pytest.mark.parametrize(
    ("rejected", "gone"),
    [
        pytest.param("/c/sub", ["x"], id="the folder"),
        pytest.param("/c/sub/a", ["x", "z"], id="one of its files"),
        pytest.param("/c", [], id="the source"),
        pytest.param("/c/su", ["x", "y", "z"], id="another folder"),
    ],
)
def test_a_rejected_folder_keeps_what_was_indexed_below_it(rejected: str, gone: list[str]) -> None:
    index = indexed({"/c/b": "x=1", "/c/sub/a": "y=1", "/c/sub/deep/a": "z=1"})
    planner = Planner(index.entries, index.ledger, lambda _: False)
    planner.reject(Rejection(rejected, "the folder cannot be listed"))
    plan = planner.finish(["/c"])
    assert (plan.delete, plan.rejected) == (gone, [Rejection(rejected, "the folder cannot be listed")])


def test_without_pruning_nothing_is_deleted() -> None:
    index = indexed({"/c/a": "x=1", "/c/b": "y=1"})
    plan, _ = planned({"/c/a": "z=1"}, index, prune=False)
    assert told(plan, index) == ["+ z=1 /c/a", "= 0"]


def test_what_was_not_pruned_is_pruned_by_a_later_update() -> None:
    index = indexed({"/c/a": "x=1 y=1"})
    now = {"/c/a": "x=1"}
    plan, _ = planned(now, index, prune=False)
    index = applied(plan, index)
    plan, _ = planned(now, index)
    assert told(plan, index) == ["- y", "= 1"]


@pytest.mark.parametrize(
    ("sources", "gone"),
    [
        pytest.param(("/c",), ["x", "y"], id="a folder"),
        pytest.param(("/c/sub",), ["y"], id="a folder below"),
        pytest.param(("/c/a",), ["x"], id="a file"),
        pytest.param(("/c", "/other"), ["x", "y", "z"], id="two folders"),
        pytest.param(("/elsewhere",), [], id="another folder"),
        pytest.param(("/c/su",), [], id="a folder whose name only begins so"),
        pytest.param((), [], id="none"),
    ],
)
def test_only_articles_of_the_sources_are_pruned(sources: tuple[str, ...], gone: list[str]) -> None:
    everywhere = {"/c/a": "x=1", "/c/sub/a": "y=1", "/other/a": "z=1"}
    index = indexed(everywhere, sources=("/c", "/other"))
    plan, _ = planned({}, index, sources=sources)
    assert plan.delete == gone
    assert plan.ledger.files.keys() == {
        path for path, content in everywhere.items() if content[0] not in gone
    }


def test_an_id_of_a_file_elsewhere_is_taken_while_that_file_is_there() -> None:
    index = indexed({"/other/a": "x=1"}, sources=("/other",))
    plan, _ = planned({"/c/a": "x=2"}, index, there=["/other/a"])
    assert told(plan, index) == ["= 0", refusal("x", "/c/a", "/other/a")]
    assert plan.ledger == index.ledger


def test_an_id_of_a_file_elsewhere_is_free_once_that_file_is_gone() -> None:
    index = indexed({"/other/a": "x=1 y=1"}, sources=("/other",))
    plan, _ = planned({"/c/a": "x=2"}, index)
    assert told(plan, index) == ["~ x=2 /c/a", "= 0"]
    assert plan.ledger == Ledger({"/c/a": Facts(*facts("x=2"), ("x",))})


@pytest.mark.parametrize("content", ["", "x=1"])
def test_a_file_that_is_gone_leaves_the_ledger_even_where_nothing_is_pruned(content: str) -> None:
    plan, _ = planned({}, indexed({"/c/a": content}), prune=False)
    assert plan.ledger == Ledger()


def test_an_article_added_by_hand_is_never_pruned() -> None:
    index = Index({"x": Entry("digest", None)}, Ledger())
    plan, _ = planned({}, index, sources=("/", "/c", ""))
    assert told(plan, index) == ["= 0"]


def test_a_file_takes_over_an_article_added_by_hand() -> None:
    by_hand = Index({"x": Entry(digest(article("/c/a", "x=1")), None)}, Ledger())
    plan, _ = planned({"/c/a": "x=1"}, by_hand)
    assert told(plan, by_hand) == ["> x=1 /c/a", "= 1"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param('{"analysis": 1, "files": {"/c/a": [1, 2, ["x"]]', id="cut off"),
        pytest.param("titre : Crue", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param('"/c/a"', id="a string"),
        pytest.param("{}", id="no version"),
        pytest.param(json.dumps({"analysis": VERSION}), id="no files"),
        pytest.param(json.dumps({"analysis": VERSION, "files": ["/c/a"]}), id="files in a list"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": 1}}), id="facts that are none"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": [1, 2]}}), id="facts cut short"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": [1, 2, None]}}), id="no list of ids"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": ["a", 2, []]}}), id="a size in letters"),
        pytest.param(f'{{"analysis": {VERSION}, "files": {{"/c/a": [Infinity, 2, []]}}}}', id="an endless size"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": [1, 2, [["x"]]]}}), id="ids in lists"),
        pytest.param(json.dumps({"analysis": VERSION, "files": {"/c/a": [1, 2, "abc"]}}), id="ids in a word"),
        pytest.param("[" * 100_000, id="nested too deep"),
        pytest.param(
            json.dumps({"analysis": VERSION + 1, "files": {"/c/a": [1, 2, ["x"]]}}), id="a later analysis"
        ),
        pytest.param(
            json.dumps({"analysis": VERSION - 1, "files": {"/c/a": [1, 2, ["x"]]}}), id="an earlier analysis"
        ),
    ],
)  # fmt: skip
def test_a_ledger_that_is_missing_damaged_or_foreign_is_empty(text: str | None) -> None:
    assert Ledger.from_text(text) == Ledger()


@given(st.dictionaries(st.text(), st.builds(Facts, st.integers(0), st.integers(0), st.tuples(st.text()))))
def test_a_ledger_reads_back_what_it_wrote(files: dict[str, Facts]) -> None:
    assert Ledger.from_text(Ledger(files).to_text()) == Ledger(files)


@pytest.mark.parametrize(
    ("roots", "path", "name"),
    [
        pytest.param(("/c",), "/c/a", "a", id="below"),
        pytest.param(("/c",), "/c/sport/a", "sport/a", id="deeper"),
        pytest.param(("/c", "/c/sport"), "/c/sport/a", "a", id="the nearest"),
        pytest.param(("/c/a",), "/c/a", "a", id="a single file"),
        pytest.param(("/c", "/c/sport/a"), "/c/sport/a", "a", id="a single file below"),
        pytest.param(("/c",), "/cd/a", "cd/a", id="below none"),
        pytest.param(("/c",), "/c/e\u0301te\u0301", "été", id="composed"),
    ],
)
def test_a_file_is_named_after_its_path_from_the_nearest_root(
    roots: tuple[str, ...], path: str, name: str
) -> None:
    assert Ledger(roots=roots).name_of(path) == name


@pytest.mark.parametrize(
    ("before", "sources", "after"),
    [
        pytest.param((), ["/c"], ("/c",), id="a first"),
        pytest.param(("/c",), ["/c/sport"], ("/c",), id="a part of one"),
        pytest.param(
            ("/c/sport",), ["/c"], ("/c", "/c/sport"), id="one around another, which keeps its names"
        ),
        pytest.param((), ["/c/sport", "/c"], ("/c",), id="both at once"),
        pytest.param(("/c",), ["/cd"], ("/c", "/cd"), id="another whose name begins so"),
    ],
)
def test_sources_are_roots_unless_they_are_below_one(
    before: tuple[str, ...], sources: list[str], after: tuple[str, ...]
) -> None:
    assert Ledger(roots=before).rooted(dict.fromkeys(sources, "")).roots == after


def test_other_values_to_fill_in_have_the_files_read_again() -> None:
    files = {"/c/a": Facts(1, 1, ("a",)), "/d/a": Facts(1, 1, ("d",))}
    ledger = Ledger(files, ("/c", "/d"))
    filled = ledger.rooted({"/c": "section"})
    assert (filled.files, filled.filled) == ({"/d/a": files["/d/a"]}, {"/c": "section"})
    again = replace(filled, files=files)
    assert again.rooted({"/c": "section"}) == again
    assert again.rooted({"/c": ""}).files == {"/d/a": files["/d/a"]}


def test_the_roots_of_an_older_ledger_are_what_its_ids_are_relative_to() -> None:
    files = {
        "/c/sport/a.txt": [1, 2, ["sport/a.txt"]],
        "/c/b.jsonl": [1, 2, ["b.jsonl#1", "b.jsonl#2"]],
        "/d/own.jsonl": [1, 2, ["https://example.org/1"]],
        "/c/e\u0301.txt": [1, 2, ["é.txt"]],
        "/c/empty.txt": [1, 2, []],
    }
    ledger = Ledger.from_text(json.dumps({"analysis": VERSION, "files": files}))
    assert (ledger.roots, len(ledger.files)) == (("/c",), 5)
    other = Ledger.from_text(json.dumps({"analysis": VERSION - 1, "files": files}))
    assert other == Ledger(roots=("/c",))


def moved(disk: Disk, *, there: Iterable[str] = (), rejected: str = "") -> tuple[Plan, Index]:
    index = indexed(
        {"/c/a": "x=1", "/c/b": "y=1", "/c/sub/d": "z=1", "/other/e": "w=1"}, sources=("/c", "/other")
    )
    index = index._replace(ledger=replace(index.ledger, roots=("/c", "/other")))
    planner = Planner(index.entries, index.ledger.rooted({"/new": ""}), {*disk, *there}.__contains__)
    for path, content in disk.items():
        planner.take(path, *facts(content), findings(path, content))
    if rejected:
        planner.reject(Rejection(rejected, "the folder cannot be listed"))
    return planner.finish(["/new"]), index


def test_a_folder_that_moved_changes_nothing() -> None:
    plan, index = moved({"/new/a": "x=1", "/new/b": "y=1", "/new/sub/d": "z=1"})
    assert told(plan, index) == ["> x=1 /new/a", "> y=1 /new/b", "> z=1 /new/sub/d", "= 3"]
    assert (plan.ledger.roots, sorted(plan.ledger.files)) == (
        ("/new", "/other"), ["/new/a", "/new/b", "/new/sub/d", "/other/e"],
    )  # fmt: skip


def test_what_went_from_a_folder_that_moved_is_taken_out() -> None:
    plan, index = moved({"/new/a": "x=1", "/new/b": "y=1"})
    assert told(plan, index) == ["> x=1 /new/a", "> y=1 /new/b", "- z", "= 2"]


@pytest.mark.parametrize(
    ("disk", "there", "rejected"),
    [
        pytest.param({"/new/a": "x=1"}, [], "", id="few of its articles"),
        pytest.param({"/new/a": "x=1", "/new/b": "y=1"}, ["/c"], "", id="it is still there"),
        pytest.param({"/new/a": "x=1", "/new/b": "y=1"}, [], "/new/sub", id="a part of it cannot be read"),
    ],
)
def test_a_folder_may_not_have_moved(disk: Disk, there: list[str], rejected: str) -> None:
    assert moved(disk, there=there, rejected=rejected)[0].delete == []


def test_the_ledger_of_a_commit_before_the_end_has_the_files_read_and_those_that_wait() -> None:
    index = indexed({"/c/a": "x=1", "/c/b": "y=1", "/c/d": "z=1"})
    planner = Planner(index.entries, index.ledger, bool)
    planner.take("/c/a", 9, 9, [article("/c/a", "x=2")])
    planner.take("/c/b", 9, 9, [article("/c/b", "y=2"), Rejection("/c/b", "unreadable")])
    assert planner.so_far().files == {"/c/a": Facts(9, 9, ("x",)), "/c/d": index.ledger.files["/c/d"]}


def test_a_ledger_without_some_articles_lacks_their_files() -> None:
    ledger = Ledger({"/c/a": Facts(1, 1, ("x", "y")), "/c/b": Facts(2, 2, ("z",)), "/c/d": Facts(0, 3, ())})
    assert ledger.without(["y", "v"]) == Ledger({"/c/b": Facts(2, 2, ("z",)), "/c/d": Facts(0, 3, ())})


ARTICLE = Article("x", "Crue", "La Loire monte.", path="/c/a")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(ARTICLE, id="y"), id="id"),
        pytest.param(replace(ARTICLE, title="Décrue"), id="title"),
        pytest.param(replace(ARTICLE, body="La Loire baisse."), id="body"),
        pytest.param(replace(ARTICLE, lead="La Loire monte.", body=""), id="the same text in another field"),
        pytest.param(replace(ARTICLE, published=PartialDate(2024)), id="date"),
        pytest.param(replace(ARTICLE, authors=("Anne",)), id="authors"),
        pytest.param(replace(ARTICLE, section="Eau"), id="section"),
        pytest.param(replace(ARTICLE, source="Agence"), id="source"),
        pytest.param(replace(ARTICLE, url="https://example.org"), id="address"),
        pytest.param(replace(ARTICLE, tags=("eau",)), id="tags"),
    ],
)
def test_a_digest_changes_with_what_the_article_says(other: Article) -> None:
    assert digest(other) != digest(ARTICLE)


def test_a_digest_does_not_change_with_where_the_article_lies() -> None:
    assert digest(replace(ARTICLE, path=None)) == digest(ARTICLE)


def test_a_date_to_the_year_and_one_to_the_month_have_their_own_digests() -> None:
    dates = [PartialDate(2024), PartialDate(2024, 1), PartialDate(2024, 1, 1)]
    assert len({digest(replace(ARTICLE, published=published)) for published in dates}) == 3


_few_texts = st.text("ab’\ud800", max_size=3)
_articles = st.builds(
    Article,
    _few_texts,
    _few_texts,
    _few_texts,
    st.none() | st.just(PartialDate(2024)),
    _few_texts,
    st.lists(_few_texts, max_size=2).map(tuple),
    st.none() | _few_texts,
    st.none() | _few_texts,
    st.none() | _few_texts,
    st.lists(_few_texts, max_size=2).map(tuple),
)


@given(_articles, _articles)
def test_two_articles_have_one_digest_when_they_say_the_same_and_no_more(
    one: Article, other: Article
) -> None:
    assert (digest(one) == digest(other)) == (one == other)


@given(_articles, st.permutations(["id", "title", "body", "lead"]))
def test_a_digest_changes_when_texts_change_places(article: Article, names: list[str]) -> None:
    fields = ("id", "title", "body", "lead")
    moved = replace(article, **{new: getattr(article, old) for old, new in zip(fields, names, strict=True)})
    assert (digest(article) == digest(moved)) == (article == moved)


# Disks with few paths and ids, so that ids meet and move; a dictionary keeps the order of the walk.
contents = st.lists(st.sampled_from(["x=1", "x=2", "y=1", "z=1", "!"]), max_size=3).map(" ".join)
disks = st.lists(st.sampled_from(["/c/a", "/c/b", "/c/d/a"]), unique=True).flatmap(
    lambda paths: st.tuples(*(st.tuples(st.just(path), contents) for path in paths)).map(dict)
)
histories = st.lists(st.tuples(disks, st.booleans()), min_size=1, max_size=3)


@given(histories)
def test_planning_again_after_applying_a_plan_changes_nothing(history: list[tuple[Disk, bool]]) -> None:
    index = NOTHING
    for disk, prune in history:
        plan, _ = planned(disk, index, prune=prune)
        index = applied(plan, index)
        again, _ = planned(disk, index, prune=prune)
        assert (again.put, again.delete, again.added, again.changed) == ({}, [], 0, 0)
        assert sorted(again.rejected) == sorted(plan.rejected)
        assert applied(again, index).entries == index.entries


@given(histories)
def test_an_update_loses_no_article_of_the_files(history: list[tuple[Disk, bool]]) -> None:
    index = NOTHING
    for disk, prune in history:
        index = applied(planned(disk, index, prune=prune)[0], index)
        articles = [item for content in disk.values() for item in content.split() if item != "!"]
        assert index.entries.keys() >= {item.partition("=")[0] for item in articles}


@given(histories)
def test_what_is_indexed_of_a_file_that_was_read_well_stands_in_it(history: list[tuple[Disk, bool]]) -> None:
    index = NOTHING
    for disk, _ in history:
        plan, _ = planned(disk, index)
        index = applied(plan, index)
        refused = {rejection.path.partition("#")[0] for rejection in plan.rejected}
        expected = {
            (article.id, digest(article))
            for path, content in disk.items()
            if path not in refused
            for article in findings(path, content)
            if isinstance(article, Article)
        }
        assert {(id, entry.digest) for id, entry in index.entries.items()} >= expected
        well = {(id, entry.digest) for id, entry in index.entries.items() if entry.path not in refused}
        assert well <= expected


@given(histories)
def test_an_update_deletes_nothing_that_it_puts(history: list[tuple[Disk, bool]]) -> None:
    index = NOTHING
    for disk, prune in history:
        plan, _ = planned(disk, index, prune=prune)
        assert plan.put.keys().isdisjoint(plan.delete)
        assert index.entries.keys() >= set(plan.delete)
        index = applied(plan, index)
