"""CRLs put together from entries that were encoded once (RFC 5280, 5).

A list of a million entries is then a join, one hash and one signature. A complete list has no
issuingDistributionPoint; a partition names its point in one, critical; a delta says in
deltaCRLIndicator, critical, on which complete list it builds.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from fuda.pki import der
from fuda.pki.signer import Signer

REASONS = {
    "key_compromise": 1,
    "ca_compromise": 2,
    "affiliation_changed": 3,
    "superseded": 4,
    "cessation_of_operation": 5,
    "certificate_hold": 6,
    "remove_from_crl": 8,
}
"""RFC 5280, 5.3.1; `unspecified` is said by saying nothing."""

_VERSION_2 = der.integer(1)
_REASON = {"unspecified": b""} | {
    reason: der.sequence(der.extension("2.5.29.21", der.tagged(der.ENUMERATED, bytes([code]))))
    for reason, code in REASONS.items()
}
_FULL_NAME, _DIRECTORY_NAME = 0, 4


def entry(serial: int, at: datetime, reason: str = "unspecified") -> bytes:
    """One line of a list; `remove_from_crl` stands in deltas only."""
    number, since = der.integer(serial), _since(at, reason)
    return der.header(der.SEQUENCE, len(number) + len(since)) + number + since


@lru_cache(4096)
def _since(at: datetime, reason: str) -> bytes:
    """From when and why: the same for all that one act revokes."""
    if reason not in _REASON:
        raise ValueError(f"{reason} is no reason of RFC 5280 that this profile uses")
    return der.time(at) + _REASON[reason]


def point_name(name: bytes) -> bytes:
    """DistributionPointName of one directory name (an encoded Name)."""
    return der.explicit(0, der.explicit(_FULL_NAME, der.explicit(_DIRECTORY_NAME, name)))


def issuing_distribution_point(point: bytes) -> bytes:
    """The extension that limits a list to the certificates of one point (an encoded Name)."""
    return der.extension("2.5.29.28", der.sequence(point_name(point)), critical=True)


def list_of(
    entries: bytes | Iterable[bytes],
    *,
    signer: Signer,
    issuer: bytes,
    number: int,
    since: datetime,
    until: datetime,
    point: bytes | None = None,
    base: int | None = None,
) -> bytes:
    """The list of these entries: `issuer` and `point` are encoded Names, `base` a CRL number.

    thisUpdate is `since`, nextUpdate `until`.
    """
    return b"".join(
        pieces_of(
            entries,
            signer=signer,
            issuer=issuer,
            number=number,
            since=since,
            until=until,
            point=point,
            base=base,
        )
    )


def pieces_of(
    entries: bytes | Iterable[bytes],
    *,
    signer: Signer,
    issuer: bytes,
    number: int,
    since: datetime,
    until: datetime,
    point: bytes | None = None,
    base: int | None = None,
) -> tuple[bytes, bytes, bytes]:
    """The list in three pieces, to be written one after another without joining a large list."""
    bodies = (entries,) if isinstance(entries, bytes) else tuple(entries)
    length = sum(map(len, bodies))
    extensions = [
        der.extension("2.5.29.20", der.integer(number)),
        der.extension("2.5.29.35", der.sequence(der.implicit(0, signer.key_identifier))),
    ]
    if point is not None:
        extensions.append(issuing_distribution_point(point))
    if base is not None:
        extensions.append(der.extension("2.5.29.27", der.integer(base), critical=True))
    signed = der.sequence(
        _VERSION_2,
        signer.algorithm,
        issuer,
        der.time(since),
        der.time(until),
        der.header(der.SEQUENCE, length) if length else b"",  # absent, not empty: 5.1.2.6
        *bodies,  # joined once, with all the rest: of a large list every copy counts
        der.explicit(0, der.sequence(*extensions)),
    )
    end = signer.algorithm + der.bit_string(signer.sign(signed))
    return der.header(der.SEQUENCE, len(signed) + len(end)), signed, end
