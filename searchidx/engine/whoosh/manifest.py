"""What a commit is: its segments, its note, and the versions it was written with; JSON, replaced as a whole."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from searchidx.analysis.french import VERSION as ANALYSIS_VERSION
from searchidx.errors import IndexDamaged, IndexUnavailable

FORMAT: Final = 3
"""Raise it when an index written before can no longer be read."""

MANIFEST: Final = "manifest.json"
_OLDEST_READABLE: Final = 3


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
    """A commit."""

    commit: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    note: str | None = None
    format: int = FORMAT
    analysis: int = ANALYSIS_VERSION

    @classmethod
    def read(cls, where: str, folder: Path) -> Self:
        """Read the manifest of a generation; one of an older format only for its versions.

        Raises
        ------
        IndexDamaged, IndexUnavailable
        """
        try:
            content = json.loads((folder / MANIFEST).read_text("utf-8"))
            return cls._from(content)
        except FileNotFoundError as error:
            raise IndexDamaged(where, f"{folder.name}/{MANIFEST} is missing") from error
        except OSError as error:
            raise IndexUnavailable(where, str(error.strerror)) from error
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(where, f"{folder.name}/{MANIFEST} cannot be read") from error

    @classmethod
    def _from(cls, content: Mapping[str, Any]) -> Self:
        versions = int(content["format"]), int(content["analysis"])
        if versions[0] < _OLDEST_READABLE:
            return cls(0, (), None, *versions)
        segments = tuple(
            SegmentEntry(
                _name(entry["name"]) or "",
                int(entry["articles"]),
                int(entry["bytes"]),
                _name(entry["deletions"]),
            )
            for entry in content["segments"]
        )
        return cls(int(content["commit"]), segments, _name(content["note"]), *versions)

    def to_text(self) -> str:
        segments = [entry._asdict() for entry in self.segments]
        return json.dumps(self._asdict() | {"segments": segments}, indent=1) + "\n"

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
        return frozenset(name for name in (*names, self.note, MANIFEST) if name)


def _name(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or "/" in value or "\\" in value:
        raise TypeError
    return value
