"""COMPUTE DIGITAL SIGNATURE, with the card's six ways of padding (P1)."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, Hash

from fuda.card.apdu import Command, Refuses
from fuda.card.files import File, PrivateKey
from fuda.card.interface import StatusWord
from fuda.card.power import Power

_DEFAULT_KEY = 0x00
_DIGEST = 32
_LONGEST_VERBATIM = 245
_PSS = PSS(mgf=MGF1(SHA256()), salt_length=_DIGEST)


def compute_digital_signature(card: Power, command: Command) -> bytes:
    """Sign with the key that P2 names, once its PIN was verified."""
    if command.p1 not in _WAYS:
        raise Refuses(StatusWord.WRONG_P1P2)
    file, found = _named(card, command.p2)
    key = usable_key(card, file, found)
    if not found.signs:
        raise Refuses(StatusWord.CONDITIONS)
    if not command.data or command.expected is None:
        raise Refuses(StatusWord.WRONG_LENGTH)
    if command.expected < key.key_size // 8:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return _WAYS[command.p1](key, command.data)


def _named(card: Power, p2: int) -> tuple[int, PrivateKey]:
    if p2 != _DEFAULT_KEY:
        return private_key(card.addressed(p2))
    file = card.application.default_key if card.application else None
    if file is None:
        raise Refuses(StatusWord.CONDITIONS)
    return private_key((file, card.found(file)))


def private_key(named: tuple[int, File]) -> tuple[int, PrivateKey]:
    """The file that a command names, which must be a private key."""
    file, found = named
    if not isinstance(found, PrivateKey):
        raise Refuses(StatusWord.WRONG_FILE_STRUCTURE)
    return file, found


def usable_key(card: Power, file: int, found: PrivateKey) -> RSAPrivateKey:
    """A private key of the selected application, once its PIN was verified."""
    if not found.use.met(card.verified):
        raise Refuses(StatusWord.SECURITY_STATUS)
    stored = card.image.keys.get(found.kept_at or card.place(file))
    if stored is None:
        raise Refuses(StatusWord.CONDITIONS)
    return card.private_key(stored)


def _verbatim(key: RSAPrivateKey, data: bytes) -> bytes:
    if len(data) > _LONGEST_VERBATIM:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return key.sign(data, PKCS1v15(), NoDigestInfo())


def _bare_hash(key: RSAPrivateKey, data: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(data)
    return key.sign(digest.finalize(), PKCS1v15(), NoDigestInfo())


def _given_hash(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(_exactly_a_hash(data), PKCS1v15(), Prehashed(SHA256()))


def _own_hash(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(data, PKCS1v15(), SHA256())


def _given_hash_pss(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(_exactly_a_hash(data), _PSS, Prehashed(SHA256()))


def _own_hash_pss(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(data, _PSS, SHA256())


def _exactly_a_hash(data: bytes) -> bytes:
    if len(data) != _DIGEST:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return data


_WAYS: dict[int, Callable[[RSAPrivateKey, bytes], bytes]] = {
    0x00: _verbatim,
    0x01: _bare_hash,
    0x02: _given_hash,
    0x03: _own_hash,
    0x04: _given_hash_pss,
    0x05: _own_hash_pss,
}
