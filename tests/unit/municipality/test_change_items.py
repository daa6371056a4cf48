"""氏名・旧氏・性別・生年月日・フリガナの変更: which certificate ends, and which stays."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import AskStatus
from fuda.doors.municipality import ChangeItems
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from municipality_made import CLERK, City

FOUR = (
    LifeEvent.NAME_CHANGED,
    LifeEvent.FORMER_SURNAME_ENTERED,
    LifeEvent.SEX_CHANGED,
    LifeEvent.BIRTH_DATE_CORRECTED,
)


def a_change(city: City, **said: Any) -> ChangeItems:
    """Hanako's record as it is, but for what is said."""
    view = city.view()
    fields: dict[str, Any] = {
        "key": "change",
        "clerk": CLERK,
        "resident": city.hanako,
        "version": view.version,
        "name": view.items.name,
        "reading": view.reading,
        "former_surname": view.former_surname,
        "born": view.items.born,
        "sex": view.items.sex,
        "changed_on": city.clock.today(),
        "papers": ("card",),
    }
    return ChangeItems(**(fields | said))


def stands(city: City) -> dict[str, tuple[str, str | None]]:
    """State and reason of both certificates, as jlis.jpki says."""
    said = {}
    for one in city.view().certificates:
        asked = AskStatus(kind=one.kind, serial=one.serial, at=city.clock.now())
        status = city.jpki_desk.status(asked)
        said[one.kind] = (status.state, status.reason)
    return said


CHANGES: tuple[dict[str, Any], ...] = (
    {"name": "佐藤　花子"},
    {"former_surname": "佐藤"},
    {"sex": "other"},
    {"born": date(2009, 2, 17)},
    {"name": "佐藤　花子", "reading": "サトウ　ハナコ", "former_surname": "髙橋"},
)


@pytest.mark.parametrize("said", CHANGES, ids="+".join)
def test_the_signature_certificate_ends_and_the_user_certificate_stays(
    city: City, said: dict[str, Any]
) -> None:
    """CERT-21, CERT-22: before the answer; the copy at jlis.numbering follows."""
    city.hand_over()

    effect = city.counter.change_items(a_change(city, **said))

    assert effect.effective
    assert stands(city) == {
        "signature": ("revoked", "affiliation_changed"),
        "user": ("good", None),
    }
    view = effect.resident
    now = {
        "name": view.items.name,
        "reading": view.reading,
        "former_surname": view.former_surname,
        "sex": view.items.sex,
        "born": view.items.born,
    }
    assert {name: now[name] for name in said} == said
    assert view.version == 2
    assert view.cards[0].state == "delivered"
    told = [one for one in city.numbering.heard if type(one).__name__ == "ReportItems"]
    assert len(told) == (0 if set(said) == {"former_surname"} else 1)


def test_a_reading_spares_both(city: City) -> None:
    """CARD-10: it is none of the four items."""
    city.hand_over()

    effect = city.counter.change_items(a_change(city, reading="タカハシ　カコ"))

    assert effect.effective
    assert effect.resident.reading == "タカハシ　カコ"
    assert stands(city) == {"signature": ("good", None), "user": ("good", None)}


def test_one_event_does_what_all_would() -> None:
    """Several items of one notice go through the first event's row: they must not differ."""
    rows = [what_happens(event) for event in FOUR]

    assert len({(row.card, row.signature, row.user, row.reason) for row in rows}) == 1
    reading = what_happens(LifeEvent.READING_ADDED)
    assert (reading.card, reading.signature, reading.user) == (rows[0].card, None, None)


def test_the_same_key_twice_and_a_stale_record(city: City) -> None:
    """Answered once; another clerk's older view is refused."""
    city.hand_over()
    change, stale = a_change(city, sex="other"), a_change(city, key="late", sex="male")
    first = city.counter.change_items(change)
    rows = city.office.store.verify_audit().rows

    assert city.counter.change_items(change) == first
    assert city.office.store.verify_audit().rows == rows
    with pytest.raises(Refused) as no:
        city.counter.change_items(stale)
    assert no.value.refusal.rule == "OWN-VERSION"


def test_no_change_and_one_that_has_not_happened(city: City) -> None:
    """CHG-01."""
    tomorrow = city.clock.today() + timedelta(days=1)
    for change in (a_change(city), a_change(city, sex="other", changed_on=tomorrow)):
        with pytest.raises(Refused) as no:
            city.counter.change_items(change)
        assert no.value.refusal.rule == "CHG-01"
    with pytest.raises(Malformed, match="born"):
        city.counter.change_items(a_change(city, born=tomorrow))
    with pytest.raises(Malformed, match="name"):
        city.counter.change_items(a_change(city, name="　"))
    assert city.view().version == 1


def test_a_former_surname_is_entered_on_papers(city: City) -> None:
    """CARD-14: 千代田区 names them (CHI p25), 鎌倉市 does not."""
    city.office.office = replace(city.office.office, city="chiyoda")
    with pytest.raises(Refused) as no:
        city.counter.change_items(a_change(city, former_surname="佐藤"))
    assert (no.value.refusal.rule, no.value.refusal.because[0].page) == ("CARD-14", "p25")
    papers = ("card", "koseki_all")

    effect = city.counter.change_items(a_change(city, former_surname="佐藤", papers=papers))
    assert effect.resident.former_surname == "佐藤"
    gone = city.counter.change_items(a_change(city, key="gone", former_surname=None, papers=()))
    assert gone.resident.former_surname is None
