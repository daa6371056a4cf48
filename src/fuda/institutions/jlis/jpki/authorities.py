"""The two authorities: made at the first start by the dial's time, then always the same.

The key is written before the certificate is entered: a crash between the two leaves a key without a
certificate, which the next start takes up. A certificate without its key is refused.
"""

import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import KINDS, Authority
from fuda.institutions.jlis.jpki.office import Signer
from fuda.kit import keyfile
from fuda.kit.clock import Clock
from fuda.kit.damage import KeyFileRefused
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.pki.issue import Template, authority_certificate, end_of_day
from fuda.pki.keys import new_key, opened, sealed
from fuda.pki.profile import PROFILES
from fuda.pki.signer import KeySigner
from fuda.rules.calendar import add_months, legal_day

_SECRET_FILE = "authorities.key"  # noqa: S105 - a file's name
_SECRET_SIZE = 32
_YEARS = 50
"""[own] Real: 10, a new key every 4 or so [C]. One generation must outlast any turn of the dial."""


def signers(
    store: Store, *, keys: Path, clock: Clock, randomness: Randomness
) -> dict[CertificateKind, Signer]:
    """Both authorities with their keys; KeyFileRefused where a key is not theirs."""
    secret = keyfile.secret(keys, _SECRET_FILE, _SECRET_SIZE, randomness).hex().encode()
    made = {}
    for kind in KINDS:
        path = keys / f"{kind}.key.pem"
        with store.reading() as connection:
            known = register.authority(connection, kind)
        if known is None and not os.path.lexists(path):
            keyfile.make(path, sealed(new_key(), secret), randomness.token())
        key = _read(path, secret)
        authority = known or _enter(store, kind, key, clock)
        certified = x509.load_der_x509_certificate(authority.certificate).public_key()
        if certified != key.public_key():
            raise KeyFileRefused(path, "not the key of this authority's certificate")
        signer = KeySigner(key)
        template = Template(PROFILES[kind], authority.certificate, signer)
        made[kind] = Signer(authority=authority, key=signer, template=template)
    return made


def _enter(store: Store, kind: CertificateKind, key: RSAPrivateKey, clock: Clock) -> Authority:
    """Make and enter the certificate, unless another process was first."""
    since = clock.now().replace(microsecond=0)
    made = Authority(
        kind=kind,
        since=since,
        certificate=authority_certificate(
            kind,
            KeySigner(key),
            serial=register.FIRST_SERIAL,
            since=since,
            until=end_of_day(add_months(legal_day(since), 12 * _YEARS)),
        ),
    )
    with store.writing() as writing:
        first = register.authority(writing.connection, kind)
        if first is not None:
            return first
        register.add_authority(writing.connection, made)
        writing.record(
            event="authority_made", subject=kind, procedure="authorities", by="jlis.jpki"
        )
    return made


def _read(path: Path, secret: bytes) -> RSAPrivateKey:
    try:
        return opened(keyfile.read_whole(path), secret)
    except ValueError as damaged:
        raise KeyFileRefused(path, "damaged, or sealed with another secret") from damaged
