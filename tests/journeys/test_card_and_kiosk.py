"""From an application to a paper from the kiosk, in two cities whose guidebooks differ."""

from datetime import date, timedelta

import pytest

from fuda.doors.errors import Refused
from fuda.terminals.counter.deciding import Deciding
from fuda.terminals.reader.errors import PinLocked, WrongPin
from journeys.steps import FIRST_DAY, MINATO, Journey, line

DAY = timedelta(days=1)


def test_kamakura_from_application_to_paper(journey: Journey) -> None:
    """KAM p12: refused on the day of hand-over, perhaps the next day, surely the day after.

    A card is made after its lead time, not before; it is handed over, the kiosk says from when it
    works, and prints for 300 yen of which the rest comes back (KAM p11).
    """
    hanako = journey.moves_in()
    assert journey.applies(hanako).state == "applied"
    card = journey.waits_for_the_card(hanako)
    assert journey.today() > FIRST_DAY + 7 * DAY

    delivered = journey.takes_the_card(hanako, card).cards[0]
    handed_over = journey.today()
    assert delivered.state == "delivered"

    with pytest.raises(Refused) as same_day:
        journey.lays_card(card)
    refusal = same_day.value.refusal
    assert refusal.rule == "KIOSK-17"
    assert (refusal.because[0].guidebook, refusal.because[0].page) == ("KAM", "p12")
    assert refusal.facts["may_from"] == (handed_over + DAY).isoformat()
    sure_from = date.fromisoformat(refusal.facts["sure_from"])
    assert sure_from > handed_over + DAY

    journey.turn_to(handed_over + DAY)
    menu = journey.lays_card(card)
    assert [notice.rule for notice in menu.notices] == ["KIOSK-17"]
    assert line(menu, "juminhyo").fee == 300

    journey.turn_to(sure_from)
    menu = journey.lays_card(card)
    assert menu.notices == ()
    to_pay = journey.chooses(menu)
    assert to_pay.fee == 300
    with pytest.raises(Refused) as short:
        journey.pays(to_pay.order, 290)
    assert short.value.refusal.rule == "KIOSK-41"
    printed = journey.pays(to_pay.order, 500)

    assert (printed.change, printed.on) == (200, sure_from)
    assert printed.pdf.startswith(b"%PDF-")


def test_minato_is_silent_on_waiting_days(journey: Journey) -> None:
    """港区's guidebook names no waiting days: a notice says so, nobody is stopped, 10 yen (MIN p6).

    Two copies cost twice as much.
    """
    hanako = journey.moves_in(MINATO)
    card = journey.gets_a_card(hanako)
    menu = journey.lays_card(card)

    assert [(notice.rule, notice.page) for notice in menu.notices] == [("KIOSK-17", None)]
    assert line(menu, "juminhyo").fee == 10
    assert journey.chooses(menu, copies=2).fee == 20


def test_open_at_2259_closed_at_2300(journey: Journey) -> None:
    """KAM p11: kiosks issue until 23:00; the last minute is 22:59 (C7)."""
    hanako = journey.moves_in()
    card = journey.gets_a_card(hanako)
    later = journey.today() + 7 * DAY

    journey.turn_to(later, "22:59")
    assert line(journey.lays_card(card), "juminhyo").refusal is None

    journey.turn_to(later, "23:00")
    menu = journey.lays_card(card)
    closed = line(menu, "juminhyo").refusal
    assert closed is not None
    assert (closed.rule, closed.guidebook, closed.page) == ("KIOSK-02", "KAM", "p11")
    with pytest.raises(Refused):
        journey.chooses(menu)


def test_three_wrong_pins_lock_for_good(journey: Journey) -> None:
    """LOCK-02, LOCK-03: wrong entries count over days; once locked, no day and no PIN opens it."""
    hanako = journey.moves_in(MINATO)
    card = journey.gets_a_card(hanako)
    for left in (2, 1):
        with pytest.raises(WrongPin) as wrong:
            journey.lays_card(card, "9999")
        assert wrong.value.tries_left == left
        journey.turn_to(journey.today() + DAY)
    with pytest.raises(PinLocked):
        journey.lays_card(card, "9999")

    journey.turn_to(journey.today() + 30 * DAY)

    with pytest.raises(PinLocked):
        journey.lays_card(card)
    with pytest.raises(PinLocked):
        journey.signs_in(card)


def test_a_household_that_loses_a_member(journey: Journey) -> None:
    """KAM p11, KIOSK-11: while a member is about to move out, no one of the household gets one."""
    kenji = journey.moves_in(name="山﨑　健二")
    takumi = journey.moves_in(name="山﨑　拓海", born=date(2009, 3, 21), with_family_of=kenji)
    card = journey.gets_a_card(takumi)
    journey.turn_to(journey.today() + 7 * DAY)
    before = journey.lays_card(card)
    assert line(before, "juminhyo").refusal is None

    journey.files_moving_out(kenji, journey.today() + 20 * DAY)

    after = line(journey.lays_card(card), "juminhyo").refusal
    assert after is not None
    assert (after.rule, after.guidebook, after.page) == ("KIOSK-11", "KAM", "p11")
    # The menu that was shown before the notice opens nothing any more.
    with pytest.raises(Refused) as late:
        journey.chooses(before)
    assert late.value.refusal.rule == "KIOSK-11"


def test_a_name_that_cannot_be_drawn_costs_nothing(journey: Journey) -> None:
    """KIOSK-09: a character that the font lacks is refused when choosing, before any money."""
    kei = journey.moves_in(MINATO, name="𱁬　恵")
    card = journey.gets_a_card(kei)
    with pytest.raises(Refused) as refused:
        journey.chooses(journey.lays_card(card))

    assert refused.value.refusal.rule == "KIOSK-09"


def test_under_fifteen_no_signature_certificate(journey: Journey) -> None:
    """CERT-06: fourteen on the day of hand-over is too young to sign, and not to be known."""
    hina = journey.moves_in(born=FIRST_DAY.replace(year=FIRST_DAY.year - 14))
    journey.applies(hina)
    card = journey.waits_for_the_card(hina)
    with pytest.raises(Refused) as young:
        journey.takes_the_card(hina, card)
    assert young.value.refusal.rule == "CERT-06"

    view = journey.takes_the_card(
        hina, card, ("user",), Deciding(represented_by="resident_register")
    )

    assert [one.kind for one in view.certificates] == ["user"]
    assert journey.signs_in(card)
