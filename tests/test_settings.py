from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from searchidx import SearchIndex
from searchidx.errors import SettingsError
from searchidx.settings import FILE_NAME, Settings, find_settings, read_settings
from searchidx.source import Source, within

DEFAULT_WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


def written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert Settings() == Settings(Path("index"), (Path("corpus"),), DEFAULT_WEIGHTS)


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(FrozenInstanceError):
        settings.index = Path("elsewhere")  # type: ignore[misc]  # that is the test


def test_settings_share_no_weights() -> None:
    assert Settings().weights is not Settings().weights


@pytest.mark.parametrize(
    ("text", "index", "sources", "weights"),
    [
        pytest.param("", None, None, {}, id="an empty file"),
        pytest.param("# nothing\n", None, None, {}, id="a comment"),
        pytest.param('index = "archive/index"', "archive/index", None, {}, id="index"),
        pytest.param('index = "/srv/index"', "/srv/index", None, {}, id="an absolute path"),
        pytest.param(
            'sources = ["articles", "/srv/dépêches.jsonl"]',
            None,
            ["articles", "/srv/dépêches.jsonl"],
            {},
            id="sources",
        ),
        pytest.param("[weights]\ntitle = 5", None, None, {"title": 5.0}, id="one weight"),
        pytest.param(
            "weights = { title = 0, lead = 1.5, body = 1000 }",
            None,
            None,
            {"title": 0.0, "lead": 1.5, "body": 1000.0},
            id="every weight, from the least to the most",
        ),
        pytest.param("weights = {}", None, None, {}, id="no weights"),
        pytest.param(
            'index = "i"\nsources = ["s"]\n[weights]\nbody = 2', "i", ["s"], {"body": 2.0}, id="everything"
        ),
    ],
)
def test_a_file_says_what_differs_from_the_defaults(
    tmp_path: Path, text: str, index: str | None, sources: list[str] | None, weights: dict[str, float]
) -> None:
    assert read_settings(written(tmp_path, text)) == Settings(
        index=Path("index") if index is None else tmp_path / index,
        sources=(Path("corpus"),) if sources is None else tuple(tmp_path / source for source in sources),
        weights=DEFAULT_WEIGHTS | weights,
    )


