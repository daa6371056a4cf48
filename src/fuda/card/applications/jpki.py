"""The 公的個人認証 (JPKI) application: two certificates, two keys, two PINs.

The signature certificate is read only after its password, because it carries the four items; the
user certificate names nobody and is free. The user key serves without its PIN where a known
terminal (特定機関認証) looked at the holder's face instead.

On a phone the user certificate too is read only after the user PIN, no terminal is known, and the
holder's finger or face stands for the user PIN (PHONE-02); for the signature PIN nothing stands.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from fuda.card import interface
from fuda.card.files import (
    Always,
    AnyOf,
    Application,
    Condition,
    File,
    Never,
    Pin,
    PrivateKey,
    Recognised,
    Transparent,
    Verified,
)
from fuda.card.image import Image
from fuda.card.interface import CertificateKind, Ins, Jpki
from fuda.card.profile import CardProfile, ChipKind


def _chips_own(read: Condition) -> Transparent:
    return Transparent(read, issuer_writes=False)


_BY_HOLDER = AnyOf((Verified(Jpki.USER_PIN), Recognised()))
_FILES: Mapping[int, File] = {
    Jpki.SIGNATURE_CERTIFICATE: _chips_own(Verified(Jpki.SIGNATURE_PIN)),
    Jpki.SIGNATURE_AUTHORITY: _chips_own(Always()),
    Jpki.TOKEN_INFORMATION: _chips_own(Always()),
    Jpki.CERTIFICATES_PRESENT: _chips_own(Always()),
    Jpki.UNREADABLE: _chips_own(Never()),
    Jpki.USER_AUTHORITY: _chips_own(Always()),
    Jpki.USER_PIN: Pin("user", Ins.CHANGE_REFERENCE_DATA),
    Jpki.SIGNATURE_KEY: PrivateKey(use=Verified(Jpki.SIGNATURE_PIN)),
    Jpki.SIGNATURE_PIN: Pin("signature", Ins.CHANGE_REFERENCE_DATA),
}

JPKI = Application(
    name="jpki",
    aid=interface.JPKI,
    files={
        **_FILES,
        Jpki.USER_CERTIFICATE: _chips_own(Always()),
        Jpki.TERMINAL_AUTHORITY: Transparent(read=Never()),
        Jpki.USER_KEY: PrivateKey(
            use=AnyOf((Verified(Jpki.USER_PIN), Verified(Jpki.TERMINAL_AUTHORITY)))
        ),
    },
)
JPKI_ON_PHONE = Application(
    name="jpki",
    aid=interface.JPKI,
    files={
        **_FILES,
        Jpki.USER_CERTIFICATE: _chips_own(_BY_HOLDER),
        Jpki.USER_KEY: PrivateKey(use=_BY_HOLDER),
    },
)

_LABELS: Mapping[ChipKind, str] = {
    "card": "JPKIAPICCTOKEN2",
    "android": "JPKIAPGPSETOKEN",
    "iphone": "JPKIAPIOSTOKEN",
}
_PRESENT, _ABSENT = 0x8F, 0x00
_UNKNOWN = 0xFFFFFFFF
_TOKEN_FLAGS = 0x0000040D


@dataclass(frozen=True, slots=True)
class _Places:
    key: str
    certificate: str
    authority: str


_PLACES: Mapping[CertificateKind, _Places] = {
    "signature": _Places(
        JPKI.place(Jpki.SIGNATURE_KEY),
        JPKI.place(Jpki.SIGNATURE_CERTIFICATE),
        JPKI.place(Jpki.SIGNATURE_AUTHORITY),
    ),
    "user": _Places(
        JPKI.place(Jpki.USER_KEY),
        JPKI.place(Jpki.USER_CERTIFICATE),
        JPKI.place(Jpki.USER_AUTHORITY),
    ),
}


def blank(profile: CardProfile, number: str) -> dict[str, bytes]:
    """The files of a chip on which no certificate was ever written; `number` is its own."""
    return {
        JPKI.place(Jpki.TOKEN_INFORMATION): _token_information(profile, number),
        JPKI.place(Jpki.CERTIFICATES_PRESENT): bytes([_ABSENT, _ABSENT, 0]),
    }


def with_key(image: Image, kind: CertificateKind, key: bytes) -> Image:
    """A new key pair; the certificate of the old one is gone, because it would not fit."""
    places = _PLACES[kind]
    return _with_presence(image.with_key(places.key, key).without_file(places.certificate))


def without_key(image: Image, kind: CertificateKind) -> Image:
    """No key pair of this kind, and no certificate."""
    places = _PLACES[kind]
    return _with_presence(image.without_key(places.key).without_file(places.certificate))


def key(image: Image, kind: CertificateKind) -> bytes | None:
    """The private key of a kind, PKCS #8; None where none was made."""
    return image.keys.get(_PLACES[kind].key)


def with_certificates(
    image: Image, kind: CertificateKind, certificate: bytes, authority: bytes
) -> Image:
    """The certificate and its authority's, each followed by filler to its file's size."""
    places, profile = _PLACES[kind], image.profile
    filler = bytes([profile.filler])
    for place, content in ((places.certificate, certificate), (places.authority, authority)):
        image = image.with_file(place, content.ljust(profile.certificate_space, filler))
    return _with_presence(image)


def _with_presence(image: Image) -> Image:
    present = [
        _PRESENT if _PLACES[kind].certificate in image.files else _ABSENT
        for kind in ("signature", "user")
    ]
    return image.with_file(JPKI.place(Jpki.CERTIFICATES_PRESENT), bytes([*present, 0]))


def _token_information(profile: CardProfile, number: str) -> bytes:
    """EF 0006: a CK_TOKEN_INFO of PKCS #11 with 32-bit big-endian numbers, 160 bytes."""
    password = profile.pins.get("signature")
    return struct.pack(
        ">32s32s16s16s11I2s2s16s",
        _LABELS[profile.kind].ljust(32).encode(),
        b"FUDA SPECIMEN".ljust(32),
        b"SPECIMEN".ljust(16),
        number[-16:].ljust(16).encode(),
        _TOKEN_FLAGS,
        *(1, 0, 1, 0),
        *((password.longest, password.shortest) if password else (0, 0)),
        *(_UNKNOWN,) * 4,
        b"03",
        b"01",
        b"9" * 16,
    )
