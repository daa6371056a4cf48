"""`fuda …`: each module of this folder is a command of that name and registers itself.

A command module defines `register(app: typer.Typer) -> None`. Only the module of the command that
was typed is imported, so that `fuda ask` does not wait for what `fuda up` needs.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

from typer import Typer


def _names() -> list[str]:
    """The commands, by the modules of this folder."""
    return sorted(one.name for one in iter_modules(__path__) if not one.name.startswith("_"))


def build(arguments: Sequence[str]) -> Typer:
    """The program with the command that the arguments name, or with all of them."""
    app = Typer(
        name="fuda",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def fuda() -> None:
        """An open implementation of the My Number Card system: a sandbox, not the real one."""

    names = _names()
    typed = next((word for word in arguments if not word.startswith("-")), None)
    for name in [typed] if typed in names else names:
        import_module(f"fuda.cli.{name}").register(app)
    return app


def main() -> None:
    """The program `fuda`."""
    build(sys.argv[1:])()
