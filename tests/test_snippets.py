import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.analysis.french import analyse
from searchidx.article import Article
from searchidx.engine.clauses import Clause
from searchidx.engine.resolve import resolve
from searchidx.marks import marks_in, sought_in
from searchidx.query.parser import parse
from searchidx.snippets import LONGEST, Snippet, marked, snippets_of


def asked(query: str) -> Clause:
    tree = parse(query, today=date(2024, 5, 17))
    clause, _ = resolve(tree, weights={"title": 3, "lead": 2, "body": 1})
    return clause


def bracketed(snippet: Snippet) -> str:
    """Write a snippet with its marks in brackets."""
    return "".join(f"[{text}]" if is_marked else text for is_marked, text in snippet.parts())


def shown(query: str, body: str, *, number: int = 9, length: int = LONGEST) -> list[str]:
    snippets = snippets_of(Article("1", "Titre", body), asked(query), number, length)
    return [bracketed(snippet) for snippet in snippets]


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param("irak", "Vers l’Irak, en IRAK.", "Vers l’[Irak], en [IRAK].", id="elision and capitals"),
        pytest.param("l'irak", "L’Irak, d'Irak.", "L’[Irak], d'[Irak].", id="elision in the query"),
        pytest.param(
            "negociation",
            "Les négociateurs, les négociations.",
            "Les négociateurs, les [négociations].",
            id="stems",
        ),
        pytest.param("pêche", "Peche, pêches, pécher.", "[Peche], [pêches], [pécher].", id="accents"),
        pytest.param("=pêche", "Peche, pêches, Pêche.", "Peche, pêches, [Pêche].", id="exact form"),
        pytest.param('="la pêche"', "La pêche, la peche.", "[La pêche], la peche.", id="exact phrase"),
        pytest.param("milic*", "Une milice, le milicien.", "Une [milice], le [milicien].", id="prefix"),
        pytest.param(
            "etat*", "L’étatisme, un état.", "L’[étatisme], un [état].", id="prefix without accents"
        ),
        pytest.param("onu", "L’O.N.U. et l’ONU, ici.", "L’[O.N.U.] et l’[ONU], ici.", id="acronyms"),
        pytest.param("djamena", "À N’Djamena.", "À [N’Djamena].", id="part of a word"),
        pytest.param("2500", "Les 2\u202f500 soldats.", "Les [2\u202f500] soldats.", id="number in groups"),
        pytest.param("aujourdhui", "Il pleut aujourd’hui.", "Il pleut [aujourd’hui].", id="inner apostrophe"),
        pytest.param("coeur", "Au cœur de l’été.", "Au [cœur] de l’été.", id="ligature"),
        pytest.param("ete", f"L’{nfd('été')} vient.", f"L’[{nfd('été')}] vient.", id="combining accents"),
        pytest.param("irak", "🇮🇶 L’Irak 👩‍🚀.", "🇮🇶 L’[Irak] 👩‍🚀.", id="emoji"),
        pytest.param(
            '"coalition militaire"',
            "La coalition militaire, militaire coalition.",
            "La [coalition militaire], militaire coalition.",
            id="a phrase is one mark",
        ),
        pytest.param(
            '"coalition militaire"',
            "« Coalition (militaires) ».",
            "« [Coalition (militaires]) ».",
            id="a phrase across punctuation",
        ),
        pytest.param(
            '"guerre d\'Irak"',
            "La guerre d’Irak.",
            "La [guerre d’Irak].",
            id="a phrase over an elision is one mark",
        ),
        pytest.param(
            '"irak irak"', "Irak Irak Irak.", "[Irak Irak] Irak.", id="a phrase that overlaps itself"
        ),
        pytest.param(
            "porte-parole", "Le porte-parole parle.", "Le [porte-parole] parle.", id="a compound is one mark"
        ),
        pytest.param(
            '"coalition militaire" coalition',
            "Coalition militaire, coalition.",
            "[Coalition militaire], [coalition].",
            id="of a word and a phrase that overlap the phrase",
        ),
        pytest.param(
            '"force de la coalition" "coalition militaire"',
            "Force de la coalition militaire.",
            "[Force de la coalition] militaire.",
            id="of two phrases that overlap the longer",
        ),
        pytest.param(
            '"un mot" "mot assez long"',
            "Un mot assez long.",
            "Un [mot assez long].",
            id="of two phrases that overlap the longer, though it comes later",
        ),
        pytest.param(
            '"irak dialogue"~3',
            "Irak et un vrai dialogue.",
            "[Irak] et un vrai [dialogue].",
            id="near words, each marked",
        ),
        pytest.param(
            '"irak dialogue"~3', "Un dialogue en Irak.", "Un [dialogue] en [Irak].", id="near in any order"
        ),
        pytest.param(
            "le irak", "Le chat, l’Irak.", "Le chat, l’[Irak].", id="no stop word beside other words"
        ),
        pytest.param("le la", "Le chat, la souris.", "[Le] chat, [la] souris.", id="stop words alone"),
        pytest.param('"le chat"', "Le chat, le chien.", "[Le chat], le chien.", id="stop word in a phrase"),
        pytest.param("irak OU syrie", "Irak, Syrie.", "[Irak], [Syrie].", id="either"),
        pytest.param("irak -syrie", "Irak, Syrie.", "[Irak], Syrie.", id="not what is excluded"),
        pytest.param("irak^3", "En Irak.", "En [Irak].", id="a weight"),
        pytest.param("texte:irak", "En Irak.", "En [Irak].", id="in its field"),
        pytest.param(
            "irak titre:paix", "Irak, paix.", "[Irak], paix.", id="not what another field should hold"
        ),
        pytest.param("irak auteur:goff", "Irak, Goff.", "[Irak], Goff.", id="not the name of an author"),
        pytest.param("irak date:2024", "Irak, 2024.", "[Irak], 2024.", id="not a date"),
    ],
)
def test_marks_stand_on_what_was_asked_for(query: str, text: str, expected: str) -> None:
    assert shown(query, text) == [expected]
    assert bracketed(marked("body", text, asked(query))) == expected


