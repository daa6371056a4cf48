"""The desk for phones: what it checks of an application, and what the certificates say."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import AskStatus, Jpki, LiftSuspension, RevokeCertificate, SuspendCertificate
from fuda.doors.person import CertificateKind
from fuda.doors.phone import ApplyForPhone, PhoneDesk, PhoneKey, PhoneLine, application
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.access import NotAllowed
from fuda.kit.caller import Caller, acting_as
from fuda.kit.carrier import Door
from fuda.kit.tables import audit
from fuda.pki.verify import read
from fuda.rules.calendar import TOKYO
from fuda.world.access import ACCESS
from jpki_made import Requests
from phone_applied import KINDS, Issued, Phones
from pki_made import public_of, signed
from stand_ins import StandingClock

Open = Callable[[], JpkiKeeper]


@pytest.fixture
def phones(desk: JpkiKeeper, clock: StandingClock, request_for: Any) -> Phones:
    """Phones before that desk."""
    return Phones(desk, clock, request_for)


@pytest.fixture
def card(phones: Phones) -> Issued:
    """花子's card."""
    return phones.card()


def order(kind: Any, one: CertificateKind, serial: int, **more: Any) -> Any:
    """What a municipality orders about a certificate."""
    key = f"{kind.__name__} {one} {serial}"
    return kind(key=key, kind=one, serial=serial, event="test", **more)


def refused(phones: Phones, asked: Any) -> str:
    """The rule that says no; nothing was issued then."""
    before = issued_so_far(phones.desk)
    with pytest.raises(Refused) as no:
        phones.apply(asked)
    assert issued_so_far(phones.desk) == before
    return no.value.refusal.msgid


def issued_so_far(desk: JpkiKeeper) -> int:
    """Certificates in the register."""
    with desk.store.reading() as at:
        return int(at.execute(select(func.count()).select_from(register.certificates)).scalar_one())


def test_they_say_what_the_card_s_say(phones: Phones, card: Issued) -> None:
    """Holder, town and last day; their own key, policy and serial (pki-profile 1.4)."""
    made = phones.gets(card)
    for kind in KINDS:
        phone, of_card = read(made[kind].certificate), read(card[kind].certificate)

        assert (of_card.kind, phone.kind) == (kind, f"phone_{kind}")
        assert phone.identity == of_card.identity
        assert phone.last_day == of_card.last_day
        assert phone.public_key != of_card.public_key
        assert phone.authority_key == of_card.authority_key
        assert phone.point == of_card.point
    assert read(made["signature"].certificate).subject[14:19] == "13103"


def test_the_application_is_in_the_log(phones: Phones, card: Issued) -> None:
    """Which phone, and as a phone."""
    phones.gets(card)
    with phones.desk.store.reading() as at:
        rows = at.execute(
            select(audit.c.by, audit.c.subject).where(audit.c.event == "phone_applied")
        )
        assert [tuple(row) for row in rows] == [("phone", "FP01")]


@pytest.mark.parametrize(
    ("carrier", "first"), [("android", date(2023, 5, 11)), ("iphone", date(2025, 6, 24))]
)
def test_from_their_day_on(carrier: str, first: date, clock: StandingClock, start: Open) -> None:
    """Refused on the day before; on it and after it, not (PHONE-01)."""
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=TOKYO)
    clock.at = noon - timedelta(days=1)
    with closing(start()) as desk, acting_as(Caller("m/131032")):
        phones = Phones(desk, clock, Requests(desk))
        card = phones.card(expires=first + timedelta(days=1000))
        asked = phones.application(card, carrier=carrier)
        assert "cannot take certificates" in refused(phones, asked)

        for n, kind in enumerate(KINDS):
            clock.at = noon + timedelta(days=n)
            assert phones.gets(card, carrier=carrier, kinds=(kind,)).keys() == {kind}


def test_the_same_application_again(phones: Phones, card: Issued) -> None:
    """By its key it is answered alike; nothing is made twice."""
    asked = phones.application(card)

    assert phones.apply(asked) == phones.apply(asked)
    assert issued_so_far(phones.desk) == 4


def test_a_replayed_application(phones: Phones, card: Issued) -> None:
    """Under a new key: its challenges have served, and its keys have certificates."""
    asked = phones.application(card)
    phones.apply(asked)

    assert "used before" in refused(phones, replace(asked, key="again"))
    fresh = phones.application(card)
    old_keys = tuple(
        replace(one, challenge=other.challenge, proof=signed(f"FP01 {one.kind} 1", other.challenge))
        for one, other in zip(asked.keys, fresh.keys, strict=True)
    )
    assert "for this key before" in refused(phones, replace(asked, key="anew", keys=old_keys))


@pytest.mark.parametrize(
    "changes",
    [{"token": "FP02"}, {"carrier": "iphone"}, {"signature": b"no signature"}],
    ids=["another phone", "another kind of phone", "no signature"],
)
def test_for_nothing_else_than_what_was_signed(changes: Any, phones: Phones, card: Issued) -> None:
    """The card's signature covers phone and kind."""
    asked = phones.application(card)

    assert "did not sign" in refused(phones, replace(asked, **changes))


