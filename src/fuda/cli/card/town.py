"""`fuda card list | insert NAME | remove`: the town's cards, and its PC/SC reader."""

from typing import Annotated

from typer import Argument, Typer

from fuda.cli.card.answers import answering, say, say_json
from fuda.cli.card.options import AsJson, Data, folder
from fuda.world import pcsc
from fuda.world.town_cards import TownCard, find_chip, town_cards

_WIDE = 200
"""Columns where nobody looks: a program reads, and lines should not be folded."""


def register(card: Typer) -> None:
    """Add the commands."""

    @card.command("list")
    def list_(*, data: Data = None, as_json: AsJson = False) -> None:
        """Show every card: whose, where it is, and the PINs of this sandbox."""
        with answering():
            cards = town_cards(folder(data))
            if as_json:
                say_json([_row(card) for card in cards])
            else:
                _print(cards)

    @card.command("insert")
    def insert(
        name: Annotated[
            str,
            Argument(help="A person (hanako, 髙橋花子), a card's number or id, or a phone's id."),
        ],
        data: Data = None,
    ) -> None:
        """Lay a card on the PC/SC reader, in place of the one that lies there."""
        with answering():
            town = folder(data)
            found = find_chip(town, name)
            if found.reader and found.reader != pcsc.WHERE:
                raise pcsc.CannotInsert(f"the card lies on {found.reader}; take it from there")
            pcsc.insert(town, found.id, found.chip)
            say(f"{found.whose}: the card is on the reader. Try: fuda card status")

    @card.command("remove")
    def remove(data: Data = None) -> None:
        """Take the card from the PC/SC reader."""
        with answering():
            taken = pcsc.remove(folder(data))
            say("the card is taken from the reader" if taken else "no card lies on the reader")


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
