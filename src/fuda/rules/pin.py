"""What a PIN may look like, which may be the same, how many wrong entries lock it.

PIN-02 to PIN-05, LOCK-01, LOCK-02. The three PINs of four digits may be the same number (PIN-05),
so the form of each is judged alone.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from string import ascii_uppercase, digits

from fuda.rules.kinds import PinForm
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class PinKind(StrEnum):
    """The four PINs of a card (PIN-01), by the names that doors.cards uses."""

    SIGNATURE = "signature"
    USER = "user"
    RESIDENT_REGISTER = "resident_register"
    FACE_ITEM = "face_item"


def tries(kind: PinKind, *, on: date, parameters: Parameters) -> Stated[int]:
    """How many wrong entries in a row lock this PIN."""
    limit = parameters.value(f"pin.{kind}.tries", city=None, on=on)
    return Stated(limit.of(int), (limit.because,))


def may_be_same(
    kinds: Sequence[PinKind], *, on: date, parameters: Parameters
) -> Stated[tuple[PinKind, ...]]:
    """The PINs of this card that may be one number; Refused where one asked for is not among them.

    The signature PIN stands apart: its form has letters (PIN-03, PIN-05).
    """
    stated = parameters.value("pin.may_be_same", city=None, on=on)
    shared = tuple(map(PinKind, stated.of(tuple)))
    if not set(kinds) <= set(shared):
        raise refused(
            "PIN-05",
            "The signature PIN has letters and digits and cannot be the same as another PIN.",
            instead="Please choose it by itself; the three PINs of four digits may be the same.",
            because=(stated.because,),
        )
    return Stated(shared, (stated.because,))


def acceptable(kind: PinKind, value: str, *, on: date, parameters: Parameters) -> Stated[PinForm]:
    """The form that this value keeps to; Refused where it does not. The value is never repeated."""
    stated = parameters.value(f"pin.{kind}.form", city=None, on=on)
    form = stated.of(PinForm)
    because = (stated.because,)
    if form.characters == "digits":
        _four_digits(value, form, because)
    else:
        _letters_and_digits(value, form, because)
    return Stated(form, because)


def _four_digits(value: str, form: PinForm, because: tuple[Because, ...]) -> None:
    fits = form.shortest <= len(value) <= form.longest
    if not (fits and all(sign in digits for sign in value)):
        raise refused(
            "PIN-04",
            "This PIN must be exactly {length} digits.",
            instead="Please choose {length} digits from 0 to 9, typed in half-width.",
            because=because,
            length=form.longest,
        )


def _letters_and_digits(value: str, form: PinForm, because: tuple[Because, ...]) -> None:
    instead = (
        "Please choose {shortest} to {longest} characters from A to Z and 0 to 9,"
        " typed in half-width, with at least one letter and one digit."
    )
    facts = {"shortest": form.shortest, "longest": form.longest}
    if not form.shortest <= len(value) <= form.longest:
        raise refused(
            "PIN-02",
            "The signature PIN must have {shortest} to {longest} characters.",
            instead=instead,
            because=because,
            **facts,
        )
    if any(sign not in ascii_uppercase + digits for sign in value):
        raise refused(
            "PIN-02",
            "The signature PIN may contain only capital letters A to Z and digits 0 to 9.",
            instead=instead,
            because=because,
            **facts,
        )
    if form.mixed and not (set(value) & set(digits) and set(value) & set(ascii_uppercase)):
        raise refused(
            "PIN-03",
            "The signature PIN must mix letters and digits.",
            instead=instead,
            because=because,
            **facts,
        )
