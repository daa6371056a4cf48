"""People's phones: a lock screen that knows one finger, and a secure element beside the cards.

A phone lies in the town's wallet as `phone-…`. Its chip is blank until certificates are written
through the issuer channel, as into a card (スマホ用電子証明書, `phone_certificates`). The holder
applies for them with the card: the phone reads it, and the card's signature key signs the
application. The chip's issuer key lies with the phone, whose own system loads it (our own).

    NotTheHolder       the lock screen does not know this finger or face
    NotTheCard         what was laid on the phone is no My Number Card
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from fuda.card.chip import Chip
from fuda.card.interface import PinName, ReferenceName, Transport
from fuda.card.manufacture import make_phone_chip
from fuda.card.profile import CardProfile, PinForm
from fuda.doors.person import CertificateKind
from fuda.doors.phone import PhoneCarrier, application
from fuda.kit.randomness import Randomness
from fuda.rules.phone import PhoneKind, must_be_offered
from fuda.rules.values import Parameters
from fuda.terminals.rack import NoSuchCard
from fuda.terminals.reader import JpkiSession
from fuda.world.plant import CHIP, PHONE, pin_form, put_in_place

_ABOUT, _ISSUER_KEY = "phone.json", "issuer.key"
_PINS: tuple[PinName, ...] = ("signature", "user")
_SERIAL, _SERIAL_OCTETS = "FP", 7


class NotTheHolder(Exception):  # noqa: N818 - what the lock screen says
    """The phone does not know this finger; no PIN has lost a try."""


class NotTheCard(Exception):  # noqa: N818 - what was found
    """Phone certificates derive from a card's; this is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone, whose it is, and the folder of its chip."""

    phone: str
    kind: PhoneKind
    owner: str
    """The short name of a townsperson: hanako."""
    finger: str
    """What the lock screen knows. Any word: this is a sandbox."""
    serial: str
    """Of its token."""
    chip: Path

    @property
    def carrier(self) -> PhoneCarrier:
        """Its kind in the words of the doors."""
        return "android" if self.kind is PhoneKind.ANDROID else "iphone"

    def issuer_key(self) -> bytes:
        """What its system loads the chip with."""
        return (self.chip.parent / _ISSUER_KEY).read_bytes()

    def touch(self, finger: str, chip: Chip) -> None:
        """A finger on the sensor; the right one stands for the user PIN (PHONE-02).

        NotTheHolder where it is another's, of which the chip hears nothing; NoBiometrics where the
        chip takes none.
        """
        if finger != self.finger:
            raise NotTheHolder("the phone does not know this finger: enter the user PIN")
        chip.biometric_matched()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedByCard:
    """An application for phone certificates, signed with the card of the applicant."""

    certificate: bytes
    """The card's signature certificate, DER."""
    signature: bytes
    """RSASSA-PKCS1-v1_5, SHA-256, over `doors.phone.application`."""


def make_phone(
    wallet: Path,
    *,
    kind: PhoneKind,
    owner: str,
    finger: str,
    issuer_key: bytes,
    on: date,
    parameters: Parameters,
    randomness: Randomness,
) -> Phone:
    """A phone ready for certificates, whole or not there; Refused before its day (PHONE-01)."""
    must_be_offered(kind, on=on, parameters=parameters)
    phone = f"{PHONE}{randomness.token()}"
    serial = f"{_SERIAL}{randomness.octets(_SERIAL_OCTETS).hex().upper()}"
    made = Phone(
        phone=phone,
        kind=kind,
        owner=owner,
        finger=finger,
        serial=serial,
        chip=wallet / phone / CHIP,
    )
    unfinished = wallet / f".{phone}.{randomness.token()}"
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        make_phone_chip(
            unfinished / CHIP,
            issuer_key=issuer_key,
            serial=serial,
            profile=_profile(kind, on, parameters),
            octets=randomness.octets,
        )
        about = {name: value for name, value in asdict(made).items() if name != "chip"}
        (unfinished / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), "utf-8")
        with os.fdopen(
            os.open(unfinished / _ISSUER_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as file:
            file.write(issuer_key)
        put_in_place(unfinished, wallet / phone)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return made


def phones(wallet: Path) -> tuple[Phone, ...]:
    """Every phone of the town, by owner."""
    found = (_read(each) for each in wallet.glob(f"{PHONE}*"))
    return tuple(sorted(found, key=lambda phone: (phone.owner, phone.phone)))


def find_phone(wallet: Path, phone: str) -> Phone:
    """One phone by its id; NoSuchCard where there is none."""
    folder = wallet / phone
    if not phone.startswith(PHONE) or "/" in phone or not folder.is_dir():
        raise NoSuchCard(f"there is no phone {phone}")
    return _read(folder)


def apply_with_card(
    phone: Phone,
    card: Transport,
    *,
    pin: str,
    on: date,
    keys: Iterable[tuple[CertificateKind, bytes]],
) -> SignedByCard:
    """Lay the card on the phone and enter its signature PIN: the application for `keys`, signed.

    The errors are those of the reader; whether the certificate is in force is for the issuer.
    """
    with JpkiSession(card) as session:
        if session.read_token().kind != "card":
            raise NotTheCard("lay the My Number Card on the phone, not another phone")
        session.verify_signature_pin(pin)
        return SignedByCard(
            certificate=session.read_signature_certificate(),
            signature=session.sign_signature(application(phone.carrier, phone.serial, on, keys)),
        )


def _profile(kind: PhoneKind, on: date, parameters: Parameters) -> CardProfile:
    pins: dict[ReferenceName, PinForm] = {
        name: pin_form(f"pin.{name}", f"pin.{name}", on=on, parameters=parameters) for name in _PINS
    }
    return CardProfile(kind="android" if kind is PhoneKind.ANDROID else "iphone", pins=pins)


def _read(folder: Path) -> Phone:
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    return Phone(**{**about, "kind": PhoneKind(about["kind"])}, chip=folder / CHIP)
