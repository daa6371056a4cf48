"""Unmodified programs ask a desk's responder, and read its lists: GnuTLS, NSS and OpenSSL.

Certificates name the responder that runs here, so a program that fetches by itself finds it. All of
them are at the dial's day, by faketime or by an option of their own.
"""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from chain_judges import pem
from fuda.doors.jpki import (
    AskList,
    CertificateIssued,
    LiftSuspension,
    RevokeCertificate,
    SuspendCertificate,
)
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.publication import publication
from fuda.institutions.jlis.jpki.responder.askers import Anyone
from fuda.institutions.jlis.jpki.responder.mounted import AsgiResponder
from fuda.kit.caller import Caller, acting_as
from fuda.pki.profile import PROFILES
from fuda.pki.verify import read
from jpki_made import NOON, PARAMETERS, Requests
from pki_made import run
from stand_ins import CountingRandomness, StandingClock

pytestmark = pytest.mark.interop

AT = NOON + timedelta(minutes=5)
"""When the programs look."""
KINDS: tuple[CertificateKind, ...] = ("signature", "user")
STATES = ("good", "held", "released", "revoked")
ENDED = {"held", "revoked"}
NSS_USAGE = {"user": "0", "signature": "4"}
"""SSL client; e-mail signer."""


@dataclass(frozen=True)
class Served:
    """Certificates in every state, their authorities, and the address of jlis.jpki."""

    desk: JpkiKeeper
    folder: Path
    place: str

    @property
    def address(self) -> str:
        """Of the responder."""
        return f"{self.place}/ocsp"

    def point(self, kind: CertificateKind) -> bytes | None:
        """The partition that its certificates name."""
        made = load_pem_x509_certificate(self.file(kind, "good").read_bytes())
        return read(made.public_bytes(Encoding.DER)).point

    def file(self, kind: CertificateKind, state: str) -> Path:
        """That certificate, PEM."""
        return self.folder / f"{kind}.{state}.pem"

    def authority(self, kind: CertificateKind) -> Path:
        """Its authority's, PEM."""
        return self.folder / f"{kind}.authority.pem"


