"""Saved searches: which there are, and which of their hits were seen.

They are kept in the folder of the index, beside its generations, a file each: an index that is updated or rebuilt
keeps them.  An article is new to a search until it was among the hits of a run.  So one that was changed is not new
again, but one that is found since it was changed is; and a rebuild makes nothing new.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from unicodedata import normalize

from searchidx.engine.whoosh import folder
from searchidx.errors import IndexUnavailable, SavedSearchError

_LONGEST_NAME: Final = 100
_PATIENCE: Final = 10.0
"""Seconds that are waited for another program, which holds the lock for some milliseconds."""
_LOCK: Final = "LOCK"
_OPTIONS: Final = {
    "any": bool, "recent": bool, "since": str, "until": str,
    "section": list, "author": list, "source": list, "tag": list, "sort": str,
}  # fmt: skip
"""Keywords of `SearchIndex.search` that are kept with a search, and the types they have in the file."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name.

    Attributes
    ----------
    options: keywords of `SearchIndex.search` that go with it.
    created, ran: when it was saved, and when it was run last, in UTC (ISO 8601); None before its first run.
    seen: ids of the articles that its runs have found.
    """

    name: str
    query: str
    options: Mapping[str, object] = field(default_factory=dict)
    created: str = ""
    ran: str | None = None
    seen: frozenset[str] = frozenset()


class SavedSearches:
    """The saved searches of an index, by name; programs may share them.

    Parameters
    ----------
    where: the folder of the index.
    living: returns those of some ids that are in the index.
    """

    def __init__(self, where: Path, living: Callable[[Collection[str]], Collection[str]]) -> None:
        self._index, self._living = where, living
        self._where = where / folder.SAVED

    def __iter__(self) -> Iterator[SavedSearch]:
        """Yield the searches by their names.

        Raises
        ------
        SavedSearchError, IndexUnavailable
        """
        with self._translated("cannot be read"):
            paths = list(self._where.glob("*.json"))
        found = [search for path in paths if (search := self._read(path)) is not None]
        return iter(sorted(found, key=lambda search: (search.name.casefold(), search.name)))

    def __getitem__(self, name: str) -> SavedSearch:
        """Return a search.

        Raises
        ------
        SavedSearchError
            where there is none with that name.
        """
        name = _name(name)
        search = self._read(self._path(name))
        if search is None:
            others = [known.name for known in self]
            hint = f"there are {', '.join(others)}" if others else "none is saved yet"
            raise SavedSearchError(name, f"there is none; {hint}")
        return search

    def add(self, name: str, query: str, **options: object) -> SavedSearch:
        """Save a search.  The query and its options are not tried: `SearchIndex.search` says what is wrong with them.

        Raises
        ------
        SavedSearchError
            where there is one with that name, or it is no name.
        TypeError
            where an option is none that is kept.
        """
        query = query.encode(errors="replace").decode()  # a lone surrogate is in no article
        search = SavedSearch(_name(name), query, _kept(options), _now())
        with self._locked():
            if self._read(self._path(search.name)) is not None:
                raise SavedSearchError(
                    search.name, "it exists already; remove it first, or choose another name"
                )
            self._write(search)
        return search

    def remove(self, name: str) -> None:
        """Remove a search.

        Raises
        ------
        SavedSearchError
            where there is none with that name.
        """
        with self._locked():
            self._path(self[name].name).unlink()

    def mark(self, search: SavedSearch, ids: Iterable[str]) -> None:
        """Take articles as seen by a run of a search; what other runs have seen meanwhile stays seen.

        Nothing is done where the search was removed since.
        """
        with self._locked():
            now = self._read(self._path(search.name))
            if now is None or (now.created, now.query) != (search.created, search.query):
                return
            seen = self._living(now.seen.union(ids))
            self._write(replace(now, ran=_now(), seen=frozenset(seen)))

    def _path(self, name: str) -> Path:
        """Return the file of a search; its name may hold what the name of a file cannot."""
        return self._where / f"{blake2b(name.encode(), digest_size=10).hexdigest()}.json"

    def _read(self, path: Path) -> SavedSearch | None:
        try:
            with self._translated("cannot be read"):
                text = _text_of(path)
            if text is None:
                return None
            values = json.loads(text)
            if "checksum" in values and values.pop("checksum") != _checksum(values):
                raise ValueError
            options = _kept(values["options"])
            texts = [values["name"], values["query"], values["created"], values["ran"] or "", *values["seen"]]
            if not all(isinstance(text, str) for text in texts):
                raise TypeError
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise SavedSearchError(
                str(path), "the file is damaged; remove it, and save that search again"
            ) from None
        name, query, created, ran, *seen = texts
        return SavedSearch(name, query, options, created, ran or None, frozenset(seen))

    def _write(self, search: SavedSearch) -> None:
        values: dict[str, object] = {
            "name": search.name,
            "query": search.query,
            "options": search.options,
            "created": search.created,
            "ran": search.ran,
            "seen": sorted(search.seen),
        }
        values["checksum"] = _checksum(values)
        text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
        for left in self._where.glob("*.tmp"):  # by a program that was killed
            left.unlink()
        folder.replace(self._path(search.name), text)
        folder.sync(self._where)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other programs from changing saved searches meanwhile; they do it in no time."""
        until = monotonic() + _PATIENCE
        with self._translated("cannot be written"):
            self._where.mkdir(0o700, exist_ok=True)
            while (release := folder.lock(self._where / _LOCK)) is None:
                if monotonic() > until:
                    raise IndexUnavailable(
                        str(self._index), "another program is changing its saved searches; try again"
                    )
                sleep(0.01)
            try:
                yield
            finally:
                release()

    @contextmanager
    def _translated(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexUnavailable(
                str(self._index), f"its saved searches {what}: {error.strerror or error}"
            ) from error


def _checksum(values: Mapping[str, object]) -> str:
    text = json.dumps(values, ensure_ascii=False)
    return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()


def _text_of(path: Path) -> str | None:
    """Return what a file holds; None where it is not there."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None


def _name(name: str) -> str:
    name = normalize("NFC", name.strip())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise SavedSearchError(name, f"a name has 1 to {_LONGEST_NAME} characters that can be seen")
    return name


def _kept(options: Mapping[str, object]) -> dict[str, object]:
    """Return the options that say something, as they are kept in the file."""
    if strange := options.keys() - _OPTIONS.keys():
        raise TypeError(f"{min(strange)} is not kept with a search; {', '.join(_OPTIONS)} are")
    kept: dict[str, object] = {}
    for name, kind in _OPTIONS.items():
        value = options.get(name)
        if value is None or value is False or value in ((), []):
            continue
        if kind is list:
            value = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
            if not all(isinstance(each, str) for each in value):
                raise TypeError(f"{name} is not text")
        elif kind is str:
            value = str(value)  # a date is kept as it is written
        elif not isinstance(value, kind):
            raise TypeError(f"{name} is not {kind.__name__}")
        kept[name] = value
    return kept


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