def test_for_no_other_key_than_the_one_bound(phones: Phones, card: Issued) -> None:
    """Whoever carries the application cannot put the own key into it."""
    asked, mine = phones.application(card), phones.application(card, phone="MINE")
    first, second = asked.keys
    for keys in ((mine.keys[0], second), (first, mine.keys[1]), (first,)):
        assert "did not sign" in refused(phones, replace(asked, keys=keys))


def test_signed_with_another_card(phones: Phones, card: Issued) -> None:
    """Somebody else's key under this card's certificate."""
    phones.card("taro")

    assert "did not sign" in refused(phones, phones.application(card, signs="taro's signature"))


def test_it_is_the_signer_who_gets_them(phones: Phones, card: Issued) -> None:
    """太郎's card makes them 太郎's, whatever phone it is."""
    taro = phones.card("taro")
    made = phones.gets(taro, signs="taro's signature")

    assert made.keys() == set(KINDS)
    with pytest.raises(Refused, match="own") as no:
        phones.gets(card)
    assert "somebody else" in no.value.refusal.msgid


def test_a_phone_that_changed_hands(phones: Phones, card: Issued) -> None:
    """Once the former holder's certificates on it are revoked it is free."""
    taro = phones.card("taro")
    former = phones.gets(taro, signs="taro's signature")
    for kind in KINDS:
        phones.desk.revoke(
            order(RevokeCertificate, kind, former[kind].serial, reason="cessation_of_operation")
        )

    assert phones.gets(card).keys() == set(KINDS)


@pytest.mark.parametrize("of", ["user", "phone_signature", "garbage"])
def test_only_a_card_s_signature_certificate_applies(of: str, phones: Phones, card: Issued) -> None:
    """Not the user certificate, not a phone's, and nothing that is no certificate."""
    phone = phones.gets(card, phone="FP09")
    shown = {
        "user": card["user"].certificate,
        "phone_signature": phone["signature"].certificate,
        "garbage": b"0\x82",
    }[of]
    asked = phones.application(card, certificate=shown)

    assert "signature certificate of a card" in refused(phones, asked)


@pytest.mark.parametrize("days", [-1, 1])
def test_only_on_its_day(days: int, phones: Phones, card: Issued, clock: StandingClock) -> None:
    """What was signed yesterday is not carried here today, nor what says tomorrow."""
    asked = phones.application(card)
    clock.turn(days=days)
    try:
        assert "signed on {day}" in refused(phones, asked)
    finally:
        clock.turn(days=-days)


