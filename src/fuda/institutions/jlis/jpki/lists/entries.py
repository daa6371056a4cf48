"""Entries of many certificates encoded at once, column by column.

Entries with the same reason and an equally long serial are equally long. So a block of them is one
entry written often, into which each octet of serial and time is laid for all at once; that costs a
twentieth of encoding one entry after another.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fuda.pki import der
from fuda.pki.crl import entry
from fuda.rules.calendar import instant_from_text

AT_WIDTH = len("2026-11-20T14:59:59.000000Z")
_DIGITS = (2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
"""Where in such a text the digits of a UTCTime stand."""
_NO_UTC_TIME = "2050"
_OCTETS = 8
_LENGTHS = tuple(1 << (8 * octets - 1) for octets in range(1, _OCTETS))
"""From these serials on, an INTEGER is one octet longer."""


def encoded(reason: str, serials: Sequence[int], ats: str) -> bytes:
    """Entries of these serials, which ascend; `ats` their instants as the register writes them."""
    if len(ats) != AT_WIDTH * len(serials):
        raise ValueError("an instant for each serial")
    return b"".join(_blocks(reason, serials, ats))


def _blocks(reason: str, serials: Sequence[int], ats: str) -> Iterator[bytes]:
    ends = [0, *(bisect_left(serials, length) for length in _LENGTHS), len(serials)]
    for first, last in pairwise(ends):
        if first < last:
            yield _block(reason, serials[first:last], ats[first * AT_WIDTH : last * AT_WIDTH])


def _block(reason: str, serials: Sequence[int], ats: str) -> bytes:
    text = ats.encode("ascii")
    instants = (ats[at : at + AT_WIDTH] for at in range(0, len(ats), AT_WIDTH))
    if _later_than_utc_time(text):
        return b"".join(
            entry(serial, instant_from_text(at), reason)
            for serial, at in zip(serials, instants, strict=True)
        )
    pattern = entry(serials[0], instant_from_text(next(instants)), reason)
    width = len(pattern)
    octets = len(der.unsigned(serials[0]))
    serial_at = 2 + 2
    block = bytearray(pattern * len(serials))
    numbers = array("Q", serials)
    if sys.byteorder == "little":
        numbers.byteswap()
    big_endian = numbers.tobytes()
    for octet in range(octets):
        block[serial_at + octet :: width] = big_endian[_OCTETS - octets + octet :: _OCTETS]
    time_at = serial_at + octets + 2
    for place, digit in enumerate(_DIGITS):
        block[time_at + place :: width] = text[digit::AT_WIDTH]
    return bytes(block)


def _later_than_utc_time(text: bytes) -> bool:
    """Whether any of them is of a year that UTCTime cannot say."""
    late = _NO_UTC_TIME[:3].encode()
    highest = bytes(max(text[digit::AT_WIDTH]) for digit in range(len(late)))
    return highest >= late and any(
        text[at : at + len(late)] >= late for at in range(0, len(text), AT_WIDTH)
    )
