import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.corpus.boilerplate import without_boilerplate

MARKERS = [
    "PUBLICITÉ",
    "Publicité",
    "publicite",
    "- Publicité -",
    "ANNONCE",
    "La suite après cette publicité",
]

lines = st.lists(st.sampled_from([*MARKERS, "", "", " ", "Un début.", "Une suite.", "La publicité paie."]))


@pytest.mark.parametrize(
    "marker",
    [
        *MARKERS,
        pytest.param("  PUBLICITÉ\t", id="blanks around"),
        pytest.param(unicodedata.normalize("NFD", "PUBLICITÉ"), id="decomposed"),
        pytest.param("La\u00a0suite  après\u202fcette publicité", id="other spaces"),
    ],
)
def test_a_marker_alone_on_a_line_is_dropped_with_the_blank_line_it_leaves(marker: str) -> None:
    assert without_boilerplate(f"Un début.\n\n{marker}\n\nUne suite.") == "Un début.\n\nUne suite."


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : Crue à Tours",
        "LIRE AUSSI\u00a0: Crue à Tours",
        "Lire aussi: Crue à Tours",
        "À lire aussi : Crue à Tours",
        "A lire également : Crue à Tours",
        "Voir aussi : Crue à Tours",
        "Partager sur Facebook",
        "Partager sur Facebook (nouvelle fenêtre)",
        "Copier le lien",
        "Nous utilisons des cookies pour améliorer votre expérience.",
        "Ce site utilise des cookies : en savoir plus",
        "Continuer sans accepter",
        "Tout accepter",
        "Déjà abonné ? Connectez-vous",
        "Cet article est réservé aux abonnés. Il vous reste 75 % à lire.",
        "Enregistrer l'article",
        "À LIRE AUSSI Inondations à Tours",
        "Lire aussi Article réservé à nos abonnés Crue à Tours",
        "▶ Lire aussi : Crue à Tours",
        "→ Partager",
        "Crédit photo : A. Le Goff",
        "Laisser un commentaire",
    ],
)
def test_links_banners_and_what_is_for_sharing_is_dropped(line: str) -> None:
    assert without_boilerplate(f"Un début.\n\n{line}\n\nUne suite.") == "Un début.\n\nUne suite."


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Lire aussi souvent que possible est son but.", id="another sentence that begins so"),
        pytest.param("Voir aussi loin est un don.", id="without a colon"),
        pytest.param("Lire aussi Colette lui plaisait.", id="a sentence on a writer"),
        pytest.param("Suivre son cours", id="a word that is a marker alone"),
        pytest.param("Il faut lire aussi : les classiques.", id="further in the line"),
        pytest.param("Lire aussi : " + "un long paragraphe, " * 10, id="a paragraph"),
        pytest.param("Partager cet article en deux", id="a marker and more"),
        pytest.param("Les cookies sont cuits.", id="another cookie"),
    ],
)
def test_a_line_that_only_begins_like_one_stays(line: str) -> None:
    assert without_boilerplate(f"Un début.\n\n{line}\n\nUne suite.") == f"Un début.\n\n{line}\n\nUne suite."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("PUBLICITÉ\n\nUne suite.", "Une suite.", id="at the beginning"),
        pytest.param("Un début.\n\nPUBLICITÉ", "Un début.\n", id="at the end"),
        pytest.param("Un début.\nPUBLICITÉ\nUne suite.", "Un début.\nUne suite.", id="inside a paragraph"),
        pytest.param("Un.\n\nPUBLICITÉ\n\nPUBLICITÉ\n\nDeux.", "Un.\n\nDeux.", id="twice in a row"),
        pytest.param("Un.\r\n\r\nPUBLICITÉ\r\n\r\nDeux.", "Un.\n\nDeux.", id="CRLF"),
        pytest.param("PUBLICITÉ", "", id="alone"),
    ],
)
def test_a_marker_is_dropped_wherever_it_stands(text: str, expected: str) -> None:
    assert without_boilerplate(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("La publicité paie.", id="in a sentence"),
        pytest.param("Publicité mensongère", id="with another word"),
        pytest.param("Publicité " * 20, id="a long line of it"),
        pytest.param("# Publicité", id="a line of the list of markers is no pattern"),
        pytest.param("Un.\r\n\r\n\r\nDeux.\n", id="line ends and blank lines"),
    ],
)
def test_a_text_without_markers_is_left_as_it_is(text: str) -> None:
    assert without_boilerplate(text) == text


@given(lines)
def test_every_other_line_is_kept_in_order(source: list[str]) -> None:
    kept = [line for line in source if line.strip() and line not in MARKERS]
    assert [line for line in without_boilerplate("\n".join(source)).splitlines() if line.strip()] == kept


@given(lines)
def test_what_is_dropped_leaves_nothing_more_to_drop(source: list[str]) -> None:
    once = without_boilerplate("\n".join(source))
    assert without_boilerplate(once) == once
