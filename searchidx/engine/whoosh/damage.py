"""What becomes of what is raised on missing and damaged files?"""

import errno
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from zstandard import ZstdError

from searchidx.errors import IndexDamaged, IndexUnavailable

_PASSING: Final = {
    errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.ENOSPC, errno.EROFS,
}  # fmt: skip
# errors that say nothing of the files


class Damage(ValueError):  # noqa: N818  what it is, whoever raises it
    """A file does not hold what it must."""


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what is raised on missing and damaged files of an index into `IndexDamaged`."""
    try:
        yield
    except OSError as error:
        if error.errno in _PASSING:
            raise IndexUnavailable(where, str(error.strerror)) from error
        raise IndexDamaged(where, f"{type(error).__name__}: {error}") from error
    except Damage as error:
        raise IndexDamaged(where, str(error)) from error
    except (ValueError, LookupError, OverflowError, struct.error, ZstdError) as error:
        raise IndexDamaged(where, f"{type(error).__name__}: {error}") from error
