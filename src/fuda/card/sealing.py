"""The keys of one issuer channel, and how commands and responses are sealed with them.

Our own (docs/interfaces.md). Both sides hold the card's issuer key. The session keys come from it
by HMAC-SHA-256 over both challenges, one for each direction. Every message is sealed with AES-SIV
(RFC 5297), its place in the channel and its header bound in: none can be left out, repeated,
exchanged or turned round. AES-SIV needs no nonce, so wrapping a script twice gives nothing away.
"""

import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from fuda.card.interface import Ins

CHALLENGE_LENGTH = 16
ISSUER_KEY_LENGTH = 32

OPENING, ORDER = 0x00, 0x01
"""P1 of an issuer order: the first one carries the host's challenge before the seal."""
OPENING_WORDS = b"open"
"""What the first command seals: nothing but that the host knows the key."""


class SealBroken(Exception):  # noqa: N818 - what was found, not an error of the program
    """Not sealed by the other side of this channel, or not the message that is due."""


class Seals:
    """Counts and seals commands and responses; the same object on both sides."""

    def __init__(self, issuer_key: bytes, chip_challenge: bytes, host_challenge: bytes) -> None:
        for challenge in (chip_challenge, host_challenge):
            if len(challenge) != CHALLENGE_LENGTH:
                raise ValueError(f"a challenge has {CHALLENGE_LENGTH} bytes, not {len(challenge)}")
        if len(issuer_key) != ISSUER_KEY_LENGTH:
            raise ValueError(f"an issuer key has {ISSUER_KEY_LENGTH} bytes")
        challenges = chip_challenge + host_challenge
        self._command = _session_key(issuer_key, b"fuda command", challenges)
        self._response = _session_key(issuer_key, b"fuda response", challenges)
        self.commands = 0
        self.responses = 0

    def seal_command(self, header: bytes, plain: bytes) -> bytes:
        """The next command's data."""
        sealed = self._command.encrypt(plain, [header, _place(self.commands)])
        self.commands += 1
        return sealed

    def open_command(self, header: bytes, sealed: bytes) -> bytes:
        """What the next command says."""
        plain = _opened(self._command, sealed, [header, _place(self.commands)])
        self.commands += 1
        return plain

    def seal_response(self, plain: bytes) -> bytes:
        """The next response's data."""
        sealed = self._response.encrypt(plain, [_place(self.responses)])
        self.responses += 1
        return sealed

    def open_response(self, sealed: bytes) -> bytes:
        """What the next response says."""
        plain = _opened(self._response, sealed, [_place(self.responses)])
        self.responses += 1
        return plain


def _session_key(issuer_key: bytes, label: bytes, challenges: bytes) -> AESSIV:
    return AESSIV(
        b"".join(
            hmac.digest(issuer_key, bytes([half]) + label + challenges, "sha256") for half in (1, 2)
        )
    )


def _place(count: int) -> bytes:
    return struct.pack(">Q", count)


def _opened(key: AESSIV, sealed: bytes, bound: list[bytes]) -> bytes:
    try:
        return key.decrypt(sealed, bound)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def header(p1: int) -> bytes:
    """The header of an issuer order, which its seal binds in."""
    return bytes([0x80, Ins.ISSUER_ORDER, p1, 0x00])
