"""紛失届, 廃止届, 返納届, 失効届, 死亡届: what the counter's notices do, here and at jlis.jpki."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fuda.doors.cards import Hotline, ReportLostCard
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import AskStatus
from fuda.doors.municipality import (
    ApplyAtCounter,
    AskOffer,
    CloseRecord,
    Effect,
    FileCardNotice,
    LiftCardSuspension,
)
from fuda.kit.caller import Caller
from fuda.kit.carrier import Door
from fuda.rules.lifecycle.certificate import CertificateEvent
from fuda.rules.lifecycle.what_happens import LifeEvent, Row, what_happens
from municipality_made import CLERK, City
from photo_made import PHOTO

DAY = timedelta(days=1)
Said = tuple[str, str | None]
GOOD: Said = ("good", None)
HELD: Said = ("held", "certificate_hold")
KINDS = ("signature", "user")
ON_CARDS = (
    "reported_lost",
    "stolen",
    "given_up_for_lost",
    "destroyed_in_disaster",
    "returned",
    "signature_given_up",
    "user_given_up",
)
CARD_STATE = {
    "reported_lost": "suspended",
    "stolen": "suspended",
    "given_up_for_lost": "abolished",
    "destroyed_in_disaster": "abolished",
    "returned": "returned",
    "signature_given_up": "delivered",
    "user_given_up": "delivered",
}


def a_notice(city: City, event: str, **said: Any) -> FileCardNotice:
    """Hanako's, of today, with everything that any city asks for."""
    fields: dict[str, Any] = {
        "key": f"notice {event}",
        "clerk": CLERK,
        "resident": city.hanako,
        "card": city.card,
        "event": event,
        "on": city.clock.today(),
        "papers": ("card", "id"),
        "place": "outside" if event == "given_up_for_lost" else None,
    }
    return FileCardNotice(**(fields | said))


def a_closing(city: City, event: str, **said: Any) -> CloseRecord:
    """Of Hanako's record, today."""
    fields: dict[str, Any] = {
        "key": f"closing {event}",
        "clerk": CLERK,
        "resident": city.hanako,
        "version": city.view().version,
        "event": event,
        "on": city.clock.today(),
        "papers": ("card",),
    }
    return CloseRecord(**(fields | said))


def stands(city: City) -> dict[str, Said]:
    """State and reason of both certificates, as jlis.jpki says."""
    said = {}
    for one in city.view().certificates:
        asked = AskStatus(kind=one.kind, serial=one.serial, at=city.clock.now())
        status = city.jpki_desk.status(asked)
        said[one.kind] = (status.state, status.reason)
    return said


def expected(row: Row) -> dict[str, Said]:
    """The table's, of both certificates."""
    reason = None if row.reason is None else row.reason.value
    by_event: dict[CertificateEvent | None, Said] = {
        CertificateEvent.REVOKE: ("revoked", reason),
        CertificateEvent.SUSPEND: HELD,
        None: GOOD,
    }
    return {"signature": by_event[row.signature], "user": by_event[row.user]}


def by_rules_of(city: City, name: str) -> None:
    """The same counter by another city's guidebook."""
    city.office.office = replace(city.office.office, city=name)


@pytest.mark.parametrize("event", ON_CARDS)
def test_a_notice_on_a_card_does_what_the_table_says(city: City, event: str) -> None:
    """State and reason of both certificates and of the card, before the answer (CERT-23)."""
    city.hand_over()

    effect = city.counter.file_card_notice(a_notice(city, event))

    assert effect.effective
    assert stands(city) == expected(what_happens(LifeEvent(event)))
    assert effect.resident.cards[0].state == CARD_STATE[event]


@pytest.mark.parametrize("event", ["died", "removed_from_register", "no_longer_covered"])
def test_a_closed_record_ends_card_and_certificates(city: City, event: str) -> None:
    """DEATH-03, MOVE-16: both are revoked, and the record says since when it is closed."""
    city.hand_over()

    effect = city.counter.close_record(a_closing(city, event))

    assert effect.effective
    assert stands(city) == expected(what_happens(LifeEvent(event)))
    assert effect.resident.cards[0].state == "lapsed"
    assert (effect.resident.closed_on, effect.resident.closed_by) == (city.clock.today(), event)


