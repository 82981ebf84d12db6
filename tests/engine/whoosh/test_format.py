"""``docs/format.md`` describes the sections that there are."""

import re
from pathlib import Path

import numpy as np

from searchidx import Article, PartialDate
from searchidx.engine.whoosh.builder import Builder
from searchidx.engine.whoosh.merge import merge
from searchidx.engine.whoosh.sections import Sections
from searchidx.engine.whoosh.segment import Segment
from searchidx.engine.whoosh.stored import encode
from searchidx.engine.whoosh.vocabulary import Vocabulary

PAGE = (Path(__file__).parents[3] / "docs" / "format.md").read_text("utf-8")
TYPES = {"bytes": {""}, "narrow": {"<u1", "<u2", "<u4", "<u8"}, "u8 or u16": {"<u1", "<u2"}} | {
    f"{sign}{8 * size}": {f"<{sign}{size}"} for sign in "ui" for size in (1, 2, 4, 8)
}


def described() -> dict[str, set[str]]:
    """Return the types of each section that the page names."""
    rows = re.findall(r"^\| (`[^|]+`) \| ([a-z0-9 ]+) \| ", PAGE, re.MULTILINE)
    return {
        name: TYPES[kind] for names, kind in rows for name in re.findall(r"`(.+?)`", names) if kind in TYPES
    }


def test_the_page_names_every_section_and_its_type(tmp_path: Path) -> None:
    article = Article(
        "1", "Crue", "N’Djamena, l’eau.", PartialDate(2024), "Chapô", ("A",), "S", "So", "u", ("t",), "/p"
    )
    for number, dictionary in enumerate((b"", bytes(range(256)))):
        builder = Builder(tmp_path / f"{number}.seg", Vocabulary(), dictionary)
        builder.add(article, "00ff", encode(article))
        builder.write()
    merge([Segment.written(tmp_path, str(number)) for number in range(2)], tmp_path / "all.seg")
    sections = Sections(tmp_path / "all.seg")
    there: dict[str, set[str]] = {}
    for name in sections:
        of_line = name.endswith("/starts")
        general = re.sub(r"^[a-z]+\+?/", "LINE/" if of_line else "FIELD/", name)
        general = re.sub(r"^(month|section|source|path|author|tag)\.", "COLUMN.", general)
        kind = sections._sections[name][2]
        there.setdefault(general, set()).add(kind and np.dtype(kind).str.replace("|", "<"))
    assert set(there) == set(described())
    assert all(kinds <= described()[name] for name, kinds in there.items()), there
