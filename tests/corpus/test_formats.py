import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchidx.article import Article, Rejection
from searchidx.corpus import Finding, Source, formats, read
from searchidx.corpus.extra import needed
from searchidx.corpus.formats import is_known, known_ends, read_open
from searchidx.errors import ArticleError


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("a.txt", True),
        ("a.text", True),
        ("a.TXT", True),
        ("a.b.txt", True),
        ("a.jsonl", True),
        ("a.ndjson", True),
        ("a.JsonL", True),
        ("a.pdf", False),
        ("a.txt~", False),
        ("txt", False),
        ("README", False),
    ],
)
def test_that_a_file_has_a_reader_is_told_by_the_end_of_its_name(name: str, known: bool) -> None:
    assert is_known(name) is known


@pytest.fixture
def third_parties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install readers of another project: of ``.foreign``, whose last word may be an accident, and of nothing."""
    site = tmp_path / "site"
    (site / "foreign-1.dist-info").mkdir(parents=True)
    (site / "foreign-1.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: foreign\nVersion: 1\n"
    )
    (site / "foreign-1.dist-info" / "entry_points.txt").write_text(
        "[searchidx.readers]\nforeign = foreign_reader:read\nmissing = foreign_reader:nothing\n"
    )
    (site / "foreign_reader.py").write_text(
        "from searchidx.article import Article\n\n"
        "def read(file, source):\n"
        "    text = file.read().decode()\n"
        "    yield Article(source.default_id, text, text, path=source.path)\n"
        "    if text.endswith('aïe'):\n"
        "        raise ZeroDivisionError('aïe')\n"
    )
    monkeypatch.syspath_prepend(str(site))
    formats._third_parties.cache_clear()
    yield
    formats._third_parties.cache_clear()


@pytest.mark.usefixtures("third_parties")
def test_a_reader_of_another_project_is_found_by_its_entry_point(tmp_path: Path) -> None:
    path = tmp_path / "crue.Foreign"
    path.write_text("La crue", "utf-8")
    assert is_known(path.name)
    assert ".foreign" in known_ends()
    assert list(read(path, "crue")) == [Article("crue", "La crue", "La crue", path=str(path))]


@pytest.mark.usefixtures("third_parties")
def test_what_goes_wrong_in_a_reader_of_others_rejects_the_file(tmp_path: Path) -> None:
    path = tmp_path / "crue.foreign"
    path.write_text("La crue, aïe", "utf-8")
    article, rejection = read(path, "crue")
    assert isinstance(article, Article)
    reason = "the reader foreign_reader:read failed: ZeroDivisionError('aïe')"
    assert rejection == Rejection(str(path), reason)
    missing = tmp_path / "crue.missing"
    missing.write_text("La crue", "utf-8")
    [rejection] = read(missing, "crue")
    assert isinstance(rejection, Rejection)
    assert rejection.reason.startswith("the reader foreign_reader:nothing failed: AttributeError(")


def findings(name: str, data: bytes) -> list[Finding]:
    """Read bytes that no buffer stands before, as from an archive."""
    return list(read_open(io.BytesIO(data), Source(f"a.zip/{name}", name, "a.zip")))


def test_a_file_within_another_is_read_by_its_own_name() -> None:
    assert findings("crue.txt", b"La Loire monte.") == [
        Article("crue.txt", "La Loire monte", "La Loire monte.", path="a.zip")
    ]
    assert findings("crue.jsonl", b'{"text": "Un"}\n{}') == [
        Article("crue.jsonl#1", "Un", "Un", path="a.zip"),
        Rejection("a.zip/crue.jsonl#2", "the article is empty: it has neither title nor text"),
    ]


def test_a_file_that_nothing_reads_is_rejected() -> None:
    [rejection] = findings("crue.pdf", b"%PDF")
    assert isinstance(rejection, Rejection)
    assert rejection.reason.startswith("articles are read from ")


def test_a_library_that_is_not_there_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(ArticleError) as caught:
        needed("no_such_library", "HTML")
    assert str(caught.value) == "HTML needs no_such_library: pip install 'searchidx[import]'"
