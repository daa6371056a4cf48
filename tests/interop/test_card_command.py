"""`fuda card insert` and `remove`: unmodified programs find the card, and only there."""

import json
import os
import shlex
import sys
from pathlib import Path

import pytest

from card_room import Room
from card_town import make_town
from fuda.world.town_cards import find
from town_made import make_town_of_one

pytestmark = pytest.mark.interop

FUDA = (sys.executable, "-c", "from fuda.cli import main; main()", "card")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A town of two."""
    return make_town(tmp_path / "town", {"card-1": "鎌倉　花子", "card-2": "港　太郎"})


def test_a_card_is_inserted_replaced_and_removed(room: Room, data: Path) -> None:
    """opensc-tool sees each; nothing listens in the network of the host; nothing is left over."""
    at = ("--data", str(data))
    first = room.run(*FUDA, "insert", "鎌倉花子", *at)
    assert "the card is on the reader" in first
    assert room.run("opensc-tool", "-n").startswith("jpki")
    assert room.run("ss", "-Hltn") == ""
    assert '"reader": "the PC/SC reader (fuda card remove)"' in room.run(
        *FUDA, "list", "--json", *at
    )

    room.run(*FUDA, "insert", "港太郎", *at)
    assert room.run("opensc-tool", "-n").startswith("jpki")
    lies = [line for line in room.run(*FUDA, "list", *at).splitlines() if "PC/SC" in line]
    assert len(lies) == 1
    assert "港" in lies[0]

    room.run(*FUDA, "remove", *at)
    assert "No smart card readers found" in room.run("opensc-tool", "-l")
    assert "no card lies on the reader" in room.run(*FUDA, "remove", *at)


def test_another_pcscd_is_left_alone(room: Room, data: Path, tmp_path: Path) -> None:
    """One clear line says what to do; the reader that was there still has its card."""
    theirs = make_town(tmp_path / "theirs", {"card-9": "別　人"}) / "wallet" / "card-9" / "chip"
    room.lay(theirs)
    said = room.run(*FUDA, "insert", "鎌倉花子", "--data", str(data), succeeds=False)

    assert said.startswith("fuda card: another pcscd is running")
    assert said.count("\n") == 1
    assert room.run("opensc-tool", "-n").startswith("jpki")


def test_a_reader_that_was_killed_is_no_hindrance(room: Room, data: Path) -> None:
    """Killed from outside, it leaves a stale note and a stale socket; insert works again."""
    at = ("--data", str(data))
    room.run(*FUDA, "insert", "鎌倉花子", *at)
    process = json.loads((data / "reader" / "inserted.json").read_text())["process"]
    room.run("kill", "-9", str(process), room.run("cat", "/run/pcscd/pcscd.pid").strip("\0\n "))
    room.run(*FUDA, "insert", "港太郎", *at)

    assert room.run("opensc-tool", "-n").startswith("jpki")
    room.run(*FUDA, "remove", *at)


def test_pcscd_ends_with_the_process_that_holds_the_card(room: Room, data: Path) -> None:
    """Killed, it cannot end its pcscd; the kernel does, and the card can be laid elsewhere."""
    at = ("--data", str(data))
    room.run(*FUDA, "insert", "鎌倉花子", *at)
    process = json.loads((data / "reader" / "inserted.json").read_text())["process"]
    pcscd = room.run("cat", "/run/pcscd/pcscd.pid").strip("\0\n ")
    room.run("kill", "-9", str(process))
    room.run("timeout", "10", "tail", f"--pid={pcscd}", "-f", "/dev/null")

    assert json.loads(room.run(*FUDA, "list", "--json", *at))[1]["reader"] is None


def test_missing_packages_are_named(room: Room, data: Path) -> None:
    """One line with the command that installs them; nothing is started."""
    said = room.run(
        *("env", "PATH=/nowhere", *FUDA, "insert", "鎌倉花子", "--data", str(data)),
        succeeds=False,
    )

    assert said == "fuda card: install first: apt-get install iproute2 pcscd util-linux\n"


def test_root_does_not_act_in_a_folder_of_someone_who_did_not_ask(room: Room, data: Path) -> None:
    """What lies in it names a process to end and files to write: one line, nothing is started."""
    os.chown(data, 1234, 1234)
    insert = (*FUDA, "insert", "鎌倉花子", "--data", str(data))
    said = room.run("env", "-u", "SUDO_UID", *insert, succeeds=False)

    assert said == f"fuda card: {data} belongs to another user: let that user run it with sudo\n"
    assert "on the reader" in room.run("env", "SUDO_UID=1234", *insert)
    assert (data / "reader").stat().st_uid == 1234
    room.run("env", "SUDO_UID=1234", *FUDA, "remove", "--data", str(data))


def test_a_chip_that_erased_itself_is_not_laid(room: Room, tmp_path: Path) -> None:
    """CARD-24: its memory was altered; one line says so, and no reader is left over."""
    data = make_town(tmp_path / "town", {"card-1": "鎌倉　花子"})
    image = data / "wallet" / "card-1" / "chip" / "image"
    content = bytearray(image.read_bytes())
    content[len(content) // 2] ^= 1
    image.write_bytes(content)

    said = room.run(*FUDA, "insert", "鎌倉花子", "--data", str(data), succeeds=False)

    assert "has erased itself: apply for a new card" in said
    assert said.count("\n") == 1
    assert "no card lies on the reader" in room.run(*FUDA, "remove", "--data", str(data))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A town of one, whose card has keys, certificates and PINs."""
    return make_town_of_one(tmp_path / "town")


