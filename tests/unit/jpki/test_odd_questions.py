"""Questions that no register of ours can hold an answer to, and those that ask much of it."""

import sqlite3
from datetime import date
from typing import Any

import pytest
from cryptography.x509 import ocsp as reader
from sqlalchemy import insert

from fuda.doors.errors import Malformed
from fuda.doors.jpki import AskStatus, LiftSuspension, RevokeCertificate, SuspendCertificate
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_answers
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.pki import der, ocsp
from stand_ins import StandingClock

HUGE = (1 << 63, 1 << 64, (1 << 159) - 1)
"""Beyond what a column holds; a certificate may have one (RFC 5280, 4.1.2.2)."""


def said(answer: bytes) -> list[str]:
    """The statuses in an answer."""
    read = reader.load_der_ocsp_response(answer)
    assert read.response_status is reader.OCSPResponseStatus.SUCCESSFUL
    return [one.certificate_status.name for one in read.responses]


@pytest.mark.parametrize("serial", [*HUGE, 0, -1, -HUGE[0] - 1])
def test_a_serial_beyond_the_register_is_unknown(
    desk: JpkiKeeper, request_for: Any, serial: int
) -> None:
    """Alone, and beside one that was issued; never an answer of our own fault."""
    issued = desk.issue(request_for("user")).serial
    (line,) = desk.responder.lines("user", ocsp.SHA1)
    before = line.certificate_id(1)[2 : -len(der.integer(1))]
    size = (serial if serial >= 0 else ~serial).bit_length() // 8 + 1
    octets = serial.to_bytes(size, "big", signed=True)
    certificate_id = der.sequence(before, der.tagged(der.INTEGER, octets))
    one, other = der.sequence(certificate_id), der.sequence(line.certificate_id(issued))

    alone = der.sequence(der.sequence(der.sequence(one)))
    both = der.sequence(der.sequence(der.sequence(one, other)))
    assert said(desk.responder.answer(alone, "user").body) == ["UNKNOWN"]
    assert said(desk.responder.answer(both, "user").body) == ["UNKNOWN", "GOOD"]


@pytest.mark.parametrize("serial", HUGE)
def test_an_order_about_such_a_serial(desk: JpkiKeeper, clock: StandingClock, serial: int) -> None:
    """Its status is unknown; whoever orders something is told that there is none."""
    assert desk.status(AskStatus(kind="user", serial=serial, at=clock.now())).state == "unknown"
    named = {"kind": "user", "serial": serial, "event": "lost"}
    for act, order in (
        (desk.revoke, RevokeCertificate(key="r", reason="superseded", **named)),  # type: ignore[arg-type]
        (desk.suspend, SuspendCertificate(key="s", **named)),  # type: ignore[arg-type]
        (desk.lift, LiftSuspension(key="l", **named)),  # type: ignore[arg-type]
    ):
        with pytest.raises(Malformed, match="was issued"):
            act(order)


def test_two_certificates_far_apart_cost_no_more_than_two(desk: JpkiKeeper) -> None:
    """Whoever asks about the first and the last does not have the register read in between."""
    fill(desk, 5_000)
    with desk.store.reading() as connection:
        steps = 0

        def count() -> None:
            nonlocal steps
            steps += 1

        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(count, 100)
        found = store_answers.standing(connection, "user", 1, (FIRST, FIRST + 4_999))
        driver.set_progress_handler(None, 0)

    assert [type(one.status) for one in found.standing] == [ocsp.RevokedSince, ocsp.RevokedSince]
    assert 100 * steps < 5_000


FIRST = 100


def fill(desk: JpkiKeeper, count: int) -> None:
    """So many certificates, all of them revoked."""
    expires = date(2031, 2, 17)
    at = "2026-04-01T03:00:00.000000Z"
    each = {"kind": "user", "generation": 1, "point": "1", "expires": expires}
    with desk.store.writing() as writing:
        writing.connection.execute(
            insert(register.certificates),
            [
                {
                    "serial": FIRST + i,
                    "n": FIRST + i,
                    "carrier": "card",
                    "municipality": "131032",
                    "holder": f"holder {i}",
                    "cn": f"cn {i}",
                    "key_digest": f"key {i}".encode(),
                    "issued": at,
                    "certificate": b"",
                    **each,
                }
                for i in range(count)
            ],
        )
        writing.connection.execute(
            insert(register.events),
            [
                {
                    "serial": FIRST + i,
                    "n": FIRST + count + i,
                    "at": at,
                    "state": "revoked",
                    "reason": "superseded",
                    "event": "renewed",
                    "by": "m/131032",
                    **each,
                }
                for i in range(count)
            ],
        )
