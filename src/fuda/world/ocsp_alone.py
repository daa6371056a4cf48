"""`fuda authority respond`: OCSP answered by a process that does nothing else, here only.

Start as many as there are cores to spare, each on a port of its own, and put them behind a proxy
that knows the verifiers by their certificates; tokens it may pass on.
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import uvloop

from fuda.institutions.jlis.jpki.responder.alone import AT, Alone
from fuda.institutions.jlis.jpki.responder.answering import Responder
from fuda.institutions.jlis.jpki.responder.askers import Askers
from fuda.kit.edge import log_bug
from fuda.world.ocsp import askers, the_desk
from fuda.world.settings import TownSettings

HOST = "127.0.0.1"
_WAITING_TO_BE_TAKEN = 512
_LOOKED_AFTER_EVERY = 5.0
_LAST_ANSWERS = 10.0
"""Seconds for what was asked before the end."""


class PortTaken(Exception):  # noqa: N818 - one line for the person who typed the command
    """Nobody can listen there; the message says why."""


def respond(settings: TownSettings, *, port: int, ready: Callable[[str], None]) -> None:
    """Answer until SIGTERM or Ctrl-C; `ready` is told the address once connections are taken.

    PortTaken, DialError, StoreDamaged or SignerGone where it cannot begin.
    """
    with listening(port) as there, the_desk(settings) as keeper:
        uvloop.run(answer_at(there, keeper.responder, askers(settings.ocsp), ready=ready))


def listening(port: int) -> socket.socket:
    """The socket; port 0 takes a free one."""
    there = socket.socket()
    there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        there.bind((HOST, port))
    except OSError as taken:
        there.close()
        raise PortTaken(f"port {port} on {HOST}: {taken.strerror}; use --port") from taken
    return there


async def answer_at(
    there: socket.socket, responder: Responder, asked_by: Askers, *, ready: Callable[[str], None]
) -> None:
    """Answer whoever comes to this socket, until SIGTERM or Ctrl-C."""
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end.set)
    with ThreadPoolExecutor(thread_name_prefix="signing") as threads:
        alone = Alone(responder, asked_by, threads)
        server = await loop.create_server(
            alone.connection, sock=there, backlog=_WAITING_TO_BE_TAKEN
        )
        ready(f"http://{HOST}:{there.getsockname()[1]}{AT}")
        while not end.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), _LOOKED_AFTER_EVERY)
            alone.close_idle()
            await _keep_pace(loop, threads, responder)
        server.close()
        alone.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(alone.gone(), _LAST_ANSWERS)


async def _keep_pace(
    loop: asyncio.AbstractEventLoop, threads: ThreadPoolExecutor, responder: Responder
) -> None:
    try:
        await loop.run_in_executor(threads, responder.due)
    except Exception as error:  # noqa: BLE001 - the next round may succeed, and it is logged
        log_bug("due", error)
