from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchidx.dates import DateRange
from searchidx.errors import QueryError
from searchidx.query.ast import (
    OPERATORS,
    And,
    Boost,
    Dated,
    Everything,
    Exact,
    Fuzzy,
    In,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Wildcard,
    Word,
)
from searchidx.query.fields import DATE_FIELDS, FIELDS
from searchidx.query.parser import LONGEST_QUERY, parse, parse_leniently
from tests.golden import Case, golden
from tests.query.strategies import SIGNS, queries, query_like_texts

TODAY = date(2024, 5, 17)
FORMS = "write for example 2024, 2024-01, 2024-01-15, 15/01/2024 or janvier 2024"
A, B, C = map(Word, "abc")


def read(text: str, *, any: bool = False) -> Query | QueryError:
    try:
        return parse(text, today=TODAY, any=any)
    except QueryError as error:
        return error


@golden("queries")
def test_a_query_text_has_a_canonical_text_or_an_error(case: Case) -> None:
    understood = read(case.input)
    assert ("! " if isinstance(understood, QueryError) else "") + str(understood) == case.output


@given(queries)
@settings(max_examples=300, deadline=None)
def test_a_tree_prints_to_a_text_that_reads_back_to_it(tree: Query) -> None:
    assert parse(str(tree), today=TODAY) == tree
    assert parse(str(tree), today=TODAY, any=True) == tree


@pytest.mark.parametrize("sign", [*SIGNS, *OPERATORS])
def test_a_sign_or_operator_in_a_word_prints_so_that_it_stays_there(sign: str) -> None:
    for text in (f"{sign}a", f"a{sign}b", f"a{sign}", sign if sign.isalpha() else f"a{sign}2"):
        for tree in (Word(text), Prefix(text), Phrase(text), In("url", Word(text))):
            assert parse(str(tree), today=TODAY) == tree


