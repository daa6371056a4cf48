"""The reader's sessions say what they do, and what went wrong, without a status word."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import PINS, PROFILE, Personalised, lay, make_blank, personalise
from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, CertificateKind, PinName
from fuda.terminals.reader import (
    CardErased,
    CardFacts,
    CardRemoved,
    JpkiSession,
    NotOnCard,
    PinLocked,
    PinNeeded,
    PinNotSet,
    PinUnfit,
    WrongPin,
    change_pin,
    pin_standing,
    read_card_facts,
    tries_left,
    verify_pin,
)
from fuda.terminals.reader.exchange import command

WRONG = {"signature": "WRONG9", "user": "0000", "resident_register": "0000", "face_item": "0000"}


def test_a_login_in_three_lines(chip: Chip, issued: Personalised) -> None:
    """Verify the PIN, sign the challenge; the certificate's key fits."""
    with JpkiSession(chip) as card:
        card.verify_user_pin(PINS["user"])
        signature = card.sign_user(b"challenge")
        certificate = card.read_user_certificate()

    key = issued.certificates["user"].public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, b"challenge", PKCS1v15(), SHA256())
    assert certificate == issued.certificates["user"].public_bytes(Encoding.DER)


def test_a_signature_needs_its_own_pin(chip: Chip, issued: Personalised) -> None:
    """Neither the signature certificate nor its key is to be had for the user PIN."""
    with JpkiSession(chip) as card:
        card.verify_user_pin(PINS["user"])
        with pytest.raises(PinNeeded):
            card.read_signature_certificate()
        with pytest.raises(PinNeeded):
            card.sign_signature(b"document")
        card.verify_signature_pin(PINS["signature"])
        signature = card.sign_signature(b"document")
        certificate = card.read_signature_certificate()

    key = issued.certificates["signature"].public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, b"document", PKCS1v15(), SHA256())
    assert certificate == issued.certificates["signature"].public_bytes(Encoding.DER)


@pytest.mark.parametrize("kind", ["user", "signature"])
def test_authorities_are_free_to_read(
    chip: Chip, issued: Personalised, kind: CertificateKind
) -> None:
    """The certificates of the two authorities."""
    with JpkiSession(chip) as card:
        read = {"user": card.read_user_authority, "signature": card.read_signature_authority}
        certificate = read[kind]()

    assert certificate == issued.authorities[kind].certificate.public_bytes(Encoding.DER)


def test_leaving_the_session_logs_out(tmp_path: Path) -> None:
    """Whoever comes next must verify the PIN again, on either make of card (open point 1)."""
    profile = replace(PROFILE, reselecting_forgets_pins=False)
    with lay(make_blank(tmp_path / "card", profile)) as chip:
        personalise(chip)
        log_in_and_leave(chip)


def log_in_and_leave(chip: Chip) -> None:
    """Two sessions; the second has not verified anything."""
    with JpkiSession(chip) as card:
        card.verify_user_pin(PINS["user"])
    with JpkiSession(chip) as again, pytest.raises(PinNeeded):
        again.sign_user(b"challenge")


@pytest.mark.parametrize("name", PIN_NAMES)
def test_wrong_pins_carry_the_tries_left_until_the_lock(chip: Chip, name: PinName) -> None:
    """The error that uses up the last try is the lock already."""
    tries = tries_left(chip, name)
    seen = []
    for _ in range(tries - 1):
        with pytest.raises(WrongPin) as wrong:
            verify_pin(chip, name, WRONG[name])
        seen.append(wrong.value.tries_left)
    for value in (WRONG[name], PINS[name]):
        with pytest.raises(PinLocked):
            verify_pin(chip, name, value)

    assert seen == list(range(tries - 1, 0, -1))
    assert tries_left(chip, name) == 0


@pytest.mark.parametrize("name", PIN_NAMES)
def test_how_a_pin_stands_is_found_without_a_try(chip: Chip, tmp_path: Path, name: PinName) -> None:
    """Set, whatever was tried; locked; never set. Locked and never set both have no try left."""
    tries = tries_left(chip, name)
    for left in range(tries, 0, -1):
        assert pin_standing(chip, name) == "set"
        assert tries_left(chip, name) == left
        with pytest.raises((WrongPin, PinLocked)):
            verify_pin(chip, name, WRONG[name])
    assert pin_standing(chip, name) == "locked"
    with lay(make_blank(tmp_path / "blank")) as blank:
        assert pin_standing(blank, name) == "never_set"


