"""The keys under which the records in chips are signed: made once, sealed, published by halves."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cards_made import Desk
from country_made import Chance
from fuda.institutions.jlis.cards.publication import publication
from fuda.institutions.jlis.cards.signing import RecordKeys
from fuda.kit.damage import KeyFileRefused
from fuda.terminals.reader import NotAuthentic, VerifiableCertificate


def test_the_same_keys_at_every_start(tmp_path: Path) -> None:
    """Files of mode 0600, sealed: no plain key in them, and no second hierarchy."""
    first = RecordKeys(tmp_path / "keys", Chance())
    signing, trust = first.of_municipality("14204"), first.trust()
    again = RecordKeys(tmp_path / "keys", Chance())

    assert (again.of_municipality("14204"), again.trust()) == (signing, trust)
    assert again.of_municipality("13103").signer != signing.signer
    files = [each for each in (tmp_path / "keys").iterdir() if each.suffix == ".pem"]
    assert len(files) == 6
    for each in files:
        assert each.stat().st_mode & 0o777 == 0o600
        assert b"ENCRYPTED" in each.read_bytes()
    assert signing.signer.private.hex() not in repr(signing)


def test_a_key_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    """One clear fault; no new key takes its place."""
    RecordKeys(tmp_path, Chance()).trust()
    path = tmp_path / "record-root.key.pem"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(KeyFileRefused, match="damaged"):
        RecordKeys(tmp_path, Chance()).trust()


def test_the_root_is_published(desk: Desk) -> None:
    """Whoever reads a card anywhere can check the authorities that certify its signer."""
    app = FastAPI()
    app.include_router(publication(desk.management), prefix="/cards")
    client = TestClient(app)
    root = load_der_public_key(client.get("/cards/root.der").content)
    assert isinstance(root, RSAPublicKey)
    for digits in ("9000023", "9000033", "9000050"):
        certificate = VerifiableCertificate.parse(client.get(f"/cards/{digits}.cvc").content)
        certificate.verify(root)
        assert certificate.subject.startswith(digits.encode())
        with pytest.raises(NotAuthentic):
            certificate.verify(certificate.public_key)
    assert client.get("/cards/9000099.cvc").status_code == 404
