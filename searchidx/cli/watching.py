"""``index --watch``: say what each commit did, until the reader stops it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread

import searchidx
from searchidx.cli.app import App


def watch(
    app: App,
    sources: "tuple[searchidx.Source, ...]",
    *,
    prune: bool,
    jobs: int,
    report: "Callable[[searchidx.Report], None]",
) -> None:
    """Index what comes until Ctrl-C or SIGTERM; the commit at work is made whole first."""
    searchidx.check_watch()
    for source in sources:
        if not source.path.exists():
            raise searchidx.SourceError(str(source.path), "there is no such file or folder")
    with _stopped() as stop, searchidx.SearchIndex.open_or_create(app.index, settings=app.settings) as index:
        places = ", ".join(str(source.path) for source in sources)
        app.say(f"watching {places}; stop with Ctrl-C")
        for each in index.watch(*sources, stop=stop, prune=prune, jobs=jobs):
            report(each)
    app.say("stopped; all that was read is in the index")


@contextmanager
def _stopped() -> Iterator[Event]:
    """Return what is set by the signals that end a program."""
    stop = Event()
    if current_thread() is not main_thread():  # which alone hears signals
        yield stop
        return
    before = {
        number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
