"""What stands before a text in Markdown and tells of it: front matter, in the ways of Hugo, Jekyll, Hexo, Pelican, Pandoc.

It is YAML between ``---``, TOML between ``+++``, JSON between ``;;;`` or by itself, lines of a name and a value, or lines
that begin with ``%``.
"""

import json
import re
import tomllib
from contextlib import suppress
from typing import Final

from searchidx.corpus.names import field_of
from searchidx.dates import fold
from searchidx.errors import ArticleError

_FENCED: Final = re.compile(
    r"\s*(---|\+\+\+|;;;)[ \t]*(yaml|yml|toml|json)?[ \t]*\n(?![ \t]*\n)(.*?)(?:^|\n)(?:\1|\.\.\.)[ \t]*(?:\n|$)",
    re.DOTALL,
)
_ENDED: Final = re.compile(r"\s*([\w\"-]+[ \t]*:(?:.+\n){2,60}?)(---|;;;)[ \t]*(?:\n|$)")
"""What Hexo reads too: front matter that is ended, and not begun."""
_NAMED: Final = re.compile(r"([^\W\d][\w -]{0,30})[ \t]*:(?:[ \t]+(.*)|[ \t]*$)")
_PANDOC: Final = re.compile(r"%[ \t]*(.*(?:\n[ \t]+.+)*)\n%[ \t]*(.*(?:\n[ \t]+.+)*)\n(?:%[ \t]*(.*)\n)?")
_PLAIN: Final = re.compile(
    r"(?m)^([\w-][\w -]*):[ \t]+(?![|>\[{&*!]|\"(?:[^\"\\\n]|\\.)*\"[ \t]*$|'(?:[^'\n]|'')*'[ \t]*$)(.+?)[ \t]*$"
)
"""A name and a value that is not quoted, no list, and no text of several lines."""
_QUOTED: Final = re.compile(r"[\"'](.*)[\"']")
_NO_YAML: Final = "the front matter is not YAML: it was read as a name and a value on each line"
_SURE: Final = frozenset(("title", "titre", "date"))


def front_matter(text: str) -> tuple[dict[str, object], str, str | None]:
    """Return the fields of the front matter, if there is one, the text after it, and what to warn of.

    Raises
    ------
    ArticleError
        where it cannot be read or is not a mapping.
    """
    if (fenced := _FENCED.match(text)) is not None:
        kind = fenced[2] or {"+++": "toml", ";;;": "json"}.get(fenced[1], "yaml")
        fields, remark = _read(kind, fenced[3])
        return _known(fields), text[fenced.end() :], remark
    start = text.lstrip()
    if start.startswith("{") and (held := _object(start)) is not None:
        return _known(held[0]), start[held[1] :], None
    if (ended := _ENDED.match(text)) is not None and _begins_with_a_field(ended[1]):
        with suppress(ArticleError):  # then it is text
            fields, remark = _read("json" if ended[2] == ";;;" else "yaml", ended[1])
            return _known(fields), text[ended.end() :], remark
    if (said := _PANDOC.match(start)) is not None:
        title, authors, day = (" ".join(part.split()) if part else None for part in said.groups())
        return {"title": title, "authors": authors, "date": day}, start[said.end() :], None
    return *_headers(text), None


def _known(fields: object) -> dict[str, object]:
    if fields is None or fields == "":
        return {}
    if not isinstance(fields, dict):
        raise ArticleError("the front matter is not a mapping of names to values")
    return {str(name): value for name, value in fields.items()}


def _read(kind: str, text: str) -> tuple[object, str | None]:
    try:
        if kind == "json":
            return json.loads(
                text if text.lstrip().startswith("{") else f"{{{text.strip().removesuffix(',')}}}"
            ), None
        if kind == "toml":
            return tomllib.loads(text), None
        return _yaml(text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise ArticleError(f"the front matter cannot be read: {error}") from None
    except RecursionError:
        raise ArticleError("the front matter cannot be read: it is nested too deep") from None


def _yaml(text: str) -> tuple[object, str | None]:
    """Read YAML; where it is none for want of quotation marks (``title: Crue : la Loire monte``), with them."""
    import yaml  # noqa: PLC0415  most articles have none

    try:
        return yaml.load(text, Loader=yaml.BaseLoader), None  # noqa: S506  it makes texts, lists and mappings only
    except yaml.YAMLError as error:
        try:
            quoted = _PLAIN.sub(_quoted, text.replace("\t", " "))
            return yaml.load(quoted, Loader=yaml.BaseLoader), _NO_YAML  # noqa: S506
        except yaml.YAMLError:
            mark = getattr(error, "problem_mark", None)
            where = f" in line {mark.line + 2}" if mark else ""
            problem = getattr(error, "problem", None) or "it is not YAML"
            raise ArticleError(f"the front matter cannot be read{where}: {problem}") from None


def _quoted(line: re.Match[str]) -> str:
    value = quoted[1] if (quoted := _QUOTED.fullmatch(line[2])) else line[2]
    return f"{line[1]}: {json.dumps(value, ensure_ascii=False)}"


def _object(text: str) -> tuple[object, int] | None:
    """Return the object that a text begins with and where it ends, if it tells of an article."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return (value, end) if _SURE & set(map(fold, value)) and text[end : end + 1] in ("", "\n") else None


def _begins_with_a_field(text: str) -> bool:
    return bool(field_of(text.partition(":")[0].strip(' "\t')))


def _headers(text: str) -> tuple[dict[str, object], str]:
    """Return the fields of lines of a name and a value before the first blank line, as Pelican and MultiMarkdown read them."""
    block, _, rest = text.lstrip("\n").partition("\n\n")
    fields: dict[str, object] = {}
    last = ""
    for line in block.split("\n"):
        if last and line[:1] in (" ", "\t"):
            fields[last] = f"{fields[last]} {line.strip()}".strip()
            continue
        named = _NAMED.fullmatch(line.rstrip())
        if named is None:
            return {}, text
        last = named[1].strip()
        fields.setdefault(last, (named[2] or "").strip())
    return (fields, rest) if _SURE & set(map(fold, fields)) else ({}, text)
