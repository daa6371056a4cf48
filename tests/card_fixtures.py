"""One personalised card, made once, copied for each test; a room's conftest takes what it needs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from card_made import Full, Personalised, lay, make_blank, make_full, personalise
from fuda.card.chip import Chip


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Personalised]:
    """A card after hand-over, and what its issuer knows of it."""
    folder = make_blank(tmp_path_factory.mktemp("cards") / "made")
    with lay(folder) as chip:
        return folder, personalise(chip)


@pytest.fixture
def issued(made: tuple[Path, Personalised]) -> Personalised:
    """What the issuer knows of the card."""
    return made[1]


@pytest.fixture
def folder(made: tuple[Path, Personalised], tmp_path: Path) -> Path:
    """This test's own copy of the card."""
    return shutil.copytree(made[0], tmp_path / "card")


@pytest.fixture
def chip(folder: Path) -> Iterator[Chip]:
    """The card on a reader."""
    with lay(folder) as chip:
        yield chip


@pytest.fixture(scope="session")
def made_full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Full]:
    """A card on which everything is written."""
    folder = tmp_path_factory.mktemp("cards") / "full"
    return folder, make_full(folder)


@pytest.fixture
def full(made_full: tuple[Path, Full]) -> Full:
    """What the issuer knows of the card with everything."""
    return made_full[1]


@pytest.fixture
def full_folder(made_full: tuple[Path, Full], tmp_path: Path) -> Path:
    """This test's own copy of the card with everything."""
    return shutil.copytree(made_full[0], tmp_path / "full")


@pytest.fixture
def full_chip(full_folder: Path) -> Iterator[Chip]:
    """The card with everything on a reader."""
    with lay(full_folder) as chip:
        yield chip
