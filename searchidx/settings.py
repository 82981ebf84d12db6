"""What may be set, and where: an option, else the environment, else ``searchidx.toml``, else the default.

Built once and passed down; nothing below looks anything up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from searchidx.dates import HERE
from searchidx.errors import SettingsError
from searchidx.limits import DEFAULTS, Limits

if TYPE_CHECKING:
    from searchidx.source import Source

FILE_NAME: Final = "searchidx.toml"
_KEYS: Final = [
    "index", "sources", "weights", "synonyms", "links", "snippets", "limits", "durability", "group", "timezone",
]  # fmt: skip
DURABILITIES: Final = ("full", "fast")
_LISTS: Final = ("press",)
_NO_LIST: Final = "none"
_MOST: Final = 1_000_000_000
_SOURCE_KEYS: Final = ["path", "include", "exclude", "defaults"]
_DEFAULTS_OF: Final = {"source": False, "section": False, "authors": True, "tags": True}
"""The fields that a source may fill in, and whether they hold several names."""
_SNIPPETS: Final = {"number": (0, 100), "length": (1, 1_000_000)}
_WEIGHTS: Final = {"title": 3.0, "lead": 2.0, "body": 1.0}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an index and of the command line.

    Attributes
    ----------
    index: the folder of the index.
    sources: files and folders of articles, each a path, or a `Source` where more is said of it.
    weights: how much a word counts in title, lead and body, each at least 0.
    synonyms: files of names that stand for the same, or ``press`` for the list that comes with searchidx; none by default.
    links: whether titles are links, in a terminal that knows them.
    snippets, snippet_length: stretches of text that the command line shows of a hit, and characters of each at most.
    limits: the most that an article may have.
    timezone: the IANA zone whose day is meant by times that tell their own.
    durability: ``full``, where a commit waits until it is on disk, or ``fast``, where a power cut may undo it, or cost the index.
    group: whether the group may read an index that is made or rebuilt.
    """

    index: Path = Path("index")
    sources: "tuple[Path | Source, ...]" = (Path("corpus"),)
    weights: Mapping[str, float] = field(default_factory=_WEIGHTS.copy)
    synonyms: tuple[str | Path, ...] = ()
    links: bool = True
    snippets: int = 2
    snippet_length: int = 240
    limits: Limits = DEFAULTS
    timezone: str = HERE
    durability: str = "full"
    group: bool = False

    def __post_init__(self) -> None:
        if self.durability not in DURABILITIES:
            raise SettingsError("durability", f"is {' or '.join(DURABILITIES)}")