def test_near_words_are_marked_where_they_are_near_and_nowhere_else() -> None:
    text = "Irak et dialogue. Puis, bien plus tard, l’Irak, sans que personne ait parlé de dialogue."
    expected = "[Irak] et [dialogue]. Puis, bien plus tard, l’Irak, sans que personne ait parlé de dialogue."
    assert bracketed(marked("body", text, asked('"irak dialogue"~3'))) == expected


def test_a_mark_is_a_span_of_the_text_of_the_snippet() -> None:
    [snippet] = snippets_of(Article("1", "Titre", "Un début. Vers l’Irak."), asked("irak"))
    assert snippet == Snippet("body", "Vers l’Irak.", ((7, 11),))


def test_a_title_is_marked_whole() -> None:
    title = "L’Irak. Un dialogue s’ouvre en Irak"
    assert marked("title", title, asked("titre:irak dialogue")) == Snippet(
        "title", title, ((2, 6), (11, 19), (31, 35))
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Un. L’Irak. Deux.", ["L’[Irak]."], id="point"),
        pytest.param("Un ! L’Irak ? Deux…", ["L’[Irak] ?"], id="other signs"),
        pytest.param("Un… L’Irak… Deux.", ["L’[Irak]…"], id="ellipsis"),
        pytest.param("Un. « L’Irak\u00a0! » Deux.", ["« L’[Irak]\u00a0! »"], id="guillemet"),
        pytest.param("Un. « L’Irak.\u00a0» Deux.", ["« L’[Irak].\u00a0»"], id="point and guillemet"),
        pytest.param("« Irak ? » dit-il. Deux.", ["« [Irak] ? » dit-il."], id="small letter after it"),
        pytest.param("Un\n\nL’Irak\n \t\nDeux", ["L’[Irak]"], id="paragraphs"),
        pytest.param("Un\n\nl’Irak\n\nDeux", ["l’[Irak]"], id="a paragraph that begins with a small letter"),
        pytest.param("Le plan B… L’Irak. Deux.", ["L’[Irak]."], id="ellipsis after a capital"),
        pytest.param("Un\nL’Irak\nDeux", ["Un\nL’[Irak]\nDeux"], id="no lines"),
        pytest.param("Le 3.5 en Irak.Deux", ["Le 3.5 en [Irak].Deux"], id="no point without a space"),
        pytest.param("  L’Irak.  \n", ["L’[Irak]."], id="no blanks around"),
        pytest.param("Un Irak. Deux Irak.", ["Un [Irak].", "Deux [Irak]."], id="two sentences"),
    ],
)
def test_a_snippet_is_a_whole_sentence(text: str, expected: list[str]) -> None:
    assert shown("irak", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "M. Dupont va en Irak.",
        "M.\u00a0Dupont va en Irak.",
        "MM. Dupont et Durand vont en Irak.",
        "Mme. Dupont et Mlle. Durand vont en Irak.",
        "Le Dr. Dupont va en Irak.",
        "Me. Dupont va en Irak.",
        "J. F. Dupont va en Irak.",
        "É. Dupont va en Irak.",
        "L’art. 5 parle d’Irak.",
        "L’an 50 av. J.-C. en Irak.",
        "Cf. p. 12, vol. 3, n. 4, chap. V, sur l’Irak.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert shown("irak", f"Un. {text} Deux.") == [text.replace("Irak", "[Irak]")]


def test_a_word_that_ends_like_an_abbreviation_ends_its_sentence() -> None:
    assert shown("irak", "Sur un cap. L’Irak attend. Un film. Deux.") == ["L’[Irak] attend."]


def test_a_phrase_may_run_on_into_the_next_sentence() -> None:
    assert shown('"la paix durable"', "Il veut la paix. Durable, elle le sera. Oui.") == [
        "Il veut [la paix. Durable], elle le sera."
    ]


def test_sentences_that_share_a_phrase_are_one_snippet_with_all_its_marks() -> None:
    assert shown('irak "paix durable"', "L’Irak veut la paix. Durable, elle le sera. Oui.") == [
        "L’[Irak] veut la [paix. Durable], elle le sera."
    ]


def test_stretches_of_a_long_sentence_do_not_overlap() -> None:
    text = " ".join(["Irak", *WORDS[:20], "Irak", *WORDS[20:35], "Irak", *WORDS[35:]])
    found = snippets_of(Article("1", "T", text), asked("irak"), 10)
    assert sum(len(snippet.marks) for snippet in found) == 3
    assert sum(snippet.text.count("Irak") for snippet in found) == 3


def test_words_that_are_abbreviations_before_a_number_only_end_a_sentence() -> None:
    assert shown("irak", "Il parle d’un vol. Puis de l’Irak.") == ["Puis de l’[Irak]."]
    assert shown("irak", "Il parle du vol. 3 sur l’Irak.") == ["Il parle du vol. 3 sur l’[Irak]."]


def test_a_field_without_weight_is_marked_all_the_same() -> None:
    clause, _ = resolve(parse("irak", today=date(2024, 5, 17)), weights={"title": 3, "lead": 2, "body": 0})
    assert [s.to_html() for s in snippets_of(Article("1", "T", "Un Irak."), clause)] == [
        "Un <mark>Irak</mark>."
    ]


WORDS = [f"mot{number:03}" for number in range(100)]


def test_a_long_sentence_is_cut_at_words_around_its_mark() -> None:
    [snippet] = snippets_of(
        Article("1", "Titre", " ".join([*WORDS[:50], "Irak", *WORDS[50:]])), asked("irak")
    )
    assert bracketed(snippet) == " ".join([*WORDS[34:50], "[Irak]", *WORDS[50:66]])
    assert len(snippet.text) <= LONGEST


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(0, 100, ["[Irak]", *WORDS[:33]], id="at the beginning"),
        pytest.param(5, 95, [*WORDS[:5], "[Irak]", *WORDS[5:33]], id="near the beginning"),
        pytest.param(95, 5, [*WORDS[67:95], "[Irak]", *WORDS[95:]], id="near the end"),
        pytest.param(100, 0, [*WORDS[67:], "[Irak]"], id="at the end"),
    ],
)
def test_a_long_sentence_is_shown_from_its_beginning_or_to_its_end_where_the_mark_is_near(
    before: int, after: int, expected: list[str]
) -> None:
    assert before + after == len(WORDS)
    assert shown("irak", " ".join([*WORDS[:before], "Irak", *WORDS[before:]])) == [" ".join(expected)]


