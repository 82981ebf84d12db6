"""The documentation is run."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from searchidx import Report, SearchIndex, parse
from searchidx.engine.resolve import resolve

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of a page that are marked with a language, or with none."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block for marked, block in fenced if marked == language]


def queries(page: str) -> list[str]:
    lines = "".join(blocks((ROOT / "docs" / page).read_text("utf-8"), "query")).splitlines()
    return [re.split(r"\s{2,}# ", line)[0] for line in lines]


@pytest.mark.parametrize("page", ["query-language.md", "query-language.fr.md"])
def test_every_query_of_the_page_is_understood(page: str) -> None:
    assert len(queries(page)) == 67
    for query in queries(page):
        resolve(parse(query, today=date(2024, 5, 17)), weights={"title": 3, "lead": 2, "body": 1})


def test_the_two_pages_show_the_same_queries() -> None:
    french = [query.replace(" À ", " TO ") for query in queries("query-language.fr.md")]
    assert french == queries("query-language.md")


def test_the_library_example_of_the_readme_finds_the_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    monkeypatch.chdir(tmp_path)
    (example,) = blocks(README, "python")
    exec(compile(example, "README.md", "exec"), {})
    report, first, *rest = capsys.readouterr().out.splitlines()
    assert report.startswith("Report(added=70, changed=0, removed=0, unchanged=0, rejected=(), warnings=()")
    assert first.startswith("2024-01 IRAK – ÉTATS-UNIS. Bagdad et Washington ouvrent un dialogue")
    assert "<mark>coalition militaire</mark>" in rest[0]


def test_the_first_command_of_the_readme_finds_the_article(tmp_path: Path) -> None:
    """The part of the command after the installation, which CI's own run of the test command stands for."""
    command = blocks(README, "sh")[0].strip()
    setup, _, rest = command.partition(" && .venv/bin/searchidx index")
    assert setup == "python3 -m venv .venv && .venv/bin/pip install --quiet '.[import]'"
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    commands = f".venv/bin/searchidx index{rest}".replace(
        ".venv/bin/searchidx", f"{sys.executable} -m searchidx"
    )
    done = subprocess.run(["bash", "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=True)
    shown = README.partition("articles and prints:\n\n```\n")[2].partition("\n```")[0].splitlines()
    printed = done.stdout.splitlines()
    assert re.sub(r"[0-9.]+ s\)", "", printed[0]) == re.sub(r"[0-9.]+ s\)", "", shown[0])
    assert printed[1:4] == shown[1:4]
    assert printed[4].startswith(shown[4].removesuffix(" …"))


@pytest.mark.parametrize("page", ["results.md", "results.fr.md"])
def test_every_command_of_the_page_of_results_finds_something(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_folder: Path
) -> None:
    import shlex  # noqa: PLC0415
    import shutil  # noqa: PLC0415

    from click.testing import CliRunner  # noqa: PLC0415

    from searchidx.cli import main  # noqa: PLC0415

    shutil.copytree(sample_folder, tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    commands = "".join(blocks((ROOT / "docs" / page).read_text("utf-8"), "sh")).splitlines()
    assert len(commands) == 10
    for command in commands:
        program, *arguments = shlex.split(command)
        result = CliRunner().invoke(main, arguments)
        assert (program, result.exit_code) == ("searchidx", 0), (command, result.output)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    (command,) = (block.strip() for block in blocks(README, "sh") if "./check" in block)
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == command


def test_every_command_that_the_readme_names_exists() -> None:
    import click  # noqa: PLC0415

    from searchidx.cli import main  # noqa: PLC0415

    named = set(re.findall(r"^searchidx (\w+)", "\n".join(blocks(README, "sh")), re.MULTILINE))
    assert named == set(main.list_commands(click.Context(main)))


def test_the_settings_of_the_readme_are_the_defaults(tmp_path: Path) -> None:
    from searchidx import Settings, find_settings  # noqa: PLC0415

    (example,) = blocks(README, "toml")
    (tmp_path / "searchidx.toml").write_text(example)
    settings = find_settings(tmp_path)
    assert settings == Settings(index=tmp_path / "index", sources=(tmp_path / "corpus",))


def test_both_habits_of_plain_text_in_the_readme_are_read(tmp_path: Path) -> None:
    block = next(block for block in blocks(README, "") if "titre : Crue" in block)
    columns = [(line[:44].rstrip(), line[44:]) for line in block.splitlines()]
    for name, column in zip(("left.txt", "right.txt"), zip(*columns, strict=True), strict=True):
        (tmp_path / name).write_text("\n".join(column), "utf-8")
    with SearchIndex.create(tmp_path / "index") as index:
        report = index.update(tmp_path / "left.txt", tmp_path / "right.txt")
        assert report == Report(added=2, seconds=report.seconds)
        left, right = index.get("left.txt"), index.get("right.txt")
    assert left is not None
    assert right is not None
    assert (left.title, str(left.published), left.authors) == (
        "Crue à Tours",
        "2024-03-12",
        ("Anne Le Goff", "Jean Petit"),
    )
    assert (left.lead, left.body) == ("La Loire monte.", "On attend le pic demain.")
    assert (str(right.published), right.lead) == (
        "2024-01",
        "Les deux pays ont décidé d’ouvrir\nle dialogue…",
    )
    assert right.body == "La première session a eu lieu lundi."


def test_the_two_pages_on_reading_show_the_same_commands_and_code() -> None:
    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in ("reading.md", "reading.fr.md")]
    english, french = (re.findall(r"^```.*?^```$", page, re.MULTILINE | re.DOTALL) for page in pages)
    assert english == french


def test_the_two_pages_on_updating_show_the_same_commands_and_settings(tmp_path: Path) -> None:
    from searchidx import Source, find_settings  # noqa: PLC0415

    pages = [(ROOT / "docs" / name).read_text("utf-8") for name in ("updating.md", "updating.fr.md")]
    english, french = (
        [re.sub(" +#.*", "", each) for kind in ("sh", "toml") for each in blocks(page, kind)]
        for page in pages
    )
    assert english == french
    (tmp_path / "searchidx.toml").write_text(english[-1], "utf-8")
    (source,) = find_settings(tmp_path).sources
    assert isinstance(source, Source)
    assert source.fill == {"source": "Le Courrier", "section": "Vie locale"}


def test_the_commands_of_the_pages_on_updating_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil  # noqa: PLC0415

    from click.testing import CliRunner  # noqa: PLC0415

    from searchidx.cli import main  # noqa: PLC0415

    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["index"]).exit_code == 0
    page = (ROOT / "docs" / "updating.md").read_text("utf-8")
    commands = [line.partition("#")[0].split() for block in blocks(page, "sh") for line in block.splitlines()]
    run = [command for command in commands if command[0] == "searchidx" and "--watch" not in command]
    assert len(run) == 9
    for command in run:
        found = CliRunner().invoke(main, command[1:])
        assert found.exit_code == (command[1] == "duplicates"), (command, found.output)


def test_the_commands_of_the_page_on_reading_find_something(sample_folder: Path) -> None:
    page = (ROOT / "docs" / "reading.md").read_text("utf-8")
    commands = [line for block in blocks(page, "") for line in block.splitlines()]
    assert len(commands) == 2
    for command in commands:
        run = command.replace("searchidx", f"{sys.executable} -m searchidx --index {sample_folder}", 1)
        done = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True)
        assert "coalition" in done.stdout


def test_the_library_example_of_the_page_on_reading_runs(
    sample: SearchIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = blocks((ROOT / "docs" / "reading.md").read_text("utf-8"), "python")
    exec(compile(example, "reading.md", "exec"), {"index": sample})
    assert "coalition militaire" in capsys.readouterr().out
