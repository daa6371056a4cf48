"""発行・更新: whose certificates, until when, and what is refused (CERT-06 to -24, RENEW-04)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from fuda.doors.cards import ReportLostCard
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import RequestCertificate, RevokeCertificate
from fuda.doors.municipality import AskIssuable
from fuda.kit.caller import Caller, acting_as
from issue_made import adult, live, turn_to
from municipality_made import BOTH, CLERK, City


@pytest.mark.parametrize(
    ("on", "expires"),
    [
        (date(2031, 1, 1), None),
        (date(2031, 1, 2), date(2036, 4, 1)),
        (date(2031, 4, 1), date(2036, 4, 1)),
        (date(2031, 4, 2), date(2036, 4, 1)),
        (date(2032, 3, 31), date(2036, 4, 1)),
    ],
)
def test_the_renewal_window(city: City, on: date, expires: date | None) -> None:
    """CERT-14, RENEW-01, RENEW-04: early no; in time from the old day; afterwards a new issue."""
    who, card = adult(city)
    old = live(city, who)
    assert old["user"][1] == date(2031, 4, 1)
    turn_to(city, on)
    with city.brought(who, card) as issuing:
        if expires is None:
            with pytest.raises(Refused) as no:
                issuing.begin()
            assert no.value.refusal.rule == "RENEW-01"
            return
        asked = issuing.ask("user", "signature")
        issuing.issue()
    new = live(city, who)
    assert {kind: day for kind, (_, day) in new.items()} == dict.fromkeys(BOTH, expires)
    assert {one.kind: one.expires for one in asked.certificates} == dict.fromkeys(BOTH, expires)
    for kind in BOTH:
        assert new[kind][0] != old[kind][0]
        still = "good" if on > date(2031, 4, 1) else "revoked"
        assert city.status(kind, old[kind][0]) == still  # what has expired is over already
    assert city.office.store.undelivered() == ()


def test_a_new_issue_counts_from_the_day(city: City) -> None:
    """RENEW-04, CERT-13: five birthdays after the new day, not after the old expiry."""
    who, card = adult(city)
    turn_to(city, date(2033, 5, 2))
    with city.brought(who, card) as issuing:
        issuing.issue(kinds=("user",))
    expires = next(one.expires for one in city.view(who).cards)
    assert live(city, who)["user"][1] == min(date(2038, 4, 1), expires or date.max)


def test_no_longer_than_the_card(city: City) -> None:
    """CERT-15, CERT-16: a card of five years ends with its first certificates."""
    city.hand_over()
    (card,) = city.view().cards
    assert card.expires
    turn_to(city, card.expires - timedelta(days=5))
    with city.brought() as issuing:
        issuing.issue()
    assert {day for _, day in live(city, city.hanako).values()} == {card.expires}


def test_no_longer_than_the_user_certificate(city: City) -> None:
    """CERT-16: the signature certificate alone ends with the user certificate beside it."""
    who, card = adult(city)
    turn_to(city, date(2031, 2, 1))
    with city.brought(who, card) as issuing:
        issuing.issue(kinds=("signature",))
    assert live(city, who)["signature"][1] == date(2031, 4, 1)


def test_beside_an_expired_user_certificate(city: City) -> None:
    """CERT-16: both at the same visit."""
    who, card = adult(city)
    turn_to(city, date(2031, 4, 2))
    with city.brought(who, card) as issuing, pytest.raises(Refused) as no:
        issuing.begin(kinds=("signature",))
    assert no.value.refusal.rule == "CERT-16"


def test_after_a_move_within_the_city(city: City) -> None:
    """CERT-17, CERT-24: a new issue with the caps; the user certificate stays as it is."""
    who, card = adult(city)
    before = live(city, who)
    turn_to(city, date(2028, 6, 1))
    city.counter.change_address(city.a_move(resident=who, version=city.view(who).version))
    assert set(live(city, who)) == {"user"}
    with city.brought(who, card) as issuing:
        issuing.issue(kinds=("signature",))
    after = live(city, who)
    assert after["user"] == before["user"]
    assert after["signature"][1] == date(2031, 4, 1)
    told = [one for one in city.jpki.heard if isinstance(one, RequestCertificate)][-1]
    assert told.items
    assert "小町" in told.items.address


def suspend(city: City, card: str) -> None:
    """A call to the line."""
    with acting_as(Caller("hotline")):
        city.cards_desk.report_lost(ReportLostCard(key="lost", operator="op", card=card))


@pytest.mark.parametrize(
    ("before", "rule"),
    [
        (suspend, "LOST-17"),
        (lambda city, _: turn_to(city, date(2037, 4, 2)), "RENEW-03"),
    ],
)
def test_onto_a_card_that_is_not_valid(
    city: City, before: Callable[[City, str], None], rule: str
) -> None:
    """CERT-10, CERT-11: suspended or expired."""
    who, card = adult(city)
    before(city, card)
    with city.brought(who, card) as issuing, pytest.raises(Refused) as no:
        issuing.begin()
    assert no.value.refusal.rule == rule


def test_onto_a_card_that_was_not_handed_over(city: City) -> None:
    """CARD-42: it is handed over first."""
    asked = AskIssuable(clerk=CLERK, resident=city.hanako, card=city.card, kinds=BOTH)
    with pytest.raises(Refused) as no:
        city.counter.issuable(asked)
    assert no.value.refusal.rule == "CARD-42"


def test_where_the_holder_lives(city: City) -> None:
    """CERT-10, CERT-11: until the day of moving out."""
    who, card = adult(city)
    turn_to(city, date(2031, 2, 1))
    city.counter.file_moving_out(city.leaving(residents=(who,), planned=date(2031, 2, 20)))
    turn_to(city, date(2031, 2, 20))
    with city.brought(who, card) as issuing:
        assert issuing.ask("user").certificates
    turn_to(city, date(2031, 2, 21))
    with city.brought(who, card) as issuing, pytest.raises(Refused) as no:
        issuing.begin()
    assert no.value.refusal.rule == "CERT-11"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"verified": ("user", "signature")}, "resident_register PIN"),
        ({"verified": ("resident_register", "user")}, "signature PIN"),
        ({"verified": ("user", "signature"), "never_set": ("resident_register",)}, "register PIN"),
        ({"kinds": ()}, "name the certificates"),
        ({"kinds": ("user", "user")}, "each kind once"),
        ({"card": "c-another"}, "not a card of"),
        ({"chip_challenge": b"short"}, "16 bytes"),
    ],
)
def test_bad_input_opens_nothing(city: City, said: dict[str, Any], line: str) -> None:
    """CERT-10, CERT-18: without its PINs nothing goes onto a card; the certificates stay."""
    who, card = adult(city)
    turn_to(city, date(2031, 2, 1))
    before = live(city, who)
    with city.brought(who, card) as issuing, pytest.raises(Malformed, match=line):
        issuing.begin(**said)
    assert live(city, who) == before


def test_a_child_and_the_fifteenth_birthday(city: City) -> None:
    """CERT-07, CERT-08: a parent decides until the day before; from the day on alone, and signs."""
    born = date(2012, 5, 5)
    who, card = city.someone_with_a_card(born)
    parent = {"represented_by": "resident_register"}
    with city.on_the_reader(card) as session:
        first = session.begin(who, kinds=(), **parent)
        second = session.go_on(first.case, session.run(first.commands))
        session.complete(first.case, session.commit(second))
    city.wallet.hand_over(card)

    turn_to(city, date(2027, 5, 4))
    typed = {"verified": ("resident_register",), "never_set": ("user", "signature")}
    with city.brought(who, card) as issuing:
        for said, rule in (
            ({"kinds": ("user",)}, "MINOR-03"),
            (parent, "CERT-06"),
        ):
            with pytest.raises(Refused) as no:
                issuing.begin(key=rule, **typed, **said)
            assert no.value.refusal.rule == rule
        issuing.issue(kinds=("user",), **typed, **parent)

    turn_to(city, date(2027, 5, 5))
    typed = {"verified": ("resident_register",), "never_set": ("signature",)}
    with city.brought(who, card) as issuing:
        with pytest.raises(Refused) as no:
            issuing.begin(key="parent", kinds=("signature",), **typed, **parent)
        assert no.value.refusal.rule == "MINOR-04"
        issuing.issue(kinds=("signature",), **typed)
    assert set(live(city, who)) == set(BOTH)


def test_what_its_holder_ended_is_issued_anew(city: City) -> None:
    """CERT-24: ended by its holder at jlis.jpki alone, it is not renewed but newly issued."""
    who, card = adult(city)
    serial = live(city, who)["signature"][0]
    city.jpki.revoke(
        RevokeCertificate(
            key="own",
            kind="signature",
            serial=serial,
            reason="cessation_of_operation",
            event="signature_given_up",
        )
    )
    with city.brought(who, card) as issuing:
        (asked,) = issuing.ask("signature").certificates
        assert asked.renewed_from is None
        issuing.issue(kinds=("signature",))
    assert set(live(city, who)) == set(BOTH)
