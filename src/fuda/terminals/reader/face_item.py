"""The 券面事項入力補助 application: the face as text.

    with FaceItemSession(transport) as card:
        card.verify_pin(pin)
        items = card.read_four_items()

To trust it more than the reader's cable:

        digests = card.read_signed_digests()
        digests.verify(card.read_signer(root))
        items = card.read_four_items(digests)
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.interface import FACE_ITEM, FaceItem
from fuda.rules.number import IndividualNumber
from fuda.terminals.reader.authenticity import (
    Signed,
    public_key,
    session_key,
)
from fuda.terminals.reader.errors import NotAuthentic, UnreadableFile
from fuda.terminals.reader.exchange import read_object, read_whole, select_file
from fuda.terminals.reader.face import FaceSession
from fuda.terminals.reader.objects import Sex, day, file_objects, first_object, sex, text
from fuda.terminals.reader.pins import change_selected
from fuda.terminals.reader.secure_messaging import open_session


@dataclass(frozen=True, slots=True, kw_only=True)
class CardItems:
    """The four items (基本4情報) as the chip has them."""

    name: str
    """Family and given name stand apart by a wide space."""
    address: str
    born: date
    sex: Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDigests(Signed):
    """What the issuer signed in place of the number and of the four items: their hashes."""

    number: bytes
    four_items: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKeyRecord(Signed):
    """The card's own public key, signed."""

    card_key: RSAPublicKey


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceItemInformation:
    """What the application says of itself to anyone."""

    version: bytes
    key_identifier: bytes


class FaceItemSession(FaceSession):
    """PIN or check numbers, then text. A opens only the number, B only the four items."""

    application = FACE_ITEM
    certificate = FaceItem.CERTIFICATE

    def verify_pin(self, pin: str) -> None:
        """Four digits; WrongPin(tries_left), PinLocked, PinNotSet or PinUnfit otherwise."""
        self._verify(FaceItem.PIN, "face_item", pin)

    def verify_number_a(self, number: str) -> None:
        """照合番号A: the Individual Number from the back of the card."""
        self._verify(FaceItem.NUMBER_A, "face_item_number_a", number)

    def verify_number_b(self, number: str) -> None:
        """照合番号B: birth (era year), year of expiry and security code from the front."""
        self._verify(FaceItem.NUMBER_B, "face_item_number_b", number)

    def tries_left(self) -> int:
        """Tries left of the PIN."""
        return self._tries_left(FaceItem.PIN)

    def number_a_tries_left(self) -> int:
        """Tries left of 照合番号A."""
        return self._tries_left(FaceItem.NUMBER_A)

    def number_b_tries_left(self) -> int:
        """Tries left of 照合番号B."""
        return self._tries_left(FaceItem.NUMBER_B)

    def change_pin(self, *, old: str, new: str) -> None:
        """The holder's own change (PIN-14)."""
        select_file(self._transport, FaceItem.PIN)
        change_selected(self._transport, "face_item", old=old, new=new, by_key=False)

    def secure(self, seed: bytes) -> None:
        """Encipher what follows in this session; after `verify_pin`, which goes in the clear.

        `seed`: 32 bytes by chance, never used before. It hides, and does not prove, what is read.
        """
        key = session_key(read_object(self._transport, FaceItem.SESSION_KEY))
        self._transport = open_session(self._transport, key, seed)

    def read_number(self, digests: SignedDigests | None = None) -> IndividualNumber:
        """The Individual Number; with `digests`, NotAuthentic unless it is the one signed for."""
        file = read_whole(self._transport, FaceItem.NUMBER)
        if digests is not None and sha256(file).digest() != digests.number:
            raise NotAuthentic("the number is not the one that was signed for")
        held = first_object(file)
        try:
            return IndividualNumber(held.value.decode("ascii", "replace"))
        except ValueError:
            raise UnreadableFile("no Individual Number where it stands") from None

    def read_four_items(self, digests: SignedDigests | None = None) -> CardItems:
        """Name, address, birth and sex; with `digests`, NotAuthentic unless signed for."""
        parts = file_objects(read_object(self._transport, FaceItem.FOUR_ITEMS), 0xFF20)
        covered = parts.whole(0xDF22, 0xDF23, 0xDF24, 0xDF25)
        if digests is not None and sha256(covered).digest() != digests.four_items:
            raise NotAuthentic("the four items are not those that were signed for")
        return CardItems(
            name=text(parts.value(0xDF22)),
            address=text(parts.value(0xDF23)),
            born=day(parts.value(0xDF24)),
            sex=sex(parts.value(0xDF25)),
        )

    def read_signed_digests(self) -> SignedDigests:
        """To be verified with `read_signer`."""
        parts = file_objects(read_object(self._transport, FaceItem.SIGNED_DIGESTS), 0xFF30)
        return SignedDigests(
            number=parts.value(0xDF31),
            four_items=parts.value(0xDF32),
            covered=parts.before(0xDF33),
            signature=parts.value(0xDF33),
        )

    def read_card_key(self) -> CardKeyRecord:
        """To be verified with `read_signer`; then `prove_presence` takes its key."""
        parts = file_objects(read_object(self._transport, FaceItem.CARD_KEY_RECORD), 0xFF50)
        return CardKeyRecord(
            card_key=public_key(parts.value(0xDF51)),
            covered=parts.before(0xDF52),
            signature=parts.value(0xDF52),
        )

    def read_information(self) -> FaceItemInformation:
        """Free."""
        parts = file_objects(read_object(self._transport, FaceItem.INFORMATION), 0xFF40)
        return FaceItemInformation(version=parts.value(0xDF41), key_identifier=parts.value(0xDF42))
