"""searchidx: full-text search for French articles.

The front door: all that programs need is imported from here.  Names are loaded when they are first used,
so that ``import searchidx`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from searchidx.analysis.french import analyse as analyse
    from searchidx.analysis.reasons import reasons as reasons
    from searchidx.analysis.token import Lexeme as Lexeme
    from searchidx.analysis.token import Token as Token
    from searchidx.article import Article as Article
    from searchidx.article import Rejection as Rejection
    from searchidx.completions import Completion as Completion
    from searchidx.concordance import Occurrence as Occurrence
    from searchidx.corpus.files import check_source as check_source
    from searchidx.dates import DateRange as DateRange
    from searchidx.dates import PartialDate as PartialDate
    from searchidx.duplicates import Duplicate as Duplicate
    from searchidx.engine.memory import MemoryEngine as MemoryEngine
    from searchidx.errors import ArticleError as ArticleError
    from searchidx.errors import CleanUpPending as CleanUpPending
    from searchidx.errors import DateError as DateError
    from searchidx.errors import ExtraMissing as ExtraMissing
    from searchidx.errors import IndexDamaged as IndexDamaged
    from searchidx.errors import IndexExists as IndexExists
    from searchidx.errors import IndexLocked as IndexLocked
    from searchidx.errors import IndexMissing as IndexMissing
    from searchidx.errors import IndexOutdated as IndexOutdated
    from searchidx.errors import IndexUnavailable as IndexUnavailable
    from searchidx.errors import QueryError as QueryError
    from searchidx.errors import QueryTimeout as QueryTimeout
    from searchidx.errors import SavedSearchError as SavedSearchError
    from searchidx.errors import SearchidxError as SearchidxError
    from searchidx.errors import SettingsError as SettingsError
    from searchidx.errors import SourceError as SourceError
    from searchidx.limits import Limits as Limits
    from searchidx.markup import article_page as article_page
    from searchidx.markup import html_page as html_page
    from searchidx.query.ast import Query as Query
    from searchidx.query.parser import parse as parse
    from searchidx.results import Account as Account
    from searchidx.results import Check as Check
    from searchidx.results import Contribution as Contribution
    from searchidx.results import Explanation as Explanation
    from searchidx.results import Hit as Hit
    from searchidx.results import Progress as Progress
    from searchidx.results import Repair as Repair
    from searchidx.results import Report as Report
    from searchidx.results import Results as Results
    from searchidx.results import Saying as Saying
    from searchidx.results import Stats as Stats
    from searchidx.results import Understanding as Understanding
    from searchidx.saved import SavedSearch as SavedSearch
    from searchidx.saved import SavedSearches as SavedSearches
    from searchidx.search_index import SearchIndex as SearchIndex
    from searchidx.settings import Settings as Settings
    from searchidx.settings import find_settings as find_settings
    from searchidx.snippets import Snippet as Snippet
    from searchidx.source import Source as Source
    from searchidx.source import within as within
    from searchidx.watching import check_watch as check_watch

__version__: Final = "0.1.0"

_HOMES: Final = {
    "searchidx.analysis.french": ("analyse",),
    "searchidx.analysis.reasons": ("reasons",),
    "searchidx.analysis.token": ("Lexeme", "Token"),
    "searchidx.article": ("Article", "Rejection"),
    "searchidx.completions": ("Completion",),
    "searchidx.concordance": ("Occurrence",),
    "searchidx.corpus.files": ("check_source",),
    "searchidx.dates": ("DateRange", "PartialDate"),
    "searchidx.duplicates": ("Duplicate",),
    "searchidx.engine.memory": ("MemoryEngine",),
    "searchidx.errors": (
        "ArticleError", "CleanUpPending", "DateError", "ExtraMissing", "IndexDamaged", "IndexExists", "IndexLocked", "IndexMissing",
        "IndexOutdated", "IndexUnavailable", "QueryError", "QueryTimeout", "SavedSearchError", "SearchidxError", "SettingsError",
        "SourceError",
    ),
    "searchidx.limits": ("Limits",),
    "searchidx.markup": ("article_page", "html_page"),
    "searchidx.query.ast": ("Query",),
    "searchidx.query.parser": ("parse",),
    "searchidx.results": (
        "Account", "Check", "Contribution", "Explanation", "Hit", "Progress", "Repair", "Report", "Results", "Saying",
        "Stats", "Understanding",
    ),
    "searchidx.saved": ("SavedSearch", "SavedSearches"),
    "searchidx.search_index": ("SearchIndex",),
    "searchidx.settings": ("Settings", "find_settings"),
    "searchidx.snippets": ("Snippet",),
    "searchidx.source": ("Source", "within"),
    "searchidx.watching": ("check_watch",),
}  # fmt: skip
_HOME_OF: Final = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604  the names are strings


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return __all__
