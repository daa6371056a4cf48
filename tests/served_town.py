"""A town without a past, with cards, on a real socket: served as `fuda up` serves it."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from websockets.sync.client import connect

from card_town import make_town
from country_made import CITIES, Chance
from fuda.parameters import load
from fuda.world.app import town_app
from fuda.world.country import open_country
from fuda.world.dial import Dial
from fuda.world.people.roster import Roster
from fuda.world.people.story import Story
from fuda.world.settings import TownSettings
from fuda.world.town import Town
from fuda.world.up import server_config
from stand_ins import StandingClock

_BEGAN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class ServedTown:
    """Its address, `127.0.0.1:PORT`, and where its cards are."""

    address: str
    data: Path

    def chip(self, card: str) -> Path:
        """The folder of a card's chip."""
        return self.data / "wallet" / card / "chip"

    def connect(self, card: str, *, host: str | None = None, **more: object) -> connect:
        """A client of the card's APDU door; `host` is the Host header that it sends."""
        address = self.address
        if host is not None:
            more["sock"] = socket.create_connection(("127.0.0.1", int(address.partition(":")[2])))
            address = host
        return connect(f"ws://{address}/sandbox/cards/{card}/apdu", proxy=None, **more)  # type: ignore[arg-type]


@contextmanager
def served_town(
    data: Path, personalised: Path, *, past: tuple[Story, ...] = (), **settings: object
) -> Iterator[ServedTown]:
    """A town with the cards of 花子 (`first`, card-1), of 太郎 (card-2), and one in a drawer.

    Each has a copy of the `personalised` chip. A `past` is not lived through: the town stays shut.
    """
    make_town(data, {"card-1": "鎌倉　花子", "card-2": "港　太郎", "card-3-new": "別　人"})
    for card in ("card-1", "card-2", "card-3-new"):
        shutil.rmtree(data / "wallet" / card / "chip")
        shutil.copytree(personalised, data / "wallet" / card / "chip")
    dial = Dial(data / "dial.json", StandingClock(_BEGAN))  # type: ignore[arg-type]
    dial.begin(_BEGAN, ticking=False)
    told = TownSettings(data=data, **settings)  # type: ignore[arg-type]
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        open_country(
            data=data,
            municipalities=CITIES,
            clock=dial,
            machine_clock=StandingClock(_BEGAN),
            randomness=Chance(),
            parameters=load(),
            public_url="http://127.0.0.1:8400",
        ) as country,
    ):
        town = Town(
            country=country,
            dial=dial,
            roster=Roster(data / "people.json"),
            data=data,
            past=past,
            world_began=_BEGAN,
            sample_secret="a secret",
            settings=told,
        )
        config = server_config(town_app(town, told))
        config.lifespan = "off" if past else "on"
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield ServedTown(f"127.0.0.1:{listening.getsockname()[1]}", data)
        finally:
            server.should_exit = True
            thread.join()
