"""Authorities, holders, lists and answers to put chains together from, good ones and odd ones.

Everything is encoded by hand, so that there is no oddity that a builder would refuse to make.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fuda.pki import der, ocsp
from fuda.pki.crl import entry, issuing_distribution_point, point_name
from fuda.pki.issue import Template, end_of_day
from fuda.pki.keys import new_key
from fuda.pki.ocsp import Good, Status
from fuda.pki.profile import (
    PROFILES,
    KeyAlgorithm,
    Kind,
    Place,
    Use,
    authority_name,
    key_usage,
    range_of,
    range_point,
    responder_name,
    town_point,
)
from fuda.pki.signer import KeySigner, PrivateKey, Signer, name_hash
from fuda.pki.verify import ByAnswer, ByList
from pki_made import EXPIRES, MINATO, SERIAL, SINCE, a_subject

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOON = SINCE + DAY
BEFORE = SINCE - 30 * DAY
"""When the authorities begin, so that something is before a holder's certificate."""
LAST = end_of_day(EXPIRES)
FAR = LAST + 3650 * DAY
KAMAKURA = Place(prefecture="Kanagawa-ken", city="Kamakura-shi")
NONCE = b"sixteen octets.."

USAGE, CONSTRAINTS, EXTENDED = "2.5.29.15", "2.5.29.19", "2.5.29.37"
POLICIES, NAMES, POINTS, AUTHORITY_KEY = "2.5.29.32", "2.5.29.17", "2.5.29.31", "2.5.29.35"
SUBJECT_KEY, FRESHEST, NUMBER, BASE = "2.5.29.14", "2.5.29.46", "2.5.29.20", "2.5.29.27"
SCOPE, ENTRY_ISSUER = "2.5.29.28", "2.5.29.29"
NO_CHECK, STRANGE = "1.3.6.1.5.5.7.48.1.5", "1.2.392.1.1.1"
CLIENT, SERVER, OCSP_SIGNING = (f"1.3.6.1.5.5.7.3.{n}" for n in (2, 1, 9))
SHA_512 = "2.16.840.1.101.3.4.2.3"
ANY_POLICY, ANY_USAGE = "2.5.29.32.0", "2.5.29.37.0"

Extensions = dict[str, bytes]
Edit = Callable[[Extensions], object]


@cache
def private(algorithm: KeyAlgorithm, whose: str) -> PrivateKey:
    """A key for each algorithm and name."""
    assert whose
    return new_key(algorithm)


@cache
def _signer(algorithm: KeyAlgorithm, whose: str) -> KeySigner:
    return KeySigner(private(algorithm, whose))


@cache
def weak() -> RSAPrivateKey:
    """An RSA key that no card has."""
    return generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the oddity


class LongHash:
    """Signs with RSA and SHA-512, which no authority of the profile does."""

    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.13"), der.NULL)

    def __init__(self, key: RSAPrivateKey) -> None:
        whole = KeySigner(key)
        self._key = key
        self.public_key, self.key_identifier = whole.public_key, whole.key_identifier

    def sign(self, signed: bytes) -> bytes:
        """The signature."""
        return self._key.sign(signed, padding.PKCS1v15(), SHA512())


class Mislabelled(KeySigner):
    """Signs as it should, and says that it was otherwise."""

    def __init__(self, key: RSAPrivateKey) -> None:
        super().__init__(key)
        self.algorithm = LongHash.algorithm


@cache
def edwards() -> bytes:
    """A public key on a curve of another kind."""
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def extended(*usages: str) -> bytes:
    """ExtKeyUsage."""
    return der.extension(EXTENDED, der.sequence(*map(der.oid, usages)))


def policies(*named: str, critical: bool = True) -> bytes:
    """CertificatePolicies without qualifiers."""
    value = der.sequence(*(der.sequence(der.oid(one)) for one in named))
    return der.extension(POLICIES, value, critical=critical)


def usage(*bits: str) -> bytes:
    """KeyUsage."""
    return der.extension(USAGE, key_usage(frozenset(bits)).public_bytes(), critical=True)


def constraints(*, authority: bool, critical: bool) -> bytes:
    """BasicConstraints."""
    value = der.sequence(der.TRUE if authority else b"")
    return der.extension(CONSTRAINTS, value, critical=critical)


