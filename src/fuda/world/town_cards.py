"""The cards of a town as someone at a command line asks for them: by name, with their PINs.

PINs are known here only because this is a sandbox and its people are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from fuda.card.interface import PinName
from fuda.card.memory import lies_on
from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.folders import people_file, wallet_folder
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.wallet import Wallet, WalletCard


class NoSuchCardError(Exception):
    """No card, or more than one, goes by that name; one line says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TownCard:
    """A card, what its person's story is, and where it lies."""

    card: WalletCard
    person: str | None
    """The short name of a townsperson: hanako."""
    pins: Mapping[PinName, str]
    """Of the sandbox; empty where they were never set or are not known here."""
    story: str | None
    reader: str | None
    """The reader on which it lies under power; None where it lies on none."""

    def named(self, name: str) -> bool:
        """Whether someone who says `name` may mean this card."""
        face = self.card.face
        return name in {face.card, face.card_number, self.person} or _folded(name) == _folded(
            face.name
        )


def town_cards(data: Path) -> list[TownCard]:
    """Every card of the town in `data`; NoSuchCardError where there is no town."""
    folder = wallet_folder(data)
    if not folder.is_dir():
        raise NoSuchCardError(f"there is no town in {data}: start one with fuda up --data {data}")
    people = {each.card: each for each in Roster(people_file(data)).everyone()}
    wallet = Wallet(folder, parameters=load(), randomness=SystemRandomness())
    return [_town_card(card, people.get(card.face.card)) for card in wallet.cards()]


def find(data: Path, name: str) -> TownCard:
    """The card of that person, name, number or id; of several, the one that its holder has."""
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


def _town_card(card: WalletCard, person: Townsperson | None) -> TownCard:
    return TownCard(
        card=card,
        person=person.person if person else None,
        pins=person.pins if person else {},
        story=person.story if person else None,
        reader=lies_on(card.chip),
    )


def _folded(name: str) -> str:
    """As typed by someone in haste: no spaces, one width, one case."""
    return "".join(normalize("NFKC", name).split()).casefold()
