"""The cards of a town as someone at a command line asks for them: by name, with their PINs.

PINs are known here only because this is a sandbox and its people are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fuda.card.interface import PinName
from fuda.card.memory import lies_on
from fuda.terminals.rack import NoSuchCard
from fuda.world.chance import SystemRandomness
from fuda.world.folders import people_file, wallet_folder
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.phone import find_phone
from fuda.world.plant import PHONE
from fuda.world.wallet import Wallet, WalletCard

_NAMES_SHOWN = 20


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TownChip:
    """What can lie on a reader: a card, or a phone's secure element."""

    id: str
    whose: str
    chip: Path
    reader: str | None
    """The reader on which it lies under power; None where it lies on none."""


def town_cards(data: Path) -> list[TownCard]:
    """Every card of the town in `data`; NoSuchCard where there is no town."""
    people = {each.card: each for each in Roster(people_file(data)).everyone()}
    return [_town_card(card, people.get(card.face.card)) for card in _wallet(data).cards()]


def find(data: Path, name: str) -> TownCard:
    """The card of that person, name, number or id; of several, the one that its holder has.

    NoSuchCard where no card, or more than one, goes by that name; it says what to do. It takes no
    longer where there are very many cards.
    """
    wallet = _wallet(data)
    people = Roster(people_file(data)).everyone()
    meant = {card.face.card: card for card in wallet.find(name)}
    for person in people:
        if person.person == name and person.card is not None:
            meant.update((each.face.card, each) for each in wallet.find(person.card))
    found = list(meant.values())
    held = [card for card in found if card.place == "holder"]
    if len(held or found) == 1:
        card = (held or found)[0]
        return _town_card(card, next((one for one in people if one.card == card.face.card), None))
    if found:
        numbers = ", ".join(card.face.card_number for card in held or found)
        raise NoSuchCard(f"{name} has several cards; say which by its number: {numbers}")
    raise NoSuchCard(f"nobody called {name} has a card; there are: {_some_names(wallet)}")


def find_chip(data: Path, name: str) -> TownChip:
    """The chip of the card that `find` finds, or of the phone of that id."""
    if not name.startswith(PHONE):
        found = find(data, name)
        face = found.card.face
        return TownChip(id=face.card, whose=face.name, chip=found.card.chip, reader=found.reader)
    phone = find_phone(wallet_folder(data), name)
    return TownChip(id=phone.phone, whose=phone.owner, chip=phone.chip, reader=lies_on(phone.chip))


def _wallet(data: Path) -> Wallet:
    folder = wallet_folder(data)
    if not folder.is_dir():
        raise NoSuchCard(f"there is no town in {data}: start one with fuda up --data {data}")
    return Wallet(folder, randomness=SystemRandomness())


def _some_names(wallet: Wallet) -> str:
    names = [card.face.name for card in wallet.cards()]
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return (", ".join(names[:_NAMES_SHOWN]) or "none yet") + more


def _town_card(card: WalletCard, person: Townsperson | None) -> TownCard:
    return TownCard(
        card=card,
        person=person.person if person else None,
        pins=person.pins if person else {},
        story=person.story if person else None,
        reader=lies_on(card.chip),
    )
