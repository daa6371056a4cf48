"""One live card a person: who may apply for another one, state by state (CARD-01)."""

from datetime import date, timedelta

import pytest

from fuda.parameters import load
from fuda.rules.another_card import Held, card_may_be_applied_for
from fuda.rules.lifecycle.card import Card
from fuda.rules.refusal import Refused
from fuda.rules.renewal import renewal_opens

PARAMETERS = load()
EXPIRES = date(2030, 5, 31)
OPENS = renewal_opens(EXPIRES, parameters=PARAMETERS).value
UNDER_WAY = (Card.APPLIED, Card.ISSUED, Card.READY)
OVER = (Card.LAPSED, Card.ABOLISHED, Card.RETURNED)
IN_FORCE = (Card.DELIVERED, Card.SUSPENDED)


def refused_by(*held: Held, on: date) -> str | None:
    """The rule that says no, or None."""
    try:
        card_may_be_applied_for(held, on=on, parameters=PARAMETERS)
    except Refused as no:
        return no.refusal.rule
    return None


def a_card(state: Card, expires: date | None = EXPIRES) -> Held:
    """One card."""
    return Held(state=state, expires=expires)


def test_the_states_are_all_of_them() -> None:
    """A new state of the card must be placed."""
    assert {*UNDER_WAY, *OVER, *IN_FORCE} == set(Card)


def test_whoever_has_none_may_apply() -> None:
    """CARD-01."""
    assert refused_by(on=EXPIRES) is None


@pytest.mark.parametrize("state", UNDER_WAY)
def test_while_one_is_under_way_there_is_no_other(state: Card) -> None:
    """TOM p5: even in the window, even after an older card's end."""
    assert refused_by(a_card(state, None), on=OPENS) == "CARD-01"
    assert refused_by(a_card(Card.RETURNED), a_card(state), on=OPENS) == "CARD-01"


@pytest.mark.parametrize("state", OVER)
def test_a_card_that_is_over_stands_in_nobodys_way(state: Card) -> None:
    """Long before its expiry."""
    assert refused_by(a_card(state), on=OPENS - timedelta(days=900)) is None
    assert refused_by(a_card(state, None), on=OPENS) is None


@pytest.mark.parametrize("state", IN_FORCE)
@pytest.mark.parametrize(
    ("on", "rule"),
    [
        (OPENS - timedelta(days=1), "RENEW-01"),
        (OPENS, None),
        (EXPIRES, None),
        (EXPIRES + timedelta(days=1), None),
    ],
)
def test_a_card_in_force_gives_way_in_its_renewal_window(
    state: Card, on: date, rule: str | None
) -> None:
    """RENEW-01, RENEW-02: not a day before; and after its expiry as for a first card."""
    assert refused_by(a_card(state), on=on) == rule
    assert refused_by(a_card(Card.ABOLISHED), a_card(state), on=on) == rule
