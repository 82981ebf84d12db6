"""The sections of a segment that hold something for every document, as they are written.

``builder`` fills `Documents` from articles, ``merge`` from other segments.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from searchidx.engine.base import NAME_FIELDS
from searchidx.engine.whoosh.columns import SEVERAL, SINGLE, Digests, joined, write_several, write_single
from searchidx.engine.whoosh.packing import narrow
from searchidx.engine.whoosh.sections import Numbers, SectionWriter

LINES: Final = {"title": "title", "lead": "text", "body": "text"} | {name: name for name in NAME_FIELDS}
"""The line that the words of a field stand on; the id of a document stands at its number."""


class Documents(NamedTuple):
    """What is known of each document.

    Attributes
    ----------
    starts: by line, where each document begins, and the end.
    lengths: by field, its words.
    first, last: the days it may be of, as `date.toordinal` numbers; 0 where it has none.
    codes: by column, the codes of its values; those of all documents one after the other.
    several: by column with several values, how many each document has.
    values: by column, the values, that of code 1 first.
    by_id: the documents in the order of their ids.
    """

    starts: Mapping[str, Numbers]
    lengths: Mapping[str, Numbers]
    first: Numbers
    last: Numbers
    codes: Mapping[str, Numbers]
    several: Mapping[str, Numbers]
    values: Mapping[str, Sequence[str]]
    digests: Digests
    by_id: Numbers


def write_documents(out: SectionWriter, documents: Documents) -> dict[str, object]:
    """Write the sections; return what the directory counts."""
    for line, starts in documents.starts.items():
        out.add(f"{line}/starts", narrow(starts))
    for field, lengths in documents.lengths.items():
        out.add(f"{field}/lengths", narrow(lengths))
    first, last = documents.first.astype("<i4"), documents.last.astype("<i4")
    out.add("first_day", first)
    out.add("last_day", last)
    out.add("vague", np.flatnonzero(first != last).astype("<u4"))
    _write_orders(out, first, last, documents.by_id)
    for name in SINGLE:
        write_single(out, name, documents.codes[name])
    for name in SEVERAL:
        write_several(out, name, documents.several[name], documents.codes[name])
    for name, values in documents.values.items():
        out.add(f"{name}.values", joined(values))
    documents.digests.write(out)
    return {
        "articles": len(first),
        "dated": int(np.count_nonzero(first)),
        "digest": documents.digests.width,
        "values": {name: len(values) for name, values in documents.values.items()},
        "lengths": {
            name: [
                int(lengths.sum(dtype=np.int64)),
                int(np.count_nonzero(lengths)),
                int(lengths.max(initial=0)),
            ]
            for name, lengths in documents.lengths.items()
        },
    }


def _write_orders(out: SectionWriter, first: Numbers, last: Numbers, by_id: Numbers) -> None:
    for name, order in zip(("newest", "oldest", "newest.rank"), orders(first, last, by_id), strict=True):
        out.add(name, order)


def orders(first: Numbers, last: Numbers, by_id: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the documents from the newest, from the oldest, and the place of each in the first of these.

    The undated are last, and ids break ties.
    """
    undated = (first == 0)[by_id]
    newest = by_id[np.lexsort((-last[by_id], -first[by_id], undated))]
    oldest = by_id[np.lexsort((last[by_id], first[by_id], undated))]
    rank = np.empty(len(newest), "<u4")
    rank[newest] = np.arange(len(newest))
    return newest.astype("<u4"), oldest.astype("<u4"), rank
