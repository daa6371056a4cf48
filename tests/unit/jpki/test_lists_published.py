"""Lists as they are published: whole, of one number each, over HTTP and on the disk."""

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from fastapi import FastAPI

from fuda.doors.errors import Unreachable
from fuda.doors.jpki import AskAuthority, AskList, Encoded, RevokeCertificate
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.publication import Listed, Publisher, publication
from fuda.institutions.jlis.jpki.responder.askers import Askers, Known
from fuda.kit.caller import Caller, acting_as
from fuda.pki.verify import read
from full_disk import room_for
from pki_made import openssl_says, run, write_pem
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("signature", "user")


def revoke(desk: JpkiKeeper, serial: int, kind: CertificateKind = "user") -> None:
    """End it."""
    desk.revoke(
        RevokeCertificate(
            key=f"{kind} {serial}", kind=kind, serial=serial, reason="superseded", event="renewed"
        )
    )


def number(der: bytes) -> int:
    """The CRLNumber."""
    crl = x509.load_der_x509_crl(der)
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number


class Browser:
    """Asks a desk's publication over HTTP."""

    def __init__(self, desk: Publisher, askers: Askers | None = None) -> None:
        self._app = FastAPI()
        self._app.include_router(publication(desk, askers), prefix="/jpki")

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://town") as http:
                return await http.get(path, headers=headers)

        return asyncio.run(asked())


class Away:
    """An authority whose keys cannot be reached, and which would have to make one first."""

    def authority(self, asked: AskAuthority) -> Encoded:  # noqa: ARG002 - whichever
        """Not now."""
        raise Unreachable("nothing was signed; ask again")

    def published(
        self,
        kind: CertificateKind,  # noqa: ARG002 - whichever
        generation: int | None,  # noqa: ARG002
        point: str | None,  # noqa: ARG002
        *,
        delta: bool,  # noqa: ARG002
    ) -> Listed | None:
        """Not now."""
        raise Unreachable("nothing was signed; ask again")

    def scopes(self, kind: CertificateKind) -> dict[int, list[str]]:  # noqa: ARG002 - whichever
        """Not now."""
        raise Unreachable("nothing was signed; ask again")


@pytest.mark.parametrize(
    "path", ["crl/index.json", "crl/user.crl", "ca/user.crt", f"ca/user/{'0' * 40}.crt"]
)
def test_what_cannot_be_told_now_is_to_be_asked_again(path: str) -> None:
    """503 with the reason, wherever it is asked."""
    answer = Browser(Away()).get(f"/jpki/{path}")

    assert answer.status_code == 503
    assert "ask again" in answer.text


def test_every_list_at_its_place(desk: JpkiKeeper, request_for: Any, clock: StandingClock) -> None:
    """Complete, by point and deltas; the index names all; what is not there is 404."""
    ones = {kind: desk.issue(request_for(kind)) for kind in KINDS}
    desk.due()
    for kind, one in ones.items():
        revoke(desk, one.serial, kind)
    browser = Browser(desk)
    points = {"signature": "131032", "user": "1"}

    assert browser.get("/jpki/crl/index.json").json() == {
        kind: {"1": [points[kind]]} for kind in KINDS
    }
    for kind, one in ones.items():
        point = read(one.certificate).point
        at = f"/jpki/crl/{kind}"
        for path, asked in (
            (f"{at}.crl", {}),
            (f"{at}/1/complete.crl", {}),
            (f"{at}/1/{points[kind]}.crl", {"point": point}),
            (f"{at}/1/complete/delta.crl", {"delta": True}),
            (f"{at}/1/{points[kind]}/delta.crl", {"point": point, "delta": True}),
        ):
            answered = browser.get(path)
            assert answered.content == desk.crl(AskList(kind=kind, **asked)).der
            assert answered.headers["content-type"] == "application/pkix-crl"
            assert answered.headers["last-modified"] == "Wed, 01 Apr 2026 03:00:00 GMT"
            known = {"If-None-Match": answered.headers["etag"]}
            assert browser.get(path, **known).status_code == 304
    known = {"If-None-Match": browser.get("/jpki/crl/user/1/1.crl").headers["etag"]}
    clock.turn(days=1)
    assert browser.get("/jpki/crl/user/1/1.crl", **known).status_code == 200
    for missing in ("user/2/complete.crl", "user/1/2.crl", "user/1/131032.crl"):
        assert browser.get(f"/jpki/crl/{missing}").status_code == 404
    for wrong in ("user/0/complete.crl", "user/1/..%2f.crl", "user/x/1.crl", "user/1/a/delta.crl"):
        assert browser.get(f"/jpki/crl/{wrong}").status_code in {404, 422}


