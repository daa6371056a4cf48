"""When a card is gone: what to do, what a suspension stops, how it is lifted (LOST-01 to -18)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.hotline import suspension_line
from fuda.rules.lifecycle.card import CARD, Card, CardEvent
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.procedures import facet
from fuda.rules.stated import Stated, if_stated, refused
from fuda.rules.values import Parameters


class LossPlace(StrEnum):
    """Where or how the card went."""

    HOME = "home"
    OUTSIDE = "outside"
    THEFT = "theft"
    FIRE = "fire"


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSteps:
    """Call first, at any hour of any day; then the police where needed; then the counter.

    `police`, `papers` and `same_visit` are None where the city's guidebook does not say.
    """

    line: str
    menu: int | None
    police: str | None
    papers: tuple[str, ...] | None
    same_visit: bool | None


def loss_steps(
    *, city: str, place: LossPlace, on: date, parameters: Parameters
) -> Stated[LossSteps]:
    """What the holder does, by city and place; NotStated where the city's guidebook names neither.

    LOST-01, -03 to -06, -13, -15, -18; X-05, X-07.
    """
    line = suspension_line(on=on, parameters=parameters)
    police = if_stated(parameters, f"loss.{place}.police", city=city, on=on)
    papers = if_stated(parameters, f"loss.{place}.papers", city=city, on=on)
    if police is None and papers is None:
        parameters.value(f"loss.{place}.police", city=city, on=on)  # says whom to ask
    visit = if_stated(parameters, "loss.reissue_at_same_visit", city=city, on=on)
    steps = LossSteps(
        line=line.value.number,
        menu=line.value.keys[0] if line.value.keys else None,
        police=None if police is None else police.of(str),
        papers=None if papers is None else papers.of(tuple),
        same_visit=None if visit is None else visit.of(bool),
    )
    grounds = tuple(one.because for one in (police, papers, visit) if one is not None)
    return Stated(steps, (*grounds, *line.because))


def suspension_stops(*, on: date, parameters: Parameters) -> Stated[tuple[str, ...]]:
    """What stops at the call; nothing is deleted, and all of it comes back (LOST-16, -17)."""
    stops = parameters.value("suspension.stops", city=None, on=on)
    return Stated(stops.of(tuple), (stops.because, ground("LOST-16, CHI p12")))


def phones_suspended(*, on: date, parameters: Parameters) -> Stated[bool]:
    """Whether the line suspends phones that carry certificates too (LOST-02)."""
    phones = parameters.value("suspension.phones", city=None, on=on)
    return Stated(phones.of(bool), (phones.because,))


def suspension_lifted(
    *, city: str, state: Card, papers: Collection[str], on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The papers that a found card's holder brings; Refused by its state or where one is missing.

    LOST-07, -12.
    """
    row = CARD.row(state, CardEvent.LIFT)
    CARD.step(state, CardEvent.LIFT)
    asked = facet("lift_suspension", "bring", city=city, on=on, parameters=parameters)
    needed = asked.value.yes
    missing = [paper for paper in needed if paper not in papers]
    if "card" in missing:
        raise refused(
            "LOST-07",
            "A suspension is lifted only for a card that has been found and is brought.",
            instead="Please bring the card; if it stays lost, have it abolished and apply again.",
            because=asked.because,
        )
    if missing:
        raise refused(
            "LOST-07",
            "This city asks for an identity document besides the card.",
            instead="Please bring the card and an identity document, such as a driving licence.",
            because=asked.because,
        )
    return Stated(needed, (*asked.because, ground(row.source)))