def test_a_long_sentence_gives_a_snippet_for_each_of_its_stretches() -> None:
    body = " ".join(["Irak", *WORDS, "Syrie", "."])
    assert shown("irak syrie", body) == [
        " ".join(["[Irak]", *WORDS[:33]]),
        " ".join([*WORDS[67:], "[Syrie]", "."]),
    ]


@pytest.mark.parametrize(("between", "around"), [(10, 11), (30, 1)])
def test_marks_that_stand_close_share_a_stretch_of_a_long_sentence(between: int, around: int) -> None:
    before, within, after = WORDS[:30], WORDS[30 : 30 + between], WORDS[30 + between :]
    assert shown("irak syrie", " ".join([*before, "Irak", *within, "Syrie", *after])) == [
        " ".join([*before[len(before) - around :], "[Irak]", *within, "[Syrie]", *after[:around]])
    ]


def test_a_stretch_at_the_beginning_of_a_long_sentence_keeps_its_signs() -> None:
    assert shown("irak", " ".join(["«", "Irak", *WORDS])) == [" ".join(["«", "[Irak]", *WORDS[:33]])]


def test_a_stretch_takes_the_words_that_just_fit() -> None:
    fitting = ["b" * 12, *WORDS[:15], "Irak", *WORDS[15:30], "c" * 12]
    body = " ".join([*WORDS, *fitting, *WORDS])
    [snippet] = snippets_of(Article("1", "Titre", body), asked("irak"))
    assert snippet.text == " ".join(fitting)
    assert len(snippet.text) == LONGEST


