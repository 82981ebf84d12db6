"""Corpus against index: what must change?

Pure: the planner is told what stands in the index and what each file holds, and says what to put, what to
delete and what to report.  A ledger of the files read, kept as the note of the index, tells the next
update which files need not be opened.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, NamedTuple, Self

from searchidx.analysis.french import VERSION
from searchidx.article import Article, Notice, Place, Rejection
from searchidx.engine.base import Entry, digest
from searchidx.engine.hashes import Hashes

_FEW: Final = 16
"""Places of which each is looked at for a path; of more, the folders above the path are looked up among them."""

Below = Callable[[str | None], bool]


class Facts(NamedTuple):
    """What is known of a file that was read whole and without rejections."""

    size: int
    mtime_ns: int
    ids: tuple[str, ...]


class Begun(NamedTuple):
    """What is known of a file that was read in part when a commit was made, and of which nothing was indexed before.

    So many articles are in the index, which stand before ``place``; nothing was rejected.
    """

    size: int
    mtime_ns: int
    articles: int
    place: Place


@dataclass(frozen=True, slots=True)
class Ledger:
    """The files that stand behind the articles of an index.

    Attributes
    ----------
    files: what is known of each, by absolute path.
    roots: the folders, or single files, that were indexed: a file without an id of its own is named after its path from
        the nearest one above it, whatever part of it is indexed later.
    filled: what is filled in for the files below a root, as text: with other values they are read again.
    begun: what is known of files whose reading was broken off, by absolute path.
    """

    files: Mapping[str, Facts] = field(default_factory=dict)
    roots: tuple[str, ...] = ()
    filled: Mapping[str, str] = field(default_factory=dict)
    begun: Mapping[str, Begun] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str | None) -> Self:
        """Read a ledger; one that is missing, foreign or damaged is empty, and costs reading the files again.

        Of another analysis the roots stay, for ids do.  An older ledger has none: they are what its ids are relative to.
        """
        try:
            stored = json.loads(text or "{}")
            files = {path: _facts(*facts) for path, facts in stored["files"].items()}
            roots, filled = stored.get("roots"), dict(stored.get("filled", {}))
            roots = _roots_of(files) if roots is None else tuple(map(str, roots))
            begun = {path: _begun(*facts) for path, facts in stored.get("begun", {}).items()}
            return cls(files, roots, filled, begun) if stored.get("analysis") == VERSION else cls(roots=roots)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
            return cls()

    def to_text(self) -> str:
        kept = {"analysis": VERSION, "files": self.files, "roots": self.roots}
        if self.filled:
            kept["filled"] = self.filled
        if self.begun:
            kept["begun"] = self.begun
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)

    def without(self, ids: Iterable[str]) -> Self:
        """Return the ledger less the files of these articles, which no longer say what is indexed."""
        gone = frozenset(ids)
        return replace(
            self, files={path: facts for path, facts in self.files.items() if gone.isdisjoint(facts.ids)}
        )

    def rooted(self, sources: Mapping[str, str]) -> Self:
        """Return the ledger with these sources below its roots, or among them, and what is filled in below each."""
        roots = set(self.roots)
        for source in sorted(sources, key=len):
            if not _below(roots)(source):
                roots.add(source)
        changed = {source for source, filled in sources.items() if _filled(source, self.filled) != filled}
        within = _below(sources)
        filled = {place: text for place, text in self.filled.items() if not within(place)}
        for source in sorted(sources, key=len):
            if sources[source] != _filled(source, filled):
                filled[source] = sources[source]
        files, begun = self.files, self.begun
        if changed:
            otherwise = _below(changed)
            files = {path: facts for path, facts in files.items() if not otherwise(path)}
            begun = {path: facts for path, facts in begun.items() if not otherwise(path)}
        return replace(self, files=files, begun=begun, roots=tuple(sorted(roots)), filled=filled)

    def name_of(self, path: str) -> str:
        """Return the id of a file, or the beginning of the ids in it: its path from the root that it is below.

        >>> Ledger(roots=("/c",)).name_of("/c/sport/a.txt")
        'sport/a.txt'
        """
        root = self._root_of(path)
        name = path.rpartition("/")[2] if root == path else path[len(root) :].lstrip("/")
        return unicodedata.normalize("NFC", name)

    def folder_of(self, path: str) -> str:
        """Return the name of the root that a file is below, or of the folder it lies in where it is one itself.

        >>> Ledger(roots=("/c",)).folder_of("/c/sport/a.txt")
        'c'
        """
        root = self._root_of(path)
        folder = root.rpartition("/")[0] if root == path else root
        return unicodedata.normalize("NFC", folder.rpartition("/")[2])

    def _root_of(self, path: str) -> str:
        if path in self.roots:
            return path
        root = path.rpartition("/")[0]
        while root and root not in self.roots:
            root = root.rpartition("/")[0]
        return root


@dataclass
class Plan:
    """What an update does, and what it has to say.

    ``put`` holds the articles to write with their digests, by id; where the planner was given somewhere
    to put them, it stays empty, and ``written`` holds their ids.
    """

    put: dict[str, tuple[Article, str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    delete: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)


class Planner:
    """Compares files with the articles of an index, one file at a time.

    Parameters
    ----------
    entries: the articles of the index, by id.
    ledger: the files that the last update read.
    exists: tells whether a file or folder is there, for an id that moves from one file to another.
    put: takes the articles to write as they come, so that the plan need not hold them; with the digest of each, where
        it was wanted to compare.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        ledger: Ledger,
        exists: Callable[[str], bool],
        put: Callable[[Article, str | None], object] | None = None,
    ) -> None:
        self._entries, self._ledger, self._exists, self._put = entries, ledger, exists, put
        self._plan = Plan()
        self._seen: dict[str, str] = {}
        self._doubtful: set[str] = set()
        self._files: dict[str, Facts] = {}
        self._begun = dict(ledger.begun)
        self._gave_way: set[str] = set()
        self._skipped: set[str] = set()
        self._contents = Hashes()
        self._claims: list[tuple[Article, str]] = []
        self._moved: Counter[tuple[str, str]] = Counter()

    def skip(self, path: str, size: int, mtime_ns: int) -> bool:
        """Take a file as unchanged, and tell so, where it is as the last update left it."""
        facts = self._ledger.files.get(path)
        if facts is None or (facts.size, facts.mtime_ns) != (size, mtime_ns):
            return False
        if not all((entry := self._entries.get(id)) and entry.path == path for id in facts.ids):
            return False
        if not self._seen.keys().isdisjoint(facts.ids):
            return False
        self._skipped.add(path)
        self._plan.unchanged += len(facts.ids)
        self._seen.update(dict.fromkeys(facts.ids, path))
        self._files[path] = facts
        return True

    def resume(self, path: str, size: int, mtime_ns: int) -> Begun | None:
        """Take the articles of a file as unchanged that an update broken off has indexed; return how far it came.

        None where nothing is known, or is no longer so.
        """
        begun = self._begun.get(path)
        if begun is None:
            return None
        ids = [id for id, entry in self._entries.items() if entry.path == path]
        if (begun.size, begun.mtime_ns, begun.articles) != (size, mtime_ns, len(ids)) or not (
            self._seen.keys().isdisjoint(ids)
        ):
            del self._begun[path]
            return None
        self._skipped.add(path)
        self._plan.unchanged += len(ids)
        self._seen.update(dict.fromkeys(ids, path))
        return begun

    def take(
        self,
        path: str,
        size: int,
        mtime_ns: int,
        findings: Iterable[Article | Notice | Rejection | Place],
        begun: Begun | None = None,
    ) -> None:
        """Compare what was found in a file, or in what was not read of it before."""
        ids = [id for id, seen in self._seen.items() if seen == path] if begun else []
        clean = True
        for finding in findings:
            match finding:
                case Rejection():
                    self.reject(finding, path)
                    clean = False
                case Notice():
                    self._plan.warnings.append(str(finding))
                case Article():
                    id = self._compare(finding, path)
                    clean = clean and id is not None
                    ids.append(id or finding.id)
                case Place():
                    if clean and (begun or path not in self._known_paths):
                        self._begun[path] = Begun(size, mtime_ns, len(ids), finding)
            if not clean:
                self._begun.pop(path, None)
        self._begun.pop(path, None)
        if clean:
            self._files[path] = Facts(size, mtime_ns, tuple(ids))

    def reject(self, rejection: Rejection, path: str | None = None) -> None:
        """Report a rejection; what was indexed from that file or folder before is kept."""
        self._plan.rejected.append(rejection)
        self._doubtful.add(path or rejection.path)

    def finish(self, sources: Sequence[str], *, prune: bool = True) -> Plan:
        """Return the plan; ``prune`` takes out the articles whose files are gone from the sources."""
        plan = self._plan
        moved = self._moved_roots()
        for old, new in moved.items():
            self._doubtful |= {old + path[len(new) :] for path in self._doubtful if _below([new])(path)}
        within, doubtful = _below([*sources, *moved]), _below(self._doubtful)
        for article, path in self._claims:
            self._settle(article, path, within, doubtful)
        if prune:
            doubtful = _below(self._doubtful)
            plan.delete = [
                id
                for id, entry in self._entries.items()
                if within(entry.path) and id not in self._seen and not doubtful(entry.path)
            ]
        elsewhere = {path: facts for path, facts in self._ledger.files.items() if not within(path)}
        touched = {*plan.put, *plan.written, *plan.delete}
        plan.ledger = replace(
            self._ledger,
            files={**Ledger(elsewhere).without(touched).files, **self._files},
            begun={path: facts for path, facts in self._ledger.begun.items() if not within(path)},
            roots=tuple(root for root in self._ledger.roots if root not in moved),
        )
        return plan

    @cached_property
    def _known_paths(self) -> frozenset[str | None]:
        """The files that articles of the index are from."""
        return frozenset(entry.path for entry in self._entries.values())

    def so_far(self) -> Ledger:
        """Return the ledger for a commit before the end: the files read until now, and those that wait as they were."""
        files = {**self._ledger.without({*self._plan.put, *self._plan.written}).files, **self._files}
        return replace(self._ledger, files=files, begun=self._begun)

    def _moved_roots(self) -> dict[str, str]:
        """Return the roots that are gone from the disk and where they are now: most of their articles were found there."""
        moved = {}
        for (old, new), found in self._moved.items():
            articles = sum(map(_below([old]), (entry.path for entry in self._entries.values())))
            if 2 * found > articles and not self._exists(old):
                moved[old] = new
        return moved

    def _compare(self, article: Article, path: str) -> str | None:
        """Take an article, and return its id; None where it is left out, or has to wait for the end."""
        other = self._seen.get(article.id)
        if other is not None:
            return self._give_way(article, path, other)
        if not self._is_free(article.id, path):
            own = self._own_id(article.id, path)
            if own and (known := self._entries.get(own)) and known.path == path and own not in self._seen:
                return self._accept(replace(article, id=own), path)
            self._claims.append((article, path))  # whether the other file still has it is known at the end
            return None
        return self._accept(article, path)

    def _is_free(self, id: str, path: str) -> bool:
        """Tell whether no other file that is there had an id the last time."""
        entry = self._entries.get(id)
        return entry is None or entry.path in {None, path} or not self._exists(entry.path or "")

    def _settle(self, article: Article, path: str, within: Below, doubtful: Below) -> None:
        """Give an id to the file that claims it, if the file that had it was read and has it no more."""
        other = self._seen.get(article.id)
        had = self._entries[article.id].path
        if other is None and within(had) and not doubtful(had):
            self._accept(article, path)
        else:
            self._give_way(article, path, other or str(had))

    def _give_way(self, article: Article, path: str, other: str) -> str | None:
        """Take an article by an id of its file, where another file has the one it would have.

        One that says the same as that of the other file is the same, as in a feed that is saved each day.
        """
        if other != path and not self._is_path(article.id, path) and self._is_said(article, other):
            return None
        own = None if other == path else self._own_id(article.id, path)
        if own is None or own in self._seen or not self._is_free(own, path):
            self._reject_id(article, path, other)
            return None
        if path not in self._gave_way:
            self._gave_way.add(path)
            which = f"the id “{article.id}” is taken by {other}"
            self._plan.warnings.append(f"{path}: {which}; it is “{own}” here, and others like it")
        return self._accept(replace(article, id=own), path)

    def _is_said(self, article: Article, other: str) -> bool:
        """Tell whether the article of that id, which another file has, says the same."""
        if _content(article) in self._contents:
            return True
        as_before = article.id not in self._seen or other in self._skipped
        entry = self._entries.get(article.id)
        return as_before and entry is not None and entry.digest == digest(article)

    def _own_id(self, id: str, path: str) -> str | None:
        """Return an id that no other file gives, for one that says little: a number, or a path below another root.

        None where the id is the article's own.
        """
        if self._is_path(id, path):
            folder = self._ledger.folder_of(path)
            return f"{folder}/{id}" if folder else None
        return f"{self._ledger.name_of(path)}/{id}" if id.isdecimal() else None

    def _is_path(self, id: str, path: str) -> bool:
        """Tell whether an id is that of a file, or of one of several articles in it."""
        name = self._ledger.name_of(path)
        return id == name or id.startswith(f"{name}#")

    def _reject_id(self, article: Article, path: str, other: str) -> None:
        where = "stands twice in it" if other == path else f"is already taken by {other}"
        self.reject(Rejection(path, f"the id “{article.id}” {where}; this article was left out"))

    def _accept(self, article: Article, path: str) -> str:
        entry = self._entries.get(article.id)
        new = None if entry is None else digest(article)
        self._seen[article.id] = path
        if (content := _content(article)) not in self._contents:
            self._contents.add(content)
        said = entry is not None and entry.digest == new
        self._plan.unchanged += said
        self._plan.added += entry is None
        self._plan.changed += entry is not None and not said
        if said and entry is not None and entry.path is not None:
            if entry.path == path:
                return article.id
            self._note_move(entry.path, path)
        if self._put is None:  # the same from another file is written too, for hits say where they lie
            self._plan.put[article.id] = (article, new or digest(article))
        else:
            self._plan.written.add(article.id)
            self._put(article, new)
        return article.id

    def _note_move(self, old: str, new: str) -> None:
        for root in self._ledger.roots:
            below = old.removeprefix(root)
            if below != old and (below.startswith("/") or not below) and new.endswith(below):
                self._moved[root, new.removesuffix(below)] += 1


