"""Updates in several commits, killed and run again; what vanishes; folders that go in circles."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchidx import Article, Progress, Rejection, SearchIndex, SourceError, intake
from searchidx.article import Notice
from searchidx.corpus import json_lines


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(9):
        lines = [json.dumps({"id": f"{number}-{n}", "body": f"Article {n}, mot{number}."}) for n in range(10)]
        (folder / f"{number}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_commit_each_so_many_articles_keeps_what_was_read_before_an_error(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(progress: object) -> None:
        if getattr(progress, "done", 0) == 5:
            raise Stopped

    with SearchIndex.create(tmp_path / "i") as index:
        with pytest.raises(Stopped):
            index.update(corpus, commit_every=20, progress=stop)
        assert len(index) == 40
        opened = []
        read = Path.open

        def noting(path: Path, *arguments: object, **options: object) -> object:
            opened.append(path.name)
            return read(path, *arguments, **options)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", noting)
        report = index.update(corpus, commit_every=20)
        assert (report.added, report.changed, report.removed, report.unchanged) == (50, 0, 0, 40)
        assert [name for name in opened if name.endswith("jsonl")] == [f"{n}.jsonl" for n in range(4, 9)]
        assert index.update(corpus).unchanged == 90


class Stopped(Exception):  # noqa: N818
    """A load was broken off."""


@pytest.fixture
def broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchIndex]:
    """Return an index of which a file of 50 articles was read as far as its 34th, with 30 committed."""
    lines = [json.dumps({"id": f"a{n}", "body": f"Article {n}, mot."}) + "\n" for n in range(50)]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "all.jsonl").write_text("".join(lines), "utf-8")
    monkeypatch.setattr(intake, "_STEP", 34)

    def stop(progress: Progress) -> None:
        if progress.articles == 34:
            raise Stopped

    with SearchIndex.create(tmp_path / "i") as index:
        with pytest.raises(Stopped):
            index.update(tmp_path / "corpus", commit_every=10, progress=stop)
        assert len(index) == 30
        yield index


def lines_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the lines of JSON that are read from now on."""
    read: list[str] = []
    whole = json_lines.object_of

    def noting(text: str) -> dict[str, object]:
        read.append(text)
        return whole(text)

    monkeypatch.setattr(json_lines, "object_of", noting)
    return read


