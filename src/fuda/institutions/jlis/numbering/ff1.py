"""FF1, format-preserving encryption over AES (NIST SP 800-38G, algorithm 7), for decimal digits up.

A permutation of the numeral strings of one length and radix: two different strings never meet, and
without the key neither tells the other.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB

_ROUNDS = 10
_BLOCK = 16
_MINIMUM_STRINGS = 1_000_000
"""SP 800-38G revision 1: fewer possible strings than these are too few to hide among."""


def ff1_encrypt(key: bytes, numerals: Sequence[int], *, radix: int, tweak: bytes) -> list[int]:
    """The numeral string that `numerals` becomes; ValueError where the string is too short."""
    length = len(numerals)
    if radix**length < _MINIMUM_STRINGS:
        raise ValueError("FF1 needs a longer string")
    left_length = length // 2
    right_length = length - left_length
    octets = ((radix**right_length - 1).bit_length() + 7) // 8
    wanted = 4 * -(-octets // 4) + 4
    head = (
        b"\x01\x02\x01"
        + radix.to_bytes(3)
        + bytes([_ROUNDS, left_length % 256])
        + length.to_bytes(4)
        + len(tweak).to_bytes(4)
    )
    padded_tweak = tweak + bytes((-len(tweak) - octets - 1) % _BLOCK)
    left = _number(numerals[:left_length], radix)
    right = _number(numerals[left_length:], radix)
    for turn in range(_ROUNDS):
        block = _prf(key, head + padded_tweak + bytes([turn]) + right.to_bytes(octets))
        mask = int.from_bytes(_stretched(key, block, wanted))
        modulus = radix ** (left_length if turn % 2 == 0 else right_length)
        left, right = right, (left + mask) % modulus
    return _numerals(left, radix, left_length) + _numerals(right, radix, right_length)


def _prf(key: bytes, data: bytes) -> bytes:
    """The last block of AES-CBC from a zero vector (algorithm 6)."""
    encryptor = Cipher(AES(key), CBC(bytes(_BLOCK))).encryptor()
    return encryptor.update(data)[-_BLOCK:]


def _stretched(key: bytes, block: bytes, wanted: int) -> bytes:
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 - one block each, as FF1 has it
    stream = block
    for count in range(1, -(-wanted // _BLOCK)):
        mixed = int.from_bytes(block) ^ count
        stream += encryptor.update(mixed.to_bytes(_BLOCK))
    return stream[:wanted]


def _number(numerals: Sequence[int], radix: int) -> int:
    value = 0
    for numeral in numerals:
        value = value * radix + numeral
    return value


def _numerals(value: int, radix: int, length: int) -> list[int]:
    numerals = []
    for _ in range(length):
        value, numeral = divmod(value, radix)
        numerals.append(numeral)
    return numerals[::-1]
