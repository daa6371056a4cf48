"""An unmodified OpenSC reads the card through PC/SC; OpenSSL judges what the chip signed."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from card_made import PINS, Personalised, make_blank
from card_room import OPENSC_MODULE, Room
from fuda.card.interface import CertificateKind

pytestmark = pytest.mark.interop

USER = {"slot": "0", "pin": PINS["user"], "id": "01"}
SIGNATURE = {"slot": "1", "pin": PINS["signature"], "id": "02"}


@pytest.fixture
def reader(room: Room, folder: Path) -> Room:
    """The card lies on the room's reader."""
    room.lay(folder)
    return room


def test_opensc_knows_the_card_by_its_answer_to_reset(reader: Room) -> None:
    """opensc-tool: the ATR, and the name of its JPKI driver, after 29 probes of other drivers."""
    assert "3b:e0:00:ff:81:31:fe:45:14" in reader.run("opensc-tool", "-a")
    assert reader.run("opensc-tool", "-n").startswith("jpki")


def test_pkcs15_tool_lists_what_the_card_holds(reader: Room) -> None:
    """Two PINs with their tries, two keys, four certificates."""
    listed = reader.run("pkcs15-tool", "-D")

    assert listed.count("Private RSA Key [") == 2
    assert listed.count("X.509 Certificate [") == 4
    assert reader.tries_left() == {"User Authentication PIN": 3, "Digital Signature PIN": 5}


def test_pkcs15_tool_lists_a_blank_card(room: Room, tmp_path: Path) -> None:
    """A card without certificates and PINs: no tries, and a certificate that cannot be read."""
    room.lay(make_blank(tmp_path / "blank"))

    assert room.tries_left() == {"User Authentication PIN": 0, "Digital Signature PIN": 0}
    assert "read failed" in room.run("pkcs15-tool", "--read-certificate", "1", succeeds=False)


def test_the_certificates_are_the_ones_that_were_written(
    reader: Room, issued: Personalised
) -> None:
    """The signature certificate only with its password; the authorities' are free."""
    password = ["--auth-id", "2", "--pin", PINS["signature"], "--verify-pin"]
    reader.run("pkcs15-tool", "--read-certificate", "2", "-o", "no.pem", succeeds=False)
    for number, options in (("1", []), ("2", password), ("3", []), ("4", [])):
        reader.run("pkcs15-tool", "--read-certificate", number, *options, "-o", f"{number}.pem")
    read = [
        load_pem_x509_certificate((reader.folder / f"{number}.pem").read_bytes())
        for number in (1, 2, 3, 4)
    ]

    assert read == [
        issued.certificates["user"],
        issued.certificates["signature"],
        issued.authorities["user"].certificate,
        issued.authorities["signature"].certificate,
    ]


@pytest.mark.parametrize(("kind", "use"), [("user", USER), ("signature", SIGNATURE)])
def test_openssl_verifies_what_pkcs11_tool_had_signed(
    reader: Room, issued: Personalised, kind: CertificateKind, use: dict[str, str]
) -> None:
    """C_Sign with SHA256-RSA-PKCS by each key; OpenSC presents the signature PIN twice."""
    public = issued.certificates[kind].public_key()
    key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (reader.folder / "key.pem").write_bytes(key)
    (reader.folder / "text").write_text("札")
    reader.run(
        *("pkcs11-tool", "--module", OPENSC_MODULE, "--slot", use["slot"], "--login"),
        *("--pin", use["pin"], "--id", use["id"], "--sign", "-m", "SHA256-RSA-PKCS"),
        *("-i", "text", "-o", "signature"),
    )
    judged = reader.run(
        "openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"
    )

    assert judged == "Verified OK\n"


def test_pkcs15_crypt_signs_a_hash(reader: Room, issued: Personalised) -> None:
    """pkcs15-crypt: the other way into the same command."""
    public = issued.certificates["user"].public_key()
    key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (reader.folder / "key.pem").write_bytes(key)
    (reader.folder / "text").write_text("札")
    reader.run("openssl", "dgst", "-sha256", "-binary", "-out", "hash", "text")
    reader.run(
        *("pkcs15-crypt", "--sign", "--key", "1", "--pin", PINS["user"], "--input", "hash"),
        *("--sha-256", "--pkcs1", "--raw", "--output", "signature"),
    )
    judged = reader.run(
        "openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"
    )

    assert judged == "Verified OK\n"


def test_pkcs11_tools_own_test_finds_no_error(reader: Room) -> None:
    """pkcs11-tool --test: digests, signatures with several hashes, verified by itself."""
    said = reader.run(
        *("pkcs11-tool", "--module", OPENSC_MODULE, "--slot", "0", "--login"),
        *("--pin", PINS["user"], "--test"),
    )

    assert said.splitlines()[-1] == "No errors"


def test_wrong_pins_count_lock_and_stay_locked(reader: Room, folder: Path) -> None:
    """LOCK-02: three wrong user PINs, by OpenSC; the card taken away and laid again is locked."""

    def log_in(pin: str) -> str:
        return reader.run(
            *("pkcs11-tool", "--module", OPENSC_MODULE, "--slot", "0", "--login"),
            *("--pin", pin, "--list-objects"),
            succeeds=False,
        )

    for left in (2, 1, 0):
        said = log_in("9999")
        assert "CKR_PIN_" in said, said
        assert reader.tries_left()["User Authentication PIN"] == left
    reader.lay(folder)

    assert "C_Login failed" in log_in(PINS["user"])
    assert "user PIN locked" in reader.run("pkcs11-tool", "--module", OPENSC_MODULE, "-L")
    assert reader.tries_left() == {"User Authentication PIN": 0, "Digital Signature PIN": 5}


def test_opensc_changes_and_unblocks_no_pin_of_this_kind_of_card(reader: Room) -> None:
    """Its JPKI driver does not know how, though the card does; nothing is spent, the PIN stays."""
    login = ("pkcs11-tool", "--module", OPENSC_MODULE, "--slot", "0", "--login")
    new = ("--new-pin", "4321")
    said = reader.run(*login, "--pin", PINS["user"], "--change-pin", *new, succeeds=False)
    assert "CKR_FUNCTION_NOT_SUPPORTED" in said
    numbered = ("pkcs15-tool", "--auth-id", "1", *new)
    said = reader.run(*numbered, "--change-pin", "--pin", PINS["user"], succeeds=False)
    assert "Not supported" in said
    said = reader.run(*numbered, "--unblock-pin", "--puk", PINS["user"], succeeds=False)
    assert "Not supported" in said

    assert reader.tries_left()["User Authentication PIN"] == 3
    reader.run(*login, "--pin", PINS["user"], "--list-objects")
