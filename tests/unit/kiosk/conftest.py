"""A machine before a country that is made once and copied for each test."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from country_made import HANDED_OVER, Town, make_country
from kiosk_made import Kiosk, open_kiosk


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path]:
    """People with cards in hand."""
    folder = tmp_path_factory.mktemp("country")
    return make_country(folder), folder


@pytest.fixture
def kiosk(country: tuple[Town, Path], tmp_path: Path) -> Iterator[Kiosk]:
    """Six days after the hand-over, a Tuesday, at ten: past every city's waiting days."""
    made, folder = country
    at = HANDED_OVER + timedelta(days=6)
    with open_kiosk(made, folder, tmp_path / "data", at) as opened:
        yield opened
