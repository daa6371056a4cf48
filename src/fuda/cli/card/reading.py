"""`fuda card read`: what stands on the card's faces, from its chip."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

from fuda.cli.card.answers import BadInput, answering, say_json, say_rows, write_file
from fuda.cli.card.options import (
    AsJson,
    Data,
    Person,
    PinStdin,
    Reader,
    RealCard,
    SendPin,
    folder,
    opened,
)
from fuda.cli.card.pins import ask_check_number, ask_pin, form_of
from fuda.rules.number import IndividualNumber
from fuda.terminals.reader import FaceCheckSession, FaceItemSession
from fuda.world.card_at_hand import CardAtHand, Meant


class With(StrEnum):
    """What opens the files, and which."""

    PIN = "pin"
    NUMBER_A = "number-a"
    NUMBER_B = "number-b"
    BIRTH = "birth"


_LENGTHS: Mapping[With, int] = {With.NUMBER_A: 12, With.NUMBER_B: 14, With.BIRTH: 6}
_MASKED = "*" * 12


def register(card: Typer) -> None:
    """Add the command."""

    @card.command("read")
    def read(
        with_: Annotated[
            With,
            Argument(
                metavar="[WITH]",
                help="pin: the four items, and all else by way of the number. number-a (the 12 "
                "digits on the back): number and pictures. number-b (14 digits: birth as YYMMDD "
                "of the era, year of expiry, security code): four items and pictures. birth (6 "
                "digits): the birth date, confirmed.",
            ),
        ] = With.PIN,
        *,
        number: Annotated[
            bool, Option("--number", help="Show the Individual Number; else it stays covered.")
        ] = False,
        to: Annotated[
            Path | None,
            Option(metavar="DIR", help="Read the pictures too and write them here (PNG, JP2)."),
        ] = None,
        person: Person = None,
        reader: Reader = None,
        real_card: RealCard = False,
        send_pin: SendPin = False,
        pin_stdin: PinStdin = False,
        data: Data = None,
        as_json: AsJson = False,
    ) -> None:
        """Read the four items, the Individual Number or the pictures of the face.

        Asks for the face-item PIN, or for a number that is printed on the card.
        """
        with answering(as_json=as_json):
            if with_ == With.NUMBER_A and not number and to is None:
                raise BadInput("number-a opens the number and the pictures: give --number or --to")
            if with_ in {With.NUMBER_B, With.BIRTH} and number:
                raise BadInput(f"{with_} does not open the number: use pin or number-a")
            if with_ == With.BIRTH and to is not None:
                raise BadInput("birth does not open the pictures: use pin, number-a or number-b")
            meant = Meant(person=person, reader=reader, real=real_card, send_pin=send_pin)
            with opened(data, meant) as at_hand:
                typed = _ask(at_hand, with_, folder(data), stdin=pin_stdin)
                told, pictures = _read(
                    at_hand, with_, typed, number=number, pictures=to is not None
                )
            if to is not None:
                told["pictures"] = _write(to, pictures)
            if as_json:
                say_json(told)
            else:
                say_rows(_rows(told))


def _ask(at_hand: CardAtHand, with_: With, data: Path, *, stdin: bool) -> str:
    match with_:
        case With.PIN:
            return ask_pin(at_hand, "face_item", form_of("face_item", data), stdin=stdin)
        case With.NUMBER_A:
            return ask_check_number(at_hand, "face_item_number_a", _LENGTHS[with_], stdin=stdin)
        case With.NUMBER_B:
            return ask_check_number(at_hand, "face_item_number_b", _LENGTHS[with_], stdin=stdin)
        case With.BIRTH:
            return ask_check_number(at_hand, "face_check_birth", _LENGTHS[with_], stdin=stdin)


def _read(
    at_hand: CardAtHand, with_: With, typed: str, *, number: bool, pictures: bool
) -> tuple[dict[str, object], dict[str, bytes]]:
    if with_ == With.BIRTH:
        with FaceCheckSession(at_hand.transport) as check:
            check.verify_birth(typed)
            return {"born": check.read_birth().born.isoformat()}, {}
    told: dict[str, object] = {}
    found: IndividualNumber | None = None
    with FaceItemSession(at_hand.transport) as items:
        {
            With.PIN: items.verify_pin,
            With.NUMBER_A: items.verify_number_a,
            With.NUMBER_B: items.verify_number_b,
        }[with_](typed)
        if with_ != With.NUMBER_A:
            four = items.read_four_items()
            told = {
                "name": four.name,
                "address": four.address,
                "born": four.born.isoformat(),
                "sex": four.sex,
            }
        if with_ != With.NUMBER_B and (number or pictures):
            found = items.read_number()
    if with_ != With.NUMBER_B:
        told["number"] = found.digits if found and number else _MASKED
    if not pictures:
        return told, {}
    with FaceCheckSession(at_hand.transport) as check:
        if found is None:
            check.verify_number_b(typed)
        else:
            check.verify_number_a(found.digits)
        face = check.read_face()
        files = {
            "name.png": face.name,
            "address.png": face.address,
            "security-code.png": face.security_code,
        }
        if face.photo is not None:
            files["photo.jp2"] = face.photo
        if found is not None and number:
            files["number.png"] = check.read_number_picture().picture
    return told, files


def _write(to: Path, pictures: Mapping[str, bytes]) -> list[str]:
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as no:
        raise BadInput(f"{to} cannot be made: {no.strerror}") from None
    for name, content in pictures.items():
        write_file(to / name, content, mode=0o600)
    return [str(to / name) for name in pictures]


def _rows(told: Mapping[str, object]) -> dict[str, str]:
    return {
        name: "\n".join(value) if isinstance(value, list) else str(value)
        for name, value in told.items()
    }
