"""Where the physical cards of a town are: one folder a card, with its chip and its faces.

A card that was made lies in its municipality's drawer until it is handed over; then its holder has
it. The front is kept as printed, with what staff wrote on it later; the back, on which the number
stands, as a picture that was engraved once.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Protocol, cast

from fuda.card.chip import Chip
from fuda.card.interface import Transport
from fuda.card.printed import Printed, Remark, Sex
from fuda.card.profile import OpenPoints
from fuda.doors.cards import RemarkEntry
from fuda.institutions.jlis.cards.model import CODE_ON_CARD, ChipOrder
from fuda.kit.randomness import Randomness
from fuda.rules.values import Parameters
from fuda.terminals.rack import LaidCard, NoSuchCard
from fuda.world.faces import PIXELS, front_drawn, front_picture
from fuda.world.plant import (
    BACK,
    CARD_KEY,
    CHIP,
    FACE,
    PHONE,
    PHOTO,
    Face,
    make_card,
    profile_of,
    put_in_place,
    write_face,
)
from fuda.world.shared_file import alone_with
from fuda.world.wallet_index import WalletIndex, folded

__all__ = ["Face", "Place", "Rack", "Wallet", "WalletCard"]

Place = Literal["drawer", "holder"]
_WITH_HOLDER = "handed-over"
_NO_CARD = (".", PHONE)
"""How folders begin that are unfinished, an index or a phone."""


class HasChip(Protocol):
    """A card or a phone."""

    @property
    def chip(self) -> Path:
        """The folder of its chip."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletCard:
    """A card, where it is, and the folder of its chip."""

    face: Face
    place: Place
    chip: Path


