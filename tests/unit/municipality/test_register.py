"""出生・転入 and 申請: a record and its number come once, however often the call was cut off."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.municipality import ApplyAtCounter, FindResidents
from municipality_made import CLERK, City
from photo_made import PHOTO


def residents(city: City) -> int:
    """How many records there are."""
    return len(city.counter.find(FindResidents(clerk=CLERK, text="")).residents)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"born": date(2027, 1, 1)}, "the birth date 2027-01-01 is after today"),
        ({"born": date(1790, 4, 1)}, "1790-04-01 is before 明治6年1月1日"),
        ({"since": date(1990, 2, 16)}, "before the birth"),
        ({"since": date(2026, 11, 19)}, "resident since 2026-11-19 is after today"),
        ({"residence": "limited_stay"}, "give stay_until"),
        ({"stay_until": date(2028, 1, 1)}, "leave stay_until out"),
        ({"relationship": "妻"}, "give the household to join"),
        ({"name": " "}, "needs a name and an address"),
        ({"address": "　"}, "needs a name and an address"),
        ({"household": "nowhere", "relationship": "妻"}, "no household nowhere"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_made(
    city: City, said: dict[str, Any], line: str
) -> None:
    """The line says what is wrong and what to do."""
    with pytest.raises(Malformed) as no:
        city.counter.register(city.record(**said))

    assert line in str(no.value)
    assert residents(city) == 1
    assert city.numbering.heard == []


def test_a_household_has_one_head(city: City) -> None:
    """Whoever joins says how they are related."""
    household = city.view().household
    with pytest.raises(Malformed, match="how the person is related"):
        city.counter.register(city.record(household=household))

    joined = city.counter.register(city.record(household=household, relationship="夫"))
    assert joined.household == household


@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_off_at_the_number_it_goes_on_with_the_same_code(city: City, when: str) -> None:
    """NUM-01: one person, one code, one number: the second try asks for the first one's."""
    record = city.record(name="札野　一葉")
    city.numbering.cut["assign"] = when
    with pytest.raises(Unreachable):
        city.counter.register(record)
    assert residents(city) == 1

    first = city.counter.register(record)
    again = city.counter.register(record)

    assert first == again
    assert residents(city) == 2
    assert len({str(asked.resident_code) for asked in city.numbering.heard}) == 1  # type: ignore[attr-defined]


def test_a_key_that_was_used_for_someone_else_is_refused(city: City) -> None:
    """Neither a second record nor the first one's answer."""
    record = city.record()
    city.counter.register(record)
    with pytest.raises(Malformed, match="already used for another message"):
        city.counter.register(replace(record, relationship="世帯主", reading="ベツジン"))
    assert residents(city) == 2


def test_ids_are_different_towards_each_institution(city: City) -> None:
    """Cards, jpki and the center cannot join what they know by an id."""
    city.counter.register(city.record())
    one = city.office.office.known(city.hanako)

    ids = (one.resident, one.household, one.cards_holder, one.jpki_holder, one.center_person)
    assert len(set(ids)) == len(ids)
    assert one.number.digits not in str(city.view())


def test_an_application_whose_answer_was_lost_is_sent_on_as_the_same(city: City) -> None:
    """CARD-01: not even the next day is it a second one; it is recorded once, with its clerk."""
    who = city.counter.register(city.record()).resident
    asked = ApplyAtCounter(key="k", clerk=CLERK, resident=who, photo=PHOTO)
    before = city.office.store.verify_audit().rows
    city.cards.cut["apply"] = "after"
    with pytest.raises(Unreachable):
        city.counter.apply_for_card(asked)
    applied = city.clock.today()
    city.clock.turn(days=1)

    (card,) = city.counter.apply_for_card(asked).cards
    city.counter.apply_for_card(asked)

    assert card.applied == applied
    assert city.office.store.verify_audit().rows == before + 1


def test_a_second_application_is_refused_and_not_recorded(city: City) -> None:
    """CARD-01, TOM p5: Hanako's first card lies ready."""
    before = city.office.store.verify_audit().rows
    with pytest.raises(Refused) as no:
        city.counter.apply_for_card(
            ApplyAtCounter(key="two", clerk=CLERK, resident=city.hanako, photo=PHOTO)
        )

    assert no.value.refusal.rule == "CARD-01"
    assert city.office.store.verify_audit().rows == before
