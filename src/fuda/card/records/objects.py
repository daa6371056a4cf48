"""The pieces that files are made of: keys, signed and offset objects, days, digits."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card import keys
from fuda.card.apdu import tlv
from fuda.card.printed import Sex

_KEY_BITS, _EXPONENT = 2048, 65537
_LONG_HEADER = 5
"""A tag of two bytes and a length of three."""
_OFFSET_OCTETS = 2
_LARGEST = 0x7FFF
"""As far as the offset of READ BINARY reaches."""

SEX_DIGITS: Mapping[Sex, bytes] = {"male": b"1", "female": b"2", "other": b"9"}
"""JIS X 0303."""


class RecordSigner(Protocol):
    """The key that signs a card's records, wherever its private half is kept."""

    @property
    def key_identifier(self) -> bytes:
        """16 bytes that name it."""
        ...

    def sign(self, data: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 with SHA-256 over the data; 256 bytes."""
        ...

    def sign_digest_info(self, digest_info: bytes) -> bytes:
        """The same padding over a ready-made DigestInfo."""
        ...


def public_key_object(key: RSAPublicKey) -> bytes:
    """A public key as every file has it: exponent, modulus; 265 bytes."""
    if key.key_size != _KEY_BITS or key.public_numbers().e != _EXPONENT:
        raise ValueError(f"a card's keys have {_KEY_BITS} bits, this one {key.key_size}")
    return keys.public_key_object(key)


def signed(signer: RecordSigner, signature_tag: int, objects: bytes) -> bytes:
    """Objects, and at their end the signature over them."""
    return objects + tlv(signature_tag, signer.sign(objects))


def with_offsets(tag: int, table: int, objects: list[bytes], *, long_form: bool = False) -> bytes:
    """A file that begins with where, from its first byte on, each of its objects begins."""
    blank = tlv(table, bytes(_OFFSET_OCTETS * len(objects)))
    length = len(blank) + sum(map(len, objects))
    if length > _LARGEST - _LONG_HEADER:
        raise ValueError(
            f"a file of {length} bytes does not fit on the card, at most {_LARGEST - _LONG_HEADER}"
            " do: make its pictures smaller"
        )
    at = len(tlv(tag, bytes(length), long_form=long_form)) - length + len(blank)
    offsets = b""
    for each in objects:
        offsets += at.to_bytes(_OFFSET_OCTETS, "big")
        at += len(each)
    return tlv(tag, tlv(table, offsets) + b"".join(objects), long_form=long_form)


def day_digits(day: date) -> bytes:
    """A day as YYYYMMDD."""
    return f"{day.year:04d}{day.month:02d}{day.day:02d}".encode()


def digits(what: str, text: str, length: int) -> bytes:
    """Text that must be so many digits; ValueError names what it is, never the digits."""
    if len(text) != length or not (text.isascii() and text.isdigit()):
        raise ValueError(f"{what} has {length} digits")
    return text.encode()
