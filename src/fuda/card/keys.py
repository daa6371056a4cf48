"""RSA keys as the chip makes, keeps and shows them."""

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from fuda.card.apdu import tlv
from fuda.card.orders import KeyPairMade

MODULUS = 256
"""Bytes of a modulus, and so of a signature."""
_EXPONENT = 65537
_EXPONENT_OBJECT = tlv(0x90, _EXPONENT.to_bytes(3, "big"))
_MODULUS_HEADER = tlv(0x91, bytes(MODULUS))[:-MODULUS]

PUBLIC_KEY_OBJECT = len(_EXPONENT_OBJECT + _MODULUS_HEADER) + MODULUS
"""Bytes of `public_key_object`."""


def make_key() -> RSAPrivateKey:
    """A new key pair (OpenSSL's generator)."""
    return generate_private_key(_EXPONENT, 8 * MODULUS)


def stored(key: RSAPrivateKey) -> bytes:
    """As the image keeps it."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def spki(key: RSAPublicKey) -> bytes:
    """As a certificate has it."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def proved(key: RSAPrivateKey, challenge: bytes) -> KeyPairMade:
    """The answer to an order that made this key."""
    return KeyPairMade(spki(key.public_key()), key.sign(challenge, PKCS1v15(), SHA256()))


def public_key_object(key: RSAPublicKey) -> bytes:
    """As the card's own files have it: `90 03 010001 91 820100 n`."""
    return _EXPONENT_OBJECT + tlv(0x91, key.public_numbers().n.to_bytes(MODULUS, "big"))


def read_public_key_object(written: bytes) -> RSAPublicKey:
    """From what `public_key_object` made; ValueError otherwise."""
    beginning, modulus = written[:-MODULUS], written[-MODULUS:]
    if beginning != _EXPONENT_OBJECT + _MODULUS_HEADER:
        raise ValueError
    return RSAPublicNumbers(_EXPONENT, int.from_bytes(modulus, "big")).public_key()
