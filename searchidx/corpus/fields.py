"""Fields by name, as programs and data sets write them, to an article.

``title``, ``headline`` and ``og:title`` are one field; where several are filled, the first in `NAMES` is
taken.  A value may be a text, a list, or an object that holds the text under a name of its own.
"""

import re
from ast import literal_eval
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from searchidx.article import Article, from_mapping
from searchidx.corpus.boilerplate import without_boilerplate
from searchidx.corpus.markup import plain
from searchidx.corpus.repair import mended, without_invisible
from searchidx.corpus.source import Source
from searchidx.dates import fold

NAMES: Final = {
    "id": "id _id guid uuid uid article_id doc_id document_id identifier identifiant",
    "title": "title titre headline web_title article_title titre_article titre_principal og:title dc:title heading page_title"
    " title_page title_rss intitule manchette meta_title name",
    "lead": "lead chapo chapeau standfirst summary resume excerpt extrait abstract description subtitle sous_titre subheadline"
    " dek deck teaser lede lead_paragraph short_description introduction intro meta_description og:description dc:description"
    " snippet",
    "body": "body text texte content contenu article article_body maintext main_text plain_text body_text full_text fulltext"
    " content_text article_text article_content text_content texte_integral corps corps_texte cleaned_text raw_text story"
    " content_html body_html html article_html",
    "published": "published date date_published publish_date date_publish publication_date pub_date published_at"
    " published_date published_time published_on date_publication date_de_publication publie_le date_parution date_de_parution"
    " parution article:published_time web_publication_date first_publication_date first_published_at date_time datetime"
    " posted_at posted_on post_date created_at date_created creation_date created timestamp time issued dc:date"
    " year annee",
    "authors": "authors author auteurs auteur byline creator dc:creator writers writer journaliste journalistes journalist"
    " reporter author_name author_names authors_name signature article:author meta_author",
    "section": "section rubrique sections rubriques category categorie categories article_section section_name rubric topic"
    " topics theme themes thematique channel desk news_desk article:section",
    "source": "source sitename site_name publisher publication journal newspaper outlet media source_name editeur titre_journal"
    " site website provider og:site_name meta_site_name source_domain domain hostname source_hostname news_source",
    "url": "url link canonical_link canonical_url web_url permalink article_url news_url lien adresse source_url page_url"
    " og:url responded_url requested_url original_url uri href external_url warc_target_uri",
    "tags": "tags tag keywords mots_cles mot_cle mots_clefs keyword labels subjects sujets hashtags article:tag news_keywords"
    " meta_keywords",
}  # fmt: skip
"""Our fields, and the names under which others keep them, the surest first; case, accents and signs do not count."""

_NESTED: Final = frozenset(("_source", "fields", "attributes", "metadata", "meta", "article", "data", "item"))
"""Objects that hold the fields, as search engines and content systems wrap them."""
_IN_AN_OBJECT: Final = [
    "value",
    "valeur",
    "name",
    "nom",
    "title",
    "titre",
    "rendered",
    "text",
    "content",
    "original",
    "main",
    "label",
    "#text",
    "$t",
    "@value",
    "$oid",
    "$date",
    "$numberLong",
    "href",
    "@id",
    "url",
]
"""The names under which an object holds its text."""
_PARAGRAPHS: Final = frozenset(("lead", "body"))
_LINES: Final = frozenset(("id", "source", "url"))
_ADDRESS: Final = re.compile(r"https?://\S+")
_EPOCH: Final = re.compile(r"-?[0-9]{9,13}(?:\.[0-9]+)?")
_UPDATED: Final = re.compile(
    r"[\s,;(|–—-]*\b(?:mise? à jour|modifiée?|updated)\b.*", re.IGNORECASE | re.DOTALL
)
"""What may follow a date, and tells another."""
_FULL_NAME: Final = r"[A-ZÀ-Þ][\w’'.-]*(?: (?:d[eu]s?|l[ea]|van|von|da|di|el|ben|[A-ZÀ-Þ][\w’'.-]*))+"
_SEVERAL: Final = re.compile(rf"{_FULL_NAME}(?:(?:, | et | and | & ){_FULL_NAME})+")
"""Full names in a row; « Le Goff, Anne » is one."""
_AND: Final = re.compile(r", | et | and | & ")
_BY: Final = re.compile(r"(?:par|by)\s+(?=\S)", re.IGNORECASE)
_LAST: Final = 1000


def article_of(
    fields: Mapping[str, object], source: Source, number: int | None = None
) -> tuple[Article, list[str]]:
    """Make an article of the fields of a file, the `number`-th of those in it; also return warnings.

    Raises
    ------
    ArticleError
        where a value is of no use, or there is no text at all.
    """
    warnings: list[str] = []
    known = {name: _value(name, value, warnings) for name, value in chosen(fields).items()}
    if isinstance(sections := known.get("section"), list):
        known["section"], *others = sections or [None]
        if others and isinstance(tags := known.setdefault("tags", []), list):
            known["tags"] = [*tags, *others]
    if known.get("lead") == known.get("body"):
        known.pop("lead", None)
    article, others_ = from_mapping(
        known,
        default_id=source.default_id if number is None else f"{source.default_id}#{number}",
        path=source.path,
        zone=source.zone,
        limits=source.limits,
    )
    return article, [*dict.fromkeys(warnings), *others_]


