"""Make the list of folded words that more than one spelling in use has: *peche* is *pêche* and *péché*.

    python -m tools.build_spellings FOLDER_OF_HUNSPELL

Sources as for the table of stems; see README.md.
"""

import sys
from collections import defaultdict
from pathlib import Path

from wordfreq import get_frequency_dict

from searchidx.analysis.folding import fold
from searchidx.analysis.spellings import PATH
from tools.dictionary import forms_of

_IN_USE = 1e-7
"""The least share of all words that a spelling in use has, of its rarer kind too."""

_HEAD = """\
# Folded words that stand for two spellings in use or more, which only accents tell apart.
# Source: forms of the Dicollecte dictionary for Hunspell, 7.0 (MPL-2.0), each once in ten million words or more by wordfreq 3.1.1
# (data CC BY-SA 4.0). Licence: MPL-2.0. Made by: python -m tools.build_spellings
"""


def main(folder: Path, path: Path = PATH) -> None:
    frequencies = get_frequency_dict("fr", "large")
    spellings: dict[str, set[str]] = defaultdict(set)
    for form in forms_of(folder):
        if frequencies.get(form.form, 0.0) >= _IN_USE:
            spellings[fold(form.form)].add(form.form)
    several = sorted(folded for folded, forms in spellings.items() if len(forms) > 1)
    path.write_text(_HEAD + "\n".join(several) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
