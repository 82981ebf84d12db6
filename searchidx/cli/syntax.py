"""``syntax``: the query language on one page."""

from typing import Final, NamedTuple

import click

from searchidx.cli.app import put


class Section(NamedTuple):
    """A heading, English and French, and below it queries with what they ask for in both languages."""

    english: str
    french: str
    rows: tuple[tuple[str, str, str], ...]


SHEET: Final = (
    Section("Words", "Les mots", (
        ("irak coalition", "both words, in any form, accents or not", "les deux mots, sous toutes leurs formes"),
        ("irak OU syrie", "either; OR |", "l’un ou l’autre ; OR |"),
        ("irak ET syrie", "both; AND &", "les deux ; AND &"),
        ("irak SAUF drone", "the first without the second; NOT -drone", "le premier sans le second ; NOT -drone"),
        ("(irak OU syrie) ET onu", "a group", "un groupe"),
        ("=tours", "as written: accents and endings count", "tel quel : accents et terminaisons comptent"),
        ("irak^3 OU syrie", "weighs three times as much", "pèse trois fois plus"),
        ("*", "every article", "tous les articles"),
    )),
    Section("Several words at once", "Plusieurs mots à la fois", (
        ("milic*", "words that begin so", "les mots qui commencent ainsi"),
        ("gouv?rne*", "? one character, * any number", "? un caractère, * n’importe quel nombre"),
        ("millice~", "within one edit (a letter more, less, other, swapped)", "à une faute près (lettre en plus, en moins, autre, inversée)"),
        ("millice~2", "within two; the first letter stays", "à deux fautes près ; la première lettre reste"),
    )),
    Section("Phrases", "Les expressions", (
        ('"coalition militaire"', "one after the other; « … » “ … ”", "l’un après l’autre ; « … » “ … ”"),
        ('="la Croix"', "as written", "telle quelle"),
        ("irak PROCHE/10 dialogue", "any order, at most 10 words between; NEAR/10", "dans tout ordre, 10 mots entre eux au plus ; NEAR/10"),
        ('(irak OU syrie) PROCHE/5 "la paix"', "groups and phrases too", "aussi des groupes et des expressions"),
        ("irak PROCHE/5 onu PROCHE/5 otan", "all in one stretch, 5 other words", "tous dans un même passage, 5 autres mots"),
        ('"irak dialogue"~10', "the words of a phrase near each other", "les mots d’une expression, proches"),
    )),
    Section("Fields", "Les champs", (
        ("titre:irak", "title:", "title:"),
        ("chapo:irak", "lead:", "lead:"),
        ("texte:irak", "body: text:", "body: text:"),
        ('auteur:"Le Goff"', "author:", "author:"),
        ("rubrique:culture", "section:", "section:"),
        ("source:horizon", "the source", "la source"),
        ("tag:climat", "a tag", "une étiquette"),
        ("url:example.org", "an address", "une adresse"),
        ("id:diplomatie/*", "an id, as it is", "un identifiant, tel quel"),
        ("titre:(irak OU syrie)", "a group in a field", "un groupe dans un champ"),
    )),
    Section("Dates", "Les dates", (
        ("date:2024", "a year; 2024-01 a month; 2024-01-15 15/01/2024 a day", "une année ; 2024-01 un mois ; 2024-01-15 15/01/2024 un jour"),
        ('date:"7 octobre 2023"', "in words", "en toutes lettres"),
        ("date:2023-10..2024-01", "a range; ..2023 2024..", "un intervalle ; ..2023 2024.."),
        ("date:>=2024-01-15", "> <= <", "> <= <"),
        ("date:=2024-01", "strict: surely of January", "strict : sûrement de janvier"),
        ("depuis:2024-01-15", "since: that day or later", "since : ce jour ou après"),
        ("avant:2024", "before: earlier than that", "before : avant cela"),
        ("jusqu'à:2024-01", "until: that month or earlier", "until : ce mois ou avant"),
        ('date:"7 derniers jours"', "hier, 7j, cette semaine, mois dernier", "hier, 7j, cette semaine, mois dernier"),
    )),
)  # fmt: skip

_ENDS: Final = {
    "en": "Operators in capitals. A \\ before a sign makes it a character. More: docs/query-language.md",
    "fr": "Opérateurs en capitales ; \\ devant un signe en fait un caractère. Suite : docs/query-language.fr.md",
}


@click.command()
@click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="English or French."
)
def syntax(lang: str) -> None:
    """Print the query language on one page."""
    width = max(len(query) for section in SHEET for query, _, _ in section.rows)
    for section in SHEET:
        put(section.french if lang == "fr" else section.english)
        for query, english, french in section.rows:
            put(f"  {query:{width}}  {french if lang == 'fr' else english}")
        put("")
    put(_ENDS[lang])
