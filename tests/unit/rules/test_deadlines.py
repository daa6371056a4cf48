"""A list of deadlines says what the single rules say, in order."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fuda.parameters import load
from fuda.rules.deadline_days import opens_before, registration_ends
from fuda.rules.deadlines import Due, Events, Person, deadlines
from fuda.rules.moving import Move, MoveState, move_card
from fuda.rules.renewal import Renewable, renewal_allowed, renewal_opens

PARAMETERS = load()
DAYS = st.dates(date(2016, 1, 1), date(2060, 12, 31))
ONE_DAY = timedelta(days=1)


@given(DAYS)
def test_a_card_may_be_renewed_from_the_first_to_the_last_day(expires: date) -> None:
    """What renewal.allowed says of both days is what the list says (RENEW-01, RENEW-03)."""
    (one,) = deadlines(Person(card_expires=expires), Events(), city=None, parameters=PARAMETERS)

    assert one.what is Due.CARD_RENEWAL
    assert one.first == renewal_opens(expires, parameters=PARAMETERS).value
    for on in (one.first, one.last):
        assert on is not None
        renewal_allowed(Renewable.CARD, expires=expires, on=on, parameters=PARAMETERS)


@given(DAYS, st.integers(min_value=0, max_value=60), st.integers(min_value=0, max_value=60))
def test_a_move_is_in_time_to_the_last_day_and_too_late_the_day_after(
    planned: date, later: int, days: int
) -> None:
    """What move.card says of the last day and of the next is what the list says (MOVE-02, -03)."""
    moved = planned + timedelta(days=later)
    (notice,) = deadlines(
        Person(), Events(planned_out=planned, moved=moved), city=None, parameters=PARAMETERS
    )
    assert notice.last is not None
    on = notice.last + timedelta(days=days)
    stands = move_card(Move(planned_out=planned, moved=moved), on=on, parameters=PARAMETERS).value

    expected = MoveState.TOO_LATE if notice.is_over(on) else MoveState.IN_USE
    assert stands.state is expected


@given(st.lists(DAYS, min_size=3, max_size=3))
def test_the_list_is_in_order_of_the_last_day(days: list[date]) -> None:
    """What falls due first stands first, and every entry has a reason."""
    card, signature, user = days
    found = deadlines(
        Person(card_expires=card, signature_expires=signature, user_expires=user),
        Events(photo_taken=card, filed=user),
        city="arakawa",
        parameters=PARAMETERS,
    )

    assert [one.order for one in found] == sorted(one.order for one in found)
    assert all(one.because for one in found)


@given(DAYS, st.integers(min_value=0, max_value=12), st.integers(min_value=0, max_value=2))
def test_the_arithmetic_keeps_the_order_of_days(expires: date, months: int, days: int) -> None:
    """Who expires a day later does not open earlier."""
    assert opens_before(expires, months=months, days=days) <= opens_before(
        expires + ONE_DAY, months=months, days=days
    )
    assert registration_ends(expires, last_days=days) == expires - ONE_DAY * (days + 1)
