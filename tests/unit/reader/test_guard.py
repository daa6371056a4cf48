"""A card that is only read: what passes is a list, and nothing else reaches the card."""

from contextlib import suppress

import pytest

from card_made import PINS
from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES
from fuda.terminals.reader import (
    JpkiSession,
    OnlyRead,
    ReadOnly,
    WrongPin,
    change_pin,
    read_card_facts,
    tries_left,
    verify_pin,
)
from fuda.terminals.reader.status import read_status


class Heard:
    """A card that remembers what reached it."""

    def __init__(self) -> None:
        self.commands: list[bytes] = []

    def transmit(self, apdu: bytes) -> bytes:
        """Remember, and say yes."""
        self.commands.append(apdu)
        return b"\x90\x00"


def test_what_is_free_is_read(chip: Chip) -> None:
    """Facts, certificates, tries: the same answers as without the guard."""
    assert read_status(ReadOnly(chip)) == read_status(chip)
    assert read_card_facts(ReadOnly(chip)) == read_card_facts(chip)


@pytest.mark.parametrize("name", PIN_NAMES)
def test_no_pin_is_sent(chip: Chip, name: str) -> None:
    """Neither a right nor a wrong one; no try is spent."""
    before = tries_left(chip, name)  # type: ignore[arg-type]
    for value in (PINS[name], "0000"):  # type: ignore[index]
        with pytest.raises(OnlyRead):
            verify_pin(ReadOnly(chip), name, value)  # type: ignore[arg-type]

    assert tries_left(chip, name) == before  # type: ignore[arg-type]


def test_a_pin_is_sent_where_that_was_allowed(chip: Chip) -> None:
    """And then counts; but nothing signs and nothing is changed."""
    guarded = ReadOnly(chip, verify=True)
    with JpkiSession(guarded) as card:
        with pytest.raises(WrongPin):
            card.verify_user_pin("0000")
        card.verify_user_pin(PINS["user"])
        with pytest.raises(OnlyRead):
            card.sign_user(b"challenge")
    with pytest.raises(OnlyRead):
        change_pin(guarded, "user", old=PINS["user"], new="4321")

    verify_pin(chip, "user", PINS["user"])


_MAY = {0xA4, 0xB0, 0xB2, 0xCA, 0x84}


@pytest.mark.parametrize("verify", [False, True])
def test_no_other_command_of_any_class_passes(verify: bool) -> None:  # noqa: FBT001
    """All 65,536 beginnings of a command, short and with data: only what reads, in class 00."""
    heard = Heard()
    guarded = ReadOnly(heard, verify=verify)
    for beginning in range(0x10000):
        for rest in (b"\0\x80", b"\0\x80\x041234", b"\0\x80\0"):
            with suppress(OnlyRead):
                guarded.transmit(beginning.to_bytes(2, "big") + rest)
    allowed = {apdu[1] for apdu in heard.commands if apdu[1] != 0x20}
    verifies = {apdu for apdu in heard.commands if apdu[1] == 0x20}

    assert {apdu[0] for apdu in heard.commands} == {0x00}
    assert allowed == _MAY
    assert (verifies == {bytes.fromhex("00200080")}) is not verify


@pytest.mark.parametrize("apdu", ["", "00", "0020", "002000", "00A404"])
def test_a_stump_of_a_command_does_not_pass(apdu: str) -> None:
    """What is no command is not sent to find out."""
    heard = Heard()
    with pytest.raises(OnlyRead):
        ReadOnly(heard).transmit(bytes.fromhex(apdu))

    assert heard.commands == []
