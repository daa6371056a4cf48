"""A town of one for the commands on cards and phones."""

import shutil
from pathlib import Path

import pytest

from town_made import make_town_of_one


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town of one, made once."""
    return make_town_of_one(tmp_path_factory.mktemp("made") / "town")


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """This test's own copy of it."""
    return shutil.copytree(made, tmp_path / "town")
