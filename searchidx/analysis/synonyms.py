"""Which names stand for the same?  *EI, Daech, État islamique*; a file of lines, read when it is first needed.

::

    # one line for names that each stand for all
    EI, Daech, État islamique
    # the first finds the others too, and is not found by them
    vélo => bicyclette, deux-roues

A name is compared by its terms, so accents, case and endings do not matter, and one of several words is those words
side by side.  Names of two lines are not brought together by a third: what stands in a line is all that it says.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from threading import Lock
from typing import Final, NamedTuple

from searchidx.analysis.folding import fold, fold_letters
from searchidx.analysis.french import analyse_word, tokenize
from searchidx.analysis.stemmer import beginnings
from searchidx.analysis.stopwords import stop_words
from searchidx.errors import InstallationDamaged, SettingsError

PRESS: Final = "press"
NONE: Final = "none"
_PRESS_PATH: Final = Path(__file__).with_name("data") / "synonyms.txt"
_ARROW: Final = "=>"
MOST_NAMES: Final = 50
"""Names of a line."""
LONGEST: Final = 200
"""Characters of a name."""
_JOINTS: Final = re.compile(r"[^\w]+")
_FIRST_WORD: Final = re.compile("[A-Za-zÀ-ÖØ-öø-ÿŒœ]{2,}(?=[ -]|$)")
_ANYHOW: Final = ""
_SHOWN: Final = 40  # characters

Key = tuple[str, ...]
"""The terms of a name."""


class Synonyms:
    """Names, and the others that stand for the same.

    A line is only analysed when a word is asked for that one of its names may begin with.

    Parameters
    ----------
    lines: what a file holds.
    where: what the file is called in an error.

    Raises
    ------
    SettingsError
        where a line cannot be read; it tells which.

    >>> Synonyms(["EI, Daech, État islamique"]).others(("etat", "islamique"))
    ('EI', 'Daech')
    """

    def __init__(self, lines: Sequence[str], where: str = "synonyms") -> None:
        self.longest = 0
        self._others: dict[Key, dict[Key, _Other]] = {}
        self._lines: dict[int, _Line] = {}
        self._begin: dict[str, list[int]] = {}
        self._analysing = Lock()
        for number, line in enumerate(lines, start=1):
            text = line.partition("#")[0].strip()
            if text:
                try:
                    self._take(number, text)
                except ValueError as error:
                    raise SettingsError("synonyms", str(error), f"{where}, line {number}") from None

    def others(self, key: Key) -> tuple[str, ...]:
        """Return the names that stand for the same as one, in the order of the file and as it writes them."""
        with self._analysing:
            for begin in _beginnings(key[0]) if key else ():
                for number in self._begin.pop(begin, ()):
                    self._analyse(number)
            found = self._others.get(key, {})
            return tuple(other.name for other in sorted(found.values()))

    def _take(self, number: int, line: str) -> None:
        left, arrow, right = line.partition(_ARROW)
        if _ARROW in right:
            raise ValueError(f"has {_ARROW} more than once; one line says one thing")
        names = _names(left, f"before {_ARROW}" if arrow else "in this line")
        others = _names(right, f"after {_ARROW}") if arrow else names
        if not arrow and len(names) == 1:
            raise ValueError(f"has one name; write others behind commas, or {_ARROW} between two sides")
        self._lines[number] = _Line(names, others)
        for name in names:
            self.longest = max(self.longest, len(_JOINTS.split(name)))
            self._begin.setdefault(_beginning(name), []).append(number)

    def _analyse(self, number: int) -> None:
        line = self._lines.pop(number, None)
        if line is None:
            return
        keys = {name: key_of(name) for name in (*line.names, *line.others)}
        for name in line.names:
            known = self._others.setdefault(keys[name], {})
            for place, other in enumerate(line.others):
                if keys[other] != keys[name]:
                    known.setdefault(keys[other], _Other(number, place, other))


class _Line(NamedTuple):
    names: list[str]
    others: list[str]


class _Other(NamedTuple):
    """Another name, and where it stands."""

    line: int
    place: int
    name: str


def key_of(text: str) -> Key:
    """Return the terms of the words of a text.

    >>> key_of("L’État islamique"), key_of("Nations unies") == key_of("nation unie")
    (('etat', 'islamique'), True)
    """
    return tuple(analyse_word(token.text).term for token in tokenize(text))


def _beginning(name: str) -> str:
    """Return the two folded letters that a name begins with; what begins otherwise may begin with anything."""
    found = _FIRST_WORD.match(name)
    return fold_letters(found[0].lower())[:2] if found else _ANYHOW


def _beginnings(term: str) -> Iterable[str]:
    """Return what `_beginning` may be of a name whose first word has this term."""
    begin = beginnings(term) if term.isalpha() else ()
    if not begin or min(map(len, begin)) < len("ab"):
        return (_ANYHOW, *(a + b for a in ascii_lowercase for b in ascii_lowercase))
    return (_ANYHOW, *(letters[:2] for letters in begin))


def _names(text: str, where: str) -> list[str]:
    names = [" ".join(part.split()) for part in text.split(",")]
    for name in names:
        if not name:
            raise ValueError(f"has an empty name {where}")
        if not any(map(str.isalnum, name)):
            raise ValueError(f"has “{_shown(name)}”, which is no word")
        if len(name) > LONGEST:
            raise ValueError(f"has “{_shown(name)}”; a name has at most {LONGEST} characters")
        if " " not in name and fold(name) in stop_words():
            raise ValueError(f"has “{name}”, which is in nearly every article and stands for nothing")
    if len(names) > MOST_NAMES:
        raise ValueError(f"has {len(names)} names; {MOST_NAMES} are the most")
    return names


def _shown(name: str) -> str:
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"


def load(sources: Sequence[str | Path]) -> Synonyms | None:
    """Return what files say, and ``press`` for the list that comes with searchidx; None where they say nothing.

    Raises
    ------
    SettingsError
        where a file cannot be read.
    """
    found = [_read(*stamped) for stamped in map(_stamped, sources) if stamped is not None]
    if not found:
        return None
    return found[0] if len(found) == 1 else _joined(tuple(found))


def _stamped(source: str | Path) -> tuple[str, int, int] | None:
    """Return what a file is remembered by: its path, size and time; None for none."""
    if source in {NONE, ""}:
        return None
    path = _PRESS_PATH if source == PRESS else Path(source)
    try:
        stat = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return str(path), stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=8)
def _read(path: str, _size: int, _mtime_ns: int) -> Synonyms:
    where = "the press list" if path == str(_PRESS_PATH) else path
    try:
        return Synonyms(Path(path).read_text("utf-8-sig").splitlines(), where)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(Path(path), error) from None


class _Several(Synonyms):
    """What several files say, each by itself."""

    def __init__(self, several: Sequence[Synonyms]) -> None:
        super().__init__([])
        self._several = several
        self.longest = max(each.longest for each in several)

    def others(self, key: Key) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for each in self._several for name in each.others(key)))


@lru_cache(maxsize=8)
def _joined(several: tuple[Synonyms, ...]) -> Synonyms:
    return _Several(several)


def _unreadable(path: Path, error: Exception) -> SettingsError | InstallationDamaged:
    reason = getattr(error, "strerror", None) or str(error)
    if path == _PRESS_PATH:
        return InstallationDamaged(str(path), reason)
    return SettingsError("synonyms", f"{path} cannot be read: {reason}")
