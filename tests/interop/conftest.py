"""Rooms and cards for the tests in which another program is the judge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from card_made import Personalised, lay, make_blank, personalise
from card_room import Room, furnished


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with an empty PC/SC reader."""
    with furnished(tmp_path) as room:
        yield room


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Personalised]:
    """A card after hand-over, and what its issuer knows of it."""
    folder = make_blank(tmp_path_factory.mktemp("cards") / "made")
    with lay(folder) as chip:
        return folder, personalise(chip)
