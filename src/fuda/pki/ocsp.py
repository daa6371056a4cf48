"""OCSP (RFC 6960; lightweight: RFC 5019): questions read strictly, answers put together.

Whoever answers knows no more than bytes here: a question names certificates by `CertId`, an answer
repeats each with its status. A question that is not exactly DER, or longer than its bounds, is
`MalformedRequest`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fuda.pki import der
from fuda.pki.crl import REASONS
from fuda.pki.signer import Signer

LONGEST_REQUEST = 8192
"""Octets of a question (own): some sixty certificates and a nonce."""
MOST_IDS = 64
LONGEST_NONCE = 128
"""RFC 9654, 2.1."""

SHA1, SHA256 = "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1"
NONCE = "1.3.6.1.5.5.7.48.1.2"

_ALGORITHMS = {
    der.oid(SHA1): (SHA1, 20),
    der.oid(SHA256): (SHA256, 32),
}
_NONCE_OID = der.oid(NONCE)
_BASIC = der.oid("1.3.6.1.5.5.7.48.1.1")
_MOST_LENGTH_OCTETS = 2
_GOOD = der.implicit(0, b"")
_UNKNOWN = der.implicit(2, b"")

_MALFORMED, _INTERNAL, _LATER, _UNAUTHORIZED = 1, 2, 3, 6


def _refusal(status: int) -> bytes:
    return der.sequence(der.tagged(der.ENUMERATED, bytes([status])))


MALFORMED = _refusal(_MALFORMED)
INTERNAL_ERROR = _refusal(_INTERNAL)
TRY_LATER = _refusal(_LATER)
UNAUTHORIZED = _refusal(_UNAUTHORIZED)
"""The unsigned answers of RFC 6960, 2.3."""


class MalformedRequest(ValueError):  # noqa: N818 - said of bytes
    """Not a question of RFC 6960, or one beyond the bounds here."""


@dataclass(frozen=True, slots=True)
class CertId:
    """Which certificate a question is about."""

    raw: bytes
    """As encoded: an answer repeats it byte for byte."""
    hash: str
    """OID of the hash: `SHA1` or `SHA256`."""
    name_hash: bytes
    """Of the authority's encoded Name."""
    key_hash: bytes
    """Of the authority's key bits."""
    serial: int


@dataclass(frozen=True, slots=True)
class Request:
    """A question about one or several certificates."""

    ids: tuple[CertId, ...]
    nonce: bytes | None
    """The nonce extension's value as encoded; the answer repeats it."""


@dataclass(frozen=True, slots=True)
class Good:
    """Not revoked, and issued."""


@dataclass(frozen=True, slots=True)
class RevokedSince:
    """Revoked or on hold since `at`; the reason is RFC 5280's in snake_case."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Never issued by this authority."""


Status = Good | RevokedSince | Unknown


def parse(request: bytes) -> Request:
    """The question; MalformedRequest where it is none.

    A requestor's name and signature are read over: who asks is settled by the connection.
    """
    if len(request) > LONGEST_REQUEST:
        raise MalformedRequest("the question is too long")
    outer = _Reader(request)
    whole = _Reader(outer.take(der.SEQUENCE))
    outer.end()
    asked = _Reader(whole.take(der.SEQUENCE))
    whole.skip(0xA0)
    whole.end()
    if asked.skip(0xA0) not in {None, der.integer(0)}:
        raise MalformedRequest("a version that is not 1")
    asked.skip(0xA1)
    entries = _Reader(asked.take(der.SEQUENCE))
    ids = []
    while entries.more():
        ids.append(_one(_Reader(entries.take(der.SEQUENCE))))
        if len(ids) > MOST_IDS:
            raise MalformedRequest("the question is about too many certificates")
    if not ids:
        raise MalformedRequest("the question is about no certificate")
    extensions = asked.skip(0xA2)
    asked.end()
    return Request(tuple(ids), None if extensions is None else _nonce(extensions))


def single(certificate: bytes, status: Status, *, since: datetime, until: datetime) -> bytes:
    """One line of an answer, true from `since` to `until`; `certificate` is an encoded CertId."""
    match status:
        case Good():
            said = _GOOD
        case Unknown():
            said = _UNKNOWN
        case RevokedSince(at, reason):
            code = REASONS.get(reason)
            why = (
                b"" if code is None else der.explicit(0, der.tagged(der.ENUMERATED, bytes([code])))
            )
            said = der.explicit(1, der.generalized_time(at) + why)
    return der.sequence(
        certificate,
        said,
        der.generalized_time(since),
        der.explicit(0, der.generalized_time(until)),
    )


def answer(
    singles: Iterable[bytes],
    *,
    signer: Signer,
    certificates: Sequence[bytes],
    produced: datetime,
    nonce: bytes | None = None,
) -> bytes:
    """A signed answer; `certificates` (DER) let the asker trust the key that signed it."""
    data = response_data(singles, signer=signer, produced=produced, nonce=nonce)
    return assembled(data, signer.sign(data), signer=signer, certificates=certificates)


