"""Commands as they arrive (ISO/IEC 7816-4): short and extended, all four cases."""

import struct
from dataclasses import dataclass, field

from fuda.card.interface import StatusWord

_HEADER = 4
_EXTENDED = 3
"""Bytes of an extended length field at the start of the body."""
_SHORT_FORM = 0x7F
"""The longest BER value whose length is one byte."""


class Refuses(Exception):  # noqa: N818 - the chip's no
    """The chip says no: the status word that ends the command."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Command:
    """A command APDU taken apart; `expected` is None where no Le was given."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(repr=False)
    expected: int | None

    @classmethod
    def parse(cls, apdu: bytes) -> "Command":
        """Read an APDU; 6700 where its lengths contradict each other."""
        if len(apdu) < _HEADER:
            raise Refuses(StatusWord.WRONG_LENGTH)
        data, expected = _body(apdu[_HEADER:])
        cla, ins, p1, p2 = apdu[:_HEADER]
        return cls(cla, ins, p1, p2, data, expected)

    @property
    def header(self) -> bytes:
        """The four bytes before lengths and data."""
        return bytes([self.cla, self.ins, self.p1, self.p2])

    @property
    def p1p2(self) -> int:
        """Both parameters as one number."""
        return self.p1 << 8 | self.p2


def _body(body: bytes) -> tuple[bytes, int | None]:
    if not body:
        return b"", None
    if body[0] or len(body) == 1:
        return _split(body, prefix=1, le_length=1, le_zero=0x100)
    if len(body) < _EXTENDED:
        raise Refuses(StatusWord.WRONG_LENGTH)
    return _split(body, prefix=_EXTENDED, le_length=2, le_zero=0x10000)


def _split(body: bytes, *, prefix: int, le_length: int, le_zero: int) -> tuple[bytes, int | None]:
    length = int.from_bytes(body[:prefix], "big")
    rest = body[prefix:]
    if not rest:
        return b"", length or le_zero
    if length and len(rest) == length:
        return rest, None
    if length and len(rest) == length + le_length:
        return rest[:length], int.from_bytes(rest[length:], "big") or le_zero
    raise Refuses(StatusWord.WRONG_LENGTH)


def read_tlv(octets: bytes) -> tuple[int, bytes]:
    """The one BER object with a tag of one byte that these octets are; ValueError otherwise."""
    tag, length, rest = octets[0], octets[1:2], octets[2:]
    if length > bytes([_SHORT_FORM]):
        count = length[0] & _SHORT_FORM
        length, rest = rest[:count], rest[count:]
    if not length or int.from_bytes(length, "big") != len(rest):
        raise ValueError
    return tag, rest


def tlv(tag: int, value: bytes, *, long_form: bool = False) -> bytes:
    """A BER object with a tag of one or two bytes and a length of one byte or, long, three."""
    named = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    if len(value) <= _SHORT_FORM and not long_form:
        return named + bytes([len(value)]) + value
    return named + struct.pack(">BH", 0x82, len(value)) + value
