"""`fuda person new | list | lost | found`: people of a running town."""

import sys
import uuid
from collections.abc import Mapping
from typing import Annotated

from typer import Argument, Exit, Option, Typer

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

    @person.command("lost")
    def lost(
        who: Annotated[str, Argument(metavar="PERSON", help="As `fuda person list` names them.")],
        operator: Annotated[str, Option(help="Who takes the call.")] = "operator",
        port: _Port = None,
    ) -> None:
        """Call the line: the card is suspended, and the certificates on it are put on hold."""
        _tell("lost", {"key": uuid.uuid4().hex, "person": who, "operator": operator}, port)

    @person.command("found")
    def found(
        who: Annotated[str, Argument(metavar="PERSON", help="As `fuda person list` names them.")],
        paper: Annotated[
            list[str], Option(help="What is brought: card, id. Give it once for each.")
        ],
        clerk: Annotated[str, Option(help="Who sits at the counter.")] = "clerk",
        port: _Port = None,
    ) -> None:
        """Bring the found card to the counter of the city, which lifts the suspension."""
        asked = {"key": uuid.uuid4().hex, "person": who, "papers": paper, "clerk": clerk}
        _tell("found", asked, port)

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


def _tell(what: str, asked: Mapping[str, object], port: int | None) -> None:
    try:
        done = post(f"/sandbox/{what}", asked, port)
    except TownSilentError as why:
        sys.stderr.write(f"fuda person {what}: {why}\n")
        raise Exit(_EXIT_CANNOT) from None
    effect = "effective" if done["effective"] else "accepted, not yet effective"
    sys.stdout.write(f"{done['card']}\t{done['state']}\t{effect}\n")
