"""VERIFY, CHANGE REFERENCE DATA, CHANGE KEY, UNLOCK KEY; setting a PIN that the issuer permitted.

A try is spent in the memory before the PIN is compared, and given back with all others when it was
right (LOCK-01, LOCK-02; LOCK-04: each PIN has a counter of its own).
"""

import hmac
from collections.abc import Mapping

from fuda.card.apdu import Command, Refuses
from fuda.card.applications.issuer import ISSUER_CHANNEL
from fuda.card.files import Pin
from fuda.card.image import counter
from fuda.card.interface import PIN_NAMES, PinName, ReferenceName, StatusWord
from fuda.card.memory import NoTriesLeft
from fuda.card.power import Power
from fuda.card.profile import PinForm

_MOST_SHOWN = 0xF
_SET_WITH: Mapping[PinName, tuple[ReferenceName, ...]] = {"resident_register": ("common",)}
"""What the holder knows as the same PIN."""


def verify(card: Power, command: Command) -> bytes:
    """VERIFY; without data it asks for the tries left and never answers 9000."""
    if command.p1:
        raise Refuses(StatusWord.WRONG_P1P2)
    file, pin = _addressed_pin(card, command.p2)
    if not command.data:
        raise Refuses(_wrong(card, pin.name))
    value = card.image.pins.get(pin.name)
    if value is None:
        raise Refuses(StatusWord.PIN_BLOCKED if pin.blocked else StatusWord.CONDITIONS)
    form = _form(card, pin.name)
    comparable = form.has_its_length(command.data)
    if not comparable and not card.image.profile.wrong_length_spends_a_try:
        raise Refuses(StatusWord.WRONG_LENGTH)

    card.verified.discard(file)
    try:
        card.memory.spend(counter(pin.name))
    except NoTriesLeft:
        raise Refuses(StatusWord.PIN_BLOCKED) from None
    if not comparable or not hmac.compare_digest(command.data, value):
        raise Refuses(_wrong(card, pin.name))
    card.memory.restore(counter(pin.name), form.tries)
    card.verified.add(file)
    return b""


def change(card: Power, command: Command) -> bytes:
    """CHANGE REFERENCE DATA and CHANGE KEY: a new PIN, after the old one was verified (PIN-14)."""
    if command.p1 != (0x01 if command.cla == 0x00 else 0x00):
        raise Refuses(StatusWord.WRONG_P1P2)
    file, pin = _addressed_pin(card, command.p2)
    if pin.change != command.ins:
        raise Refuses(StatusWord.CONDITIONS)
    if file not in card.verified:
        raise Refuses(StatusWord.SECURITY_STATUS)
    _check(_form(card, pin.name), command.data)
    card.save(card.image.with_pin(pin.name, command.data))
    return b""


def unlock(card: Power, command: Command) -> bytes:
    """UNLOCK KEY: 6982, for it wants an authority that no reader has.

    A PIN is unblocked through the issuer channel (`PermitPin`).
    """
    if command.p1:
        raise Refuses(StatusWord.WRONG_P1P2)
    _addressed_pin(card, command.p2)
    raise Refuses(StatusWord.SECURITY_STATUS)


def set_permitted(card: Power, command: Command) -> bytes:
    """Our own: set a PIN in the clear, once for each permission on the open issuer channel."""
    channel = card.channel
    if card.application is not ISSUER_CHANNEL or channel is None:
        raise Refuses(StatusWord.CONDITIONS)
    if command.p1 or command.p2 >= len(PIN_NAMES):
        raise Refuses(StatusWord.WRONG_P1P2)
    name = PIN_NAMES[command.p2]
    if name not in channel.permitted:
        raise Refuses(StatusWord.CONDITIONS)
    _check(_form(card, name), command.data)
    for each in (name, *_SET_WITH.get(name, ())):
        if each in card.image.profile.pins:
            channel.draft = channel.draft.with_pin(each, command.data)
            channel.tries[each] = _form(card, each).tries
    channel.permitted.remove(name)
    return b""


def _addressed_pin(card: Power, p2: int) -> tuple[int, Pin]:
    file, pin = card.addressed(p2)
    if not isinstance(pin, Pin):
        raise Refuses(StatusWord.WRONG_FILE_STRUCTURE)
    return file, pin


def _form(card: Power, name: ReferenceName) -> PinForm:
    if name not in card.image.profile.pins:
        raise Refuses(StatusWord.CONDITIONS)
    return card.image.profile.pins[name]


def _check(form: PinForm, value: bytes) -> None:
    if not form.has_its_length(value):
        raise Refuses(StatusWord.WRONG_LENGTH)
    if not form.may_hold(value):
        raise Refuses(StatusWord.WRONG_DATA)


def _wrong(card: Power, name: ReferenceName) -> int:
    return StatusWord.WRONG_PIN | min(card.memory.tries(counter(name)), _MOST_SHOWN)
