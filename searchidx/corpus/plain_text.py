"""Plain text: header lines, or none, then paragraphs.

Two habits are read::

    titre : Crue à Tours            date 2024-01 Les deux pays ont décidé
    date: 2024-01-15                d’ouvrir le dialogue.
    auteur : Anne Le Goff
                                    La suite…
    La Loire monte.

The first paragraph is the lead, when others follow; a missing title is taken from its first sentence.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from searchidx.article import ALIASES, from_mapping
from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.decoding import decode, whole
from searchidx.corpus.path_dates import date_in_path
from searchidx.corpus.repair import mended, without_invisible
from searchidx.corpus.signed_lines import signed_lines
from searchidx.corpus.source import Finding, Source, with_notices
from searchidx.corpus.values import value_of
from searchidx.dates import fold, is_shaped_as_date

_HEADER: Final = re.compile(
    r"[^\S\n]*(?:[*•–-][^\S\n]+)?(?:\*\*)?((?:[^\W\d_]|[\u0300-\u036f-]){2,25}(?: [^\W\d_]{2,12}[\u0300-\u036f]*){0,3}(?:\(s\))?)"
    r"[^\S\n]*:(?!//)(?:\*\*)?[^\S\n]*(.*)"
)
_NAMES: Final = ALIASES | {
    name: field
    for field, names in {
        "title": "titre de l'article, objet, intitule",
        "lead": "chapeau, resume, summary, abstract",
        "body": "contenu, content, corps, texte integral, article",
        "published": "date de publication, date de parution, date de l'article, publie le, paru le, parution, date published,"
        " publication date, published on, publish date, published at",
        "authors": "auteur(s), author(s), par, by, byline, journaliste, journalistes, signature, written by, ecrit par, redacteur",
        "section": "categorie, categories, category",
        "source": "journal, publication, newspaper, media, publisher, editeur, site, titre de presse",
        "url": "lien, link, adresse web",
        "tags": "mots clefs, mots-clefs, etiquettes",
    }.items()
    for name in names.split(", ")
}
"""The names of header lines, folded."""
_UNMARKED_DATE: Final = re.compile(r"[^\S\n]*date[^\S\n]+(\S.*)", re.IGNORECASE)
_BLANK: Final = re.compile(r"\n[^\S\n]*\n\s*")
_NOTE: Final = re.compile(r"(?:à|at|mise? à jour)\b|[(,;]|[0-9]{1,2} ?[h:] ?[0-9]{2}\b", re.IGNORECASE)
"""What may follow the date in its own header, and is no text: an hour, a remark."""
_DATE_WORDS: Final = 5  # « le mardi 5 mars 2024 »
_LONGEST_DATE: Final = 100
_MOST_BLOCKS: Final = 8
"""Paragraphs of headers after the first."""
_SHORT: Final = 60
_LONGEST_TITLE: Final = 200
_AFTER_A_DATE: Final = " \t\u00a0\u202f.,;:–—-"


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the one article of a text file."""
    text, warning = decode(whole(file))
    text, mending = mended(without_invisible(text))
    fields, warnings = read_fields(text)
    if "published" not in fields and (day := date_in_path(source.name)):
        fields["published"] = day
    if "authors" in fields:
        fields["authors"] = value_of("authors", fields["authors"], warnings)
    article, more = from_mapping(
        fields, default_id=source.default_id, path=source.path, zone=source.zone, limits=source.limits
    )
    yield from with_notices(article, source.name, (warning, mending, *warnings, *more))


