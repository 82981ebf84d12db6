from datetime import date

import pytest

from searchidx import QueryError, parse
from searchidx.dates import DateRange
from searchidx.engine.clauses import (
    All,
    Any,
    AnyField,
    Clause,
    Match,
    Near,
    Occurs,
    Published,
    Step,
    Without,
    positive_leaves,
)
from searchidx.engine.resolve import MOST_WORDS, resolve
from searchidx.query.ast import Exact, In, Word

WEIGHTS = {"title": 3.0, "lead": 2.0, "body": 1.0}


def resolved(query: str) -> Clause:
    return resolve(parse(query, today=date(2024, 5, 17)), weights=WEIGHTS)[0]


def steps(*terms: str, match: Match = Match.TERM) -> tuple[Step, ...]:
    return tuple(Step(match, text) for text in terms)


def anywhere(*terms: str, boost: float = 1.0, match: Match = Match.TERM, slop: int = 0) -> AnyField:
    leaves = [
        Occurs(name, steps(*terms, match=match), slop, weight if boost else 0.0)
        for name, weight in WEIGHTS.items()
    ]
    if len(terms) > 1:
        leaves.append(Occurs("text", steps(*terms, match=match), slop, 0.0))
    return AnyField(tuple(leaves), boost)


def phrase_of(*asked: Step, boost: float = 1.0) -> AnyField:
    fields = [*WEIGHTS.items(), ("text", 0.0)]
    return AnyField(tuple(Occurs(name, asked, 0, weight) for name, weight in fields), boost)


def near(slop: int, *terms: str, boost: float = 1.0) -> AnyField:
    parts = tuple((steps(term),) for term in terms)
    fields = [*WEIGHTS.items(), ("text", 0.0)]
    return AnyField(tuple(Near(name, parts, slop, weight) for name, weight in fields), boost)


def raised(term: str, form: str) -> Any:
    return Any((anywhere(term), anywhere(form, match=Match.FORM, boost=0.1)))


