"""An unmodified OpenSC on a phone's secure element that lies on the PC/SC reader like a card."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from card_made import Personalised
from card_room import OPENSC_MODULE, Room
from phone_made import PHONE_PINS, make_phone

pytestmark = pytest.mark.interop

USER = ("--auth-id", "1", "--pin", PHONE_PINS["user"], "--verify-pin")


@pytest.fixture
def issued(room: Room, tmp_path: Path) -> Personalised:
    """An Android phone's chip lies on the room's reader; what its issuer knows of it."""
    issued = make_phone(tmp_path / "phone", "android")
    room.lay(tmp_path / "phone")
    return issued


def test_opensc_takes_it_for_a_card(room: Room, issued: Personalised) -> None:
    """Two PINs with their tries, two keys; of the certificates the authorities' alone are free."""
    assert room.run("opensc-tool", "-n").startswith("jpki")
    listed = room.run("pkcs15-tool", "-D")

    assert listed.count("Private RSA Key [") == 2
    assert room.tries_left() == {"User Authentication PIN": 3, "Digital Signature PIN": 5}
    room.run("pkcs15-tool", "--read-certificate", "3", "-o", "authority.pem")
    authority = load_pem_x509_certificate((room.folder / "authority.pem").read_bytes())
    assert authority == issued.authorities["user"].certificate


def test_the_user_certificate_is_read_after_its_pin(room: Room, issued: Personalised) -> None:
    """On a card OpenSC reads it without; here it says that it cannot."""
    read = ("pkcs15-tool", "--read-certificate", "1")
    assert "Certificate read failed" in room.run(*read, succeeds=False)
    room.run(*read, *USER, "-o", "user.pem")

    certificate = load_pem_x509_certificate((room.folder / "user.pem").read_bytes())
    assert certificate == issued.certificates["user"]


def test_openssl_verifies_what_it_signed(room: Room, issued: Personalised) -> None:
    """C_Sign through OpenSC's PKCS #11 module, which shows no user certificate: it logs in late."""
    key = issued.certificates["user"].public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (room.folder / "key.pem").write_bytes(pem)
    (room.folder / "text").write_text("札")
    module = ("pkcs11-tool", "--module", OPENSC_MODULE, "--slot", "0", "--login")
    login = (*module, "--pin", PHONE_PINS["user"])
    sign = ("--sign", "--id", "01", "-m", "SHA256-RSA-PKCS", "-i", "text", "-o", "signature")
    room.run(*login, *sign)
    judged = room.run(
        *("openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text")
    )

    assert "Verified OK" in judged
    listed = room.run(*login, "--list-objects")
    assert "Private Key Object" in listed
    assert "label:      User Authentication Certificate\n" not in listed
