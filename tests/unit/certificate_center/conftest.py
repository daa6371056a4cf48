"""A country that is made once and copied for each test, seen from the center."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from country_made import HANDED_OVER, Town, make_country, open_town


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, Path]:
    """People with cards in hand."""
    folder = tmp_path_factory.mktemp("country")
    return make_country(folder), folder


@pytest.fixture
def data(country: tuple[Town, Path], tmp_path: Path) -> Path:
    """This test's own copy, not yet open."""
    return shutil.copytree(country[1], tmp_path / "data")


@pytest.fixture
def town(country: tuple[Town, Path], data: Path) -> Iterator[Town]:
    """Six days after the hand-over, a Tuesday, at ten."""
    made = country[0]
    with open_town(data, HANDED_OVER + timedelta(days=6)) as opened:
        opened.residents, opened.cards, opened.cities = made.residents, made.cards, made.cities
        yield opened
