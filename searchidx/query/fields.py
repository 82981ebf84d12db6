"""The names of fields in a query, English and French, with or without accents."""

from typing import Final

from searchidx.dates import fold

DATE_FIELDS: Final = {
    "date": "date",
    "since": "since", "depuis": "since",
    "before": "before", "avant": "before",
    "until": "until", "jusqu'a": "until", "jusqua": "until",
}  # fmt: skip
FIELDS: Final = {
    "title": "title", "titre": "title",
    "lead": "lead", "chapo": "lead",
    "body": "body", "texte": "body", "text": "body",
    "author": "authors", "auteur": "authors", "authors": "authors", "auteurs": "authors",
    "section": "section", "rubrique": "section",
    "source": "source",
    "tag": "tags", "tags": "tags",
    "id": "id",
    "url": "url",
}  # fmt: skip


def field_named(name: str) -> str | None:
    """Return our name of a field, or of a bound of dates; None where there is none."""
    folded = fold(name[:50])
    return FIELDS.get(folded) or DATE_FIELDS.get(folded)


def nearest(name: str) -> str | None:
    """Return the known name that a reader may have meant.

    >>> nearest("tire")
    'titre'
    """
    from difflib import get_close_matches  # noqa: PLC0415  most names are known

    found = get_close_matches(fold(name), [*FIELDS, *DATE_FIELDS], n=1, cutoff=0.6)
    return found[0] if found else None
