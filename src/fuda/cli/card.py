"""`fuda card list | insert NAME | remove`: the town's cards, and its PC/SC reader."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer

from fuda.world import pcsc
from fuda.world.settings import SettingsError, read_settings
from fuda.world.town_cards import NoSuchCardError, TownCard, find, town_cards

_EXIT_CANNOT = 1
_WIDE = 200
"""Columns where nobody looks: a program reads, and lines should not be folded."""

_Data = Annotated[Path | None, Option(help="The town's data folder.")]


def register(app: Typer) -> None:
    """Add the commands."""
    card = Typer(no_args_is_help=True, help="The town's cards, and its PC/SC reader.")
    app.add_typer(card, name="card")

    @card.command("list")
    def list_(
        data: _Data = None,
        *,
        as_json: Annotated[bool, Option("--json", help="As JSON.")] = False,
    ) -> None:
        """Show every card: whose, where it is, and the PINs of this sandbox."""
        with _one_line():
            cards = town_cards(_folder(data))
            if as_json:
                _say(json.dumps([_row(card) for card in cards], ensure_ascii=False, indent=2))
            else:
                _print(cards)

    @card.command("insert")
    def insert(
        name: Annotated[str, Argument(help="A person (hanako, 髙橋花子), a card's number or id.")],
        data: _Data = None,
    ) -> None:
        """Lay a card on the PC/SC reader, in place of the one that lies there."""
        with _one_line():
            folder = _folder(data)
            found = find(folder, name)
            if found.reader and found.reader != pcsc.WHERE:
                raise pcsc.CannotInsert(f"the card lies on {found.reader}; take it from there")
            pcsc.insert(folder, found.card.face.card, found.card.chip)
            _say(f"{found.card.face.name}: the card is on the reader. Try: pkcs15-tool -D")

    @card.command("remove")
    def remove(data: _Data = None) -> None:
        """Take the card from the PC/SC reader."""
        with _one_line():
            taken = pcsc.remove(_folder(data))
            _say("the card is taken from the reader" if taken else "no card lies on the reader")


def _row(card: TownCard) -> dict[str, object]:
    face = card.card.face
    return {
        "person": card.person,
        "name": face.name,
        "card": face.card,
        "card_number": face.card_number,
        "municipality": face.municipality,
        "expires": face.expires,
        "place": card.card.place,
        "reader": card.reader,
        "pins": dict(card.pins),
        "story": card.story,
    }


def _print(cards: list[TownCard]) -> None:
    from rich.box import SIMPLE  # noqa: PLC0415 - start-up time that --json need not wait for
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=SIMPLE)
    for heading in (
        "person",
        "name",
        "card number",
        "municipality",
        "expires",
        "lies",
        "PINs (sandbox)",
    ):
        table.add_column(heading, overflow="fold")
    for card in cards:
        face = card.card.face
        place = "with the holder" if card.card.place == "holder" else "in the city's drawer"
        table.add_row(
            card.person or "",
            face.name,
            face.card_number,
            face.municipality,
            face.expires,
            f"on {card.reader}" if card.reader else place,
            "\n".join(f"{name} {pin}" for name, pin in card.pins.items()),
        )
    # a name is no markup
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    console.print(table)


def _folder(data: Path | None) -> Path:
    return read_settings(data=data).data


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (pcsc.CannotInsert, NoSuchCardError, SettingsError) as why:
        sys.stderr.write(f"fuda card: {why}\n")
        raise Exit(_EXIT_CANNOT) from None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
