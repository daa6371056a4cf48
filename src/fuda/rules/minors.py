"""Children and young people: who applies, who collects, which PINs, which photo (MINOR-01 to -09).

Ages are those of the day itself (C6). From the age of `card.self_age` the person does it all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fuda.rules.birthdays import age
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.pin import PinKind
from fuda.rules.printed_face import photo_is_shown
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

SELF: Final = "self"
GUARDIAN: Final = "legal_representative"
PROXY: Final = "proxy"


class Receipt(StrEnum):
    """How a card is collected."""

    HANDED_OVER = "handed_over"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Whether the card has a photo, and its last valid day, which that does not change."""

    shown: bool
    expires: date


@dataclass(frozen=True, slots=True)
class _Of:
    """The person's age against that from which everything is done oneself."""

    alone: bool
    age: int
    because: Because


def _of(born: date, on: date, parameters: Parameters) -> _Of:
    limit = parameters.value("card.self_age", city=None, on=on)
    return _Of(age(born, on, parameters) >= limit.of(int), limit.of(int), limit.because)


def minor_application(
    applicant: str, *, born: date, recognised: bool, on: date, parameters: Parameters
) -> Stated[str]:
    """Who applies, a word of `visitor`; Refused for anybody else (MINOR-01, -04, -09).

    `recognised`: the mayor accepts the special reason for which a proxy applies.
    """
    of = _of(born, on, parameters)
    if of.alone:
        if applicant != SELF:
            raise _does_it_alone(of, "Please let the person apply.")
        return Stated(applicant, (of.because,))
    by = parameters.value("minor.application.by", city=None, on=on)
    any_age = parameters.value("minor.application.any_age", city=None, on=on)
    grounds = (by.because, of.because, any_age.because)
    if applicant not in by.of(tuple):
        raise refused(
            "MINOR-01",
            "For a person under {age} the legal representative applies.",
            instead="Please let a parent or guardian apply.",
            because=grounds,
            age=of.age,
        )
    if applicant == PROXY and not recognised:
        needed = parameters.value("minor.application.proxy_recognised", city=None, on=on)
        raise refused(
            "MINOR-01",
            "Another proxy applies only for a special reason that the mayor accepts.",
            instead="Please ask your municipality, or let a parent or guardian apply.",
            because=(needed.because,),
        )
    return Stated(applicant, grounds)


def _does_it_alone(of: _Of, instead: str) -> Exception:
    return refused(
        "MINOR-04",
        "From the age of {age} the person applies, collects the card and sets the PINs alone.",
        instead=instead,
        because=(of.because, ground("MINOR-04, MIN p10")),
        age=of.age,
    )


def minor_receipt(
    comes: Collection[str], *, city: str, born: date, on: date, parameters: Parameters
) -> Stated[Receipt]:
    """How the card of a person is collected by those who come (MINOR-02, -04, -05)."""
    of = _of(born, on, parameters)
    if of.alone:
        if SELF not in comes:
            raise _does_it_alone(
                of,
                "Please let the person come in person, with the notice and identity papers.",
            )
        return Stated(Receipt.HANDED_OVER, (of.because,))
    needed = parameters.value("minor.receipt.comes", city=city, on=on)
    if GUARDIAN in needed.of(tuple) and GUARDIAN not in comes:
        raise refused(
            "MINOR-02",
            "The card of a person under {age} is collected with the legal representative.",
            instead="Please let a parent or guardian come.",
            because=(needed.because, of.because),
            age=of.age,
        )
    if SELF not in needed.of(tuple) or SELF in comes:
        return Stated(Receipt.HANDED_OVER, (needed.because, of.because))
    absent = parameters.value("minor.receipt.child_absent", city=city, on=on)
    return Stated(Receipt(absent.of(str)), (absent.because, needed.because))


def minor_pin(
    kind: PinKind, *, set_by: str, born: date, on: date, parameters: Parameters
) -> Stated[PinKind]:
    """The PIN that may be registered, and by whom, a word of `visitor` (MINOR-03, -04)."""
    of = _of(born, on, parameters)
    signs = parameters.value("certificate.signature.min_age", city=None, on=on)
    if kind is PinKind.SIGNATURE and age(born, on, parameters) < signs.of(int):
        raise refused(
            "MINOR-03",
            "A person under {age} has no signature PIN.",
            instead="It can be added at the counter from the birthday at which the person turns"
            " {age}.",
            because=(ground("MINOR-03, MIN p10"), signs.because),
            age=signs.of(int),
        )
    if of.alone:
        if set_by != SELF:
            raise _does_it_alone(of, "Please let the person choose the PINs.")
        return Stated(kind, (of.because, signs.because))
    by = parameters.value("minor.pin.by", city=None, on=on)
    if set_by not in by.of(tuple):
        raise refused(
            "MINOR-03",
            "The PINs of a person under {age} are registered by the legal representative.",
            instead="Please let a parent or guardian register them.",
            because=(by.because, ground("MINOR-03, MIN p10")),
            age=of.age,
        )
    return Stated(kind, (by.because, ground("MINOR-03, MIN p10")))


def minor_photo(
    *, born: date, applied: date, issued: date, parameters: Parameters
) -> Stated[Photo]:
    """Whether a card applied for that day has a photo (MINOR-06), and until when it is valid.

    A card without one is valid as long as any other (MINOR-07, -08). A Japanese national's.
    """
    shown = photo_is_shown(born=born, applied=applied, parameters=parameters)
    expires = card_expiry(
        born=born,
        issued=issued,
        applied=applied,
        residence=Residence.JAPANESE,
        stay_until=None,
        parameters=parameters,
    )
    photo = Photo(shown=shown.value, expires=expires.value)
    return Stated(photo, (*shown.because, *expires.because))
