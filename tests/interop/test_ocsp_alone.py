"""Unmodified clients ask `fuda authority respond`, while another process is the desk."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chain_judges import pem
from fuda.doors.jpki import CertificateIssued, SuspendCertificate
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.world.dial import Dial
from fuda.world.folders import dial_file
from fuda.world.serve import open_keeper
from jpki_made import Requests
from pki_made import run

pytestmark = pytest.mark.interop


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[JpkiKeeper]:
    """The desk of a town whose dial ticks with the machine's clock."""
    data = tmp_path / "town"
    data.mkdir(mode=0o700)
    Dial(dial_file(data)).begin(datetime.now(UTC), ticking=True)
    keeper = open_keeper("jlis.jpki", data)
    assert isinstance(keeper, JpkiKeeper)
    with acting_as(Caller("m/131032")):
        yield keeper
    keeper.close()


@pytest.fixture
def issued(desk: JpkiKeeper, tmp_path: Path) -> CertificateIssued:
    """A user certificate; it and its authority's lie in files."""
    today = datetime.now(UTC).date()
    expires = today.replace(year=today.year + 4, day=1)
    one = desk.issue(
        Requests(desk)("user", expires=expires, card_expires=expires.replace(year=today.year + 9))
    )
    (tmp_path / "one.pem").write_bytes(pem("CERTIFICATE", one.certificate))
    (tmp_path / "authority.pem").write_bytes(pem("CERTIFICATE", one.authority))
    return one


@pytest.fixture
def address(issued: CertificateIssued, tmp_path: Path) -> Iterator[str]:
    """Where the process answers; it ends cleanly when it is told to."""
    assert issued
    typed = [sys.executable, "-m", "fuda.cli", "authority", "respond", "--data", tmp_path / "town"]
    with subprocess.Popen(
        typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as alone:
        assert alone.stdout is not None
        yield alone.stdout.readline().strip()
        alone.terminate()
        assert alone.communicate(timeout=20) == ("", "")
    assert alone.returncode == 0


def test_openssl_and_gnutls_hear_of_a_hold_at_once(
    desk: JpkiKeeper, issued: CertificateIssued, address: str, tmp_path: Path
) -> None:
    """Good, then on hold, from an answer that the other process had kept."""

    def openssl(*more: str) -> str:
        said = run(
            *("openssl", "ocsp", "-issuer", tmp_path / "authority.pem", *more),
            *("-cert", tmp_path / "one.pem", "-CAfile", tmp_path / "authority.pem"),
            *("-url", f"{address}/user"),
        )
        assert "Response verify OK" in said
        return said

    def gnutls() -> str:
        asked = subprocess.run(
            [
                *("ocsptool", f"--ask={address}/user", "--nonce"),
                *("--load-cert", tmp_path / "one.pem"),
                *("--load-issuer", tmp_path / "authority.pem"),
                *("--load-trust", tmp_path / "authority.pem"),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "Verifying OCSP Response: Success" in asked.stdout + asked.stderr
        return asked.stdout

    for _ in range(2):
        assert "one.pem: good" in openssl("-no_nonce")
    assert "one.pem: good" in openssl()
    assert "Certificate Status: good" in gnutls()
    order = SuspendCertificate(key="lost", kind="user", serial=issued.serial, event="lost")
    desk.suspend(order)
    for asked in (openssl("-no_nonce"), openssl()):
        assert "certificateHold" in asked
    assert "Certificate Status: revoked" in gnutls()


def test_curl_gets_what_a_cache_may_keep(address: str) -> None:
    """By GET with base64 in the path; what is no question is malformed and not kept."""
    said = run("curl", "-s", "-i", f"{address}/user/MAA=")
    assert said.startswith("HTTP/1.1 200 OK")
    assert "Cache-Control: no-store" in said


def test_a_port_that_is_taken(address: str, tmp_path: Path) -> None:
    """One line."""
    port = address.rpartition(":")[2].partition("/")[0]
    typed = ["authority", "respond", "--data", str(tmp_path / "town"), "--port", port]
    asked = subprocess.run(
        [sys.executable, "-m", "fuda.cli", *typed], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 1
    assert asked.stderr.startswith(f"fuda authority: port {port} on 127.0.0.1: Address already")
    assert asked.stderr.count("\n") == 1
