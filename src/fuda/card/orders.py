"""What the issuer may order on its channel, and what the chip answers; both as bytes.

Our own (docs/interfaces.md): a tag byte, then each field behind its two-byte length.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import ClassVar, get_args

from fuda.card.interface import CertificateKind, PinName, ReferenceName


class Unreadable(ValueError):  # noqa: N818 - said of bytes
    """Not an order or answer of the issuer channel."""


@dataclass(frozen=True, slots=True)
class MakeKeyPair:
    """Make a key pair (RSA, 2048 bits) and prove it by signing the challenge with it."""

    tag: ClassVar[int] = 0x01
    kind: CertificateKind
    challenge: bytes


@dataclass(frozen=True, slots=True)
class WriteCertificates:
    """Write a certificate, which must be for the key on the chip, and its authority's (DER)."""

    tag: ClassVar[int] = 0x02
    kind: CertificateKind
    certificate: bytes
    authority: bytes


@dataclass(frozen=True, slots=True)
class PermitPin:
    """Let the reader set this PIN once, in the clear, before the commit. It also unblocks it.

    With the PIN of 住基 comes that of 共通.
    """

    tag: ClassVar[int] = 0x03
    pin: PinName


@dataclass(frozen=True, slots=True)
class MakeCardKey:
    """Make the key by which the card itself is known, and prove it by signing the challenge."""

    tag: ClassVar[int] = 0x04
    challenge: bytes


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a whole elementary file that is not a certificate, key or PIN.

    A record file's content is its records as JICSAP simple TLV, one after the other.
    """

    tag: ClassVar[int] = 0x05
    application: bytes
    """Its name (AID)."""
    file: bytes
    """Its identifier, two bytes."""
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WriteObject:
    """Write a data object of the card manager's level; `name` is its tag, two bytes."""

    tag: ClassVar[int] = 0x06
    name: bytes
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetCheckNumber:
    """Set a check number (照合番号), which is printed on the card; never a PIN of the holder."""

    tag: ClassVar[int] = 0x07
    name: ReferenceName
    value: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BecomeFaceAuthentication:
    """Turn into a face-authentication card: no PINs, no signature key and certificate (FACE-19).

    The user key then signs only for a terminal that the card knows by its certificate.
    """

    tag: ClassVar[int] = 0x08


@dataclass(frozen=True, slots=True)
class BecomeNormal:
    """Back to a card with PINs; they, and a new signature key, follow in the same channel."""

    tag: ClassVar[int] = 0x09


@dataclass(frozen=True, slots=True)
class Terminate:
    """End the card: keys, files and PINs are destroyed; it says only which card it was."""

    tag: ClassVar[int] = 0x0E


@dataclass(frozen=True, slots=True)
class Commit:
    """Do everything that was ordered, at one stroke, and end the channel."""

    tag: ClassVar[int] = 0x0F


@dataclass(frozen=True, slots=True)
class Done:
    """Ordered and noted; effective at the commit."""

    tag: ClassVar[int] = 0x80


@dataclass(frozen=True, slots=True)
class KeyPairMade:
    """The public key (SubjectPublicKeyInfo, DER) and PKCS #1 v1.5 SHA-256 over the challenge."""

    tag: ClassVar[int] = 0x81
    public_key: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Committed:
    """All of it is in the chip's memory."""

    tag: ClassVar[int] = 0x8F


Order = (
    MakeKeyPair
    | WriteCertificates
    | PermitPin
    | MakeCardKey
    | WriteFile
    | WriteObject
    | SetCheckNumber
    | BecomeFaceAuthentication
    | BecomeNormal
    | Terminate
    | Commit
)
Answer = Done | KeyPairMade | Committed

_KINDS: dict[int, type[Order] | type[Answer]] = {
    kind.tag: kind for kind in (*get_args(Order), *get_args(Answer))
}


def encode(said: Order | Answer) -> bytes:
    """As bytes."""
    values = [getattr(said, each.name) for each in fields(said)]
    octets = [value.encode() if isinstance(value, str) else value for value in values]
    return bytes([said.tag]) + b"".join(struct.pack(">H", len(each)) + each for each in octets)


def decode(octets: bytes) -> Order | Answer:
    """From what `encode` made; Unreadable otherwise."""
    kind = _KINDS.get(octets[0]) if octets else None
    if kind is None:
        raise Unreadable
    values: list[bytes | str] = []
    rest = octets[1:]
    for each in fields(kind):
        length = int.from_bytes(rest[:2], "big")
        value, rest = rest[2 : 2 + length], rest[2 + length :]
        if len(value) != length:
            raise Unreadable
        values.append(value if each.type is bytes else _one_of(get_args(each.type), value))
    if rest:
        raise Unreadable
    make: Callable[..., Order | Answer] = kind
    return make(*values)


def _one_of(words: tuple[str, ...], value: bytes) -> str:
    for word in words:
        if word.encode() == value:
            return word
    raise Unreadable
