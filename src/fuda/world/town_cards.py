"""The cards of a town as someone at a command line asks for them: by name, with their PINs.

PINs are known here only because this is a sandbox and its people are invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from fuda.card.memory import lies_on
from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.wallet import Wallet, WalletCard


class NoSuchCardError(Exception):
    """No card, or more than one, goes by that name; one line says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownCard:
    """A card, what its person's story is, and where it lies."""

    card: WalletCard
    pins: Mapping[str, str]
    """Of the sandbox; empty where they were never set or are not known here."""
    story: str | None
    reader: str | None
    """The reader on which it lies under power; None where it lies on none."""

    def named(self, name: str) -> bool:
        """Whether someone who says `name` may mean this card."""
        face = self.card.face
        return name in {face.card, face.card_number} or _folded(name) == _folded(face.name)


def town_cards(data: Path) -> list[TownCard]:
    """Every card of the town in `data`; NoSuchCardError where there is no town."""
    folder = data / "wallet"
    if not folder.is_dir():
        raise NoSuchCardError(f"there is no town in {data}: start one with fuda up --data {data}")
    people = _people(data)
    wallet = Wallet(folder, parameters=load(), randomness=SystemRandomness())
    return [_town_card(card, people.get(card.face.card, {})) for card in wallet.cards()]


def find(data: Path, name: str) -> TownCard:
    """The card of that name, card number or id; of several, the one that its holder has."""
    cards = town_cards(data)
    meant = [card for card in cards if card.named(name)]
    held = [card for card in meant if card.card.place == "holder"]
    if len(held or meant) == 1:
        return (held or meant)[0]
    if meant:
        numbers = ", ".join(card.card.face.card_number for card in held or meant)
        raise NoSuchCardError(f"{name} has several cards; say which by its number: {numbers}")
    names = ", ".join(card.card.face.name for card in cards) or "none yet"
    raise NoSuchCardError(f"nobody called {name} has a card; there are: {names}")


def _town_card(card: WalletCard, person: Mapping[str, Any]) -> TownCard:
    return TownCard(
        card=card,
        pins=person.get("pins") or {},
        story=person.get("story"),
        reader=lies_on(card.chip),
    )


def _people(data: Path) -> dict[str, dict[str, Any]]:
    try:
        people = json.loads((data / "people.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {person["card"]: person for person in people if person.get("card")}


def _folded(name: str) -> str:
    """As typed by someone in haste: no spaces, one width, one case."""
    return "".join(normalize("NFKC", name).split()).casefold()
