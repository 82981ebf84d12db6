"""The sample articles, indexed once for all tests that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from searchidx import SearchIndex

CORPUS = Path(__file__).parent.parent / "corpus"

settings.register_profile("searchidx", deadline=None, print_blob=True)
settings.load_profile("searchidx")


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an index of the sample articles; not to be written to."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    with SearchIndex.create(folder) as index:
        index.update(CORPUS)
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Iterator[SearchIndex]:
    """Open an index of the sample articles; not to be written to."""
    with SearchIndex.open(sample_folder) as index:
        yield index