def test_the_inserted_card_is_the_one_that_is_meant(room: Room, town: Path, tmp_path: Path) -> None:
    """Without --person: over PC/SC; with it too, while the card lies there."""
    at = ("--data", str(town))
    (tmp_path / "text").write_text("札")
    (tmp_path / "pin").write_text("1234\n")
    room.run(*FUDA, "insert", "hanako", *at)
    sign = " ".join((*map(shlex.quote, FUDA), "sign user text --pin-stdin", *at))
    for whose in ("", " -p hanako"):
        told = json.loads(room.run(*FUDA, "status", "--json", *at, *whose.split()))
        assert (told["reader"], told["of_this_town"]) == ("Virtual PCD 00 00", True)
        room.run("sh", "-c", f"{sign}{whose} < pin")
        assert "is good" in room.run(*FUDA, "verify", "text", "text.sig", "--by", "user", *at)
    room.run(*FUDA, "remove", *at)

    assert "no card lies on the town's reader" in room.run(*FUDA, "status", *at, succeeds=False)


def test_a_card_that_is_not_the_town_s_is_only_read(room: Room, town: Path, tmp_path: Path) -> None:
    """The virtual reader as a stranger's: read by a flag, a PIN by another, never more."""
    elsewhere = make_town_of_one(tmp_path / "elsewhere")
    real = find(elsewhere, "hanako").card
    at = ("--data", str(town))
    (tmp_path / "text").write_text("札")
    (tmp_path / "pins").write_text("ABC123\nNEW1234\n")
    room.lay(real.chip)

    def refused(*words: str) -> str:
        fuda = " ".join(map(shlex.quote, (*FUDA, *words, *at)))
        said = room.run("sh", "-c", f"{fuda} < pins", succeeds=False)
        assert said.count("\n") == 1, said
        return said

    assert "no card lies on the town's reader" in refused("status")
    assert "give --real-card" in refused("status", "--reader", "Virtual")
    assert "there is no reader ACS" in refused("status", "--reader", "ACS", "--real-card")
    told = json.loads(room.run(*FUDA, "status", "--real-card", "--json", *at))
    assert (told["of_this_town"], told["card_number"]) == (False, real.face.card_number)
    closed = ("certificate", "signature", "--real-card", "--pin-stdin")
    assert "give --send-pin" in refused(*closed)
    for words in (("sign", "signature", "text"), ("change-pin", "signature")):
        assert "a real card is only read" in refused(*words, "--reader", "Virtual", "--pin-stdin")
    command = " ".join(map(shlex.quote, (*FUDA, *closed, "--send-pin", *at)))
    assert "BEGIN CERTIFICATE" in room.run("sh", "-c", f"{command} < pins")
    told = json.loads(room.run(*FUDA, "status", "--real-card", "--json", *at))
    assert told["pins"]["signature"]["tries_left"] == 5
    assert "OnlyRead" in room.run(sys.executable, "-c", _SIGNS, str(town), succeeds=False)


_SIGNS = """
import sys
from pathlib import Path
from fuda.world.card_at_hand import Meant, card_at_hand
from fuda.terminals.reader import JpkiSession
with card_at_hand(Path(sys.argv[1]), Meant(real=True, send_pin=True)) as card:
    with JpkiSession(card.transport) as session:
        session.verify_user_pin("1234")
        session.sign_user(b"challenge")
"""
"""A program that goes past the command line: the guard is in the library."""


def test_a_real_card_beside_the_town_s(room: Room, town: Path) -> None:
    """While the town's card lies on its reader, --real-card does not mean that one."""
    at = ("--data", str(town))
    room.run(*FUDA, "insert", "hanako", *at)
    said = room.run(*FUDA, "status", "--real-card", *at, succeeds=False)
    room.run(*FUDA, "remove", *at)

    assert "no card lies on the reader" in said or "there is no reader but this town's" in said
