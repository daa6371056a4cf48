"""The face-authentication card: who gets it, what it does, how it is marked and given up (FACE).

Its kind as a state, and since when it can be chosen, are `lifecycle/face_card.py`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fuda.rules.kinds import Office
from fuda.rules.lifecycle.face_card import face_card_must_be_offered
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.procedures import may_come
from fuda.rules.refusal import Because, NotStated
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on

_AT_COUNTER: Final = (
    "Please use a card with PINs: at the counter the card can become a normal one again."
)
_AT_TERMINAL: Final = (
    "Please register at a terminal with face recognition in a hospital or pharmacy."
)
_BY_FACE: Final = frozenset({"insurance", "checkup_data", "drug_data", "home_visit"})


class PinlessCard(StrEnum):
    """The two kinds of card whose holder has no PIN (FACE-02, FACE-18)."""

    FACE_AUTHENTICATION = "face_authentication"
    WITHOUT_PINS = "without_pins"


class Becomes(StrEnum):
    """What the card becomes when its mark is made or taken away."""

    FACE_AUTHENTICATION = "face_authentication"
    NORMAL = "normal"


class Marking(StrEnum):
    """What is done to the sign panel or the case (FACE-11 to FACE-14)."""

    SIGN_PANEL = "sign_panel"
    CASE_STICKER = "case_sticker"
    STRUCK_OUT = "struck_out"
    NEW_CASE = "new_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """How the card is marked; with a sticker it must be carried in its case."""

    marking: Marking
    carry_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """How a card becomes a normal one again: the words of `face_step`, in order."""

    same_day: bool
    steps: tuple[str, ...]


def face_card_offered(
    *, city: str, who: str, switched: str, on: date, parameters: Parameters
) -> Stated[str]:
    """The occasion on which it can be chosen (FACE-01, -05, -06); `who` is a word of `visitor`."""
    face_card_must_be_offered(on=on, parameters=parameters)
    come = may_come(
        city=city, procedure="face_auth_switch", visitor=who, on=on, parameters=parameters
    )
    when = parameters.value("face_card.switched", city=city, on=on)
    if switched not in when.of(tuple):
        key = f"face_card.switched: {switched}"
        raise silent_on(key, city=city, on=on, parameters=parameters)
    return Stated(switched, (when.because, *come.because))


def face_card_can(use: str, *, on: date, parameters: Parameters) -> Stated[tuple[str, ...]]:
    """How the person is checked (words of `face_check`, empty where the PIN-less face is shown).

    Refused for what asks for a PIN (FACE-03, -04, -15 to -17, X-33).
    """
    face_card_must_be_offered(on=on, parameters=parameters)
    not_for = parameters.value("face_card.not_for", city=None, on=on)
    if use in not_for.of(tuple):
        raise _cannot(use, not_for.because)
    uses = parameters.value("face_card.uses", city=None, on=on)
    if use not in uses.of(tuple):
        office = parameters.value("contact.national", city=None, on=on).of(Office)
        raise NotStated(key=f"face_card.uses: {use}", city=None, on=on, ask=str(office))
    if use not in _BY_FACE:
        return Stated((), (uses.because,))
    checks = parameters.value("face_card.checks", city=None, on=on)
    grounds = (uses.because, checks.because, ground("FACE-15, CHI p16"))
    return Stated(checks.of(tuple), grounds)


def _cannot(use: str, because: Because) -> Exception:
    if use.startswith("registration_"):
        return refused(
            "FACE-16",
            "Registering as an insurance card in this way asks for a PIN.",
            instead=_AT_TERMINAL,
            because=(ground("FACE-16, MIN p8"), ground("FACE-16, CHI p28")),
        )
    if use == "home_visit":
        return refused(
            "FACE-17",
            "A face-authentication card does not serve as an insurance card at home visits yet.",
            instead="Please bring another proof of insurance.",
            because=(because,),
        )
    return refused(
        "FACE-04",
        "A face-authentication card has no PIN and cannot be used for this.",
        instead=_AT_COUNTER,
        because=(because, ground("FACE-04, CHI p13"), ground("FACE-04, MIN p1")),
    )


def card_without_pins_can(
    use: str, *, city: str, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The same of a card on which no PIN is set at all: it shows who one is (FACE-18)."""
    uses = parameters.value("card_without_pins.uses", city=city, on=on)
    if use not in uses.of(tuple):
        raise refused(
            "FACE-18",
            "A card on which no PIN is set serves only to show who one is, face to face.",
            instead="Please have PINs set at the counter, or choose a face-authentication card.",
            because=(uses.because,),
        )
    return Stated((), (uses.because,))


def face_card_return(*, city: str, who: str, on: date, parameters: Parameters) -> Stated[Back]:
    """How it becomes a normal card again (FACE-09, FACE-10); `who` is self or proxy."""
    face_card_must_be_offered(on=on, parameters=parameters)
    same_day, steps = (
        parameters.value(f"face_card.return.{who}.{what}", city=city, on=on)
        for what in ("same_day", "steps")
    )
    back = Back(same_day=same_day.of(bool), steps=steps.of(tuple))
    return Stated(back, (same_day.because, steps.because))


def face_card_marking(
    becomes: Becomes, *, panel_full: bool, city: str, on: date, parameters: Parameters
) -> Stated[Marked]:
    """What is done to sign panel or case (FACE-11 to FACE-14).

    `panel_full`: there is, or was, no room on the sign panel, so that the case bears the mark.
    """
    face_card_must_be_offered(on=on, parameters=parameters)
    step = "mark" if becomes is Becomes.FACE_AUTHENTICATION else "unmark"
    place = "panel_full" if panel_full else "panel"
    marking = parameters.value(f"face_card.{step}.{place}", city=city, on=on)
    case = parameters.value("face_card.carry_case", city=city, on=on)
    sticker = marking.value == Marking.CASE_STICKER
    marked = Marked(marking=Marking(marking.of(str)), carry_case=sticker and case.of(bool))
    return Stated(marked, (marking.because, *((case.because,) if sticker else ())))