@pytest.mark.parametrize(
    ("last", "expected"), [("d" * 11, ["d" * 11]), ("d" * 12, [])], ids=["just short enough", "too long"]
)
def test_a_sentence_is_cut_only_where_it_is_too_long(last: str, expected: list[str]) -> None:
    body = " ".join(["Irak", *WORDS[:32], last])
    assert len(body) - LONGEST == (0 if expected else 1)
    assert shown("irak", body) == [" ".join(["[Irak]", *WORDS[:32], *expected])]


def test_a_phrase_that_is_longer_than_a_snippet_is_shown_as_far_as_it_fits() -> None:
    phrase = " ".join(WORDS[10:60])
    assert shown(f'"{phrase}"', " ".join(WORDS)) == [f"[{' '.join(WORDS[10:44])}]"]
    assert shown(f'"{phrase}"', " ".join(WORDS), length=4) == ["[mot0]"]


@pytest.mark.parametrize(
    ("body", "length", "expected"),
    [
        pytest.param(["Irak", *WORDS[:5], "paix durable", *WORDS[5:]], 45, ["[Irak]", *WORDS[:5]], id="end"),
        pytest.param([*WORDS[5:], "paix durable", *WORDS[:5], "Irak"], 48, [*WORDS[:5], "[Irak]"], id="beginning"),
    ],
)  # fmt: skip
def test_a_phrase_is_shown_whole_or_not_at_all_where_a_stretch_begins_or_ends(
    body: list[str], length: int, expected: list[str]
) -> None:
    first, second = shown('irak "paix durable"', " ".join(body), length=length)
    assert first == " ".join(expected)
    assert "[paix durable]" in second


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param(
            "irak syrie",
            "Un Irak. Une Syrie. Irak et Syrie.",
            ["[Irak] et [Syrie].", "Un [Irak]."],
            id="most of what was asked, first",
        ),
        pytest.param(
            "irak syrie paix",
            "Irak et Syrie. Syrie et Irak. La paix.",
            ["La [paix].", "[Irak] et [Syrie]."],
            id="the rarest, then what is missing",
        ),
        pytest.param(
            "irak syrie",
            "Irak et Syrie. Irak, Irak, Irak. Syrie et Irak.",
            ["[Irak] et [Syrie].", "[Syrie] et [Irak]."],
            id="where nothing is missing, most of what was asked again",
        ),
        pytest.param(
            "irak", "Un Irak. Irak, Irak. Deux Irak.", ["[Irak], [Irak].", "Un [Irak]."], id="most marks, first"
        ),
        pytest.param("irak", "Un Irak. Deux Irak. Trois Irak.", ["Un [Irak].", "Deux [Irak]."], id="else in order"),
    ],
)  # fmt: skip
def test_the_densest_snippets_come_first(query: str, text: str, expected: list[str]) -> None:
    assert shown(query, text, number=2) == expected


