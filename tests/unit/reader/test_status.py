"""What a card says of itself before any PIN."""

from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from card_made import PINS, Personalised, lay, make_blank
from fuda.card.chip import Chip
from fuda.card.interface import JPKI, PIN_NAMES
from fuda.terminals.reader import PinLocked, WrongPin, verify_pin
from fuda.terminals.reader.status import read_status


class Without:
    """A card that lacks one application."""

    def __init__(self, inner: Chip, aid: bytes) -> None:
        self._inner, self._aid = inner, aid

    def transmit(self, apdu: bytes) -> bytes:
        """6A82 to whoever selects it."""
        return b"\x6a\x82" if self._aid in apdu else self._inner.transmit(apdu)


def test_a_card_tells_what_it_holds(chip: Chip, issued: Personalised) -> None:
    """Number, municipality, last day, token, tries; three certificates, and one that is closed."""
    status = read_status(chip)

    assert status.facts is not None
    assert status.facts.expires == date(2035, 1, 2)
    assert status.token is not None
    assert status.token.kind == "card"
    assert {"card manager", "JPKI", "face item", "resident register"} <= set(status.applications)
    assert {name: status.tries_left[name] for name in PIN_NAMES} == {
        "signature": 5,
        "user": 3,
        "resident_register": 3,
        "face_item": 3,
    }
    assert status.certificates == {
        "user": issued.certificates["user"].public_bytes(Encoding.DER),
        "user-authority": issued.authorities["user"].certificate.public_bytes(Encoding.DER),
        "signature": None,
        "signature-authority": issued.authorities["signature"].certificate.public_bytes(
            Encoding.DER
        ),
    }


def test_asking_spends_no_try_and_shows_the_spent_ones(chip: Chip) -> None:
    """LOCK-04: each PIN has its own count; a locked one stands at nought."""
    with pytest.raises(WrongPin):
        verify_pin(chip, "signature", "WRONG9")
    for _ in range(2):
        with pytest.raises(WrongPin):
            verify_pin(chip, "user", "0000")
    with pytest.raises(PinLocked):
        verify_pin(chip, "user", "0000")
    for _ in range(3):
        left = read_status(chip).tries_left

    assert (left["user"], left["signature"], left["face_item"]) == (0, 4, 3)
    verify_pin(chip, "face_item", PINS["face_item"])


def test_a_blank_card_has_no_certificates(tmp_path: Path) -> None:
    """Fresh from the factory: its number, no certificate, PINs that nobody set."""
    with lay(make_blank(tmp_path / "blank")) as chip:
        status = read_status(chip)

    assert status.certificates == {}
    assert status.facts is not None
    assert status.tries_left["user"] == 0


def test_what_is_not_there_is_left_out(chip: Chip) -> None:
    """A card without the JPKI application: no token, no certificate, no such PIN."""
    status = read_status(Without(chip, JPKI))

    assert "JPKI" not in status.applications
    assert (status.token, status.certificates) == (None, {})
    assert "user" not in status.tries_left
    assert status.tries_left["face_item"] == 3


def test_nothing_stays_selected(chip: Chip) -> None:
    """The next command begins at the card manager, as after power-on."""
    read_status(chip)

    assert chip.transmit(bytes.fromhex("00a4020c020018"))[-2:] == b"\x6a\x82"
