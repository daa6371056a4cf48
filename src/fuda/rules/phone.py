"""Certificates on smartphones: since when, for what, and what becomes of them (PHONE-01 to -05)."""

from datetime import date
from enum import StrEnum

from fuda.rules.hotline import LineEntry, suspension_line
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class PhoneKind(StrEnum):
    """The two kinds of phone; what can be done with them differs (MIN p1)."""

    ANDROID = "android"
    IPHONE = "iphone"


class PhoneUse(StrEnum):
    """What a phone is held out for."""

    LOGIN = "login"
    KIOSK = "kiosk"
    COUNTER = "counter"


def must_be_offered(kind: PhoneKind, *, on: date, parameters: Parameters) -> Stated[PhoneKind]:
    """The kind of phone that can take certificates on that day; Refused where it cannot yet."""
    stated = parameters.value(f"phone.{kind}", city=None, on=on)
    if not stated.of(bool):
        raise refused(
            "PHONE-01",
            "This kind of smartphone cannot take certificates on that day.",
            instead="Please use the card itself.",
            because=(stated.because,),
        )
    return Stated(kind, (stated.because,))


def phone_accepted(
    kind: PhoneKind, use: PhoneUse, *, on: date, parameters: Parameters
) -> Stated[str]:
    """How a phone serves in place of the card: one word of `phone.login`, `.kiosk`, `.counter`."""
    offered = must_be_offered(kind, on=on, parameters=parameters)
    stated = parameters.value(f"phone.{use}", city=None, on=on)
    return Stated(stated.of(str), (stated.because, *offered.because))


def phone_after(kind: PhoneKind, event: str, *, on: date, parameters: Parameters) -> Stated[str]:
    """What becomes of a phone's certificates (a word of `phone_consequence`) after a `phone_event`.

    The guidebooks ask for care and give no procedure (PHONE-04): the certificates of a phone hang
    on those of the card.
    """
    offered = must_be_offered(kind, on=on, parameters=parameters)
    stated = parameters.value(f"phone.after.{event}", city=None, on=on)
    return Stated(stated.of(str), (stated.because, *offered.because))


def loss_line(*, on: date, parameters: Parameters) -> Stated[LineEntry]:
    """The line that suspends a lost phone's certificates, as a lost card's (PHONE-05)."""
    line = suspension_line(on=on, parameters=parameters)
    grounds = (
        ground("PHONE-05, CHI p17"),
        ground("PHONE-05, KAM p15"),
        ground("PHONE-05, MIN p13"),
    )
    return Stated(line.value, (*grounds, *line.because))
