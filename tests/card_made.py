"""Cards for tests, made the way real ones are: a blank chip, then the issuer channel."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID

from fuda.card.chip import Chip
from fuda.card.interface import CertificateKind, PinName, Transport
from fuda.card.issuer import (
    Commit,
    IssuerHost,
    KeyPairMade,
    MakeKeyPair,
    Order,
    PermitPin,
    WriteCertificates,
)
from fuda.card.manufacture import make_chip
from fuda.card.profile import CardProfile, PinForm
from fuda.terminals.reader import begin_channel, run_script, set_pins

ISSUER_KEY = bytes(range(32))
PINS: Mapping[PinName, str] = {
    "signature": "ABC123",
    "user": "1234",
    "resident_register": "2345",
    "face_item": "3456",
}
_FOUR_DIGITS = PinForm(shortest=4, longest=4, tries=3, characters="digits")
PROFILE = CardProfile(
    pins={
        "signature": PinForm(shortest=6, longest=16, tries=5, characters="digits_and_capitals"),
        "user": _FOUR_DIGITS,
        "resident_register": _FOUR_DIGITS,
        "face_item": _FOUR_DIGITS,
    }
)
"""As PIN-02, PIN-04, LOCK-01 and LOCK-02 have it."""
KINDS: tuple[CertificateKind, ...] = ("signature", "user")


def make_blank(folder: Path, profile: CardProfile = PROFILE) -> Path:
    """A card that has just come from the factory."""
    make_chip(
        folder,
        issuer_key=ISSUER_KEY,
        card_number="TEST000000000001",
        municipality="13103",
        expires=date(2035, 1, 2),
        profile=profile,
        octets=os.urandom,
    )
    return folder


def lay(folder: Path, where: str = "a test") -> Chip:
    """Put a card on a reader."""
    return Chip(folder, where=where, octets=os.urandom)


@dataclass(frozen=True)
class Authority:
    """A throw-away certificate authority."""

    key: RSAPrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, name: str) -> "Authority":
        """With a self-signed certificate."""
        key = generate_private_key(65537, 2048)
        return cls(key, _certificate(name, name, key.public_key(), key, authority=True))

    def certify(self, name: str, public_key: bytes) -> x509.Certificate:
        """An end entity's certificate for a public key (SubjectPublicKeyInfo)."""
        issuer = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        return _certificate(name, str(issuer), load_der_public_key(public_key), self.key)


def _certificate(
    name: str, issuer: str, public: object, key: RSAPrivateKey, *, authority: bool = False
) -> x509.Certificate:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    usage = x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(public)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, SHA256())
    )


def open_host(transport: Transport) -> IssuerHost:
    """The issuer's end of a channel to the card on this reader."""
    beginning = begin_channel(transport)
    return IssuerHost.open(
        issuer_key=ISSUER_KEY,
        chip_challenge=beginning.chip_challenge,
        host_challenge=os.urandom(16),
    )


@dataclass(frozen=True)
class Personalised:
    """What the issuer knows of a card after hand-over."""

    certificates: Mapping[CertificateKind, x509.Certificate]
    authorities: Mapping[CertificateKind, Authority]


def personalise(transport: Transport, pins: Mapping[PinName, str] = PINS) -> Personalised:
    """Keys made on the chip, certificates loaded, PINs set: one channel, two scripts."""
    host = open_host(transport)
    challenge = b"prove that you hold this key"
    orders: list[Order] = [MakeKeyPair(kind, challenge) for kind in KINDS]
    responses = run_script(transport, [host.opening(), *map(host.wrap, orders)])
    _, *made = [host.unwrap(response) for response in responses]

    authorities = {kind: Authority.make(f"FUDA TEST {kind} authority") for kind in KINDS}
    certificates: dict[CertificateKind, x509.Certificate] = {}
    orders = [PermitPin(name) for name in pins]
    for kind, answer in zip(KINDS, made, strict=True):
        assert isinstance(answer, KeyPairMade)
        authority = authorities[kind]
        certificates[kind] = authority.certify(f"FUDA TEST {kind}", answer.public_key)
        orders.append(
            WriteCertificates(
                kind,
                certificates[kind].public_bytes(Encoding.DER),
                authority.certificate.public_bytes(Encoding.DER),
            )
        )
    closing = host.wrap
    for response in run_script(transport, [closing(order) for order in orders]):
        host.unwrap(response)
    set_pins(transport, pins)
    for response in run_script(transport, [host.wrap(Commit())]):
        host.unwrap(response)
    return Personalised(certificates, authorities)
