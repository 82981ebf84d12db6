"""How long may an answer take?

Every loop that may be long asks `check`, once a turn; a turn is work on an array, a text or a segment, so that asking costs
nothing beside it.  The deadline is that of the running thread or task (a context variable): no signals, no threads.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from math import isnan
from time import monotonic
from typing import Final, NamedTuple, ParamSpec, TypeVar

from searchidx.errors import QueryError, QueryTimeout

TIMEOUT: Final = 5.0
"""Seconds that an answer may take, where nothing else is asked for."""

_SECONDS: Final = "timeout is a number of seconds above 0, or None"
_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Deadline(NamedTuple):
    at: float
    seconds: float


_running: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


def check() -> None:
    """Go on, unless the time is up.

    Raises
    ------
    QueryTimeout
    """
    deadline = _running.get()
    if deadline is not None and monotonic() > deadline.at:
        raise QueryTimeout(deadline.seconds)


def watched(items: Iterable[_T]) -> Iterator[_T]:
    """Yield the same, and look at the clock before each."""
    for item in items:
        check()
        yield item


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Let what is done take so long at most; None is no limit.

    >>> with within(0.001):
    ...     while True:
    ...         check()
    Traceback (most recent call last):
    searchidx.errors.QueryTimeout: no answer within 0.001 s; ask for fewer or rarer words, or allow more time with --timeout (timeout= in Python)
    """
    if seconds is None:
        yield
        return
    if isnan(seconds) or seconds <= 0:
        raise ValueError(_SECONDS)
    token = _running.set(_Deadline(monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _running.reset(token)


def each_within(seconds: float | None, items: Iterator[_T]) -> Iterator[_T]:
    """Yield the same, where each may take so long; the time between two is the reader's."""
    while True:
        with within(seconds):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def timed(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let a method take the seconds of its argument ``timeout`` at most, by default `TIMEOUT`."""

    @wraps(method)
    def in_time(*arguments: _P.args, **named: _P.kwargs) -> _T:
        seconds = named.get("timeout", TIMEOUT)
        if not (seconds is None or isinstance(seconds, (int, float))):
            raise ValueError(_SECONDS)
        try:
            with within(seconds):
                return method(*arguments, **named)
        except RecursionError:  # how deep a query may be depends on how deep the calls are that ask
            raise QueryError("", (0, 0), "the query is nested too deeply") from None

    return in_time