@given(query_like_texts, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_tree_or_an_error_with_a_place(text: str, any_word: bool) -> None:
    understood = read(text, any=any_word)
    if isinstance(understood, QueryError):
        start, end = understood.span
        assert (understood.query, 0 <= start <= end <= len(text)) == (text, True)


@given(query_like_texts.filter(lambda text: "\\" not in text), st.booleans())
@settings(max_examples=300, deadline=None)
def test_what_was_read_prints_to_a_text_that_reads_back_to_it(text: str, any_word: bool) -> None:
    understood = read(text, any=any_word)
    if not isinstance(understood, QueryError):
        assert parse(str(understood), today=TODAY) == understood
        assert parse(str(understood), today=TODAY, any=True) == understood


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("a b c", And((A, B, C)), id="side by side"),
        pytest.param("a (b c)", And((A, And((B, C)))), id="a group of the same operator"),
        pytest.param("a OU b ET c", Or((A, And((B, C)))), id="AND before OR"),
        pytest.param("-a b", And((Not(A), B)), id="NOT before AND"),
        pytest.param("NOT -a", Not(Not(A)), id="NOT twice"),
        pytest.param("a OU -b^2", Or((A, Not(Boost(B, 2.0)))), id="weight before NOT"),
        pytest.param("(a OU b)^0.5", Boost(Or((A, B)), 0.5), id="a weighed group"),
        pytest.param("titre:a^2", In("title", Boost(A, 2.0)), id="a weighed word of a field"),
        pytest.param("(titre:a)^2", Boost(In("title", A), 2.0), id="a weighed field"),
        pytest.param("titre:(a b) c", And((In("title", And((A, B))), C)), id="a group in a field"),
        pytest.param("titre:a auteur:b", And((In("title", A), In("authors", B))), id="two fields"),
        pytest.param('"a b"~3 «c»', And((Phrase("a b", 3), Phrase("c"))), id="phrases"),
        pytest.param('=a ="b c"~2', And((Exact(A), Exact(Phrase("b c", 2)))), id="exact forms"),
        pytest.param(
            "a?b* a* a** a?*",
            And((Wildcard("a?b*"), Prefix("a"), Prefix("a"), Wildcard("a?*"))),
            id="wildcards",
        ),
        pytest.param(r"a\*b*c\\", Wildcard(r"a\*b*c\\"), id="a star that is none, in a wildcard"),
        pytest.param("a/b?c a/b*c?", And((Word("a/b?c"), Wildcard(r"a/b*c\?"))), id="addresses"),
        pytest.param(r"a\/b?c", Wildcard("a/b?c"), id="no address"),
        pytest.param("a? b?! c ? ?", And((Wildcard("a?"), Word("b?!"), C)), id="question marks"),
        pytest.param("a~ b~2 c~1^2", And((Fuzzy("a"), Fuzzy("b", 2), Boost(Fuzzy("c"), 2.0))), id="edits"),
        pytest.param("a PROCHE/5 b", Near((A, B), 5), id="near"),
        pytest.param("a b NEAR/0 c", And((A, Near((B, C), 0))), id="NEAR before AND"),
        pytest.param("-a NEAR/2 b", Not(Near((A, B), 2)), id="NEAR before NOT"),
        pytest.param("a NEAR/2 b NEAR/02 c", Near((A, B, C), 2), id="a chain"),
        pytest.param(
            '(a* OU =b) NEAR/2 "b c"', Near((Or((Prefix("a"), Exact(B))), Phrase("b c")), 2), id="groups near"
        ),
        pytest.param(
            "titre:(a NEAR/2 b)^2", In("title", Boost(Near((A, B), 2), 2.0)), id="near, weighed, in a field"
        ),
        pytest.param(r"a\** \a", And((Prefix("a*"), A)), id="prefix and backslashes"),
        pytest.param("* OU *^2", Or((Everything(), Boost(Everything(), 2.0))), id="everything"),
        pytest.param(
            "date:2024-01 OU date:=hier",
            Or(
                (
                    Dated(DateRange(date(2024, 1, 1), date(2024, 1, 31))),
                    Dated(DateRange(date(2024, 5, 16), date(2024, 5, 16)), strict=True),
                )
            ),
            id="dates",
        ),
        pytest.param("depuis:2024", Dated(DateRange(date(2024, 1, 1), date.max)), id="an open date"),
    ],
)
def test_parse_makes_the_tree(text: str, tree: Query) -> None:
    assert parse(text, today=TODAY) == tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a", "a", id="one word"),
        pytest.param("a b c", "a OR b OR c", id="words side by side"),
        pytest.param("a -b", "a AND NOT b", id="what is excluded stays excluded"),
        pytest.param("-a b -c d", "(b OR d) AND NOT a AND NOT c", id="exclusions among words"),
        pytest.param("-a -b", "NOT a AND NOT b", id="exclusions alone"),
        pytest.param("a ET b c", "a AND b OR c", id="AND binds closer"),
        pytest.param("a b ET -c", "a OR b AND NOT c", id="an exclusion after AND concerns its side alone"),
        pytest.param("a OU b c", "a OR (b OR c)", id="OR binds less"),
        pytest.param("a OU b -c", "a OR b AND NOT c", id="an exclusion beside OR concerns its side alone"),
        pytest.param("(a b) ET (c -d)", "(a OR b) AND (c AND NOT d)", id="in groups"),
        pytest.param("titre:(a b -c) d", "title:((a OR b) AND NOT c) OR d", id="in fields"),
        pytest.param('a "b c" date:2024', 'a OR "b c" OR date:2024', id="phrases and dates"),
    ],
)
def test_with_any_words_side_by_side_are_alternatives(text: str, expected: str) -> None:
    assert str(parse(text, today=TODAY, any=True)) == expected


@pytest.mark.parametrize(("alias", "name"), FIELDS.items())
def test_every_name_of_a_field_is_read_in_any_case(alias: str, name: str) -> None:
    assert parse(f"{alias}:a", today=TODAY) == In(name, A)
    assert parse(f"{alias.upper()}:a", today=TODAY) == In(name, A)


@pytest.mark.parametrize(("alias", "bound"), DATE_FIELDS.items())
def test_every_name_of_a_bound_is_read_in_any_case(alias: str, bound: str) -> None:
    expected = {"date": "2024", "since": "2024..", "before": "..2023", "until": "..2024"}[bound]
    assert str(parse(f"{alias}:2024", today=TODAY)) == f"date:{expected}"
    assert str(parse(f"{alias.upper()}:2024", today=TODAY)) == f"date:{expected}"


