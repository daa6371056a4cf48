"""Columns say of every person what the list of deadlines says of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuda.parameters import load
from fuda.rules.card_expiry import Residence
from fuda.rules.deadline_columns import People, deadline_columns
from fuda.rules.deadlines import Due, Events, Person, deadlines
from fuda.rules.refusal import Because
from fuda.rules.values import Parameters, Value

PARAMETERS = load()
CITIES = [None, *(one.id for one in PARAMETERS.cities())]
BOUNDARIES = [
    date(year, month, day)
    for year in (2015, 2016, 2023, 2024, 2026)
    for month, day in ((2, 28), (3, 1), (3, 31), (4, 1), (5, 30), (5, 31), (11, 30), (12, 31))
] + [date(2016, 2, 29), date(2024, 2, 29)]
DAYS = st.sampled_from(BOUNDARIES) | st.dates(date(2016, 1, 1), date(2060, 12, 31))
BIRTHS = st.sampled_from([date(1984, 2, 29), date(2012, 2, 29), date(2013, 2, 28)]) | st.dates(
    date(1910, 1, 1), date(2026, 12, 31)
)
PERSON = st.builds(
    Person,
    born=st.none() | BIRTHS,
    residence=st.sampled_from(Residence),
    card_expires=st.none() | DAYS,
    signature_expires=st.none() | DAYS,
    user_expires=st.none() | DAYS,
)


def columns_of(some: Sequence[Person]) -> People:
    """The same people as columns."""
    return People(
        born=[one.born for one in some],
        residence=[one.residence for one in some],
        card_expires=[one.card_expires for one in some],
        signature_expires=[one.signature_expires for one in some],
        user_expires=[one.user_expires for one in some],
    )


def agree(some: Sequence[Person], city: str | None, parameters: Parameters) -> None:
    """Person by person, the columns' days are those of the list."""
    columns = deadline_columns(columns_of(some), city=city, parameters=parameters)
    for place, one in enumerate(some):
        found = {
            what: (column.first[place], column.last[place])
            for what, column in columns.items()
            if column.first[place] or column.last[place]
        }
        listed = deadlines(one, Events(), city=city, parameters=parameters)
        assert found == {due.what: (due.first, due.last) for due in listed}


@given(st.lists(PERSON, max_size=12), st.sampled_from(CITIES))
def test_a_million_and_one_are_counted_alike(some: list[Person], city: str | None) -> None:
    """Births on 29 February, boundary days, every residence, every city."""
    agree(some, city, PARAMETERS)


@dataclass(frozen=True)
class _Amended:
    """The parameters, with another span for renewals and another age from a day on."""

    since: date

    def value(self, key: str, *, city: str | None, on: date) -> Value:
        found = PARAMETERS.value(key, city=city, on=on)
        changed = {"renewal.months_before": 6, "certificate.signature.min_age": 18}
        if key not in changed or on < self.since:
            return found
        because = Because(rule=found.because.rule, valid_from=self.since)
        return Value(key=key, value=changed[key], because=because)


@given(st.lists(PERSON, max_size=12), DAYS)
def test_a_span_that_changes_changes_from_its_day_on(some: list[Person], since: date) -> None:
    """A column that reaches over an amendment has both: each day by the value of its day."""
    agree(some, "arakawa", _Amended(since))


def test_who_opens_and_who_ends_on_a_day() -> None:
    """MIN p12: until 1 April, so renewed from 2 January on; 15 on the birthday (ARA p21)."""
    columns = deadline_columns(
        columns_of(
            [
                Person(card_expires=date(2025, 4, 1)),
                Person(card_expires=date(2025, 4, 2), born=date(2010, 1, 2)),
                Person(card_expires=date(2025, 4, 1), residence=Residence.LIMITED_STAY),
                Person(user_expires=date(2025, 4, 1), signature_expires=date(2025, 4, 1)),
            ]
        ),
        city="arakawa",
        parameters=PARAMETERS,
    )

    opens = {due: column.opening(date(2025, 1, 2)) for due, column in columns.items()}
    ends = {due: column.ending(date(2025, 4, 1)) for due, column in columns.items()}
    assert {due: places for due, places in opens.items() if places} == {
        Due.CARD_RENEWAL: [0],
        Due.SIGNATURE_RENEWAL: [3],
        Due.USER_RENEWAL: [3],
        Due.SIGNATURE_ADDED: [1],
    }
    assert {due: places for due, places in ends.items() if places} == {
        Due.CARD_RENEWAL: [0],
        Due.CARD_EXTENSION: [2],
        Due.SIGNATURE_RENEWAL: [3],
        Due.USER_RENEWAL: [3],
    }
    assert columns[Due.INSURANCE_REGISTRATION].ending(date(2025, 4, 1) - timedelta(days=6)) == [3]


def test_columns_of_different_lengths_are_refused() -> None:
    """One line that says which are how long."""
    with pytest.raises(ValueError, match=r"born 1, residence 0, .*hand in one entry a person"):
        People(born=[None], residence=[], card_expires=[], signature_expires=[], user_expires=[])


def test_a_day_at_the_end_of_the_calendar_is_named() -> None:
    """Among a million people the line says which day it was."""
    some = [Person(born=date(2000, 1, 1)), Person(born=date(9990, 1, 1))]
    with pytest.raises(ValueError, match="nothing can be counted from 9990-01-01"):
        deadline_columns(columns_of(some), city=None, parameters=PARAMETERS)
