"""What a municipality gets, and everything that is refused first."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import (
    AskAuthority,
    AskChallenge,
    AskList,
    RequestCertificate,
    RevokeCertificate,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.pki.verify import ByList, NotTrusted, read, verify
from pki_made import public_of, signed
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("signature", "user")


def refusal(desk: JpkiKeeper, request: Any) -> str:
    """The rule that refused the request, and its sentence."""
    with pytest.raises(Refused) as refused:
        desk.issue(request)
    return f"{refused.value.refusal.rule}: {refused.value}"


@pytest.mark.parametrize("kind", KINDS)
def test_an_issued_certificate_verifies(
    kind: CertificateKind, desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """It stands under its authority and list, on the chip's key, until its last day."""
    request = request_for(kind)
    issued = desk.issue(request)
    crl = desk.crl(AskList(kind=kind)).der

    said = verify(issued.certificate, [issued.authority], ByList(crl), at=clock.now(), kinds={kind})
    assert issued.authority == desk.authority(AskAuthority(kind=kind)).der
    assert (said.serial, said.last_day) == (issued.serial, issued.expires)
    assert said.public_key == request.public_key
    assert said.since == clock.now()
    assert (said.identity is None) == (kind == "user")


def test_the_two_authorities_do_not_vouch_for_each_other(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Two roots, two keys."""
    issued = desk.issue(request_for("user"))
    other = desk.authority(AskAuthority(kind="signature")).der
    crl = desk.crl(AskList(kind="signature")).der

    with pytest.raises(NotTrusted):
        verify(issued.certificate, [other], ByList(crl), at=clock.now(), kinds={"user"})


def test_names_tell_the_town_in_the_signature_certificate_only(
    desk: JpkiKeeper, request_for: Any
) -> None:
    """23 characters: the town's five digits in one, nothing but chance in the other (CERT-04)."""
    signature = read(desk.issue(request_for("signature")).certificate).subject
    user = desk.issue(request_for("user")).certificate

    assert (len(signature), signature[14:]) == (23, "13103001S")
    assert len(read(user).subject) == 23
    assert b"13103" not in user
    assert b"hanako" not in user
    assert not any(text in user for text in ("札幌".encode(), "港区".encode(), b"Minato", b"Tokyo"))


def test_serials_count_up_in_each_authority(desk: JpkiKeeper, request_for: Any) -> None:
    """One by one, apart from each other, and the authority's own is the first."""
    holders = ("a", "b", "c")
    user = [desk.issue(request_for("user", holder=holder)).serial for holder in holders]
    signature = desk.issue(request_for("signature")).serial

    assert user == [2, 3, 4]
    assert signature == 2


def test_the_same_key_gives_the_same_certificate(desk: JpkiKeeper, request_for: Any) -> None:
    """Asked again after an answer was lost, nothing is made; another message is malformed."""
    request = request_for("user")
    first = desk.issue(request)

    assert desk.issue(request) == first
    assert desk.issue(request_for("user", holder="taro")).serial == first.serial + 1
    with pytest.raises(Malformed):
        desk.issue(replace(request, holder="somebody else"))


def test_what_was_issued_is_told_when_the_answer_is_not_kept_any_more(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Whoever asks word for word again learns what is to be revoked; nobody else does."""
    request = request_for("user")
    issued = desk.issue(request)
    clock.turn(days=400)
    desk.store.forget(answers_after=300, contents_after=300)

    assert desk.issue(request) == issued
    assert "was used before" in refusal(desk, replace(request, key="x", holder="somebody else"))


@pytest.mark.parametrize("seconds", [3600, 3601])
def test_a_challenge_lasts_an_hour_of_legal_time(
    seconds: int, desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Its last second counts, the next does not."""
    request = request_for("user")
    clock.turn(seconds=seconds)

    if seconds == 3600:
        assert desk.issue(request).serial
    else:
        assert "time for this certificate has run out" in refusal(desk, request)


def test_old_challenges_are_forgotten(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """What the passing of time brings does not touch those that are still open."""
    old = request_for("user")
    clock.turn(seconds=3601)
    fresh = request_for("user")
    desk.due()

    assert "run out" in refusal(desk, old)
    assert desk.issue(fresh).serial == 2


def test_a_challenge_serves_once_and_its_asker_only(desk: JpkiKeeper, request_for: Any) -> None:
    """Neither for a second certificate nor for another municipality."""
    used = request_for("user")
    desk.issue(used)
    again = replace(
        used,
        key="again",
        holder="taro",
        public_key=public_of("another chip"),
        proof=signed("another chip", used.challenge),
    )
    unknown = replace(again, key="unknown", challenge=b"x", proof=signed("another chip", b"x"))
    with acting_as(Caller("m/142042")):
        stolen = request_for("signature")

    assert "challenge was used before" in refusal(desk, again)
    assert "challenge was used before" in refusal(desk, unknown)
    assert "challenge was used before" in refusal(desk, stolen)


def test_the_same_asking_gives_the_same_challenge(desk: JpkiKeeper) -> None:
    """A lost answer is given again; another key brings another challenge."""
    first = desk.challenge(AskChallenge(key="a"))

    assert desk.challenge(AskChallenge(key="a")) == first
    assert desk.challenge(AskChallenge(key="b")) != first


def test_possession_must_be_proved(desk: JpkiKeeper, request_for: Any) -> None:
    """A signature by another key, or over something else, brings no certificate."""
    request = request_for("user")
    by_another = replace(request, proof=signed("another chip", request.challenge))
    over_another = replace(request, proof=signed("user 1", b"something else"))

    for wrong in (by_another, over_another):
        assert "did not prove" in refusal(desk, wrong)
    assert desk.issue(request).serial == 2


def test_one_key_one_certificate(desk: JpkiKeeper, request_for: Any) -> None:
    """Not for the other kind either, nor for another holder."""
    desk.issue(request_for("user", chip="one chip's key"))

    assert "issued for this key before" in refusal(
        desk, request_for("signature", chip="one chip's key")
    )
    assert "issued for this key before" in refusal(
        desk, request_for("user", chip="one chip's key", holder="taro")
    )


def test_an_unfit_key_is_malformed(desk: JpkiKeeper, request_for: Any) -> None:
    """Junk in the place of the key is the asker's mistake."""
    with pytest.raises(Malformed, match="public_key"):
        desk.issue(request_for("user", public_key=b"junk"))


@pytest.mark.parametrize(
    ("kind", "rule"), [("user", "CERT-15, ARA p17"), ("signature", "CERT-16, ARA p15")]
)
def test_never_past_the_card(
    kind: CertificateKind, rule: str, desk: JpkiKeeper, request_for: Any
) -> None:
    """The card's last day is the last possible one."""
    last = date(2030, 2, 17)
    past = request_for(kind, expires=last + timedelta(days=1), card_expires=last)
    with pytest.raises(Refused) as refused:
        desk.issue(past)

    because = refused.value.refusal.because[0]
    assert f"{because.rule}, {because.guidebook} {because.page}" == rule
    assert desk.issue(request_for(kind, expires=last, card_expires=last)).expires == last


def test_the_signature_certificate_never_past_the_user_certificate(
    desk: JpkiKeeper, request_for: Any
) -> None:
    """Where the holder has one (CERT-16); a revoked one is no limit."""
    until = date(2029, 2, 17)
    user = desk.issue(request_for("user", expires=until))
    later = until + timedelta(days=1)

    assert refusal(desk, request_for("signature", expires=later)).startswith("CERT-16")
    assert desk.issue(request_for("signature", expires=until)).expires == until
    desk.revoke(
        RevokeCertificate(
            key="r", kind="user", serial=user.serial, reason="superseded", event="renewed"
        )
    )
    desk.revoke(
        RevokeCertificate(key="s", kind="signature", serial=2, reason="superseded", event="renewed")
    )
    assert desk.issue(request_for("signature", expires=later)).expires == later


def test_not_on_a_day_that_is_over(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Today is a last day that still counts, yesterday is not (C5)."""
    today = clock.today()

    assert refusal(desk, request_for("user", expires=today - timedelta(days=1))).startswith("C5")
    assert desk.issue(request_for("user", expires=today)).expires == today


@pytest.mark.parametrize(("born", "allowed"), [(date(2011, 4, 1), True), (date(2011, 4, 2), False)])
def test_no_signature_certificate_under_fifteen(
    born: date, *, allowed: bool, desk: JpkiKeeper, request_for: Any
) -> None:
    """From the fifteenth birthday (CERT-06, CERT-08)."""
    request = request_for("signature")
    request = replace(request, items=replace(request.items, born=born))

    if allowed:
        assert desk.issue(request).serial == 2
    else:
        assert refusal(desk, request).startswith("CERT-06")


def test_form_mistakes_are_malformed(desk: JpkiKeeper, request_for: Any) -> None:
    """Items in a user request, none in a signature request, in another's name, no such place."""
    signature = request_for("signature")

    with pytest.raises(Malformed, match="CERT-04"):
        desk.issue(request_for("user", items=signature.items))
    with pytest.raises(Malformed, match="CERT-03"):
        desk.issue(replace(signature, items=None))
    with pytest.raises(Malformed, match="in its own name"):
        desk.issue(replace(signature, municipality="142042"))
    with acting_as(Caller("m/999999")), pytest.raises(Malformed, match="romaji"):
        desk.issue(replace(signature, municipality="999999"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_live_certificate_is_refused(
    kind: CertificateKind, desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Until the first is revoked or has expired; another holder is not concerned."""
    first = desk.issue(request_for(kind, expires=date(2027, 2, 17)))

    assert "2027-02-17" in refusal(desk, request_for(kind))
    assert desk.issue(request_for(kind, holder="taro")).serial == first.serial + 1
    desk.revoke(
        RevokeCertificate(
            key="r", kind=kind, serial=first.serial, reason="superseded", event="renewed"
        )
    )
    second = desk.issue(request_for(kind, expires=date(2027, 2, 17)))
    assert second.serial == first.serial + 2
    clock.turn(days=(date(2027, 2, 18) - clock.today()).days)
    assert desk.issue(request_for(kind)).serial == first.serial + 3


def test_a_refused_request_leaves_nothing(desk: JpkiKeeper, request_for: Any) -> None:
    """No serial is spent, the challenge stays open, the key may be used again."""
    request = request_for("user")
    refusal(desk, replace(request, expires=date(2040, 1, 1)))

    assert desk.issue(request).serial == 2


def test_the_register_only_grows(desk: JpkiKeeper, request_for: Any) -> None:
    """Generations, responders, certificates and events refuse UPDATE, DELETE and a second row."""
    issued = desk.issue(request_for("user"))
    desk.revoke(
        RevokeCertificate(
            key="r", kind="user", serial=issued.serial, reason="superseded", event="renewed"
        )
    )
    for table in (register.certificates, register.events, register.generations):
        for statement in (update(table).values(kind="signature"), delete(table)):
            with pytest.raises(DBAPIError), desk.store.writing() as writing:
                writing.connection.execute(statement)
    with pytest.raises(IntegrityError), desk.store.writing() as writing:
        writing.connection.execute(
            insert(register.events).values(
                n=2,
                kind="user",
                serial=issued.serial,
                generation=1,
                point="1",
                at="2026-04-01T00:00:00.000000Z",
                state="released",
                event="renewed",
                by="nobody",
            )
        )


def test_at_the_same_moment(desk: JpkiKeeper, request_for: Any) -> None:
    """Six clerks at once: one certificate for one holder, and no serial twice."""
    for_one = [request_for("user", holder="one") for _ in range(3)]
    for_others = [request_for("user", holder=f"other {n}") for n in range(3)]
    again = [for_others[0]] * 2

    def issued(request: RequestCertificate) -> int | None:
        with acting_as(Caller("m/131032")):
            try:
                return desk.issue(request).serial
            except Refused:
                return None

    with ThreadPoolExecutor(8) as clerks:
        serials = list(clerks.map(issued, [*for_one, *for_others, *again]))

    assert serials[:3].count(None) == 2
    assert serials[6:] == [serials[3]] * 2
    assert sorted({serial for serial in serials if serial is not None}) == [2, 3, 4, 5]


def test_the_answer_survives_a_restart(desk: JpkiKeeper, start: Any, request_for: Any) -> None:
    """Killed after the commit and before the answer: the same request brings the same bytes."""
    request = request_for("signature")
    order = RevokeCertificate(
        key="r", kind="signature", serial=2, reason="superseded", event="renewed"
    )
    issued = desk.issue(request)
    desk.revoke(order)
    listed = desk.crl(AskList(kind="signature"))
    later = start()

    assert later.issue(request) == issued
    later.revoke(order)
    assert later.crl(AskList(kind="signature")) == listed
    assert later.store.verify_audit().ok
    later.close()
