"""What a commit is: its segments, its note, what each file holds, and the versions it was written with.

It is JSON, replaced as a whole, and carries its own checksum.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self
from zlib import crc32

from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.engine.whoosh.damage import Damage
from searchidx.engine.whoosh.folder import Facts, content
from searchidx.errors import IndexDamaged, IndexUnavailable

FORMAT: Final = 4
"""Raise it when an index written before can no longer be read."""

MANIFEST: Final = "manifest.json"
_OLDEST_READABLE: Final = 3
_FIRST_WITH_FACTS: Final = 4
_LONGEST: Final = 16 << 20
_NO_FACTS: Final[Mapping[str, Facts]] = MappingProxyType({})


class SegmentEntry(NamedTuple):
    """A segment of a commit: its file, and the file of its deletions.

    ``bytes`` is the size of the file, ``articles`` how many it holds that are not deleted.
    """

    name: str
    articles: int
    bytes: int
    deletions: str | None = None

    @property
    def file(self) -> str:
        return f"{self.name}.seg"


class Manifest(NamedTuple):
    """A commit; ``facts`` are those of all its files, but the manifest."""

    commit: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    note: str | None = None
    format: int = FORMAT
    analysis: int = ANALYSIS_VERSION
    facts: Mapping[str, Facts] = _NO_FACTS

    @classmethod
    def read(cls, where: str, folder: Path) -> Self:
        """Read the manifest of a generation; one of an older format only for its versions.

        Raises
        ------
        IndexDamaged, IndexUnavailable
        """
        name = f"{folder.name}/{MANIFEST}"
        try:
            return cls._from(json.loads(content(folder / MANIFEST, _LONGEST)))
        except FileNotFoundError as error:
            raise IndexDamaged(where, f"{name} is missing") from error
        except OSError as error:
            raise IndexUnavailable(where, str(error.strerror)) from error
        except Damage as error:
            raise IndexDamaged(where, f"{folder.name}/{error}") from error
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise IndexDamaged(where, f"{name} cannot be read") from error

    @classmethod
    def _from(cls, values: Mapping[str, Any]) -> Self:
        versions = int(values["format"]), int(values["analysis"])
        if versions[0] < _OLDEST_READABLE:
            return cls(0, (), None, *versions)
        segments = tuple(
            SegmentEntry(
                _name(entry["name"]) or "",
                int(entry["articles"]),
                int(entry["bytes"]),
                _name(entry["deletions"]),
            )
            for entry in values["segments"]
        )
        read = cls(int(values["commit"]), segments, _name(values["note"]), *versions)
        if versions[0] < _FIRST_WITH_FACTS:
            return read
        if values["checksum"] != _checksum(values):
            raise Damage(f"{MANIFEST} is not what was written")
        facts = {
            str(_name(name)): Facts(int(size), str(digest))
            for name, (size, digest) in values["files"].items()
        }
        if not read.files <= {*facts, MANIFEST} or read.articles != values["articles"]:
            raise ValueError("what it says does not agree")
        return read._replace(facts=facts)

    def to_text(self) -> str:
        values = self._asdict()
        values["segments"] = [entry._asdict() for entry in self.segments]
        values["articles"] = self.articles
        values["files"] = dict(values.pop("facts"))
        return signed(values)

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return sum(entry.articles for entry in self.segments)

    @property
    def readable(self) -> bool:
        """Whether its articles can be read, to be written anew."""
        return self.format >= _OLDEST_READABLE

    @property
    def other_versions(self) -> str:
        """What it was written with, where that is not what is written now; else nothing."""
        if (self.format, self.analysis) == (FORMAT, ANALYSIS_VERSION):
            return ""
        return f"format {self.format}, analysis {self.analysis}; this one has {FORMAT} and {ANALYSIS_VERSION}"

    @property
    def files(self) -> frozenset[str]:
        """The files that belong to it."""
        names = (name for entry in self.segments for name in (entry.file, entry.deletions))
        return frozenset(name for name in (*names, *self.facts, self.note, MANIFEST) if name)


def signed(values: Mapping[str, object]) -> str:
    """Return the text of a manifest, with its checksum."""
    return json.dumps({**values, "checksum": _checksum(values)}, indent=1) + "\n"


def _checksum(values: Mapping[str, object]) -> str:
    """Return the CRC-32, in hexadecimal, of all the rest, its keys in order and no space between."""
    rest = {key: value for key, value in values.items() if key != "checksum"}
    return f"{crc32(json.dumps(rest, sort_keys=True, separators=(',', ':')).encode()):08x}"


def _name(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or "/" in value or "\\" in value:
        raise TypeError
    return value
