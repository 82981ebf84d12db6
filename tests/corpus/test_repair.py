import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchidx.corpus.repair import GARBLED, MENDED, mended, without_invisible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("co\u00adali\u00adtion", "coalition", id="soft hyphens"),
        pytest.param("co\u200balition\u2060\ufeff", "coalition", id="zero-width spaces"),
        pytest.param("l’\u200delève, co\u200calition", "l’elève, coalition", id="joiners between letters"),
        pytest.param("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧", id="a family of emoji"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian"),
        pytest.param("1\u00a0000\u202f!", "1\u00a0000\u202f!", id="spaces that are seen"),
        pytest.param("e\u0301", "e\u0301", id="a mark that combines"),
    ],
)
def test_what_nobody_sees_is_taken_out(text: str, expected: str) -> None:
    assert without_invisible(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ã©tÃ© Ã  Tours", "été à Tours", id="accents"),
        pytest.param("lâ€™eau", "l’eau", id="an apostrophe"),
        pytest.param("Å“uvre", "œuvre", id="a ligature"),
        pytest.param("Ã‰tat", "État", id="a capital"),
        pytest.param("Â« oui Â»", "« oui »", id="guillemets"),
        pytest.param("12 â‚¬", "12 €", id="a sign"),
        pytest.param("lâ€™été mêlé Ã©mu", "l’été mêlé ému", id="beside letters that are right"),
        pytest.param("Un.\n\nDâ€™accord.\n\nDeux : élève.", "Un.\n\nD’accord.\n\nDeux : élève.", id="a line of several"),
    ],
)  # fmt: skip
def test_utf_8_read_as_another_encoding_is_repaired_and_reported(text: str, expected: str) -> None:
    assert mended(text) == (expected, MENDED)


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO",
        "São Tomé",
        "Âge",
        "LÂCHE",
        "À Â",
        "Ålesund",
        "Äpfel",
        "L’ÉTÉ À LA MER",
        "Â…",
        "Câ€",
        "été",
    ],
)
def test_letters_that_may_be_meant_stay(text: str) -> None:
    assert mended(text) == (text, None)


def test_without_the_library_the_text_stays_and_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ftfy", None)
    assert mended("Ã©tÃ©") == ("Ã©tÃ©", GARBLED)
    assert mended("été") == ("été", None)


@given(st.text("aeélsàçœ’«»— É.\n", max_size=60))
def test_what_was_read_wrongly_comes_back_and_is_repaired_once(text: str) -> None:
    assert mended(text) == (text, None)
    garbled = "\n".join(line.encode().decode("cp1252", "ignore") for line in text.split("\n"))
    once, _ = mended(garbled)
    assert mended(once)[0] == once
