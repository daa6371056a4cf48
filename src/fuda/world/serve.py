"""One institution in a process of its own: its doors over mutual TLS, on this machine only."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from fuda.doors.jpki import Jpki
from fuda.doors.numbering import Numbering
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.numbering.api import NumberingKeeper
from fuda.kit.carrier import Door
from fuda.kit.damage import StoreDamaged
from fuda.kit.edge import log_bug
from fuda.kit.serving import TlsFiles, server_config
from fuda.parameters import load
from fuda.world.access import ACCESS
from fuda.world.authority_keys import authority_keyring
from fuda.world.chance import SystemRandomness
from fuda.world.dial import Dial
from fuda.world.folders import database_url, dial_file, institution_folder, key_folder, tls_folder
from fuda.world.institution import HasDues
from fuda.world.ocsp import alone_publication, alone_responder
from fuda.world.privacy import keep_private
from fuda.world.settings import HsmSettings
from fuda.world.town_tls import town_tls

HOST = "127.0.0.1"
_DUE_EVERY_SECONDS = 5


class CannotServe(Exception):  # noqa: N818 - one line for the person who typed the command
    """The institution cannot be started; the message says why and what to do."""


class Keeper(Protocol):
    """An institution that was opened."""

    def close(self) -> None:
        """Let its store go."""
        ...


@dataclass(frozen=True, slots=True)
class _Alone:
    """An institution that calls no door of another, so that it can run alone."""

    keeper: Callable[..., Keeper]
    doors: tuple[Callable[..., Any], ...]


ALONE: Mapping[str, _Alone] = {
    "jlis.numbering": _Alone(NumberingKeeper, (Numbering,)),
    "jlis.jpki": _Alone(JpkiKeeper, (Jpki,)),
}


def open_keeper(institution: str, data: Path, hsm: HsmSettings | None = None) -> Keeper:
    """The institution with its own store and keys in the town's data folder."""
    if institution not in ALONE:
        raise CannotServe(f"{institution!r} cannot run alone; accepted: {', '.join(ALONE)}")
    folder = institution_folder(data, institution)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys, randomness = key_folder(data, institution), SystemRandomness()
    keyring = {}
    if institution == "jlis.jpki":
        keyring = {"keyring": authority_keyring(hsm, keys, randomness)}
    return ALONE[institution].keeper(
        url=database_url(data, institution),
        keys=keys,
        clock=Dial(dial_file(data)),
        randomness=randomness,
        parameters=load(),
        **keyring,
    )


def tls_of(data: Path, municipalities: Sequence[str]) -> Mapping[str, TlsFiles]:
    """The town's TLS files by name of institution or terminal."""
    names = [*ALONE, "jlis.cards", "certificate_center", "verifier", "kiosk", "desktop"]
    for code in municipalities:
        names += [f"m/{code}", f"counter/{code}"]
    return town_tls(tls_folder(data), names)


def application(institution: str, keeper: Keeper) -> FastAPI:
    """The institution's doors, closing the keeper when the server stops."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        dues = asyncio.create_task(_dues(keeper)) if isinstance(keeper, HasDues) else None
        yield
        if dues:
            dues.cancel()
            with suppress(asyncio.CancelledError):
                await dues
        await run_in_threadpool(keeper.close)

    app = FastAPI(title=institution, lifespan=lifespan)
    for door in ALONE[institution].doors:
        app.include_router(Door(door, ACCESS.at(institution)).served(keeper))
    if isinstance(keeper, JpkiKeeper):
        app.mount("/ocsp", alone_responder(keeper))
        app.include_router(alone_publication(keeper))
    return app


async def _dues(keeper: HasDues) -> None:
    while True:
        await asyncio.sleep(_DUE_EVERY_SECONDS)
        try:
            await run_in_threadpool(keeper.due)
        except Exception as error:  # noqa: BLE001 - the next round may succeed, and it is logged
            log_bug("due", error)


def serve(
    institution: str,
    *,
    data: Path,
    port: int,
    municipalities: Sequence[str],
    hsm: HsmSettings | None = None,
    ready: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is told the address once connections are taken."""
    if institution not in ALONE:
        raise CannotServe(f"{institution!r} cannot run alone; accepted: {', '.join(ALONE)}")
    keep_private()
    if not Dial(dial_file(data)).exists():
        raise CannotServe(f"{data} is no town yet: start it once with fuda up --data {data}")
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as taken:
            raise CannotServe(f"port {port} on {HOST}: {taken.strerror}; use --port") from taken
        files = tls_of(data, municipalities)[institution]
        try:
            keeper = open_keeper(institution, data, hsm)
        except StoreDamaged as damaged:
            raise CannotServe(str(damaged)) from damaged
        app = application(institution, keeper)
        listening.listen()
        ready("https://{}:{}".format(*listening.getsockname()))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(server_config(app, files)).run(sockets=[listening])
