"""When a resident record closes, and what a closed one refuses (DEATH-03, MOVE-16, ABROAD-03)."""

from datetime import date
from typing import Final

from fuda.rules.abroad import AbroadCard, Nationality, moving_abroad
from fuda.rules.card_notice import notice_day
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_ABROAD: Final = {
    AbroadCard.CONTINUES: LifeEvent.LEFT_JAPAN_CONTINUED,
    AbroadCard.LAPSES: LifeEvent.LEFT_JAPAN,
    AbroadCard.ABOLISHED: LifeEvent.LEFT_JAPAN_OLD_SCHEME,
}
LEAVING_JAPAN: Final = frozenset({LifeEvent.LEFT_JAPAN, LifeEvent.LEFT_JAPAN_CONTINUED})


def closing_event(
    event: LifeEvent,
    *,
    day: date,
    nationality: Nationality,
    card_brought: bool,
    on: date,
    parameters: Parameters,
) -> Stated[LifeEvent]:
    """What closes the record on `day`; Refused where it cannot.

    Leaving Japan may be filed ahead, and must be where the card is to stay in use (ABROAD-02);
    everything else has happened already.
    """
    if event not in LEAVING_JAPAN:
        notice_day(event, day, on=on)
        return Stated(event, (ground(what_happens(event).source),))
    keeps = event is LifeEvent.LEFT_JAPAN_CONTINUED
    found = moving_abroad(
        nationality=nationality,
        departs=day,
        continued_on=on if keeps else None,
        parameters=parameters,
    )
    if keeps and not card_brought:
        raise refused(
            "ABROAD-02",
            "The use of the card is continued on the card itself.",
            instead="Please bring the card; without it, the card ends with the departure.",
            because=found.because,
        )
    return Stated(_ABROAD[found.value.card], found.because)


def must_be_open(*, closed_on: date | None, closed_by: LifeEvent | None, on: date) -> None:
    """Refused from the day on which the record was closed."""
    if closed_on is None or closed_by is None or on < closed_on:
        return
    why: Because = ground(what_happens(closed_by).source)
    raise refused(
        why.rule,
        "This resident record has been closed since {closed_on}.",
        instead="Nothing can be filed for it any more; the card can still be returned.",
        because=(why,),
        closed_on=closed_on,
    )
