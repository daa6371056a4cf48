"""The PINs of a card, by name. A PIN is only handed through to the chip."""

from collections.abc import Mapping
from typing import Literal, NoReturn

from fuda.card.interface import (
    PIN_OBJECTS,
    RESIDENT_REGISTER,
    Ins,
    PinName,
    ReferenceName,
    StatusWord,
    Transport,
)
from fuda.terminals.reader.errors import (
    CardRefused,
    PinLocked,
    PinNeeded,
    PinNotSet,
    PinUnfit,
    WrongPin,
)
from fuda.terminals.reader.exchange import command, exchange, select_application, select_file

_CURRENT_FILE = 0x80
_COUNT = 0x000F
_ZEROS: Mapping[PinName, str] = {"signature": "000000"}
_FOUR_ZEROS = "0000"


def tries_left(transport: Transport, pin: PinName) -> int:
    """How many tries a PIN has left; 0 where it is locked or was never set."""
    _select(transport, pin)
    return ask_tries(transport)


PinStanding = Literal["set", "locked", "never_set"]


def pin_standing(transport: Transport, pin: PinName) -> PinStanding:
    """Whether a PIN can be typed; no try is spent.

    Locked and never set both leave no try. A value is then shown to the chip to tell them apart:
    where no try is left it compares nothing.
    """
    _select(transport, pin)
    if ask_tries(transport):
        return "set"
    try:
        verify_selected(transport, pin, _ZEROS.get(pin, _FOUR_ZEROS))
    except PinNotSet:
        return "never_set"
    except PinLocked:
        return "locked"
    raise CardRefused(StatusWord.OK)


def verify_pin(transport: Transport, pin: PinName, value: str) -> None:
    """Let the chip compare a PIN; WrongPin, PinLocked, PinNotSet or PinUnfit where it is not so."""
    _select(transport, pin)
    verify_selected(transport, pin, value)


def change_pin(transport: Transport, pin: PinName, *, old: str, new: str) -> None:
    """The holder's own change: the old PIN is needed (PIN-14)."""
    _select(transport, pin)
    by_key = PIN_OBJECTS[pin].application == RESIDENT_REGISTER
    change_selected(transport, pin, old=old, new=new, by_key=by_key)


def change_selected(
    transport: Transport, pin: ReferenceName, *, old: str, new: str, by_key: bool
) -> None:
    """Change the PIN object that is the current file; `by_key` with CHANGE KEY, as 住基 has it."""
    verify_selected(transport, pin, old)
    if by_key:
        apdu = command(0x80, Ins.CHANGE_KEY, 0x00, _CURRENT_FILE, _octets(pin, new))
    else:
        apdu = command(0x00, Ins.CHANGE_REFERENCE_DATA, 0x01, _CURRENT_FILE, _octets(pin, new))
    _, status = exchange(transport, apdu)
    if status != StatusWord.OK:
        refuse_pin(pin, status)


def ask_tries(transport: Transport) -> int:
    """The tries left of the PIN object that is the current file."""
    _, status = exchange(transport, command(0x00, Ins.VERIFY, 0x00, _CURRENT_FILE))
    if status & ~_COUNT != StatusWord.WRONG_PIN:
        raise CardRefused(status)
    return status & _COUNT


def verify_selected(transport: Transport, pin: ReferenceName, value: str) -> None:
    """Verify the PIN object that is the current file."""
    octets = _octets(pin, value)
    _, status = exchange(transport, command(0x00, Ins.VERIFY, 0x00, _CURRENT_FILE, octets))
    if status == StatusWord.CONDITIONS:
        raise PinNotSet(pin)
    if status != StatusWord.OK:
        refuse_pin(pin, status)


def refuse_pin(pin: ReferenceName, status: int) -> NoReturn:
    """Turn the status word of a PIN command into its fact."""
    if status & ~_COUNT == StatusWord.WRONG_PIN and status & _COUNT:
        raise WrongPin(pin, status & _COUNT)
    if status in {StatusWord.WRONG_PIN, StatusWord.PIN_BLOCKED}:
        raise PinLocked(pin)
    if status in {StatusWord.WRONG_LENGTH, StatusWord.WRONG_DATA}:
        raise PinUnfit(pin)
    if status == StatusWord.SECURITY_STATUS:
        raise PinNeeded("the old PIN must be verified first")
    raise CardRefused(status)


def _octets(pin: ReferenceName, value: str) -> bytes:
    if not value or not value.isascii():
        raise PinUnfit(pin)
    return value.encode()


def _select(transport: Transport, pin: PinName) -> None:
    select_application(transport, PIN_OBJECTS[pin].application)
    select_file(transport, PIN_OBJECTS[pin].file)
