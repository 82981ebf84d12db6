import gzip
from pathlib import Path

import pytest

from searchidx.analysis.families import PATH, relatives
from searchidx.analysis.french import analyse_word
from tools import derivations

DERIVATIONS = [
    ("négocier", "négociation"),
    ("négocier", "négociateur"),
    ("axe", "axial"),
    ("oeil", "oeillet"),
]


def test_families_are_what_pairs_connect_that_begin_alike() -> None:
    found = derivations.families([*DERIVATIONS, ("aller", "promenade"), ("lent", "lente")])
    assert found == {
        **dict.fromkeys(["negocier", "negociation", "negociateur"], "negociateur"),
        **dict.fromkeys(["oeil", "oeillet"], "oeil"),
    }


def test_a_family_that_is_too_large_is_none() -> None:
    assert derivations.families(DERIVATIONS, largest=2).keys() == {"oeil", "oeillet"}


def test_derivations_by_suffix_are_read(tmp_path: Path) -> None:
    path = tmp_path / "morphynet.tsv.gz"
    path.write_bytes(gzip.compress(b"moral\tamoral\tJ\tJ\ta\tprefix\naxe\taxial\tN\tJ\tal\tsuffix\n"))
    assert list(derivations.pairs(path)) == [("axe", "axial")]


@pytest.mark.parametrize(
    ("word", "relative"),
    [("négocier", "négociation"), ("électeurs", "électoral"), ("réforme", "réformateur")],
)
def test_relatives_are_found_by_stem_both_ways(word: str, relative: str) -> None:
    one, other = (analyse_word(each).term for each in (word, relative))
    assert other in relatives(one)
    assert one in relatives(other)


@pytest.mark.parametrize("word", ["", " ", "iste", "negociat", "nego cier", "\n", "\ud800", "#", "MorphyNet"])
def test_what_is_no_stem_of_a_family_has_no_relatives(word: str) -> None:
    assert relatives(word) == ()


def test_each_stem_is_in_one_family_in_order() -> None:
    lines = PATH.read_text("utf-8").splitlines()
    stems = [stem for line in lines for stem in line.split()]
    assert len(stems) == len(set(stems))
    assert lines == sorted(lines)
    assert all(line == f" {' '.join(sorted(line.split()))} " for line in lines)
