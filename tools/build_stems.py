"""Make the table of French stems: ``searchidx/analysis/data/stems.bin``.

::

    python -m tools.build_stems FOLDER_OF_THE_DICTIONARY

``tools/README.md`` says what is needed.  The same sources give the same file, byte for byte.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

from searchidx.analysis.folding import fold
from searchidx.analysis.stems import PATH
from tools.classes import classes_of, likeliest
from tools.dictionary import NAME, Form, forms_of, is_word, lower
from tools.endings import by_rule, rules_of
from tools.readings import RARE, Readings, readings_of
from tools.table import table

HERE = Path(__file__).parent
_OFTEN = 0.05  # per million: how often an unknown word must occur for its frequency to tell something
_RATIO = 0.5


def main(folder: Path, path: Path = PATH) -> None:
    """Read the sources, write the table."""
    frequencies = {lower(word): 1e6 * much for word, much in get_frequency_dict("fr", "large").items()}
    forms = with_doubles(forms_of(folder), pairs(HERE / "doubles.txt"))
    readings = readings_of(forms, frequencies)
    readings = with_readings(readings, pairs(HERE / "readings.txt"))
    classes = classes_of(readings)
    lemmas = {form: likeliest(form, of_form) for form, of_form in readings.items()}
    rules = rules_of(lemmas)
    names = names_of(forms)
    held = held_back(rules, classes, names, folded_frequencies(frequencies))
    data = table(classes | dict(zip(held, held, strict=True)), rules, names)
    path.write_bytes(data)
    distinct = len(set(classes.values()))
    print(
        f"{len(classes)} forms, {distinct} classes, {len(rules)} rules, {len(held)} words that no rule changes"
    )
    print(f"{path.name}: {len(data)} bytes")


def pairs(path: Path) -> dict[str, str]:
    """Read two words a line, and after ``#`` why."""
    lines = (line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines())
    return dict(line for line in lines if line)


def with_doubles(forms: Iterable[Form], doubles: Mapping[str, str]) -> list[Form]:
    """Put the lemmas that are another spelling, or an odd form, of one word together."""
    return [
        form if form.kind == NAME else form._replace(lemma=doubles.get(form.lemma, form.lemma))
        for form in forms
    ]


def with_readings(readings: Readings, decided: Mapping[str, str]) -> Readings:
    """Give the forms that were decided by hand their one reading."""
    return readings | {
        form: {lemma: sum(readings.get(form, {lemma: RARE}).values())} for form, lemma in decided.items()
    }


def names_of(forms: Iterable[Form]) -> set[str]:
    """Return the folded words that are proper names and nothing else."""
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for form in forms:
        names[form.kind == NAME].add(fold(form.form))
    return names[True] - names[False]


def folded_frequencies(frequencies: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for word, much in frequencies.items():
        if is_word(word):
            found[fold(word)] += much
    return dict(found)


def held_back(
    rules: Mapping[str, tuple[int, str]],
    classes: Mapping[str, str],
    names: set[str],
    frequencies: Mapping[str, float],
) -> list[str]:
    """Return the words in use that a rule would change into something much rarer: names, mostly."""
    held = []
    for word, much in frequencies.items():
        if word in classes or much <= _OFTEN:
            continue
        made = by_rule(word, rules)
        rarer = made not in classes and frequencies.get(made, 0.0) < _RATIO * much
        if made != word and made not in names and rarer:
            held.append(word)
    return sorted(held)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
