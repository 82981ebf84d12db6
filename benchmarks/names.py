"""Invented proper names, so that the vocabulary of a made corpus keeps growing as a real one does."""

from array import array
from random import Random
from typing import Final

DISCOUNT: Final = 0.62
STRENGTH: Final = 2000.0

_ONSETS: Final = "b br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s st t tr v vr z".split()  # noqa: SIM905  read it aloud
_NUCLEI: Final = "a e i o u é è ou an en on in ai au oi ui eu ie".split()  # noqa: SIM905
_CODAS: Final = ["", "", "", "l", "r", "s", "c", "lle"]
_ENDS: Final = [
    "",
    "ville",
    "gnac",
    "main",
    "dard",
    "reau",
    "nel",
    "ret",
    "lier",
    "ron",
    "lot",
    "noux",
    "vic",
    "dez",
    "ski",
]


def invented_name(number: int) -> str:
    """Return a pronounceable name for a number; neighbours look nothing alike.

    >>> invented_name(0), invented_name(1), invented_name(123_456)
    ('Linsvrerville', 'Cekornel', 'Lobranrfrér')
    """
    rest = (number * 2_654_435_761 + 987_654_321) % 2**40
    syllables = []
    for _ in range(2 if number < 50_000 else 3):
        for letters in (_ONSETS, _NUCLEI, _CODAS):
            rest, place = divmod(rest, len(letters))
            syllables.append(letters[place])
    return "".join(syllables).capitalize() + _ENDS[rest % len(_ENDS)]


class Names:
    """Names drawn from a Pitman–Yor process.

    The more often a name was drawn, the likelier it is drawn again, which gives Zipf's frequencies; new names
    keep coming, about as many as the draws to the power of ``DISCOUNT``, which gives Heaps' growth.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._drawn = array("I")  # the number of the name, draw by draw
        self._times = array("I")  # how often each name was drawn

    def draw(self) -> str:
        """Return a name, an old one or a new one."""
        draws, names = len(self._drawn), len(self._times)
        if self._random.random() * (STRENGTH + draws) < STRENGTH + DISCOUNT * names:
            number = names
            self._times.append(0)
        else:
            number = self._old_name()
        self._times[number] += 1
        self._drawn.append(number)
        return invented_name(number)

    def _old_name(self) -> int:
        """Choose in proportion to the times drawn less the discount: propose by times, reject for the rest."""
        while True:
            number = self._drawn[int(self._random.random() * len(self._drawn))]
            if self._random.random() * self._times[number] >= DISCOUNT:
                return number
