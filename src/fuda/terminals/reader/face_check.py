"""The 券面事項確認 application: the face as pictures, to compare with card and bearer.

    with FaceCheckSession(transport) as card:
        card.verify_number_b(number)
        face = card.read_face()
        face.verify(card.read_signer(root))
        card.prove_presence(challenge, face.card_key)

What is read before `verify` and `prove_presence` may be anyone's.
"""

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.interface import FACE_CHECK, FaceCheck
from fuda.terminals.reader.authenticity import (
    Signed,
    check_digest_info,
    public_key,
)
from fuda.terminals.reader.exchange import read_object
from fuda.terminals.reader.face import FaceSession
from fuda.terminals.reader.objects import Sex, day, file_objects, sex, text

_THREE_HASHES = bytes.fromhex("3071300D060960864801650304020105000460")


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthRecord(Signed):
    """When the holder was born, and nothing else."""

    born: date
    card_key: RSAPublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRecord(Signed):
    """The Individual Number as a picture (PNG)."""

    picture: bytes = field(repr=False)
    card_key: RSAPublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceRecord(Signed):
    """The front of the card. Last day and security code are not covered by the signature."""

    born: date
    sex: Sex
    name: bytes = field(repr=False)
    """PNG, as is the address."""
    address: bytes = field(repr=False)
    photo: bytes | None = field(repr=False)
    """JPEG 2000; None on a card without one."""
    expires: date
    security_code: bytes = field(repr=False)
    """PNG."""
    card_key: RSAPublicKey

    def verify(self, signer: RSAPublicKey) -> None:
        """NotAuthentic where that key did not sign it."""
        check_digest_info(signer, self.signature, self.covered, "a signed record")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceCheckInformation:
    """What the application says of itself to anyone."""

    version: bytes
    key_identifier: bytes
    municipality: str


class FaceCheckSession(FaceSession):
    """Opened by what is printed: birth alone, B for the front, A for front and number."""

    application = FACE_CHECK
    certificate = FaceCheck.CERTIFICATE

    def verify_birth(self, birth: str) -> None:
        """Six digits, YYMMDD with the year of the era: opens the record of birth only."""
        self._verify(FaceCheck.BIRTH_NUMBER, "face_check_birth", birth)

    def verify_number_a(self, number: str) -> None:
        """照合番号A: the Individual Number from the back of the card."""
        self._verify(FaceCheck.NUMBER_A, "face_check_number_a", number)

    def verify_number_b(self, number: str) -> None:
        """照合番号B: birth (era year), year of expiry and security code from the front."""
        self._verify(FaceCheck.NUMBER_B, "face_check_number_b", number)

    def birth_tries_left(self) -> int:
        """Tries left of the date of birth."""
        return self._tries_left(FaceCheck.BIRTH_NUMBER)

    def number_a_tries_left(self) -> int:
        """Tries left of 照合番号A."""
        return self._tries_left(FaceCheck.NUMBER_A)

    def number_b_tries_left(self) -> int:
        """Tries left of 照合番号B."""
        return self._tries_left(FaceCheck.NUMBER_B)

    def read_birth(self) -> BirthRecord:
        """To be verified with `read_signer`."""
        parts = file_objects(read_object(self._transport, FaceCheck.BIRTH), 0xFF10)
        return BirthRecord(
            born=day(parts.value(0xDF11)),
            card_key=public_key(parts.value(0xDF12)),
            covered=parts.before(0xDF13),
            signature=parts.value(0xDF13),
        )

    def read_face(self) -> FaceRecord:
        """To be verified with `read_signer`."""
        parts = file_objects(read_object(self._transport, FaceCheck.FACE), 0xFF20)
        groups = (
            parts.whole(0xDF22, 0xDF23, 0xDF24),
            parts.whole(0xDF25, 0xDF26),
            parts.whole(0xDF27),
        )
        return FaceRecord(
            born=day(parts.value(0xDF22)),
            sex=sex(parts.value(0xDF23)),
            card_key=public_key(parts.value(0xDF24)),
            name=parts.value(0xDF25),
            address=parts.value(0xDF26),
            photo=parts.value(0xDF27) or None,
            expires=day(parts.value(0xDF29)),
            security_code=parts.value(0xDF2A),
            covered=_THREE_HASHES + b"".join(sha256(group).digest() for group in groups),
            signature=parts.value(0xDF28),
        )

    def read_number_picture(self) -> NumberRecord:
        """Only after 照合番号A. To be verified with `read_signer`."""
        parts = file_objects(read_object(self._transport, FaceCheck.NUMBER), 0xFF40)
        return NumberRecord(
            picture=parts.value(0xDF41),
            card_key=public_key(parts.value(0xDF42)),
            covered=parts.before(0xDF43),
            signature=parts.value(0xDF43),
        )

    def read_information(self) -> FaceCheckInformation:
        """Free."""
        parts = file_objects(read_object(self._transport, FaceCheck.INFORMATION), 0xFF30)
        return FaceCheckInformation(
            version=parts.value(0xDF31),
            key_identifier=parts.value(0xDF32),
            municipality=text(parts.value(0xDF34)),
        )
