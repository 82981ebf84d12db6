"""The file: classes, rules, and what the words of a stem begin with, packed."""

import zlib
from collections import defaultdict
from collections.abc import Mapping

from searchidx.analysis.stemmer import KEPT, LAST, TELLING
from searchidx.analysis.stems import HEADER, LONGEST_ADDED, LONGEST_CUT, MAGIC, Change, number_of
from tools.automaton import pack
from tools.endings import change


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
