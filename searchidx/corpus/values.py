"""What the value of a field may be: a text, a list, or an object that holds the text under a name of its own."""

import re
from ast import literal_eval
from collections.abc import Callable
from datetime import date
from typing import Final

from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.bylines import ADDRESS, people_in
from searchidx.corpus.markup import plain
from searchidx.corpus.repair import mended, without_invisible
from searchidx.corpus.rich_text import is_tree, paragraphs

_FRENCH: Final = ("fr", "fr-FR", "fr_FR", "fr-CA", "fr-BE", "fr-CH")
_IN_AN_OBJECT: Final = (
    *_FRENCH,
    "value", "valeur", "display_name", "displayName", "full_name",
    "fullName", "name", "nom", "title", "titre", "rendered", "text", "content", "original", "main", "basic", "label", "node",
    "nodes", "edges", "data", "attributes", "by", "#text", "$t", "_", "@value", "$oid", "$date", "$numberLong", "iso",
    "_seconds", "seconds", "slug", "username", "login", "href", "@id", "url",
)  # fmt: skip
"""The names under which an object holds its text, or what holds it."""
_DEEPEST: Final = 6
_FIRST_NAMES: Final = ("firstName", "first_name", "firstname", "prenom", "prénom", "given", "givenName")
_LAST_NAMES: Final = ("lastName", "last_name", "lastname", "nom", "family", "familyName", "nom_de_famille")
_PARAGRAPHS: Final = frozenset(("lead", "body"))
_LINES: Final = frozenset(("id", "source", "url"))
_OF_A_DATE: Final = ("published", "created", "start", "date")
"""What stands first in an object that holds several dates, or the two ends of one."""
_EPOCH: Final = re.compile(r"-?[0-9]{9,19}(?:\.[0-9]+)?")
_COMPACT: Final = re.compile("(?:19|20)[0-9]{12}")
"""A day and its time in 14 figures; as milliseconds it would be of the 26th century."""
_MADE: Final = re.compile(r"/Date\((-?[0-9]+)(?:[+-][0-9]{4})?\)/")
"""Milliseconds as .NET writes them in JSON."""
_WHOLE: Final = re.compile(r"[0-9]{4,8}\.0")
_UPDATED: Final = re.compile(
    r"[\s,;(|–—-]*\b(?:mise? à jour|modifiée?|updated)\b.*", re.IGNORECASE | re.DOTALL
)
"""What may follow a date, and tells another."""
_HASHTAGS: Final = re.compile(r"#\w+(?:\s+#\w+)+")


def value_of(field: str, value: object, warnings: list[str]) -> object:
    """Return a value as `from_mapping` takes it: a text, a list of texts, a number; None where it is of no use."""
    if isinstance(value, str) and field in _LINES:
        return value
    match field:
        case "title" | "lead" | "body":
            value = _text(_joined(field, value), warnings)
            if isinstance(value, str) or field == "body":
                return value
            warnings.append(f"{field} is not text: left out")
            return None
        case "authors" | "tags" | "section":
            return _several(field, value, warnings)
        case "published" | "modified":
            return _date(value, warnings)
        case _:
            value = _single(value)
            if isinstance(value, float) and value.is_integer():
                return int(value)
            if field != "id" and (isinstance(value, bool) or not isinstance(value, (str, int))):
                warnings.append(f"{field} is not text: left out")
                return None
            return None if field == "source" and ADDRESS.fullmatch(str(value)) else value


def _text(value: object, warnings: list[str]) -> object:
    if not isinstance(value, str):
        return value
    text = plain(value)
    if not text.isascii():
        text, warning = mended(without_invisible(text))
        if warning:
            warnings.append(warning)
    return without_boilerplate(text) if "\n" in text else text


