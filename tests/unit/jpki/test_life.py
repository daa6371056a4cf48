"""What happens to a certificate after its issue: held, released, revoked; and its history."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any, get_args

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuda.doors.cards import CardState
from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import (
    AskChallenge,
    AskList,
    AskStatus,
    CertificateStatus,
    Jpki,
    LiftSuspension,
    OwnRevocation,
    RevokeCertificate,
    RevokeOwn,
    SuspendCertificate,
    own_revocation,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.access import NotAllowed
from fuda.kit.caller import Caller, acting_as
from fuda.kit.carrier import Door
from fuda.world.access import ACCESS
from pki_made import public_of, signed
from stand_ins import StandingClock

SECOND = timedelta(seconds=1)


def suspending(serial: int, key: str = "suspend") -> SuspendCertificate:
    """The hotline's order."""
    return SuspendCertificate(key=key, kind="user", serial=serial, event="reported_lost")


def lifting(serial: int, key: str = "lift") -> LiftSuspension:
    """The counter's order."""
    return LiftSuspension(key=key, kind="user", serial=serial, event="found")


def revoking(serial: int, key: str = "revoke") -> RevokeCertificate:
    """The municipality's order."""
    return RevokeCertificate(
        key=key, kind="user", serial=serial, reason="cessation_of_operation", event="died"
    )


def status(desk: JpkiKeeper, serial: int, at: Any) -> CertificateStatus:
    """How it stood at that instant."""
    return desk.status(AskStatus(kind="user", serial=serial, at=at))


def on_list(desk: JpkiKeeper, serial: int) -> str | None:
    """The reason for which it stands on the list now."""
    crl = x509.load_der_x509_crl(desk.crl(AskList(kind="user")).der)
    entry = crl.get_revoked_certificate_by_serial_number(serial)
    if entry is None:
        return None
    return str(entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value)


def test_held_and_released(desk: JpkiKeeper, clock: StandingClock, request_for: Any) -> None:
    """From its second on hold (CERT-31), then the same certificate is good again (LOST-16)."""
    serial = desk.issue(request_for("user")).serial
    clock.turn(days=3)
    lost = clock.now()
    desk.suspend(suspending(serial))

    assert status(desk, serial, lost - SECOND) == CertificateStatus(state="good")
    held = CertificateStatus(state="held", since=lost, reason="certificate_hold")
    assert status(desk, serial, lost) == held
    assert on_list(desk, serial) == "certificateHold"
    clock.turn(days=2)
    found = clock.now()
    desk.lift(lifting(serial))
    assert status(desk, serial, found) == CertificateStatus(state="good")
    assert status(desk, serial, found - SECOND) == held
    assert on_list(desk, serial) is None
    clock.turn(days=2)
    desk.suspend(suspending(serial, "again"))
    desk.revoke(revoking(serial))
    assert status(desk, serial, clock.now()).state == "revoked"
    assert on_list(desk, serial) == "cessationOfOperation"
    with desk.store.reading() as connection:
        history = register.events_of(connection, "user", serial)
    assert [one.state for one in history] == ["held", "released", "held", "revoked"]
    assert {one.by for one in history} == {"m/131032"}


def test_what_the_life_cycle_refuses(desk: JpkiKeeper, request_for: Any) -> None:
    """Each no has its rule; a refused step leaves no event."""
    serial = desk.issue(request_for("user")).serial

    def rule(act: Any, order: Any) -> str:
        with pytest.raises(Refused) as no:
            act(order)
        return no.value.refusal.rule

    assert rule(desk.lift, lifting(serial)) == "LOST-16"
    desk.suspend(suspending(serial))
    assert rule(desk.suspend, suspending(serial, "twice")) == "CERT-31"
    desk.suspend(suspending(serial))
    desk.revoke(revoking(serial))
    assert rule(desk.suspend, suspending(serial, "late")) == "CERT-24"
    assert rule(desk.lift, lifting(serial)) == "CERT-24"
    with desk.store.reading() as connection:
        assert len(register.events_of(connection, "user", serial)) == 2
    for act, order in (
        (desk.suspend, suspending(serial + 1, "unknown")),
        (desk.lift, lifting(serial + 1, "unknown")),
    ):
        with pytest.raises(Malformed, match="was issued"):
            act(order)


def test_a_held_one_stands_in_the_way_of_another(desk: JpkiKeeper, request_for: Any) -> None:
    """A hold may be lifted: until it is revoked, no second certificate of that kind (CERT-01)."""
    serial = desk.issue(request_for("user")).serial
    desk.suspend(suspending(serial))

    with pytest.raises(Refused, match="CERT-01"):
        desk.issue(request_for("user"))


