"""A card with everything on it, for those who judge the chip: every file says which file it is.

What is written is known byte for byte (`Written`), and each file begins with words of its own, so
that they would be noticed anywhere else. The layouts of real files are nobody's business here.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPublicKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from card_made import (
    CHECK_NUMBERS,
    ISSUER_KEY,
    KINDS,
    PINS,
    PROFILE,
    TerminalAuthority,
    lay,
    open_host,
)
from card_model import TABLE, File, Records, Written
from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, ReferenceName, Transport
from fuda.card.issuer import (
    Commit,
    IssuerHost,
    KeyPairMade,
    MakeKeyPair,
    Order,
    PermitPin,
    WriteCertificates,
)
from fuda.card.manufacture import make_chip
from fuda.card.orders import Answer, MakeCardKey, SetCheckNumber, WriteFile, WriteObject
from fuda.card.profile import CardProfile

AIDS: Mapping[str, bytes] = {
    "jpki": interface.JPKI,
    "face_item": interface.FACE_ITEM,
    "face_check": interface.FACE_CHECK,
    "resident_register": interface.RESIDENT_REGISTER,
    "common": interface.COMMON,
    "manager": interface.CARD_MANAGER,
    "issuer": interface.ISSUER,
}
VALUES: Mapping[ReferenceName, str] = {
    **PINS,
    "common": PINS["resident_register"],
    **CHECK_NUMBERS,
}
CARD_NUMBER, MUNICIPALITY, EXPIRES = "TEST000000000001", "13103", date(2035, 1, 2)
BY_OTHER_ORDERS = {("jpki", each) for each in (0x01, 0x02, 0x06, 0x08, 0x09, 0x0A, 0x0B)} | {
    ("face_item", 0x06)
}
"""Certificates and what the chip says of itself."""
OBJECTS = {
    0x42: b"issuer key id ..",
    0x66: b"card data",
    0xF7: b"key id .........",
    0xF8: b"x" * 571,
}


def profile(**choices: bool) -> CardProfile:
    """The usual make, with these choices at the open points."""
    return replace(PROFILE, **choices)  # type: ignore[arg-type]


def words(application: str, file: int) -> bytes:
    """What a file begins with, and no other."""
    return f"<{application}/{file:04X}>".encode().ljust(24, b".")


def content(application: str, file: int) -> bytes:
    """What the issuer writes into a file."""
    if isinstance(TABLE[application][file], Records):
        said = words(application, file)
        return b"\1" + bytes([len(said)]) + said + b"\2\xff\1\4" + said.ljust(0x104, b"~")
    return words(application, file) * (1 + file % 5) + b"the last bytes"


@cache
def terminals() -> TerminalAuthority:
    """Whose terminals the card knows."""
    return TerminalAuthority(generate_private_key(65537, 2048))


def began(transport: Transport) -> IssuerHost:
    """An issuer channel that both sides have opened."""
    host = open_host(transport)
    host.unwrap(transport.transmit(host.opening()))
    return host


def ordered(transport: Transport, host: IssuerHost, *orders: Order) -> list[Answer]:
    """Orders on an open channel, and the chip's answers."""
    return [host.unwrap(transport.transmit(host.wrap(each))) for each in orders]


def certificates(kind: str, public_key: bytes, times: int = 0) -> tuple[bytes, bytes]:
    """What stands for a certificate, and for its authority's."""
    file, authority = (0x01, 0x02) if kind == "signature" else (0x0A, 0x0B)
    mark = b"%d" % times
    return words("jpki", file) + mark + public_key, words("jpki", authority) * 3 + mark


def set_pin(transport: Transport, name: str, value: bytes) -> int:
    """A permitted PIN, in the clear."""
    which = [*PIN_NAMES].index(name)  # type: ignore[arg-type]
    answer = transport.transmit(b"\x80\xd4\0" + bytes([which, len(value)]) + value)
    return int.from_bytes(answer, "big")


@dataclass
class Whole:
    """A whole card and what is on it."""

    folder: Path
    written: Written


def files_to_write() -> Iterable[tuple[str, int, bytes]]:
    """Everything for the order WriteFile."""
    for application, files in TABLE.items():
        for file, each in files.items():
            if isinstance(each, File | Records) and (application, file) not in BY_OTHER_ORDERS:
                own = (application, file) == ("jpki", 0x16)
                said = terminals().written() if own else content(application, file)
                yield application, file, said


def make_whole(
    folder: Path, make: CardProfile, values: Mapping[ReferenceName, str] = VALUES
) -> Whole:
    """Through the issuer channel, as any card."""
    make_chip(
        folder,
        issuer_key=ISSUER_KEY,
        card_number=CARD_NUMBER,
        municipality=MUNICIPALITY,
        expires=EXPIRES,
        profile=make,
        octets=os.urandom,
    )
    with lay(folder) as chip:
        return Whole(folder, _personalised(chip, values))