def chosen(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the values of our fields, each from the surest of the names that say something."""
    values: dict[str, object] = {}
    ranks: dict[str, int] = {}
    wrapped: list[Mapping[str, object]] = []
    for name, value in fields.items():
        if value is None or value == "" or value == [] or value == {}:  # noqa: PLR1714  0 says something
            continue
        if isinstance(value, dict) and name in _NESTED:
            wrapped.append(value)
            continue
        field, rank = _field(name)
        if field == "source" and isinstance(value, str) and _ADDRESS.match(value):
            field, rank = "url", _LAST - 1
        if field and rank < ranks.get(field, _LAST) and not _says_nothing(field, value):
            values[field], ranks[field] = value, rank
    for each in wrapped:
        for field, value in chosen(each).items():
            values.setdefault(field, value)
    if "body" not in values and ranks.get("title") == _field("name")[1]:
        del values["title"]  # of a person, a package, a place: no article
    return values


def field_of(name: str) -> str:
    """Return our field that a name stands for, or an empty text.

    >>> field_of("Date de publication"), field_of("prix")
    ('published', '')
    """
    return _field(name)[0]


@lru_cache(maxsize=1 << 10)
def _field(name: str) -> tuple[str, int]:
    return _ranked().get(_bare(str(name)), ("", _LAST))


@cache
def _ranked() -> dict[str, tuple[str, int]]:
    """Return each name without its signs, our field, and how sure it is."""
    return {
        _bare(name): (field, rank)
        for field, names in NAMES.items()
        for rank, name in reversed([*enumerate(names.split())])
    }


def _bare(name: str) -> str:
    return re.sub("[^a-z0-9]", "", fold(name))


def _says_nothing(field: str, value: object) -> bool:
    if isinstance(value, str):
        return value.isspace()
    if isinstance(value, float):
        return value != value and field != "published"  # noqa: PLR0124  NaN, where a table had nothing
    return False


def _value(field: str, value: object, warnings: list[str]) -> object:
    """Return a value as `from_mapping` takes it: a text, a list of texts, a number."""
    if isinstance(value, str) and field in _LINES:
        return value
    match field:
        case "title" | "lead" | "body":
            return _text(_joined(field, value), warnings)
        case "authors" | "tags" | "section":
            names = _names(value)
            if field == "authors" and isinstance(names, str):
                names = [names]
            if field == "authors" and isinstance(names, list):
                names = [part for name in names for part in _people(str(name))]
            if isinstance(names, list):
                return [_text(name, warnings) for name in names]
            if not isinstance(names, str):
                warnings.append(f"{field} is neither text nor a list of texts: left out")
                return None
            return names
        case "published":
            value = _single(value)
            if isinstance(value, str):
                value = _UPDATED.sub("", value) or value
            return float(value) if isinstance(value, str) and _EPOCH.fullmatch(value.strip()) else value
        case _:
            value = _single(value)
            if isinstance(value, float) and value.is_integer():
                return int(value)
            if field != "id" and (isinstance(value, bool) or not isinstance(value, (str, int))):
                warnings.append(f"{field} is not text: left out")
                return None
            return value


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
    """Return one text: of the paragraphs of a list, or of what an object holds."""
    if isinstance(value, list):
        parts = [part for part in map(_single, value) if isinstance(part, str)]
        return ("\n\n" if field in _PARAGRAPHS else " ").join(parts) if parts else value
    value = _single(value)
    if field == "title" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _names(value: object) -> object:
    """Return the names in a list, an object or a text: parted at ``;``, or a list as Python and JSON write it."""
    if isinstance(value, str):
        text = value.strip()
        if text[:1] + text[-1:] == "[]":
            value = _written_list(text)
        elif ";" in text:
            return [part for part in map(str.strip, text.split(";")) if part]
        else:
            return [text] if not any(sign in text for sign in ",|") else text
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, (list, tuple)):
        return [part.strip() for part in map(_single, value) if isinstance(part, str) and part.strip()]
    return value


def _people(text: str) -> list[str]:
    """Return the people of a byline.

    >>> _people("Par Anne Le Goff et Jean Petit"), _people("Le Goff, Anne")
    (['Anne Le Goff', 'Jean Petit'], ['Le Goff, Anne'])
    """
    text = _BY.sub("", text, count=1) if _BY.match(text) else text
    return _AND.split(text) if _SEVERAL.fullmatch(text) else [text]


def _written_list(text: str) -> object:
    try:
        return list(literal_eval(text))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return text.strip("[]")


def _single(value: object) -> object:
    """Return the text or number that a value is, or holds."""
    for _ in range(3):
        if isinstance(value, list) and value:
            value = value[0]
        if not isinstance(value, dict):
            return value
        value = next((value[name] for name in _IN_AN_OBJECT if value.get(name) not in (None, "", [])), value)
    return value
