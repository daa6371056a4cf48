"""`fuda serve INSTITUTION`: one institution of a town in a process of its own."""

import logging
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.parameters import ParameterFileError
from fuda.world.dial import DialError
from fuda.world.serve import ALONE, CannotServe, serve
from fuda.world.settings import SettingsError, read_settings

_EXIT_CANNOT = 1


def register(app: Typer) -> None:
    """Add the command."""

    @app.command("serve")
    def serve_(
        institution: Annotated[str, Argument(help=f"One of {', '.join(ALONE)}.")],
        data: Annotated[Path | None, Option(help="The town's data folder.")] = None,
        port: Annotated[int, Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 0,
    ) -> None:
        """Serve an institution's doors over TLS with client certificates."""
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
        try:
            settings = read_settings(data=data)
            serve(
                institution,
                data=settings.data,
                port=port,
                municipalities=settings.municipalities,
                hsm=settings.hsm,
                ready=_say,
            )
        except (CannotServe, DialError, ParameterFileError, SettingsError) as why:
            sys.stderr.write(f"fuda serve: {why}\n")
            raise Exit(_EXIT_CANNOT) from None


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
