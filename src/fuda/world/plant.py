"""The plant (カードの製造): a blank chip, one issuer channel into it, and both faces.

Everything is made in a folder that nobody sees; it is renamed into the wallet when it is whole.
"""

import json
import os
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, ReferenceName, Transport
from fuda.card.issuer import CHALLENGE_LENGTH, Commit, IssuerHost, KeyPairMade, MakeCardKey, Order
from fuda.card.manufacture import make_chip
from fuda.card.printed import FacePictures
from fuda.card.profile import CardProfile, OpenPoints, PinForm
from fuda.institutions.jlis.cards.chip_records import chip_pictures, new_card
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.kit.randomness import Randomness
from fuda.rules import kinds
from fuda.rules.values import Parameters
from fuda.terminals.reader import begin_channel
from fuda.world.faces import back_picture, card_font

FACE, PHOTO, BACK, CHIP, CARD_KEY = "face.json", "photo.png", "back.png", "chip", "card-key.der"

PHONE = "phone-"
"""How the id of a phone begins, which lies beside the cards (`world.phone`)."""

_CHECK_NUMBERS: dict[ReferenceName, str] = {
    "common": "spare_pin",
    "face_item_second": "spare_pin",
    "face_item_number_a": "check_number.a",
    "face_item_number_b": "check_number.b",
    "face_check_birth": "check_number.birth",
    "face_check_number_a": "check_number.a",
    "face_check_number_b": "check_number.b",
}
_WHERE = "the plant"


class PlantFault(Exception):  # noqa: N818 - what happened
    """The chip did not make what the plant ordered: a bug, since both are ours."""


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
    reading: str | None
    security_code: str
    remarks: tuple[tuple[str, str, str | None], ...] = ()
    """What staff have written since: the day, the text, and the day on which it was struck."""
    certificate_expires: str | None = None
    """Written by the holder (CARD-09)."""


def write_face(folder: Path, face: Face) -> None:
    """Replace the front of a card as a whole."""
    _keep(folder / f"{FACE}.new", json.dumps(asdict(face), ensure_ascii=False).encode())
    (folder / f"{FACE}.new").replace(folder / FACE)


def make_card(
    folder: Path,
    order: ChipOrder,
    profile: CardProfile,
    *,
    parameters: Parameters,
    randomness: Randomness,
) -> bytes:
    """A new card in `folder`, which must be empty; its public key (SubjectPublicKeyInfo, DER)."""
    printed = order.printed
    make_chip(
        folder / CHIP,
        issuer_key=order.issuer_key,
        card_number=printed.card_number,
        municipality=printed.municipality,
        expires=printed.expires,
        profile=profile,
        octets=randomness.octets,
    )
    with (
        ThreadPoolExecutor(1) as drawing,  # while the chip makes its keys
        Chip(folder / CHIP, where=_WHERE, octets=randomness.octets) as chip,
    ):
        shown = drawing.submit(chip_pictures, printed, font=card_font())
        back = drawing.submit(back_picture, printed, issued=order.issued, parameters=parameters)
        card_key = _personalise(chip, order, profile, randomness, shown)
    _keep(folder / CARD_KEY, card_key)
    if printed.photo is not None:
        _keep(folder / PHOTO, printed.photo)
    _keep(folder / BACK, back.result())
    write_face(folder, _face(order))
    return card_key


def profile_of(order: ChipOrder, parameters: Parameters, points: OpenPoints) -> CardProfile:
    """The make of a card: forms and tries as the rules have them on the day of issue."""

    def form(key: str, tries: str) -> PinForm:
        return pin_form(key, tries, on=order.issued, parameters=parameters)

    pins: dict[ReferenceName, PinForm] = {
        name: form(f"pin.{name}", f"pin.{name}") for name in PIN_NAMES
    }
    for name, key in _CHECK_NUMBERS.items():
        tries = "check_number" if key.startswith("check_number") else key
        pins[name] = form(f"card.{key}", f"card.{tries}")
    return CardProfile(pins=pins, **asdict(points))


def pin_form(key: str, tries: str, *, on: date, parameters: Parameters) -> PinForm:
    """Form and tries of a PIN as the chip is told them, from the rules of that day."""
    written = parameters.value(f"{key}.form", city=None, on=on).of(kinds.PinForm)
    return PinForm(
        shortest=written.shortest,
        longest=written.longest,
        tries=parameters.value(f"{tries}.tries", city=None, on=on).of(int),
        characters="digits" if written.characters == "digits" else "digits_and_capitals",
    )


def _personalise(
    chip: Transport,
    order: ChipOrder,
    profile: CardProfile,
    randomness: Randomness,
    shown: "Future[FacePictures]",
) -> bytes:
    """One channel: the card's key is made, everything is written, and it commits at one stroke."""
    host = IssuerHost.open(
        issuer_key=order.issuer_key,
        chip_challenge=begin_channel(chip).chip_challenge,
        host_challenge=randomness.octets(CHALLENGE_LENGTH),
    )
    host.unwrap(chip.transmit(host.opening()))

    def ordered(one: Order) -> object:
        return host.unwrap(chip.transmit(host.wrap(one)))

    made = ordered(MakeCardKey(randomness.octets(CHALLENGE_LENGTH)))
    if not isinstance(made, KeyPairMade):
        raise PlantFault("the chip made no key")
    for one in new_card(
        order.printed,
        shown.result(),
        card_key=made.public_key,
        signing=order.signing,
        long_form=profile.four_items_long_form,
    ):
        ordered(one)
    ordered(Commit())
    return made.public_key


def _face(order: ChipOrder) -> Face:
    printed = order.printed
    return Face(
        card=order.card,
        card_number=printed.card_number,
        municipality=order.municipality,
        name=printed.name,
        address=printed.address,
        born=printed.born.isoformat(),
        sex=printed.sex,
        issued=order.issued.isoformat(),
        expires=printed.expires.isoformat(),
        reading=printed.reading,
        security_code=printed.security_code,
    )


def _keep(path: Path, content: bytes) -> None:
    """A file that only its owner may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def put_in_place(unfinished: Path, final: Path) -> None:
    """The card is there, whole, from this instant; another that was quicker stands."""
    try:
        unfinished.rename(final)
    except OSError:
        if not final.exists():
            raise
        shutil.rmtree(unfinished, ignore_errors=True)