def scope(*parts: bytes) -> bytes:
    """IssuingDistributionPoint of these parts."""
    return der.extension(SCOPE, der.sequence(*parts), critical=True)


def with_critical(line: bytes, dotted: str, value: bytes) -> bytes:
    """A line of a list that has no extension yet, with one that is critical."""
    return der.sequence(line[2:], der.sequence(der.extension(dotted, value, critical=True)))


def flag(number: int) -> bytes:
    """[number] TRUE."""
    return der.implicit(number, b"\xff")


def turned(octets: bytes, at: int) -> bytes:
    """The octets with one bit turned."""
    place = at % len(octets)
    return octets[:place] + bytes((octets[place] ^ 1,)) + octets[place + 1 :]


def certified(
    signer: Signer,
    *,
    issuer: bytes,
    subject: bytes,
    public: bytes,
    serial: bytes,
    since: datetime,
    until: datetime,
    extensions: Iterable[bytes],
) -> bytes:
    """A certificate of all that is said; the serial is encoded."""
    signed = der.sequence(
        der.explicit(0, der.integer(2)),
        serial,
        signer.algorithm,
        issuer,
        der.sequence(der.time(since), der.time(until)),
        subject,
        public,
        der.explicit(3, der.sequence(*extensions)),
    )
    return der.sequence(signed, signer.algorithm, der.bit_string(signer.sign(signed)))


@cache
def _authority(
    signer: KeySigner,
    name: bytes,
    until: datetime,
    bits: tuple[str, ...],
    public: bytes | None,
    *,
    issues: bool,
) -> bytes:
    """Once: an ECDSA signature is another one each time."""
    return certified(
        signer,
        issuer=name,
        subject=name,
        public=public or signer.public_key,
        serial=der.integer(1),
        since=BEFORE,
        until=until,
        extensions=(
            constraints(authority=issues, critical=True),
            usage(*bits),
            der.extension(SUBJECT_KEY, der.octet_string(signer.key_identifier)),
            der.extension(AUTHORITY_KEY, der.sequence(der.implicit(0, signer.key_identifier))),
        ),
    )


