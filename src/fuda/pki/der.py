"""The few DER encodings (ITU-T X.690) of which certificates, CRLs and OCSP answers consist.

A builder of a library costs more than the signature that it prepares, and a large CRL's builder
grows with the square of its entries; so the hot paths join bytes that were encoded once. Tests hold
every object made of these beside the one that `cryptography` makes of the same facts.
"""

from datetime import UTC, datetime
from functools import cache, lru_cache

from cryptography.x509 import ObjectIdentifier

_SHORT = 0x80
_HEADERS = 4096
_LAST_UTC_TIME_YEAR = 2049
"""RFC 5280, 4.1.2.5: UTCTime until then, GeneralizedTime after."""

SEQUENCE, SET = 0x30, 0x31
BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL_TAG = 0x01, 0x02, 0x03, 0x04, 0x05
OBJECT_IDENTIFIER, ENUMERATED, UTF8_STRING = 0x06, 0x0A, 0x0C
PRINTABLE_STRING, IA5_STRING = 0x13, 0x16
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18

NULL = b"\x05\x00"
TRUE = b"\x01\x01\xff"


@lru_cache(_HEADERS)
def header(tag: int, length: int) -> bytes:
    """What comes before a content of so many octets: tag (one byte) and definite length."""
    if length < _SHORT:
        return bytes((tag, length))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(octets))) + octets


def tagged(tag: int, content: bytes) -> bytes:
    """One object: tag, length, content."""
    return header(tag, len(content)) + content


def sequence(*parts: bytes) -> bytes:
    """SEQUENCE of encoded parts."""
    return b"".join((header(SEQUENCE, sum(map(len, parts))), *parts))


def explicit(number: int, content: bytes) -> bytes:
    """[number] EXPLICIT, or IMPLICIT of a constructed type whose content this is."""
    return tagged(0xA0 | number, content)


def implicit(number: int, content: bytes) -> bytes:
    """[number] IMPLICIT of a primitive type."""
    return tagged(0x80 | number, content)


def integer(value: int) -> bytes:
    """INTEGER, not negative."""
    octets = unsigned(value)
    return header(INTEGER, len(octets)) + octets


def unsigned(value: int) -> bytes:
    """The content octets of an INTEGER that is not negative."""
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


@cache
def oid(dotted: str) -> bytes:
    """OBJECT IDENTIFIER."""
    first, second, *rest = (int(arc) for arc in ObjectIdentifier(dotted).dotted_string.split("."))
    return tagged(OBJECT_IDENTIFIER, b"".join(map(_base128, (40 * first + second, *rest))))


def octet_string(content: bytes) -> bytes:
    """OCTET STRING."""
    return tagged(OCTET_STRING, content)


def bit_string(content: bytes) -> bytes:
    """BIT STRING of whole octets."""
    return tagged(BIT_STRING, b"\0" + content)


def time(instant: datetime) -> bytes:
    """Time of certificates and CRLs: UTCTime through 2049, then GeneralizedTime; whole seconds."""
    at = _utc(instant)
    if at.year <= _LAST_UTC_TIME_YEAR:
        return tagged(UTC_TIME, _digits(at)[2:])
    return tagged(GENERALIZED_TIME, _digits(at))


def generalized_time(instant: datetime) -> bytes:
    """GeneralizedTime in whole seconds, as OCSP writes every time."""
    return tagged(GENERALIZED_TIME, _digits(_utc(instant)))


def extension(dotted: str, value: bytes, *, critical: bool = False) -> bytes:
    """Extension: `value` is the encoded extension itself."""
    return sequence(oid(dotted), TRUE if critical else b"", octet_string(value))


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(UTC)


def _digits(at: datetime) -> bytes:
    """YYYYMMDDHHMMSSZ (strftime takes thrice as long)."""
    return at.isoformat()[:19].encode().translate(None, b"-:T") + b"Z"


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(arc & 0x7F | 0x80)
    return bytes(reversed(octets))
