"""Certificates on smartphones: since when, for what, and what becomes of them (PHONE-01 to -05)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.hotline import menu_entry
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import NotStated
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LossLine:
    """Whom to call at once when a phone with certificates is lost; any hour of any day."""

    number: str
    menu: int | None
    """None where that day's edition does not print its menu (TOM)."""


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


def loss_line(*, on: date, parameters: Parameters) -> Stated[LossLine]:
    """The line that suspends a lost phone's certificates, as a lost card's (PHONE-05)."""
    number = parameters.value("hotline.free_dial.number", city=None, on=on)
    menu = _loss_entry(on, parameters)
    because = (
        ground("PHONE-05, CHI p17"),
        ground("PHONE-05, KAM p15"),
        ground("PHONE-05, MIN p13"),
        number.because,
        *(() if menu is None else menu.because),
    )
    return Stated(
        LossLine(number=number.of(str), menu=None if menu is None else menu.value[0]), because
    )


def _loss_entry(on: date, parameters: Parameters) -> Stated[tuple[int, ...]] | None:
    try:
        return menu_entry(purpose="lost_card", on=on, parameters=parameters)
    except NotStated:
        return None
