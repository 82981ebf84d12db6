"""Of what is put and deleted in one batch the last word counts, also across epochs."""

from pathlib import Path

import pytest

from searchidx import Article
from searchidx.engine.whoosh import WhooshEngine, batch


def made(id: str, title: str) -> Article:
    return Article(id, title, "")


EARLY = made("early", "Crue")
LATE = [made(f"late-{number}", title) for number in range(2) for title in ("Crue", "Décrue")]
"""Each put twice, so that a new epoch begins where one late article is many."""


@pytest.mark.parametrize(
    ("operations", "titles"),
    [
        pytest.param([EARLY, made("early", "Décrue")], {"early": "Décrue"}, id="put again"),
        pytest.param([EARLY, "early"], {}, id="put, then deleted"),
        pytest.param(["early", EARLY], {"early": "Crue"}, id="deleted, then put"),
        pytest.param(
            [EARLY, *LATE, "early"], {"late-0": "Décrue", "late-1": "Décrue"}, id="deleted an epoch later"
        ),
        pytest.param(
            [EARLY, *LATE, made("early", "Étiage")],
            {"early": "Étiage", "late-0": "Décrue", "late-1": "Décrue"},
            id="put again an epoch later",
        ),
        pytest.param(
            [EARLY, *LATE, "early", made("early", "Étiage")],
            {"early": "Étiage", "late-0": "Décrue", "late-1": "Décrue"},
            id="deleted and put again an epoch later",
        ),
    ],
)
def test_the_last_word_on_an_id_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operations: list[Article | str], titles: dict[str, str]
) -> None:
    monkeypatch.setattr(batch, "_LATE", 1)
    with WhooshEngine.create(tmp_path / "index") as engine:
        with engine.writer() as writer:
            for operation in operations:
                if isinstance(operation, str):
                    writer.delete(operation)
                else:
                    writer.put(operation, "digest")
        assert {article.id: article.title for article in engine.articles()} == titles
        assert len(engine) == len(titles)