@pytest.mark.parametrize("kind", KINDS)
def test_the_card_s_certificate_is_revoked(
    kind: CertificateKind, phones: Phones, card: Issued
) -> None:
    """Nothing derives from it any more; the other one lends nothing in its place."""
    phones.desk.revoke(
        order(RevokeCertificate, kind, card[kind].serial, reason="affiliation_changed")
    )

    said = refused(phones, phones.application(card))
    assert said.startswith("The card's signature" if kind == "signature" else "No user certificate")
    if kind == "user":
        assert phones.gets(card, kinds=("signature",)).keys() == {"signature"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_card_s_certificate_is_on_hold(
    kind: CertificateKind, phones: Phones, card: Issued
) -> None:
    """A suspended card applies for nothing; lifted, it does."""
    phones.desk.suspend(order(SuspendCertificate, kind, card[kind].serial))
    assert "suspended" in refused(phones, phones.application(card))
    phones.desk.lift(order(LiftSuspension, kind, card[kind].serial))

    assert phones.gets(card).keys() == set(KINDS)


def test_the_card_s_certificate_has_expired(phones: Phones, clock: StandingClock) -> None:
    """Its last day still counts; the day after does not (C5)."""
    last = clock.today() + timedelta(days=3)
    card = phones.card(expires=last)
    clock.turn(days=3)
    made = phones.gets(card)
    assert {one.expires for one in made.values()} == {last}

    clock.turn(days=1)
    assert "expired on {expires}" in refused(phones, phones.application(card, phone="FP02"))


def test_the_user_certificate_caps_the_signature_certificate(phones: Phones) -> None:
    """CERT-16, where only the signature certificate is asked for, too."""
    early = date(2030, 1, 1)
    card = {
        kind: phones.desk.issue(phones.request_for(kind, chip=f"hanako's {kind}", expires=early))
        for kind in KINDS
    }

    assert phones.gets(card, kinds=("signature",))["signature"].expires == early


def test_the_phone_does_not_have_the_key(phones: Phones, card: Issued) -> None:
    """Proof of possession, as for a card; none of the two is made."""
    asked = phones.application(card)
    first, second = asked.keys
    forged = (first, replace(second, proof=first.proof))

    assert "did not prove" in refused(phones, replace(asked, keys=forged))


def test_a_card_s_key_is_no_phone_s(phones: Phones, card: Issued) -> None:
    """The phone makes keys of its own."""
    chip = "hanako's user"
    asked = phones.application(card, kinds=("user",))
    (key,) = asked.keys
    same = replace(key, public_key=public_of(chip), proof=signed(chip, key.challenge))
    said = phone_says(asked, (same,))

    assert "for this key before" in refused(
        phones, replace(asked, keys=(same,), signature=signed("hanako's signature", said))
    )


def phone_says(asked: ApplyForPhone, keys: tuple[PhoneKey, ...]) -> bytes:
    """The text of the application for these keys."""
    return application(
        asked.carrier, asked.token, asked.on, [(one.kind, one.public_key) for one in keys]
    )


def test_a_challenge_of_the_counter_is_none_of_a_phone(phones: Phones, card: Issued) -> None:
    """A challenge serves the caller to whom it was given."""
    asked = phones.application(card, kinds=("user",))
    (key,) = asked.keys
    counter = phones.request_for("user", chip="FP01 user 1")
    foreign = replace(key, challenge=counter.challenge, proof=counter.proof)

    assert "used before" in refused(phones, replace(asked, keys=(foreign,)))


def test_one_of_a_kind_on_each_kind_of_phone(phones: Phones, card: Issued) -> None:
    """CERT-01: a second Android phone waits until the first one's are revoked; an iPhone not."""
    android = phones.gets(card, phone="FP01")
    phones.gets(card, phone="FP02", carrier="iphone")
    assert "is valid until" in refused(phones, phones.application(card, phone="FP03"))

    for kind in KINDS:
        phones.desk.revoke(
            order(RevokeCertificate, kind, android[kind].serial, reason="cessation_of_operation")
        )
    assert phones.gets(card, phone="FP03").keys() == set(KINDS)


def test_the_same_phone_again(phones: Phones, card: Issued) -> None:
    """New keys in it, as after an application that was cut off: the former ones end."""
    first = phones.gets(card)
    second = phones.gets(card)

    for kind in KINDS:
        assert phones.desk.status(status_of(phones, first, kind)).reason == "superseded"
        assert phones.desk.status(status_of(phones, second, kind)).state == "good"


def status_of(phones: Phones, made: Issued, kind: CertificateKind) -> AskStatus:
    """The question how it stands now."""
    return AskStatus(kind=kind, serial=made[kind].serial, at=phones.clock.now())


@pytest.mark.parametrize(
    "changes",
    [{"keys": ()}, {"token": ""}, {"token": "FP01\nuser"}, {"token": "F" * 17}],
    ids=["no key", "no token", "two lines", "too long"],
)
def test_what_is_no_application(changes: Any, phones: Phones, card: Issued) -> None:
    """One line says what is wrong with it."""
    with pytest.raises(Malformed):
        phones.apply(replace(phones.application(card), **changes))
    twice = phones.application(card, kinds=("user", "user"))
    with pytest.raises(Malformed, match="keys"):
        phones.apply(twice)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_changed_octet_gets_through(data: st.DataObject, phones: Phones, card: Issued) -> None:
    """In certificate, signature, key or proof: a rule or one line says no, and nothing is made."""
    if "asked" not in phones.kept:
        phones.kept["asked"] = phones.application(card)
    asked = phones.kept["asked"]
    first, second = asked.keys

    def changed(octets: bytes) -> bytes:
        at = data.draw(st.integers(0, len(octets) - 1))
        other = octets[at] ^ data.draw(st.integers(1, 255))
        return octets[:at] + bytes([other]) + octets[at + 1 :]

    wrong = data.draw(st.sampled_from(("certificate", "signature", "public_key", "proof")))
    if wrong in {"certificate", "signature"}:
        bad = replace(asked, **{wrong: changed(getattr(asked, wrong))})
    else:
        bad = replace(
            asked, keys=(first, replace(second, **{wrong: changed(getattr(second, wrong))}))
        )
    before = issued_so_far(phones.desk)
    with pytest.raises((Refused, Malformed)):
        phones.apply(bad)
    assert issued_so_far(phones.desk) == before


def test_two_phones_at_once(phones: Phones, card: Issued) -> None:
    """One of them gets the certificates, the other hears why not (CERT-01)."""
    asked = [phones.application(card, phone=name) for name in ("FP01", "FP02")]

    def applies(one: ApplyForPhone) -> str:
        try:
            return str(len(phones.apply(one).certificates))
        except Refused as no:
            return no.refusal.rule

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(applies, asked)) == ["2", "CERT-01"]
    assert issued_so_far(phones.desk) == 4


@pytest.mark.parametrize(
    ("door", "caller", "call"),
    [
        (PhoneDesk, "m/131032", "apply"),
        (PhoneDesk, "hotline", "apply"),
        (PhoneLine, "phone", "report_phone_lost"),
        (PhoneLine, "m/131032", "report_phone_lost"),
        (Jpki, "phone", "issue"),
        (Jpki, "hotline", "lift"),
    ],
)
def test_who_may_ask(door: type, caller: str, call: str, desk: JpkiKeeper) -> None:
    """Phones apply; the line suspends, and does not lift."""
    at = Door(door, ACCESS.at("jlis.jpki"))
    with pytest.raises(NotAllowed):
        getattr(at.direct(desk, Caller(caller)), call)(object())
