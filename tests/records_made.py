"""A card with real records on it, and the keys behind them, for tests of records and readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256

from card_made import PROFILE, filling, make_filled
from fuda.card.interface import (
    COMMON,
    FACE_CHECK,
    FACE_ITEM,
    JPKI,
    RESIDENT_REGISTER,
    Jpki,
)
from fuda.card.issuer import Order
from fuda.card.printed import FacePictures, Printed
from fuda.card.profile import CardProfile
from fuda.card.records import (
    check_numbers,
    common_files,
    data_objects,
    face_check_files,
    face_item_files,
    key_identifier,
    municipality_key,
    resident_register_files,
    terminal_authority,
    verifiable_certificate,
)

PRINTED = Printed(
    card_number="TEST000000000001",
    municipality="13103",
    number="123456789018",
    name="港区 花子",
    reading=None,
    address="東京都港区芝公園一丁目一番地の一二三",
    sex="female",
    born=date(1980, 2, 17),
    expires=date(2035, 2, 17),
    security_code="2285",
    photo=None,
)
PICTURES = FacePictures(
    name=b"name", address=b"address", number=b"number", security_code=b"code", photo=b"photo"
)


@dataclass(frozen=True)
class Signer:
    """A key in the test's hand."""

    key: RSAPrivateKey
    key_identifier: bytes

    def sign(self, data: bytes) -> bytes:
        """PKCS #1 v1.5, SHA-256."""
        return self.key.sign(data, PKCS1v15(), SHA256())

    def sign_digest_info(self, digest_info: bytes) -> bytes:
        """PKCS #1 v1.5 over what is given."""
        return self.key.sign(digest_info, PKCS1v15(), NoDigestInfo())

    @property
    def public(self) -> RSAPublicKey:
        """Its public half."""
        return self.key.public_key()


SIGNER = Signer(generate_private_key(65537, 2048), municipality_key("13103"))
ROOT = Signer(generate_private_key(65537, 2048), key_identifier("9000033"))
TERMINALS = Signer(generate_private_key(65537, 2048), key_identifier("9000050"))
CERTIFICATE = verifiable_certificate(
    authority=ROOT, subject=SIGNER.key_identifier, public_key=SIGNER.public
)
NUMBERS = check_numbers(PRINTED, era_year=55)
SERIAL = "400000012719843"


def make_recorded(folder: Path, profile: CardProfile = PROFILE) -> RSAPublicKey:
    """A card on which everything is written as the plant writes it; its card key."""
    long_form = profile.four_items_long_form
    return make_filled(folder, lambda key: written(key, long_form=long_form), profile)[0]


def written(card_key: RSAPublicKey, *, long_form: bool = False) -> list[Order]:
    """The orders that fill the card."""
    files: Mapping[bytes, Mapping[int, bytes]] = {
        FACE_ITEM: face_item_files(
            PRINTED,
            card_key=card_key,
            signer=SIGNER,
            certificate=CERTIFICATE,
            long_form=long_form,
        ),
        FACE_CHECK: face_check_files(
            PRINTED, PICTURES, card_key=card_key, signer=SIGNER, certificate=CERTIFICATE
        ),
        COMMON: common_files(PRINTED, serial=SERIAL),
        RESIDENT_REGISTER: resident_register_files(),
        JPKI: {
            Jpki.TERMINAL_AUTHORITY: terminal_authority(
                identifier=TERMINALS.key_identifier, public_key=TERMINALS.public
            )
        },
    }
    objects = data_objects(PRINTED, upper=CERTIFICATE, lower=CERTIFICATE)
    return filling(files, objects, NUMBERS)
