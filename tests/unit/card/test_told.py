"""What a value of the chip says of itself, in a log or a debugger: nothing that is secret."""

import pytest

from card_made import PROFILE
from fuda.card import interface
from fuda.card.apdu import Command
from fuda.card.image import Image
from fuda.card.orders import SetCheckNumber, WriteFile, WriteObject

SECRET = b"123456789018"


@pytest.mark.parametrize(
    "value",
    [
        Command.parse(b"\x00\x20\x00\x94\x0c" + SECRET),
        SetCheckNumber("face_item_number_a", SECRET),
        WriteFile(interface.FACE_ITEM, b"\x00\x01", SECRET),
        WriteObject(b"\x00\x42", SECRET),
        Image(
            profile=PROFILE,
            issuer_key=SECRET,
            objects={},
            files={"face_item/0001": SECRET},
            keys={"jpki/0017": SECRET},
            pins={"user": SECRET},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_secret_is_told(value: object) -> None:
    """Neither a PIN, a check number, a key nor what a file holds."""
    assert SECRET.decode() not in repr(value)
