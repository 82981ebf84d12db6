"""Make the table of French stems: ``searchidx/analysis/data/stems.bin``.

::

    python -m tools.build_stems FOLDER_OF_THE_DICTIONARY

``tools/README.md`` says what is needed.  The same sources give the same file, byte for byte.
"""

import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

from searchidx.analysis.folding import fold
from searchidx.analysis.stemmer import KEPT, LAST, TELLING
from searchidx.analysis.stems import HEADER, LONGEST_ADDED, LONGEST_CUT, MAGIC, PATH, Change, number_of
from tools.automaton import pack
from tools.classes import classes_of, likeliest
from tools.dictionary import NAME, Form, forms_of, is_word, lower
from tools.endings import by_rule, change, rules_of
from tools.readings import RARE, Readings, readings_of

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
    print(f"{len(classes)} forms, {distinct} classes, {len(rules)} rules, {len(held)} words that no rule changes")
    print(f"{path.name}: {len(data)} bytes")


def pairs(path: Path) -> dict[str, str]:
    """Read two words a line, and after ``#`` why."""
    lines = (line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines())
    return dict(line for line in lines if line)


def with_doubles(forms: Iterable[Form], doubles: Mapping[str, str]) -> list[Form]:
    """Put the lemmas that are another spelling, or an odd form, of one word together."""
    return [
        form if form.kind == NAME else form._replace(lemma=doubles.get(form.lemma, form.lemma)) for form in forms
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


def table(classes: Mapping[str, str], rules: Mapping[str, tuple[int, str]], names: set[str]) -> bytes:
    """Return the file."""
    changes = {form: Change(*change(form, into), form in names) for form, into in classes.items()}
    endings = {ending: Change(*how) for ending, how in rules.items()}
    put = {ending: Change(cut, "") for ending, cut in what_rules_put(rules).items()}
    odd = {stem: Change(0, " ".join(letters)) for stem, letters in odd_beginnings(classes, put).items()}

    text, place = bytearray(b" "), {"": 1}
    dictionaries = []
    for words, backwards in ((changes, False), (endings, True), (put, True), (odd, False)):
        numbers = {}
        for word, how in sorted(words.items()):
            if how.cut > LONGEST_CUT or len(how.added) > LONGEST_ADDED:
                raise SystemExit(f"{word}: the change is too long: {how}")
            if how.added not in place:
                place[how.added] = len(text)
                text += how.added.encode()
            numbers[word[::-1] if backwards else word] = number_of(how, place[how.added])
        dictionaries.append(numbers)
    packed = pack(dictionaries)
    steps = b"".join(step.to_bytes(4, "little") for step in packed.steps)
    content = steps + bytes(packed.labels) + bytes(text)
    counts = (*packed.roots, len(packed.steps), len(text))
    header = HEADER.pack(MAGIC, 0, *counts)[len(MAGIC) + 4 :]
    checksum = zlib.crc32(header + content)
    return HEADER.pack(MAGIC, checksum, *counts) + content


def what_rules_put(rules: Mapping[str, tuple[int, str]]) -> dict[str, int]:
    """Return the endings of what rules make, and how many letters at the end may have been put there."""
    put: dict[str, int] = {}
    for ending, (cut, added) in rules.items():
        if added:
            made = ending[: len(ending) - cut] + added
            put[made] = max(len(added), put.get(made, 0))
    for made in sorted(put, key=len):
        put[made] = max(put.get(made[start:], 0) for start in range(len(made)))
    return put


def odd_beginnings(classes: Mapping[str, str], put: Mapping[str, Change]) -> dict[str, list[str]]:
    """Return what the words of a stem begin with, where not all begin as it does.

    A rule may make a known word of an unknown one, which begins like it only up to what the rule put there.
    """
    words: dict[str, set[str]] = defaultdict(set)
    for form, stem in classes.items():
        words[stem].add(_beginning(form, put))
    odd = {}
    for stem, found in words.items():
        own = min((_beginning(stem + ending, put)[: len(stem)] for ending in ("", *LAST)), key=len)
        if stem in classes:
            own = _beginning(stem, put)
        if not all(letters.startswith(own) for letters in found):
            odd[stem] = _shortest(found | {own})
    return odd


def _beginning(word: str, put: Mapping[str, Change]) -> str:
    cuts = (put[word[start:]].cut for start in range(KEPT, len(word)) if word[start:] in put)
    return word[: len(word) - next(cuts, 0)][:TELLING]


def _shortest(letters: set[str]) -> list[str]:
    """Return those that begin with no other, cut until they are few enough."""
    while True:
        kept = sorted(each for each in letters if not any(each[:n] in letters for n in range(1, len(each))))
        if len(" ".join(kept)) <= LONGEST_ADDED:
            return kept
        longest = max(map(len, kept))
        letters = {each[: longest - 1] for each in kept}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