def test_strict_only_for_verifiers_who_are_known(desk: JpkiKeeper) -> None:
    """A bearer token opens the lists; the authority's certificate is for everyone."""
    browser = Browser(desk, Known(tokens=[hashlib.sha256(b"bank").hexdigest()]))

    assert browser.get("/jpki/crl/user.crl").status_code == 401
    assert browser.get("/jpki/crl/index.json").status_code == 401
    assert browser.get("/jpki/crl/user.crl", Authorization="Bearer other").status_code == 401
    assert browser.get("/jpki/crl/user.crl", Authorization="Bearer bank").status_code == 200
    assert browser.get("/jpki/ca/user.crt").status_code == 200


def test_a_full_disk_is_said_and_the_old_list_stays(
    desk: JpkiKeeper, request_for: Any, tmp_path: Path
) -> None:
    """No wrong good: whoever asks is told that it cannot be; the revocation is not lost."""
    one = desk.issue(request_for("user"))
    before = desk.crl(AskList(kind="user")).der
    revoke(desk, one.serial)
    with room_for(400):
        with pytest.raises(Unreachable, match="make room"):
            desk.crl(AskList(kind="user"))
        assert Browser(desk).get("/jpki/crl/user.crl").status_code == 503
    folder = tmp_path / "lists" / "user" / "1" / "complete"

    assert [path.read_bytes() for path in folder.iterdir()] == [before]
    after = desk.crl(AskList(kind="user")).der
    assert (number(before), number(after)) == (1, 2)
    assert [line.serial_number for line in x509.load_der_x509_crl(after)] == [one.serial]


def test_a_crash_between_signing_and_publishing_loses_nothing(
    desk: JpkiKeeper, start: Callable[[], JpkiKeeper], request_for: Any, tmp_path: Path
) -> None:
    """A draft that was left goes; a file that was cut off does not count; the list is the same."""
    one = desk.issue(request_for("user"))
    revoke(desk, one.serial)
    whole = desk.crl(AskList(kind="user")).der
    (path,) = (tmp_path / "lists" / "user" / "1" / "complete").iterdir()
    draft = path.with_name(f"{path.name}.1.1.draft")
    for left in (whole[:-1], whole[:100], b"", whole[:-1] + bytes((whole[-1] ^ 1,))):
        path.write_bytes(left)
        draft.write_bytes(whole[:50])
        later = start()

        assert later.crl(AskList(kind="user")).der == whole
        assert path.read_bytes() == whole
        assert not draft.exists()
        later.close()


def test_what_is_published_is_not_signed_again(
    desk: JpkiKeeper, start: Callable[[], JpkiKeeper], request_for: Any, tmp_path: Path
) -> None:
    """One number is one file: another process of the authority finds it and leaves it alone."""
    revoke(desk, desk.issue(request_for("user")).serial)
    desk.crl(AskList(kind="user"))
    (path,) = (tmp_path / "lists" / "user" / "1" / "complete").iterdir()
    made = path.stat().st_ino
    later = start()
    later.crl(AskList(kind="user"))
    later.due()
    later.close()

    assert path.stat().st_ino == made


def test_a_clock_set_back_brings_no_earlier_number(
    desk: JpkiKeeper, start: Callable[[], JpkiKeeper], clock: StandingClock, request_for: Any
) -> None:
    """Time stands still until it is where it was; what is revoked then stands on the list."""
    ones = [desk.issue(request_for("user", holder=holder)) for holder in "ab"]
    clock.turn(days=10)
    revoke(desk, ones[0].serial)
    numbers = [number(desk.crl(AskList(kind="user")).der)]
    clock.turn(days=-3)
    revoke(desk, ones[1].serial)
    later = start()
    for each in (desk, later):
        der = each.crl(AskList(kind="user")).der
        numbers.append(number(der))
        serials = {line.serial_number for line in x509.load_der_x509_crl(der)}
        assert serials == {one.serial for one in ones}
    later.close()
    clock.turn(days=4)
    numbers.append(number(desk.crl(AskList(kind="user")).der))

    assert numbers == [12, 13, 13, 14]


