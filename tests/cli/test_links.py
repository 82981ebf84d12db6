"""Links in a terminal."""

from pathlib import Path

import pytest

from searchidx import Article
from searchidx.cli.links import knows_links, linked
from tests.cli.conftest import Run, terminal

OPEN, CLOSE = "\x1b]8;;", "\x1b]8;;\x1b\\"


@pytest.mark.parametrize(
    ("environment", "known"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4200"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "x"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"TERM": "screen-256color", "VTE_VERSION": "7006"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7006", "TMUX": "/tmp/tmux"}, False),
    ],
)
def test_only_terminals_that_are_known_to_know_links_are_given_any(
    environment: dict[str, str], known: bool
) -> None:
    assert knows_links(environment) is known


def test_each_line_of_a_title_is_a_link_without_its_indentation() -> None:
    article = Article("1", "T", "", url="https://example.org/a b\x1b[31mé?x=1&y=%20#z")
    target = "https://example.org/a%20b%1B[31m%C3%A9?x=1&y=%20#z"
    assert linked("1. Un\n   titre", 3, article) == (
        f"1. {OPEN}{target}\x1b\\Un{CLOSE}\n   {OPEN}{target}\x1b\\titre{CLOSE}"
    )


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/archive/été 1.txt", "file:///archive/%C3%A9t%C3%A9%201.txt"),
        ("C:/archive/a.txt", "file:///C:/archive/a.txt"),
        ("/a\udcff\x1b]\x07", "file:///a%3F%1B%5D%07"),
    ],
)
def test_an_article_without_an_address_leads_to_its_file(path: str, target: str) -> None:
    for url in (None, "javascript:alert(1)"):
        assert linked("T", 0, Article("1", "T", "", url=url, path=path)) == f"{OPEN}{target}\x1b\\T{CLOSE}"


def test_what_leads_nowhere_is_no_link() -> None:
    assert linked("T", 0, Article("1", "T", "")) == "T"
    assert linked("T", 0, Article("1", "T", "", url="ftp://x", path="a.txt")) == "T"


def test_links_are_asked_for_or_switched_off(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-kitty")
    assert OPEN not in ask("search", "irak").stdout
    plain = ask("--links", "always", "search", "irak").stdout
    assert f"1. {OPEN}file:///" in plain
    assert OPEN in ask("--links", "always", "show", "dep-0001").stdout
    assert OPEN in ask("--links", "always", "--color", "always", "search", "irak").stdout
    assert OPEN not in ask("--links", "always", "search", "irak", "--format", "markdown").stdout
    assert "\x1b[" not in plain


def shown(folder: Path, *arguments: str, cwd: Path | None = None, **environment: str) -> str:
    known = {"TERM": "xterm-kitty"} | environment
    return terminal("--index", str(folder), *arguments, "search", "irak", cwd=cwd, environment=known)


def test_a_terminal_that_knows_links_is_given_them_unless_they_are_switched_off(
    sample_folder: Path, tmp_path: Path
) -> None:
    assert OPEN in shown(sample_folder)
    assert OPEN not in shown(sample_folder, TERM="xterm")
    assert OPEN not in shown(sample_folder, NO_COLOR="1")
    assert OPEN not in shown(sample_folder, SEARCHIDX_LINKS="never")
    assert OPEN not in shown(sample_folder, "--color", "never")
    (tmp_path / "searchidx.toml").write_text("links = false")
    assert OPEN not in shown(sample_folder, cwd=tmp_path)
