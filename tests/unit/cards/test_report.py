"""An event in a card's life: the table decides, for the municipality whose card it is."""

import threading
from typing import get_args

import pytest

from cards_made import MINATO, Desk
from fuda.doors.cards import AskCards, CardEventName, CardState
from fuda.doors.errors import Malformed, Refused
from fuda.rules.lifecycle.card import CARD, Card, CardEvent

WAYS: dict[CardState, tuple[str, ...]] = {
    "issued": (),
    "ready": ("arrive",),
    "delivered": ("arrive", "handed_over"),
    "suspended": ("arrive", "handed_over", "suspend"),
    "lapsed": ("lapse",),
    "abolished": ("abolish",),
    "returned": ("abolish", "return"),
}


@pytest.mark.parametrize("state", WAYS)
def test_every_event_in_every_state_is_as_in_the_table(desk: Desk, state: CardState) -> None:
    """What the table refuses is refused with its rule and changes nothing."""
    card = desk.made()
    for event in WAYS[state]:
        reached = desk.door.report(desk.report(card, event, key=f"way {event}"))
    for event in get_args(CardEventName):
        if CARD.goes(Card(state), CardEvent(event)):
            continue
        with pytest.raises(Refused) as no:
            desk.door.report(desk.report(card, event, key=f"no {event}"))
        assert no.value.refusal.because
    (now,) = desk.door.cards(AskCards(holder="hanako")).cards

    assert now.state == state
    assert not WAYS[state] or now == reached


def test_reported_twice_it_happened_once(desk: Desk) -> None:
    """The same key is answered as before, though the state has moved on."""
    card = desk.made()
    first = desk.door.report(desk.report(card, "arrive"))
    desk.door.report(desk.report(card, "handed_over"))
    rows = desk.management.store.verify_audit().rows

    assert desk.door.report(desk.report(card, "arrive")) == first
    assert desk.management.store.verify_audit().rows == rows


def test_another_municipalitys_card_is_unknown(desk: Desk) -> None:
    """It is told the same as of a card that never was."""
    card = desk.made()
    for asked in (card, "c-never"):
        with pytest.raises(Malformed, match=f"knows no card {asked} of m/{MINATO}"):
            desk.doors[MINATO].report(desk.report(asked, "lapse"))


def test_two_events_at_once_come_one_after_the_other(desk: Desk) -> None:
    """Both at a ready card: the second is judged by the state that the first one left."""
    card = desk.made()
    desk.door.report(desk.report(card, "arrive"))
    ends: list[str] = []
    ready = threading.Barrier(2)

    def tell(event: str) -> None:
        ready.wait()
        try:
            ends.append(desk.door.report(desk.report(card, event)).state)
        except Refused:
            ends.append("refused")

    both = [threading.Thread(target=tell, args=(event,)) for event in ("abolish", "lapse")]
    for each in both:
        each.start()
    for each in both:
        each.join()

    (now,) = desk.door.cards(AskCards(holder="hanako")).cards
    assert sorted(ends) == sorted((now.state, "refused"))