def test_weights_are_decimal_numbers(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, "[weights]\ntitle = 5"))
    assert {type(weight) for weight in settings.weights.values()} == {float}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param('indx = "i"', "indx: is no setting; did you mean index?", id="a misspelt key"),
        pytest.param("links = 1", "links: is true or false", id="links that are neither"),
        pytest.param("group = 1", "group: is true or false", id="a group that is neither"),
        pytest.param('timezone = "Paris/Europe"', "timezone: is a time zone, for example Europe/Paris", id="an unknown zone"),
        pytest.param("timezone = 1", "timezone: is a time zone, for example Europe/Paris", id="a zone that is no text"),
        pytest.param('durability = "slow"', "durability: is full or fast", id="an unknown durability"),
        pytest.param("zzz = 1", "zzz: is no setting; known are index, sources, weights, synonyms, links, snippets, limits, durability, group, timezone", id="an unknown key"),
        pytest.param("index = 3", "index: is a path in quotation marks", id="index of another type"),
        pytest.param('index = ""', "index: is a path in quotation marks", id="an empty index"),
        pytest.param(
            'sources = "corpus"', 'sources: is a list of paths, for example ["corpus"]', id="sources as text"
        ),
        pytest.param("sources = []", 'sources: is a list of paths, for example ["corpus"]', id="no sources"),
        pytest.param('sources = ["a", 3]', "sources: is a path in quotation marks", id="a source of another type"),
        pytest.param('sources = [""]', "sources: is a path in quotation marks", id="an empty source"),
        pytest.param(
            "weights = 3", "weights: is a table, for example [weights] with title = 3 below", id="weights as number"
        ),
        pytest.param(
            "[weights]\ntitel = 3", "titel: is no setting; did you mean title?", id="a misspelt weight"
        ),
        pytest.param(
            "[weights]\nurl = 3", "url: is no setting; known are title, lead, body", id="a weight of another field"
        ),
        pytest.param("[[sources]]\npath = 'a'\nexlude = []", "sources.exlude: is no setting; did you mean exclude?", id="a misspelt key of a source"),
        pytest.param("[[sources]]\ninclude = []", "sources: each has a path", id="a source without a path"),
        pytest.param("[[sources]]\npath = 3", "sources.path: is a path in quotation marks", id="a path of another type"),
        pytest.param("[[sources]]\npath = 'a'\ninclude = '*'", "sources.include: is a list of texts in quotation marks", id="a pattern alone"),
        pytest.param("[[sources]]\npath = 'a'\nexclude = ['']", "sources.exclude: is a list of texts in quotation marks", id="an empty pattern"),
        pytest.param("[[sources]]\npath = 'a'\ndefaults = 'x'", 'sources.defaults: is a table, for example { section = "Sport" }', id="defaults that are no table"),
        pytest.param("[[sources]]\npath = 'a'\n[sources.defaults]\nsektion = 'x'", "sources.defaults.sektion: is no setting; did you mean section?", id="a misspelt field"),
        pytest.param("[[sources]]\npath = 'a'\n[sources.defaults]\nsection = ['x']", "sources.defaults.section: is a text in quotation marks", id="a section in a list"),
        pytest.param("[[sources]]\npath = 'a'\n[sources.defaults]\ntags = 3", "sources.defaults.tags: is a list of texts in quotation marks", id="tags that are none"),
        pytest.param("snippets = 2", "snippets: is a table, for example [snippets] with number = 2 below", id="snippets as number"),
        pytest.param("[snippets]\nlenght = 2", "snippets.lenght: is no setting; did you mean length?", id="a misspelt length"),
        pytest.param("[snippets]\nlength = 0", "snippets.length: is a whole number from 1 to 1,000,000", id="no length"),
        pytest.param("[snippets]\nnumber = true", "snippets.number: is a whole number from 0 to 100", id="a number that is none"),
        *(
            pytest.param(f"[weights]\nlead = {value}", "weights.lead: is a number from 0 to 1000", id=f"weight {value}")
            for value in ("-1", "-0.001", "1000.1", "inf", "nan", "true", '"3"', "[3]")
        ),
    ],
)  # fmt: skip
def test_a_value_without_sense_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert str(caught.value) == f"{path}: {sentence}"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"index = ", id="half a line"),
        pytest.param(b'index = "a"\nindex = "b"', id="a key twice"),
        pytest.param('index = "d\u00e9p\u00f4t"'.encode("latin-1"), id="another encoding"),
        pytest.param(None, id="no file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / FILE_NAME
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_settings(path)
    assert (caught.value.name, caught.value.where) == ("the file", str(path))
    assert str(caught.value).startswith(f"{path}: the file: cannot be read: ")


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    written(tmp_path, 'index = "far"')
    written(tmp_path / "a" / "b", 'index = "near"')
    (tmp_path / "a" / "b" / "c" / "d").mkdir(parents=True)
    assert find_settings(tmp_path / "a" / "b" / "c" / "d").index == tmp_path / "a" / "b" / "near"
    assert find_settings(tmp_path / "a" / "b").index == tmp_path / "a" / "b" / "near"
    assert find_settings(tmp_path / "a").index == tmp_path / "far"


def test_a_folder_of_that_name_is_no_file_of_settings(tmp_path: Path) -> None:
    written(tmp_path, 'index = "far"')
    (tmp_path / "a" / FILE_NAME).mkdir(parents=True)
    assert find_settings(tmp_path / "a").index == tmp_path / "far"


def test_where_there_is_no_file_the_defaults_hold(tmp_path: Path) -> None:
    assert find_settings(tmp_path) == Settings()


def test_a_file_with_an_error_is_not_passed_over(tmp_path: Path) -> None:
    written(tmp_path, 'index = "far"')
    path = written(tmp_path / "a", "index = 3")
    with pytest.raises(SettingsError) as caught:
        find_settings(tmp_path / "a")
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('synonyms = "none"', (), id="none"),
        pytest.param('synonyms = "press"', ("press",), id="the list that comes along"),
        pytest.param('synonyms = ["press", "names.txt", "/n"]', ("press", "names.txt", "/n"), id="files"),
        pytest.param("synonyms = []", (), id="no file"),
    ],
)
def test_files_of_names_count_from_the_folder_of_the_settings(
    tmp_path: Path, text: str, expected: tuple[str, ...]
) -> None:
    found = read_settings(written(tmp_path, text)).synonyms
    assert found == tuple(each if each == "press" else tmp_path / each for each in expected)


