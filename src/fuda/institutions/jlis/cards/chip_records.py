"""What is written into a chip: at its making all of it, after a change what the change touches."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fuda.card import records
from fuda.card.face import pictures
from fuda.card.interface import COMMON, FACE_CHECK, FACE_ITEM, JPKI, RESIDENT_REGISTER, Jpki
from fuda.card.issuer import Order, SetCheckNumber, WriteFile, WriteObject
from fuda.card.printed import FacePictures, Printed
from fuda.institutions.jlis.cards.signing import CardSigning
from fuda.kit.typesetting.coverage import as_drawn
from fuda.rules.eras import era_year

_SERIAL = slice(1, None)


def chip_pictures(printed: Printed, *, font: Path | None) -> FacePictures:
    """The face as the chip shows it: each letter in the shape in which the font has it."""
    drawn = replace(printed, name=as_drawn(printed.name), address=as_drawn(printed.address))
    return pictures(drawn, font=font)


def new_card(
    printed: Printed,
    shown: FacePictures,
    *,
    card_key: bytes,
    signing: CardSigning,
    long_form: bool,
) -> Iterator[Order]:
    """The orders that fill a blank chip, after its key was made.

    `shown` are the pictures of `printed`; `long_form` as the card's profile has it.
    """
    yield from face_records(printed, shown, card_key=card_key, signing=signing, long_form=long_form)
    yield from _files(COMMON, records.common_files(printed, serial=printed.card_number[_SERIAL]))
    yield from _files(RESIDENT_REGISTER, records.resident_register_files())
    yield from _files(JPKI, {Jpki.TERMINAL_AUTHORITY: signing.terminal_authority})
    for tag, content in records.data_objects(
        printed, upper=signing.upper_certificate, lower=signing.face_check_certificate
    ).items():
        yield WriteObject(_identifier(tag), content)
    yield from check_numbers(printed)


def face_records(
    printed: Printed,
    shown: FacePictures,
    *,
    card_key: bytes,
    signing: CardSigning,
    long_form: bool,
) -> Iterator[Order]:
    """The face as text and as pictures, signed anew."""
    key = _public(card_key)
    yield from _files(
        FACE_ITEM,
        records.face_item_files(
            printed,
            card_key=key,
            signer=signing.signer,
            certificate=signing.face_item_certificate,
            long_form=long_form,
        ),
    )
    yield from _files(
        FACE_CHECK,
        records.face_check_files(
            printed,
            shown,
            card_key=key,
            signer=signing.signer,
            certificate=signing.face_check_certificate,
        ),
    )


def check_numbers(printed: Printed) -> Iterator[Order]:
    """照合番号 of a card: its number, and birth, last year and security code."""
    numbers = records.check_numbers(printed, era_year=era_year(printed.born).year)
    for name, value in numbers.items():
        yield SetCheckNumber(name, value.encode())


def _files(application: bytes, contents: Mapping[int, bytes]) -> Iterator[Order]:
    for file, content in contents.items():
        yield WriteFile(application, _identifier(file), content)


def _identifier(number: int) -> bytes:
    return int(number).to_bytes(2, "big")


def _public(der: bytes) -> RSAPublicKey:
    key = load_der_public_key(der)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("a card's key is an RSA key")
    return key