@contextmanager
def serving(app: Starlette) -> Iterator[int]:
    """The port on which it answers, once there is an application."""
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            running.join(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        running.join()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk that issued one certificate of each kind for each state."""
    folder = tmp_path_factory.mktemp("judged")
    clock = StandingClock(NOON)
    app = Starlette()
    with serving(app) as port:
        desk = JpkiKeeper(
            url=f"sqlite:///{folder / 'jpki.sqlite'}",
            keys=folder / "keys",
            clock=clock,
            randomness=CountingRandomness(),
            parameters=PARAMETERS,
            service=f"http://127.0.0.1:{port}/jpki",
        )
        pages = FastAPI()
        pages.include_router(publication(desk))
        app.router.routes += [
            Mount("/jpki/ocsp", AsgiResponder(desk.responder, Anyone())),
            Mount("/jpki", pages),
        ]
        with acting_as(Caller("m/131032")):
            request_for = Requests(desk)
            for kind in KINDS:
                for state in STATES:
                    one = desk.issue(request_for(kind, holder=f"{kind} {state}"))
                    bring(desk, one, state)
                    made = pem("CERTIFICATE", one.certificate)
                    (folder / f"{kind}.{state}.pem").write_bytes(made)
                (folder / f"{kind}.authority.pem").write_bytes(pem("CERTIFICATE", one.authority))
        clock.at = AT
        yield Served(desk, folder, f"http://127.0.0.1:{port}/jpki")
        desk.close()


def bring(desk: JpkiKeeper, one: CertificateIssued, state: str) -> None:
    """The certificate into that state."""
    named = {"kind": one.kind, "serial": one.serial, "event": "lost"}
    if state in {"held", "released"}:
        desk.suspend(SuspendCertificate(key=f"{one.kind} {one.serial} held", **named))  # type: ignore[arg-type]
    if state == "released":
        desk.lift(LiftSuspension(key=f"{one.kind} {one.serial} lifted", **named))  # type: ignore[arg-type]
    if state == "revoked":
        key = f"{one.kind} {one.serial} revoked"
        desk.revoke(RevokeCertificate(key=key, reason="superseded", **named))  # type: ignore[arg-type]


def at_the_day(at: datetime) -> tuple[str, ...]:
    """The day of a program that knows no other than the machine's."""
    return ("faketime", "-f", f"@{at:%Y-%m-%d %H:%M:%S}")


def told(*command: str | Path) -> tuple[int, str]:
    """Exit code and words of a program."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_gnutls_asks(served: Served, kind: CertificateKind, state: str) -> None:
    """`ocsptool --ask`, with a nonce: it checks the delegated signer."""
    _code, words = told(
        *at_the_day(AT), "ocsptool", f"--ask={served.address}/{kind}", "--nonce",
        "--load-cert", served.file(kind, state), "--load-issuer", served.authority(kind),
        "--load-trust", served.authority(kind),
    )  # fmt: skip

    assert "Verifying OCSP Response: Success" in words, words
    assert f"Certificate Status: {'revoked' if state in ENDED else 'good'}" in words


def nss(served: Served, kind: CertificateKind) -> str:
    """A database in which NSS trusts that authority, with its complete list."""
    return nss_database(served.folder / f"{kind}.nss", served.authority(kind))


def nss_database(folder: Path, authority: Path) -> str:
    """One in which NSS trusts that authority; made where it is not there."""
    place = f"sql:{folder}"
    if not folder.exists():
        folder.mkdir()
        run("certutil", "-N", "-d", place, "--empty-password")
        run("certutil", "-A", "-d", place, "-n", "authority", "-t", "CT,C,C", "-a", "-i",
            authority)  # fmt: skip
    return place


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_nss_asks_whom_the_certificate_names(
    served: Served, kind: CertificateKind, state: str
) -> None:
    """`vfychain` by PKIX, the policy demanded: it fetches the answer from authorityInfoAccess."""
    code, words = told(
        *at_the_day(AT), "vfychain", "-d", nss(served, kind), "-pp", "-u", NSS_USAGE[kind],
        "-o", f"OID.{PROFILES[kind].policy}",
        "-g", "leaf", "-h", "requireFreshInfo", "-m", "ocsp", "-s", "failIfNoInfo",
        "-a", served.file(kind, state),
    )  # fmt: skip

    assert ("Chain is good!" in words) == (state not in ENDED), words
    assert (code == 0) == (state not in ENDED)
    assert ("revoked" in words.lower()) == (state in ENDED), words


@pytest.mark.parametrize("kind", KINDS)
def test_nss_reads_the_complete_list(served: Served, kind: CertificateKind) -> None:
    """`crlutil` takes it in, `vfychain` finds on it who is on hold or revoked, and nobody else."""
    with acting_as(Caller("m/131032")):
        (served.folder / "list.der").write_bytes(served.desk.crl(AskList(kind=kind)).der)
    place = nss(served, kind)
    run(*at_the_day(AT), "crlutil", "-I", "-d", place, "-i", served.folder / "list.der")

    for state in STATES:
        code, words = told(
            *at_the_day(AT), "vfychain", "-d", place, "-pp", "-u", NSS_USAGE[kind],
            "-g", "leaf", "-h", "testLocalInfoFirst", "-m", "crl", "-s", "failIfNoInfo",
            "-a", served.file(kind, state),
        )  # fmt: skip
        assert (code == 0) == (state not in ENDED), (state, words)
        assert ("revoked" in words.lower()) == (state in ENDED), (state, words)


@pytest.mark.parametrize("what", ["point", "delta"])
@pytest.mark.parametrize("kind", KINDS)
def test_nss_takes_no_list_of_a_point_and_no_delta(
    served: Served, tmp_path: Path, kind: CertificateKind, what: str
) -> None:
    """Both say by a critical extension that they do not tell all, and NSS knows neither of them.

    It says so when `crlutil` takes them in (also with -B), and keeps nothing: without a list it
    calls every certificate revoked, where it was told to insist on one.
    """
    asked = AskList(kind=kind, point=served.point(kind), delta=what == "delta")
    with acting_as(Caller("m/131032")):
        (tmp_path / "list.der").write_bytes(served.desk.crl(asked).der)
    place = nss_database(tmp_path / "nss", served.authority(kind))
    for bypass in ((), ("-B",)):
        code, words = told(
            *at_the_day(AT), "crlutil", "-I", *bypass, "-d", place, "-i", tmp_path / "list.der"
        )
        assert code == 1
        assert "SEC_ERROR_CRL_UNKNOWN_CRITICAL_EXTENSION" in words

    assert "authority" not in run("crlutil", "-L", "-d", place)
    for state in STATES:
        code, words = told(
            *at_the_day(AT), "vfychain", "-d", place, "-pp", "-u", NSS_USAGE[kind],
            "-g", "leaf", "-h", "testLocalInfoFirst", "-m", "crl", "-s", "failIfNoInfo",
            "-a", served.file(kind, state),
        )  # fmt: skip
        assert code == 1
        assert "revoked" in words


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_fetches_lists_and_authority_by_their_address(
    served: Served, kind: CertificateKind
) -> None:
    """`openssl crl` and `x509` given an address: complete list, list of a point, delta, issuer."""
    at = f"{served.place}/crl/{kind}"
    scope = "131032" if kind == "signature" else "1"
    for path, says in (
        (f"{at}.crl", "Certificate Hold"),
        (f"{at}/1/{scope}.crl", "Certificate Hold"),
        (f"{at}/1/{scope}/delta.crl", "Delta CRL Indicator: critical"),
    ):
        words = run("openssl", "crl", "-in", path, "-CAfile", served.authority(kind),
                    "-noout", "-text")  # fmt: skip
        assert "verify OK" in words
        assert says in words
    names = run("openssl", "x509", "-in", served.file(kind, "good"), "-noout", "-text")
    (issuer,) = re.findall(r"CA Issuers - URI:(\S+)", names)
    assert issuer.startswith(f"{served.place}/ca/{kind}/")
    assert run("openssl", "x509", "-in", issuer) == run(
        "openssl", "x509", "-in", served.authority(kind)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_gnutls_reads_the_complete_list(served: Served, kind: CertificateKind) -> None:
    """`certtool --verify` with authority and list."""
    with acting_as(Caller("m/131032")):
        crl = pem("X509 CRL", served.desk.crl(AskList(kind=kind)).der)
    (served.folder / f"{kind}.crl.pem").write_bytes(crl)

    for state in STATES:
        code, words = told(
            *at_the_day(AT), "certtool", "--verify",
            "--load-ca-certificate", served.authority(kind),
            "--load-crl", served.folder / f"{kind}.crl.pem", "--infile", served.file(kind, state),
        )  # fmt: skip
        assert (code == 0) == (state not in ENDED), (state, words)
        assert ("revoked" in words) == (state in ENDED), (state, words)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", STATES)
def test_openssl_asks_whom_the_certificate_names(
    served: Served, kind: CertificateKind, state: str
) -> None:
    """`openssl ocsp` at the address that `openssl x509 -ocsp_uri` reads from it."""
    file = served.file(kind, state)
    address = run("openssl", "x509", "-in", file, "-noout", "-ocsp_uri").strip()
    assert address == f"{served.address}/{kind}"

    words = run(
        *at_the_day(AT), "openssl", "ocsp", "-issuer", served.authority(kind), "-cert", file,
        "-CAfile", served.authority(kind), "-url", address,
    )  # fmt: skip

    assert "Response verify OK" in words
    assert f": {'revoked' if state in ENDED else 'good'}" in words
    assert ("certificateHold" in words) == (state == "held")
