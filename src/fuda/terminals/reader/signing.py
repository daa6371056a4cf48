"""COMPUTE DIGITAL SIGNATURE in the ways that are of use to a host; SHA-256 always."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from fuda.card.interface import Ins, Transport
from fuda.terminals.reader.exchange import ask, command

CURRENT_FILE, DEFAULT_KEY = 0x80, 0x00
"""P2: the current file's key, or the application's own."""
_SIGNATURE = 0x100
_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
"""What PKCS #1 v1.5 puts before a SHA-256 hash (RFC 8017, 9.2): the card takes it ready-made."""

Scheme = Literal["pkcs1", "pss", "pkcs1-hash", "pkcs1-on-card", "pss-on-card"]
"""How a signature is made.

    pkcs1          RSASSA-PKCS1-v1_5, hashed and encoded here: what every client of the card sends
    pss            RSASSA-PSS with MGF1 and a salt of 32 bytes, hashed here
    pkcs1-hash     RSASSA-PKCS1-v1_5, hashed here, encoded by the card
    pkcs1-on-card  RSASSA-PKCS1-v1_5, hashed by the card too
    pss-on-card    RSASSA-PSS, hashed by the card
"""
_P1: Mapping[Scheme, int] = {
    "pkcs1": 0x00,
    "pkcs1-hash": 0x02,
    "pkcs1-on-card": 0x03,
    "pss": 0x04,
    "pss-on-card": 0x05,
}
_CARD_HASHES = {"pkcs1-on-card", "pss-on-card"}


def sign(transport: Transport, key: int, data: bytes, scheme: Scheme = "pkcs1") -> bytes:
    """Let the card sign data; `key` is the P2 that names its key."""
    if scheme not in _CARD_HASHES:
        data = (_DIGEST_INFO if scheme == "pkcs1" else b"") + sha256(data).digest()
    return ask(
        transport,
        command(0x80, Ins.COMPUTE_DIGITAL_SIGNATURE, _P1[scheme], key, data, _SIGNATURE),
    )
