"""Files of names that stand for the same."""

import os
import re
from pathlib import Path

import pytest

from searchidx import SettingsError
from searchidx.analysis.folding import fold
from searchidx.analysis.french import analyse_word as word
from searchidx.analysis.french import is_stop_word, term_of
from searchidx.analysis.synonyms import _PRESS_PATH, MOST_NAMES, PRESS, Synonyms, key_of, load


def others(line: str, asked: str) -> tuple[str, ...]:
    return Synonyms([line]).others(key_of(asked))


@pytest.mark.parametrize(
    ("line", "asked", "found"),
    [
        pytest.param("EI, Daech, État islamique", "daech", ("EI", "État islamique"), id="all for all"),
        pytest.param("EI, Daech, État islamique", "ETAT ISLAMIQUE", ("EI", "Daech"), id="several words"),
        pytest.param("vélo => bicyclette, deux-roues", "vélos", ("bicyclette", "deux-roues"), id="one way"),
        pytest.param("vélo => bicyclette", "bicyclette", (), id="and not the other"),
        pytest.param("vélo, bécane => bicyclette", "bécane", ("bicyclette",), id="two for one"),
        pytest.param("vélo => bicyclette # deux roues, vieilli", "vélo", ("bicyclette",), id="a comment"),
        pytest.param("  ONU ,\tO.N.U., Nations   unies ", "onu", ("Nations unies",), id="spaces, and itself"),
        pytest.param("l’Irak, Mésopotamie", "irak", ("Mésopotamie",), id="behind a clitic"),
        pytest.param("yeux, mirettes", "œil", ("mirettes",), id="a form that begins otherwise"),
        pytest.param("XXIe siècle, notre siècle", "21e siècle", ("notre siècle",), id="an ordinal"),
        pytest.param("2 500, deux mille cinq cents", "2500", ("deux mille cinq cents",), id="a number"),
        pytest.param("euro, monnaie unique", "euros", ("monnaie unique",), id="euros"),
        pytest.param("Санкт-Петербург, Leningrad", "leningrad", ("Санкт-Петербург",), id="Cyrillic"),
        pytest.param("# nothing, at all", "nothing", (), id="a comment alone"),
    ],
)
def test_a_line_says_which_names_stand_for_the_same(line: str, asked: str, found: tuple[str, ...]) -> None:
    assert others(line, asked) == found


def test_lines_add_up_in_the_order_of_the_file_and_are_not_chained() -> None:
    synonyms = Synonyms(["bb, zebre", "aa, bb", "cc => aa", "aa => cc", "zebre, cc"])
    assert synonyms.others(("cc",)) == ("aa", "zebre")
    assert synonyms.others(("bb",)) == ("zebre", "aa")  # whatever was asked for before
    assert synonyms.others(("aa",)) == ("bb", "cc")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("Daech", "has one name; write others behind commas, or => between two sides", id="one"),
        pytest.param("EI,,Daech", "has an empty name in this line", id="empty"),
        pytest.param("EI => ", "has an empty name after =>", id="nothing behind the arrow"),
        pytest.param("=> EI", "has an empty name before =>", id="nothing before it"),
        pytest.param("EI => Daech => Daesh", "has => more than once; one line says one thing", id="two"),
        pytest.param("EI, ?!", "has “?!”, which is no word", id="no word"),
        pytest.param(
            "EI, le", "has “le”, which is in nearly every article and stands for nothing", id="a stop word"
        ),
        pytest.param("EI, " + "x" * 201, f"has “{'x' * 40}…”; a name has at most 200 characters", id="long"),
        pytest.param(
            ", ".join(f"n{n}" for n in range(51)), f"has 51 names; {MOST_NAMES} are the most", id="many"
        ),
    ],
)
def test_a_line_that_says_nothing_is_refused_by_its_number(line: str, reason: str) -> None:
    with pytest.raises(SettingsError) as error:
        Synonyms(["# names", "", line], "names.txt")
    assert str(error.value) == f"names.txt, line 3: synonyms: {reason}"


def test_files_are_read_when_they_change_and_several_add_up(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("\ufeffONU, le machin\r\nEI, Daech", "utf-8")
    found = load([file])
    assert found is not None
    assert load([file]) is found
    assert found.others(("onu",)) == ("le machin",)
    both = load([PRESS, file])
    assert both is not None
    assert both.others(("onu",)) == ("Nations unies", "Organisation des Nations unies", "le machin")
    assert both.longest >= found.longest
    file.write_text("ONU, la maison de verre", "utf-8")
    os.utime(file, ns=(1, 1))
    changed = load([file])
    assert changed is not None
    assert changed.others(("onu",)) == ("la maison de verre",)


@pytest.mark.parametrize("sources", [[], ["none"], [""]])
def test_no_file_is_none(sources: list[str]) -> None:
    assert load(sources) is None


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes("été, saison".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"synonyms: .*latin cannot be read: 'utf-8' codec"):
        load([tmp_path / "latin"])
    with pytest.raises(SettingsError, match=r"synonyms: .*nowhere cannot be read: No such file"):
        load([tmp_path / "nowhere"])
    with pytest.raises(SettingsError, match="cannot be read"):
        load([tmp_path])
    with pytest.raises(SettingsError, match="cannot be read"):
        load(["a\0b"])


def press_lines() -> list[str]:
    lines = [line.partition("#")[0].strip() for line in _PRESS_PATH.read_text("utf-8").splitlines()]
    return [line for line in lines if line]


def test_the_press_list_says_each_name_once_and_no_common_word() -> None:
    lines = press_lines()
    assert 60 <= len(lines) <= 150
    names = [name.strip() for line in lines for name in re.split(",|=>", line)]
    keys = [key_of(name) for name in names if name != "États-Unis"]
    assert len(keys) == len(set(keys))
    for name in names:
        if len(key_of(name)) == 1 and name.isupper():
            assert term_of(fold(name)) == fold(name), f"{name} is a form of another word"
            assert not is_stop_word(word(name))