@dataclass(frozen=True)
class World:
    """A kind of certificate, with keys of one algorithm at the authority and in the card."""

    kind: Kind
    algorithm: KeyAlgorithm

    @property
    def use(self) -> Use:
        """Which authority."""
        return PROFILES[self.kind].use

    @property
    def other(self) -> Use:
        """Which not."""
        return "user" if self.use == "signature" else "signature"

    def signer(self, whose: str = "first") -> KeySigner:
        """The key of a generation, a holder, a responder or a stranger."""
        return _signer(self.algorithm, whose)

    @property
    def point(self) -> bytes:
        """The partition that the certificate names."""
        return town_point(MINATO) if self.use == "signature" else range_point(range_of(SERIAL))

    @property
    def other_point(self) -> bytes:
        """Another of the same authority."""
        return town_point(KAMAKURA) if self.use == "signature" else range_point(1)

    def authority(
        self,
        whose: str = "first",
        *,
        use: Use | None = None,
        until: datetime = FAR,
        bits: Sequence[str] = ("key_cert_sign", "crl_sign"),
        issues: bool = True,
        public: bytes | None = None,
    ) -> bytes:
        """A generation's certificate."""
        name = authority_name(use or self.use)
        return _authority(self.signer(whose), name, until, tuple(bits), public, issues=issues)

    @cached_property
    def good(self) -> bytes:
        """As jlis.jpki makes it."""
        profile = replace(PROFILES[self.kind], key=self.algorithm)
        return Template(profile, self.authority(), self.signer()).certificate(
            a_subject(self.kind),
            public=self.signer("card").public_key,
            serial=SERIAL,
            since=SINCE,
            expires=EXPIRES,
        )

    def odd(
        self,
        edit: Edit = lambda _extensions: None,
        *,
        by: Signer | None = None,
        issuer: bytes | None = None,
        public: bytes | None = None,
        serial: bytes = der.integer(SERIAL),
        twice: str | None = None,
    ) -> bytes:
        """The good one with something else in it, signed by the authority or by somebody."""
        made = x509.load_der_x509_certificate(self.good)
        extensions = {
            each.oid.dotted_string: der.extension(
                each.oid.dotted_string, each.value.public_bytes(), critical=each.critical
            )
            for each in made.extensions
        }
        edit(extensions)
        return certified(
            by or self.signer(),
            issuer=issuer or authority_name(self.use),
            subject=made.subject.public_bytes(),
            public=public or self.signer("card").public_key,
            serial=serial,
            since=SINCE,
            until=LAST,
            extensions=(*extensions.values(), *([extensions[twice]] if twice else ())),
        )

    def by(self, whose: str, **more: bytes) -> bytes:
        """The good one as another generation would have made it."""
        signer = self.signer(whose)
        key = der.extension(AUTHORITY_KEY, der.sequence(der.implicit(0, signer.key_identifier)))
        return self.odd(lambda has: has.update({AUTHORITY_KEY: key}), by=signer, **more)

    def listed(
        self,
        *lines: bytes,
        by: Signer | None = None,
        whose: str = "first",
        use: Use | None = None,
        number: int = 5,
        since: datetime = SINCE - DAY,
        until: datetime | None = FAR,
        edit: Edit = lambda _extensions: None,
        base: int | None = None,
        scope: bytes | None = None,
        freshest: bool = False,
    ) -> bytes:
        """A list, or a delta on the list `base`.

        `freshest`: it says that there are deltas; without that OpenSSL takes none.
        """
        signer = by or self.signer(whose)
        extensions = {
            NUMBER: der.extension(NUMBER, der.integer(number)),
            AUTHORITY_KEY: der.extension(
                AUTHORITY_KEY, der.sequence(der.implicit(0, signer.key_identifier))
            ),
        }
        if scope is not None:
            extensions[SCOPE] = scope
        if base is not None:
            extensions[BASE] = der.extension(BASE, der.integer(base), critical=True)
        if freshest:
            there = der.sequence(der.sequence(point_name(self.point)))
            extensions[FRESHEST] = der.extension(FRESHEST, there)
        edit(extensions)
        signed = der.sequence(
            der.integer(1),
            signer.algorithm,
            authority_name(use or self.use),
            der.time(since),
            der.time(until) if until is not None else b"",
            der.sequence(*lines) if lines else b"",
            der.explicit(0, der.sequence(*extensions.values())),
        )
        return der.sequence(signed, signer.algorithm, der.bit_string(signer.sign(signed)))

    @property
    def whole(self) -> bytes:
        """The issuingDistributionPoint of the certificate's own partition."""
        return issuing_distribution_point(self.point)

    def responder(
        self,
        whose: str = "responder",
        *,
        by: str | Signer = "first",
        since: datetime = SINCE,
        until: datetime = SINCE + 30 * DAY,
        edit: Edit = lambda _extensions: None,
    ) -> bytes:
        """A delegated responder's certificate."""
        signer = self.signer(by) if isinstance(by, str) else by
        own = self.signer(whose)
        extensions = {
            USAGE: usage("digital_signature"),
            EXTENDED: extended(OCSP_SIGNING),
            NO_CHECK: der.extension(NO_CHECK, der.NULL),
            AUTHORITY_KEY: der.extension(
                AUTHORITY_KEY, der.sequence(der.implicit(0, signer.key_identifier))
            ),
            SUBJECT_KEY: der.extension(SUBJECT_KEY, der.octet_string(own.key_identifier)),
        }
        edit(extensions)
        return certified(
            signer,
            issuer=authority_name(self.use),
            subject=responder_name(self.use),
            public=own.public_key,
            serial=der.integer(7),
            since=since,
            until=until,
            extensions=extensions.values(),
        )

    def asked_about(
        self,
        *,
        serial: int = SERIAL,
        whose: str = "first",
        use: Use | None = None,
        by: str = "sha1",
    ) -> bytes:
        """A CertID."""
        name = authority_name(use or self.use)
        signer = self.signer(whose)
        if by != "sha1":
            return ocsp.certificate_id(
                hash={"sha256": ocsp.SHA256, "sha512": SHA_512}[by],
                name_hash=hashlib.new(by, name).digest(),
                key_hash=hashlib.new(by, bits_of(signer.public_key)).digest(),
                serial=serial,
            )
        return ocsp.certificate_id(
            hash=ocsp.SHA1,
            name_hash=name_hash(name),
            key_hash=signer.key_identifier,
            serial=serial,
        )

    def answered(
        self,
        status: Status = Good(),  # noqa: B008 - frozen
        *,
        about: bytes | None = None,
        since: datetime = SINCE,
        until: datetime | None = SINCE + 20 * DAY,
        produced: datetime | None = None,
        by: Signer | None = None,
        certificates: Sequence[bytes] | None = None,
        nonce: bytes | None = None,
        named: bytes | None = None,
        extensions: Sequence[bytes] = (),
        of_line: Sequence[bytes] = (),
        lines: Sequence[bytes] = (),
    ) -> bytes:
        """An OCSP answer."""
        signer = by or self.signer("responder")
        line = ocsp.single(about or self.asked_about(), status, since=since, until=until or since)
        if until is None:
            line = _without_end(line)
        if of_line:
            line = der.sequence(_content(line), der.explicit(1, der.sequence(*of_line)))
        more = list(extensions)
        if nonce is not None:
            more.append(der.extension(ocsp.NONCE, der.octet_string(nonce)))
        data = der.sequence(
            der.explicit(1, named)
            if named is not None
            else der.explicit(2, der.octet_string(signer.key_identifier)),
            der.generalized_time(produced or since),
            der.sequence(line, *lines),
            der.explicit(1, der.sequence(*more)) if more else b"",
        )
        return ocsp.assembled(
            data,
            signer.sign(data),
            signer=signer,
            certificates=[self.responder()] if certificates is None else certificates,
        )


