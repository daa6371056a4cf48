"""jlis.cards, asked by two municipalities."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cards_made import APPLIED, KAMAKURA, MINATO, PARAMETERS, Desk, Open, Plant, PostBox
from country_made import Chance
from fuda.doors.cards import Cards
from fuda.institutions.jlis.cards.api import CardManagement
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.world.faces import card_font
from fuda.world.wallet import Wallet
from stand_ins import StandingClock


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens the desk over its folder, as often as a test wants."""
    clock, chance = StandingClock(APPLIED), Chance()
    post = PostBox()
    plant = Plant(Wallet(tmp_path / "wallet", parameters=PARAMETERS, randomness=chance))

    @contextmanager
    def open_desk() -> Iterator[Desk]:
        management = CardManagement(
            url=f"sqlite:///{tmp_path / 'store.db'}",
            keys=tmp_path / "keys",
            clock=clock,
            randomness=chance,
            parameters=PARAMETERS,
            plant=plant,
            outlets={f"m/{KAMAKURA}": post, f"m/{MINATO}": post},
            font=card_font(),
        )
        yield Desk(
            data=tmp_path,
            clock=clock,
            plant=plant,
            post=post,
            management=management,
            doors={
                code: Door(Cards).direct(management, Caller(f"m/{code}"))
                for code in (KAMAKURA, MINATO)
            },
        )
        management.close()

    return open_desk


@pytest.fixture
def desk(opened: Open) -> Iterator[Desk]:
    """The desk, open."""
    with opened() as desk:
        yield desk
