"""A full disk in the middle of an act: a clear no, nothing half done, never a wrong good."""

from typing import Any

import pytest
from cryptography import x509

from fuda.doors.errors import Unreachable
from fuda.doors.jpki import AskAuthority, AskStatus, SuspendCertificate
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.responder.lines import names_of
from fuda.pki import der, ocsp
from full_disk import room_for
from responder_made import said_in
from stand_ins import StandingClock

ROOM = (0, 100, 5_000, 20_000, 40_000, 60_000, 100_000)
"""Octets that a file may have: it ends now in the kept answers, now in the register's own log."""


def question(desk: JpkiKeeper, serial: int) -> bytes:
    """As most clients ask."""
    name, key = names_of(desk.authority(AskAuthority(kind="user")).der, ocsp.SHA1)
    asked = ocsp.certificate_id(hash=ocsp.SHA1, name_hash=name, key_hash=key, serial=serial)
    return der.sequence(der.sequence(der.sequence(der.sequence(asked))))


def test_a_hold_on_a_full_disk(desk: JpkiKeeper, request_for: Any, clock: StandingClock) -> None:
    """Done, or said not to be; OCSP says what the register says; then it is done at last."""
    desk.store.wipe()
    refusals = list[str]()
    for place, room in enumerate(ROOM):
        one = desk.issue(request_for("user", holder=f"{place}"))
        asked = question(desk, one.serial)
        assert said_in(desk.responder.answer(asked, "user").body) == ["GOOD"]
        order = SuspendCertificate(
            key=f"hold {place}", kind="user", serial=one.serial, event="reported_lost"
        )
        with room_for(room):
            try:
                desk.suspend(order)
            except Unreachable as no:
                refusals.append(str(no))
            stands = desk.status(AskStatus(kind="user", serial=one.serial, at=clock.now()))
            said = said_in(desk.responder.answer(asked, "user").body)
        assert said == ["GOOD" if stands.state == "good" else "REVOKED"]

        desk.suspend(order)

        assert said_in(desk.responder.answer(asked, "user").body) == ["REVOKED"]
    assert len(refusals) >= 2
    assert all("make room" in one for one in refusals)
    assert desk.store.verify_audit().ok


def test_an_issue_on_a_full_disk(desk: JpkiKeeper, request_for: Any) -> None:
    """No certificate goes out that the register does not have; the same request brings it later."""
    request = request_for("user")
    with room_for(0), pytest.raises(Unreachable, match="make room"):
        desk.issue(request)

    issued = desk.issue(request)

    assert issued.serial == 2
    parsed = x509.load_der_x509_certificate(issued.certificate)
    parsed.verify_directly_issued_by(x509.load_der_x509_certificate(issued.authority))
