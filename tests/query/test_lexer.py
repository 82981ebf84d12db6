from contextlib import suppress
from itertools import pairwise

from hypothesis import given, settings

from searchidx.errors import QueryError
from searchidx.query.lexer import Kind, Lexeme, lex
from tests.query.strategies import query_like_texts


def test_every_kind_of_lexeme_keeps_its_place() -> None:
    text = r'gouv?rne* PROCHE/5 (irak ET -\milic*) OU « la paix »~3^2 titre:=tours | * … date:>="mai 2024" avant:2024'
    lexemes = lex(text)
    assert [
        (lexeme.kind, lexeme.text, lexeme.field, text[lexeme.start : lexeme.end]) for lexeme in lexemes
    ] == [
        (Kind.WILDCARD, "gouv?rne*", "", "gouv?rne*"),
        (Kind.NEAR, "PROCHE/5", "", "PROCHE/5"),
        (Kind.OPEN, "(", "", "("),
        (Kind.WORD, "irak", "", "irak"),
        (Kind.AND, "ET", "", "ET"),
        (Kind.NOT, "-", "", "-"),
        (Kind.PREFIX, "milic", "", r"\milic*"),
        (Kind.CLOSE, ")", "", ")"),
        (Kind.OR, "OU", "", "OU"),
        (Kind.PHRASE, "la paix", "", "« la paix »"),
        (Kind.SLOP, "3", "", "~3"),
        (Kind.BOOST, "2", "", "^2"),
        (Kind.FIELD, "title", "", "titre:"),
        (Kind.EXACT, "=", "", "="),
        (Kind.WORD, "tours", "", "tours"),
        (Kind.OR, "|", "", "|"),
        (Kind.EVERYTHING, "*", "", "*"),
        (Kind.DATE, ">=mai 2024", "date", 'date:>="mai 2024"'),
        (Kind.DATE, "2024", "before", "avant:2024"),
    ]
    assert {lexeme.kind for lexeme in lexemes} == set(Kind)


@given(query_like_texts)
@settings(max_examples=200, deadline=None)
def test_lexemes_are_stretches_of_the_text_in_order(text: str) -> None:
    lexemes: list[Lexeme] = []
    with suppress(QueryError):
        lexemes = lex(text)
    assert all(0 <= lexeme.start < lexeme.end <= len(text) for lexeme in lexemes)
    assert all(before.end <= after.start for before, after in pairwise(lexemes))
