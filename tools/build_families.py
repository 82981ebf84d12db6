"""Make the list of families of stems: *négocier*, *négociation*, *négociateur*.

    python -m tools.build_families MORPHYNET_TABLE_OF_DERIVATIONS

See README.md.
"""

import sys
from collections import defaultdict
from pathlib import Path

from wordfreq import get_frequency_dict

from searchidx.analysis.families import PATH
from searchidx.analysis.folding import fold
from searchidx.analysis.french import term_of
from tools.derivations import families, pairs

_IN_USE = 1e-7
"""The least share of all words that the forms of a stem have together."""


def main(table: Path, path: Path = PATH) -> None:
    used: dict[str, float] = defaultdict(float)
    for form, share in get_frequency_dict("fr", "large").items():
        if folded := fold(form):
            used[term_of(folded)] += share
    members: dict[str, list[str]] = defaultdict(list)
    for stem, key in families(pairs(table)).items():
        if used[stem] >= _IN_USE:
            members[key].append(stem)
    lines = sorted(f" {' '.join(sorted(stems))} " for stems in members.values() if len(stems) > 1)
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
