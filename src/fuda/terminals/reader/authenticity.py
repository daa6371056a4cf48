"""Whether the issuer wrote what a card holds, and whether it is that card that answers.

root ── certifies ──▶ the signer of records ── signs ──▶ records, in them the card's key
                                                            └─ answers the challenge
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from fuda.card.interface import Transport
from fuda.terminals.reader.errors import NotAuthentic, UnreadableFile
from fuda.terminals.reader.objects import Objects, file_objects, first_object, objects
from fuda.terminals.reader.signing import DEFAULT_KEY, sign

_WRAPPER, _BODY, _SIGNATURE = 0x7F21, 0x5F4E, 0x5F37
_WRAPPER_OCTETS = b"\x7f\x21"
_EXPONENT, _MODULUS = 0x90, 0x91
_IDENTIFIER = 16
_KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class VerifiableCertificate:
    """A card-verifiable certificate: `authority` says that the key called `subject` is this."""

    authority: bytes
    subject: bytes
    public_key: RSAPublicKey
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """From a file, or from GET DATA, which leaves the wrapper out."""
        if content.startswith(_WRAPPER_OCTETS):
            parts = file_objects(content, _WRAPPER)
        else:
            parts = Objects(tuple(objects(content)))
        body = parts.value(_BODY)
        return cls(
            authority=body[:_IDENTIFIER],
            subject=body[_IDENTIFIER : 2 * _IDENTIFIER],
            public_key=public_key(body[2 * _IDENTIFIER :]),
            body=body,
            signature=parts.value(_SIGNATURE),
        )

    def verify(self, authority: RSAPublicKey) -> None:
        """NotAuthentic where that authority did not sign it."""
        check(authority, self.signature, self.body, "the card-verifiable certificate")

    def signed_part(self) -> bytes:
        """Body and signature without the wrapper, as SET PUBLIC IC KEY takes them."""
        return b"".join(
            tag.to_bytes(2, "big") + b"\x82" + len(value).to_bytes(2, "big") + value
            for tag, value in ((_BODY, self.body), (_SIGNATURE, self.signature))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a record's signature covers, and the signature; the base of every signed record."""

    covered: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def verify(self, signer: RSAPublicKey) -> None:
        """NotAuthentic where that key did not sign it."""
        check(signer, self.signature, self.covered, "a signed record")


def public_key(content: bytes) -> RSAPublicKey:
    """A public key as every file of the card has it."""
    numbers: Mapping[int, int] = {
        each.tag: int.from_bytes(each.value, "big") for each in objects(content)
    }
    try:
        key = RSAPublicNumbers(numbers[_EXPONENT], numbers[_MODULUS]).public_key()
    except (KeyError, ValueError):
        raise UnreadableFile("no RSA public key where one stands") from None
    if key.key_size != _KEY_BITS:
        raise UnreadableFile(f"a key of {key.key_size} bits")
    return key


def session_key(content: bytes) -> RSAPublicKey:
    """The public key in EF 0006 of 券面事項入力補助."""
    return public_key(first_object(content).value)


def check(key: RSAPublicKey, signature: bytes, data: bytes, what: str) -> None:
    """NotAuthentic, which names what it was, where the signature is not that key's over data."""
    try:
        key.verify(signature, data, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise NotAuthentic(what) from None


def check_digest_info(key: RSAPublicKey, signature: bytes, digest_info: bytes, what: str) -> None:
    """The same where a DigestInfo of a kind of its own was signed."""
    try:
        signed = key.recover_data_from_signature(signature, PKCS1v15(), None)
    except InvalidSignature:
        signed = b""
    if signed != digest_info:
        raise NotAuthentic(what)


def prove_presence(transport: Transport, challenge: bytes, card_key: RSAPublicKey) -> None:
    """The card's own key answers a fresh challenge; NotAuthentic where a copy lies there.

    `card_key` must come from a record whose signature was verified.
    """
    answer = sign(transport, DEFAULT_KEY, challenge)
    check(card_key, answer, challenge, "the answer to the challenge")
