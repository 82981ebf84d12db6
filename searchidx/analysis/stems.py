"""The table of French stems, in a file that is mapped into memory and searched where it lies.

Words of a-z lead through an automaton, letter by letter, to what is said of them: states are places in two
arrays, `labels` and `steps`; a letter added to a state is the place of a step, if its label is that letter;
the step labelled `END` holds a number, which says how the word is changed.  Nothing is decoded beforehand,
so a first look costs what the tenth does, and threads and processes share one copy.

``tools/build_stems.py`` writes the file; ``data/stems.md`` tells where the words come from.
"""

import struct
import sys
import zlib
from array import array
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Final, NamedTuple

from searchidx.errors import InstallationDamaged

PATH: Final = Path(__file__).with_name("data") / "stems.bin"

END: Final = 0x60
"""The label of the step that ends a word: the character before ``a``."""

MAGIC: Final = b"stems 1\n"
HEADER: Final = struct.Struct("<8s7I")
"""`MAGIC`, the checksum of what follows it, four roots, how many cells, how many bytes of text.

Then, one a cell, the steps (four bytes) and the labels (one), and the text that changes put behind words.
"""

LONGEST_ADDED: Final = 31
LONGEST_CUT: Final = 63
_NAME: Final = 64


class Change(NamedTuple):
    """What is done to a word: letters cut from its end, and letters put there.

    ``is_name``: the word is a proper name, which no rule leads to.
    """

    cut: int
    added: str
    is_name: bool = False


class Table(NamedTuple):
    """The arrays and the states where four dictionaries begin.

    Attributes
    ----------
    forms: known folded words.
    endings: endings of unknown words, read backwards.
    put: endings that the rules of `endings` put in their place, read backwards.
    beginnings: stems whose words begin otherwise than they do.
    """

    forms: int
    endings: int
    put: int
    beginnings: int
    steps: memoryview
    labels: bytes
    text: str

    def find(self, state: int, word: bytes) -> int:
        """Return the number of a word of ASCII, or 0."""
        steps, labels = self.steps, self.labels
        for letter in word:
            at = state + letter
            if labels[at] != letter:
                return 0
            state = steps[at]
        at = state + END
        return steps[at] if labels[at] == END else 0

    def find_longest(self, state: int, word: bytes) -> int:
        """Return the number of the longest beginning of a word that has one, or 0."""
        steps, labels = self.steps, self.labels
        found = 0
        for letter in word:
            at = state + letter
            if labels[at] != letter:
                break
            state = steps[at]
            if labels[state + END] == END:
                found = steps[state + END]
        return found

    def change(self, number: int) -> Change:
        length = number >> 7 & LONGEST_ADDED
        start = number >> 12
        return Change(number & LONGEST_CUT, self.text[start : start + length], bool(number & _NAME))

    def changed(self, word: str, number: int) -> str:
        """Return a word changed as a number says; the same as by `change`, in short."""
        cut = number & LONGEST_CUT
        kept = word[:-cut] if cut else word
        length = number >> 7 & LONGEST_ADDED
        if not length:
            return kept
        start = number >> 12
        return kept + self.text[start : start + length]

    def is_name(self, number: int) -> bool:
        return bool(number & _NAME)


def number_of(change: Change, place: int) -> int:
    """Return a change as a number, given the place of its letters in the text, which is not 0."""
    return change.cut | (_NAME if change.is_name else 0) | len(change.added) << 7 | place << 12


@cache
def stem_table() -> Table:
    """Return the table of the package."""
    return read(PATH)


def read(path: Path) -> Table:
    """Map a table into memory.

    Raises
    ------
    InstallationDamaged
        where the file is missing, cut, or not what was written.
    """
    try:
        with path.open("rb") as file:
            view = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError) as error:  # an empty file cannot be mapped
        raise InstallationDamaged(str(path), "it is missing or cannot be read") from error
    if len(view) < HEADER.size:
        raise InstallationDamaged(str(path), "it is cut")
    magic, checksum, forms, endings, put, beginnings, cells, length = HEADER.unpack_from(view)
    if magic != MAGIC or len(view) != HEADER.size + 5 * cells + length:
        raise InstallationDamaged(str(path), "it is cut or is no table of stems")
    if zlib.crc32(view[len(MAGIC) + 4 :]) != checksum:
        raise InstallationDamaged(str(path), "its checksum is wrong")
    steps = view[HEADER.size :][: 4 * cells].cast("I")
    labels = bytes(view[HEADER.size + 4 * cells :][:cells])
    text = bytes(view[HEADER.size + 5 * cells :]).decode()
    return Table(forms, endings, put, beginnings, _native(steps), labels, text)


def _native(steps: memoryview) -> memoryview:
    if sys.byteorder == "little":
        return steps
    swapped = array("I", steps)
    swapped.byteswap()
    return memoryview(swapped)