def test_the_first_snippet_shows_the_word_that_the_fewest_articles_hold() -> None:
    article = Article("1", "Titre", "Irak, Syrie, Irak, Syrie. La paix. La paix, oui.")
    clause = asked("irak syrie paix")  # numbered in this order
    for holding, expected in (((1, 2, 3), "[Irak], [Syrie], [Irak], [Syrie]."), ((3, 2, 1), "La [paix].")):
        first, second = snippets_of(article, clause, 2, holding=holding.__getitem__)
        assert bracketed(first) == expected
        assert {first.text, second.text} == {"Irak, Syrie, Irak, Syrie.", "La paix."}


def test_of_a_long_sentence_the_stretch_with_the_most_words_is_shown_first() -> None:
    body = " ".join(["Irak", *WORDS[:20], "Irak", *WORDS[20:40], "Syrie", "paix", *WORDS[40:]])
    first, second = shown("irak syrie paix", body)
    assert first == " ".join([*WORDS[14:20], "[Irak]", *WORDS[20:40], "[Syrie]", "[paix]", *WORDS[40:46]])
    assert second == " ".join(["[Irak]", *WORDS[:14]])


def test_many_snippets_of_a_text_without_end_are_soon_made() -> None:
    body = "Irak mot Syrie mot " * 20_000
    found = snippets_of(Article("1", "Titre", body), asked("irak syrie"), 5)
    assert [len(snippet.marks) for snippet in found] == [25] * 5


def test_lead_and_body_give_snippets_and_the_title_none() -> None:
    article = Article("1", "L’Irak", "Le corps de l’Irak.", lead="Le chapeau de l’Irak.")
    assert snippets_of(article, asked("irak")) == (
        Snippet("lead", "Le chapeau de l’Irak.", ((16, 20),)),
        Snippet("body", "Le corps de l’Irak.", ((14, 18),)),
    )


def test_no_snippet_is_shown_where_none_is_asked_for() -> None:
    assert shown("syrie", "Irak.", number=0) == []


@pytest.mark.parametrize(("number", "expected"), [(-1, 0), (0, 0), (1, 1), (3, 3), (9, 4)])
def test_there_are_no_more_snippets_than_asked_for(number: int, expected: int) -> None:
    assert len(shown("irak", "Irak un. Irak deux. Irak trois. Irak quatre.", number=number)) == expected


@pytest.mark.parametrize("query", ["*", "titre:irak", "auteur:goff", "date:2024", "NOT syrie"])
@pytest.mark.parametrize(
    ("article", "expected"),
    [
        pytest.param(
            Article("1", "Irak", "Le corps.", lead="Le chapeau. La suite."), ("lead", "Le chapeau."), id="lead"
        ),
        pytest.param(Article("1", "Irak", "\n Le corps. La suite."), ("body", "Le corps."), id="body"),
        pytest.param(Article("1", "Irak", "Le corps.", lead=" \n"), ("body", "Le corps."), id="blank lead"),
        pytest.param(Article("1", "Irak", ""), ("title", "Irak"), id="title"),
        pytest.param(
            Article("1", "Irak", " ".join(WORDS)), ("body", " ".join(WORDS[:34])), id="long sentence, cut at a word"
        ),
        pytest.param(Article("1", "Irak", "a" * 300), ("body", "a" * LONGEST), id="a word without an end"),
    ],
)  # fmt: skip
def test_where_nothing_is_marked_the_beginning_is_shown(
    query: str, article: Article, expected: tuple[str, str]
) -> None:
    assert snippets_of(article, asked(query)) == (Snippet(*expected),)