def test_dates_count_from_the_day_given() -> None:
    eve = date(1999, 12, 31)
    assert str(parse("date:hier OU depuis:7j", today=eve)) == "date:1999-12-30 OR date:1999-12-25.."


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("‹›", id="nothing to search for"),
        pytest.param('irak ‹"›la paix', id="a quotation mark that is not closed"),
        pytest.param("irak ‹»› onu", id="a quotation mark that closes nothing"),
        pytest.param('irak ‹"… "› onu', id="an empty phrase"),
        pytest.param("irak ‹(›onu", id="a parenthesis that is not closed"),
        pytest.param("irak ‹)› onu", id="a parenthesis that closes nothing"),
        pytest.param("irak ‹( )› onu", id="an empty group"),
        pytest.param("irak ‹OU›", id="an operator at the end"),
        pytest.param("irak ‹ET› OU onu", id="the first of two operators"),
        pytest.param("(‹||› onu)", id="an operator at the start"),
        pytest.param("irak ‹tire:›onu", id="an unknown field"),
        pytest.param("irak ‹titre:› onu", id="a field before a space"),
        pytest.param("irak (‹titre:›)", id="a field before a parenthesis"),
        pytest.param("titre:(irak ‹lead:›onu)", id="a field inside a field"),
        pytest.param('titre:(irak ‹date:"mars 2024"›)', id="a date inside a field"),
        pytest.param("titre:(irak ‹*›)", id="everything inside a field"),
        pytest.param("irak ‹date:>=2024-13› onu", id="a date that is none"),
        pytest.param("irak ‹jusqu’à:«treize 2024»› onu", id="a date in quotation marks that is none"),
        pytest.param("irak ‹date:=› onu", id="no date"),
        pytest.param('irak date:‹""› onu', id="an empty date"),
        pytest.param("irak ‹=›onu* a", id="an exact prefix"),
        pytest.param("irak ‹*›onu a", id="a star that begins a word"),
        pytest.param("irak l'‹?›nu a", id="a question mark that begins a word"),
        pytest.param("irak porte-‹*›avions a", id="a star that begins a part"),
        pytest.param("irak on*u‹~› a", id="a wildcard with edits"),
        pytest.param("irak =onu‹~› a", id="an exact form with edits"),
        pytest.param("titre:a id:onu‹~› a", id="an id with edits"),
        pytest.param("id:(a ‹PROCHE/2› b)", id="ids near each other"),
        pytest.param("irak ‹PROCHE/101› onu", id="a distance too wide"),
        pytest.param("irak ‹PROCHE/5›", id="near nothing"),
        pytest.param("‹PROCHE/5› irak", id="nothing near"),
        pytest.param("a PROCHE/5 ‹(b c)› d", id="near a group of all its words"),
        pytest.param("a PROCHE/5 (b OU c) PROCHE/5 ‹(d OU date:2024)›", id="near a date"),
        pytest.param("‹titre:a› PROCHE/5 b", id="a field near a word"),
        pytest.param("a PROCHE/5 ‹b^2› c", id="near a weighed word"),
        pytest.param("‹(a PROCHE/5 b)› PROCHE/5 c", id="near what is near"),
        pytest.param('a PROCHE/5 ‹"b c"~2› d', id="near a loose phrase"),
        pytest.param("a PROCHE/5 ‹*› d", id="near everything"),
        pytest.param("a PROCHE/5 b ‹NEAR/6› c", id="two distances in a chain"),
        pytest.param("a NEAR/5 b NEAR/5 c NEAR/5 d NEAR/5 e ‹NEAR/5› f", id="a chain too long"),
        pytest.param("irak ‹…*› a", id="a star without a word"),
        pytest.param("irak onu‹~3› a", id="too many edits"),
        pytest.param("irak onu‹~0› a", id="no edits"),
        pytest.param('irak "a b"‹~101› a', id="a slop too wide"),
        pytest.param("irak^2 onu‹^0.0› a", id="a weight of 0"),
        pytest.param("irak ‹^›2 a", id="a weight after nothing"),
    ],
)  # fmt: skip
def test_an_error_points_at(marked: str) -> None:
    text = marked.replace("‹", "").replace("›", "")
    with pytest.raises(QueryError) as caught:
        parse(text, today=TODAY)
    assert caught.value.query == text
    assert caught.value.span == (marked.index("‹"), marked.index("›") - 1)