def _facts(size: int, mtime_ns: int, ids: object) -> Facts:
    if not (isinstance(ids, list) and all(isinstance(id, str) for id in ids)):
        raise TypeError
    return Facts(int(size), int(mtime_ns), tuple(ids))


def _begun(size: int, mtime_ns: int, articles: int, place: Sequence[int]) -> Begun:
    bytes, lines = map(int, place)
    return Begun(int(size), int(mtime_ns), int(articles), Place(bytes, lines))


def _roots_of(files: Mapping[str, Facts]) -> tuple[str, ...]:
    """Return what the ids of files are relative to, where they are a part of the path."""
    roots = set()
    for path, facts in files.items():
        whole = unicodedata.normalize("NFC", path)
        for id in facts.ids[:1]:
            end = f"/{id.partition('#')[0]}"
            if whole.endswith(end):
                roots.add("/".join(path.split("/")[: -end.count("/")]))
    return tuple(sorted(roots))


def _filled(path: str, filled: Mapping[str, str]) -> str:
    """Return what is filled in for a file: what is said of the nearest folder above."""
    while path:
        if path in filled:
            return filled[path]
        path = path.rpartition("/")[0]
    return ""


def _content(article: Article) -> int:
    return hash((article.id, article.title, article.lead, article.body, article.published))


def _below(places: Collection[str]) -> Below:
    """Return what tells whether a path is one of some places, or lies below one."""
    if len(places) <= _FEW:
        starts = tuple(place.rstrip("/") + "/" for place in places)
        return lambda path: path is not None and f"{path}/".startswith(starts)
    among = frozenset(places)

    def below(path: str | None) -> bool:
        while path:
            if path in among:
                return True
            path = path.rpartition("/")[0]
        return path is not None and "/" in among

    return below
