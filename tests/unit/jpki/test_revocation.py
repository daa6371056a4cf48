"""The end of a certificate: on the list at once, in its status from that second."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from cryptography import x509
from fastapi import FastAPI

from fuda.doors.errors import Malformed
from fuda.doors.jpki import (
    AskAuthority,
    AskList,
    AskStatus,
    CertificateStatus,
    RevocationReason,
    RevokeCertificate,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.publication import publication
from fuda.pki.verify import ByList, Revoked, read, verify
from pki_made import openssl_says, write_pem
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("signature", "user")
REASONS: tuple[RevocationReason, ...] = get_args(RevocationReason)
SECOND = timedelta(seconds=1)


def revoking(
    serial: int,
    *,
    kind: CertificateKind = "user",
    key: str = "revoke",
    reason: RevocationReason = "superseded",
) -> RevokeCertificate:
    """The municipality's order."""
    return RevokeCertificate(key=key, kind=kind, serial=serial, reason=reason, event="renewed")


def the_list(
    desk: JpkiKeeper, kind: CertificateKind = "user", key: bytes | None = None
) -> x509.CertificateRevocationList:
    """The CRL as at now, of the generation with that key or of the one that issues."""
    return x509.load_der_x509_crl(desk.crl(AskList(kind=kind, key_identifier=key)).der)


def number(crl: x509.CertificateRevocationList) -> int:
    """Its CRLNumber."""
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reason", REASONS)
def test_revoked_from_its_second(
    kind: CertificateKind,
    reason: RevocationReason,
    desk: JpkiKeeper,
    clock: StandingClock,
    request_for: Any,
) -> None:
    """Status and list agree: good one second before, revoked with its reason from then on."""
    issued = desk.issue(request_for(kind))
    clock.turn(hours=30)
    at = clock.now()
    desk.revoke(revoking(issued.serial, kind=kind, reason=reason))
    crl = desk.crl(AskList(kind=kind)).der
    given = (issued.certificate, [issued.authority], ByList(crl))

    assert desk.status(AskStatus(kind=kind, serial=issued.serial, at=at)) == CertificateStatus(
        state="revoked", since=at, reason=reason
    )
    assert desk.status(
        AskStatus(kind=kind, serial=issued.serial, at=at - SECOND)
    ) == CertificateStatus(state="good")
    assert verify(*given, at=at - SECOND, kinds={kind})
    with pytest.raises(Revoked) as revoked:
        verify(*given, at=at, kinds={kind})
    assert (revoked.value.since, revoked.value.reason) == (at, reason)


