"""申請 and 製造: one card a person, made once after its lead time, and its number dropped then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cards_made import KAMAKURA, MINATO, NUMBER, Desk, Open, PowerCut
from fuda.doors.cards import AskCards, CardView
from fuda.doors.errors import Malformed, Refused


def hers(desk: Desk) -> tuple[CardView, ...]:
    """Hanako's cards."""
    return desk.door.cards(AskCards(holder="hanako")).cards


def lead_time_of(desk: Desk) -> int:
    """On which day after the application the card is made."""
    desk.door.apply(desk.application())
    for day in range(1, 70):
        desk.clock.turn(days=1)
        desk.management.due()
        if desk.plant.orders:
            return day
    pytest.fail("no card in seventy days")


def test_a_second_application_is_refused_and_the_same_one_answered(desk: Desk) -> None:
    """CARD-01, TOM p5: under way, it is one; the same key is the same application."""
    first = desk.door.apply(desk.application())
    with pytest.raises(Refused) as no:
        desk.door.apply(desk.application(key="second"))

    assert no.value.refusal.rule == "CARD-01"
    assert desk.door.apply(desk.application()) == first
    assert hers(desk) == (first,)
    assert first.card is None


def test_a_municipality_applies_for_its_own_residents_of_today(desk: Desk) -> None:
    """Nor does another one hear of a holder, whatever id it asks with."""
    with pytest.raises(Malformed, match="own residents only"):
        desk.doors[MINATO].apply(desk.application())
    with pytest.raises(Malformed, match="has not come yet"):
        desk.door.apply(desk.application(applied=desk.clock.today() + timedelta(days=1)))

    desk.door.apply(desk.application())
    assert desk.doors[MINATO].cards(AskCards(holder="hanako")).cards == ()
    theirs = desk.doors[MINATO].apply(desk.application(municipality=MINATO))
    assert theirs.state == "applied"


def test_not_a_day_before_its_lead_time(desk: Desk) -> None:
    """CARD-40: a month; the day before nothing is made, on the day one card, then no other."""
    assert lead_time_of(desk) == 30
    (card,) = hers(desk)
    desk.management.due()

    assert card.state == "issued"
    assert card.issued == desk.clock.today()
    assert len(desk.plant.wallet.cards()) == len(desk.plant.orders) == len(desk.post.notices) == 1
    assert desk.post.notices[0].expires == card.expires


def test_a_card_of_an_old_application_is_as_old_as_it_would_be(desk: Desk) -> None:
    """A dial turned far does not make it younger."""
    desk.door.apply(desk.application())
    applied = desk.clock.today()
    desk.clock.turn(days=200)
    desk.management.due()
    (card,) = hers(desk)

    assert card.issued == applied + timedelta(days=30)


def test_the_number_is_dropped_when_the_card_is_made(desk: Desk) -> None:
    """Before, it waits with the application; after, no byte of it is left."""
    desk.door.apply(desk.application())
    assert NUMBER.digits.encode() in desk.everything_kept()
    assert desk.plant.orders == []
    desk.clock.turn(days=62)
    desk.management.due()

    assert desk.plant.orders[0].printed.number == NUMBER.digits
    with desk.management.store.writing() as unit:
        unit.connection.exec_driver_sql("PRAGMA user_version = 1")
    desk.management.close()
    assert NUMBER.digits.encode() not in desk.everything_kept()


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_power_cut_at_the_plant_makes_one_card(opened: Open, cut: str) -> None:
    """Cut between the plant and the book, days ago: the same card, with the dates on its face."""
    with opened() as desk:
        desk.door.apply(desk.application())
        desk.clock.turn(days=62)
        desk.plant.cut = cut
        with pytest.raises(PowerCut):
            desk.management.due()
        assert [one.state for one in hers(desk)] == ["applied"]
    desk.clock.turn(days=300)
    desk.plant.cut = None

    with opened() as desk:
        desk.management.due()
        (card,) = hers(desk)
        (there,) = desk.plant.wallet.cards()

    first, second = desk.plant.orders
    assert first == second
    assert card.card == there.face.card
    assert str(card.expires) == there.face.expires
    assert str(card.issued) == there.face.issued
    assert len(desk.post.notices) == 1


def test_the_cards_id_tells_nothing_of_the_application(desk: Desk) -> None:
    """Nor of the number that is printed on the card."""
    card = desk.made()
    (view,) = hers(desk)

    assert view.application not in card
    assert desk.plant.orders[0].printed.card_number not in card


def test_a_municipality_that_does_not_answer_is_told_later(desk: Desk) -> None:
    """The card is made; the notice waits, and comes once."""
    desk.post.closed = True
    desk.door.apply(desk.application())
    desk.clock.turn(days=62)
    desk.management.due()
    assert [one.state for one in hers(desk)] == ["issued"]
    assert len(desk.management.store.undelivered()) == 1

    desk.post.closed = False
    desk.management.due()
    desk.management.due()
    assert [one.holder for one in desk.post.notices] == ["hanako"]
    assert desk.management.store.undelivered() == ()


def test_one_whose_stay_has_ended_does_not_stop_the_others(desk: Desk) -> None:
    """FOREIGN-02: that application lapses, and its number is dropped; the next card is made."""
    ends = desk.clock.today() + timedelta(days=10)
    stay = desk.application(key="minh", holder="minh", residence="limited_stay", stay_until=ends)
    desk.door.apply(replace(stay, applied=desk.clock.today() - timedelta(days=1)))
    card = desk.made()

    (minh,) = desk.door.cards(AskCards(holder="minh")).cards
    assert (minh.state, minh.card) == ("lapsed", None)
    assert [one.face.card for one in desk.plant.wallet.cards()] == [card]
    assert desk.door.apply(replace(stay, key="again", stay_until=None, residence="permanent"))


def test_who_acted_is_in_the_log(desk: Desk) -> None:
    """The municipality applied, jlis.cards made it; the log is whole."""
    desk.made()
    with desk.management.store.reading() as at:
        rows = at.exec_driver_sql("SELECT event, by FROM kit_audit ORDER BY n").all()

    assert [tuple(row) for row in rows] == [
        ("applied", f"m/{KAMAKURA}"),
        ("manufacture", "jlis.cards"),
    ]
    assert desk.management.store.verify_audit().ok
