"""``searchidx init``, and what settings do to ``index`` and ``search``."""

import json
import re
from pathlib import Path

from searchidx import Settings, Source, find_settings
from searchidx.cli.init import TEXT
from tests.cli.conftest import Run


def test_init_writes_the_defaults_once(run: Run, tmp_path: Path) -> None:
    result = run("init")
    assert (result.stdout, result.stderr, result.exit_code) == (
        "searchidx.toml\n",
        "edit it, then index your articles with: searchidx index\n",
        0,
    )
    assert find_settings(tmp_path) == Settings(index=tmp_path / "index", sources=(tmp_path / "corpus",))
    (tmp_path / "searchidx.toml").write_text("# mine\n")
    again = run("init")
    assert (again.stderr, again.exit_code) == (
        "searchidx: searchidx.toml: the file: is there already, and was left as it is\n",
        2,
    )
    assert (tmp_path / "searchidx.toml").read_text() == "# mine\n"


def test_what_init_leaves_as_a_comment_can_be_taken_in(tmp_path: Path) -> None:
    text = re.sub(r"^# (?=[a-z.[]+(?: = .*|\]+(?: .*)?)$)", "", TEXT, flags=re.MULTILINE)
    text = text.replace('sources = ["corpus"]', "", 1).replace("[weights]", "[ignored]", 1)
    text = text.partition("[ignored]")[0]
    (tmp_path / "searchidx.toml").write_text(text, "utf-8")
    (source,) = find_settings(tmp_path).sources
    assert source == Source(
        tmp_path / "corpus",
        ("*.txt", "*.jsonl"),
        ("brouillons", "2019/**/*.txt"),
        {
            "source": "Le Courrier", "section": "Vie locale", "authors": ("La rédaction",), "tags": ("archives",),
        },
    )  # fmt: skip


def test_settings_choose_files_and_fill_in_what_articles_lack(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "brouillons").mkdir(parents=True)
    (corpus / "sport").mkdir()
    (corpus / "crue.txt").write_text("titre : Crue\nrubrique : Eau\n\nLa Loire monte.", "utf-8")
    (corpus / "sport" / "rugby.txt").write_text("titre : Rugby\n\nUn essai.", "utf-8")
    (corpus / "brouillons" / "non.txt").write_text("Un brouillon.", "utf-8")
    settings = tmp_path / "searchidx.toml"
    text = "[[sources]]\npath = 'corpus'\nexclude = ['brouillons']\n[sources.defaults]\nsection = '{}'\n"
    settings.write_text(text.format("Divers"))

    def sections() -> dict[str, str]:
        lines = run("search", "*", "--format", "jsonl").stdout.splitlines()
        return {hit["id"]: hit["section"] for hit in map(json.loads, lines)}

    assert run("index").stdout.startswith("2 added")
    assert sections() == {"crue.txt": "Eau", "sport/rugby.txt": "Divers"}
    assert run("index", "corpus/sport").stdout.startswith("0 added, 0 changed, 0 removed, 1 unchanged")
    settings.write_text(text.format("Autres"))
    assert run("index").stdout.startswith("0 added, 1 changed, 0 removed, 1 unchanged")
    assert sections() == {"crue.txt": "Eau", "sport/rugby.txt": "Autres"}
    assert run("index").stdout.startswith("0 added, 0 changed, 0 removed, 2 unchanged")
    assert run("rebuild", "corpus").stdout.startswith("2 added")
    settings.write_text(text.format("Autres").replace("brouillons", "sport"))
    assert run("index").stdout.startswith("1 added, 0 changed, 1 removed, 1 unchanged")
    settings.write_text(text.format("Autres").replace("brouillons", "**"))
    assert (
        run("index").stderr
        == f"searchidx: {corpus}: none of its files is included by the settings; the index was left as it is\n"
    )


def test_settings_say_how_much_of_a_hit_is_shown(run: Run, tmp_path: Path) -> None:
    body = "La Loire monte. " + "On attend. " * 30 + "La Loire baisse."
    run("index", "-", input=json.dumps({"title": "Crue", "body": body}))
    (tmp_path / "searchidx.toml").write_text("[snippets]\nnumber = 1\n")

    def snippets(*options: str) -> int:
        return len(json.loads(run("search", "loire", "--format", "jsonl", *options).stdout)["snippets"])

    assert (snippets(), snippets("--snippets", "2")) == (1, 2)
