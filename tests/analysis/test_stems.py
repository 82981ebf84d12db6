from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.folding import fold
from searchidx.analysis.stemmer import stem
from searchidx.analysis.stems import HEADER, PATH, Change, read, stem_table
from searchidx.errors import InstallationDamaged
from tests.analysis.table import words_of
from tools.automaton import pack
from tools.endings import by_rule, change, changed, rules_of
from tools.table import table

letters = st.text("abce", min_size=1, max_size=6)
ACCENTS = str.maketrans("aeiouc", "àéîôùç")


@given(st.lists(st.dictionaries(letters, st.integers(1, 2**32 - 1), min_size=1), min_size=1, max_size=3))
def test_what_was_packed_is_found_and_nothing_else(dictionaries: list[dict[str, int]]) -> None:
    packed = pack(dictionaries)
    steps = memoryview(b"".join(step.to_bytes(4, "little") for step in packed.steps)).cast("I")
    found = stem_table()._replace(steps=steps, labels=bytes(packed.labels))
    words = {word for each in dictionaries for word in each} | {"", "a", "abc", "ccccccc"}
    for root, each in zip(packed.roots, dictionaries, strict=True):
        assert {word: found.find(root, word.encode()) for word in words} == dict.fromkeys(words, 0) | each
        assert list(words_of(found, root)) == sorted(each)
        for word in words:
            longest = max((known for known in each if word.startswith(known)), key=len, default="")
            assert found.find_longest(root, word.encode()) == each.get(longest, 0)


@given(st.dictionaries(letters, letters, min_size=1), st.sets(letters))
def test_a_table_says_what_it_was_made_of(
    tmp_path_factory: pytest.TempPathFactory, classes: dict[str, str], names: set[str]
) -> None:
    path = tmp_path_factory.mktemp("table") / "stems.bin"
    path.write_bytes(table(classes, {"ab": (1, "e"), "b": (1, "")}, names))
    found = read(path)
    assert list(words_of(found, found.forms)) == sorted(classes)
    for form, stem_of_it in classes.items():
        number = found.find(found.forms, form.encode())
        how = found.change(number)
        assert changed(form, how[:2]) == found.changed(form, number) == stem_of_it
        assert how.is_name == found.is_name(number) == (form in names)
    assert found.change(found.find_longest(found.endings, b"bac")) == Change(1, "e")
    assert found.change(found.find_longest(found.put, b"eaa")) == Change(1, "")


def test_the_table_of_the_package_is_the_dictionary() -> None:
    words = list(words_of(stem_table(), stem_table().forms))
    assert len(words) == 431_488
    assert words == sorted(words)
    assert len({stem(word) for word in words}) == 77_199


def test_a_word_of_the_table_has_one_stem_with_accents_and_without() -> None:
    for word in words_of(stem_table(), stem_table().forms):
        accented = word.replace("oe", "œ").translate(ACCENTS)
        assert stem(fold(accented)) == stem(fold(accented.upper())) == stem(word)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        pytest.param(None, "it is missing or cannot be read", id="missing"),
        pytest.param(b"", "it is missing or cannot be read", id="empty"),
        pytest.param(PATH.read_bytes()[:20], "it is cut", id="cut in its header"),
        pytest.param(PATH.read_bytes()[:-1], "it is cut or is no table of stems", id="cut"),
        pytest.param(
            b"steps" + PATH.read_bytes()[5:], "it is cut or is no table of stems", id="another file"
        ),
        pytest.param(PATH.read_bytes()[:-1] + b"~", "its checksum is wrong", id="another byte at the end"),
        pytest.param(
            PATH.read_bytes()[: HEADER.size] + b"~" + PATH.read_bytes()[HEADER.size + 1 :],
            "its checksum is wrong",
            id="another byte at the start",
        ),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, content: bytes | None, detail: str) -> None:
    path = tmp_path / "stems.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InstallationDamaged) as caught:
        read(path)
    assert (caught.value.path, caught.value.detail) == (str(path), detail)


def test_a_rule_is_what_most_known_words_with_an_ending_do() -> None:
    lemmas = {f"{start}aux": f"{start}al" for start in "abcdefghi"} | {"noyaux": "noyau"}
    lemmas = {f"bo{form}": f"bo{lemma}" for form, lemma in lemmas.items()}
    assert change("boaaux", "boaal") == (2, "l")
    rules = rules_of(lemmas)
    assert by_rule("globaux", rules) == "global"
    assert by_rule("global", rules) == "global"
    assert by_rule("eaux", rules) == "eaux"  # too short


def test_a_rule_that_too_few_words_bear_out_is_none() -> None:
    assert rules_of({f"bo{start}aux": f"bo{start}al" for start in "abc"}) == {}
