"""What is in a table of stems, read back letter by letter."""

from collections.abc import Iterator

from searchidx.analysis.stems import END, Table


def words_of(table: Table, state: int, before: str = "") -> Iterator[str]:
    """Yield the words that begin in a state, in order."""
    for label in range(END, END + 27):
        if table.labels[state + label] == label:
            if label == END:
                yield before
            else:
                yield from words_of(table, table.steps[state + label], before + chr(label))