@pytest.mark.parametrize(
    ("snippet", "html"),
    [
        pytest.param(Snippet("body", "L’Irak.", ((2, 6),)), "L’<mark>Irak</mark>.", id="a mark"),
        pytest.param(Snippet("body", "L’Irak."), "L’Irak.", id="no mark"),
        pytest.param(Snippet("body", "", ()), "", id="no text"),
        pytest.param(
            Snippet("body", "ab", ((0, 1), (1, 2))), "<mark>a</mark><mark>b</mark>", id="side by side"
        ),
        pytest.param(
            Snippet("body", "<b>R&D</b>", ((3, 6),)),
            "&lt;b&gt;<mark>R&amp;D</mark>&lt;/b&gt;",
            id="markup in the text",
        ),
        pytest.param(
            Snippet("body", "\"x\" '</mark>'", ((4, 13),)),
            "&quot;x&quot; <mark>&#x27;&lt;/mark&gt;&#x27;</mark>",
            id="quotation marks and a mark in the text",
        ),
    ],
)
def test_html_is_escaped_but_for_the_marks(snippet: Snippet, html: str) -> None:
    assert snippet.to_html() == html


def test_the_parts_of_a_snippet_are_its_text_without_empty_ones() -> None:
    snippet = Snippet("body", "Irak, Syrie", ((0, 4), (6, 11)))
    assert snippet.parts() == [(True, "Irak"), (False, ", "), (True, "Syrie")]


ASKED: dict[str, list[str]] = {
    "irak": ["irak"],
    "l’irak -syrie": ["irak"],
    "négociation milice": ["négociation", "milice"],
    "negocier OU o.n.u.": ["négocier", "onu"],
    '"coalition militaire" irak': ["coalition militaire", "irak"],
    "porte-parole djamena": ["porte parole", "djamena"],
    "aujourd'hui 2500 ete": ["aujourd’hui", "2500", "été"],
    "la": ["la"],
    "la irak": ["irak"],
    '"irak milice"~4': ["irak", "milice"],
}
"""Queries, and the words and phrases that a mark may stand on."""

pieces = st.sampled_from(
    [
        "l’Irak", "L'IRAK", "d’Irak", "Irak", "Syrie", "négocie", nfd("négociations"), "Négocié", "une milice",
        "milices", "coalition militaire", nfd("coalitions militaires"), "militaire", "porte-parole", "parole",
        "N’Djamena", nfd("À"), "aujourd’hui", "aujourd'", "2 500", "2\u202f500", "500", "l’O.N.U.", "ONU", "été",
        nfd("ÉTÉ"), "la", "M.", "Mme", "É", "👩‍🚀", "🇮🇶", "e\u0301\u0323", "\u0301", "l’", "’", "«", "»", "\u00ad", "œ",
        "un", "mot", "très long", "constitutionnellement",
    ]
)  # fmt: skip
gaps = st.sampled_from(
    [" ", " ", " ", "\u00a0", "\u202f", "", "-", ", ", ". ", "… ", "\u00a0! ", "\n", "\n\n"]
)
texts = st.lists(st.tuples(pieces, gaps), max_size=80).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)


def terms(text: str) -> tuple[str, ...]:
    return tuple(lexeme.term for _, lexeme in analyse(text))


def assert_marks_are_right(snippet: Snippet, phrases: Sequence[str]) -> None:
    spans = [(0, 0), *snippet.marks, (len(snippet.text), len(snippet.text))]
    assert all(start < end for start, end in snippet.marks)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    wanted = {terms(phrase) for phrase in phrases}
    for start, end in snippet.marks:
        found = [lexeme.terms for _, lexeme in analyse(snippet.text[start:end])]
        in_one = {term for phrase in phrases for term in terms(phrase.replace(" ", ""))}  # of a compound
        assert not in_one.isdisjoint(found[0]) or any(
            len(found) == len(phrase) and all(term in word for term, word in zip(phrase, found, strict=True))
            for phrase in wanted
        ), snippet.text[start:end]


@given(texts, texts, st.sampled_from([*ASKED]))
def test_every_mark_is_what_was_asked_for(lead: str, body: str, query: str) -> None:
    article = Article("1", "Titre", body, lead=lead)
    for snippet in snippets_of(article, asked(query), 4):
        assert_marks_are_right(snippet, ASKED[query])


