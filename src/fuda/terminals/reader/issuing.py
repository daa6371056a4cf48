"""The reader's part in the issuer channel: it carries commands that it cannot read, and PINs.

The steps of a hand-over at a counter:

    beginning = begin_channel(transport)          # → the issuer, with what is wanted
    responses = run_script(transport, commands)   # → the issuer
    responses = run_script(transport, commands)   # the second script, which permits the PINs
    set_pins(transport, pins)                     # from the resident's pad to the chip
    responses += run_script(transport, closing)   # → the issuer: proof that the chip committed

Until the closing nothing on the card has changed; if anything goes wrong, start again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fuda.card.interface import ISSUER, PIN_NAMES, Ins, PinName, StatusWord, Transport
from fuda.terminals.reader.errors import CardRefused, NotOnCard
from fuda.terminals.reader.exchange import ask, command, exchange, select_application
from fuda.terminals.reader.facts import read_card_facts
from fuda.terminals.reader.jpki import JpkiSession
from fuda.terminals.reader.pins import refuse_pin

_CHALLENGE_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the issuer needs to know to wrap a script for the card on the reader."""

    card_number: str
    """Of a phone, which has none: the serial of its token."""
    chip_challenge: bytes


def begin_channel(transport: Transport) -> Beginning:
    """Select the issuer application and let the chip begin the mutual authentication."""
    card_number = _number(transport)
    select_application(transport, ISSUER)
    challenge = ask(transport, command(0x00, Ins.GET_CHALLENGE, 0, 0, b"", _CHALLENGE_LENGTH))
    return Beginning(card_number=card_number, chip_challenge=challenge)


def _number(transport: Transport) -> str:
    try:
        return read_card_facts(transport).card_number
    except NotOnCard:
        return JpkiSession(transport).read_token().serial


def run_script(transport: Transport, commands: Iterable[bytes]) -> tuple[bytes, ...]:
    """Carry commands one by one; CardRefused at the first no: the chip has then undone all."""
    responses = []
    for apdu in commands:
        data, status = exchange(transport, apdu)
        if status != StatusWord.OK:
            raise CardRefused(status)
        responses.append(data + status.to_bytes(2, "big"))
    return tuple(responses)


def set_pins(transport: Transport, pins: Mapping[PinName, str]) -> None:
    """Set PINs that the open channel permits, in the clear; PinUnfit leaves the channel open."""
    for name, value in pins.items():
        apdu = command(
            0x80, Ins.SET_PERMITTED_PIN, 0, PIN_NAMES.index(name), value.encode("ascii", "replace")
        )
        _, status = exchange(transport, apdu)
        if status != StatusWord.OK:
            refuse_pin(name, status)
