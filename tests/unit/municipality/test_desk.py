"""The certificate desk: refusals come before the money, and the paper is frozen."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.municipality import AskOffer, IssuePrepared, Offer, PrepareCertificate
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.procedures.issue_certificate import TICKET_LASTS
from municipality_made import City


@pytest.fixture
def serial(city: City) -> int:
    """Hanako's user certificate, two days after hand-over: a Friday morning."""
    city.hand_over()
    city.clock.turn(days=2)
    return next(one.serial for one in city.view().certificates if one.kind == "user")


def offer(city: City, serial: int) -> Offer:
    """What the kiosk may show."""
    return city.desk.offer(AskOffer(user_serial=serial))


def order(city: City, serial: int, **said: Any) -> PrepareCertificate:
    """One copy with Hanako on it."""
    asked = PrepareCertificate(
        key="order",
        user_serial=serial,
        certificate="juminhyo",
        persons=(offer(city, serial).members[0].person,),
        items=("relationship",),
        copies=1,
    )
    return replace(asked, **said)


def rule(no: pytest.ExceptionInfo[Refused]) -> str:
    """Which rule refused."""
    return no.value.refusal.rule


def test_the_waiting_days_of_kamakura(city: City) -> None:
    """KAM p12: not on the day itself; the next day it may be; two days later surely."""
    city.hand_over()
    serial = next(one.serial for one in city.view().certificates if one.kind == "user")
    with pytest.raises(Refused) as no:
        offer(city, serial)
    assert rule(no) == "KIOSK-17"
    with pytest.raises(Refused) as no:
        city.desk.prepare(
            PrepareCertificate(
                key="k",
                user_serial=serial,
                certificate="juminhyo",
                persons=("x",),
                items=(),
                copies=1,
            )
        )
    assert rule(no) == "KIOSK-17"

    city.clock.turn(days=1)
    (notice,) = offer(city, serial).notices
    assert notice.facts == {"sure_from": "2026-11-20"}

    city.clock.turn(days=1)
    assert offer(city, serial).notices == ()


def test_a_city_that_says_nothing_of_waiting_days_stops_nobody(city: City, serial: int) -> None:
    """港区's guidebook is silent: a notice says so, and whom to ask."""
    city.office.office = replace(city.office.office, city="minato")
    (notice,) = offer(city, serial).notices

    assert notice.rule == "KIOSK-17"
    assert "{ask}" in notice.instead
    assert notice.facts["ask"]
    assert city.desk.prepare(order(city, serial)).fee == 10


def put_on_the_card_today(city: City, serial: int) -> None:
    """Another user certificate takes its place on the card in hand, as after a renewal."""
    with city.office.store.writing() as unit:
        old = records.owner_of_user_certificate(unit.connection, serial)
        assert old
        records.end_certificate(unit.connection, "user", serial, city.clock.today())
        records.add_certificate(
            unit.connection, replace(old, serial=serial + 1, issued=city.clock.today())
        )


def test_a_certificate_put_on_later_waits_on_its_own(city: City, serial: int) -> None:
    """CERT-28, ARA p21: a working day after the issue, over a weekend and a holiday (C9)."""
    put_on_the_card_today(city, serial)  # Friday 20 November; Monday is a holiday
    (notice,) = offer(city, serial + 1).notices
    assert notice.rule == "CERT-28"  # 鎌倉市 says it of hand-over and continuation only
    city.office.office = replace(city.office.office, city="arakawa")

    for days in (0, 1, 2):
        city.clock.turn(days=days)
        with pytest.raises(Refused) as no:
            offer(city, serial + 1)
        assert rule(no) == "CERT-28"
        assert no.value.refusal.facts["sure_from"] == "2026-11-24"
    city.clock.turn(days=1)
    assert offer(city, serial + 1).notices == ()


def test_what_is_offered_and_what_is_not(city: City, serial: int) -> None:
    """KAM p11: each certificate with its fee or its refusal; the members by ids of this desk."""
    shown = offer(city, serial)

    lines = {one.certificate: one for one in shown.lines}
    assert lines["juminhyo"].fee == 300
    assert all(one.refusal for name, one in lines.items() if name != "juminhyo")
    assert [one.name for one in shown.members] == ["髙橋　花子"]
    assert city.hanako not in str(shown)