@pytest.mark.parametrize("name", PIN_NAMES)
def test_the_holder_changes_each_pin(chip: Chip, name: PinName) -> None:
    """PIN-14: with the old one; a wrong old one spends a try and changes nothing."""
    new = "NEW1234" if name == "signature" else "4321"
    tries = tries_left(chip, name)
    with pytest.raises(WrongPin):
        change_pin(chip, name, old=WRONG[name], new=new)
    assert tries_left(chip, name) == tries - 1
    change_pin(chip, name, old=PINS[name], new=new)

    verify_pin(chip, name, new)
    with pytest.raises(WrongPin):
        verify_pin(chip, name, PINS[name])


@pytest.mark.parametrize("pin", ["", "123", "12345", "１２３４"])
def test_an_impossible_pin_spends_no_try(chip: Chip, pin: str) -> None:
    """Too short, too long, not ASCII: said as such."""
    with JpkiSession(chip) as card:
        with pytest.raises(PinUnfit):
            card.verify_user_pin(pin)

        assert card.user_tries_left() == 3


def test_a_session_tells_both_tries(chip: Chip) -> None:
    """Also while a PIN is verified."""
    with JpkiSession(chip) as card:
        card.verify_user_pin(PINS["user"])

        assert (card.user_tries_left(), card.signature_tries_left()) == (3, 5)


def test_facts_of_a_card(chip: Chip) -> None:
    """Number, municipality and last day, free to anyone."""
    assert read_card_facts(chip) == CardFacts(
        card_number="TEST000000000001", municipality="13103", expires=date(2035, 1, 2)
    )


def test_a_blank_card(tmp_path: Path) -> None:
    """No PIN was ever set, no certificate written."""
    with lay(make_blank(tmp_path / "blank")) as chip, JpkiSession(chip) as card:
        with pytest.raises(PinNotSet):
            card.verify_user_pin("1234")
        with pytest.raises(NotOnCard):
            card.read_user_certificate()


def test_a_card_taken_away_in_the_middle(chip: Chip) -> None:
    """One error says so, at any step; leaving the session adds none."""

    def log_in() -> None:
        with JpkiSession(chip) as card:
            card.verify_user_pin(PINS["user"])
            chip.remove()
            card.sign_user(b"challenge")

    with pytest.raises(CardRemoved):
        log_in()


def test_an_erased_card_says_so(folder: Path) -> None:
    """6F00 to everything."""
    (folder / "image").write_bytes(b"")
    with lay(folder) as chip, pytest.raises(CardErased):
        JpkiSession(chip)


class OneFileCard:
    """A card that is nothing but one certificate file with these bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def transmit(self, apdu: bytes) -> bytes:
        """READ BINARY of the file; yes to everything else."""
        if apdu[1] != 0xB0:
            return b"\x90\x00"
        offset = int.from_bytes(apdu[2:4], "big")
        return self.content[offset : offset + (apdu[4] or 256)] + b"\x90\x00"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff" * 600, b"\x30\x82\x7f\xff" + bytes(500)],
    ids=["empty", "filler", "cut off"],
)
def test_a_file_that_holds_no_certificate(content: bytes) -> None:
    """Empty, filler, cut off: not on the card, and never an endless loop."""
    with JpkiSession(OneFileCard(content)) as card, pytest.raises(NotOnCard):
        card.read_user_certificate()


@pytest.mark.parametrize(
    ("data", "expected", "apdu"),
    [
        (b"", None, "00B00102"),
        (b"", 4, "00B0010204"),
        (b"", 256, "00B0010200"),
        (b"", 257, "00B00102000101"),
        (b"", 65536, "00B00102000000"),
        (b"\xaa", None, "00B0010201AA"),
        (b"\xaa", 256, "00B0010201AA00"),
        (b"\xaa", 257, "00B00102000001AA0101"),
        (b"\xaa" * 256, None, "00B00102000100" + "AA" * 256),
        (b"\xaa" * 256, 256, "00B00102000100" + "AA" * 256 + "0100"),
    ],
    ids=[
        *("1", "2 short", "2 short, 256", "2 extended", "2 extended, all", "3 short", "4 short"),
        *("4 extended for Le", "3 extended", "4 extended for Lc"),
    ],
)
def test_commands_are_short_where_they_can_be(data: bytes, expected: int, apdu: str) -> None:
    """The seven forms of a command APDU (ISO/IEC 7816-3, 12.1.3)."""
    assert command(0x00, 0xB0, 0x01, 0x02, data, expected).hex().upper() == apdu