def _joined(field: str, value: object) -> object:
    """Return one text: of the paragraphs of a list, of a tree, or of what an object holds."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and (
        french := next((value[name] for name in _FRENCH if value.get(name)), None)
    ):
        return _joined(field, french)
    if field in _PARAGRAPHS and is_tree(value):
        return "\n\n".join(paragraphs(value)) or value
    if isinstance(value, list):
        parts = [part for part in map(_single, value) if isinstance(part, str)]
        return " ".join(parts) if parts else value
    held = _single(value)
    if field == "title" and isinstance(held, int) and not isinstance(held, bool):
        return str(held)
    return held


def _several(field: str, value: object, warnings: list[str]) -> object:
    names = _names(value, _person if field == "authors" else _single)
    if names == [] and isinstance(value, dict):
        names = None
    if field == "authors":
        if isinstance(names, str):
            names = [names]
        if isinstance(names, list):
            names = [part for name in names for part in people_in(str(name))]
    if isinstance(names, list):
        return [_text(name, warnings) for name in names]
    if not isinstance(names, str):
        warnings.append(f"{field} is neither text nor a list of texts: left out")
        return None
    if field == "tags" and _HASHTAGS.fullmatch(names.strip()):
        return names.split()
    return names


def _names(value: object, held: Callable[[object], object]) -> object:
    """Return the names in a list, an object or a text: parted at ``;`` or ``|``, or a list as Python and JSON write it."""
    if isinstance(value, str):
        text = value.strip()
        if text[:1] + text[-1:] == "[]":
            value = _written_list(text)
        elif ";" in text or "|" in text:
            return [part for part in map(str.strip, text.split(";" if ";" in text else "|")) if part]
        else:
            return text if "," in text or "#" in text else [text]
    if isinstance(value, dict):
        value = _members(value)
    if isinstance(value, (list, tuple)):
        return [part.strip() for part in map(held, value) if isinstance(part, str) and part.strip()]
    return value


def _members(value: dict[str, object]) -> list[object]:
    """Return the things that an object is, holds in a list, or names one by one."""
    for name in ("nodes", "edges", "data", "by"):
        if isinstance(several := value.get(name), list):
            return several
    if (
        value
        and all(isinstance(each, dict) for each in value.values())
        and not any(map(value.get, _IN_AN_OBJECT))
    ):
        return list(value.values())
    return [value]


def _person(value: object) -> object:
    """Return the name of a person, which may be kept in two."""
    if isinstance(value, dict):
        first = next((value[name] for name in _FIRST_NAMES if isinstance(value.get(name), str)), "")
        last = next((value[name] for name in _LAST_NAMES if isinstance(value.get(name), str)), "")
        if first and last:
            return f"{first} {last}"
    return _single(value)


def _written_list(text: str) -> object:
    try:
        return list(literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return text.strip("[]")


def _date(value: object, warnings: list[str]) -> object:
    if isinstance(value, dict):
        value = next((value[name] for name in _OF_A_DATE if value.get(name)), value)
    if isinstance(value, dict):
        parts = [value.get(name) for name in ("year", "month", "day")]
        held = value.get("date-parts") or value.get("date_parts")
        if isinstance(held, list) and held and isinstance(held[0], list):
            parts = held[0]
        if parts and isinstance(parts[0], (int, str)):
            return "-".join(str(part).zfill(2) for part in parts[:3] if part)
    if isinstance(value, list) and len(value) > 1 and all(isinstance(part, int) for part in value):
        return "-".join(str(part).zfill(2) for part in value[:3])  # as Java writes a day
    value = _single(value)
    if isinstance(value, str):
        return _written_date(value)
    if isinstance(value, int) and _COMPACT.fullmatch(str(value)):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        warnings.append("the date is neither text nor a number; the article is kept without a date")
        return None
    return value


def _written_date(text: str) -> object:
    """Return a date as it is written, without what tells another, or the number that it is."""
    if any(map(str.isalpha, text)):
        text = _UPDATED.sub("", text) or text
    elif "-" in text[1:]:
        return text  # as most are
    bare = made[1] if (made := _MADE.fullmatch(text.strip())) else text.strip()
    if _WHOLE.fullmatch(bare):
        return bare[:-2]
    return float(bare) if _EPOCH.fullmatch(bare) and not _COMPACT.fullmatch(bare) else text


def _single(value: object) -> object:
    """Return the text or number that a value is, or holds."""
    for _ in range(_DEEPEST):
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            return value
        value = next((value[name] for name in _IN_AN_OBJECT if value.get(name) not in (None, "", [])), None)
    return value