def test_what_was_committed_of_a_file_is_not_read_again(
    broken_off: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = lines_read(monkeypatch)
    report = broken_off.update(tmp_path / "corpus", commit_every=10)
    assert (report.added, report.changed, report.removed, report.unchanged) == (20, 0, 0, 30)
    assert [json.loads(line)["id"] for line in read] == [f"a{n}" for n in range(30, 50)]
    report = broken_off.update(tmp_path / "corpus")
    assert (report.unchanged, len(read)) == (50, 20)
    (tmp_path / "corpus" / "all.jsonl").write_text('{"id": "a7", "body": "Seul."}\n', "utf-8")
    assert broken_off.update(tmp_path / "corpus").removed == 49


def test_what_comes_behind_the_place_is_known_to_other_files(broken_off: SearchIndex, tmp_path: Path) -> None:
    rows = [("a3", "Article 3, mot."), ("a45", "Article 45, mot."), ("a4", "Autre."), ("a46", "Autre.")]
    lines = [json.dumps({"id": id, "body": body}) + "\n" for id, body in rows]
    (tmp_path / "corpus" / "more.jsonl").write_text("".join(lines), "utf-8")
    report = broken_off.update(tmp_path / "corpus")
    assert (report.added, report.unchanged) == (20, 30)
    assert [each.reason.partition(" is ")[0] for each in report.rejected] == ["the id “a4”", "the id “a46”"]


@pytest.mark.parametrize("change", ["deleted", "other", "touched", "paranoid", "twice"])
def test_a_file_is_read_from_its_beginning_where_something_is_not_as_it_was(
    broken_off: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "corpus" / "all.jsonl"
    if change == "deleted":
        broken_off.delete(["a3"])
    elif change == "other":
        broken_off.add([{"id": "a3", "body": "Un autre."}])
    elif change == "touched":
        os.utime(path, (1, 1))
    elif change == "twice":
        facts = path.stat()
        path.write_text(path.read_text("utf-8").replace('"a40"', '"a4" '), "utf-8")
        os.utime(path, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
    read = lines_read(monkeypatch)
    report = broken_off.update(tmp_path / "corpus", paranoid=change == "paranoid")
    if change == "twice":  # an id from before the place is known behind it
        assert len(read) == 20
        assert [each.reason for each in report.rejected] == [
            "the id “a4” stands twice in it; this article was left out"
        ]
    else:
        assert len(read) == 50
        found = [broken_off.get(f"a{n}") for n in range(50)]
        assert [each and each.body for each in found] == [f"Article {n}, mot." for n in range(50)]


def test_no_place_is_kept_of_a_file_that_was_indexed_before_or_has_something_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_STEP", 1)
    path = tmp_path / "a.jsonl"
    rows = [{"id": f"a{n}", "body": f"Article {n}."} for n in range(9)]

    def stop(progress: Progress) -> None:
        if progress.articles == 8:
            raise Stopped

    with SearchIndex.create(tmp_path / "i") as index:
        for before, bad in (([], "jamais\n"), (rows[:1], "")):
            path.write_text("".join(json.dumps(row) + "\n" for row in before), "utf-8")
            index.update(path)
            path.write_text(bad + "".join(json.dumps(row) + "\n" for row in rows[len(before) :]), "utf-8")
            with pytest.raises(Stopped):
                index.update(path, commit_every=2, progress=stop)
            read = lines_read(monkeypatch)
            index.update(path)
            assert len(read) == len(rows) - len(before) + bool(bad)
            assert index.search("article").total == len(rows) - len(before)
            index.delete([row["id"] for row in rows])


def test_a_killed_load_goes_on_where_its_last_commit_was(tmp_path: Path, corpus: Path) -> None:
    program = (
        "import os, sys\nfrom searchidx import SearchIndex\n"
        "def stop(progress):\n    if progress.done == 7: os._exit(9)\n"
        "with SearchIndex.open_or_create('i') as index: index.update('corpus', commit_every=25, progress=stop)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=tmp_path).returncode == 9
    with SearchIndex.open(tmp_path / "i") as index:
        assert len(index) == 50
        report = index.update(corpus)
        assert (report.added, report.unchanged, len(index)) == (40, 50, 90)


def test_several_commits_leave_what_one_does(tmp_path: Path, corpus: Path) -> None:
    with SearchIndex.create(tmp_path / "one") as one, SearchIndex.create(tmp_path / "many") as many:
        one.update(corpus)
        many.update(corpus, commit_every=7)
        for query in ("mot3", "article", "*"):
            assert [hit.article.id for hit in many.search(query, limit=100)] == [
                hit.article.id for hit in one.search(query, limit=100)
            ]
        (corpus / "3.jsonl").unlink()
        assert many.update(corpus, commit_every=1).removed == 10
        with pytest.raises(ValueError, match="commit_every counts from 1"):
            many.update(corpus, commit_every=0)
        with pytest.raises(ValueError, match="what is strict commits once"):
            many.update(corpus, commit_every=5, strict=True)


def test_a_stream_of_any_length_is_taken_one_at_a_time(tmp_path: Path) -> None:
    alive = 0

    def articles() -> Iterator[Article | Rejection | Notice]:
        nonlocal alive
        for number in range(200):
            yield Article(str(number), "Crue", f"La Loire monte, mot{number}.")
        yield Rejection("x#1", "no JSON")
        yield Notice("x#2", "odd")
        alive = len(reader)  # what was committed before is there

    with SearchIndex.create(tmp_path / "i") as index, SearchIndex.open(tmp_path / "i") as reader:
        report = index.add(articles(), commit_every=50)
        assert (report.added, report.rejected, report.warnings) == (
            200, (Rejection("x#1", "no JSON"),), ("x#2: odd",),
        )  # fmt: skip
        assert (alive, len(reader)) == (150, 200)


def test_a_file_that_vanishes_while_files_are_read_is_reported_and_kept_for_now(
    tmp_path: Path, corpus: Path
) -> None:
    with SearchIndex.create(tmp_path / "i") as index:
        index.update(corpus)

        def vanish(_progress: object) -> None:
            (corpus / "8.jsonl").unlink(missing_ok=True)

        report = index.update(corpus, paranoid=True, progress=vanish)
        assert report.rejected == (
            Rejection(f"{corpus}/8.jsonl", "cannot be read: No such file or directory"),
        )
        assert len(index) == 90
        assert index.update(corpus).removed == 10


def test_links_that_go_in_circles_are_told_and_passed_over(tmp_path: Path, corpus: Path) -> None:
    (corpus / "circle").symlink_to(corpus)
    (corpus / "self.txt").symlink_to(corpus / "self.txt")
    (corpus / "dangling.txt").symlink_to(corpus / "nowhere.txt")
    with SearchIndex.create(tmp_path / "i") as index:
        report = index.update(corpus)
        assert (report.added, report.rejected) == (
            90,
            (
                Rejection(str(corpus / "circle"), "a link to a folder that it lies in: passed over"),
                Rejection(str(corpus / "dangling.txt"), "a link that leads nowhere"),
                Rejection(str(corpus / "self.txt"), "a link that leads to itself"),
            ),
        )
        with pytest.raises(SourceError, match=r"self\.txt: there is no such file or folder"):
            index.update(corpus / "self.txt")


def test_a_missing_source_among_others_empties_nothing(tmp_path: Path, corpus: Path) -> None:
    with SearchIndex.create(tmp_path / "i") as index:
        index.update(corpus)
        corpus.rename(tmp_path / "away")
        with pytest.raises(SourceError):
            index.update(corpus)
        corpus.mkdir()
        with pytest.raises(SourceError, match="holds no articles"):
            index.update(corpus)
        assert len(index) == 90


def test_during_a_rebuild_the_old_index_answers_and_after_it_open_indexes_switch(
    tmp_path: Path, corpus: Path
) -> None:
    where = tmp_path / "i"
    with SearchIndex.create(where) as index, SearchIndex.open(where) as reader:
        index.update(corpus)
        for path in corpus.iterdir():
            path.write_text(path.read_text("utf-8").replace("mot", "parole"), "utf-8")
        seen = []

        def look(_progress: object) -> None:
            seen.append((reader.search("mot3").total, reader.search("parole3").total))

        report = index.rebuild(corpus, progress=look)
        assert (report.added, set(seen)) == (90, {(10, 0)})
        assert (reader.search("mot3").total, reader.search("parole3").total) == (0, 10)
        assert index.update(corpus).unchanged == 90
        assert [path.name for path in where.glob("gen-*")] == ["gen-000002"]


def test_who_still_reads_the_old_generation_reads_on_when_it_is_gone(tmp_path: Path, corpus: Path) -> None:
    where = tmp_path / "i"
    with SearchIndex.create(where) as index, SearchIndex.open(where) as reader:
        index.update(corpus)
        hits = reader.scan("article", snippets=1)
        first = next(hits)
        index.rebuild()
        index.delete([first.article.id])
        assert not (where / "gen-000001").exists()
        assert len({first.article.body, *(hit.article.body for hit in hits)}) == 90


def test_a_rebuild_from_the_articles_keeps_ids_and_what_is_known_of_files(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus / "sport").mkdir()
    (corpus / "sport" / "a.txt").write_text("Un essai.", "utf-8")
    with SearchIndex.create(tmp_path / "i") as index:
        index.update(corpus)
        assert index.rebuild().added == 91
        monkeypatch.setattr("searchidx.intake.read_on", lambda path, *_: pytest.fail(f"{path} was read"))
        assert index.update(corpus / "sport").unchanged == 1


def test_a_stream_has_the_fields_that_files_have_and_ids_that_its_articles_give(tmp_path: Path) -> None:
    lines = [
        {"headline": "Crue", "articleBody": "La Loire monte.", "datePublished": "2024-01-02"},
        {"title": "Vote", "body": "On compte.", "url": "https://example.org/vote"},
        {"id": "own#3", "body": "Un essai."},
    ]
    text = "\n".join(map(json.dumps, lines)).encode()
    with SearchIndex.create(tmp_path / "i") as index:
        assert index.add_lines(io.BytesIO(text)).added == 3
        made = {hit.article.id for hit in index.search("*")} - {"https://example.org/vote", "own#3"}
        (crue,) = (index.get(id) for id in made)
        assert crue is not None
        assert (crue.title, crue.body, str(crue.published), crue.path) == (
            "Crue", "La Loire monte.", "2024-01-02", None,
        )  # fmt: skip
        assert (
            index.add([crue, {"title": "Crue", "body": "La Loire monte.", "date": "2024-01-02"}]).unchanged
            == 1
        )
        assert index.add_lines(io.BytesIO(b"\n\n" + text + b"\r\n"), commit_every=1).unchanged == 3


def test_a_stream_in_utf_16_is_read_as_shells_of_windows_write_it(tmp_path: Path) -> None:
    stream = io.BufferedReader(io.BytesIO('{"title": "Été", "text": "a"}\r\n'.encode("utf-16")))
    with SearchIndex.create(tmp_path / "i") as index:
        assert index.add_lines(stream).added == 1
        [hit] = index.search("ete")
        assert hit.article.title == "Été"
