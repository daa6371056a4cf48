"""`fuda audit verify`: read every institution's audit log and say whether its chain is whole."""

import sys
from pathlib import Path
from typing import Annotated

from typer import Exit, Option, Typer

from fuda.world.settings import read_settings

_EXIT_BROKEN = 1


def register(app: Typer) -> None:
    """Add the commands."""
    audit = Typer(no_args_is_help=True, help="The audit logs, one an institution.")
    app.add_typer(audit, name="audit")

    @audit.callback()
    def _audit() -> None:
        """Group; verify is its first command."""

    @audit.command("verify")
    def verify(
        data: Annotated[Path | None, Option(help="The town's data folder.")] = None,
    ) -> None:
        """Check every chain and every guard of the append-only tables."""
        from fuda.world.audits import audits  # noqa: PLC0415 - heavy; others start faster

        broken = False
        for audit in audits(read_settings(data=data).data):
            broken |= not audit.whole
            sys.stdout.write(f"{audit.line}\n")
        if broken:
            raise Exit(_EXIT_BROKEN)
