"""Markdown with front matter in YAML or TOML, as Hugo and Jekyll keep it, or with none.

The title may be the first heading, the date may stand in the name of the file
(``2024-03-05-crue.md``), and what stands before ``<!--more-->`` is the lead.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO, Final

from searchidx.article import Notice
from searchidx.corpus.decoding import decode, whole
from searchidx.corpus.fields import article_of, chosen
from searchidx.corpus.source import Finding, Source
from searchidx.errors import ArticleError

_FRONT: Final = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?:^|\n)(?:\1|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LINE: Final = re.compile(r"([^\W\d][\w -]*):(?:[ \t]+(.+))")
_DAY: Final = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?:[-_. ]|$)")
_FENCE: Final = re.compile(r"^[ \t]*(```|~~~).*(?:\n|$)", re.MULTILINE)
_HEADING: Final = re.compile(r"\A(?:#[ \t]+(.+?)[ \t]*#*|(\S.*)\n=+)[ \t]*(?:\n|$)")
_MORE: Final = re.compile(r"<!--[ \t]*more[ \t]*-->")
_SWITCHES: Final = ("true", "false")
_RULES: Final = tuple(
    (re.compile(pattern, re.MULTILINE | re.DOTALL if "<!" in pattern else re.MULTILINE), text)
    for pattern, text in (
        (r"<!--.*?-->", ""),
        (r"\{\{[<%].*?[%>]\}\}|\{%.*?%\}", ""),  # short codes of Hugo and tags of Jekyll
        (r"^[ \t]{0,3}\[[^\]\n]+\]:[ \t]+\S+.*$", ""),  # where links lead
        (r"!\[([^\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)", ""),
        (r"\[\^[^\]\n]+\](?!:)", ""),  # calls of notes
        (r"\[([^\]\n]+)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:\{[^}\n]*\})?", r"\1"),
        (r"\[([^\]\n]+)\]\[[^\]\n]*\]", r"\1"),
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", r"\1"),
        (r"^[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|=+)$", ""),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ \t]*[*+-][ \t]+", ""),
        (r"(?<!\\)(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\1", r"\2"),
        (r"(?<![\w*\\])\*(?=[^\s*])([^*\n]+?)(?<=[^\s\\])\*(?![\w*])", r"\1"),
        (r"(?<![\w\\])_(?=[^\s_])([^_\n]+?)(?<=[^\s\\])_(?!\w)", r"\1"),
        (r"`([^`\n]+)`", r"\1"),
        (r"\\([\\`*_{}\[\]()#+.!<>~|-])", r"\1"),
        (r"\n[ \t]*(?:\n[ \t]*)+\n", "\n\n"),
    )
)
"""What is written for the eye of a program, and the text it stands for."""


def read(file: BinaryIO, source: Source) -> Iterator[Finding]:
    """Read the one article of a file."""
    text, warning = decode(whole(file))
    fields, text, remark = front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    known = chosen(fields)
    text = text.strip()
    if "title" not in known and (heading := _HEADING.match(text)):
        fields["title"] = plain_text(heading[1] or heading[2])
        text = text[heading.end() :]
    if "lead" not in known and (more := _MORE.search(text)):
        fields["lead"] = plain_text(text[: more.start()])
        text = text[more.end() :]
    if "published" not in known and (day := _day(source.name)):
        fields["published"] = day
    fields["body"] = plain_text(text)
    article, warnings = article_of(fields, source)
    yield article
    yield from (Notice(source.name, message) for message in [warning, remark, *warnings] if message)


def front_matter(text: str) -> tuple[dict[str, object], str, str | None]:
    """Return the fields of the front matter, if there is one, the text after it, and what to warn of.

    Raises
    ------
    ArticleError
        where it cannot be read or is not a mapping.
    """
    found = _FRONT.match(text)
    if found is None:
        return {}, text, None
    fields, remark = _yaml(found[2]) if found[1] == "---" else (_toml(found[2]), None)
    if fields is None or fields == "":
        return {}, text[found.end() :], None
    if not isinstance(fields, dict):
        raise ArticleError("the front matter is not a mapping of names to values")
    known = {str(name): value for name, value in fields.items()}
    if str(known.get("published")).lower() in _SWITCHES:
        del known["published"]  # whether Jekyll shows it
    if isinstance(params := known.get("params"), dict):
        known = {**params, **known}
    return known, text[found.end() :], remark


def plain_text(text: str) -> str:
    """Return what is read of a text in Markdown.

    >>> plain_text("# La [Loire](https://example.org) *monte*")
    'La Loire monte'
    """
    text = _FENCE.sub("", text)
    for pattern, plain in _RULES:
        text = pattern.sub(plain, text)
    return text.strip()


def _yaml(text: str) -> tuple[object, str | None]:
    import yaml  # noqa: PLC0415  most articles have none

    try:
        return yaml.load(text, Loader=yaml.BaseLoader), None  # noqa: S506  it makes texts, lists and mappings only
    except yaml.YAMLError as error:
        if fields := _lines(text):
            return fields, "the front matter is not YAML: it was read as a name and a value on each line"
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ArticleError(f"the front matter cannot be read{where}: {problem}") from None
    except RecursionError:
        raise ArticleError("the front matter cannot be read: it is nested too deep") from None


def _lines(text: str) -> dict[str, object] | None:
    """Read ``title: Crue : la Loire monte``, which is French and no YAML; None where a line is anything else."""
    found = [_LINE.fullmatch(line) for line in text.splitlines() if line.strip()]
    if not all(found):
        return None
    return {line[1].strip(): line[2].strip().strip("\"'") for line in found if line is not None}


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"the front matter cannot be read: {error}") from None
    except RecursionError:
        raise ArticleError("the front matter cannot be read: it is nested too deep") from None


def _day(name: str) -> str | None:
    """Return the day that the name of a file, or of its folder, begins with."""
    parts = PurePath(name).parts[-2:]
    return next((found[1] for part in reversed(parts) if (found := _DAY.match(part))), None)
