"""`fuda clock show | set | tick`: the dial of a running town."""

import sys
from collections.abc import Callable
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.world.asking_town import TownSilentError, get, post

_EXIT_CANNOT = 1
_Port = Annotated[int | None, Option(help="Where the town listens.")]


def register(app: Typer) -> None:
    """Add the commands."""
    clock = Typer(no_args_is_help=True, help="The town's dial. It turns forward only.")
    app.add_typer(clock, name="clock")

    @clock.command("show")
    def show(port: _Port = None) -> None:
        """What the dial shows."""
        _say(_asked(lambda: get("/sandbox/clock", port)))

    @clock.command("set")
    def set_(
        to: Annotated[str, Argument(help="2036-04-02, 2036-04-02T22:59, 22:59, +90d, +3h")],
        port: _Port = None,
    ) -> None:
        """Turn it; what falls due has happened when this returns."""
        _say(_asked(lambda: post("/sandbox/clock", {"to": to}, port)))

    @clock.command("tick")
    def tick(state: Annotated[str, Argument(help="on or off")], port: _Port = None) -> None:
        """Let it go on by itself, or stand still."""
        if state not in {"on", "off"}:
            raise _failed(f"{state!r} is not understood: give on or off")
        _say(_asked(lambda: post("/sandbox/clock", {"ticking": state == "on"}, port)))


def _asked(ask: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return ask()
    except TownSilentError as why:
        raise _failed(str(why)) from None


def _say(dial: dict[str, object]) -> None:
    goes = "goes on by itself" if dial["ticking"] else "stands still"
    sys.stdout.write(f"{dial['now']} ({goes})\n")


def _failed(line: str) -> Exit:
    sys.stderr.write(f"fuda clock: {line}\n")
    return Exit(_EXIT_CANNOT)