def response_data(
    singles: Iterable[bytes], *, signer: Signer, produced: datetime, nonce: bytes | None = None
) -> bytes:
    """What is signed. The responder is named by its key."""
    extensions = b""
    if nonce is not None:
        extensions = der.explicit(
            1, der.sequence(der.sequence(_NONCE_OID, der.octet_string(nonce)))
        )
    return der.sequence(
        der.explicit(2, der.octet_string(signer.key_identifier)),
        der.generalized_time(produced),
        der.sequence(*singles),
        extensions,
    )


def assembled(
    data: bytes, signature: bytes, *, signer: Signer, certificates: Sequence[bytes]
) -> bytes:
    """The whole answer around what was signed."""
    enclosed = der.explicit(0, der.sequence(*certificates)) if certificates else b""
    basic = der.sequence(data, signer.algorithm, der.bit_string(signature), enclosed)
    return der.sequence(
        der.tagged(der.ENUMERATED, b"\0"),
        der.explicit(0, der.sequence(_BASIC, der.octet_string(basic))),
    )


def certificate_id(*, hash: str, name_hash: bytes, key_hash: bytes, serial: int) -> bytes:  # noqa: A002 - the field's word
    """A CertId as encoded, its hash with NULL parameters as every client writes it."""
    return der.sequence(
        der.sequence(der.oid(hash), der.NULL),
        der.octet_string(name_hash),
        der.octet_string(key_hash),
        der.integer(serial),
    )


def _one(entry: "_Reader") -> CertId:
    raw = entry.take_whole(der.SEQUENCE)
    entry.skip(0xA0)
    entry.end()
    fields = _Reader(_Reader(raw).take(der.SEQUENCE))
    algorithm = _Reader(fields.take(der.SEQUENCE))
    known = _ALGORITHMS.get(algorithm.take_whole(der.OBJECT_IDENTIFIER))
    if algorithm.more() and algorithm.take(der.NULL_TAG):
        raise MalformedRequest("a hash with parameters")
    algorithm.end()
    if known is None:
        raise MalformedRequest("a hash that is neither SHA-1 nor SHA-256")
    hash_, length = known
    name_hash, key_hash = fields.take(der.OCTET_STRING), fields.take(der.OCTET_STRING)
    if len(name_hash) != length or len(key_hash) != length:
        raise MalformedRequest("a hash of another length")
    serial = fields.take(der.INTEGER)
    fields.end()
    if not serial:
        raise MalformedRequest("an empty serial number")
    return CertId(raw, hash_, name_hash, key_hash, int.from_bytes(serial, "big", signed=True))


def _nonce(extensions: bytes) -> bytes | None:
    outer = _Reader(extensions)
    listed = _Reader(outer.take(der.SEQUENCE))
    outer.end()
    nonce = None
    while listed.more():
        extension = _Reader(listed.take(der.SEQUENCE))
        name = extension.take_whole(der.OBJECT_IDENTIFIER)
        critical = extension.skip(der.BOOLEAN) not in {None, b"\0"}
        value = extension.take(der.OCTET_STRING)
        extension.end()
        if name == _NONCE_OID:
            if nonce is not None or not 1 <= len(value) <= LONGEST_NONCE:
                raise MalformedRequest("a nonce twice, or of another length")
            nonce = value
        elif critical:
            raise MalformedRequest("a critical extension unknown here")
    return nonce


class _Reader:
    """Reads objects with one-byte tags one after another; every surprise is MalformedRequest."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def more(self) -> bool:
        return self._at < len(self._octets)

    def end(self) -> None:
        if self.more():
            raise MalformedRequest("octets that belong to nothing")

    def skip(self, tag: int) -> bytes | None:
        """The content of an object that may be absent."""
        if self._octets[self._at : self._at + 1] != bytes([tag]):
            return None
        return self.take(tag)

    def take(self, tag: int) -> bytes:
        """The content of the object that must come next."""
        octets, at = self._octets, self._at
        if len(octets) < at + 2 or octets[at] != tag:
            raise MalformedRequest(f"no object with tag {tag:02X} where one is due")
        length, begins = octets[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= _MOST_LENGTH_OCTETS:
                raise MalformedRequest("a length that is no definite one")
            length = int.from_bytes(octets[begins : begins + count], "big")
            begins += count
            if length < (0x80 if count == 1 else 0x100):
                raise MalformedRequest("a length that is longer than it need be")
        if begins + length > len(octets):
            raise MalformedRequest("an object that is cut off")
        self._at = begins + length
        return octets[begins : self._at]

    def take_whole(self, tag: int) -> bytes:
        """The object that must come next, tag and length included."""
        begins = self._at
        self.take(tag)
        return self._octets[begins : self._at]