YEAR = DateRange(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        pytest.param("L’IRAK", anywhere("irak"), id="a word goes through the analysis"),
        pytest.param(
            "porte-parole",
            Any((anywhere("porter", "parole", boost=0.5), anywhere("porteparol", boost=0.5))),
            id="a compound is a phrase, or one word",
        ),
        pytest.param(
            "=porte-parole",
            Any((
                anywhere("porte=porte", "parole=parole", match=Match.FORM, boost=0.5),
                anywhere("porteparole=porte-parole", match=Match.FORM, boost=0.5),
            )),
            id="an exact compound",
        ),
        pytest.param(
            "un peut être",
            All((anywhere("un", boost=0.0), Any((anywhere("pouvoir", "etre", boost=0.5), anywhere("peutetr", boost=0.5))))),
            id="a compound typed apart",
        ),
        pytest.param("dit-elle", anywhere("dire"), id="an inversion is its verb"),
        pytest.param('"va-t-il"', anywhere("aller", "il"), id="in quotation marks a phrase, without the t between"),
        pytest.param("va-t-il", anywhere("aller"), id="without the t between"),
        pytest.param("tag:week-end", Occurs("tags", steps("week", "end"), 0, 0.0), id="a compound among names"),
        pytest.param(
            '"un week-end ici"',
            Any((anywhere("un", "week", "end", "ici", boost=0.5), anywhere("un", "weekend", "ici", boost=0.5))),
            id="a compound in a phrase",
        ),
        pytest.param('"porte parole"~3', anywhere("porter", "parole", slop=3), id="words near each other"),
        pytest.param('"irak"~3', anywhere("irak"), id="nearness of one word is the word"),
        pytest.param("=Été", anywhere("ete=été", match=Match.FORM), id="an exact form"),
        pytest.param("Négoci*", anywhere("negoci", match=Match.PREFIX), id="a prefix is folded and not stemmed"),
        pytest.param("NÉGOCI*T*", anywhere("negoci*t*", match=Match.WILDCARD), id="a pattern is folded and not stemmed"),
        pytest.param("l’Éta?", anywhere("eta?", match=Match.WILDCARD), id="a pattern without its clitic"),
        pytest.param("œ?f", anywhere("oe?f", match=Match.WILDCARD), id="a ligature in a pattern is two letters"),
        pytest.param(
            "porte-par?le",
            Any((
                phrase_of(Step(Match.TERM, "porter"), Step(Match.WILDCARD, "par?le"), boost=0.5),
                anywhere("portepar?le", match=Match.WILDCARD, boost=0.5),
            )),
            id="a pattern in a compound",
        ),
        pytest.param(
            r"r?gle\ de\ tr*",
            phrase_of(Step(Match.WILDCARD, "r?gle"), Step(Match.TERM, "de"), Step(Match.PREFIX, "tr")),
            id="patterns in a phrase",
        ),
        pytest.param("auteur:G?ff*", Occurs("authors", steps("g?ff*", match=Match.WILDCARD), 0, 0.0), id="in a name"),
        pytest.param(r"id:A\*é*.txt", Occurs("id", steps(r"A\*é*.txt", match=Match.WILDCARD), 0, 0.0), id="of an id"),
        pytest.param("L’Irack~", anywhere("irack", match=Match.WITHIN_1), id="within an edit"),
        pytest.param("Négoces~2", anywhere("negoces", match=Match.WITHIN_2), id="within two"),
        pytest.param("la~ irak", All((anywhere("la", match=Match.WITHIN_1), anywhere("irak"))), id="no stop word"),
        pytest.param("irak PROCHE/5 onu", near(5, "irak", "onu"), id="near"),
        pytest.param("(irak PROCHE/5 onu)^2", near(5, "irak", "onu", boost=2.0), id="near, weighed"),
        pytest.param(
            "titre:(irak PROCHE/5 onu)", AnyField((Near("title", tuple((steps(word),) for word in ("irak", "onu")), 5, 3.0),)), id="in a title"
        ),
        pytest.param(
            "auteur:(Le PROCHE/0 Goff)", Near("authors", tuple((steps(word),) for word in ("le", "goff")), 0, 0.0), id="among names"
        ),
        pytest.param("le PROCHE/5 la", near(5, "le", "la"), id="stop words near each other"),
        pytest.param("la (le PROCHE/5 la)", All((anywhere("la", boost=0.0), near(5, "le", "la"))), id="they rank together"),
        pytest.param("irak PROCHE/5 ♥", anywhere("irak"), id="near what is no word"),
        pytest.param("irak^2", anywhere("irak", boost=2.0), id="a weight"),
        pytest.param("(irak^2)^3", anywhere("irak", boost=6.0), id="weights multiply"),
        pytest.param("titre:irak", AnyField((Occurs("title", steps("irak"), 0, 3.0),)), id="a text field"),
        pytest.param("auteur:Goffs", Occurs("authors", steps("goffs"), 0, 0.0), id="a name is not stemmed"),
        pytest.param("id:A/é.txt", Occurs("id", steps("A/é.txt"), 0, 0.0), id="an id is taken as it is"),
        pytest.param("id:A*", Occurs("id", steps("A", match=Match.PREFIX), 0, 0.0), id="the beginning of an id"),
        pytest.param("date:2024", Published(YEAR), id="a date"),
        pytest.param("date:=2024", Published(YEAR, strict=True), id="a strict date"),
        pytest.param("*", All(()), id="everything"),
        pytest.param("NOT irak", Without(anywhere("irak")), id="without"),
        pytest.param("irak ♥", anywhere("irak"), id="what is no word is left out"),
        pytest.param("irak -♥", anywhere("irak"), id="and its exclusion"),
        pytest.param("irak syrie", All((anywhere("irak"), anywhere("syrie"))), id="both"),
        pytest.param("irak OU syrie", Any((anywhere("irak"), anywhere("syrie"))), id="either"),
        pytest.param("la irak", All((anywhere("la", boost=0.0), anywhere("irak"))), id="a stop word beside a word"),
        pytest.param(
            "les 2 500,5 voix",
            All((anywhere("les", boost=0.0), Any((All((anywhere("2"), anywhere("500.5"))), anywhere("2500.5"))), anywhere("voix"))),
            id="the groups of a number",
        ),
        pytest.param("2 25", All((anywhere("2"), anywhere("25"))), id="no groups"),
        pytest.param("2 OR 500", Any((anywhere("2"), anywhere("500"))), id="no groups but one after the other"),
        pytest.param("né ici", All((raised("ne", "ne=né"), anywhere("ici"))), id="what an accent tells from a stop word"),
        pytest.param("Péché", raised("peche", "peche=péché"), id="accents that tell a word from another raise a hit"),
        pytest.param("peche", anywhere("peche"), id="without them nothing is raised"),
        pytest.param("ne ici", All((anywhere("ne", boost=0.0), anywhere("ici"))), id="the stop word"),
        pytest.param("https://www.Irak.fr", anywhere("irak", "fr"), id="an address"),
        pytest.param("www.irak.fr", anywhere("irak", "fr"), id="a host"),
        pytest.param("url:www.irak.fr", Occurs("url", steps("irak", "fr"), 0, 0.0), id="a host in its field"),
        pytest.param("www", anywhere("www"), id="no host"),
        pytest.param("la de", All((anywhere("la"), anywhere("de"))), id="stop words alone"),
        pytest.param("la -irak", All((anywhere("la"), Without(anywhere("irak")))), id="an exclusion does not rank"),
        pytest.param('la "la irak"', All((anywhere("la", boost=0.0), anywhere("la", "irak"))), id="a phrase keeps all"),
        pytest.param("taxe d habitation", All((anywhere("taxe"), anywhere("habitation"))), id="a bare clitic"),
        pytest.param("conseil prud hommes", All((anywhere("conseil"), anywhere("prudhomme"))), id="a word in one"),
        pytest.param("taxe d", All((anywhere("taxe"), anywhere("d", boost=0.0))), id="a letter"),
        pytest.param(
            '"taxe d habitation"', Any((anywhere("taxe", "d", "habitation"), anywhere("taxe", "habitation"))), id="in a phrase"
        ),
        pytest.param('"dialogue de l"', Any((anywhere("dialogue", "de", "l"), anywhere("dialogue", "de", "l'"))), id="at its end"),
    ],
)  # fmt: skip
def test_resolve_makes_terms_of_words_and_fields_of_names(query: str, clause: Clause) -> None:
    assert resolved(query) == clause


