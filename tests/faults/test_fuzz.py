"""What fuzzing once found stays found, and a little is tried anew each time."""

from random import Random

import pytest

from tests.faults.fuzz import SEEDS, TARGETS, changed, findings
from tests.faults.profile import report, times


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_goes_wrong(name: str) -> None:
    chance = Random(17)
    pool = [*SEEDS[name], *findings(name)]
    number = times(150 if name == "query" else 60, 5_000)
    for data in [*pool, *(changed(chance.choice(pool), chance) for _ in range(number))]:
        TARGETS[name](data)
    report(f"fuzzing ({name})", number + len(pool), "0 findings")