@pytest.mark.parametrize("event", ["left_japan", "left_japan_continued"])
def test_leaving_japan_happens_on_its_day(city: City, event: str) -> None:
    """ABROAD-02, ABROAD-03: filed ahead; card and certificates are touched on the day itself."""
    city.hand_over()
    day = city.clock.today() + 10 * DAY
    effect = city.counter.close_record(a_closing(city, event, on=day))
    assert effect.effective
    assert stands(city) == {"signature": GOOD, "user": GOOD}
    assert city.view().closed_on == day

    city.clock.turn(days=9)
    city.due()
    assert stands(city) == {"signature": GOOD, "user": GOOD}
    city.clock.turn(days=1)
    city.cards.cut["cards"] = "before"
    city.due()
    city.due()
    city.due()

    assert stands(city) == expected(what_happens(LifeEvent(event)))
    state = {"left_japan": "lapsed", "left_japan_continued": "delivered"}
    assert city.view().cards[0].state == state[event]


def test_the_use_abroad_is_continued_by_the_day_before_and_with_the_card(city: City) -> None:
    """ABROAD-02: on the day itself it is too late; without the card nothing is continued."""
    city.hand_over()
    for said in ({}, {"on": city.clock.today() + DAY, "papers": ()}):
        with pytest.raises(Refused) as no:
            city.counter.close_record(a_closing(city, "left_japan_continued", **said))
        assert no.value.refusal.rule == "ABROAD-02"
    assert city.view().closed_on is None


def test_a_death_before_the_departure(city: City) -> None:
    """What was filed for a day ahead is filed no more; the death's consequences come once."""
    city.hand_over()
    day = city.clock.today() + 10 * DAY
    city.counter.close_record(a_closing(city, "left_japan_continued", on=day))
    assert city.counter.close_record(a_closing(city, "died")).effective
    rows = city.office.store.verify_audit().rows

    city.clock.turn(days=11)
    city.due()

    assert city.office.store.verify_audit().rows == rows
    assert city.view().closed_by == "died"


def test_a_closed_record_takes_nothing_but_the_cards_return(city: City) -> None:
    """DEATH-02: the family may return the card; everything else is refused from that day."""
    city.hand_over()
    serial = next(one.serial for one in city.view().certificates if one.kind == "user")
    city.counter.close_record(a_closing(city, "died"))

    def refused(act: Any, asked: object, rule: str = "DEATH-03") -> None:
        with pytest.raises(Refused) as no:
            act(asked)
        assert no.value.refusal.rule == rule

    counter = city.counter
    apply = ApplyAtCounter(key="again", clerk=CLERK, resident=city.hanako, photo=PHOTO)
    lift = LiftCardSuspension(
        key="lift", clerk=CLERK, resident=city.hanako, card=city.card, papers=("card", "id")
    )
    refused(counter.apply_for_card, apply)
    refused(counter.change_address, city.a_move())
    refused(counter.file_moving_out, city.leaving())
    refused(counter.close_record, a_closing(city, "removed_from_register"))
    refused(counter.file_card_notice, a_notice(city, "stolen"))
    refused(counter.lift_suspension, lift)
    refused(city.desk.offer, AskOffer(user_serial=serial), "DEATH-04")

    assert counter.file_card_notice(a_notice(city, "returned")).effective
    assert city.view().cards[0].state == "returned"


def test_a_card_that_lies_ready_is_not_handed_over_to_the_dead(city: City) -> None:
    """Even where jlis.cards has not heard of the death yet; nor one that comes too late."""
    city.cards.cut["report"] = "for good"
    assert not city.counter.close_record(a_closing(city, "died")).effective

    with city.on_the_reader() as session, pytest.raises(Refused) as no:
        session.begin()
    assert no.value.refusal.rule == "DEATH-03"

    del city.cards.cut["report"]
    city.due()
    assert city.view().cards[0].state == "lapsed"


