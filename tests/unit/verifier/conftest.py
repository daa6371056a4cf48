"""A verifier with two relying parties, and a browser."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from login_made import CALLBACK, KeyCard, Town, make_town
from relying_party import CONFIDENTIAL, PUBLIC, SECRET, Party, new_browser


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A verifier with a shop that keeps a secret and an app that cannot."""
    made = make_town(tmp_path)
    register = made.verifier.register_relying_party
    register(client_id=CONFIDENTIAL, name="Shop", redirect_uris=(CALLBACK,), secret=SECRET)
    register(client_id=PUBLIC, name="App", redirect_uris=(CALLBACK,), secret=None)
    with closing(made.verifier):
        yield made


@pytest.fixture
def browser(town: Town) -> httpx.Client:
    """The browser of the person who signs in."""
    return new_browser(town)


@pytest.fixture
def shop(town: Town, browser: httpx.Client) -> Party:
    """The relying party with a secret."""
    return Party(town, browser)


@pytest.fixture
def app(town: Town, browser: httpx.Client) -> Party:
    """The public client."""
    return Party(town, browser, client_id=PUBLIC, secret=None)


@pytest.fixture
def card(town: Town) -> KeyCard:
    """A card whose certificate stands."""
    return KeyCard.of(town.jpki)
