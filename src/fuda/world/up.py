"""Starts a town's server and stops it cleanly on Ctrl-C or SIGTERM."""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import structlog
import uvicorn
from starlette.types import ASGIApp

from fuda.kit.damage import KeyFileRefused, StoreDamaged
from fuda.kit.typesetting import FontMissingError, find_font
from fuda.parameters import ParameterFileError, load
from fuda.world.apdu_door import LONGEST_COMMAND
from fuda.world.app import town_app
from fuda.world.data_folder import DataFolderError, data_folder
from fuda.world.dial import DialError
from fuda.world.people.story import StoryError
from fuda.world.privacy import keep_private
from fuda.world.settings import SettingsError, TownSettings
from fuda.world.town import open_town

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 5
_PING_SECONDS = 10
"""A client that answers no ping for so long is gone, and its card is taken from the reader."""


class CannotStart(Exception):  # noqa: N818 - one line for the person who typed the command
    """The town cannot be started; the message says why and what to do."""


def start(settings: TownSettings, *, fresh: bool, say: Callable[[str], None]) -> None:
    """Serve the town until it is told to stop."""
    keep_private()
    _log_to_stderr()
    # uvicorn hands a signal on once it has shut down: SIGTERM then ends as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with socket.socket() as listening:
        _listen(listening, settings.port)
        try:
            with (
                data_folder(settings.data, fresh=fresh) as data,
                open_town(settings.model_copy(update={"data": data}), load()) as town,
            ):
                _greet(settings, say)
                for card in town.country.wallet.damaged():
                    say(f"A card cannot be used: {card}")
                config = server_config(town_app(town, settings))
                with suppress(KeyboardInterrupt):
                    uvicorn.Server(config).run(sockets=[listening])
                say("The town is closed. Its people wait in " + str(settings.data))
        except (
            DataFolderError,
            DialError,
            KeyFileRefused,
            ParameterFileError,
            SettingsError,
            StoreDamaged,
            StoryError,
        ) as why:
            raise CannotStart(str(why)) from None


def server_config(app: ASGIApp) -> uvicorn.Config:
    """How a town's application is served."""
    return uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        ws="websockets-sansio",
        ws_max_size=LONGEST_COMMAND,
        ws_per_message_deflate=False,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_PATIENCE_SECONDS,
    )


def _listen(listening: socket.socket, port: int) -> None:
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as taken:
        raise CannotStart(
            f"port {port} on {HOST} cannot be used ({taken.strerror}): "
            "stop what listens there, or give another one with --port"
        ) from None
    listening.listen()


def _greet(settings: TownSettings, say: Callable[[str], None]) -> None:
    say(f"The town of Fuda: {settings.public_url}  (in {settings.data}; Ctrl-C closes it)")
    say("Try first:  the kiosk with 髙橋　花子 and PIN 1234, then turn the clock on the town page.")
    say("At a shell: fuda card list · fuda clock set +90d · fuda ask --list")
    try:
        find_font()
    except FontMissingError as missing:
        say(f"Certificates cannot be printed yet: {missing}")


def _log_to_stderr() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
