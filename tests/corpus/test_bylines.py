import pytest

from searchidx.corpus.bylines import names_in


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anne Le Goff", ["Anne Le Goff"]),
        ("Par Anne Le Goff", ["Anne Le Goff"]),
        ("Publié par : Anne Le Goff", ["Anne Le Goff"]),
        ("Propos recueillis par Anne Le Goff et Hugo Rémy", ["Anne Le Goff", "Hugo Rémy"]),
        ("Texte : Anne Le Goff", ["Anne Le Goff"]),
        ("Anne Le Goff, Hugo Rémy & Zoé Bo", ["Anne Le Goff", "Hugo Rémy", "Zoé Bo"]),
        ("ANNE LE GOFF Et HUGO RÉMY Envoyés spéciaux à Kiev", ["ANNE LE GOFF", "HUGO RÉMY"]),
        ("Anne Le Goff à Port-Audry", ["Anne Le Goff"]),
        ("Anne Le Goff (à Tours)", ["Anne Le Goff"]),
        ("Anne Le Goff (AFP)", ["Anne Le Goff", "AFP"]),
        ("Anne Le Goff (avec AFP)", ["Anne Le Goff", "AFP"]),
        ("Anne Le Goff avec Hugo Rémy", ["Anne Le Goff", "Hugo Rémy"]),
        ("Anne Le Goff, journaliste au service Culture", ["Anne Le Goff"]),
        ("Anne Le Goff - Le Courrier", ["Anne Le Goff"]),
        ("Anne Le Goff / Agence X", ["Anne Le Goff", "Agence X"]),
        ("Par Anne Le Goff, publié le 12 mars 2024 à 8h", ["Anne Le Goff"]),
        ("Anne Le Goff Mardi 12 mars 2024", ["Anne Le Goff"]),
        ("Anne Le Goff 12/03/2024", ["Anne Le Goff"]),
        ("Hugo RÉMY.", ["Hugo RÉMY"]),
        ("Hugo Rémy Jr.", ["Hugo Rémy Jr."]),
        ("M. Z. Vauzelle", ["M. Z. Vauzelle"]),
        ("Vauzelle, Thierry", ["Vauzelle, Thierry"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("La rédaction avec AFP", ["La rédaction avec AFP"]),
        ("La rédaction", ["La rédaction"]),
        ("AFP", ["AFP"]),
        ("loic76", ["loic76"]),
        ("alg/hr", []),
        ("prm-sr/jah", []),
        ("Jean-Luc", ["Jean-Luc"]),
        ("AFP/Reuters", ["AFP/Reuters"]),
        ("admin", []),
        ("@anne", []),
        ("https://x.example/anne", []),
        ("Toutes les semaines, elle raconte la ville. Elle vit à Tours", []),
        ("8:30", []),
        ("", []),
    ],
)
def test_the_names_of_a_byline(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names
