"""Bytes of a fuzzer as the answers of a hostile card: the reader says what is wrong, and ends.

An input chooses what is asked of the card, and then either says every answer itself or alters the
answers of a good card. Whatever they are, only CardError comes out of `terminals.reader`, and after
a bounded number of commands.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from card_made import PINS, lay
from fuda.card.interface import CardGone, Transport
from fuda.terminals.reader import (
    CardError,
    CommonSession,
    FaceCheckSession,
    FaceItemSession,
    JpkiSession,
    ResidentRegisterSession,
    begin_channel,
    change_pin,
    read_card_facts,
    run_script,
    set_pins,
)
from fuda.terminals.reader.status import read_status
from records_made import NUMBERS, ROOT, make_recorded

Ask = Callable[[Transport], object]

_MOST_COMMANDS: Final = 1500
"""More than the longest file takes in pages of 256 bytes, several times."""
_STATUS = (0x9000, 0x63C2, 0x63C0, 0x6982, 0x6984, 0x6985, 0x6A82, 0x6A88, 0x6B00, 0x6F00)


class Wrong(AssertionError):  # noqa: N818 - said of a reader
    """What must never be."""


def _text(transport: Transport) -> None:
    with FaceItemSession(transport) as card:
        card.verify_pin(PINS["face_item"])
        digests = card.read_signed_digests()
        card.read_number()
        card.read_number(digests)
        card.read_four_items(digests)


def _items(transport: Transport) -> None:
    with FaceItemSession(transport) as card:
        card.verify_number_b(NUMBERS["face_item_number_b"])
        card.read_four_items()


def _signers(transport: Transport) -> None:
    with FaceItemSession(transport) as card:
        card.read_information()
        card.read_certificate()
        card.verify_pin(PINS["face_item"])
        record = card.read_card_key()
        card.prove_presence(b"a challenge", record.card_key)
        record.verify(card.read_signer(ROOT.public))


def _secured(transport: Transport) -> None:
    with FaceItemSession(transport) as card:
        card.verify_pin(PINS["face_item"])
        card.secure(bytes(32))
        card.read_four_items()
        card.read_number()


def _face(transport: Transport) -> None:
    with FaceCheckSession(transport) as card:
        card.verify_number_a(NUMBERS["face_check_number_a"])
        record = card.read_face()
        card.read_number_picture()
        record.verify(card.read_signer(ROOT.public))


def _birth(transport: Transport) -> None:
    with FaceCheckSession(transport) as card:
        card.read_information()
        card.verify_birth(NUMBERS["face_check_birth"])
        card.read_birth()
        card.birth_tries_left()


def _common(transport: Transport) -> None:
    with CommonSession(transport) as card:
        card.read_card()
        card.read_key_identifier()
        card.authenticate(b"a challenge")
    with ResidentRegisterSession(transport) as register:
        register.read_key_identifier()
        register.tries_left()


def _certificates(transport: Transport) -> None:
    with JpkiSession(transport) as card:
        card.read_token()
        card.read_certificates_present()
        card.read_user_certificate()
        card.read_user_authority()
        card.verify_signature_pin(PINS["signature"])
        card.read_signature_certificate()
        card.sign_signature(b"signed")


def _channel(transport: Transport) -> None:
    begin_channel(transport)
    set_pins(transport, {"user": "1234"})
    run_script(transport, [b"\x80\xda\1\0"] * 3)


def _change(transport: Transport) -> None:
    change_pin(transport, "user", old="1234", new="4321")
    change_pin(transport, "resident_register", old="2345", new="4321")


ASKED: tuple[Ask, ...] = (
    read_card_facts,
    read_status,
    _text,
    _items,
    _signers,
    _secured,
    _face,
    _birth,
    _common,
    _certificates,
    _channel,
    _change,
)


@dataclass
class Recorded:
    """A good card whose answers are kept."""

    card: Transport
    answers: list[bytes]

    def transmit(self, apdu: bytes) -> bytes:
        """Carry it, and keep the answer."""
        self.answers.append(self.card.transmit(apdu))
        return self.answers[-1]


def good_answers(folder: Path) -> Mapping[Ask, list[bytes]]:
    """What a card with every record on it says to each question."""
    make_recorded(folder)
    kept = {}
    for ask in ASKED:
        with lay(folder) as chip, suppress(CardError):
            recorded = Recorded(chip, [])
            kept[ask] = recorded.answers
            ask(recorded)
    return kept


@dataclass
class Hostile:
    """A card that answers whatever it was given to answer, and then the last of it for ever."""

    answers: list[bytes]
    leaves: bool
    commands: int = 0

    def transmit(self, apdu: bytes) -> bytes:  # noqa: ARG002 - a transport's shape
        """The next answer."""
        self.commands += 1
        if self.commands > _MOST_COMMANDS:
            raise Wrong("the reader asks and asks")
        if self.commands > len(self.answers):
            if self.leaves or not self.answers:
                raise CardGone
            return self.answers[-1]
        return self.answers[self.commands - 1]


def run(good: Mapping[Ask, list[bytes]], data: bytes) -> int:
    """One input; how many commands the reader gave."""
    which, how, rest = (*data[:2].ljust(2, b"\0"), data[2:])
    ask = ASKED[which % len(ASKED)]
    answers = _altered(good[ask], rest) if how & 1 else _said(rest)
    card = Hostile(answers, leaves=bool(how & 2))
    try:
        with suppress(CardError):
            ask(card)
    except Wrong:
        raise
    except Exception as error:
        raise Wrong(
            f"{type(error).__name__} came out of {getattr(ask, '__name__', ask)}"
        ) from error
    return card.commands


def _said(rest: bytes) -> list[bytes]:
    answers = []
    while rest:
        length, status = rest[0], rest[1:2]
        said, rest = rest[2 : 2 + length], rest[2 + length :]
        which = status[0] if status else 0
        if which < 0xF0:
            said += _STATUS[0 if which < 0x80 else which % len(_STATUS)].to_bytes(2, "big")
        answers.append(said)
    return answers


def _altered(good: list[bytes], rest: bytes) -> list[bytes]:
    """Bytes put in, taken out, exchanged: five bytes each say which, where and what."""
    answers = list(good)
    while len(rest) >= 5 and answers:
        at, where, what, byte = rest[0] % len(answers), rest[1:3], rest[3], rest[4]
        rest = rest[5:]
        answer = answers[at]
        place = int.from_bytes(where, "big") % (len(answer) + 1)
        if what % 4 == 0:
            answer = answer[:place] + bytes([byte]) + answer[place + 1 :]
        elif what % 4 == 1:
            answer = answer[:place] + answer[-2:]
        elif what % 4 == 2:
            answer = answer[:place] + bytes([byte] * (what >> 2)) + answer[place:]
        else:
            answer = answer[:place] + answer[place + 1 + (what >> 2) :]
        answers[at] = answer
    return answers


def seeds() -> list[bytes]:
    """Every question, to a good card and to one that says little."""
    found = [bytes([which, 1]) for which in range(len(ASKED))]
    found += [bytes([which, 3, 4, 0, 8, 0, 0xFF]) for which in range(len(ASKED))]
    found += [bytes([which, 0]) + b"\0\0" * 30 for which in range(len(ASKED))]
    return found
