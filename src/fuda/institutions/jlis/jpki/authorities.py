"""The two authorities and their generations: one name, a new key every few years, no gap between.

A generation is made ahead of time, begins to sign new certificates when the one before it has done
so for long enough, and answers for its certificates until the last of them has ended. The key is
made before the certificate is entered: a crash between the two leaves a key without a certificate,
which the next start takes up. A certificate without its key is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.keyring import Keyring
from fuda.institutions.jlis.jpki.model import KINDS, Carrier, Generation
from fuda.kit.store import Store
from fuda.pki import der
from fuda.pki.issue import Template, authority_certificate, end_of_day
from fuda.pki.profile import AUTHORITIES, AUTHORITY_YEARS, NEW_KEY_YEARS, PROFILES, Kind
from fuda.pki.signer import Signer
from fuda.rules.calendar import add_months, legal_day, start_of_legal_day

MADE_AHEAD = timedelta(days=90)
"""[own] A new generation is published so long before it signs its first certificate."""

_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A generation with its key, and what it makes certificates from."""

    generation: Generation
    signer: Signer = field(repr=False)
    templates: Mapping[Kind, Template] = field(repr=False)


def load(store: Store, keyring: Keyring, service: str) -> dict[CertificateKind, tuple[Issuer, ...]]:
    """Every generation of both, the oldest first; KeyFileRefused where a key is not its own."""
    with store.reading() as connection:
        known = register.all_generations(connection)
    return {
        kind: tuple(_issuer(one, keyring, service) for one in known if one.kind == kind)
        for kind in KINDS
    }


def _issuer(generation: Generation, keyring: Keyring, service: str) -> Issuer:
    kind = generation.kind
    signer = keyring.open(
        key_label(kind, generation.number),
        AUTHORITIES[kind].key,
        public_key_of(generation.certificate),
    )
    templates = {
        profile: Template(PROFILES[profile], generation.certificate, signer, service=service)
        for profile in PROFILES
        if PROFILES[profile].use == kind
    }
    return Issuer(generation=generation, signer=signer, templates=templates)


def profile_of(kind: CertificateKind, carrier: Carrier) -> Kind:
    """The line of the profile table: a phone's certificate of either kind of phone is alike."""
    if carrier == "card":
        return kind
    return "phone_signature" if kind == "signature" else "phone_user"


def sealed(signed: bytes, signature: bytes, signer: Signer) -> bytes:
    """The certificate, of what its template had signed and the signature."""
    return der.sequence(signed, signer.algorithm, der.bit_string(signature))


def public_key_of(certificate: bytes) -> bytes:
    """The SubjectPublicKeyInfo (DER) of a certificate of our own."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def key_label(kind: CertificateKind, number: int) -> str:
    """How the keyring knows a generation's key."""
    return f"{kind}.{number}"


def next_begins(known: Sequence[Generation], now: datetime) -> datetime | None:
    """When the generation begins that has to be made now; None where none is due.

    After a turn of the dial over many years one is due, not one for each that was missed: keys
    that would never have signed anything are not made afterwards.
    """
    if not known:
        return now
    planned = planned_after(known[-1])
    return max(now, planned) if now >= planned - MADE_AHEAD else None


@lru_cache
def planned_after(generation: Generation) -> datetime:
    """When the next generation begins to sign, if nothing happens before."""
    return start_of_legal_day(add_months(legal_day(generation.begins), _MONTHS * NEW_KEY_YEARS))


def make(
    store: Store,
    keyring: Keyring,
    kind: CertificateKind,
    number: int,
    *,
    since: datetime,
    begins: datetime,
    procedure: str,
    ceremony: Callable[[Signer], Mapping[str, object]] = lambda _signer: {},
) -> Generation:
    """Make key and certificate of generation `number`, unless another process was first.

    `ceremony` tells of the key what the audit log is to keep beside what it always keeps.
    """
    signer = keyring.make(key_label(kind, number), AUTHORITIES[kind].key)
    minutes = ceremony(signer)
    until = end_of_day(add_months(legal_day(since), _MONTHS * AUTHORITY_YEARS))
    with store.writing() as writing:
        for first in register.all_generations(writing.connection):
            if (first.kind, first.number) == (kind, number):
                return first
        serial = register.next_serial(writing.connection, kind)
        made = Generation(
            kind=kind,
            number=number,
            serial=serial,
            certificate=authority_certificate(
                kind, signer, serial=serial, since=since, until=until
            ),
            key_identifier=signer.key_identifier,
            since=since,
            begins=begins,
            until=until,
        )
        register.add_generation(writing.connection, made)
        writing.record(
            event="generation_made",
            subject=f"{kind}:{number}",
            procedure=procedure,
            by="jlis.jpki",
            content={
                "key_identifier": made.key_identifier.hex(),
                "begins": begins.isoformat(),
                "until": until.isoformat(),
                **minutes,
            },
        )
    return made