def _personalised(chip: Chip, values: Mapping[ReferenceName, str]) -> Written:
    host = began(chip)
    written = Written(files={}, objects=_objects(), keys={}, values={})
    for kind, file in zip(KINDS, (0x1A, 0x17), strict=True):
        (made,) = ordered(chip, host, MakeKeyPair(kind, b"prove it"))
        assert isinstance(made, KeyPairMade)
        written.keys["jpki", file] = _public(made.public_key)
        own, authority = certificates(kind, made.public_key)
        ordered(chip, host, WriteCertificates(kind, own, authority))
        first, second = (0x01, 0x02) if kind == "signature" else (0x0A, 0x0B)
        written.files["jpki", first] = own.ljust(3072, b"\xff")
        written.files["jpki", second] = authority.ljust(3072, b"\xff")
    written.files["jpki", 0x08] = b"\x8f\x8f\0"
    (made,) = ordered(chip, host, MakeCardKey(b"prove it"))
    assert isinstance(made, KeyPairMade)
    for place in (("face_item", 0x13), ("face_check", 0x1A), ("common", 0x19)):
        written.keys[place] = _public(made.public_key)
    for application, file, said in files_to_write():
        ordered(chip, host, WriteFile(AIDS[application], file.to_bytes(2, "big"), said))
        written.files[application, file] = said
    for tag, value in OBJECTS.items():
        ordered(chip, host, WriteObject(tag.to_bytes(2, "big"), value))
    for name, text in values.items():
        written.values[name] = text.encode()
        if name == "common":  # came with the PIN of 住基
            assert text == values["resident_register"]
        elif name in PIN_NAMES:
            ordered(chip, host, PermitPin(name))
            assert set_pin(chip, name, text.encode()) == 0x9000
        else:
            ordered(chip, host, SetCheckNumber(name, text.encode()))
    ordered(chip, host, Commit())
    for place in (("jpki", 0x06), ("face_item", 0x06)):
        written.files[place] = _said_by_the_chip(chip, *place, values["face_item"])
    return written


def _objects() -> dict[int, bytes]:
    return {
        **OBJECTS,
        0x45: CARD_NUMBER.encode(),
        0xF0: MUNICIPALITY.encode(),
        0xF2: f"{EXPIRES:%Y%m%d}".encode(),
        0x5F51: bytes.fromhex("E000FF8131FE4514"),
    }


def _said_by_the_chip(chip: Chip, application: str, file: int, pin: str) -> bytes:
    chip.transmit(b"\0\xa4\4\x0c" + bytes([len(AIDS[application])]) + AIDS[application])
    if application == "face_item":
        chip.transmit(bytes([0, 0x20, 0, 0x91, len(pin)]) + pin.encode())
    answer = chip.transmit(bytes([0, 0xB0, 0x80 | file, 0, 0, 0, 0]))
    assert answer[-2:] == b"\x90\0"
    return answer[:-2]


def _public(spki: bytes) -> RSAPublicKey:
    key = load_der_public_key(spki)
    assert isinstance(key, RSAPublicKey)
    return key


def encipher(key: bytes, count: int, said: bytes) -> bytes:
    """Data of the so-many-th secured command: `86`, 01, cryptogram."""
    padded = (said + b"\x80").ljust(-(-(len(said) + 1) // 16) * 16, b"\0")
    data = b"\1" + _cbc(key, _vector(key, count)).encryptor().update(padded)
    long = b"\x82" + len(data).to_bytes(2, "big")
    return b"\x86" + (bytes([len(data)]) if len(data) < 0x80 else long) + data


def decipher(key: bytes, count: int, answer: bytes) -> bytes:
    """What the answer to it says."""
    inside = answer[answer.index(b"\1", 2 if answer[1] < 0x80 else 4) + 1 :]
    return _cbc(key, _vector(key, count)).decryptor().update(inside).rstrip(b"\0")[:-1]


def _vector(key: bytes, count: int) -> bytes:
    return _cbc(key, bytes(16)).encryptor().update(count.to_bytes(16, "big"))


def _cbc(key: bytes, vector: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), CBC(vector))


def session_key(written: Written) -> RSAPublicKey:
    """EF 0006 of 券面事項入力補助, to which a session's key is enciphered."""
    modulus = written.files["face_item", 0x06][-256:]
    return RSAPublicNumbers(65537, int.from_bytes(modulus, "big")).public_key()


def sealed_seed(written: Written, seed: bytes) -> bytes:
    """The command SET SESSION KEY."""
    oaep = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
    sealed = session_key(written).encrypt(b"\xa0\x22\x80\x20" + seed, oaep)
    return b"\x80\xae\0\0\0\1\0" + sealed
