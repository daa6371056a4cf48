"""A town's past: every story is lived through the real counters, chips and authorities, in order.

The dial stands at each event's day; nothing is written into a register behind its institution's
back. Cut off, the whole past is made anew at the next start: nothing of a user is in it yet.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from fuda.doors.municipality import (
    ApplyAtCounter,
    AskResident,
    Counter,
    FileMovingOut,
    RegisterResident,
)
from fuda.rules.calendar import TOKYO
from fuda.rules.manufacture import made_on
from fuda.terminals.counter.deciding import Deciding
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.world.country import Country
from fuda.world.dial import Dial
from fuda.world.people.camera import photograph
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.people.story import Event, Story

CLERK = "clerk-01"
_PAPERS = ("driving_licence",)
_OFFICE_HOUR = time(10, tzinfo=TOKYO)


@dataclass(frozen=True, slots=True)
class _Step:
    """A day on which someone's story goes on, or (story None) a card is due to be made."""

    on: date
    story: Story | None = None
    event: Event | None = None


def first_instant(told: tuple[Story, ...]) -> datetime:
    """Where the dial of a new town begins."""
    return _at(min(event.on for story in told for event in story.events))


def live_through(
    country: Country,
    dial: Dial,
    roster: Roster,
    told: tuple[Story, ...],
    progress: Callable[[int, int], None],
) -> None:
    """Live through every story; `progress` hears how many of how many steps are done."""
    steps = sorted(_steps(country, told), key=lambda step: (step.on, step.story is not None))
    for done, step in enumerate(steps):
        progress(done, len(steps))
        dial.turn_to(_at(step.on))
        country.due()
        if step.story is not None and step.event is not None:
            _live(country, roster, step.story, step.event)
    progress(len(steps), len(steps))


def _at(day: date) -> datetime:
    return datetime.combine(day, _OFFICE_HOUR)


def _steps(country: Country, told: tuple[Story, ...]) -> Iterator[_Step]:
    last = max(event.on for story in told for event in story.events)
    for story in told:
        for event in story.events:
            yield _Step(event.on, story, event)
            # What is made after the past has its time when the town is open.
            if event.do == "apply":
                made = made_on(event.on, parameters=country.parameters)
                if made <= last:
                    yield _Step(made)


def _live(country: Country, roster: Roster, story: Story, event: Event) -> None:
    counter = country.counters[story.municipality]
    if event.do == "register":
        _register(counter, roster, story, event)
        return
    resident = _resident(roster, story.person)
    if event.do == "apply":
        counter.apply_for_card(
            ApplyAtCounter(
                key=f"story:{story.person}:{event.on}",
                clerk=CLERK,
                resident=resident,
                photo=photograph(story.person, born=story.born, sex=story.sex, on=event.on),
            )
        )
    elif event.do == "hand_over":
        _hand_over(country, counter, roster, story, event)
    elif event.planned is not None:
        counter.file_moving_out(
            FileMovingOut(
                key=f"story:{story.person}:{event.on}",
                clerk=CLERK,
                residents=(resident,),
                planned=event.planned,
                destination=event.destination,
            )
        )


def _register(counter: Counter, roster: Roster, story: Story, event: Event) -> None:
    household = None
    if story.household_of is not None:
        head = _resident(roster, story.household_of)
        household = counter.resident(AskResident(clerk=CLERK, resident=head)).household
    view = counter.register(
        RegisterResident(
            key=f"story:{story.person}:register",
            clerk=CLERK,
            name=story.name,
            reading=story.reading,
            born=story.born,
            sex=story.sex,
            address=story.address,
            residence=story.residence,
            stay_until=story.stay_until,
            nationality=story.nationality,
            honseki=story.honseki,
            household=household,
            relationship=story.relationship,
            since=event.on,
        )
    )
    roster.add(
        Townsperson(
            person=story.person,
            name=story.name,
            municipality=story.municipality,
            resident=view.resident,
            story=story.story,
            pins=story.pins,
        )
    )


def _hand_over(
    country: Country, counter: Counter, roster: Roster, story: Story, event: Event
) -> None:
    resident = _resident(roster, story.person)
    view = counter.resident(AskResident(clerk=CLERK, resident=resident))
    card = next((each.card for each in view.cards if each.state == "ready"), None)
    if card is None:
        raise LookupError(f"stories.yaml: {story.person} has no card ready on {event.on}")
    drawer = country.wallet.rack("drawer", story.municipality)
    with drawer.lay(card, f"counter/{story.municipality}") as transport:
        hand_over(
            counter,
            transport,
            HandOver(
                key=f"story:{story.person}:{event.on}",
                clerk=CLERK,
                resident=resident,
                card=card,
                papers=_PAPERS,
                kinds=event.kinds,
                deciding=Deciding(represented_by=event.represented_by),
            ),
            story.pins,
        )
    drawer.take(card)
    roster.has_card(story.person, card)


def _resident(roster: Roster, person: str) -> str:
    found = roster.person(person)
    if found is None:
        raise LookupError(f"stories.yaml: {person} is named before being registered")
    return found.resident