@given(texts, st.sampled_from([*ASKED]))
def test_every_mark_of_a_whole_text_is_what_was_asked_for(text: str, query: str) -> None:
    snippet = marked("body", text, asked(query))
    assert (snippet.field, snippet.text) == ("body", text)
    assert_marks_are_right(snippet, ASKED[query])


@given(texts, st.sampled_from(["irak", "négociation", "coeur", "2500"]))
def test_no_word_that_was_asked_for_goes_without_a_mark(text: str, query: str) -> None:
    [term] = terms(query)
    expected = tuple((token.start, token.end) for token, lexeme in analyse(text) if term in lexeme.terms)
    assert marked("body", text, asked(query)).marks == expected


@given(texts, texts, st.sampled_from([*ASKED, "*"]), st.integers(1, 4))
def test_a_snippet_stands_in_its_field_and_is_no_longer_than_it_may_be(
    lead: str, body: str, query: str, number: int
) -> None:
    article = Article("1", "Titre", body, lead=lead)
    snippets = snippets_of(article, asked(query), number)
    assert 1 <= len(snippets) <= number
    for snippet in snippets:
        assert snippet.text in getattr(article, snippet.field)
        assert snippet.text == snippet.text.strip() != ""
        assert len(snippet.text) <= LONGEST


@given(texts, texts, st.sampled_from([*ASKED, "*"]), st.integers(1, 6), st.integers(1, 90))
def test_a_snippet_of_any_length_keeps_to_it(
    lead: str, body: str, query: str, number: int, length: int
) -> None:
    article = Article("1", "Titre", body, lead=lead)
    for snippet in snippets_of(article, asked(query), number, length):
        size = len(snippet.text)
        assert 1 <= size <= length
        assert all(0 <= start < end <= size for start, end in snippet.marks)
        text = getattr(article, snippet.field)
        whole = marked(snippet.field, text, asked(query)).marks if snippet.field != "title" else ()
        standing = [
            tuple((max(a - at, 0), min(b - at, size)) for a, b in whole if a < at + size and b > at)
            for at in range(len(text))
            if text.startswith(snippet.text, at)
        ]
        assert snippet.marks in standing  # all the marks that stand there, and no others


@given(texts, texts, st.sampled_from([*ASKED]), st.integers(20, 90))
def test_snippets_show_every_mark_once_where_there_are_enough(
    lead: str, body: str, query: str, length: int
) -> None:
    article, clause = Article("1", "Titre", body, lead=lead), asked(query)
    marks = sum(len(marked(name, getattr(article, name), clause).marks) for name in ("lead", "body"))
    snippets = snippets_of(article, clause, 1_000, length)
    assert sum(len(snippet.marks) for snippet in snippets) == marks


@given(texts, texts, st.permutations(range(3)), st.integers(20, 90))
def test_the_first_snippet_never_misses_the_rarest_word(
    lead: str, body: str, holding: list[int], length: int
) -> None:
    article, clause = Article("1", "Titre", body, lead=lead), asked("irak milice 500")
    sought = sought_in(clause)
    found = {
        mark.what for name in ("lead", "body") for mark in marks_in(getattr(article, name), sought[name])
    }
    if not found:
        return
    snippets = snippets_of(article, clause, 2, length, holding=holding.__getitem__)
    shown = [{what for _, _, what in marks_in(snippet.text, sought[snippet.field])} for snippet in snippets]
    assert min(found, key=holding.__getitem__) in shown[0]
    if not found <= shown[0]:
        assert shown[1] - shown[0]


@given(texts, st.sampled_from([*ASKED]))
def test_a_snippet_cuts_no_word(body: str, query: str) -> None:
    words = [token.text for token, _ in analyse(body)]
    for snippet in snippets_of(Article("1", "Titre", body), asked(query), 9):
        if snippet.field == "body" and snippet.marks:
            shown = [token.text for token, _ in analyse(snippet.text)]
            assert any(words[i : i + len(shown)] == shown for i in range(len(words)))


@given(texts, st.sampled_from([*ASKED]))
def test_html_without_its_marks_is_the_text(text: str, query: str) -> None:
    html = marked("body", text, asked(query)).to_html()
    plain = html.replace("<mark>", "").replace("</mark>", "").replace("&#x27;", "'")
    assert plain == text