def test_an_exact_form_in_a_name_field_is_the_name() -> None:
    clause, _ = resolve(In("authors", Exact(Word("Goff"))), weights=WEIGHTS)
    assert clause == Occurs("authors", steps("goff"), 0, 0.0)


def test_a_query_without_a_word_is_refused() -> None:
    with pytest.raises(QueryError, match="there is no word in it to search for") as caught:
        resolved("♥ -♥")
    assert (caught.value.query, caught.value.span) == ("♥ AND NOT ♥", (0, 11))


def test_what_is_left_out_is_said_once() -> None:
    assert resolve(parse("irak ♥ ♥", today=date(2024, 5, 17)), weights=WEIGHTS)[1] == [
        "“♥” is no word: left out"
    ]


def test_what_stands_near_has_all_its_spellings() -> None:
    clause = resolved("texte:(péché PROCHE/5 (week-end OU =Été OU «la paix» OU mil*))")
    parts = (
        (steps("peche"),),
        (
            steps("week", "end"),
            steps("weekend"),
            steps("ete=été", match=Match.FORM),
            steps("la", "paix"),
            steps("mil", match=Match.PREFIX),
        ),
    )
    assert clause == AnyField((Near("body", parts, 5, 1.0),))


def test_a_query_has_a_largest_number_of_words() -> None:
    assert positive_leaves(resolved(f'"{"la " * MOST_WORDS}"'))
    for query in (f'"{"la " * MOST_WORDS}la"', "la " * (MOST_WORDS + 1), "-".join("a" * (MOST_WORDS + 1))):
        with pytest.raises(QueryError, match="a query has at most 500 words, this one 501"):
            resolved(query)


def test_phrases_near_each_other_have_a_largest_number_of_lengths() -> None:
    group = "(" + " OU ".join('"' + "a " * size + '"' for size in range(1, 10)) + ")"
    assert positive_leaves(resolved(f"{group} PROCHE/2 b"))
    with pytest.raises(QueryError, match="too many lengths"):
        resolved(f"{group} PROCHE/2 {group}")


@pytest.mark.parametrize(
    ("query", "warned"),
    [
        ("que fait onu?", True),
        ("onu?", False),
        ("que fait onu ?", False),
        ("que fait o?u", False),
        ("que fait on*?", False),
    ],
)
def test_a_question_mark_right_behind_a_question_is_said_to_be_a_wildcard(query: str, warned: bool) -> None:
    sentence = "“onu?” asks for words with one more letter; put a space before ? in a question"
    _, warnings = resolve(parse(query, today=date(2024, 5, 17)), weights=WEIGHTS)
    assert warnings == [sentence] * warned


def test_positive_leaves_are_what_an_article_is_found_by() -> None:
    clause = resolved("titre:irak -titre:onu (titre:irak OU chapo:syrie) date:2024")
    assert positive_leaves(clause) == [
        Occurs("title", steps("irak"), 0, 3.0),
        Occurs("lead", steps("syrie"), 0, 2.0),
    ]


def test_what_is_remembered_of_a_word_is_of_its_field_weight_and_form() -> None:
    queries = ["irak", "irak^2", "texte:irak", "auteur:irak", "id:irak", "=irak", "irak*", '"irak"', "irak"]
    clauses = [resolved(query) for query in queries]
    assert clauses[0] == clauses[-1] == clauses[-2] == anywhere("irak")
    assert len(set(clauses[:7])) == 7
    heavier, _ = resolve(Word("irak"), weights={**WEIGHTS, "lead": 9.0})
    assert heavier != clauses[0]
    assert resolved(f"{'très ' * 50}irak") != resolved(f"{'très ' * 50}syrie")
