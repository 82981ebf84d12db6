from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import Token, analyse, analyse_word, joined
from searchidx.engine.clauses import All, Leaf, Match, Near, Occurs, Step
from searchidx.engine.nearness import find_near
from searchidx.engine.occurrences import find, matches
from searchidx.marks import Mark, marks_in, sought_in
from tests.test_snippets import asked, texts

terms = st.sampled_from(
    [
        "irak",
        "negocier",
        "negociation",
        "milice",
        "coalition",
        "militaire",
        "parole",
        "djamen",
        "2500",
        "500",
        "2",
        "onu",
        "21e",
        "1.5",
        "euro",
        "h",
        "weekend",
    ]
)
stop_words = st.sampled_from(["la", "l'", "d", "un", "l"])
steps = st.one_of(
    terms.map(lambda text: Step(Match.TERM, text)),
    stop_words.map(lambda text: Step(Match.TERM, text)),
    st.sampled_from(["ete=été", "irak=irak", "2500=2500", "onu=onu"]).map(
        lambda text: Step(Match.FORM, text)
    ),
    st.sampled_from(["mil", "n", "aujourdh", "constitution", "é"]).map(lambda text: Step(Match.PREFIX, text)),
    st.sampled_from(["m*l*c*", "ir?k", "n*", "d?amena", "2*00", "w*d", "6*", "constit*"]).map(
        lambda text: Step(Match.WILDCARD, text)
    ),
    st.builds(
        Step,
        st.sampled_from([Match.WITHIN_1, Match.WITHIN_2]),
        st.sampled_from(["irk", "milcie", "djamna", "2050", "6e", "wekend", "negocier"]),
    ),
)
phrases = st.lists(steps, min_size=1, max_size=3).map(tuple)
leaves = st.builds(
    Occurs, st.just("body"), st.lists(steps, min_size=1, max_size=4).map(tuple), st.integers(0, 6)
) | st.builds(
    Near,
    st.just("body"),
    st.lists(st.lists(phrases, min_size=1, max_size=2).map(tuple), min_size=2, max_size=3).map(tuple),
    st.integers(0, 6),
)


def spans(text: str, leaf: Leaf) -> list[tuple[int, int]]:
    """Return what to mark, by walking all the words of a text."""
    found = list(analyse(text))
    words = {position: word for position, (_, word) in enumerate(found)}
    if isinstance(leaf, Near):
        return [
            (found[first][0].start, end_of(found[last][0], phrase[-1]))
            for begin, end in find_near(leaf.parts, leaf.slop, words)
            for part in leaf.parts
            for phrase in part
            for first, last in find(phrase, 0, words)
            if begin <= first and last <= end
        ]
    marks = []
    for first, last in find(leaf.steps, leaf.slop, words):
        if leaf.slop == 0:
            marks.append((found[first][0].start, end_of(found[last][0], leaf.steps[-1])))
        else:
            near = [p for p in range(first, last + 1) if any(matches(step, words[p]) for step in leaf.steps)]
            marks += [(found[p][0].start, found[p][0].end) for p in near]
    return marks


def end_of(token: Token, step: Step) -> int:
    """Return where what a step asks for ends: before the word of a clitic, or with the word, or with its compound."""
    if step.text[-1] == "'":
        return token.start
    whole = joined(token.compound) if token.compound else ""
    return token.start + len(whole) if whole and not matches(step, analyse_word(token.text)) else token.end


def marks_by_walking(text: str, asked: Sequence[Leaf]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(
        (span for leaf in asked for span in spans(text, leaf) if span[0] < span[1]),
        key=lambda span: (span[0], -span[1]),
    ):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end - start > kept[-1][1] - kept[-1][0]:
            kept[-1] = (start, end)
    return kept


@given(texts, st.lists(leaves, min_size=1, max_size=3))
def test_marks_are_those_that_walking_all_the_words_gives(text: str, asked: list[Leaf]) -> None:
    marks = marks_in(text, sought_in(All(tuple(asked)))["body"])
    assert [(start, end) for start, end, _ in marks] == marks_by_walking(text, asked)


@pytest.mark.parametrize(
    "gap", [" ", ", ", "\u00a0— ", " … " * 200], ids=["space", "comma", "dash", "far apart"]
)
def test_near_words_are_found_however_far_their_signs_part_them(gap: str) -> None:
    text = gap.join(["Irak", *["mot"] * 5, "dialogue", "fin"])
    marks = marks_in(text, sought_in(asked('"dialogue irak"~5'))["body"])
    assert [text[start:end] for start, end, _ in marks] == ["Irak", "dialogue"]
    assert marks_in(text, sought_in(asked('"dialogue irak"~4'))["body"]) == []


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        pytest.param("weekend", "un week-end ici", ["week-end"], id="a compound in one word"),
        pytest.param(
            "week-end",
            "un week-end, un weekend, le week end",
            ["week-end", "weekend", "week end"],
            id="a compound",
        ),
        pytest.param("week", "un week-end", ["week"], id="a part"),
        pytest.param("vicomte", "le vi-comte-là", ["vi-comte"], id="without the pronoun"),
        pytest.param("1.5", "soit 1,5 million", ["1,5"], id="a decimal"),
        pytest.param("21e", "au XXIe siècle", ["XXIe"], id="a Roman ordinal"),
        pytest.param("20h30", "à 20 h 30, 20H30", ["20 h 30", "20H30"], id="an hour"),
        pytest.param("euros", "5€ ou 6 EUR", ["€", "EUR"], id="money"),
        pytest.param("dollars", "$5", ["$"], id="dollars"),
        pytest.param("hm", "chez H&M", ["H&M"], id="ampersand"),
        pytest.param("va-t-il", "où va-t-il ?", ["va"], id="inversion"),
        pytest.param("n?goci*t*", "négocie, négociation, l’Égociation", ["négociation"], id="wildcards"),
        pytest.param("w*end", "un week-end, weekend", ["week-end", "weekend"], id="a compound by a wildcard"),
        pytest.param("milcie~ Irrak~2", "la milice d’Iran", ["milice", "Iran"], id="edits"),
        pytest.param(
            "irak PROCHE/1 (onu OU «la paix»)",
            "Irak, onu ; a b ; irak a b onu ; a b ; la paix en Irak et la paix",
            ["Irak", "onu", "la paix", "Irak", "la paix"],
            id="near",
        ),
        pytest.param("a* PROCHE/1 ab", "ab c ab ; d d ab d", ["ab", "ab"], id="near what begins alike"),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_spelled(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end, _ in marks_in(text, sought_in(asked(query))["body"])] == marked


def test_a_mark_says_which_leaf_it_stands_for_whatever_the_field() -> None:
    sought = sought_in(asked("irak syrie"))
    assert marks_in("Syrie, Irak", sought["body"]) == [Mark(0, 5, 1), Mark(7, 11, 0)]
    assert marks_in("Syrie, Irak", sought["title"]) == [Mark(0, 5, 1), Mark(7, 11, 0)]


def test_nothing_is_sought_where_the_query_names_no_text() -> None:
    assert sought_in(asked("auteur:goff date:2024")) == {}
