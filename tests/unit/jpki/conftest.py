"""An authority's desk asked by a municipality."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from jpki_made import NOON, PARAMETERS, Requests
from stand_ins import CountingRandomness, StandingClock

Open = Callable[[], JpkiKeeper]


@pytest.fixture
def clock() -> StandingClock:
    """Noon in Japan on 1 April 2026."""
    return StandingClock(NOON)


@pytest.fixture
def start(tmp_path: Path, clock: StandingClock) -> Open:
    """Starts the desk over its folder, as often as a test wants."""
    randomness = CountingRandomness()

    def started() -> JpkiKeeper:
        return JpkiKeeper(
            url=f"sqlite:///{tmp_path / 'jpki.sqlite'}",
            keys=tmp_path / "keys",
            clock=clock,
            randomness=randomness,
            parameters=PARAMETERS,
        )

    return started


@pytest.fixture
def desk(start: Open) -> Iterator[JpkiKeeper]:
    """A desk asked by 港区."""
    desk = start()
    with acting_as(Caller("m/131032")):
        yield desk
    desk.close()


@pytest.fixture
def request_for(desk: JpkiKeeper) -> Requests:
    """Makes requests to the desk."""
    return Requests(desk)