def test_a_query_has_a_longest_length() -> None:
    longest = "a" * LONGEST_QUERY
    assert parse(longest, today=TODAY) == Word(longest)
    with pytest.raises(QueryError) as caught:
        parse(longest + "b", today=TODAY)
    error = caught.value
    assert str(error) == "a query has at most 10000 characters, this one 10001, at character 1"
    assert (error.query, error.span, error.hint) == (longest, (0, 0), "")


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        pytest.param("(", ")", id="parentheses"),
        pytest.param("NOT ", "", id="NOT"),
        pytest.param("NOT (", ")", id="both, each a level"),
    ],
)
def test_a_query_has_a_deepest_level(opening: str, closing: str) -> None:
    times = 50 // len(opening.replace("NOT ", "-"))
    tree = parse(opening * times + "a" + closing * times, today=TODAY)
    assert str(tree) == opening.replace("(", "") * times + "a"
    with pytest.raises(QueryError) as caught:
        parse(opening * times + opening + "a" + closing + closing * times, today=TODAY)
    assert str(caught.value) == (
        f"the query is nested deeper than 50 levels, at character {len(opening) * times + 1}"
    )


def test_groups_and_exclusions_side_by_side_are_not_deep() -> None:
    tree = parse("(a) -b " * 60, today=TODAY)
    assert tree == And((A, Not(B)) * 60)


@pytest.mark.parametrize(
    ("text", "expected", "warnings"),
    [
        pytest.param("irak OU onu", "irak OR onu", [], id="nothing to repair"),
        pytest.param(
            'irak "onu', "irak AND onu", ['left out “"”: this quotation mark is not closed'], id="quotation mark"
        ),
        pytest.param(
            "irak) OU (onu",
            "irak OR onu",
            [
                "left out “)”: this parenthesis closes nothing",
                "left out “(”: this parenthesis is not closed",
            ],
            id="parentheses",
        ),
        pytest.param(
            "irak ET", "irak", ["left out “ET”: AND (ET) wants a word or a group after it"], id="operator"
        ),
        pytest.param("tire:irak", "irak", ["left out “tire:”: there is no field “tire”"], id="unknown field"),
        pytest.param(
            "irak date:2024-13 onu",
            "irak AND onu",
            ["left out “date:2024-13”: cannot read the date “2024-13”: there is no month 13"],
            id="date",
        ),
        pytest.param(
            "irak SAUF date:demain",
            "irak",
            [
                f"left out “date:demain”: cannot read the date “demain”: {FORMS}",
                "left out “SAUF”: NOT (SAUF) wants a word or a group after it",
            ],
            id="what is left out may leave an operator alone",
        ),
        pytest.param(
            "*irak", "irak", ["left out “*”: no word begins with *, for words are looked up by their first letters"], id="star"
        ),
        pytest.param("irak^0", "irak", ["left out “^0”: after ^ comes a weight above 0, up to 99"], id="weight"),
        pytest.param(
            "irak~3", "irak", ["left out “~3”: after ~ comes how many letters of a word may differ, 1 or 2"], id="edits"
        ),
    ],
)  # fmt: skip
def test_parse_leniently_repairs_and_says_so(text: str, expected: str, warnings: list[str]) -> None:
    tree, said = parse_leniently(text, today=TODAY)
    assert (str(tree), said) == (expected, warnings)


def test_parse_leniently_reads_any_word_too() -> None:
    assert parse_leniently("a b OU", today=TODAY, any=True) == (
        Or((A, B)),
        ["left out “OU”: OR (OU) wants a word or a group after it"],
    )


@pytest.mark.parametrize("text", ["", "…", "(", 'OU ""', "date:demain"])
def test_parse_leniently_raises_where_nothing_is_left(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_leniently(text, today=TODAY)
    assert caught.value.reason == "the query holds no word"


def test_parse_leniently_gives_up_on_what_is_no_query_at_all() -> None:
    tree, warnings = parse_leniently("a" + " )" * 20, today=TODAY)
    assert (tree, warnings) == (A, ["left out “)”: this parenthesis closes nothing"] * 20)
    with pytest.raises(QueryError) as caught:
        parse_leniently("a" + " )" * 21, today=TODAY)
    assert caught.value.reason == "this parenthesis closes nothing"


@given(query_like_texts)
@settings(max_examples=300, deadline=None)
def test_parse_leniently_warns_of_what_parse_refuses_alone(text: str) -> None:
    understood = read(text)
    if not isinstance(understood, QueryError):
        assert parse_leniently(text, today=TODAY) == (understood, [])
        return
    with suppress(QueryError):
        _, warnings = parse_leniently(text, today=TODAY)
        start, end = understood.span
        assert warnings[0] == f"left out “{text[start:end]}”: {understood.reason}"
