"""Lists of both authorities: complete, by point and deltas, as verifiers put them together."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import (
    AskList,
    CertificateIssued,
    LiftSuspension,
    RevocationReason,
    RevokeCertificate,
    SuspendCertificate,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.lists.entries import encoded
from fuda.kit.caller import Caller, acting_as
from fuda.pki.crl import entry
from fuda.pki.profile import Place, range_point, town_point
from fuda.pki.verify import ByList, NotVerified, OnHold, Revoked, read, verify
from fuda.rules.calendar import instant_to_text
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("signature", "user")
MINATO = town_point(Place(prefecture="Tokyo-to", city="Minato-ku"))
KAMAKURA = town_point(Place(prefecture="Kanagawa-ken", city="Kamakura-shi"))


class Acts:
    """What a municipality does to a certificate, each time with a key of its own."""

    def __init__(self, desk: JpkiKeeper) -> None:
        self._desk = desk
        self._done = 0

    def _key(self) -> str:
        self._done += 1
        return f"act {self._done}"

    def revoke(self, one: CertificateIssued, reason: RevocationReason = "superseded") -> None:
        """End it."""
        self._desk.revoke(
            RevokeCertificate(
                key=self._key(), kind=one.kind, serial=one.serial, reason=reason, event="renewed"
            )
        )

    def suspend(self, one: CertificateIssued) -> None:
        """Put it on hold."""
        self._desk.suspend(
            SuspendCertificate(key=self._key(), kind=one.kind, serial=one.serial, event="lost")
        )

    def lift(self, one: CertificateIssued) -> None:
        """Release it."""
        self._desk.lift(
            LiftSuspension(key=self._key(), kind=one.kind, serial=one.serial, event="found")
        )


@pytest.fixture
def acts(desk: JpkiKeeper) -> Acts:
    """At that desk."""
    return Acts(desk)


def a_list(desk: JpkiKeeper, kind: CertificateKind, **asked: Any) -> x509.CertificateRevocationList:
    """What the desk answers."""
    return x509.load_der_x509_crl(desk.crl(AskList(kind=kind, **asked)).der)


def lines(crl: x509.CertificateRevocationList) -> dict[int, str]:
    """Serials and reasons."""
    found = {}
    for one in crl:
        try:
            reason = one.extensions.get_extension_for_class(x509.CRLReason).value.reason.name
        except x509.ExtensionNotFound:
            reason = "unspecified"
        found[one.serial_number] = reason
    return found


def number(crl: x509.CertificateRevocationList) -> int:
    """Its CRLNumber."""
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


def base(crl: x509.CertificateRevocationList) -> int:
    """The number of the list that a delta builds on."""
    return crl.extensions.get_extension_for_class(x509.DeltaCRLIndicator).value.crl_number


@given(
    serials=st.sets(st.integers(1, 2**63 - 1) | st.integers(1, 70_000), min_size=1),
    seconds=st.lists(st.integers(0, 2**31) | st.integers(2_524_607_000, 2_524_609_000), min_size=1),
    reason=st.sampled_from(("unspecified", "superseded", "certificate_hold")),
)
def test_entries_at_once_are_the_entries_one_by_one(
    serials: set[int], seconds: list[int], reason: str
) -> None:
    """Of any length of serial, and on both sides of the year in which UTCTime ends."""
    ordered = sorted(serials)
    ats = [
        datetime.fromtimestamp(seconds[place % len(seconds)], UTC) for place in range(len(ordered))
    ]
    one_by_one = b"".join(
        entry(serial, at, reason) for serial, at in zip(ordered, ats, strict=True)
    )

    assert encoded(reason, ordered, "".join(map(instant_to_text, ats))) == one_by_one


@pytest.mark.parametrize("kind", KINDS)
def test_a_point_has_the_list_that_its_certificates_name(
    kind: CertificateKind, desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """Critical, the same name as in the certificate, and it says what the complete list says."""
    one = desk.issue(request_for(kind))
    acts.revoke(one)
    point = read(one.certificate).point
    crl = a_list(desk, kind, point=point)
    scope = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint)

    assert point == {"signature": MINATO, "user": range_point(1)}[kind]
    assert scope.critical
    assert scope.value.full_name is not None
    assert scope.value.full_name[0].value.public_bytes() == point
    assert lines(crl) == lines(a_list(desk, kind)) == {one.serial: "superseded"}
    with pytest.raises(Revoked):
        verify(
            one.certificate,
            [one.authority],
            ByList(desk.crl(AskList(kind=kind, point=point)).der),
            at=clock.now(),
            kinds={kind},
        )


def test_towns_have_lists_of_their_own(desk: JpkiKeeper, acts: Acts, request_for: Any) -> None:
    """A revocation in one town leaves the other's list alone; the complete one has both."""
    minato = desk.issue(request_for("signature"))
    with acting_as(Caller("m/142042")):
        kamakura = desk.issue(request_for("signature", municipality="142042", holder="taro"))
    acts.revoke(kamakura)
    before = desk.crl(AskList(kind="signature", point=KAMAKURA))
    acts.revoke(minato)

    assert lines(a_list(desk, "signature", point=MINATO)) == {minato.serial: "superseded"}
    assert desk.crl(AskList(kind="signature", point=KAMAKURA)) == before
    assert set(lines(a_list(desk, "signature"))) == {minato.serial, kamakura.serial}


