"""券面事項確認: the face as pictures, each record signed for whoever compares card and chip."""

from collections.abc import Mapping
from hashlib import sha256, shake_256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.apdu import tlv
from fuda.card.interface import FaceCheck
from fuda.card.printed import FacePictures, Printed
from fuda.card.records.identifiers import FACE_CHECK_INFORMATION, FACE_CHECK_REFERENCE
from fuda.card.records.objects import (
    SEX_DIGITS,
    RecordSigner,
    day_digits,
    digits,
    public_key_object,
    signed,
    with_offsets,
)

_VERSION = bytes([0x06, 0x03, 0x0E, 0x01])
_LAYOUT = bytes([0x00])
_CODE_DIGITS = 5
_OPAQUE = 256
_RESERVED = b"\xff" * 16
_DIGEST_INFO = bytes.fromhex("3071300D06096086480165030402010500" + "0460")
"""SEQUENCE { SHA-256, OCTET STRING of 96 bytes }: three hashes in the place of one."""


def face_check_files(
    printed: Printed,
    pictures: FacePictures,
    *,
    card_key: RSAPublicKey,
    signer: RecordSigner,
    certificate: bytes,
) -> Mapping[int, bytes]:
    """Every file; a card without a photo (CARD-39) has that object empty.

    `certificate` is the signer's.
    """
    key = public_key_object(card_key)
    born = tlv(0xDF11, day_digits(printed.born)) + tlv(0xDF12, key)
    number = tlv(0xDF41, pictures.number) + tlv(0xDF42, key)
    return {
        FaceCheck.BIRTH: tlv(0xFF10, signed(signer, 0xDF13, born)),
        FaceCheck.FACE: _face(printed, pictures, key, signer),
        FaceCheck.INFORMATION: _information(printed),
        FaceCheck.CERTIFICATE: certificate,
        FaceCheck.NUMBER: tlv(0xFF40, signed(signer, 0xDF43, number)),
        FaceCheck.RESERVED: _RESERVED,
    }


def _face(printed: Printed, pictures: FacePictures, key: bytes, signer: RecordSigner) -> bytes:
    facts = [
        tlv(0xDF22, day_digits(printed.born)),
        tlv(0xDF23, SEX_DIGITS[printed.sex]),
        tlv(0xDF24, key),
    ]
    text = [tlv(0xDF25, pictures.name), tlv(0xDF26, pictures.address)]
    photo = [tlv(0xDF27, pictures.photo or b"")]
    hashes = b"".join(sha256(b"".join(part)).digest() for part in (facts, text, photo))
    unsigned = [
        tlv(0xDF29, day_digits(printed.expires)),
        tlv(0xDF2A, pictures.security_code),
    ]
    signature = tlv(0xDF28, signer.sign_digest_info(_DIGEST_INFO + hashes))
    return with_offsets(
        0xFF20, 0xDF21, [*facts, *text, *photo, signature, *unsigned], long_form=True
    )


def _information(printed: Printed) -> bytes:
    # Opaque on real cards; free to read, so ours comes from the card's number alone.
    opaque = shake_256(printed.card_number.encode()).digest(_OPAQUE)
    municipality = digits("a municipality's code", printed.municipality, _CODE_DIGITS)
    return tlv(
        0xFF30,
        tlv(0xDF31, _VERSION)
        + tlv(0xDF32, FACE_CHECK_INFORMATION)
        + tlv(0xDF33, _LAYOUT)
        + tlv(0xDF34, municipality)
        + tlv(0xDF35, FACE_CHECK_REFERENCE + opaque),
    )
