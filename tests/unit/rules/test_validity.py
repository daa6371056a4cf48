"""A card or certificate works until the end of its expiry day, and only in force (C5)."""

from datetime import date

import pytest

from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.certificate import Certificate
from fuda.rules.refusal import Refused
from fuda.rules.validity import card_must_be_valid, certificate_must_be_valid, certificate_on

ISSUED = date(2024, 5, 1)
EXPIRES = date(2029, 5, 1)


@pytest.mark.parametrize("on", [ISSUED, date(2029, 4, 30), EXPIRES])
def test_up_to_the_expiry_day_both_work(on: date) -> None:
    """C5: the expiry day is the last valid one."""
    card_must_be_valid(state=Card.DELIVERED, expires=EXPIRES, on=on)
    certificate_must_be_valid(state=Certificate.VALID, issued=ISSUED, expires=EXPIRES, on=on)


def test_the_day_after_neither_works() -> None:
    """RENEW-03, CERT-23: and each refusal says what to do."""
    on = date(2029, 5, 2)
    with pytest.raises(Refused) as card:
        card_must_be_valid(state=Card.DELIVERED, expires=EXPIRES, on=on)
    with pytest.raises(Refused) as certificate:
        certificate_must_be_valid(state=Certificate.VALID, issued=ISSUED, expires=EXPIRES, on=on)

    assert card.value.refusal.rule == "RENEW-03"
    assert "apply for a new card" in card.value.refusal.instead
    assert certificate.value.refusal.rule == "CERT-23"
    assert "renewed at any time" in certificate.value.refusal.instead


@pytest.mark.parametrize("state", [state for state in Card if state is not Card.DELIVERED])
def test_no_card_works_but_a_delivered_one(state: Card) -> None:
    """CARD-36: each other state refuses with its own reason and page."""
    with pytest.raises(Refused) as refused:
        card_must_be_valid(state=state, expires=EXPIRES, on=ISSUED)

    assert refused.value.refusal.because[0].page
    assert refused.value.refusal.instead


@pytest.mark.parametrize(
    ("state", "rule"), [(Certificate.SUSPENDED, "CERT-31"), (Certificate.REVOKED, "CERT-24")]
)
def test_a_suspended_or_revoked_certificate_does_not_work(state: Certificate, rule: str) -> None:
    """CERT-24, CERT-31."""
    with pytest.raises(Refused) as refused:
        certificate_must_be_valid(state=state, issued=ISSUED, expires=EXPIRES, on=ISSUED)

    assert refused.value.refusal.rule == rule


def test_a_certificate_is_not_valid_before_its_day_of_issue() -> None:
    """CERT-03: a dial that stands before the day of issue."""
    with pytest.raises(Refused) as refused:
        certificate_must_be_valid(
            state=Certificate.VALID, issued=ISSUED, expires=EXPIRES, on=date(2024, 4, 30)
        )

    assert refused.value.refusal.facts == {"issued": "2024-05-01"}


@pytest.mark.parametrize(
    ("state", "on", "today"),
    [
        (Certificate.VALID, date(2024, 4, 30), Certificate.NOT_ISSUED),
        (Certificate.VALID, ISSUED, Certificate.VALID),
        (Certificate.VALID, EXPIRES, Certificate.VALID),
        (Certificate.VALID, date(2029, 5, 2), Certificate.EXPIRED),
        (Certificate.SUSPENDED, EXPIRES, Certificate.SUSPENDED),
        (Certificate.SUSPENDED, date(2029, 5, 2), Certificate.EXPIRED),
        (Certificate.REVOKED, date(2029, 5, 2), Certificate.REVOKED),
    ],
)
def test_issue_and_expiry_follow_from_the_day(
    state: Certificate, on: date, today: Certificate
) -> None:
    """Neither is written: the day decides of what was not revoked (C5)."""
    assert certificate_on(state=state, issued=ISSUED, expires=EXPIRES, on=on) is today
