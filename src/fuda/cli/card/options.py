"""The options that every command about one card has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from typer import Option

from fuda.world.card_at_hand import CardAtHand, Meant, card_at_hand
from fuda.world.settings import read_settings

Person = Annotated[
    str | None,
    Option(
        "--person",
        "-p",
        metavar="NAME",
        help="Whose card of this town: hanako, 髙橋花子, a card's number; or a phone's id.",
    ),
]
Reader = Annotated[
    str | None,
    Option(
        metavar="NAME",
        help="A PC/SC reader, by its name or a part of it. Without --person and --reader: the "
        "town's own, where fuda card insert laid a card.",
    ),
]
RealCard = Annotated[
    bool,
    Option(
        "--real-card",
        help="The card on a reader that is not the town's may be real: read it, and only read it.",
    ),
]
SendPin = Annotated[
    bool,
    Option(
        "--send-pin",
        help="With --real-card: let a PIN be sent to it. A wrong one spends a try of a real card.",
    ),
]
PinStdin = Annotated[
    bool,
    Option(
        "--pin-stdin",
        help="Read what is otherwise asked for on the terminal from standard input, a line each.",
    ),
]
AsJson = Annotated[bool, Option("--json", help="As JSON.")]
Data = Annotated[Path | None, Option(help="The town's data folder.")]


def folder(data: Path | None) -> Path:
    """The town's data folder."""
    return read_settings(data=data).data


@contextmanager
def opened(data: Path | None, meant: Meant, *, shared: bool = False) -> Iterator[CardAtHand]:
    """The card that the options mean, while the block runs."""
    with card_at_hand(folder(data), meant, shared=shared) as card:
        yield card
