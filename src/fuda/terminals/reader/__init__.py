"""The host's side of the card: sessions that say what they do, over any `Transport`.

    with JpkiSession(transport) as card:
        card.verify_user_pin(pin)
        signature = card.sign_user(challenge)

A `Transport` is a chip in this process, a virtual reader or any other reader: one method,
`transmit(apdu) -> response`. Nothing here keeps a PIN. Errors carry the fact:

    CardError
    ├── WrongPin(tries_left)    wrong; so many tries remain
    ├── PinLocked               no tries remain (or the last one was just used up)
    ├── PinNotSet               nobody has set this PIN
    ├── PinUnfit                the card does not take such a PIN: length or characters
    ├── PinNeeded               this needs a PIN that was not verified
    ├── NotOnCard               the card does not hold this certificate, key or application
    ├── CardRemoved             the card was taken away in the middle
    ├── CardErased              the chip was tampered with and has erased itself
    └── CardRefused(status)     the card said no in some other way
"""

from fuda.terminals.reader.errors import (
    CardErased,
    CardError,
    CardRefused,
    CardRemoved,
    NotOnCard,
    PinLocked,
    PinNeeded,
    PinNotSet,
    PinUnfit,
    WrongPin,
)
from fuda.terminals.reader.facts import CardFacts, read_card_facts
from fuda.terminals.reader.issuing import Beginning, begin_channel, run_script, set_pins
from fuda.terminals.reader.jpki import JpkiSession
from fuda.terminals.reader.pins import change_pin, tries_left, verify_pin

__all__ = [
    "Beginning",
    "CardErased",
    "CardError",
    "CardFacts",
    "CardRefused",
    "CardRemoved",
    "JpkiSession",
    "NotOnCard",
    "PinLocked",
    "PinNeeded",
    "PinNotSet",
    "PinUnfit",
    "WrongPin",
    "begin_channel",
    "change_pin",
    "read_card_facts",
    "run_script",
    "set_pins",
    "tries_left",
    "verify_pin",
]
