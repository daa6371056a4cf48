"""Rooms and cards for the tests in which another program is the judge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from card_fixtures import folder, issued, made
from card_room import Room, furnished

__all__ = ["folder", "issued", "made", "room"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A room with an empty PC/SC reader."""
    with furnished(tmp_path) as room:
        yield room
