"""Columns of values, and digests."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.engine.whoosh.columns import (
    Column,
    Digests,
    Values,
    cut,
    joined,
    read_digest,
    write_several,
    write_single,
)
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.sections import Sections, SectionWriter


@given(st.lists(st.text(max_size=5)))
def test_texts_are_joined_and_cut(texts: list[str]) -> None:
    assert cut(joined(texts), len(texts)) == texts


def test_another_number_of_texts_is_damage() -> None:
    with pytest.raises(Damage):
        cut(joined(["a", "b"]), 3)


def test_a_column_counts_the_values_of_all_documents_or_of_some(tmp_path: Path) -> None:
    values = Values()
    section = [values.code(value) for value in ("Culture", None, "", "Culture")]
    tags = Values()
    several = [[tags.code(value) for value in each] for each in (["x"], [], ["y", "x"], ["z"])]
    out = SectionWriter(tmp_path / "a.seg")
    write_single(out, "section", np.array(section))
    out.add("section.values", joined(values.codes))
    write_several(
        out,
        "tag",
        np.array([len(each) for each in several]),
        np.array([code for each in several for code in each]),
    )
    out.add("tag.values", joined(tags.codes))
    out.finish({"values": {"section": 2, "tag": 3}})
    sections = Sections(tmp_path / "a.seg")
    one, many = (Column(sections, name, Kept()) for name in ("section", "tag"))
    assert (one.count(None), many.count(None)) == ({"Culture": 2, "": 1}, {"x": 2, "y": 1, "z": 1})
    some = np.array([1, 2], np.uint32)
    assert (one.count(some), many.count(some)) == ({"": 1}, {"x": 1, "y": 1})
    assert many.codes_of(some).tolist() == [2, 1]
    assert (one.values, many.values) == (["Culture", ""], ["x", "y", "z"])


@pytest.mark.parametrize(
    ("texts", "width"),
    [
        pytest.param(["00ff", "abcd"], 2, id="hexadecimal"),
        pytest.param(["00FF", "abcd"], 0, id="capitals"),
        pytest.param(["00ff", "ab"], 0, id="of several lengths"),
        pytest.param(["0 ff", "abcd"], 0, id="with a space"),
        pytest.param(["abc", "def"], 0, id="odd"),
        pytest.param(["digest of é", ""], 0, id="texts"),
        pytest.param(["", ""], 0, id="empty"),
    ],
)
def test_digests_come_back(tmp_path: Path, texts: list[str], width: int) -> None:
    digests = Digests.of(texts)
    out = SectionWriter(tmp_path / "a.seg")
    digests.write(out)
    out.finish({"digest": digests.width, "articles": len(texts)})
    sections = Sections(tmp_path / "a.seg")
    assert (digests.width, list(Digests.read(sections).texts)) == (width, texts)
    assert [read_digest(sections, document) for document in range(len(texts))] == texts


@pytest.mark.parametrize("other", [["1234"], ["12"], ["é"]], ids=["alike", "shorter", "texts"])
def test_digests_of_several_segments_are_joined(other: list[str]) -> None:
    one, two = Digests.of(["00ff", "abcd", "ef01"]), Digests.of(other)
    joined = Digests.joined([(one, np.array([True, False, True])), (two, None)])
    assert list(joined.texts) == ["00ff", "ef01", *other]
