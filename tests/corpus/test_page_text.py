import pytest

from searchidx.corpus.page_text import own_text

PROSE = "La Loire est montée de deux mètres en une nuit, et l’on attend le pic demain matin dans la ville basse, dit le maire."
TEXTS = [PROSE + " Encore.", PROSE, PROSE, PROSE, PROSE, PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "12 mars 2024", "mardi 12 mars 2024 à 14h30", "Par Anne Le Goff", "Anne Le Goff", "Anne Le Goff, à Tours", "Une crue à Tours",
        "Une crue à Tours | Le Courrier", "Publié le 12 mars 2024 à 8h", "Temps de lecture : 3 min", "Lecture 3 min", "3 min de lecture",
    ],
)  # fmt: skip
def test_what_stands_between_title_and_text_is_not_of_it(line: str) -> None:
    assert own_text([line, *TEXTS], "Une crue à Tours", ["Anne Le Goff"]) == TEXTS


@pytest.mark.parametrize(
    "line", ["Un bilan lourd", "Par miracle", "Tours, 12 mars", "Une crue à Tours en 1866"]
)
def test_other_lines_above_the_text_stay(line: str) -> None:
    assert own_text([line, *TEXTS], "Une crue à Tours", ["Anne Le Goff"]) == [line, *TEXTS]


def test_a_name_or_a_date_within_the_text_stays() -> None:
    texts = [*TEXTS, "12 mars 2024", "Anne Le Goff", PROSE]
    assert own_text(texts, "Une crue", ["Anne Le Goff"]) == texts


@pytest.mark.parametrize(
    "heading",
    [
        "11 commentaires", "Commentaires (3)", "Vos réactions", "Laisser un commentaire", "Mots-clés :", "Sur le même sujet",
        "Dans la même rubrique", "À lire aussi", "Les plus lus", "Articles similaires", "Nos derniers articles", "Newsletter",
    ],
)  # fmt: skip
def test_what_follows_the_text_is_left_out(heading: str) -> None:
    assert own_text([*TEXTS, heading, "Un autre article", PROSE], "Une crue", []) == TEXTS


def test_such_a_heading_at_the_beginning_ends_nothing() -> None:
    texts = ["À lire aussi", *TEXTS]
    assert own_text(texts, "Une crue", []) == texts
