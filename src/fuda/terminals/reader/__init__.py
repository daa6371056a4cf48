"""The host's side of the card: sessions that say what they do, over any `Transport`.

    with JpkiSession(transport) as card:
        card.verify_user_pin(pin)
        signature = card.sign_user(challenge)

One session class for each application: JpkiSession, FaceItemSession, FaceCheckSession,
CommonSession, ResidentRegisterSession.

A `Transport` is a chip in this process, a virtual reader or any other reader: one method,
`transmit(apdu) -> response`. Wrappers of that shape stack: `Traced` tells developers what goes
through, `ReadOnly` lets only reading through, `SecureMessaging` enciphers. Nothing here keeps a
PIN. Errors carry the fact:

    CardError
    ├── WrongPin(pin, tries_left)  wrong; so many tries remain
    ├── PinLocked(pin)             no tries remain (or the last one was just used up)
    ├── PinNotSet(pin)             nobody has set this PIN
    ├── PinUnfit(pin)              the card does not take such a PIN: length or characters
    ├── PinNeeded                  this needs a PIN that was not verified
    ├── NotOnCard                  the card does not hold this certificate, key or application
    ├── UnreadableFile(why)        a file is not laid out as such a file is
    ├── NotAuthentic(what)         a signature does not hold: not the issuer's, or a copy
    ├── SecureMessagingLost        card and reader no longer agree on the session's key
    ├── CardRemoved                the card was taken away in the middle
    ├── CardErased                 the chip was tampered with and has erased itself
    ├── OnlyRead                   the card is one that is only read; nothing was sent
    └── CardRefused(status)        the card said no in some other way
"""

from fuda.terminals.reader.authenticity import VerifiableCertificate
from fuda.terminals.reader.common import CommonRecord, CommonSession
from fuda.terminals.reader.errors import (
    CardErased,
    CardError,
    CardRefused,
    CardRemoved,
    NotAuthentic,
    NotOnCard,
    PinLocked,
    PinNeeded,
    PinNotSet,
    PinUnfit,
    SecureMessagingLost,
    UnreadableFile,
    WrongPin,
)
from fuda.terminals.reader.face_check import (
    BirthRecord,
    FaceCheckInformation,
    FaceCheckSession,
    FaceRecord,
    NumberRecord,
)
from fuda.terminals.reader.face_item import (
    CardItems,
    CardKeyRecord,
    FaceItemInformation,
    FaceItemSession,
    SignedDigests,
)
from fuda.terminals.reader.facts import CardFacts, read_card_facts, read_certificate_chain
from fuda.terminals.reader.guard import OnlyRead, ReadOnly
from fuda.terminals.reader.issuing import Beginning, begin_channel, run_script, set_pins
from fuda.terminals.reader.jpki import JpkiSession, Token, TokenKind
from fuda.terminals.reader.pins import change_pin, pin_standing, tries_left, verify_pin
from fuda.terminals.reader.resident_register import ResidentRegisterSession
from fuda.terminals.reader.secure_messaging import SecureMessaging
from fuda.terminals.reader.signing import Scheme
from fuda.terminals.reader.traced import Traced

__all__ = [
    "Beginning",
    "BirthRecord",
    "CardErased",
    "CardError",
    "CardFacts",
    "CardItems",
    "CardKeyRecord",
    "CardRefused",
    "CardRemoved",
    "CommonRecord",
    "CommonSession",
    "FaceCheckInformation",
    "FaceCheckSession",
    "FaceItemInformation",
    "FaceItemSession",
    "FaceRecord",
    "JpkiSession",
    "NotAuthentic",
    "NotOnCard",
    "NumberRecord",
    "OnlyRead",
    "PinLocked",
    "PinNeeded",
    "PinNotSet",
    "PinUnfit",
    "ReadOnly",
    "ResidentRegisterSession",
    "Scheme",
    "SecureMessaging",
    "SecureMessagingLost",
    "SignedDigests",
    "Token",
    "TokenKind",
    "Traced",
    "UnreadableFile",
    "VerifiableCertificate",
    "WrongPin",
    "begin_channel",
    "change_pin",
    "pin_standing",
    "read_card_facts",
    "read_certificate_chain",
    "run_script",
    "set_pins",
    "tries_left",
    "verify_pin",
]
