"""Cut each file of an index at several places, and ask it: ``python -m tests.faults.damage FOLDER``.

A process of its own, for Whoosh leaves the files open that it fails to read.  Prints how often the damage was
named and how often the answer was right all the same; anything else is a traceback.
"""

import sys
from pathlib import Path

from searchidx import IndexDamaged, SearchIndex


def main(folder: Path) -> None:
    with SearchIndex.open(folder) as index:
        right = index.search(QUERY, limit=100)
    named = answered = 0
    for path in sorted((folder / "gen-000001").glob("*MAIN*")):
        content = path.read_bytes()
        for cut in (None, 0, len(content) // 2, len(content) - 1):
            path.unlink() if cut is None else path.write_bytes(content[:cut])
            try:
                with SearchIndex.open(folder) as index:
                    results = index.search(QUERY, limit=100)
                assert results.hits == right.hits, (path, cut)
                answered += 1
            except IndexDamaged as error:
                assert str(folder) in str(error)
                named += 1
            path.write_bytes(content)
    sys.stdout.write(f"{named} {answered}\n")


QUERY = "eau date:2024-01 =crue"

if __name__ == "__main__":
    main(Path(sys.argv[1]))
