"""Rooms and cards for the tests in which another program is the judge."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from card_fixtures import folder, issued, made
from card_room import Room, furnished
from jpki_card import JpkiCard, make_jpki_card

__all__ = ["folder", "issued", "jpki_card", "made", "made_jpki_card", "reader", "room"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with an empty PC/SC reader."""
    with furnished(tmp_path) as room:
        yield room


@pytest.fixture(scope="session")
def made_jpki_card(tmp_path_factory: pytest.TempPathFactory) -> JpkiCard:
    """A card with certificates as jlis.jpki issues them."""
    return make_jpki_card(tmp_path_factory.mktemp("cards") / "jpki")


@pytest.fixture
def jpki_card(made_jpki_card: JpkiCard, tmp_path: Path) -> JpkiCard:
    """This test's own copy of it; the certificates of its authorities lie beside it."""
    folder = shutil.copytree(made_jpki_card.folder, tmp_path / "jpki")
    made_jpki_card.write_pems(tmp_path)
    return JpkiCard(folder, made_jpki_card.certificates, made_jpki_card.authorities)


@pytest.fixture
def reader(room: Room, jpki_card: JpkiCard) -> Room:
    """That card lies on the room's reader."""
    room.lay(jpki_card.folder)
    return room
