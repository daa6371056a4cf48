"""A PIN set anew at the counter (RESET-01, -10, -15) or changed by its holder (PIN-14)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.pin import PinKind
from fuda.rules.pin_kiosk_reset import Standing
from fuda.rules.procedures import facet, where
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters, silent_on
from fuda.rules.window_kinds import Allowed, Window


class Visitor(StrEnum):
    """Who comes to the counter."""

    SELF = "self"
    PROXY = "proxy"


class Occasion(StrEnum):
    """Why a PIN is set anew at the counter."""

    ORDINARY = "ordinary"
    FACE_AUTH_RETURN = "face_auth_return"


class Channel(StrEnum):
    """With what, or where, a PIN is changed by who knows it."""

    PORTAL = "portal"
    PORTAL_AP = "portal_ap"
    CLIENT_SOFTWARE = "client_software"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterReset:
    """The procedure that makes the PIN work again, by the words of `procedure`, and its papers.

    For a certificate that has ended, setting the PIN anew does not help (RESET-10).
    """

    procedure: str
    bring: Allowed
    windows: tuple[Window, ...]


_OF_A_CERTIFICATE = (PinKind.SIGNATURE, PinKind.USER)
_REMEDIES = {
    Standing.VALID: ("pin_reset", "RESET-10, MIN p10"),
    Standing.EXPIRED: ("certificate_renewal", "RESET-10, MIN p10"),
    Standing.LAPSED: ("certificate_issue", "CERT-24, CHI p26"),
}


def counter_reset(
    kind: PinKind,
    *,
    city: str,
    visitor: Visitor,
    occasion: Occasion,
    standing: Standing,
    on: date,
    parameters: Parameters,
) -> Stated[CounterReset]:
    """Where and with which papers; Refused for a proxy where the city asks for the holder.

    A proxy comes in one case only: a face-authentication card becomes a normal one again, on a
    second visit with what the holder filled in (RESET-15, FACE-10).
    """
    procedure, source = _REMEDIES[standing if kind in _OF_A_CERTIFICATE else Standing.VALID]
    if occasion is Occasion.FACE_AUTH_RETURN:
        procedure, source = "face_auth_return", "FACE-09, CHI p15"
    who = facet(procedure, "who", city=city, on=on, parameters=parameters)
    if visitor in who.value.no:
        raise refused(
            "RESET-15",
            "A PIN is unlocked or set anew for the holder in person.",
            instead="Please have the holder come to the counter with the card.",
            because=who.because,
        )
    if visitor not in who.value.yes and visitor not in who.value.conditions:
        key = f"procedure.{procedure}.who: {visitor}"
        raise silent_on(key, city=city, on=on, parameters=parameters)
    bring = facet(procedure, "bring", city=city, on=on, parameters=parameters)
    there = where(city=city, procedure=procedure, on=on, parameters=parameters)
    found = CounterReset(procedure=procedure, bring=bring.value, windows=there.value.at)
    return Stated(found, (*bring.because, *who.because, *there.because, ground(source)))


def pin_change(
    channel: Channel,
    *,
    current_known: bool,
    city: str | None,
    on: date,
    parameters: Parameters,
) -> Stated[Channel]:
    """Whether the holder changes a PIN so; changing needs the current PIN (PIN-14, ARA p18).

    `city` says whose counter it is and is None for software.
    """
    if channel is Channel.COUNTER and city is not None:
        there = where(city=city, procedure="pin_change", on=on, parameters=parameters)
        return Stated(channel, there.because)
    software = parameters.value("pin.change.software", city=None, on=on)
    if channel not in software.of(tuple):
        raise refused(
            software.because.rule,
            "A PIN cannot be changed in this way on that day.",
            instead="Please choose another way, or come to the counter with the card.",
            because=(software.because,),
        )
    if not current_known:
        raise refused(
            "PIN-14",
            "Software changes a PIN that is known; it neither unlocks one nor sets it anew.",
            instead="Please have it reset at the counter, or at a kiosk where that is possible.",
            because=(ground("PIN-14, ARA p18"),),
        )
    return Stated(channel, (software.because, ground("PIN-14, ARA p18")))