class Wallet:
    """The cards of a town, on disk. Also the plant of jlis.cards: it makes chips and faces."""

    def __init__(
        self,
        folder: Path,
        *,
        randomness: Randomness,
        parameters: Parameters | None = None,
        points: OpenPoints | None = None,
    ) -> None:
        """`points`: the make of the cards, where sources disagree.

        Without `parameters` no card is made: to find one they need not be read.
        """
        self._folder = folder
        self._parameters = parameters
        self._randomness = randomness
        self._index = WalletIndex(folder)
        self._points = points or OpenPoints()

    @property
    def folder(self) -> Path:
        """Where the cards lie, and people's phones."""
        return self._folder

    # --- the plant ---

    @property
    def four_items_long_form(self) -> bool:
        """In which of two forms its chips hold the four items."""
        return self._points.four_items_long_form

    def make(self, order: ChipOrder) -> bytes:
        """Make chip and faces in one step that is whole or not there; the card's public key.

        A second time does nothing. Several processes may make cards in one wallet.
        """
        final, parameters = self._folder / order.card, self._parameters
        if parameters is None:
            raise ValueError("this wallet was opened without parameters: it makes no cards")
        if not final.exists():
            self._start()
            unfinished = self._folder / f".{order.card}.{self._randomness.token()}"
            unfinished.mkdir(mode=0o700)
            try:
                profile = profile_of(order, parameters, self._points)
                make_card(
                    unfinished,
                    order,
                    profile,
                    parameters=parameters,
                    randomness=self._randomness,
                )
                self._enter(order.card, order.municipality, order.printed)
                put_in_place(unfinished, final)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
        return (final / CARD_KEY).read_bytes()

    def sweep(self) -> None:
        """Remove what a plant that was killed left behind; nobody may be making cards meanwhile."""
        if self._folder.exists():
            for each in self._folder.glob(".*.*"):
                if (each / CHIP).exists() or (each / f"{CHIP}.unfinished").exists():
                    shutil.rmtree(each, ignore_errors=True)

    def _start(self) -> None:
        with suppress(FileExistsError):  # begun before, or by another process this moment
            self._folder.mkdir(parents=True)
            self._index.said_complete()

    def _enter(self, card: str, municipality: str, printed: Printed) -> None:
        self._index.enter(card, name=printed.name, card_number=printed.card_number)
        self._index.to_drawer(card, municipality)

    # --- finding ---

    def cards(self) -> tuple[WalletCard, ...]:
        """Every card, by name; NoSuchCard where one is damaged."""
        return _sorted(self._read(each) for each in self._folders())

    def legible(self) -> tuple[WalletCard, ...]:
        """Every card that can be laid on a reader: the damaged ones are left out."""
        return _sorted(self._there(each.name for each in self._folders()))

    def damaged(self) -> tuple[str, ...]:
        """A line about each card that cannot be laid on a reader: which file, and what to do."""
        lines = []
        for each in self._folders():
            try:
                self._read(each)
            except NoSuchCard as why:
                lines.append(str(why))
        return tuple(lines)

    def card(self, card: str) -> WalletCard:
        """One card; NoSuchCard where there is none."""
        folder = self._folder / card
        if not card or card.startswith(_NO_CARD) or "/" in card or not folder.is_dir():
            raise NoSuchCard(f"there is no card {card}")
        return self._read(folder)

    def find(self, what: str) -> tuple[WalletCard, ...]:
        """The cards of that id, card number or printed name; as quick among many as among few."""
        self.index_what_is_there()
        named = set(self._index.printed(what)) | {what}
        return _sorted(card for card in self._there(named) if _is_called(card.face, what))

    def in_drawers(self, municipality: str | None = None) -> tuple[WalletCard, ...]:
        """The cards that wait for their holders, at one municipality or anywhere."""
        self.index_what_is_there()
        return _sorted(
            card
            for card in self._there(self._index.in_drawers(municipality))
            if card.place == "drawer" and municipality in {None, card.face.municipality}
        )

    def index_what_is_there(self) -> None:
        """Enter every card, where the index is not known to be complete."""
        if self._index.complete or not self._folder.exists():
            return
        with alone_with(self._folder / ".indexing"):
            for each in self.cards():
                face = each.face
                self._index.enter(face.card, name=face.name, card_number=face.card_number)
                if each.place == "drawer":
                    self._index.to_drawer(face.card, face.municipality)
            self._index.said_complete()

    def forget_index(self) -> None:
        """Have it made anew at the next question, after cards were put here by other hands."""
        self._index.forget()

    def _folders(self) -> tuple[Path, ...]:
        if not self._folder.exists():
            return ()
        return tuple(each for each in self._folder.iterdir() if not each.name.startswith(_NO_CARD))

    def _there(self, cards: Iterable[str]) -> Iterator[WalletCard]:
        for card in cards:
            try:
                yield self.card(card)
            except NoSuchCard:
                continue

    # --- what happens to a card ---

    def hand_over(self, card: str) -> None:
        """The holder takes the card."""
        found = self.card(card)
        (found.chip.parent / _WITH_HOLDER).touch()
        self._index.left_drawer(card, found.face.municipality)

    def write_remarks(self, card: str, entries: Iterable[RemarkEntry]) -> None:
        """Staff leave the remarks field so (CARD-08)."""
        found = self.card(card)
        written = tuple(
            (each.on.isoformat(), each.text, each.struck.isoformat() if each.struck else None)
            for each in entries
        )
        write_face(found.chip.parent, replace(found.face, remarks=written))

    def write_certificate_expires(self, card: str, written: str | None) -> None:
        """The holder writes the certificates' last day on the card, or rubs it out (CARD-09)."""
        found = self.card(card)
        write_face(found.chip.parent, replace(found.face, certificate_expires=written))

    def power_on(self, card: HasChip, where: str) -> Chip:
        """The chip under power on the reader `where`; CardLiesElsewhere where another has it."""
        return Chip(card.chip, where=where, octets=self._randomness.octets)

    # --- its faces ---

    def front(self, card: str) -> Printed:
        """What stands on the front now; the number, which is on the back only, is left out."""
        found = self.card(card)
        face, photo = found.face, found.chip.parent / PHOTO
        return Printed(
            card_number=face.card_number,
            municipality=face.municipality[:CODE_ON_CARD],
            number="",
            name=face.name,
            reading=face.reading,
            address=face.address,
            sex=cast("Sex", face.sex),
            born=date.fromisoformat(face.born),
            expires=date.fromisoformat(face.expires),
            security_code=face.security_code,
            photo=photo.read_bytes() if photo.exists() else None,
            remarks=tuple(
                Remark(date.fromisoformat(on), text, date.fromisoformat(struck) if struck else None)
                for on, text, struck in face.remarks
            ),
            certificate_expires=face.certificate_expires,
        )

    def front_svg(self, card: str) -> str:
        """The front as it looks now, drawn."""
        return front_drawn(self.front(card))

    def front_png(self, card: str, pixels: int = PIXELS) -> bytes:
        """The front as it looks now, as a picture."""
        return front_picture(self.front(card), pixels=pixels)

    def back_png(self, card: str) -> bytes:
        """The back, as it was engraved."""
        return (self.card(card).chip.parent / BACK).read_bytes()

    def rack(self, place: Place, municipality: str | None = None) -> "Rack":
        """The cards at a place: with their holders, or in one municipality's drawer."""
        return Rack(self, place, municipality)

    def _read(self, folder: Path) -> WalletCard:
        try:
            face = Face(**json.loads((folder / FACE).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise _damaged(folder / FACE) from None
        if not (folder / CHIP).is_dir():
            raise _damaged(folder / CHIP)
        place: Place = "holder" if (folder / _WITH_HOLDER).exists() else "drawer"
        return WalletCard(face=face, place=place, chip=folder / CHIP)


@dataclass(frozen=True, slots=True)
class Rack:
    """Implements `terminals.rack.CardRack` over a wallet."""

    wallet: Wallet
    place: Place
    municipality: str | None

    def cards(self) -> tuple[LaidCard, ...]:
        """The cards that can be laid here."""
        there = (
            self.wallet.in_drawers(self.municipality)
            if self.place == "drawer"
            else self.wallet.legible()
        )
        return tuple(
            LaidCard(id=each.face.card, label=each.face.name) for each in there if self._holds(each)
        )

    @contextmanager
    def lay(self, card: str, place: str) -> Iterator[Transport]:
        """Power the chip on for the length of the block."""
        with self.wallet.power_on(self._here(card), place) as chip:
            yield chip

    def front(self, card: str) -> str:
        """The front of a card that is here, drawn."""
        return self.wallet.front_svg(self._here(card).face.card)

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


def _damaged(what: Path) -> NoSuchCard:
    return NoSuchCard(
        f"{what} is cut short, altered or gone: put it back, or take the card's folder away"
    )


def _sorted(cards: Iterable[WalletCard]) -> tuple[WalletCard, ...]:
    """By name, then by age; two of one name and day by their numbers."""
    return tuple(
        sorted(cards, key=lambda each: (each.face.name, each.face.issued, each.face.card_number))
    )


def _is_called(face: Face, what: str) -> bool:
    return what in {face.card, face.card_number} or folded(face.name) == folded(what)