@pytest.mark.parametrize("value", ["3", '""', "[3]", "true"])
def test_names_are_in_files(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="synonyms: is a path in quotation marks"):
        read_settings(written(tmp_path, f"synonyms = {value}"))


def test_a_source_may_say_more_than_its_path(tmp_path: Path) -> None:
    text = """
    sources = ["a", { path = "b", include = ["*.txt"], exclude = ["x"], defaults = { section = "Sport", tags = "t" } }]
    snippets = { number = 0, length = 100 }
    """
    found = read_settings(written(tmp_path, text))
    assert found == Settings(
        sources=(
            tmp_path / "a",
            Source(tmp_path / "b", ("*.txt",), ("x",), {"section": "Sport", "tags": ("t",)}),
        ),
        snippets=0,
        snippet_length=100,
    )


@pytest.mark.parametrize(
    ("include", "exclude", "taken"),
    [
        pytest.param([], [], ["a.txt", "b.jsonl", "x/a.txt", "x/y/a.txt", "x2.txt"], id="all"),
        pytest.param(["*.txt"], [], ["a.txt", "x/a.txt", "x/y/a.txt", "x2.txt"], id="names"),
        pytest.param([], ["x"], ["a.txt", "b.jsonl", "x2.txt"], id="without a folder"),
        pytest.param([], ["x/"], ["a.txt", "b.jsonl", "x2.txt"], id="without a folder, with a stroke"),
        pytest.param(["x/*.txt"], [], ["x/a.txt"], id="a folder, not those below"),
        pytest.param(["x/**"], [], ["x/a.txt", "x/y/a.txt"], id="all below a folder"),
        pytest.param(["**/y/*"], [], ["x/y/a.txt"], id="a folder anywhere"),
        pytest.param(["?.*"], ["b*"], ["a.txt", "x/a.txt", "x/y/a.txt"], id="one sign"),
        pytest.param(["[a].txt", "b.jsonl"], [], ["b.jsonl"], id="brackets are brackets"),
    ],
)
def test_patterns_choose_files(include: list[str], exclude: list[str], taken: list[str]) -> None:
    source = Source(Path("/c"), tuple(include), tuple(exclude))
    names = ["a.txt", "b.jsonl", "x/a.txt", "x/y/a.txt", "x2.txt"]
    assert [name for name in names if source.takes(Path("/c", name))] == taken


def test_a_part_of_a_source_is_what_is_said_of_the_whole() -> None:
    source = Source(Path("/c"), exclude=("sport/golf",), fill={"section": "Sport"})
    part = within(Path("/c/sport"), [source])
    assert part == Source(
        Path("/c/sport"), exclude=("sport/golf",), fill={"section": "Sport"}, base=Path("/c")
    )
    assert not part.takes(Path("/c/sport/golf/a.txt"))
    assert within(Path("/d"), [source]) == Source(Path("/d"))


def test_the_day_of_a_time_is_that_of_the_zone_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('timezone = "America/Cayenne"\n', "utf-8")
    moment = {"title": "Crue", "text": "La Loire monte.", "date": "2024-03-12T00:30:00+01:00"}
    days: list[str] = []
    for settings in (Settings(), find_settings(tmp_path)):
        with SearchIndex.create(tmp_path / f"index-{len(days)}", settings=settings) as index:
            index.add([moment])
            days.append(str(index.search("crue").hits[0].article.published))
    assert days == ["2024-03-12", "2024-03-11"]
