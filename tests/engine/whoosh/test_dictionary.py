"""Sorted lists of words."""

import tempfile
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.engine.whoosh import dictionary
from searchidx.engine.whoosh.dictionary import Forms, FormTable, FormWriter, Terms, TermWriter
from searchidx.engine.whoosh.kept import Kept
from searchidx.engine.whoosh.sections import Sections, SectionWriter

words = st.lists(
    st.text("abéœ\U00010348'", min_size=1, max_size=4).map(str.encode), unique=True, max_size=30
).map(sorted)
asked = st.lists(st.text("abéœz'", max_size=4).map(str.encode), max_size=10)


def written(words: Sequence[bytes], cut: int) -> Terms:
    writer = TermWriter()
    writer.extend(words[:cut])
    writer.extend(words[cut:])
    with tempfile.TemporaryDirectory() as folder:
        out = SectionWriter(Path(folder) / "a.seg")
        writer.write(out, "body")
        out.finish({})
        return Terms(Sections(Path(folder) / "a.seg"), "body", writer.count)


@settings(max_examples=50)
@given(words, asked, st.integers(0, 30), st.sampled_from([1, 2, 128]))
def test_terms_are_found_as_in_a_sorted_list(
    words: list[bytes], asked: list[bytes], cut: int, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dictionary, "_BLOCK", block)
        terms = written(words, cut)
        assert len(terms) == len(words)
        assert [terms.find(word) for word in words] == list(range(len(words)))
        for word in asked:
            assert (terms.find(word) >= 0) == (word in words)
            assert terms.bound(word) == bisect_left(words, word)
            start, end = terms.span_of(word)
            assert terms.slice(start, end) == [each for each in words if each.startswith(word)]
        assert terms.slice(cut, len(words)) == words[cut:]


@settings(max_examples=50)
@given(words, asked, st.integers(0, 30), st.sampled_from([1, 2, 256]))
def test_forms_are_found_with_their_terms(
    words: list[bytes], asked: list[bytes], cut: int, block: int
) -> None:
    count = len(words)
    forms = Forms(words, np.arange(count)[::-1] * 3, np.arange(count) % 5, np.arange(count) % 2)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(dictionary, "_FORM_BLOCK", block)
        writer = FormWriter()
        for part in (slice(0, cut), slice(cut, count)):
            writer.extend(Forms(forms.words[part], forms.terms[part], forms.codes[part], forms.shared[part]))
        out = SectionWriter(Path(folder) / "a.seg")
        writer.write(out, "body")
        out.finish({})
        table = FormTable(Sections(Path(folder) / "a.seg"), "body", writer.count, Kept())
        assert len(table) == count
        for number, word in enumerate(words):
            assert table.find(word.decode()) == (3 * (count - 1 - number), number % 5)
        for word in asked:
            assert (table.find(word.decode()) is None) == (word not in words)
            found = table.beginning_with(word.decode())
            there = [number for number, each in enumerate(words) if each.startswith(word)]
            assert found.words == [words[number] for number in there]
            assert found.terms.tolist() == forms.terms[there].tolist()
            assert found.shared.tolist() == forms.shared[there].tolist()
