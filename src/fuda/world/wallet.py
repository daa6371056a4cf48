"""Where the physical cards of a town are: one folder a card, with its chip and its printed face.

A card that was made lies in its municipality's drawer until it is handed over; then its holder has
it. The face is kept as printed; the number on the back is not kept in the clear.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, PinName, Transport
from fuda.card.manufacture import make_chip
from fuda.card.profile import CardProfile, PinForm
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.kit.randomness import Randomness
from fuda.rules import kinds
from fuda.rules.values import Parameters
from fuda.terminals.rack import LaidCard, NoSuchCard

Place = Literal["drawer", "holder"]
_CODE_ON_CHIP = 5
"""The chip shows a municipality's code without its check digit."""
_FACE = "face.json"
_CHIP = "chip"
_WITH_HOLDER = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What is printed on a card's front, and whose it is to hand over."""

    card: str
    card_number: str
    municipality: str
    name: str
    address: str
    born: str
    sex: str
    issued: str
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletCard:
    """A card, where it is, and the folder of its chip."""

    face: Face
    place: Place
    chip: Path


class Wallet:
    """The cards of a town, on disk. Also the plant of jlis.cards: it makes chips and faces."""

    def __init__(self, folder: Path, *, parameters: Parameters, randomness: Randomness) -> None:
        self._folder = folder
        self._parameters = parameters
        self._randomness = randomness

    def make(self, order: ChipOrder) -> None:
        """Make chip and face in one step that is whole or not there; a second time does nothing."""
        final = self._folder / order.card
        if final.exists():
            return
        unfinished = self._folder / f".{order.card}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        make_chip(
            unfinished / _CHIP,
            issuer_key=order.issuer_key,
            card_number=order.card_number,
            municipality=order.municipality[:_CODE_ON_CHIP],
            expires=order.expires,
            profile=self._profile(order.issued),
            octets=self._randomness.octets,
        )
        items = order.personalisation.items
        face = Face(
            card=order.card,
            card_number=order.card_number,
            municipality=order.municipality,
            name=items.name,
            address=items.address,
            born=items.born.isoformat(),
            sex=items.sex,
            issued=order.issued.isoformat(),
            expires=order.expires.isoformat(),
        )
        (unfinished / _FACE).write_text(json.dumps(asdict(face), ensure_ascii=False), "utf-8")
        unfinished.replace(final)

    def cards(self) -> tuple[WalletCard, ...]:
        """Every card, by name."""
        if not self._folder.exists():
            return ()
        found = (self._read(each) for each in self._folder.iterdir() if each.name[0] != ".")
        return tuple(sorted(found, key=lambda each: (each.face.name, each.face.issued)))

    def card(self, card: str) -> WalletCard:
        """One card; NoSuchCard where there is none."""
        folder = self._folder / card
        if not card or card.startswith(".") or "/" in card or not folder.is_dir():
            raise NoSuchCard(f"there is no card {card}")
        return self._read(folder)

    def hand_over(self, card: str) -> None:
        """The holder takes the card."""
        (self.card(card).chip.parent / _WITH_HOLDER).touch()

    def rack(self, place: Place, municipality: str | None = None) -> "Rack":
        """The cards at a place: with their holders, or in one municipality's drawer."""
        return Rack(self, place, municipality)

    def power_on(self, card: WalletCard, where: str) -> Chip:
        """The chip under power on the reader `where`; CardLiesElsewhere where another has it."""
        return Chip(card.chip, where=where, octets=self._randomness.octets)

    def _profile(self, on: date) -> CardProfile:
        """The make of a card issued on that day: PIN forms and tries as the rules have them."""

        def form(name: PinName) -> PinForm:
            written = self._parameters.value(f"pin.{name}.form", city=None, on=on).of(kinds.PinForm)
            return PinForm(
                shortest=written.shortest,
                longest=written.longest,
                tries=self._parameters.value(f"pin.{name}.tries", city=None, on=on).of(int),
                characters="digits" if written.characters == "digits" else "digits_and_capitals",
            )

        return CardProfile(pins={name: form(name) for name in PIN_NAMES})

    def _read(self, folder: Path) -> WalletCard:
        face = Face(**json.loads((folder / _FACE).read_text("utf-8")))
        place: Place = "holder" if (folder / _WITH_HOLDER).exists() else "drawer"
        return WalletCard(face=face, place=place, chip=folder / _CHIP)


@dataclass(frozen=True, slots=True)
class Rack:
    """Implements `terminals.rack.CardRack` over a wallet."""

    wallet: Wallet
    place: Place
    municipality: str | None

    def cards(self) -> tuple[LaidCard, ...]:
        """The cards that can be laid here."""
        return tuple(
            LaidCard(id=each.face.card, label=each.face.name)
            for each in self.wallet.cards()
            if self._holds(each)
        )

    @contextmanager
    def lay(self, card: str, place: str) -> Iterator[Transport]:
        """Power the chip on for the length of the block."""
        with self.wallet.power_on(self._here(card), place) as chip:
            yield chip

    def take(self, card: str) -> None:
        """The holder takes the card out of the drawer."""
        self.wallet.hand_over(self._here(card).face.card)

    def _holds(self, card: WalletCard) -> bool:
        return card.place == self.place and self.municipality in {None, card.face.municipality}

    def _here(self, card: str) -> WalletCard:
        found = self.wallet.card(card)
        if not self._holds(found):
            raise NoSuchCard(f"the card {card} is not here")
        return found
