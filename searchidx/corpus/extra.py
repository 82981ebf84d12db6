"""Libraries that only some files need: the extra ``import``, each loaded when such a file is met."""

from importlib import import_module
from types import ModuleType

from searchidx.errors import ArticleError


def needed(library: str, what: str) -> ModuleType:
    """Import a library of the extra.

    Raises
    ------
    ArticleError
        where it is not installed; ``what`` is what it reads.
    """
    try:
        return import_module(library)
    except ImportError:
        raise ArticleError(f"{what} needs {library}: pip install 'searchidx[import]'") from None