def test_a_point_that_no_certificate_names_is_refused(desk: JpkiKeeper, request_for: Any) -> None:
    """Another authority's point, and one of which there is no certificate yet."""
    desk.issue(request_for("user"))
    for unknown in (MINATO, range_point(2), b"nothing"):
        with pytest.raises(Refused, match="names this distribution point"):
            desk.crl(AskList(kind="user", point=unknown))


def test_a_hold_stands_there_until_it_is_lifted(
    desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """And the list of that time can be signed again at any time."""
    one = desk.issue(request_for("user"))
    acts.suspend(one)
    held_at = clock.now()
    held = desk.crl(AskList(kind="user"))
    clock.turn(hours=3)
    acts.lift(one)

    assert lines(x509.load_der_x509_crl(held.der)) == {one.serial: "certificate_hold"}
    assert lines(a_list(desk, "user")) == {}
    assert desk.crl(AskList(kind="user", at=held_at)) == held
    with pytest.raises(Malformed, match="yet to come"):
        desk.crl(AskList(kind="user", at=clock.now() + timedelta(seconds=1)))


def test_a_delta_tells_what_happened_since_the_daily_list(
    desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """New ones and new holds; released ones are removed, whether the daily list had the hold."""
    ended, held, found, held_and_found, kept = (
        desk.issue(request_for("user", holder=holder)) for holder in "abcde"
    )
    acts.suspend(found)
    acts.revoke(kept)
    clock.turn(days=1)
    desk.due()
    daily = desk.crl(AskList(kind="user"))
    clock.turn(hours=1)
    acts.revoke(ended, "key_compromise")
    for one in (held, held_and_found):
        acts.suspend(one)
    between = desk.crl(AskList(kind="user"))
    for one in (found, held_and_found):
        acts.lift(one)
    delta = a_list(desk, "user", delta=True)
    point = read(ended.certificate).point
    of_point = a_list(desk, "user", delta=True, point=point)

    assert lines(delta) == {
        ended.serial: "key_compromise",
        held.serial: "certificate_hold",
        found.serial: "remove_from_crl",
        held_and_found.serial: "remove_from_crl",
    }
    assert base(delta) == number(x509.load_der_x509_crl(daily.der))
    assert number(delta) == number(a_list(desk, "user")) == base(delta) + 5
    assert delta.extensions.get_extension_for_class(x509.DeltaCRLIndicator).critical
    assert (lines(of_point), number(of_point)) == (lines(delta), number(delta))

    def says(one: CertificateIssued, complete: bytes) -> type[NotVerified] | None:
        by = ByList(complete, desk.crl(AskList(kind="user", delta=True)).der)
        try:
            verify(one.certificate, [one.authority], by, at=clock.now(), kinds={"user"})
        except NotVerified as no:
            return type(no)
        return None

    for complete in (daily.der, between.der):
        verdicts = [says(one, complete) for one in (ended, held, found, held_and_found, kept)]
        assert verdicts == [Revoked, OnHold, None, None, Revoked]


def test_a_delta_of_an_earlier_time(
    desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """It builds on the list that was the last daily one then."""
    one, other = (desk.issue(request_for("user", holder=holder)) for holder in "ab")
    desk.due()
    acts.revoke(one)
    then = clock.now()
    told = desk.crl(AskList(kind="user", delta=True))
    clock.turn(days=1)
    desk.due()
    acts.revoke(other)

    assert desk.crl(AskList(kind="user", delta=True, at=then)) == told
    assert lines(a_list(desk, "user", delta=True)) == {other.serial: "superseded"}


def test_an_ended_one_leaves_after_a_list_has_shown_it(
    desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """With the first list of a month, and only if a daily list was published after its end."""
    one = desk.issue(request_for("user", expires=date(2026, 4, 20)))
    acts.revoke(one)

    def stands_on(day: date, *, issued: bool) -> bool:
        clock.at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        if issued:
            desk.due()
        return one.serial in lines(a_list(desk, "user"))

    assert stands_on(date(2026, 4, 20), issued=True)
    assert stands_on(date(2026, 5, 1), issued=False)
    assert stands_on(date(2026, 5, 10), issued=True)
    assert stands_on(date(2026, 5, 31), issued=False)
    assert not stands_on(date(2026, 6, 1), issued=True)
    then = datetime(2026, 5, 31, 12, tzinfo=UTC)
    assert one.serial in lines(a_list(desk, "user", at=then))


def test_one_revoked_after_its_end_is_shown_too(
    desk: JpkiKeeper, acts: Acts, request_for: Any, clock: StandingClock
) -> None:
    """A late revocation stands on a daily list before it leaves."""
    one = desk.issue(request_for("user", expires=date(2026, 4, 20)))
    clock.at = datetime(2026, 5, 31, 1, tzinfo=UTC)
    desk.due()
    acts.revoke(one)
    clock.at = datetime(2026, 6, 1, 1, tzinfo=UTC)

    assert one.serial in lines(a_list(desk, "user"))
    desk.due()
    clock.at = datetime(2026, 7, 1, 1, tzinfo=UTC)
    assert one.serial not in lines(a_list(desk, "user"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_kept_entries_are_those_of_the_register(  # noqa: PLR0917 - fixtures
    kind: CertificateKind,
    desk: JpkiKeeper,
    start: Callable[[], JpkiKeeper],
    acts: Acts,
    request_for: Any,
    clock: StandingClock,
) -> None:
    """After each act this desk, one that is started anew, and the log as at now say the same."""
    ones = [desk.issue(request_for(kind, holder=holder)) for holder in "abc"]
    point = read(ones[0].certificate).point
    for what, which in (
        *(("suspend", 0), ("revoke", 1), ("lift", 0), ("suspend", 2)),
        *(("suspend", 0), ("revoke", 2), ("lift", 0), ("revoke", 0)),
    ):
        clock.turn(hours=7)
        getattr(acts, what)(ones[which])
        other = start()
        for asked in ({}, {"point": point}, {"delta": True}, {"point": point, "delta": True}):
            told = desk.crl(AskList(kind=kind, **asked))
            assert other.crl(AskList(kind=kind, **asked)) == told
            assert desk.crl(AskList(kind=kind, at=clock.now(), **asked)) == told
        other.close()