def test_who_may_suspend_and_who_may_lift(desk: JpkiKeeper) -> None:
    """Municipalities alone; jlis.cards tells them of a lost card (LOST-07, decision 0012)."""
    access = ACCESS.at("jlis.jpki")
    changing = ("revoke", "suspend", "lift")
    for call in changing:
        access.check(Jpki, Caller("m/131032"), call)
    access.check(OwnRevocation, Caller("desktop"), "revoke_own")
    for caller, call in product(
        ("jlis.cards", "hotline", "desktop", "verifier", "certificate_center"), changing
    ):
        with pytest.raises(NotAllowed):
            access.check(Jpki, Caller(caller), call)
    with pytest.raises(NotAllowed):
        Door(Jpki, access).direct(desk, Caller("desktop")).revoke(revoking(2))


def own(desk: JpkiKeeper, serial: int, chip: str, key: str = "own") -> RevokeOwn:
    """An order by client software, signed on that chip."""
    challenge = desk.challenge(AskChallenge(key=f"{key} {serial} {chip}")).challenge
    return RevokeOwn(
        key=f"{key} {serial} {chip}",
        kind="user",
        serial=serial,
        challenge=challenge,
        proof=signed(chip, own_revocation("user", serial, challenge)),
    )


def test_the_holder_revokes_with_the_certificates_key(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """By client software (CERT-25, CERT-32): at once, for good, once."""
    serial = desk.issue(request_for("user", chip="own chip")).serial
    with acting_as(Caller("desktop")):
        order = own(desk, serial, "own chip")
        desk.revoke_own(order)
        desk.revoke_own(order)
        with pytest.raises(Refused, match="CERT-24"):
            desk.revoke_own(own(desk, serial, "own chip", "later"))
    ended = CertificateStatus(state="revoked", since=clock.now(), reason="cessation_of_operation")

    assert status(desk, serial, clock.now()) == ended
    with desk.store.reading() as connection:
        last = register.last_event(connection, "user", serial)
    assert last is not None
    assert (last.event, last.by) == ("user_given_up", "desktop")


def test_nobody_elses_certificate_can_be_revoked_so(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Another key, another certificate's order, a login's signature, an old or stolen challenge."""
    mine = desk.issue(request_for("user", chip="mine")).serial
    other = desk.issue(request_for("user", chip="other", holder="taro")).serial
    with acting_as(Caller("desktop")):
        order = own(desk, other, "mine")
        login = signed("other", order.challenge)
        for wrong in (
            order,
            replace(own(desk, mine, "mine"), serial=other),
            replace(order, proof=login),
            replace(order, proof=b""),
        ):
            with pytest.raises(Refused, match="CERT-25"):
                desk.revoke_own(wrong)
        with acting_as(Caller("m/131032")):
            stolen = own(desk, other, "other")
        old = own(desk, other, "other")
        with pytest.raises(Refused, match="run out"):
            desk.revoke_own(stolen)
        clock.turn(seconds=3601)
        with pytest.raises(Refused, match="run out"):
            desk.revoke_own(old)

    assert status(desk, other, clock.now()).state == "good"


def test_two_at_once(desk: JpkiKeeper, request_for: Any) -> None:
    """Six revocations and six suspensions at the same moment: one end, and no event after it."""
    serial = desk.issue(request_for("user")).serial
    orders = [revoking(serial, f"r{n}") for n in range(6)]
    holds = [suspending(serial, f"s{n}") for n in range(6)]

    def act(order: Any) -> None:
        with acting_as(Caller("m/131032")):
            try:
                (desk.revoke if isinstance(order, RevokeCertificate) else desk.suspend)(order)
            except Refused:
                return

    with ThreadPoolExecutor(8) as clerks:
        both = zip(orders, holds, strict=True)
        list(clerks.map(act, [order for pair in both for order in pair]))
    with desk.store.reading() as connection:
        history = [one.state for one in register.events_of(connection, "user", serial)]

    assert history in (["revoked"], ["held", "revoked"])


def test_followers_catch_up_in_order(desk: JpkiKeeper, request_for: Any) -> None:
    """Every issue and event has the next number; pages of any size make the same whole."""
    serials = [desk.issue(request_for("user", holder=str(n))).serial for n in range(3)]
    desk.suspend(suspending(serials[1]))
    desk.issue(request_for("signature"))
    desk.lift(lifting(serials[1]))
    desk.revoke(revoking(serials[0]))

    def followed(limit: int) -> list[Any]:
        seen: list[Any] = []
        while True:
            with desk.store.reading() as connection:
                page = register.changes_after(connection, seen[-1].n if seen else 0, limit)
            if not page:
                return seen
            seen += page

    whole = followed(100)
    assert [one.n for one in whole] == list(range(1, 8))
    assert [one.state for one in whole] == [
        "issued", "issued", "issued", "held", "issued", "released", "revoked",
    ]  # fmt: skip
    assert {(one.kind, one.point) for one in whole} == {("user", "1"), ("signature", "131032")}
    for limit in (1, 2, 3, 5):
        assert followed(limit) == whole


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(st.sampled_from("slr"), st.integers(0, 3)), max_size=7))
def test_status_at_any_time(
    steps: list[tuple[str, int]], desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Whatever was asked for, in whatever order: each second is answered as it was then."""
    serial = desk.issue(request_for("user", holder=f"{clock.now()}")).serial
    timeline = [(clock.now(), "good")]
    orders = {
        "s": (desk.suspend, suspending),
        "l": (desk.lift, lifting),
        "r": (desk.revoke, revoking),
    }
    after = {"s": "held", "l": "good", "r": "revoked"}
    for n, (step, wait) in enumerate(steps):
        clock.turn(seconds=wait)
        act, order = orders[step]
        try:
            act(order(serial, f"{clock.now()} {serial} {n}"))
        except Refused:
            continue
        if timeline[-1][1] != "revoked":
            timeline.append((clock.now(), after[step]))
    clock.turn(seconds=1)

    at = timeline[0][0]
    while at <= clock.now():
        then = [state for since, state in timeline if since <= at][-1]
        assert status(desk, serial, at).state == then
        at += SECOND


@pytest.mark.parametrize(
    ("kind", "changes", "rule"),
    [
        ("signature", {"capacity": "adult_ward", "represented": True}, "CERT-06"),
        ("user", {"capacity": "adult_ward"}, "CERT-07"),
        ("user", {"capacity": "under_15"}, "CERT-07"),
        ("user", {"capacity": "under_15", "represented": True}, None),
        ("user", {"capacity": "adult_ward", "represented": True}, None),
    ],
)
def test_who_decides(
    kind: CertificateKind, changes: Any, rule: str | None, desk: JpkiKeeper, request_for: Any
) -> None:
    """No signature certificate for a ward; the user certificate by the representative (CERT-07)."""
    request = request_for(kind, **changes)
    if rule is None:
        assert desk.issue(request).serial == 2
        return
    with pytest.raises(Refused) as no:
        desk.issue(request)
    assert no.value.refusal.rule == rule
    assert all(ground.page for ground in no.value.refusal.because)


@pytest.mark.parametrize(("kind", "rule"), [("signature", "CERT-10"), ("user", "CERT-11")])
def test_neither_for_a_lapsed_card(
    kind: CertificateKind, rule: str, desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """The card's last day still counts (C5)."""
    today = clock.today()
    yesterday = today - timedelta(days=1)

    with pytest.raises(Refused, match=rule):
        desk.issue(request_for(kind, card_expires=yesterday, expires=yesterday))
    assert desk.issue(request_for(kind, card_expires=today, expires=today)).expires == today


def test_no_longer_than_a_certificate_can_last(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Five years from an expiry three months away (CERT-14, RENEW-01); a day more is refused."""
    longest = clock.today().replace(year=2031, month=7)

    with pytest.raises(Refused, match="CERT-14"):
        desk.issue(request_for("user", expires=longest + timedelta(days=1)))
    assert desk.issue(request_for("user", expires=longest)).expires == longest


def test_a_key_of_the_wrong_form(desk: JpkiKeeper, request_for: Any) -> None:
    """A proof over a key that the profile does not allow is the asker's mistake."""
    request = request_for("user")
    with pytest.raises(Malformed, match="public_key"):
        desk.issue(replace(request, public_key=public_of("user 1")[:-1]))


@pytest.mark.parametrize(("kind", "rule"), [("signature", "CERT-10"), ("user", "CERT-11")])
@pytest.mark.parametrize("state", get_args(CardState))
def test_only_for_a_card_in_hand(
    state: str, kind: CertificateKind, rule: str, desk: JpkiKeeper, request_for: Any
) -> None:
    """Being handed over, or the holder's; in no other state that jlis.cards tells."""
    request = request_for(kind, card_state=state)
    if state in {"ready", "delivered"}:
        assert desk.issue(request).serial == 2
        return
    with pytest.raises(Refused, match=rule):
        desk.issue(request)


def test_a_card_of_which_nothing_is_said(desk: JpkiKeeper, request_for: Any) -> None:
    """No certificate for a card that nobody has looked at (CERT-10, CERT-11)."""
    with pytest.raises(Malformed, match="card_state"):
        desk.issue(request_for("user", card_state=None))