def test_a_register_older_than_its_lists_is_said(
    desk: JpkiKeeper, start: Callable[[], JpkiKeeper], request_for: Any, tmp_path: Path
) -> None:
    """A register put back from a copy would give a number away twice."""
    one = desk.issue(request_for("user"))
    desk.store.backup(tmp_path / "copy.sqlite")
    revoke(desk, one.serial)
    desk.crl(AskList(kind="user"))
    desk.close()
    for name in ("jpki.sqlite", "jpki.sqlite-wal", "jpki.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "copy.sqlite").rename(tmp_path / "jpki.sqlite")
    later = start()
    with pytest.raises(Unreachable, match="the register is older than this list"):
        later.crl(AskList(kind="user"))
    later.close()


def test_days_that_the_dial_leaps_over(
    desk: JpkiKeeper, clock: StandingClock, request_for: Any, tmp_path: Path
) -> None:
    """One daily list after a turn over many days; no second one on the same day."""
    desk.issue(request_for("signature"))
    desk.due()
    folder = tmp_path / "lists" / "signature" / "1"
    assert sorted(path.name for path in folder.glob("*/*")) == ["1.crl", "1.crl"]
    clock.turn(days=40)
    desk.due()
    made = sorted((path.name, path.stat().st_ino) for path in folder.glob("*/*"))
    clock.turn(hours=5)
    desk.due()

    assert [name for name, _ in made] == ["1.crl", "1.crl", "41.crl", "41.crl"]
    assert sorted((path.name, path.stat().st_ino) for path in folder.glob("*/*")) == made


def test_many_revocations_while_others_read(
    desk: JpkiKeeper, start: Callable[[], JpkiKeeper], request_for: Any
) -> None:
    """Whoever revoked finds it on the list at once, in both processes; numbers never fall."""
    ones = [desk.issue(request_for("user", holder=f"{n}")) for n in range(12)]
    other = start()

    def act(place: int) -> list[int]:
        with acting_as(Caller("m/131032")):
            revoke(desk if place % 2 else other, ones[place].serial)
            seen = []
            for each in (desk, other):
                der = each.crl(AskList(kind="user")).der
                crl = x509.load_der_x509_crl(der)
                assert crl.get_revoked_certificate_by_serial_number(ones[place].serial)
                assert len(crl) == number(der) - 1
                seen.append(number(der))
            return seen

    with ThreadPoolExecutor(4) as pool:
        for seen in pool.map(act, range(len(ones))):
            assert seen == sorted(seen)
    assert number(desk.crl(AskList(kind="user")).der) == 1 + len(ones)
    other.close()


@pytest.mark.interop
@pytest.mark.parametrize("kind", KINDS)
def test_openssl_and_gnutls_take_the_list_of_a_point(
    kind: CertificateKind,
    desk: JpkiKeeper,
    request_for: Any,
    clock: StandingClock,
    tmp_path: Path,
) -> None:
    """OpenSSL judges a certificate by it, GnuTLS checks its signature and reads its number."""
    one = desk.issue(request_for(kind))
    desk.due()
    point = read(one.certificate).point

    def says() -> str:
        crl = desk.crl(AskList(kind=kind, point=point)).der
        write_pem(tmp_path, authority=one.authority, certificate=one.certificate, crl=crl)
        return openssl_says(tmp_path, clock.now() + timedelta(seconds=1))

    assert says() == "OK"
    revoke(desk, one.serial, kind)
    assert says() == "certificate revoked"
    checked = run("openssl", "crl", "-in", tmp_path / "crl.pem", "-noout",
                  "-CAfile", tmp_path / "authority.pem", "-crlnumber")  # fmt: skip
    assert "verify OK" in checked
    assert "crlNumber=0x02" in checked
    assert "verified" in run("faketime", f"{clock.now():%F %T}", "certtool", "--verify-crl",
                             "--load-ca-certificate", tmp_path / "authority.pem",
                             "--infile", tmp_path / "crl.pem").lower()  # fmt: skip
    told = run("certtool", "--crl-info", "--infile", tmp_path / "crl.pem")
    assert "CRL Number (not critical): 02" in told
    assert "Revoked certificates (1)" in told
