from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis import sentences as rules
from searchidx.analysis.sentences import sentence_around, sentence_ends, sentences
from tests.golden import Case, golden

_SPACES = str.maketrans({"⏎": "\n", "·": "\u00a0", "⸱": "\u202f"})

texts = st.lists(
    st.sampled_from(
        ["M.", "J.-P.", "art.", "etc.", "av. J.-C.", "mot", "Mot", "Il", "5", "V", "1.", "fin.", "Oui !", "…", "...", "?", "!", "»",
         "«", ")", "(", '"', "O.N.U.", "3,5", "\n", "\n\n", "\n \n", "\u00a0", "e\u0301.", "É.", "- ", "p. ex.", " .", "mot " * 90]
    ),
    max_size=60,
).flatmap(lambda parts: st.sampled_from([" ", " ", ""]).map(lambda gap: gap.join(parts)))  # fmt: skip


@golden("sentences")
def test_a_sentence_ends_where_a_reader_says(case: Case) -> None:
    text = case.input.translate(_SPACES)
    expected = [line.translate(_SPACES) for line in case.output.split("\n")]
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(texts)
def test_sentences_are_in_order_and_leave_out_white_space_alone(text: str) -> None:
    spans = list(sentences(text))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert all(start < end for start, end in spans)
    assert all(before <= after for before, after in pairwise(edges))
    assert all(not text[end:start].strip() for end, start in zip(edges[::2], edges[1::2], strict=True))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@given(texts, st.data())
def test_the_sentence_around_a_letter_is_the_one_of_the_whole_text(text: str, data: st.DataObject) -> None:
    letters = [at for at, character in enumerate(text) if character.isalnum()]
    if not letters:
        return
    at = data.draw(st.sampled_from(letters))
    ends = [0, *sentence_ends(text), len(text)]
    start = max(end for end in ends if end <= at)
    known = data.draw(st.sampled_from([end for end in ends if end <= start]))
    assert sentence_around(text, at, known) == (start, min(end for end in ends if end > at))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("." * 1_000_000 + "a", id="points"),
        pytest.param(". " * 500_000, id="points apart"),
        pytest.param('. " ' * 200_000, id="points and quotation marks"),
        pytest.param(".»" * 500_000, id="points and guillemets"),
        pytest.param(("." + "\u00a0»" * 1_000 + "x") * 500, id="guillemets after points"),
        pytest.param("\n " * 500_000, id="blank lines"),
        pytest.param("\n" + " " * 1_000_000, id="blanks"),
        pytest.param("." + " " * 1_000_000, id="blanks after a point"),
        pytest.param("1.\n" * 300_000, id="numbers"),
        pytest.param("M. " * 300_000, id="abbreviations"),
        pytest.param("J.-" * 300_000, id="initials"),
        pytest.param("a" * 1_000_000 + ".", id="a word"),
    ],
)
def test_a_text_takes_time_by_its_length(text: str) -> None:
    """A rule that reads a stretch again and again would not come back from these."""
    assert sum(end - start for start, end in sentences(text)) <= len(text)


def test_abbreviations_are_as_short_as_the_rules_take_them_to_be() -> None:
    known = rules._abbreviations()
    assert max(map(len, known)) < rules._BEFORE
    assert not [each for each in known if each[-rules._LETTERS :].isalpha() and len(each) >= rules._LETTERS]
    assert set().union(*known.values()) == {"name", "number", "text"}
