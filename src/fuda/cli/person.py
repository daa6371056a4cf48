"""`fuda person new | list`: people of a running town."""

import sys
import uuid
from typing import Annotated

from typer import Exit, Option, Typer

from fuda.world.asking_town import TownSilentError, get, post

_EXIT_CANNOT = 1
_Port = Annotated[int | None, Option(help="Where the town listens.")]


def register(app: Typer) -> None:
    """Add the commands."""
    person = Typer(no_args_is_help=True, help="The people of the town. All are invented.")
    app.add_typer(person, name="person")

    @person.command("new")
    def new(  # noqa: PLR0917 - the command line's options
        born: Annotated[str, Option(help="Birth date, as 1990-04-01.")],
        city: Annotated[str, Option(help="minato or kamakura, or a municipality's code.")],
        name: Annotated[
            str | None, Option(help="Surname and given name; invented if left out.")
        ] = None,
        reading: Annotated[str | None, Option(help="The name in katakana.")] = None,
        sex: Annotated[str, Option(help="female, male or other.")] = "other",
        residence: Annotated[str, Option(help="japanese, permanent or limited_stay.")] = "japanese",
        stay_until: Annotated[str | None, Option(help="For limited_stay.")] = None,
        port: _Port = None,
    ) -> None:
        """Let someone come to live in a city; the card is applied for at its counter."""
        asked = {
            "key": uuid.uuid4().hex,
            "born": born,
            "city": city,
            "name": name,
            "reading": reading,
            "sex": sex,
            "residence": residence,
            "stay_until": stay_until,
        }
        try:
            made = post("/sandbox/people", asked, port)
        except TownSilentError as why:
            sys.stderr.write(f"fuda person new: {why}\n")
            raise Exit(_EXIT_CANNOT) from None
        sys.stdout.write(f"{made['person']}\t{made['name']}\t{made['municipality']}\n")

    @person.command("list")
    def list_(port: _Port = None) -> None:
        """Everyone on the town page."""
        try:
            people = get("/sandbox/people", port)
        except TownSilentError as why:
            sys.stderr.write(f"fuda person list: {why}\n")
            raise Exit(_EXIT_CANNOT) from None
        for one in people:
            sys.stdout.write(f"{one['person']}\t{one['name']}\t{one['municipality']}\n")
