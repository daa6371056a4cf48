"""Cards for tests, made the way real ones are: a blank chip, then the issuer channel."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from cryptography.x509.oid import NameOID

from fuda.card import interface
from fuda.card.chip import Chip
from fuda.card.interface import (
    CertificateKind,
    Common,
    DataObject,
    FaceCheck,
    FaceItem,
    Jpki,
    PinName,
    ReferenceName,
    ResidentRegister,
    Transport,
)
from fuda.card.issuer import (
    Answer,
    Commit,
    IssuerHost,
    KeyPairMade,
    MakeCardKey,
    MakeKeyPair,
    Order,
    PermitPin,
    SetCheckNumber,
    WriteCertificates,
    WriteFile,
    WriteObject,
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
CHECK_NUMBERS: Mapping[ReferenceName, str] = {
    "face_item_number_a": "123456789018",
    "face_item_number_b": "55021720352285",
    "face_check_birth": "550217",
    "face_check_number_a": "123456789018",
    "face_check_number_b": "55021720352285",
}
"""What the issuer sets; A is the number, B birth date, year of expiry and security code."""


def _digits(length: int) -> PinForm:
    return PinForm(shortest=length, longest=length, tries=10, characters="digits")


PROFILE = CardProfile(
    pins={
        "signature": PinForm(shortest=6, longest=16, tries=5, characters="digits_and_capitals"),
        "user": _FOUR_DIGITS,
        "resident_register": _FOUR_DIGITS,
        "face_item": _FOUR_DIGITS,
        "common": _FOUR_DIGITS,
        "face_item_second": _FOUR_DIGITS,
        "face_item_number_a": _digits(12),
        "face_item_number_b": _digits(14),
        "face_check_birth": _digits(6),
        "face_check_number_a": _digits(12),
        "face_check_number_b": _digits(14),
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


def order_all(transport: Transport, *orders: Order) -> list[Answer]:
    """Open the channel, give orders and commit; the answers to the orders."""
    host = open_host(transport)
    script = [host.opening(), *map(host.wrap, orders), host.wrap(Commit())]
    answers = [host.unwrap(response) for response in run_script(transport, script)]
    return answers[1:-1]


@dataclass(frozen=True)
class Personalised:
    """What the issuer knows of a card after hand-over."""

    certificates: Mapping[CertificateKind, x509.Certificate]
    authorities: Mapping[CertificateKind, Authority]


@dataclass(frozen=True)
class Full(Personalised):
    """What the issuer knows of a card on which everything is written."""

    card_key: RSAPublicKey
    terminals: "TerminalAuthority"


SAMPLES: Mapping[bytes, Mapping[int, bytes]] = {
    interface.FACE_ITEM: {
        FaceItem.NUMBER: b"\xff\x10\x0c123456789018\xff\xff",
        FaceItem.FOUR_ITEMS: b"the four items",
        FaceItem.SIGNED_DIGESTS: b"signed digests",
        FaceItem.CERTIFICATE: b"certificate of the text",
        FaceItem.INFORMATION: b"information on the text".ljust(256, b"\xff"),
        FaceItem.CARD_KEY_RECORD: b"card key",
        FaceItem.RESERVED: b"\xff" * 16,
    },
    interface.FACE_CHECK: {
        FaceCheck.BIRTH: b"birth",
        FaceCheck.FACE: bytes(range(256)) * 60,
        FaceCheck.INFORMATION: b"information on the pictures",
        FaceCheck.CERTIFICATE: b"certificate of the pictures",
        FaceCheck.NUMBER: b"number as a picture",
        FaceCheck.RESERVED: b"\xff" * 16,
    },
    interface.COMMON: {
        Common.CARD: b"\x01\x1c0000000000000011310320350102\x02\xff\x01\x00" + bytes(256),
        Common.KEY_IDENTIFIER: b"\x01\x106000023\x08\x05001\0\0\0\0",
    },
    interface.RESIDENT_REGISTER: {
        ResidentRegister.KEY_IDENTIFIER: b"\x01\x106000023\x08\x05001\0\0\0\0",
    },
}
"""Contents that name their file: these are tests of the chip, not of records."""
OBJECTS: Mapping[int, bytes] = {
    DataObject.ISSUER_KEY_IDENTIFIER: b"6000023\x08\x05001\0\0\0\0",
    DataObject.LOWER_CERTIFICATE: bytes(563),
}


def key_object(key: RSAPublicKey) -> bytes:
    """`90 03 010001 91 820100 n`."""
    return bytes.fromhex("9003010001 91820100") + key.public_numbers().n.to_bytes(256, "big")


@dataclass(frozen=True)
class TerminalAuthority:
    """Makes terminals known to a card."""

    key: RSAPrivateKey
    identifier: bytes = b"6000099\x08\x05001\0\0\0\0"

    def written(self) -> bytes:
        """As it lies in EF 0016."""
        return self.identifier + key_object(self.key.public_key())

    def certify(self, terminal: RSAPublicKey) -> bytes:
        """A card-verifiable certificate as SET PUBLIC IC KEY takes it."""
        body = self.identifier + b"6000098\x08\x05001\0\0\0\0" + key_object(terminal)
        signature = self.key.sign(body, PKCS1v15(), SHA256())
        return bytes.fromhex("5F4E820129") + body + bytes.fromhex("5F37820100") + signature


def filling(
    files: Mapping[bytes, Mapping[int, bytes]],
    objects: Mapping[int, bytes],
    numbers: Mapping[ReferenceName, str],
) -> list[Order]:
    """The orders that write these files, data objects and check numbers."""
    return [
        *(
            WriteFile(application, file.to_bytes(2, "big"), content)
            for application, contents in files.items()
            for file, content in contents.items()
        ),
        *(WriteObject(tag.to_bytes(2, "big"), value) for tag, value in objects.items()),
        *(SetCheckNumber(name, value.encode()) for name, value in numbers.items()),
    ]


def make_filled(
    folder: Path,
    orders: Callable[[RSAPublicKey], list[Order]],
    profile: CardProfile = PROFILE,
) -> tuple[RSAPublicKey, Personalised]:
    """Blank, plant (the card key, then the `orders` for a card of that key), hand-over."""
    make_blank(folder, profile)
    with lay(folder) as chip:
        (made,) = order_all(chip, MakeCardKey(b"prove that you hold this key"))
        assert isinstance(made, KeyPairMade)
        card_key = load_der_public_key(made.public_key)
        assert isinstance(card_key, RSAPublicKey)
        order_all(chip, *orders(card_key))
        return card_key, personalise(chip)


def make_full(folder: Path) -> Full:
    """A card with every key, certificate, file, PIN and check number."""
    terminals = TerminalAuthority(generate_private_key(65537, 2048))
    own = {interface.JPKI: {Jpki.TERMINAL_AUTHORITY: terminals.written()}}
    orders = filling({**SAMPLES, **own}, OBJECTS, CHECK_NUMBERS)
    card_key, known = make_filled(folder, lambda _: orders)
    return Full(known.certificates, known.authorities, card_key, terminals)


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
