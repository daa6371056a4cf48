"""The cards that tests here begin with: one after hand-over, one with every record on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from card_fixtures import chip, folder, issued, made
from card_made import lay
from fuda.card.chip import Chip
from records_made import make_recorded

__all__ = ["chip", "folder", "issued", "made"]


@pytest.fixture(scope="session")
def made_whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RSAPublicKey]:
    """A card with every record, and its own public key."""
    folder = tmp_path_factory.mktemp("cards") / "whole"
    return folder, make_recorded(folder)


@pytest.fixture
def card_key(made_whole: tuple[Path, RSAPublicKey]) -> RSAPublicKey:
    """The card's own public key."""
    return made_whole[1]


@pytest.fixture
def whole(made_whole: tuple[Path, RSAPublicKey], tmp_path: Path) -> Iterator[Chip]:
    """That card on a reader."""
    with lay(shutil.copytree(made_whole[0], tmp_path / "whole")) as chip:
        yield chip
