"""`fuda up`: start the town and keep it up until Ctrl-C."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Exit, Option, Typer

from fuda.world.settings import SettingsError, read_settings

_EXIT_CANNOT = 1


def register(app: Typer) -> None:
    """Add the command."""

    @app.command("up")
    def up(
        port: Annotated[int | None, Option(help="Where to listen on 127.0.0.1.")] = None,
        data: Annotated[Path | None, Option(help="The folder in which the town lives.")] = None,
        *,
        fresh: Annotated[bool, Option("--fresh", help="Begin the town anew.")] = False,
    ) -> None:
        """Start the town on http://127.0.0.1:8400 and say what to try first."""
        from fuda.world.up import CannotStart, start  # noqa: PLC0415 - heavy; others start faster

        try:
            start(read_settings(port=port, data=data), fresh=fresh, say=_say)
        except (CannotStart, SettingsError) as why:
            sys.stderr.write(f"fuda up: {why}\n")
            raise Exit(_EXIT_CANNOT) from None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
