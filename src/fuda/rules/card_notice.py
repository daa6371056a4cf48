"""Notices on a card or a certificate at the counter: loss, abolition, return, 失効届.

What each asks for is one table; a guidebook's silence is NotStated, and the clerk judges.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.loss import LossPlace
from fuda.rules.procedures import facet
from fuda.rules.refusal import Because, Refused
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asks:
    """Where a city says what to bring, and whether the notice is of no use without the card."""

    bring: str | None = None
    """The procedure whose `bring` says it."""
    papers: str | None = None
    """The key that says it, where it is no procedure."""
    the_card: bool = False


_ABOLITION: Final = "loss_abolition_notice"
_NOTICES: Final[Mapping[LifeEvent, _Asks]] = {
    # The line suspends on a call, without any paper (LOST-01); the counter asks no more.
    LifeEvent.REPORTED_LOST: _Asks(),
    LifeEvent.STOLEN: _Asks(),
    LifeEvent.GIVEN_UP_FOR_LOST: _Asks(bring=_ABOLITION),
    LifeEvent.DESTROYED_IN_DISASTER: _Asks(papers="loss.fire.papers"),
    LifeEvent.FOUND_AFTER_ABOLITION: _Asks(bring="return_card", the_card=True),
    LifeEvent.RETURNED: _Asks(bring="return_card", the_card=True),
    LifeEvent.SIGNATURE_GIVEN_UP: _Asks(bring="certificate_revocation"),
    LifeEvent.USER_GIVEN_UP: _Asks(bring="certificate_revocation"),
}
_CARD: Final = "card"
_POLICE: Final = "police_number"
_NEEDED: Final = "needed"
_MISSING: Final[Mapping[str, tuple[str, str]]] = {
    _CARD: (
        "A card is returned only where it is brought.",
        "Please bring the card; if it is lost, have it abolished instead.",
    ),
    _POLICE: (
        "The number of the report to the police is missing.",
        (
            "Please report the loss to the police and bring the number of the report. The line"
            " suspends a card at once, without any paper."
        ),
    ),
    "id": (
        "An identity document is missing.",
        "Please bring an identity document, such as a driving licence.",
    ),
    "fire_certificate": (
        "The report or certificate of the fire or disaster is missing.",
        "Please report the damage to the fire brigade or the city and bring its certificate.",
    ),
}
_OTHER: Final = (
    "A paper that this city asks for is missing.",
    "Please ask the city what to bring.",
)


def notice_papers(
    event: LifeEvent, *, place: LossPlace | None, city: str, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The papers to be shown with the notice; NotStated where the city's guidebook names none.

    `place` is where the card went, for an abolition. LOST-03 to -06, -10, -12, RETURN-06, CERT-25.
    """
    asks = _NOTICES[event]
    if asks.papers is not None:
        stated = parameters.value(asks.papers, city=city, on=on)
        return Stated(stated.of(tuple), (stated.because,))
    if asks.bring is None:
        return Stated((), (ground(what_happens(event).source),))
    bring = facet(asks.bring, "bring", city=city, on=on, parameters=parameters)
    needed = list(bring.value.yes)
    grounds: tuple[Because, ...] = bring.because
    if _POLICE in bring.value.yes or _POLICE in bring.value.conditions:
        needed = [paper for paper in needed if paper != _POLICE]
        police = None
        if place is not None:
            police = if_stated(parameters, f"loss.{place}.police", city=city, on=on)
        if police is not None and police.value == _NEEDED:
            needed.append(_POLICE)
            grounds = (*grounds, police.because)
    return Stated(tuple(needed), grounds)


def the_card_itself(event: LifeEvent, papers: Collection[str]) -> None:
    """Refused where a notice that is of no use without the card comes without it (RETURN-01)."""
    if _NOTICES[event].the_card and _CARD not in papers:
        raise _missing((_CARD,), (ground(what_happens(event).source),))


def papers_suffice(
    event: LifeEvent,
    papers: Collection[str],
    *,
    place: LossPlace | None,
    city: str,
    on: date,
    parameters: Parameters,
) -> Stated[tuple[str, ...]]:
    """The papers asked for; Refused where one is missing, NotStated where the city names none."""
    the_card_itself(event, papers)
    asked = notice_papers(event, place=place, city=city, on=on, parameters=parameters)
    missing = tuple(paper for paper in asked.value if paper not in papers)
    if missing:
        raise _missing(missing, asked.because)
    return asked


def notice_day(event: LifeEvent, day: date, *, on: date) -> None:
    """Refused where what the notice tells has not happened yet."""
    if day > on:
        source = ground(what_happens(event).source)
        raise refused(
            source.rule,
            "The day of the event, {day}, has not come yet.",
            instead="Please file the notice on that day or later, or correct the day.",
            because=(source,),
            day=day,
        )


def _missing(papers: tuple[str, ...], because: tuple[Because, ...]) -> Refused:
    msgid, instead = _MISSING.get(papers[0], _OTHER)
    return refused(because[0].rule, msgid, instead=instead, because=because)