def find_settings(start: Path) -> Settings:
    """Read the ``searchidx.toml`` of a folder, or of the nearest one above that has it.

    Paths in it count from its own folder.

    Raises
    ------
    SettingsError
        where it cannot be read, or holds an unknown key or a value without sense.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return read_settings(folder / FILE_NAME)
    return Settings()


def read_settings(path: Path) -> Settings:  # noqa: PLR0912  a branch a setting
    import tomllib  # noqa: PLC0415  most commands have no file to read

    where = str(path)
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("the file", f"cannot be read: {error}", where) from None
    for name in values:
        _known(name, _KEYS, where)
    settings: dict[str, object] = {}
    if "index" in values:
        settings["index"] = path.parent / _path("index", values["index"], where)
    if "sources" in values:
        if not isinstance(values["sources"], list) or not values["sources"]:
            raise SettingsError("sources", 'is a list of paths, for example ["corpus"]', where)
        settings["sources"] = tuple(_source(each, path.parent, where) for each in values["sources"])
    if "weights" in values:
        settings["weights"] = _WEIGHTS | _weights(values["weights"], where)
    if "synonyms" in values:
        several = values["synonyms"] if isinstance(values["synonyms"], list) else [values["synonyms"]]
        settings["synonyms"] = tuple(
            each if each in _LISTS else path.parent / each
            for each in (_path("synonyms", each, where) for each in several)
            if each != _NO_LIST
        )
    for name in ("links", "group"):
        if name in values:
            if not isinstance(values[name], bool):
                raise SettingsError(name, "is true or false", where)
            settings[name] = values[name]
    if "durability" in values:
        if values["durability"] not in DURABILITIES:
            raise SettingsError("durability", f"is {' or '.join(DURABILITIES)}", where)
        settings["durability"] = values["durability"]
    if "timezone" in values:
        settings["timezone"] = _timezone(values["timezone"], where)
    if "limits" in values:
        settings["limits"] = _limits(values["limits"], where)
    if "snippets" in values:
        snippets = _snippets(values["snippets"], where)
        settings |= {
            {"number": "snippets", "length": "snippet_length"}[name]: snippets[name] for name in snippets
        }
    return Settings(**settings)  # type: ignore[arg-type]  # each was checked above


def _known(name: str, names: list[str], where: str, within: str = "") -> None:
    if name not in names:
        from difflib import get_close_matches  # noqa: PLC0415  most names are known

        meant = get_close_matches(name, names, n=1)
        hint = f"did you mean {meant[0]}?" if meant else f"known are {', '.join(names)}"
        raise SettingsError(within + name, f"is no setting; {hint}", where)


def _path(name: str, value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise SettingsError(name, "is a path in quotation marks", where)
    return value


def _source(value: object, folder: Path, where: str) -> "Path | Source":
    if not isinstance(value, dict):
        return folder / _path("sources", value, where)
    from searchidx.source import Source  # noqa: PLC0415  most settings have paths alone

    for name in value:
        _known(name, _SOURCE_KEYS, where, "sources.")
    if "path" not in value:
        raise SettingsError("sources", "each has a path", where)
    defaults = value.get("defaults", {})
    if not isinstance(defaults, dict):
        raise SettingsError("sources.defaults", 'is a table, for example { section = "Sport" }', where)
    fill: dict[str, str | tuple[str, ...]] = {}
    for name, filled in defaults.items():
        _known(name, [*_DEFAULTS_OF], where, "sources.defaults.")
        if _DEFAULTS_OF[name]:
            fill[name] = _texts(
                f"sources.defaults.{name}", [filled] if isinstance(filled, str) else filled, where
            )
        elif isinstance(filled, str) and filled.strip():
            fill[name] = filled.strip()
        else:
            raise SettingsError(f"sources.defaults.{name}", "is a text in quotation marks", where)
    return Source(
        folder / _path("sources.path", value["path"], where),
        _texts("sources.include", value.get("include", []), where),
        _texts("sources.exclude", value.get("exclude", []), where),
        fill,
    )


def _texts(name: str, value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise SettingsError(name, "is a list of texts in quotation marks", where)
    return tuple(each.strip() for each in value)


def _snippets(value: object, where: str) -> dict[str, int]:
    if not isinstance(value, dict):
        raise SettingsError("snippets", "is a table, for example [snippets] with number = 2 below", where)
    for name, number in value.items():
        _known(name, [*_SNIPPETS], where, "snippets.")
        least, most = _SNIPPETS[name]
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise SettingsError(f"snippets.{name}", f"is a whole number from {least} to {most:,}", where)
    return value


def _weights(value: object, where: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise SettingsError("weights", "is a table, for example [weights] with title = 3 below", where)
    for name, weight in value.items():
        _known(name, list(_WEIGHTS), where)
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight <= 1000:  # noqa: PLR2004
            raise SettingsError(f"weights.{name}", "is a number from 0 to 1000", where)
    return {name: float(weight) for name, weight in value.items()}


def _timezone(value: object, where: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415  few settings name one

    try:
        return ZoneInfo(value if isinstance(value, str) else "").key
    except (ValueError, OSError, KeyError):
        raise SettingsError("timezone", "is a time zone, for example Europe/Paris", where) from None


def _limits(value: object, where: str) -> Limits:
    if not isinstance(value, dict):
        raise SettingsError("limits", "is a table, for example [limits] with words = 50000 below", where)
    for name, most in value.items():
        _known(name, [limit.name for limit in fields(Limits)], where)
        if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= _MOST:
            raise SettingsError(f"limits.{name}", f"is a whole number from 1 to {_MOST}", where)
    return Limits(**value)
