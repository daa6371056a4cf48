"""What the outside may see of a card: applications, files, PIN objects, status words, transport.

Identifiers are those of the real card as public readers use them (docs/interfaces.md); the issuer
application is our own.

    CardGone               the card left the reader in the middle
    CardLiesElsewhere      the card lies on another reader; carries where
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Protocol

PinName = Literal["signature", "user", "resident_register", "face_item"]
CertificateKind = Literal["signature", "user"]

PIN_NAMES: tuple[PinName, ...] = ("signature", "user", "resident_register", "face_item")
"""The four PINs of the holder; a PIN's place here is its number in the issuer channel."""

ReferenceName = Literal[
    "signature",
    "user",
    "resident_register",
    "face_item",
    "common",
    "face_item_second",
    "face_item_number_a",
    "face_item_number_b",
    "face_check_birth",
    "face_check_number_a",
    "face_check_number_b",
]
REFERENCE_NAMES: tuple[ReferenceName, ...] = (
    *PIN_NAMES,
    "common",
    "face_item_second",
    "face_item_number_a",
    "face_item_number_b",
    "face_check_birth",
    "face_check_number_a",
    "face_check_number_b",
)
"""Everything that VERIFY compares: the PINs, and the check numbers (照合番号) printed on the card.

A place here is the number of the chip's counter: only append.
"""

HOLDER_PINS: tuple[ReferenceName, ...] = (*PIN_NAMES, "common")
"""PIN objects that hold a PIN of the holder. The one of 共通 is set with that of 住基, to the same
PIN: two for the chip, one for the holder (個人番号カード用).
"""

CARD_MANAGER = bytes.fromhex("A0000001510000")
"""The level above the applications, where GET DATA answers ("MF level")."""
JPKI = bytes.fromhex("D392F000260100000001")
RESIDENT_REGISTER = bytes.fromhex("D3921000310001010401")
FACE_ITEM = bytes.fromhex("D3921000310001010408")
FACE_CHECK = bytes.fromhex("D3921000310001010402")
COMMON = bytes.fromhex("D3921000310001010100")
ISSUER = bytes.fromhex("F04655444100")
"""Our own issuer application: F0 (unregistered), "FUDA", version 0."""

ATR = bytes.fromhex("3BE000FF8131FE4514")
"""T=1, no historical bytes; OpenSC's table knows it as the JPKI card."""
ATR_HISTORICAL = bytes.fromhex("3BDA13FF8131FB468012392F31C173C601C03B")
"""The other one that was seen: with historical bytes, unknown to OpenSC's table."""


class Jpki(IntEnum):
    """Elementary files of the 公的個人認証 application."""

    SIGNATURE_CERTIFICATE = 0x0001
    SIGNATURE_AUTHORITY = 0x0002
    TOKEN_INFORMATION = 0x0006
    CERTIFICATES_PRESENT = 0x0008
    USER_CERTIFICATE = 0x000A
    USER_AUTHORITY = 0x000B
    UNREADABLE = 0x0009
    TERMINAL_AUTHORITY = 0x0016
    """Whose card-verifiable certificates make a terminal known to the card."""
    USER_KEY = 0x0017
    USER_PIN = 0x0018
    SIGNATURE_KEY = 0x001A
    SIGNATURE_PIN = 0x001B


class ResidentRegister(IntEnum):
    """Elementary files of the 住基 application."""

    KEY_IDENTIFIER = 0x0002
    PIN = 0x001C


class Common(IntEnum):
    """Elementary files of the 共通 application."""

    CARD = 0x0001
    """A record with the card's number, municipality and last day."""
    KEY_IDENTIFIER = 0x0002
    CARD_KEY = 0x0019
    PIN = 0x001C


class FaceItem(IntEnum):
    """Elementary files of the 券面事項入力補助 application: the face as text."""

    NUMBER = 0x0001
    FOUR_ITEMS = 0x0002
    SIGNED_DIGESTS = 0x0003
    CERTIFICATE = 0x0004
    """The card-verifiable certificate of the key that signed the files."""
    INFORMATION = 0x0005
    SESSION_KEY = 0x0006
    CARD_KEY_RECORD = 0x0007
    RESERVED = 0x0008
    PIN = 0x0011
    SECOND_PIN = 0x0012
    CARD_KEY = 0x0013
    NUMBER_A = 0x0014
    NUMBER_B = 0x0015


