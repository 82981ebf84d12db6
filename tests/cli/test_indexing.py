"""``searchidx index`` and ``rebuild``."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import searchidx
from searchidx import SearchIndex
from searchidx.cli.progress import Bar
from searchidx.corpus.formats import known_ends
from tests.cli.conftest import Run, process


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "crue.txt").write_text("titre : La crue\n\nLa Loire monte.\n", "utf-8")
    (folder / "vote.txt").write_text("titre : Le vote\n\nOn compte.\n", "utf-8")
    return folder


def line(text: str) -> str:
    return re.sub(r" \([0-9.]+ s\)\n", "", text)


def test_index_says_what_it_did_and_twice_changes_nothing(run: Run, corpus: Path) -> None:
    first = run("index")
    assert (line(first.stdout), first.stderr, first.exit_code) == (
        "2 added, 0 changed, 0 removed, 0 unchanged",
        "",
        0,
    )
    before = {path: path.read_bytes() for path in Path("index").rglob("*") if path.is_file()}
    assert line(run("index").stdout) == "0 added, 0 changed, 0 removed, 2 unchanged"
    assert {path: path.read_bytes() for path in Path("index").rglob("*") if path.is_file()} == before
    (corpus / "crue.txt").unlink()
    assert (
        line(run("index", "--dry-run").stdout)
        == "0 would be added, 0 would be changed, 1 would be removed, 1 unchanged"
    )
    assert line(run("index", "--no-prune").stdout) == "0 added, 0 changed, 0 removed, 1 unchanged"
    assert line(run("index").stdout) == "0 added, 0 changed, 1 removed, 1 unchanged"


def test_a_rejected_file_is_named_and_the_others_are_indexed(run: Run, corpus: Path) -> None:
    (corpus / "image.txt").write_bytes(b"\x89PNG\0")
    (corpus / "vide.txt").touch()
    (corpus / "ancien.txt").write_bytes("L’été à Évreux.".encode("cp1252"))
    (corpus / "dates.txt").write_text("titre: Dates\ndate: 2024-13-45\n\nTexte.", "utf-8")
    result = run("index")
    assert line(result.stdout) == "4 added, 0 changed, 0 removed, 0 unchanged, 2 rejected"
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"rejected: {corpus}/image.txt: not a text: it holds binary data",
        f"rejected: {corpus}/vide.txt: the article is empty: it has neither title nor text",
        f"warning: {corpus}/ancien.txt: not UTF-8: read as Windows-1252",
        f"warning: {corpus}/dates.txt: cannot read the date “2024-13-45”: there is no month 13; the article is kept without a date",
    ]
    assert run("search", "evreux", "--count").stdout == "1\n"
    again = run("index")
    assert line(again.stdout) == "0 added, 0 changed, 0 removed, 4 unchanged, 2 rejected"


def test_a_line_of_twenty_megabytes_is_rejected(run: Run, corpus: Path) -> None:
    (corpus / "long.txt").write_text("eau " * 5_000_001 + "\n", "utf-8")
    (corpus / "long.jsonl").write_text(
        '{"body": "' + "x" * 20_000_000 + '"}\n{"id": "after", "body": "Eau"}\n', "utf-8"
    )
    result = run("index")
    assert result.stderr.splitlines() == [
        f"rejected: {corpus}/long.jsonl#1: a line of more than 20 MB",
        f"rejected: {corpus}/long.txt: larger than 20 MB, more than an article can be",
    ]
    assert line(result.stdout) == "3 added, 0 changed, 0 removed, 0 unchanged, 2 rejected"


def test_two_files_with_one_id_are_reported(run: Run, corpus: Path) -> None:
    for name in ("a", "b"):
        (corpus / f"{name}.jsonl").write_text(
            f'{{"id": "urn:crue", "body": "Une autre crue {name}."}}\n', "utf-8"
        )
    result = run("index")
    assert result.exit_code == 2
    assert result.stderr == (
        f"rejected: {corpus}/b.jsonl: the id “urn:crue” is already taken by {corpus}/a.jsonl; this article was left out\n"
    )


def test_of_two_files_with_one_number_for_an_id_both_are_indexed(run: Run, corpus: Path) -> None:
    for name in ("a", "b"):
        (corpus / f"{name}.csv").write_text(f"id,titre,texte\n1,Crue,Une autre crue {name}.\n", "utf-8")
    result = run("index")
    assert result.exit_code == 0
    assert result.stderr == (
        f"warning: {corpus}/b.csv: the id “1” is taken by {corpus}/a.csv; it is “b.csv/1” here, and others like it\n"
    )
    assert "Une autre crue b." in run("show", "b.csv/1").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["index", "nowhere"], "nowhere: there is no such file or folder; the index was left as it is"),
        (["index", "x" * 300], f"{'x' * 300}: cannot be read: File name too long; the index was left as it is"),
        (["index", "empty"], "empty: the folder holds no articles ({known}); the index was left as it is"),
        (["index", "photo.png"], "photo.png: articles are read from {known}; the index was left as it is"),
        (["--index", "corpus", "index"], "cannot make an index in corpus: it holds other files (crue.txt); choose a new or empty folder"),
        (["index", "--dry-run"], "there is no index in index; make one with: searchidx index FOLDER_OF_ARTICLES"),
        (["show", "crue.txt"], "there is no index in index; make one with: searchidx index FOLDER_OF_ARTICLES"),
    ],
    ids=["missing", "a name too long", "empty", "other format", "not an index", "dry run without index", "show without index"],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "photo.png").touch()
    result = run(*arguments)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr == f"searchidx: {message.format(cwd=tmp_path, known=', '.join(known_ends()))}\n"


def test_a_source_without_articles_makes_no_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("index", "empty").exit_code == 2
    assert not (tmp_path / "index").exists()


def test_a_second_writer_is_told_to_wait(run: Run) -> None:
    run("index")
    with SearchIndex.open("index") as index, index._engine.writer():
        result = run("index")
        assert result.exit_code == 2
        assert result.stderr.startswith(f"searchidx: another program (process {os.getpid()}: ")
        assert result.stderr.endswith(") is writing to the index in index; try again when it has finished\n")
        assert run("search", "crue", "--count").stdout == "1\n"
    assert run("index").exit_code == 0


def test_the_report_is_json_on_request(run: Run, corpus: Path) -> None:
    (corpus / "vide.txt").touch()
    report = json.loads(run("index", "--format", "json").stdout)
    assert report.pop("seconds") > 0
    assert report == {
        "added": 2,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
        "rejected": [
            {"path": f"{corpus}/vide.txt", "reason": "the article is empty: it has neither title nor text"}
        ],
        "warnings": [],
    }


def test_rebuild_without_paths_keeps_every_article(run: Run, corpus: Path) -> None:
    run("index")
    (corpus / "crue.txt").unlink()
    assert line(run("rebuild").stdout) == "2 added, 0 changed, 0 removed, 0 unchanged"
    assert line(run("rebuild", "corpus").stdout) == "1 added, 0 changed, 0 removed, 0 unchanged"


def test_settings_come_from_the_nearest_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "searchidx.toml").write_text('index = "elsewhere"\nsources = ["corpus/crue.txt"]\n')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert line(run("index").stdout) == "1 added, 0 changed, 0 removed, 0 unchanged"
    assert (tmp_path / "elsewhere" / "CURRENT").is_file()
    (tmp_path / "searchidx.toml").write_text('indx = "elsewhere"\n')
    result = run("index")
    assert (result.exit_code, result.stderr) == (
        2,
        f"searchidx: {tmp_path}/searchidx.toml: indx: is no setting; did you mean index?\n",
    )


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_a_full_disk_loses_nothing(run: Run, tmp_path: Path, corpus: Path) -> None:
    run("index")
    (corpus / "long.txt").write_text(
        " ".join(f"mot{number * 7919 % 100_003}" for number in range(50_000)), "utf-8"
    )
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
        "sys.argv[0] = 'searchidx'; runpy.run_module('searchidx', run_name='__main__')"
    )
    command = [sys.executable, "-c", limited, "index"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert (
        done.stderr == "searchidx: the index in index cannot be used: File too large; nothing was changed\n"
    )
    assert run("search", "crue", "--count").stdout == "1\n"
    assert line(run("index").stdout) == "1 added, 0 changed, 0 removed, 2 unchanged"


def test_a_closed_standard_error_keeps_nothing_from_being_indexed(tmp_path: Path) -> None:
    command = f"{sys.executable} -m searchidx index 2>&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert line(done.stdout) == "2 added, 0 changed, 0 removed, 0 unchanged"


def test_a_process_of_its_own_indexes_and_finds(tmp_path: Path) -> None:
    assert line(process("index", cwd=tmp_path).stdout) == "2 added, 0 changed, 0 removed, 0 unchanged"
    assert process("search", "LOIRE", "--count", cwd=tmp_path).stdout == "1\n"


def test_two_processes_index_as_one_does(run: Run, corpus: Path) -> None:
    (corpus / "vide.txt").touch()
    lines = [json.dumps({"id": f"a{n}", "body": f"L’eau monte, mot{n}."}) for n in range(300)]
    (corpus / "many.jsonl").write_text("\n".join([*lines, lines[0]]), "utf-8")
    one = run("--index", "one", "index")
    two = run("--index", "two", "index", "--jobs", "2")
    assert (line(two.stdout), two.stderr, two.exit_code) == (line(one.stdout), one.stderr, one.exit_code)
    assert line(two.stdout).startswith("302 added")
    for query in ("loire", "mot17 OU mot18", "eau"):
        asked = ("search", query, "--format", "jsonl", "--limit", "20")
        assert run("--index", "two", *asked).stdout == run("--index", "one", *asked).stdout
    assert line(run("--index", "two", "index", "--jobs", "2").stdout).startswith(
        "0 added, 0 changed, 0 removed, 302"
    )
    assert line(run("--index", "two", "rebuild", "--jobs", "2").stdout).startswith("302 added")


def test_jobs_are_counted_from_one(run: Run) -> None:
    result = run("index", "--jobs", "0")
    assert (result.exit_code, Path("index").exists()) == (2, False)
    assert "0 is not in the range" in result.stderr


def test_optimize_makes_one_segment_and_changes_no_answer(run: Run, corpus: Path) -> None:
    run("index")
    (corpus / "crue.txt").write_text("titre : La décrue\n\nLa Loire baisse.\n", "utf-8")
    (corpus / "new.txt").write_text("titre : La Loire\n\nLe fleuve.\n", "utf-8")
    run("index")
    before = run("search", "loire OU vote", "--format", "jsonl").stdout
    assert len(list(Path("index").rglob("*.seg"))) == 2
    result = run("optimize")
    assert (result.stdout, result.stderr, result.exit_code) == ("", "3 articles in one segment\n", 0)
    assert len(list(Path("index").rglob("*.seg"))) == 1
    assert not list(Path("index").rglob("*.del"))
    assert run("search", "loire OU vote", "--format", "jsonl").stdout == before
    assert line(run("index").stdout) == "0 added, 0 changed, 0 removed, 3 unchanged"
    assert run("-q", "optimize").stderr == ""


def test_optimize_without_an_index_is_told(run: Run) -> None:
    result = run("optimize")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert (
        result.stderr
        == "searchidx: there is no index in index; make one with: searchidx index FOLDER_OF_ARTICLES\n"
    )


def test_strict_changes_nothing_when_anything_is_rejected(run: Run, corpus: Path) -> None:
    run("index")
    (corpus / "crue.txt").unlink()
    (corpus / "new.txt").write_text("Un nouvel article.", "utf-8")
    (corpus / "vide.txt").touch()
    result = run("index", "--strict")
    assert (line(result.stdout), result.exit_code) == (
        "0 added, 0 changed, 0 removed, 0 unchanged, 1 rejected",
        2,
    )
    assert result.stderr.splitlines() == [
        f"rejected: {corpus}/vide.txt: the article is empty: it has neither title nor text",
        "nothing was changed, for --strict wants every article",
    ]
    assert run("search", "*", "--count").stdout == "2\n"
    (corpus / "vide.txt").unlink()
    assert line(run("index", "--strict").stdout) == "1 added, 0 changed, 1 removed, 1 unchanged"


def test_paranoid_reads_what_size_and_time_hide(run: Run, corpus: Path) -> None:
    run("index")
    before = (corpus / "crue.txt").stat()
    (corpus / "crue.txt").write_text("titre : La crue\n\nLe Loir monte.\n ", "utf-8")
    os.utime(corpus / "crue.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (corpus / "crue.txt").stat().st_size == before.st_size
    assert line(run("index").stdout) == "0 added, 0 changed, 0 removed, 2 unchanged"
    assert line(run("index", "--paranoid").stdout) == "0 added, 1 changed, 0 removed, 1 unchanged"
    assert run("search", "loir", "--count").stdout == "1\n"


def test_a_corpus_that_moved_is_unchanged_and_what_went_from_it_is_taken_out(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    (corpus / "sport").mkdir()
    (corpus / "sport" / "rugby.txt").write_text("titre : Rugby\n\nUn essai.", "utf-8")
    run("index")
    corpus.rename(tmp_path / "archives")
    assert line(run("index", "archives").stdout) == "0 added, 0 changed, 0 removed, 3 unchanged"
    hit = json.loads(run("search", "rugby", "--format", "jsonl").stdout)
    assert (hit["id"], hit["path"]) == ("sport/rugby.txt", f"{tmp_path}/archives/sport/rugby.txt")
    (tmp_path / "archives").rename(corpus)
    (corpus / "vote.txt").unlink()
    assert line(run("index").stdout) == "0 added, 0 changed, 1 removed, 2 unchanged"
    assert line(run("index").stdout) == "0 added, 0 changed, 0 removed, 2 unchanged"


def test_a_part_of_the_corpus_keeps_its_ids(run: Run, corpus: Path) -> None:
    (corpus / "sport").mkdir()
    (corpus / "sport" / "rugby.txt").write_text("titre : Rugby\n\nUn essai.", "utf-8")
    run("index")
    (corpus / "sport" / "golf.txt").write_text("titre : Golf\n\nUn trou.", "utf-8")
    assert line(run("index", "corpus/sport").stdout) == "1 added, 0 changed, 0 removed, 1 unchanged"
    assert run("show", "sport/golf.txt").exit_code == 0
    (corpus / "sport" / "golf.txt").write_text("titre : Golf\n\nDeux trous.", "utf-8")
    assert line(run("index", "corpus/sport/golf.txt").stdout) == "0 added, 1 changed, 0 removed, 0 unchanged"
    run("rebuild")
    assert line(run("index").stdout) == "0 added, 0 changed, 0 removed, 4 unchanged"


def test_what_comes_from_standard_input_is_added_line_by_line(run: Run) -> None:
    lines = [
        '{"id": "a", "titre": "Crue", "texte": "La Loire monte."}', "{", "", '{"body": "Sans titre ni id."}',
        '{"id": "b", "body": "x", "date": "2024-13"}', "[1]",
    ]  # fmt: skip
    result = run("index", "-", input="\n".join(lines))
    assert (line(result.stdout), result.exit_code) == (
        "3 added, 0 changed, 0 removed, 0 unchanged, 2 rejected",
        2,
    )
    assert result.stderr.splitlines() == [
        "rejected: -#2: not a line of JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "rejected: -#6: not a JSON object",
        "warning: -#5: cannot read the date “2024-13”: there is no month 13; the article is kept without a date",
    ]
    again = run("index", "-", "--commit-every", "1", input="\n".join([lines[0], lines[3]]))
    assert line(again.stdout) == "0 added, 0 changed, 0 removed, 2 unchanged"
    assert line(run("index").stdout) == "2 added, 0 changed, 0 removed, 0 unchanged"
    assert run("search", "*", "--count").stdout == "5\n"
    assert run("index", "-", "--strict", input="").exit_code == 2
    assert "- stands alone" in run("index", "-", "corpus", input="").stderr


def test_strict_and_commits_in_between_exclude_each_other(run: Run) -> None:
    result = run("index", "--strict", "--commit-every", "10")
    assert (result.exit_code, "--strict commits once; leave --commit-every out" in result.stderr) == (2, True)


def test_a_terminal_shows_how_far_it_is_and_elsewhere_nothing() -> None:
    shown = io.StringIO()
    with Bar(shown) as bar:
        bar(searchidx.Progress(1, 4, "a.txt", 300, 25, 100))
        bar(searchidx.Progress(2, 4, "b.txt", 600, 50, 100))  # too soon to be drawn
    drawn, *rest = shown.getvalue().split("\r")[1:]
    assert drawn.startswith("reading [#####---------------] 1/4 files, 300 articles, ")
    assert [part.strip() for part in rest] == ["", ""]