def bits_of(spki: bytes) -> bytes:
    """The content of a SubjectPublicKeyInfo's BIT STRING."""
    whole = _content(spki)
    return _content(whole[len(_first(whole)) :])[1:]


def _without_end(line: bytes) -> bytes:
    """A SingleResponse that ends with its nextUpdate, without it."""
    end = len(der.explicit(0, der.generalized_time(SINCE)))
    return der.sequence(_content(line)[:-end])


def _first(octets: bytes) -> bytes:
    """The object with which the octets begin."""
    return octets[: _header(octets) + _length(octets)]


def _content(octets: bytes) -> bytes:
    return octets[_header(octets) : _header(octets) + _length(octets)]


def _header(octets: bytes) -> int:
    return 2 if octets[1] < 0x80 else 2 + (octets[1] & 0x7F)


def _length(octets: bytes) -> int:
    return octets[1] if octets[1] < 0x80 else int.from_bytes(octets[2 : _header(octets)], "big")


WORLDS: Mapping[str, World] = {
    "signature": World("signature", "rsa-2048"),
    "user": World("user", "rsa-2048"),
    "phone signature, P-384": World("phone_signature", "p-384"),
    "phone user, P-256": World("phone_user", "p-256"),
}


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What is handed to a judge."""

    certificate: bytes
    authorities: tuple[bytes, ...]
    status: ByList | ByAnswer
    at: datetime
    kinds: frozenset[Kind]


def by_list(
    world: World,
    certificate: bytes | None = None,
    *authorities: bytes,
    crl: bytes | None = None,
    delta: bytes | None = None,
    at: datetime = NOON,
    kinds: Iterable[Kind] | None = None,
) -> Chain:
    """The good certificate, its authority, an empty list, or what is there instead."""
    return Chain(
        certificate=world.good if certificate is None else certificate,
        authorities=authorities or (world.authority(),),
        status=ByList(world.listed(freshest=delta is not None) if crl is None else crl, delta),
        at=at,
        kinds=frozenset(kinds or [world.kind]),
    )


def by_answer(
    world: World, answer: bytes, *, at: datetime = NOON, nonce: bytes | None = None
) -> Chain:
    """The good certificate, its authority, and an OCSP answer."""
    return replace(by_list(world, at=at), status=ByAnswer(answer, nonce))


def line(at: datetime, reason: str = "unspecified", serial: int = SERIAL) -> bytes:
    """A line of a list."""
    return entry(serial, at, reason)