class FaceCheck(IntEnum):
    """Elementary files of the 券面事項確認 application: the face as pictures."""

    BIRTH = 0x0001
    FACE = 0x0002
    INFORMATION = 0x0003
    CERTIFICATE = 0x0004
    NUMBER = 0x0005
    RESERVED = 0x0006
    BIRTH_NUMBER = 0x0011
    NUMBER_B = 0x0012
    NUMBER_A = 0x0013
    CARD_KEY = 0x001A


class DataObject(IntEnum):
    """Tags of GET DATA at the card manager's level."""

    ISSUER_KEY_IDENTIFIER = 0x0042
    CARD_NUMBER = 0x0045
    CARD_DATA = 0x0066
    MUNICIPALITY = 0x00F0
    EXPIRES = 0x00F2
    KEY_IDENTIFIER = 0x00F7
    """Of the key that signed the lower certificate."""
    UPPER_CERTIFICATE = 0x00F8
    """Card-verifiable: the root certifies an intermediate key."""
    ATR_TAIL = 0x5F51
    LOWER_CERTIFICATE = 0x7F21
    """Card-verifiable: the intermediate key certifies the one below; not on every card."""


class Ins(IntEnum):
    """Instruction bytes that the chip knows."""

    VERIFY = 0x20
    CHANGE_REFERENCE_DATA = 0x24
    COMPUTE_DIGITAL_SIGNATURE = 0x2A
    CHANGE_KEY = 0x32
    UNLOCK_KEY = 0x54
    EXTERNAL_AUTHENTICATE = 0x82
    GET_CHALLENGE = 0x84
    INTERNAL_AUTHENTICATE = 0x88
    SET_PUBLIC_IC_KEY = 0xA2
    SELECT = 0xA4
    SET_SESSION_KEY = 0xAE
    READ_BINARY = 0xB0
    READ_RECORD = 0xB2
    GET_DATA = 0xCA
    SET_PERMITTED_PIN = 0xD4
    """Our own: the plain setting of a PIN that the issuer permitted."""
    ISSUER_ORDER = 0xDA
    """Our own: one sealed order of the issuer channel."""


class StatusWord(IntEnum):
    """What a response ends in (ISO/IEC 7816-4); 63Cx is `WRONG_PIN` with x tries left."""

    OK = 0x9000
    WRONG_PIN = 0x63C0
    MEMORY_FAILURE = 0x6581
    NO_SECURE_MESSAGING = 0x66F1
    """The card was made without the key for secure messaging."""
    WRONG_LENGTH = 0x6700
    NOT_SECURED = 0x6882
    """This command does not come secured."""
    WRONG_FILE_STRUCTURE = 0x6981
    SECURITY_STATUS = 0x6982
    PIN_BLOCKED = 0x6984
    CONDITIONS = 0x6985
    NO_CURRENT_FILE = 0x6986
    SECURED_DATA_MISSING = 0x6987
    SEAL_BROKEN = 0x6988
    """A sealed order is not from this card's issuer, or not the one that is due; or secured data
    cannot be read, which ends the session."""
    NO_SESSION = 0x69FC
    WRONG_DATA = 0x6A80
    NOT_SUPPORTED = 0x6A81
    NO_FILE = 0x6A82
    NO_RECORD = 0x6A83
    WRONG_P1P2 = 0x6A86
    NO_DATA_OBJECT = 0x6A88
    WRONG_OFFSET = 0x6B00
    UNKNOWN_INSTRUCTION = 0x6D00
    UNKNOWN_CLASS = 0x6E00
    ERASED = 0x6F00
    """The chip was tampered with and has erased itself: its answer to everything from then on."""


@dataclass(frozen=True, slots=True)
class PinObject:
    """Where a PIN lies on the card."""

    application: bytes
    file: int


PIN_OBJECTS: Mapping[PinName, PinObject] = {
    "signature": PinObject(JPKI, Jpki.SIGNATURE_PIN),
    "user": PinObject(JPKI, Jpki.USER_PIN),
    "resident_register": PinObject(RESIDENT_REGISTER, ResidentRegister.PIN),
    "face_item": PinObject(FACE_ITEM, FaceItem.PIN),
}


class Transport(Protocol):
    """One command in, one response out, status word at its end. All wrappers have this shape."""

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command to the card; CardGone where the card was taken away."""
        ...


class CardGone(Exception):  # noqa: N818 - what happened, not an error of the program
    """The card left the reader in the middle."""


class CardLiesElsewhere(Exception):  # noqa: N818 - what happened, not an error of the program
    """The card lies on another reader, which `where` names."""

    def __init__(self, where: str) -> None:
        super().__init__(f"the card already lies on {where}; take it from there first")
        self.where = where