def test_a_certificate_that_never_was_on_a_card_in_hand_is_offered_nothing(city: City) -> None:
    """Unknown here, or issued in a hand-over that was not finished."""
    with pytest.raises(Refused) as no:
        offer(city, 99)
    assert rule(no) == "KIOSK-43"
    with city.on_the_reader() as session:
        first = session.begin()
        session.go_on(first.case, session.run(first.commands))
    left = next(one.serial for one in city.view().certificates if one.kind == "user")
    with pytest.raises(Refused) as no:
        offer(city, left)
    assert rule(no) == "CARD-42"


def test_a_certificate_that_ended_here_is_offered_nothing(city: City, serial: int) -> None:
    """CERT-24: even while the authority has not heard of it; and after its last day (CERT-23)."""
    new = city.renewed_card()
    city.jpki.cut["revoke"] = "for good"
    with city.on_the_reader(new) as session:
        first = session.begin()
        with pytest.raises(Unreachable, match="has not heard yet"):
            session.go_on(first.case, session.run(first.commands))
    assert city.status("user", serial) == "good"
    with pytest.raises(Refused) as no:
        offer(city, serial)
    assert rule(no) == "CERT-24"


def test_the_number_only_where_the_city_shows_it(city: City, serial: int) -> None:
    """KIOSK: 鎌倉市 prints no My Number at kiosks; asked for all the same, it is refused."""
    assert "number" not in offer(city, serial).items
    with pytest.raises(Refused):
        city.desk.prepare(order(city, serial, items=("number",)))


@pytest.mark.parametrize("copies", [0, 11, -1])
def test_copies_that_the_machine_cannot_print(city: City, serial: int, copies: int) -> None:
    """One line, before any money."""
    with pytest.raises(Malformed, match="choose 1 to 10"):
        city.desk.prepare(order(city, serial, copies=copies))
    assert city.desk.prepare(order(city, serial, copies=10)).fee == 3000


def test_only_members_of_the_household_at_one_address(city: City, serial: int) -> None:
    """Nobody, a stranger, the counter's id of her: refused; she and a husband elsewhere too."""
    stranger = city.counter.register(city.record()).resident
    center_id = city.office.office.known(stranger).center_person
    mine = offer(city, serial).members[0].person
    for persons in ((), (center_id,), (mine, center_id), (city.hanako,)):
        with pytest.raises(Malformed, match="only members"):
            city.desk.prepare(order(city, serial, persons=persons))
    city.counter.register(
        city.record(
            household=city.view().household, relationship="夫", address="神奈川県鎌倉市小町１番１号"
        )
    )
    both = tuple(one.person for one in offer(city, serial).members)
    with pytest.raises(Malformed, match="different addresses"):
        city.desk.prepare(order(city, serial, persons=both))


def test_another_certificate_cannot_be_prepared(city: City, serial: int) -> None:
    """This town holds no register of it."""
    with pytest.raises(Malformed, match="choose another certificate"):
        city.desk.prepare(order(city, serial, certificate="inkan"))


def test_after_a_moving_out_notice_nothing_is_prepared(city: City, serial: int) -> None:
    """MOVE-13: kiosks stop at once for the one who leaves."""
    asked = order(city, serial)
    city.counter.file_moving_out(city.leaving())
    with pytest.raises(Refused):
        city.desk.prepare(asked)


def test_the_paper_is_frozen_when_it_is_prepared(city: City, serial: int) -> None:
    """The same bytes for the same ticket, whatever happens to the record meanwhile."""
    asked = order(city, serial, copies=2)
    prepared = city.desk.prepare(asked)
    assert city.desk.prepare(asked) == prepared
    assert prepared.fee == 600
    first = city.desk.issue(IssuePrepared(key="paid", ticket=prepared.ticket)).pdf
    city.counter.change_address(city.a_move())
    rows = city.office.store.verify_audit().rows

    assert city.desk.issue(IssuePrepared(key="paid", ticket=prepared.ticket)).pdf == first
    assert city.office.store.verify_audit().rows == rows
    assert first.startswith(b"%PDF")


def test_a_ticket_is_forgotten_with_its_content(city: City, serial: int) -> None:
    """After a day nobody may ask for it any more, and nothing of it is kept."""
    prepared = city.desk.prepare(order(city, serial))
    city.clock.at += TICKET_LASTS
    city.due()
    city.desk.issue(IssuePrepared(key="just in time", ticket=prepared.ticket))

    city.clock.at += timedelta(seconds=1)
    city.due()
    with pytest.raises(Malformed, match="choose it again"):
        city.desk.issue(IssuePrepared(key="late", ticket=prepared.ticket))
