import pickle
import re

import pytest

from searchidx import errors
from searchidx.errors import (
    ArticleError,
    CleanUpPending,
    DateError,
    ExtraMissing,
    IndexDamaged,
    IndexExists,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnavailable,
    InstallationDamaged,
    QueryError,
    QueryTimeout,
    SavedSearchError,
    SearchidxError,
    SettingsError,
    SourceError,
)

SENTENCES = [
    pytest.param(
        QueryError("irak (", (5, 6), "this parenthesis is not closed", "add ) after the group"),
        "this parenthesis is not closed, at character 6; add ) after the group",
        id="query",
    ),
    pytest.param(
        QueryError("()", (0, 2), "there is nothing between these parentheses"),
        "there is nothing between these parentheses, at character 1",
        id="query without a hint",
    ),
    pytest.param(
        QueryTimeout(2.5),
        "no answer within 2.5 s; ask for fewer or rarer words, or allow more time with --timeout (timeout= in Python)",
        id="timeout",
    ),
    pytest.param(
        DateError("2024-13", "there is no month 13"),
        "cannot read the date “2024-13”: there is no month 13",
        id="date",
    ),
    pytest.param(ArticleError("body is not text", "a.jsonl#3"), "a.jsonl#3: body is not text", id="article"),
    pytest.param(ArticleError("body is not text"), "body is not text", id="article of a place that is known"),
    pytest.param(
        SourceError("corpus", "there is no such file or folder"),
        "corpus: there is no such file or folder; the index was left as it is",
        id="source",
    ),
    pytest.param(
        SettingsError("weights", "is a table", "searchidx.toml"),
        "searchidx.toml: weights: is a table",
        id="settings",
    ),
    pytest.param(SettingsError("index", "is empty"), "index: is empty", id="settings without a file"),
    pytest.param(
        ExtraMissing("watching folders", "watch"),
        "watching folders needs more than is installed; install it with: pip install 'searchidx[watch]'",
        id="extra missing",
    ),
    pytest.param(
        InstallationDamaged("stems.bin", "it is cut"),
        "stems.bin, a file of searchidx, cannot be used: it is cut; install searchidx again",
        id="installation damaged",
    ),
    pytest.param(
        IndexUnavailable("index", "permission denied"),
        "the index in index cannot be used: permission denied",
        id="index unavailable",
    ),
    pytest.param(
        SavedSearchError("veille", "there is none; none is saved yet"),
        "the saved search “veille”: there is none; none is saved yet",
        id="saved search",
    ),
    pytest.param(
        IndexMissing("index"),
        "there is no index in index; make one with: searchidx index FOLDER_OF_ARTICLES",
        id="index missing",
    ),
    pytest.param(
        IndexExists("index", "there is one already"),
        "cannot make an index in index: there is one already; choose a new or empty folder",
        id="index exists",
    ),
    pytest.param(
        IndexLocked("index"),
        "another program is writing to the index in index; try again when it has finished",
        id="index locked",
    ),
    pytest.param(
        IndexLocked("index", "process 7: searchidx index corpus"),
        "another program (process 7: searchidx index corpus) is writing to the index in index; "
        "try again when it has finished",
        id="index locked by somebody known",
    ),
    pytest.param(
        IndexOutdated("index", "analysis 1, now 2"),
        "the index in index was made by another version of searchidx (analysis 1, now 2); "
        "bring it up to date with: searchidx index FOLDER_OF_ARTICLES",
        id="index outdated",
    ),
    pytest.param(
        IndexDamaged("index", "CURRENT is empty"),
        "the index in index is damaged (CURRENT is empty); "
        "save what can be read with: searchidx repair, "
        "or remove that folder and make it again with: searchidx index FOLDER_OF_ARTICLES",
        id="index damaged",
    ),
]


def drawn() -> dict[str, str | None]:
    """Read the tree of the docstring: each class and the class above it."""
    tree: dict[str, str | None] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if node := re.fullmatch(r"    (?P<branch>[│├└─ ]*)(?P<name>\w+)(?:  +\S.*)?", line):
            depth = len(node["branch"]) // 4
            tree[node["name"]] = above[depth - 1] if depth else None
            above[depth:] = [node["name"]]
    return tree


def real() -> dict[str, str | None]:
    """Walk the classes of the module: each, and the class above it."""
    classes = [
        each for each in vars(errors).values() if isinstance(each, type) and each is not CleanUpPending
    ]
    return {
        each.__name__: None if each is SearchidxError else " ".join(base.__name__ for base in each.__bases__)
        for each in classes
    }


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    assert drawn() == real()
    assert SearchidxError.__bases__ == (Exception,)


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_an_error_says_what_is_wrong_and_what_to_do(error: SearchidxError, sentence: str) -> None:
    assert str(error) == sentence


def test_what_fails_after_a_commit_is_a_warning_that_says_so() -> None:
    warning = CleanUpPending("index", "Input/output error")
    assert str(warning) == "the index in index: committed, clean-up pending (Input/output error)"
    assert isinstance(warning, UserWarning)
    assert str(pickle.loads(pickle.dumps(warning))) == str(warning)


def test_every_class_but_the_root_has_its_sentence() -> None:
    asserted = {type(case.values[0]).__name__ for case in SENTENCES}
    assert asserted == real().keys() - {"SearchidxError"}


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_an_error_keeps_its_facts_and_sentence_on_its_way_between_processes(
    error: SearchidxError, sentence: str
) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), vars(copy), str(copy)) == (type(error), vars(error), sentence)


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        pytest.param(
            QueryError("irak (", (5, 6), "why", "write"),
            {"query": "irak (", "span": (5, 6), "reason": "why", "hint": "write"},
            id="query",
        ),
        pytest.param(DateError("2024-13", "why"), {"text": "2024-13", "reason": "why"}, id="date"),
        pytest.param(ArticleError("why", "a.txt"), {"reason": "why", "where": "a.txt"}, id="article"),
        pytest.param(SourceError("a.txt", "why"), {"path": "a.txt", "reason": "why"}, id="source"),
        pytest.param(
            SettingsError("index", "why", "searchidx.toml"),
            {"name": "index", "reason": "why", "where": "searchidx.toml"},
            id="settings",
        ),
        pytest.param(ExtraMissing("what", "watch"), {"what": "what", "extra": "watch"}, id="extra"),
        pytest.param(
            InstallationDamaged("stems.bin", "why"), {"path": "stems.bin", "detail": "why"}, id="installation"
        ),
        pytest.param(IndexMissing("index"), {"where": "index", "detail": ""}, id="index"),
    ],
)
def test_an_error_stores_facts(error: SearchidxError, facts: dict[str, object]) -> None:
    assert vars(error) == facts
