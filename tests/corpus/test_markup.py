from time import process_time
from typing import Final

import pytest

from searchidx.corpus.markup import paragraphs, plain


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Un</p><p>Deux</p>", ["Un", "Deux"]),
        ("<div>Un<ul><li>Deux<li>Trois</ul></div>Quatre", ["Un", "Deux", "Trois", "Quatre"]),
        ("Un<br>deux<br><br>Trois", ["Un deux", "Trois"]),
        ("<tr><td>Tours</td><td>2</td></tr><tr><td>Blois</td><td>1</td></tr>", ["Tours 2", "Blois 1"]),
        ("Un <figure><img alt='a > b'><figcaption>Une vue</figcaption></figure>", ["Un"]),
        ("<p title='2 > 1' class=\"x\">Un</p>", ["Un"]),
        ("<p title='2 < 1'>Un</p>", ["Un"]),
        ("Un<!-- <p>non</p> --> deux", ["Un deux"]),
        ("<p>Un <!-- deux</p>", ["Un deux"]),
        ("<script>if (a < b) '<p>non'</SCRIPT>Un", ["Un"]),
        ("Un<style>p {}", ["Un"]),
        ("Un<svg><svg><text>non</text></svg>non</svg>deux", ["Undeux"]),
        ("Un<svg/>deux</svg>", ["Undeux"]),
        ("<![CDATA[<p>Un</p>]]>", ["Un"]),
        ("<!DOCTYPE html><?xml version='1.0'?><P>Un", ["Un"]),
        ("l&rsquo;eau &amp; <b>3 &lt; 4</b>", ["l’eau & 3 < 4"]),
        ("3 <5, et 2<x", ["3 <5, et 2<x"]),
        ("Un\n\nDeux\ntrois", ["Un", "Deux trois"]),
        ("<b>Un</b>\n\nDeux", ["Un", "Deux"]),
        ("", []),
    ],
)
def test_the_paragraphs_of_markup(markup: str, expected: list[str]) -> None:
    assert paragraphs(markup) == expected


def test_plain_keeps_the_lines_of_a_list_together() -> None:
    assert plain("<p>Un</p><ul><li>Deux</li><li>Trois</li></ul>") == "Un\n\nDeux\nTrois"


HOSTILE: Final = (
    "<a", "<", "<!--", "<![CDATA[>", "</a", "<a b='", "<a b=\"'>", "<a\"'", "<svg>", "<svg></button>", "<p>", "&", "&#",
    "<!", "<?", "]]>", "<!-->", "<script", "\n ", "<li>",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_no_markup_costs_more_than_its_length(unit: str) -> None:
    start = process_time()
    for read in (paragraphs, plain):
        read("<p>Un</p>" + unit * (300_000 // len(unit)))
    assert (
        process_time() - start < 10
    )  # it takes a tenth of a second; what grows with the square takes minutes
