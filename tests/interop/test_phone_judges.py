"""Unmodified programs judge a phone's certificates, whose state came from the card or a loss.

Each phone's owner has a card; what happens happens to the card's certificates, or to the phone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
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
from fuda.institutions.jlis.jpki.responder.askers import Anyone
from fuda.institutions.jlis.jpki.responder.mounted import AsgiResponder
from fuda.kit.caller import Caller, acting_as
from fuda.pki.profile import PROFILES
from interop.test_revocation_judges import (
    AT,
    NSS_USAGE,
    at_the_day,
    nss_database,
    serving,
    told,
)
from jpki_made import NOON, PARAMETERS, Requests
from phone_applied import KINDS, Issued, Phones
from pki_made import run
from stand_ins import CountingRandomness, StandingClock

pytestmark = pytest.mark.interop

STATES = ("good", "card held", "card lifted", "lost", "card revoked")
ENDED = {"card held", "lost", "card revoked"}
HELD = {"card held", "lost"}
each = pytest.mark.parametrize(("kind", "state"), [(kind, one) for kind in KINDS for one in STATES])


@dataclass(frozen=True)
class Served:
    """Phones' certificates in every state, their authorities, and the address of the responder."""

    folder: Path
    address: str

    def file(self, kind: CertificateKind, state: str) -> Path:
        """That certificate, PEM."""
        return self.folder / f"{kind}.{state}.pem"

    def authority(self, kind: CertificateKind) -> Path:
        """Its authority's, PEM."""
        return self.folder / f"{kind}.authority.pem"

    def list_of(self, kind: CertificateKind) -> Path:
        """Its authority's complete list, PEM."""
        return self.folder / f"{kind}.crl.pem"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk, and a phone for each state."""
    folder = tmp_path_factory.mktemp("judged")
    clock, app = StandingClock(NOON), Starlette()
    with serving(app) as port:
        desk = JpkiKeeper(
            url=f"sqlite:///{folder / 'jpki.sqlite'}",
            keys=folder / "keys",
            clock=clock,
            randomness=CountingRandomness(),
            parameters=PARAMETERS,
            service=f"http://127.0.0.1:{port}/jpki",
        )
        app.router.routes.append(Mount("/jpki/ocsp", AsgiResponder(desk.responder, Anyone())))
        made = Served(folder, f"http://127.0.0.1:{port}/jpki/ocsp")
        with acting_as(Caller("m/131032")):
            phones = Phones(desk, clock, Requests(desk))
            for n, state in enumerate(STATES):
                _keep(made, state, _phone(phones, f"holder{n}", state))
            for kind in KINDS:
                crl = desk.crl(AskList(kind=kind)).der
                made.list_of(kind).write_bytes(pem("X509 CRL", crl))
        clock.at = AT
        yield made
        desk.close()


def _phone(phones: Phones, holder: str, state: str) -> Issued:
    """Of a holder of a card, brought into that state."""
    card = phones.card(holder)
    made = phones.gets(card, phone=holder, signs=f"{holder}'s signature")
    if state == "lost":
        phones.lost(holder)
    for kind in KINDS:
        named = {"kind": kind, "serial": card[kind].serial, "event": "lost"}
        key = f"{kind} {holder}"
        if state in {"card held", "card lifted"}:
            phones.desk.suspend(SuspendCertificate(key=f"{key} held", **named))  # type: ignore[arg-type]
        if state == "card lifted":
            phones.desk.lift(LiftSuspension(key=f"{key} lifted", **named))  # type: ignore[arg-type]
        if state == "card revoked":
            phones.desk.revoke(RevokeCertificate(key=key, reason="superseded", **named))  # type: ignore[arg-type]
    return made


def _keep(served: Served, state: str, made: Issued) -> None:
    for kind in KINDS:
        one: CertificateIssued = made[kind]
        served.file(kind, state).write_bytes(pem("CERTIFICATE", one.certificate))
        served.authority(kind).write_bytes(pem("CERTIFICATE", one.authority))


@each
def test_openssl_asks_whom_the_certificate_names(
    served: Served, kind: CertificateKind, state: str
) -> None:
    """`openssl ocsp` at its address; it tells a hold from an end."""
    file = served.file(kind, state)
    address = run("openssl", "x509", "-in", file, "-noout", "-ocsp_uri").strip()
    words = run(
        *at_the_day(AT), "openssl", "ocsp", "-issuer", served.authority(kind), "-cert", file,
        "-CAfile", served.authority(kind), "-url", address,
    )  # fmt: skip

    assert address == f"{served.address}/{kind}"
    assert "Response verify OK" in words
    assert f": {'revoked' if state in ENDED else 'good'}" in words
    assert ("certificateHold" in words) == (state in HELD)
    assert ("superseded" in words) == (state == "card revoked")


@each
def test_openssl_verifies_by_policy_and_list(
    served: Served, kind: CertificateKind, state: str
) -> None:
    """`openssl verify -crl_check`: the phone's policy is demanded, the card's does not do."""
    how = (
        "openssl", "verify", "-attime", str(int(AT.timestamp())), "-crl_check",
        "-CRLfile", served.list_of(kind), "-CAfile", served.authority(kind), "-explicit_policy",
    )  # fmt: skip
    policies = {one: PROFILES[one].policy for one in PROFILES if PROFILES[one].use == kind}
    phone, card = (policies[one] for one in (f"phone_{kind}", kind))  # type: ignore[index]

    code, words = told(*how, "-policy", phone, served.file(kind, state))
    assert (code == 0) == (state not in ENDED), words
    assert ("certificate revoked" in words) == (state in ENDED)
    code, words = told(*how, "-policy", card, served.file(kind, "good"))
    assert code != 0
    assert "no explicit policy" in words


@each
def test_gnutls_asks(served: Served, kind: CertificateKind, state: str) -> None:
    """`ocsptool --ask`, with a nonce."""
    _code, words = told(
        *at_the_day(AT), "ocsptool", f"--ask={served.address}/{kind}", "--nonce",
        "--load-cert", served.file(kind, state), "--load-issuer", served.authority(kind),
        "--load-trust", served.authority(kind),
    )  # fmt: skip

    assert "Verifying OCSP Response: Success" in words, words
    assert f"Certificate Status: {'revoked' if state in ENDED else 'good'}" in words


@each
def test_gnutls_reads_the_complete_list(served: Served, kind: CertificateKind, state: str) -> None:
    """`certtool --verify` with authority and list."""
    code, words = told(
        *at_the_day(AT), "certtool", "--verify",
        "--load-ca-certificate", served.authority(kind),
        "--load-crl", served.list_of(kind), "--infile", served.file(kind, state),
    )  # fmt: skip

    assert (code == 0) == (state not in ENDED), words
    assert ("revoked" in words) == (state in ENDED), words


@each
def test_nss_asks_by_policy(
    served: Served, kind: CertificateKind, state: str, tmp_path: Path
) -> None:
    """`vfychain` by PKIX, the phone's policy demanded: it asks whom the certificate names."""
    place = nss_database(tmp_path / "nss", served.authority(kind))
    policy = PROFILES["phone_user" if kind == "user" else "phone_signature"].policy
    code, words = told(
        *at_the_day(AT), "vfychain", "-d", place, "-pp", "-u", NSS_USAGE[kind],
        "-o", f"OID.{policy}", "-g", "leaf", "-h", "requireFreshInfo", "-m", "ocsp",
        "-s", "failIfNoInfo", "-a", served.file(kind, state),
    )  # fmt: skip

    assert (code == 0) == (state not in ENDED), words
    assert ("revoked" in words.lower()) == (state in ENDED), words