def test_the_other_certificate_is_spared(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Ending the signature certificate leaves the user certificate with its serial good."""
    signature = desk.issue(request_for("signature"))
    user = desk.issue(request_for("user"))
    assert signature.serial == user.serial
    desk.revoke(revoking(signature.serial, kind="signature", reason="affiliation_changed"))

    crl = desk.crl(AskList(kind="user")).der
    assert verify(user.certificate, [user.authority], ByList(crl), at=clock.now(), kinds={"user"})
    asked = AskStatus(kind="user", serial=user.serial, at=clock.now())
    assert desk.status(asked).state == "good"


@pytest.mark.interop
def test_openssl_finds_it_revoked_when_the_call_returns(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any, tmp_path: Path
) -> None:
    """By its own program, with the list as it is published at that moment."""
    issued = desk.issue(request_for("signature"))

    def says() -> str:
        write_pem(
            tmp_path,
            authority=issued.authority,
            certificate=issued.certificate,
            crl=desk.crl(AskList(kind="signature")).der,
        )
        return openssl_says(tmp_path, clock.now() + SECOND)

    assert says() == "OK"
    desk.revoke(revoking(issued.serial, kind="signature", reason="affiliation_changed"))
    assert says() == "certificate revoked"


def test_a_second_revocation_changes_nothing(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Neither with its key nor with another: the first time and reason stay."""
    issued = desk.issue(request_for("user"))
    at = clock.now()
    desk.revoke(revoking(issued.serial))
    before = desk.crl(AskList(kind="user"))
    clock.turn(seconds=5)
    desk.revoke(revoking(issued.serial))
    desk.revoke(revoking(issued.serial, key="another", reason="key_compromise"))

    asked = AskStatus(kind="user", serial=issued.serial, at=clock.now())
    assert desk.status(asked) == CertificateStatus(state="revoked", since=at, reason="superseded")
    assert desk.crl(AskList(kind="user")) == before


def test_what_was_never_issued(desk: JpkiKeeper, clock: StandingClock, request_for: Any) -> None:
    """Unknown in its status, before its issue too; malformed to revoke."""
    issued = desk.issue(request_for("user"))

    def state(serial: int, at: datetime, kind: CertificateKind = "user") -> str:
        return desk.status(AskStatus(kind=kind, serial=serial, at=at)).state

    assert state(issued.serial, clock.now()) == "good"
    assert state(issued.serial, clock.now() - SECOND) == "unknown"
    assert state(issued.serial + 1, clock.now()) == "unknown"
    assert state(issued.serial, clock.now(), "signature") == "unknown"
    with pytest.raises(Malformed, match="was issued"):
        desk.revoke(revoking(issued.serial + 1))


def test_the_number_rises_with_each_list_and_only_then(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """The same bytes all day; a new list at midnight in Japan and with every revocation."""
    first = the_list(desk)
    clock.turn(hours=11, minutes=59, seconds=59)
    assert the_list(desk) == first
    clock.turn(seconds=1)
    second = the_list(desk)
    issued = [desk.issue(request_for("user", holder=holder)) for holder in ("a", "b")]
    assert the_list(desk) == second
    numbers = [number(first), number(second)]
    for one in issued:
        desk.revoke(revoking(one.serial, key=f"revoke {one.serial}"))
        numbers.append(number(the_list(desk)))
    clock.turn(days=400)
    numbers.append(number(the_list(desk)))

    assert numbers == [1, 2, 3, 4, 404]


def test_a_list_is_in_force_when_it_is_asked_for(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """Made not later than now nor before a revocation on it, and good for a day at least."""
    issued = desk.issue(request_for("user"))
    key = read(issued.certificate).authority_key
    for turn in ({"seconds": 1}, {"hours": 5}, {"days": 3}, {"days": 1700}):
        clock.turn(**turn)
        crl = the_list(desk, key=key)
        assert crl.last_update_utc <= clock.now()
        assert crl.next_update_utc is not None
        assert crl.next_update_utc > clock.now() + timedelta(days=1)
    desk.revoke(revoking(issued.serial))
    crl = the_list(desk, key=key)

    assert crl.last_update_utc == crl[0].revocation_date_utc == clock.now()


def test_a_list_is_a_function_of_register_and_instant(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any
) -> None:
    """What was answered at an instant can be made again later, byte for byte."""
    answered = []
    for holder in ("a", "b", "c"):
        issued = desk.issue(request_for("user", holder=holder))
        desk.revoke(revoking(issued.serial, key=f"revoke {holder}"))
        answered.append((clock.now(), desk.crl(AskList(kind="user")).der))
        clock.turn(hours=17)

    for at, der in answered:
        for instant in (at, at + 90 * SECOND):
            assert desk.crl(AskList(kind="user", at=instant)).der == der


@pytest.mark.parametrize("year", [2016, 2060])
def test_any_year_of_the_dial(year: int, start: Any, clock: StandingClock) -> None:
    """A town of 2016 whose dial is turned there at once lists under an authority in force."""
    clock.at = datetime(2016, 2, 29, 3, tzinfo=UTC)
    desk = start()
    clock.at = datetime(year, 2, 29, 3, tzinfo=UTC)

    crl = the_list(desk)
    authority = x509.load_der_x509_certificate(desk.authority(AskAuthority(kind="user")).der)
    desk.close()

    assert crl.last_update_utc.year == year
    assert authority.not_valid_before_utc == datetime(year, 2, 29, 3, tzinfo=UTC)
    assert authority.not_valid_after_utc == datetime(year + 10, 2, 28, 14, 59, 59, tzinfo=UTC)


def test_plain_http_for_other_peoples_programs(desk: JpkiKeeper, request_for: Any) -> None:
    """List and certificate in DER with their media types; unchanged is 304; no third kind."""
    app = FastAPI()
    app.include_router(publication(desk), prefix="/jpki")

    def get(path: str, **headers: str) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://town") as http:
                return await http.get(path, headers=headers)

        return asyncio.run(asked())

    for kind in KINDS:
        crl = get(f"/jpki/crl/{kind}.crl")
        authority = get(f"/jpki/ca/{kind}.crt")
        assert crl.content == desk.crl(AskList(kind=kind)).der
        assert crl.headers["content-type"] == "application/pkix-crl"
        assert authority.content == desk.authority(AskAuthority(kind=kind)).der
        assert authority.headers["content-type"] == "application/pkix-cert"
    known = {"If-None-Match": get("/jpki/crl/user.crl").headers["etag"]}
    assert get("/jpki/crl/user.crl", **known).status_code == 304
    desk.revoke(revoking(desk.issue(request_for("user")).serial))
    assert get("/jpki/crl/user.crl", **known).status_code == 200
    assert get("/jpki/crl/other.crl").status_code == 422
