"""Fields by name, as programs and data sets write them, to an article.

``title``, ``headline`` and ``og:title`` are one field; where several are filled, the first in `names.NAMES` is
taken.  What the values may be is said by `values`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from searchidx.article import Article, Rejection, from_mapping
from searchidx.corpus.bylines import ADDRESS
from searchidx.corpus.names import LAST, ranked
from searchidx.corpus.rich_text import holds_texts
from searchidx.corpus.source import Finding, Source, with_notices
from searchidx.corpus.values import value_of
from searchidx.errors import ArticleError

_NESTED: Final = frozenset((
    "_source", "fields", "attributes", "metadata", "meta", "meta_data", "article", "data", "item", "row", "doc", "node", "post",
    "thread", "record", "extra", "params", "frontmatter", "taxonomies", "taxonomy", "credits", "sys", "_embedded",
    "yoast_head_json", "warc_headers", "props", "pageProps", "lang", "translations", "fr", "fr-FR", "result",
))  # fmt: skip
"""Objects that hold the fields, as search engines, content systems and generators of sites wrap them."""
_YEARS: Final = frozenset((ranked("year")[1], ranked("annee")[1]))
_NAME: Final = ranked("name")[1]
_DOUBTFUL: Final = frozenset(("id", "source", "published"))
_SWITCHES: Final = frozenset(("true", "false", "yes", "no", "oui", "non", "0", "1"))
"""Whether an article is published; of such a name no date is told."""
_DEEPEST: Final = 8
_AFTER_OTHERS: Final = 100
"""What a number for an id is behind, so that a ``guid`` is taken before it."""
_TERMS: Final = {"category": "section", "post_tag": "tags"}
_WHOLE: Final = re.compile(r"([0-9]+)(?:\.0)?")
_CHANGED: Final = "no date of publication: the date of the last change is taken"


def findings_of(
    fields: Mapping[str, object], source: Source, number: int | str | None = None, *remarks: str | None
) -> Iterator[Finding]:
    """Yield the article that fields are, the `number`-th of its file, and what is to be told of it; or its rejection."""
    name = source.at(number)
    try:
        article, warnings = article_of(fields, source, number)
    except ArticleError as error:
        yield Rejection(name, str(error))
        return
    yield from with_notices(article, name, (*remarks, *warnings))


def article_of(
    fields: Mapping[str, object], source: Source, number: int | str | None = None
) -> tuple[Article, list[str]]:
    """Make an article of the fields of a file, the `number`-th of those in it; also return warnings.

    Raises
    ------
    ArticleError
        where a value is of no use, or there is no text at all.
    """
    warnings: list[str] = []
    known = {name: value_of(name, value, warnings) for name, value in chosen(fields).items()}
    if (modified := known.pop("modified", None)) is not None and known.get("published") is None:
        known["published"] = modified
        warnings.append(_CHANGED)
    if isinstance(sections := known.get("section"), list):
        known["section"], *others = sections or [None]
        if others and isinstance(tags := known.setdefault("tags", []), list):
            known["tags"] = [*tags, *others]
    if known.get("lead") == known.get("body"):
        known.pop("lead", None)
    if not isinstance(known.get("body", ""), str) and (known.get("title") or known.get("lead")):
        del known["body"]
        warnings.append("body is not text: left out")
    default_id = source.default_id if number is None else f"{source.default_id}#{number}"
    id, is_address = known.get("id"), ADDRESS.match(str(known.get("url")))
    if is_address and _is_number(id):
        del known["id"]  # every site counts its articles from one
    elif not id and not is_address:
        known["id"] = default_id  # a path in a site is no name in an archive, and some are the same for all
    article, others_ = from_mapping(
        known, default_id=default_id, path=source.path, zone=source.zone, limits=source.limits
    )
    return article, [*dict.fromkeys(warnings), *others_]


def chosen(fields: Mapping[str, object], depth: int = _DEEPEST) -> dict[str, object]:
    """Return the values of our fields, each from the surest of the names that say something."""
    values: dict[str, object] = {}
    ranks: dict[str, int] = {}
    wrapped: list[Mapping[str, object]] = []
    for name, value in fields.items():
        if not value and (value is None or value == "" or value == [] or value == {}):  # noqa: PLR1714  0 says something
            continue
        if isinstance(value, dict) and name in _NESTED:
            wrapped.append(value)
            continue
        if name == "wp:term" and isinstance(value, list):
            wrapped.append(_terms(value))
            continue
        field, rank = ranked(name)
        if field in _DOUBTFUL:
            field, rank = _by_value(field, rank, value)
        if rank < ranks.get(field, LAST) and not (
            value.isspace() if isinstance(value, str) else _says_nothing(field, value)
        ):
            values[field], ranks[field] = value, rank
    if ranks.get("published") in _YEARS:
        values["published"] = _composed(fields) or values["published"]
    for each in wrapped if depth else ():
        for field, value in chosen(each, depth - 1).items():
            values.setdefault(field, value)
    if "body" not in values:
        if holds_texts(values.get("section")):
            values["body"] = values.pop("section")
        elif ranks.get("title") == _NAME:
            del values["title"]  # of a person, a package, a place: no article
    return values


def _by_value(field: str, rank: int, value: object) -> tuple[str, int]:
    """Return which field a value is of, and how sure it is, where the name alone does not tell."""
    if field == "source" and isinstance(value, str) and ADDRESS.match(value):
        return "url", LAST - 1
    if field == "source" and isinstance(value, list) and isinstance(value[0], dict):
        return "", LAST  # pictures
    if field == "published" and str(value).lower() in _SWITCHES:
        return "", LAST
    return field, rank + _AFTER_OTHERS if field == "id" and _is_number(value) else rank


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and value.isdecimal())


def _says_nothing(field: str, value: object) -> bool:
    """Tell what is no text and stands where there is nothing to say, or for what is said elsewhere."""
    if isinstance(value, bool):
        return field not in {"id", "url"}
    if isinstance(value, float) and value != value:  # noqa: PLR0124  NaN, where a table had nothing
        return field != "published"
    if isinstance(value, (int, float)):
        return field in {"authors", "section", "tags"}  # their numbers, whose names are elsewhere
    if isinstance(value, list) and field in {"section", "tags"}:
        return all(isinstance(each, (int, float)) for each in value)
    return False


def _composed(fields: Mapping[str, object]) -> str | None:
    """Return the date that stands in several fields: year, month and day."""
    bare = {str(name).lower().replace("é", "e"): str(value).strip() for name, value in fields.items()}
    parts = [
        bare.get(english) or bare.get(french)
        for english, french in (("year", "annee"), ("month", "mois"), ("day", "jour"))
    ]
    year, month, day = (part and (found[1] if (found := _WHOLE.fullmatch(part)) else part) for part in parts)
    if not year or not month:
        return None
    if not month.isdigit():
        return " ".join(part for part in (day, month, year) if part)
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def _terms(groups: list[object]) -> dict[str, object]:
    """Return the terms that WordPress embeds in a post: lists of terms, one list a taxonomy."""
    found: dict[str, list[object]] = {}
    for term in (term for group in groups if isinstance(group, list) for term in group):
        if isinstance(term, dict) and (field := _TERMS.get(str(term.get("taxonomy")))) and term.get("name"):
            found.setdefault(field, []).append(term["name"])
    return dict(found)
