"""A PC/SC reader as it can be: torn away, taken by another program, late, with long answers.

Started with the name of a part as its argument, this file is also the program that the room runs.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from card_room import Room
from fuda.card.interface import JPKI, Jpki
from fuda.terminals.reader import CardRemoved, JpkiSession
from fuda.terminals.reader.exchange import command, select_application, select_file
from fuda.terminals.reader.pcsc import NoReader, pcsc_card, wait_for_card

pytestmark = pytest.mark.interop


def say(line: str) -> None:
    """To the test that started this program."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def torn() -> None:
    """Hold a session until a line comes, then go on with it."""
    try:
        with pcsc_card() as card, JpkiSession(card) as session:
            say("begun")
            sys.stdin.readline()
            session.read_user_certificate()
    except CardRemoved as removed:
        say(f"removed: {removed}")


def held() -> None:
    """Have the card alone until a line comes."""
    with pcsc_card():
        say("begun")
        sys.stdin.readline()


def beside() -> None:
    """Read the card in shared mode until a line comes."""
    with pcsc_card(shared=True) as card:
        select_application(card, JPKI)
        say("begun")
        sys.stdin.readline()


def alone() -> None:
    """Ask for the card at once."""
    try:
        with pcsc_card():
            say("got it")
    except NoReader as no:
        say(str(no))


def patient() -> None:
    """Ask for the card and wait for it."""
    say("begun")
    with pcsc_card(patience=10):
        say("got it")


def late() -> None:
    """Wait for a card that is not there yet."""
    say(str(wait_for_card(0.2)))
    say(str(wait_for_card(20)))


def long() -> None:
    """One READ BINARY of everything: an answer longer than a short one can be."""
    with pcsc_card() as card:
        select_application(card, JPKI)
        select_file(card, Jpki.USER_CERTIFICATE)
        answer = card.transmit(command(0x00, 0xB0, 0, 0, b"", 0x10000))
        say(f"{len(answer)} {answer[-2:].hex()} {card.atr.hex()} {card.reader}")


@contextmanager
def program(room: Room, part: str) -> Iterator[subprocess.Popen[str]]:
    """A part of this file as a program in the room."""
    with subprocess.Popen(
        room.command("env", f"PYTHONPATH={':'.join(sys.path)}", sys.executable, __file__, part),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def heard(process: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def go_on(process: subprocess.Popen[str]) -> None:
    """The line for which it waits."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_reader_torn_away_in_the_middle(room: Room, folder: Path) -> None:
    """Card and pcscd are gone between two commands: the session says that the card was removed."""
    room.lay(folder)
    with program(room, "torn") as process:
        assert heard(process) == "begun"
        room.take()
        go_on(process)

        assert heard(process) == "removed: the card was taken away in the middle"
    assert process.returncode == 0


def test_another_program_has_the_card(room: Room, folder: Path) -> None:
    """One line at once; with patience, the card as soon as the other is done."""
    room.lay(folder)
    with program(room, "held") as other:
        assert heard(other) == "begun"
        with program(room, "alone") as process:
            assert heard(process) == "another program uses the card"
        with program(room, "patient") as process:
            assert heard(process) == "begun"
            with program(room, "alone") as meanwhile:
                assert heard(meanwhile) == "another program uses the card"
            go_on(other)
            assert heard(process) == "got it"


def test_reading_beside_another_reader(room: Room, folder: Path) -> None:
    """Two share the card, one after the other; the second waits until the first is done."""
    room.lay(folder)
    with program(room, "beside") as first:
        assert heard(first) == "begun"
        with program(room, "beside") as second:
            go_on(first)
            assert heard(second) == "begun"
            go_on(second)


def test_a_program_that_keeps_the_card(room: Room, folder: Path) -> None:
    """A browser keeps it, shared: it is read beside it, and left as it is for it."""
    room.lay(folder)
    browser = room.command(sys.executable, str(Path(__file__).parents[1] / "winscard_client.py"))
    with subprocess.Popen(
        browser, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as keeper:
        assert told(keeper, "connect shared") == "0"
        with program(room, "alone") as process:
            assert heard(process) == "another program uses the card"
        with program(room, "beside") as process:
            assert heard(process) == "begun"
            go_on(process)
        assert told(keeper, "transmit 00A4020C020018") == "0 9000"
        assert keeper.stdin is not None
        keeper.stdin.close()


def told(process: subprocess.Popen[str], order: str) -> str:
    """Its answer to an order."""
    assert process.stdin is not None
    process.stdin.write(f"{order}\n")
    process.stdin.flush()
    return heard(process)


def test_a_card_that_comes_later(room: Room, folder: Path) -> None:
    """Neither pcscd nor card is there at first."""
    with program(room, "late") as process:
        assert heard(process) == "False"
        room.lay(folder)
        assert heard(process) == "True"


def test_an_extended_answer(room: Room, folder: Path) -> None:
    """The whole file of a certificate in one answer; the card tells its ATR and its reader."""
    room.lay(folder)
    with program(room, "long") as process:
        length, status, atr, reader = heard(process).split(" ", 3)

    assert int(length) > 1000
    assert (status, atr, reader) == ("9000", "3be000ff8131fe4514", "Virtual PCD 00 00")


if __name__ == "__main__":
    globals()[sys.argv[1]]()
