"""券面事項入力補助: the face as text, and what proves that the issuer wrote it."""

from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.apdu import tlv
from fuda.card.interface import FaceItem
from fuda.card.printed import Printed
from fuda.card.records.identifiers import FACE_ITEM_INFORMATION
from fuda.card.records.objects import (
    SEX_DIGITS,
    RecordSigner,
    day_digits,
    digits,
    public_key_object,
    signed,
    with_offsets,
)

_NUMBER_DIGITS = 12
_NUMBER_FILE = 17
_INFORMATION_FILE = 256
_FILLER = b"\xff"
_VERSION = bytes([0x01, 0x03, 0x0E, 0x01])
"""Version, extended APDUs, vendor, option, as on real cards."""
_OPAQUE = 128
_RESERVED = 16
_BETWEEN_NAMES = "\u3000"


def face_item_files(
    printed: Printed,
    *,
    card_key: RSAPublicKey,
    signer: RecordSigner,
    certificate: bytes,
    long_form: bool = False,
) -> Mapping[int, bytes]:
    """Every file but the session key (0006), which the chip fills itself.

    `certificate` is the signer's; `long_form` writes the length of the four items in three bytes.
    """
    number = _number(printed)
    items = _four_items(printed)
    digests = tlv(0xDF31, sha256(number).digest())
    digests += tlv(0xDF32, sha256(b"".join(items)).digest())
    return {
        FaceItem.NUMBER: number,
        FaceItem.FOUR_ITEMS: with_offsets(0xFF20, 0xDF21, items, long_form=long_form),
        FaceItem.SIGNED_DIGESTS: tlv(0xFF30, signed(signer, 0xDF33, digests)),
        FaceItem.CERTIFICATE: certificate,
        FaceItem.INFORMATION: _information(printed),
        FaceItem.CARD_KEY_RECORD: tlv(
            0xFF50, signed(signer, 0xDF52, tlv(0xDF51, public_key_object(card_key)))
        ),
        FaceItem.RESERVED: _FILLER * _RESERVED,
    }


def _number(printed: Printed) -> bytes:
    held = tlv(0xFF10, digits("an Individual Number", printed.number, _NUMBER_DIGITS))
    return held.ljust(_NUMBER_FILE, _FILLER)


def _four_items(printed: Printed) -> list[bytes]:
    name = printed.name if printed.name.isascii() else printed.name.replace(" ", _BETWEEN_NAMES)
    return [
        tlv(0xDF22, name.encode()),
        tlv(0xDF23, printed.address.encode()),
        tlv(0xDF24, day_digits(printed.born)),
        tlv(0xDF25, SEX_DIGITS[printed.sex]),
    ]


def _information(printed: Printed) -> bytes:
    # What 32 bytes stand here on real cards is not known; the file is free to read, so nothing
    # but the card's number, which is free too, goes into ours.
    opaque = sha256(printed.card_number.encode()).digest().ljust(_OPAQUE, _FILLER)
    held = tlv(0xDF41, _VERSION) + tlv(0xDF42, FACE_ITEM_INFORMATION) + tlv(0xDF43, opaque)
    return tlv(0xFF40, held).ljust(_INFORMATION_FILE, _FILLER)
