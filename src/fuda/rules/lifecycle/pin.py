"""The lives of the four PINs: what the chip's counters must do, and where a PIN is set anew.

The chip is the authority, these tables its measure. `LAST_WRONG` is the wrong entry that spends the
last try; how many tries there are, and since when a kiosk resets which PIN, are parameters.
"""

from collections.abc import Mapping
from enum import StrEnum

from fuda.rules.lifecycle.machine import Goes, Machine, Refuses, Why
from fuda.rules.pin import PinKind


class Pin(StrEnum):
    """Where one PIN stands; each of the four has its own (LOCK-04)."""

    UNSET = "unset"
    USABLE = "usable"
    LOCKED = "locked"


class PinEvent(StrEnum):
    """What can happen to a PIN."""

    SET = "set"
    RIGHT = "right"
    WRONG = "wrong"
    LAST_WRONG = "last_wrong"
    CHANGE = "change"
    RESET = "reset"
    KIOSK_RESET = "kiosk_reset"
    CLEAR = "clear"
    NEXT_DAY = "next_day"


_UNSET = Why(
    "No PIN has been set for this.",
    "Please have the PIN set at the counter of your municipality, with the card.",
)
_SET_BEFORE = Why(
    "A PIN has been set already.",
    "Change it with the current PIN, or have it reset at the counter.",
)
_LOCKED = Why(
    "This PIN is locked after too many wrong entries, and waiting does not unlock it.",
    "Please come in person to the counter of your municipality with the card to have it reset.",
)
_COUNTER_ONLY = Why(
    "This PIN cannot be reset at a kiosk.",
    "Please come in person to the counter of your municipality with the card to have it reset.",
)

_LIMITS = {PinKind.SIGNATURE: "LOCK-01, CHI p11"}
_KIOSK = {PinKind.SIGNATURE: "RESET-03, TOM p7", PinKind.USER: "RESET-04, MIN p10"}


def _machine(kind: PinKind) -> Machine[Pin, PinEvent]:
    """The life of this PIN: the limit's source and the kiosk differ."""
    rows: tuple[Goes[Pin, PinEvent] | Refuses[Pin, PinEvent], ...] = (
        Goes(Pin.UNSET, PinEvent.SET, Pin.USABLE, "PIN-08, ARA p8"),
        Refuses(Pin.UNSET, PinEvent.RIGHT, _UNSET, "PIN-13, CHI p13"),
        Refuses(Pin.UNSET, PinEvent.WRONG, _UNSET, "PIN-13, CHI p13"),
        Refuses(Pin.UNSET, PinEvent.LAST_WRONG, _UNSET, "PIN-13, CHI p13"),
        Refuses(Pin.UNSET, PinEvent.CHANGE, _UNSET, "PIN-14, ARA p18"),
        Goes(Pin.UNSET, PinEvent.RESET, Pin.USABLE, "FACE-09, CHI p15"),
        Refuses(Pin.UNSET, PinEvent.KIOSK_RESET, _UNSET, "FACE-04, CHI p13"),
        Goes(Pin.UNSET, PinEvent.CLEAR, Pin.UNSET, "PIN-13, CHI p13"),
        Goes(Pin.UNSET, PinEvent.NEXT_DAY, Pin.UNSET, "LOCK-03, MIN p3"),
        Refuses(Pin.USABLE, PinEvent.SET, _SET_BEFORE, "PIN-14, ARA p18"),
        Goes(Pin.USABLE, PinEvent.RIGHT, Pin.USABLE, "LOCK-03, ARA p8"),
        Goes(Pin.USABLE, PinEvent.WRONG, Pin.USABLE, "LOCK-03, ARA p8"),
        Goes(Pin.USABLE, PinEvent.LAST_WRONG, Pin.LOCKED, _LIMITS.get(kind, "LOCK-02, CHI p11")),
        Goes(Pin.USABLE, PinEvent.CHANGE, Pin.USABLE, "PIN-14, ARA p18"),
        Goes(Pin.USABLE, PinEvent.RESET, Pin.USABLE, "RESET-01, CHI p11"),
        Goes(Pin.USABLE, PinEvent.CLEAR, Pin.UNSET, "PIN-13, CHI p13"),
        Goes(Pin.USABLE, PinEvent.NEXT_DAY, Pin.USABLE, "LOCK-03, MIN p3"),
        Refuses(Pin.LOCKED, PinEvent.SET, _LOCKED, "LOCK-03, ARA p8"),
        Refuses(Pin.LOCKED, PinEvent.RIGHT, _LOCKED, "LOCK-03, ARA p8"),
        Refuses(Pin.LOCKED, PinEvent.WRONG, _LOCKED, "LOCK-03, ARA p8"),
        Refuses(Pin.LOCKED, PinEvent.LAST_WRONG, _LOCKED, "LOCK-03, ARA p8"),
        Refuses(Pin.LOCKED, PinEvent.CHANGE, _LOCKED, "PIN-14, ARA p18"),
        Goes(Pin.LOCKED, PinEvent.RESET, Pin.USABLE, "RESET-01, CHI p11"),
        Goes(Pin.LOCKED, PinEvent.CLEAR, Pin.UNSET, "PIN-13, CHI p13"),
        Goes(Pin.LOCKED, PinEvent.NEXT_DAY, Pin.LOCKED, "LOCK-03, MIN p3"),
        *(_at_a_kiosk(state, kind) for state in (Pin.USABLE, Pin.LOCKED)),
    )
    return Machine(f"pin_{kind}", Pin, PinEvent, rows)


def _at_a_kiosk(state: Pin, kind: PinKind) -> Goes[Pin, PinEvent] | Refuses[Pin, PinEvent]:
    """Locked or forgotten alike (RESET-13), and only the PINs of the certificates (RESET-05)."""
    if kind in _KIOSK:
        return Goes(state, PinEvent.KIOSK_RESET, Pin.USABLE, _KIOSK[kind])
    return Refuses(state, PinEvent.KIOSK_RESET, _COUNTER_ONLY, "RESET-05, TOM p7")


PINS: Mapping[PinKind, Machine[Pin, PinEvent]] = {kind: _machine(kind) for kind in PinKind}
