"""The same sessions over PC/SC: a whole hand-over and a login through pcscd.

Started with a folder as its argument this file is also the program that the room runs.
"""

import sys
from pathlib import Path

import pytest

from card_made import PINS, lay, make_blank, personalise
from card_room import Room
from fuda.terminals.reader import JpkiSession, WrongPin, read_card_facts, verify_pin
from fuda.terminals.reader.pcsc import pcsc_card, pcsc_readers

pytestmark = pytest.mark.interop


def hand_over_and_log_in() -> None:
    """What the room runs; the issuer channel's commands are longer than 255 bytes."""
    with pcsc_card() as card:
        made = personalise(card)
        with JpkiSession(card) as session:
            session.verify_user_pin(PINS["user"])
            session.sign_user(b"challenge")
            assert session.read_user_authority()
        try:
            verify_pin(card, "face_item", "0000")
        except WrongPin as wrong:
            sys.stdout.write(f"{pcsc_readers()} {len(made.certificates)} {wrong.tries_left} ")
        sys.stdout.write(read_card_facts(card).card_number)


def test_a_hand_over_and_a_login_through_pcscd(room: Room, tmp_path: Path) -> None:
    """Extended commands pass; what was done is in the chip's memory afterwards."""
    room.lay(make_blank(tmp_path / "card"))
    said = room.run("env", f"PYTHONPATH={Path(__file__).parents[1]}", sys.executable, __file__)
    room.take()

    assert said == "('Virtual PCD 00 00', 'Virtual PCD 00 01') 2 2 TEST000000000001"
    with lay(tmp_path / "card") as chip:
        verify_pin(chip, "user", PINS["user"])


def test_an_empty_reader_is_said_in_one_line(room: Room) -> None:
    """Where pcscd does not run: what to look for."""
    program = "from fuda.terminals.reader.pcsc import pcsc_readers; pcsc_readers()"
    said = room.run(sys.executable, "-c", program, succeeds=False)

    assert said.splitlines()[-1].endswith("NoReader: pcscd does not run")


if __name__ == "__main__":
    hand_over_and_log_in()