def test_a_card_made_for_someone_who_died_meanwhile_lapses(city: City) -> None:
    """It arrives, and nobody collects it (DEATH-03)."""
    taro = city.counter.register(city.record(name="髙橋　太郎")).resident
    apply = ApplyAtCounter(key="taro", clerk=CLERK, resident=taro, photo=PHOTO)
    city.counter.apply_for_card(apply)
    version = city.view(taro).version
    city.counter.close_record(a_closing(city, "died", resident=taro, version=version))

    city.clock.turn(days=80)
    city.due()

    assert city.view(taro).cards[0].state == "lapsed"


def test_the_dead_are_no_members_of_the_household(city: City) -> None:
    """A kiosk names the living only (DEATH-04)."""
    city.hand_over()
    household = city.view().household
    husband = city.counter.register(
        city.record(name="髙橋　太郎", household=household, relationship="夫")
    ).resident
    city.clock.turn(days=7)
    serial = next(one.serial for one in city.view().certificates if one.kind == "user")
    asked = AskOffer(user_serial=serial)
    assert len(city.desk.offer(asked).members) == 2

    version = city.view(husband).version
    city.counter.close_record(a_closing(city, "died", resident=husband, version=version))

    assert [one.name for one in city.desk.offer(asked).members] == ["髙橋　花子"]


@pytest.mark.parametrize("call", ["card", "record"])
def test_the_same_key_twice_is_one_notice(city: City, call: str) -> None:
    """Answered as before, and nothing is entered a second time."""
    city.hand_over()
    notice, closing = a_notice(city, "returned"), a_closing(city, "died")

    def file() -> Effect:
        if call == "card":
            return city.counter.file_card_notice(notice)
        return city.counter.close_record(closing)

    first = file()
    rows = city.office.store.verify_audit().rows

    assert file() == first
    assert city.office.store.verify_audit().rows == rows


def test_a_stale_record_is_not_closed(city: City) -> None:
    """Another clerk was quicker."""
    closing = a_closing(city, "died")
    city.counter.change_address(city.a_move())
    with pytest.raises(Refused) as no:
        city.counter.close_record(closing)

    assert no.value.refusal.rule == "OWN-VERSION"
    assert city.view().closed_on is None


def test_what_has_not_happened_is_refused(city: City) -> None:
    """A day ahead, of a loss and of a death."""
    city.hand_over()
    tomorrow = city.clock.today() + DAY
    with pytest.raises(Refused, match="has not come yet"):
        city.counter.file_card_notice(a_notice(city, "stolen", on=tomorrow))
    with pytest.raises(Refused, match="has not come yet"):
        city.counter.close_record(a_closing(city, "died", on=tomorrow))

    assert stands(city) == {"signature": GOOD, "user": GOOD}


def test_another_residents_card_is_refused(city: City) -> None:
    """Nobody gives up someone else's card."""
    city.hand_over()
    taro = city.counter.register(city.record(name="髙橋　太郎")).resident
    with pytest.raises(Malformed, match="holds no card"):
        city.counter.file_card_notice(a_notice(city, "returned", resident=taro))

    assert stands(city) == {"signature": GOOD, "user": GOOD}


def test_a_certificate_is_given_up_once_and_only_where_there_is_one(city: City) -> None:
    """CERT-25, CERT-24: what has ended has ended; a new one is issued with the card."""
    with pytest.raises(Refused, match="no such certificate"):
        city.counter.file_card_notice(a_notice(city, "user_given_up"))
    city.hand_over()
    city.counter.file_card_notice(a_notice(city, "user_given_up"))
    assert stands(city)["signature"] == GOOD
    with pytest.raises(Refused) as no:
        city.counter.file_card_notice(a_notice(city, "user_given_up", key="again"))

    assert no.value.refusal.rule == "CERT-24"