def read_fields(text: str) -> tuple[dict[str, object], list[str]]:
    r"""Return the fields of an article in plain text, and warnings.

    >>> read_fields("date 2024-01 Un lead.\n\nUn corps.")[0]
    {'published': '2024-01', 'lead': 'Un lead.', 'body': 'Un corps.'}
    """
    text = without_boilerplate(text.replace("\r\n", "\n").replace("\r", "\n")).lstrip("\ufeff \n\t")
    fields, rest, warnings = _headers(text)
    rest = rest.strip()
    if fields.keys() <= {"title"}:
        signed, below = signed_lines(rest)
        if not signed and not fields:
            title, _, below = rest.partition("\n")
            signed, below = signed_lines(below) if len(title) <= _LONGEST_TITLE else ({}, rest)
            fields = {"title": title.strip()} if signed else {}
        if signed:
            fields, rest = {**signed, **fields}, below.strip()
    if "lead" in fields or "body" in fields:
        fields["body"] = "\n\n".join(part for part in (str(fields.get("body", "")), rest) if part)
        return fields, warnings
    first, *others = _BLANK.split(rest, maxsplit=1)
    if others:
        return {**fields, "lead": first.strip(), "body": others[0].strip()}, warnings
    return {**fields, "body": first.strip()}, warnings


def _headers(text: str, more_blocks: int = _MOST_BLOCKS) -> tuple[dict[str, object], str, list[str]]:
    """Return the fields of the header lines, the text after them, and warnings."""
    fields: dict[str, object] = {}
    warnings: list[str] = []
    if (unmarked := _UNMARKED_DATE.match(text)) and (parted := _leading_date(unmarked[1])):
        fields["published"], rest = parted
        text = rest + text[unmarked.end() :]
        if rest:
            return fields, text, warnings
        text = text.removeprefix("\n")
    lines = text.split("\n")
    block = [_HEADER.fullmatch(line) for line in _BLANK.split(text, maxsplit=1)[0].split("\n")]
    names = [_NAMES.get(fold(header[1])) if header else None for header in block]
    for number, (header, name) in enumerate(zip(block, names, strict=True)):
        more = any(names[number + 1 :])
        if header is None or not _is_header(header, name, more=more, first=number == 0):
            return fields, "\n".join(lines[number:]), warnings
        value = header[2].strip()
        if name is None:
            warnings.append(f"unknown header “{header[1]}”: left out")
        elif name in fields:
            warnings.append(f"header “{header[1]}” stands twice: the first is kept")
        elif name == "published" and not is_shaped_as_date(value) and (parted := _leading_date(value)):
            fields[name], rest = parted
            if not more and not _NOTE.match(rest):
                return fields, "\n".join([rest, *lines[number + 1 :]]), warnings
        elif value or name == "body":
            fields[name] = value
    rest = "\n".join(lines[len(block) :])
    if fields and "body" not in fields and more_blocks and _is_all_headers(rest):
        more_fields, rest, more_warnings = _headers(rest.lstrip(), more_blocks - 1)
        return {**more_fields, **fields}, rest, [*warnings, *more_warnings]
    return fields, rest, warnings


def _is_all_headers(text: str) -> bool:
    """Tell whether the next paragraph goes on with known headers and is nothing else."""
    lines = _BLANK.split(text.lstrip(), maxsplit=1)[0].split("\n")
    found = [_HEADER.fullmatch(line) for line in lines]
    return all(
        header and fold(header[1]) in _NAMES and len(header[2]) <= _LONGEST_DATE * 2 for header in found
    )


def _is_header(header: re.Match[str], name: str | None, *, more: bool, first: bool) -> bool:
    """Tell a header from a line of text that has a colon; in doubt it is text, for text must not be lost."""
    label, value = header[1], header[2]
    if more and " " not in label:
        return True
    if name == "published":
        return len(value) <= _SHORT // 2 or any(map(str.isdigit, value))
    return name is not None or (not first and label.islower() and " " not in label and len(value) <= _SHORT)


def _leading_date(text: str) -> tuple[str, str] | None:
    """Part the date at the head of a line, even one that does not exist, from what follows it."""
    words = re.findall(r"\S+\s*", text[:_LONGEST_DATE])
    for number in range(min(_DATE_WORDS, len(words)), 0, -1):
        head = "".join(words[:number]).rstrip(_AFTER_A_DATE)
        if is_shaped_as_date(head):
            return head, text[len("".join(words[:number])) :]
    return None
