"""Keys that lie in an HSM: made there, used there, and missed with a clear answer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fuda.doors.errors import Unreachable
from fuda.doors.jpki import AskAuthority, AskList, AskStatus, RevokeCertificate
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.procedures.roll_over import responder
from fuda.kit.caller import Caller, acting_as
from fuda.kit.damage import StoreDamaged
from fuda.pki.signer import SignerGone
from fuda.pki.verify import ByList, verify
from hsm_made import Hsm
from jpki_made import PARAMETERS, Requests
from stand_ins import CountingRandomness, StandingClock

pytestmark = pytest.mark.interop


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hsm]:
    """An HSM of this test's own; the module finds it by its variable."""
    folder = tmp_path / "hsm"
    folder.mkdir()
    made = Hsm(folder)
    monkeypatch.setenv("P11_KIT_SERVER_ADDRESS", made.address)
    yield made
    made.close()


def started(tmp_path: Path, clock: StandingClock, hsm: Hsm) -> JpkiKeeper:
    """The desk, its keys in the HSM."""
    return JpkiKeeper(
        url=f"sqlite:///{tmp_path / 'jpki.sqlite'}",
        keys=tmp_path / "keys",
        clock=clock,
        randomness=CountingRandomness(),
        parameters=PARAMETERS,
        keyring=hsm.keyring(),
    )


@pytest.fixture
def desk(tmp_path: Path, clock: StandingClock, hsm: Hsm) -> Iterator[JpkiKeeper]:
    """A desk asked by 港区, its keys in the HSM."""
    made = started(tmp_path, clock, hsm)
    with acting_as(Caller("m/131032")):
        yield made
    made.close()


def test_certificates_signed_by_the_hsm_verify(
    desk: JpkiKeeper, clock: StandingClock, tmp_path: Path
) -> None:
    """Certificate, list and responder; no private key of an authority lies in a file."""
    issued = desk.issue(Requests(desk)("user"))
    crl = desk.crl(AskList(kind="user")).der

    assert verify(
        issued.certificate, [issued.authority], ByList(crl), at=clock.now(), kinds={"user"}
    )
    answering = responder(desk._office, desk._office.signer("user"))
    authority = x509.load_der_x509_certificate(issued.authority)
    x509.load_der_x509_certificate(answering.responder.certificate).verify_directly_issued_by(
        authority
    )
    assert not list((tmp_path / "keys").glob("*.pem"))


def test_an_hsm_that_goes_away_leaves_nothing_half_issued(
    desk: JpkiKeeper, hsm: Hsm, clock: StandingClock
) -> None:
    """A clear answer; the same request is done when it is there again, with the next serial."""
    request_for = Requests(desk)
    before = desk.issue(request_for("user"))
    request = request_for("user", holder="taro")
    hsm.switch_off()

    for _ in range(2):
        with pytest.raises(Unreachable, match=r"nothing was signed: the HSM token .* ask again"):
            desk.issue(request)
    hsm.switch_on()

    assert desk.issue(request).serial == before.serial + 1
    assert desk.store.verify_audit().ok
    asked = AskStatus(kind="user", serial=before.serial + 2, at=clock.now())
    assert desk.status(asked).state == "unknown"


def test_revocations_are_taken_while_the_hsm_is_away(
    desk: JpkiKeeper, hsm: Hsm, clock: StandingClock
) -> None:
    """What is lost in the meantime is the signed list, not the revocation."""
    serial = desk.issue(Requests(desk)("user")).serial
    hsm.switch_off()
    desk.revoke(
        RevokeCertificate(
            key="r", kind="user", serial=serial, reason="key_compromise", event="given_up"
        )
    )

    assert desk.status(AskStatus(kind="user", serial=serial, at=clock.now())).state == "revoked"
    with pytest.raises(Unreachable):
        desk.crl(AskList(kind="user"))
    hsm.switch_on()
    crl = x509.load_der_x509_crl(desk.crl(AskList(kind="user")).der)
    assert crl.get_revoked_certificate_by_serial_number(serial) is not None


def key_of(authority: bytes) -> bytes:
    """How a generation's key is named."""
    parsed = x509.load_der_x509_certificate(authority).extensions
    return parsed.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_started_while_the_hsm_is_away(tmp_path: Path, clock: StandingClock, hsm: Hsm) -> None:
    """Without certificates it cannot start, and says so; with them it does."""
    hsm.switch_off()
    with pytest.raises(StoreDamaged, match="connect the HSM"):
        started(tmp_path, clock, hsm)
    hsm.switch_on()
    first = started(tmp_path, clock, hsm)
    authority = first.authority(AskAuthority(kind="user"))
    first.close()
    hsm.switch_off()
    clock.turn(days=5 * 365)

    again = started(tmp_path, clock, hsm)
    key = key_of(authority.der)
    assert again.authority(AskAuthority(kind="user", key_identifier=key)) == authority
    with pytest.raises(Unreachable):
        again.authority(AskAuthority(kind="user"))
    again.close()
    hsm.switch_on()


def test_a_wrong_pin_is_tried_once(hsm: Hsm) -> None:
    """The token is not locked by trying on."""
    keyring = type(hsm.keyring())(replace(hsm.token, pin="wrong-0000"))
    for _ in range(20):
        with pytest.raises(SignerGone, match="has refused its PIN"):
            keyring.make("one", "rsa-2048")
    hsm.switch_off()
    with pytest.raises(SignerGone, match=r"refused its PIN \(PinIncorrect\)"):
        keyring.make("one", "rsa-2048")
    hsm.switch_on()

    assert hsm.keyring().make("one", "rsa-2048").public_key


@pytest.mark.parametrize(("algorithm", "digest"), [("p-256", SHA256()), ("p-384", SHA384())])
def test_keys_on_curves(algorithm: Any, digest: Any, hsm: Hsm) -> None:
    """The coming card's algorithms too; a key that is there is taken up, a forgotten one is not."""
    keyring = hsm.keyring()
    signer = keyring.make("curve", algorithm)
    key = load_der_public_key(signer.public_key)
    assert isinstance(key, EllipticCurvePublicKey)

    key.verify(signer.sign(b"signed"), b"signed", ECDSA(digest))
    assert keyring.make("curve", algorithm).public_key == signer.public_key
    keyring.forget("curve")
    assert keyring.make("curve", algorithm).public_key != signer.public_key