def test_a_card_that_turns_up_too_late_is_returned(city: City) -> None:
    """LOST-10, LOST-12: what was abolished is not lifted, and goes back with the card in hand."""
    city.hand_over()
    city.counter.file_card_notice(a_notice(city, "reported_lost"))
    city.counter.file_card_notice(a_notice(city, "given_up_for_lost"))
    lift = LiftCardSuspension(
        key="lift", clerk=CLERK, resident=city.hanako, card=city.card, papers=("card", "id")
    )
    with pytest.raises(Refused) as no:
        city.counter.lift_suspension(lift)
    assert no.value.refusal.rule == "LOST-12"
    found = "found_after_abolition"
    with pytest.raises(Refused, match="only where it is brought"):
        city.counter.file_card_notice(a_notice(city, found, papers=("id",)))

    assert city.counter.file_card_notice(a_notice(city, found)).effective
    assert city.view().cards[0].state == "returned"


@pytest.mark.parametrize(
    ("name", "event", "place", "papers", "rule"),
    [
        ("chiyoda", "given_up_for_lost", "home", ("id",), "LOST-06"),
        ("chiyoda", "given_up_for_lost", "outside", ("police_number",), "LOST-06"),
        ("chiyoda", "given_up_for_lost", "outside", ("police_number", "id"), None),
        ("arakawa", "given_up_for_lost", "outside", (), "LOST-06"),
        ("arakawa", "given_up_for_lost", "home", (), None),
        ("arakawa", "destroyed_in_disaster", None, (), "LOST-13"),
        ("arakawa", "destroyed_in_disaster", None, ("fire_certificate",), None),
        ("minato", "given_up_for_lost", "outside", (), None),
        ("chiyoda", "stolen", None, (), None),
    ],
)
def test_papers_go_by_the_guidebook(  # noqa: PLR0917 - a table
    city: City, name: str, event: str, place: str | None, papers: tuple[str, ...], rule: str | None
) -> None:
    """CHI p12, ARA p22; where a guidebook names none (港区) the clerk judges."""
    city.hand_over()
    by_rules_of(city, name)
    notice = a_notice(city, event, place=place, papers=papers)
    if rule is None:
        assert city.counter.file_card_notice(notice).effective
        return
    with pytest.raises(Refused) as no:
        city.counter.file_card_notice(notice)
    assert no.value.refusal.rule == rule
    assert no.value.refusal.because[0].page is not None


def test_without_jpki_the_notice_stands_and_is_not_yet_effective(city: City) -> None:
    """The sweeper delivers what is left; the same call then says that it is effective."""
    city.hand_over()
    city.jpki.cut["suspend"] = "before"
    notice = a_notice(city, "stolen")
    assert not city.counter.file_card_notice(notice).effective

    city.due()

    assert stands(city) == {"signature": HELD, "user": HELD}
    assert city.counter.file_card_notice(notice).effective


def test_an_abolition_says_where_the_card_went(city: City) -> None:
    """The papers depend on it (LOST-04)."""
    city.hand_over()
    with pytest.raises(Malformed, match="place"):
        city.counter.file_card_notice(a_notice(city, "given_up_for_lost", place=None))


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_citys_system_is_away_during_a_call_to_the_line(city: City, when: str) -> None:
    """LOST-01: the card stops at once; its certificates are held when the sweeper has delivered."""
    city.hand_over()
    hotline = Door(Hotline).direct(city.cards_desk, Caller("hotline"))
    city.post.cut["card_reported_lost"] = when
    done = hotline.report_lost(ReportLostCard(key="call", operator="operator-3", card=city.card))

    assert (done.card.state, done.effective) == ("suspended", False)
    assert stands(city) == dict.fromkeys(KINDS, GOOD if when == "before" else HELD)
    city.due()

    assert stands(city) == dict.fromkeys(KINDS, HELD)
    lift = LiftCardSuspension(
        key="lift", clerk=CLERK, resident=city.hanako, card=city.card, papers=("card", "id")
    )
    assert city.counter.lift_suspension(lift).effective
    assert stands(city) == dict.fromkeys(KINDS, GOOD)
