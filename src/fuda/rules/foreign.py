"""How long a foreign resident's card follows the stay (FOREIGN-01 to -15, -18, -21; X-10)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.business_days import wait_bounds
from fuda.rules.calendar import is_expired, last_good_day
from fuda.rules.card_expiry import Residence, card_expiry
from fuda.rules.deadline_days import extended_by
from fuda.rules.kinds import Wait, YearEnd
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters


class StayKind(StrEnum):
    """On what ground a foreign resident stays, as far as the card's span depends on it."""

    PERMANENT = "permanent"
    SPECIAL_PERMANENT = "special_permanent"
    HIGHLY_SKILLED_2 = "highly_skilled_2"
    MID_TERM = "mid_term"
    LANDING = "landing"
    PROVISIONAL = "provisional"
    BORN_IN_JAPAN = "born_in_japan"
    LOST_NATIONALITY = "lost_nationality"


class StayExtension(StrEnum):
    """How a card is extended: while the renewal of stay is pending, or to the new stay."""

    SPECIAL = "special"
    NORMAL = "normal"


_AS_JAPANESE = (StayKind.PERMANENT, StayKind.SPECIAL_PERMANENT, StayKind.HIGHLY_SKILLED_2)
_TRANSITIONAL = (StayKind.BORN_IN_JAPAN, StayKind.LOST_NATIONALITY)
_GROUNDS = {
    **dict.fromkeys(_AS_JAPANESE, "FOREIGN-01, TOM p5"),
    StayKind.MID_TERM: "FOREIGN-02, TOM p5",
    StayKind.LANDING: "FOREIGN-03, TOM p5",
    StayKind.PROVISIONAL: "FOREIGN-03, TOM p5",
    **dict.fromkeys(_TRANSITIONAL, "FOREIGN-04, TOM p5"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCard:
    """What counts of a card that is to be extended."""

    born: date
    issued: date
    applied: date
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """The card's new last day; `capped` where the birthday bounds it, not the stay."""

    until: date
    capped: bool
    lapsed: bool
    """The new day has passed already: a shorter stay ends the card at once (FOREIGN-12)."""


def card_until(
    kind: StayKind, *, stay_until: date | None, since: date | None, parameters: Parameters
) -> Stated[date | None]:
    """The last day that the stay gives the card; None where it lasts as a Japanese national's.

    `since` is the day of birth or of the loss of nationality, for transitional residents.
    """
    because = (ground(_GROUNDS[kind]),)
    if kind in _AS_JAPANESE:
        return Stated(None, because)
    if kind in _TRANSITIONAL:
        if since is None:
            raise ValueError("a transitional stay counts from a day; hand in since")
        days = parameters.value("stay.transitional_days", city=None, on=since)
        return Stated(last_good_day(since, days.of(int)), (days.because,))
    if stay_until is None:
        raise ValueError("the stay has a last day; hand in stay_until")
    return Stated(stay_until, because)


def stay_extension(
    kind: StayExtension,
    *,
    city: str,
    card: HeldCard,
    stay_until: date | None,
    received: date | None,
    evidence: Collection[str],
    on: date,
    parameters: Parameters,
) -> Stated[Extended]:
    """The card's new last day; Refused after expiry, without proof, or where the city says wait.

    `received` is the day on which the new residence card came, where it is known.
    """
    offered = parameters.value(f"stay.{kind}.offered", city=city, on=on)
    _still_valid(card, on, offered.because)
    cap = card_expiry(
        born=card.born,
        issued=card.issued,
        applied=card.applied,
        residence=Residence.PERMANENT,
        stay_until=None,
        parameters=parameters,
    )
    also: tuple[Because, ...]
    if kind is StayExtension.SPECIAL:
        _pending(city, evidence, on, parameters)
        bridged = special_until(card.expires, stay_until, city=city, on=on, parameters=parameters)
        wished, also = bridged.value, bridged.because
    else:
        if stay_until is None:
            raise ValueError("the new stay has a last day; hand in stay_until")
        wished, also = stay_until, _waited(city, received, on, parameters)
    capped = cap.value < wished
    grounds = (*((ground("FOREIGN-07, CHI p11"),) if capped else ()), offered.because, *also)
    until = min(wished, cap.value)
    if is_expired(until, on):
        shorter = parameters.value("stay.shortened_lapses", city=None, on=on)
        return Stated(
            Extended(until=until, capped=capped, lapsed=True), (shorter.because, *grounds)
        )
    return Stated(Extended(until=until, capped=capped, lapsed=False), grounds)


def special_until(
    expires: date, period_ends: date | None, *, city: str, on: date, parameters: Parameters
) -> Stated[date]:
    """Until when a special extension bridges the time, before any cap (FOREIGN-08; C2).

    Some months from the expiry, or in a city that says so the end of the special period of stay:
    ValueError where `period_ends` is missing there.
    """
    to_end = if_stated(parameters, "stay.special.to_period_end", city=city, on=on)
    if to_end is None or not to_end.of(bool):
        months = parameters.value("stay.special.months", city=city, on=on)
        return Stated(extended_by(expires, months=months.of(int)), (months.because,))
    if period_ends is None:
        raise ValueError("the special period of stay has a last day; hand in stay_until")
    return Stated(period_ends, (to_end.because,))


def certificates_separate(*, on: date, parameters: Parameters) -> Stated[bool]:
    """Whether certificates are renewed on their own when the card is extended (FOREIGN-15)."""
    separate = parameters.value("stay.certificates_separate", city=None, on=on)
    return Stated(separate.of(bool), (separate.because,))


def change_by(changed: date, *, parameters: Parameters) -> Stated[date]:
    """The last day to have the card follow a new address or residence card (FOREIGN-18, CHG-04)."""
    days = parameters.value("stay.notice_days", city=None, on=changed)
    return Stated(last_good_day(changed, days.of(int)), (days.because,))


def _still_valid(card: HeldCard, on: date, because: Because) -> None:
    """The last day itself still counts; the pages say 'before it' (FOREIGN-11, FOREIGN-21)."""
    if is_expired(card.expires, on):
        raise refused(
            "FOREIGN-11",
            "The card expired on {expires} and has lapsed, so it cannot be extended.",
            instead="Please apply for a new card; ask at the counter whether there is a fee.",
            because=(ground("FOREIGN-11, ARA p9"), because),
            expires=card.expires,
        )


def _pending(city: str, evidence: Collection[str], on: date, parameters: Parameters) -> None:
    accepted = if_stated(parameters, "stay.special.evidence", city=city, on=on)
    if accepted is not None and not set(evidence) & set(accepted.of(tuple)):
        raise refused(
            "FOREIGN-09",
            "Nothing shows that a renewal of the stay is pending.",
            instead="Please bring the residence card stamped as pending, or the mail that confirms"
            " the online application.",
            because=(accepted.because,),
        )


def _waited(
    city: str, received: date | None, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """Refused before the day from which the city can do it; its ground where it names one."""
    wait = if_stated(parameters, "stay.normal.after_card", city=city, on=on)
    if wait is None:
        return ()
    if received is not None:
        year_end = parameters.value("calendar.year_end", city=None, on=received).of(YearEnd)
        earliest, _ = wait_bounds(wait.of(Wait), since=received, year_end=year_end)
        if on < earliest:
            raise refused(
                "FOREIGN-13",
                "The counter can have the card follow the new residence card from {earliest} on.",
                instead="Please come from {earliest} on, and before the card expires.",
                because=(wait.because,),
                earliest=earliest,
            )
    return (wait.because,)
