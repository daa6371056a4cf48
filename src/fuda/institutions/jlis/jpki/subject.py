"""The CN of a certificate: an opaque id in the shape that real ones have (23 characters [C]).

Signature: 14 of chance, the town's five digits, three digits of how many such certificates the
holder has had, a letter [I]. User: chance in the place of all that, and a letter: it may tell
neither the town nor anything of the holder (ARCHITECTURE.md).
"""

from fuda.doors.person import CertificateKind
from fuda.kit.randomness import Randomness
from fuda.pki.profile import PROFILES

_ALPHABET = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two of them, so that each octet of chance falls on each alike; no I, L, O or U."""
_LETTERS = _ALPHABET * (256 // len(_ALPHABET))
_CHANCE = 14
_TOWN_DIGITS = 5
_COUNT_DIGITS = 3


def certificate_name(
    kind: CertificateKind, municipality: str, count: int, randomness: Randomness
) -> str:
    """A new CN; `count` is the how-manyeth certificate of that kind this is for the holder."""
    profile = PROFILES[kind]
    if not profile.tells_person:
        length = _CHANCE + _TOWN_DIGITS + _COUNT_DIGITS
        return _by_chance(length, randomness) + profile.letter
    town = municipality[:_TOWN_DIGITS]
    counted = f"{count % 10**_COUNT_DIGITS:0{_COUNT_DIGITS}}"
    return _by_chance(_CHANCE, randomness) + town + counted + profile.letter


def _by_chance(length: int, randomness: Randomness) -> str:
    return randomness.octets(length).translate(_LETTERS).decode("ascii")
