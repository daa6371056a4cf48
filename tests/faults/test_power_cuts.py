"""Power fails at any step of any command: the old state or the new one, whole, and no try for free.

Each command that writes is carried out once on a disk that notes everything power loss could leave
(`power_cuts.WatchedDisk`). Each of these disks is then laid on a reader, and power may fail again
while it wakes. LOCK-03, CARD-24, and the issuer channel's promise (docs/interfaces.md).
"""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

import card_whole
from card_made import lay
from card_whole import AIDS, VALUES, Whole, began, ordered
from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, REFERENCE_NAMES, PinName, ReferenceName
from fuda.card.issuer import Commit, KeyPairMade, MakeKeyPair, PermitPin, WriteCertificates
from fuda.card.orders import (
    BecomeFaceAuthentication,
    BecomeNormal,
    MakeCardKey,
    Order,
    SetCheckNumber,
    Terminate,
    WriteFile,
    WriteObject,
)
from power_cuts import Files, Held, WatchedDisk, contents, held, put, woken

USER, SIGNATURE = REFERENCE_NAMES.index("user"), REFERENCE_NAMES.index("signature")
OK = b"\x90\0"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A card with everything on it, which has seen a wrong user PIN."""
    whole = card_whole.make_whole(tmp_path_factory.mktemp("made") / "card", card_whole.profile())
    with lay(whole.folder) as chip:
        select(chip, "jpki")
        assert verify(chip, 0x18, b"9999") == b"\x63\xc2"
    return whole


@pytest.fixture
def folder(made: Whole, tmp_path: Path) -> Path:
    """This test's own copy."""
    return shutil.copytree(made.folder, tmp_path / "card")


def select(chip: Chip, application: str) -> None:
    """An application that is there."""
    name = AIDS[application]
    assert chip.transmit(bytes([0, 0xA4, 4, 0x0C, len(name)]) + name) == OK


def verify(chip: Chip, file: int, value: bytes) -> bytes:
    """Of a PIN object of the selected application."""
    return chip.transmit(bytes([0, 0x20, 0, 0x80 | file, len(value)]) + value)


@dataclass
class Ran:
    """A command that was carried out, what power loss could have left, and what came of it."""

    before: Held
    during: list[Files]
    after: Held
    lasting: Files
    """What was certainly on the disk when the answer was given."""


def ran(folder: Path, prepare: Callable[[Chip], bytes], answer: bytes = OK) -> Ran:
    """`prepare` says all but the last command, which it returns."""
    before = held(folder)
    disk = WatchedDisk(folder)
    with Chip(folder, where="a test", octets=os.urandom, disk=disk) as chip:
        command = prepare(chip)
        disk.found.clear()
        said = chip.transmit(command)
        assert said[-2:] == answer[-2:]
        during, (_, lasting) = list(disk.found), disk.at_the_end()
    assert during, "it writes nothing"
    return Ran(before, during, held(folder), lasting)


def left(held: Held, which: int, tries: int) -> Held:
    """The same card with so many tries on one counter."""
    counters = list(held.tries)
    counters[which] = tries
    return Held(held.erased, held.content, tuple(counters))


def judge(folder: Path, what: Ran, *allowed: Held) -> set[Held]:
    """What each power loss leaves is allowed; what was answered lasts. All that was found."""
    found = set()
    for files in what.during:
        for state in woken(folder, files):
            assert state in allowed
            found.add(state)
    assert set(woken(folder, what.lasting)) == {what.after}
    return found


def test_a_wrong_pin(folder: Path) -> None:
    """The try is spent or it is not; it never comes back."""

    def wrong(chip: Chip) -> bytes:
        select(chip, "jpki")
        return b"\0\x20\0\x98\x049999"

    what = ran(folder, wrong, b"\x63\xc1")

    assert what.after == left(what.before, USER, 1)
    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


def test_the_last_wrong_pin(folder: Path) -> None:
    """No power cut unlocks."""
    with lay(folder) as chip:
        select(chip, "jpki")
        verify(chip, 0x18, b"9999")

    def wrong(chip: Chip) -> bytes:
        select(chip, "jpki")
        return b"\0\x20\0\x98\x049999"

    what = ran(folder, wrong, b"\x63\xc0")

    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


def test_a_right_pin(folder: Path) -> None:
    """Tries before, one less, or, once it was found right, all of them."""

    def right(chip: Chip) -> bytes:
        select(chip, "jpki")
        return b"\0\x20\0\x98\x04" + VALUES["user"].encode()

    what = ran(folder, right)
    spent = left(what.before, USER, 1)

    assert what.after == left(what.before, USER, 3)
    assert judge(folder, what, what.before, spent, what.after) == {what.before, spent, what.after}


@pytest.mark.parametrize(
    ("application", "name", "file", "change", "new"),
    [
        ("jpki", "user", 0x18, "00240198", b"4321"),
        ("jpki", "signature", 0x1B, "0024019B", b"NEW456"),
        ("face_item", "face_item", 0x11, "00240191", b"4321"),
        ("resident_register", "resident_register", 0x1C, "8032009C", b"4321"),
        ("common", "common", 0x1C, "8032009C", b"4321"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_changing_a_pin(  # noqa: PLR0917 - a case's columns
    folder: Path, application: str, name: ReferenceName, file: int, change: str, new: bytes
) -> None:
    """The old PIN or the new one, never neither, and the tries of none change."""

    def changed(chip: Chip) -> bytes:
        select(chip, application)
        assert verify(chip, file, VALUES[name].encode()) == OK
        return bytes.fromhex(change) + bytes([len(new)]) + new

    what = ran(folder, changed)
    old = Held(what.before.erased, what.before.content, what.after.tries)

    assert judge(folder, what, old, what.after) == {old, what.after}
    for files, value in ((what.during[0], VALUES[name].encode()), (what.lasting, new)):
        with lay(put(folder, files)) as chip:
            select(chip, application)
            assert verify(chip, file, value) == OK


def _file(application: str, file: int) -> WriteFile:
    said = b"other words" * 30
    if application in {"common", "resident_register"}:
        said = b"\1\5other"
    return WriteFile(AIDS[application], file.to_bytes(2, "big"), said)


SCRIPTS: Mapping[str, tuple[Order, ...]] = {
    "a card key": (MakeCardKey(b"prove it"),),
    "the user key": (MakeKeyPair("user", b"prove it"),),
    "files of every application": (
        _file("face_item", 0x01),
        _file("face_check", 0x02),
        _file("common", 0x01),
        _file("resident_register", 0x02),
        WriteFile(AIDS["jpki"], b"\0\x16", card_whole.terminals().written()[::-1]),
    ),
    "data objects": (WriteObject(b"\0\xf0", b"14204"), WriteObject(b"\0\xf2", b"20361120")),
    "check numbers": (
        SetCheckNumber("face_item_number_b", b"11111111111111"),
        SetCheckNumber("face_check_number_b", b"11111111111111"),
    ),
    "face authentication": (BecomeFaceAuthentication(),),
    "the end": (Terminate(),),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_of_the_issuer(folder: Path, name: str) -> None:
    """All of it or nothing: the card of before or the card of after, at whatever step."""

    def script(chip: Chip) -> bytes:
        host = began(chip)
        ordered(chip, host, *SCRIPTS[name])
        return host.wrap(Commit())

    what = ran(folder, script)

    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


def test_a_new_key_with_its_certificate(folder: Path) -> None:
    """The key and the certificate that fits it are there together or not at all."""

    def script(chip: Chip) -> bytes:
        host = began(chip)
        (made,) = ordered(chip, host, MakeKeyPair("signature", b"prove it"))
        assert isinstance(made, KeyPairMade)
        both = card_whole.certificates("signature", made.public_key)
        ordered(chip, host, WriteCertificates("signature", *both))
        return host.wrap(Commit())

    what = ran(folder, script)

    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


@pytest.mark.parametrize("name", PIN_NAMES)
def test_unblocking(folder: Path, name: PinName) -> None:
    """The old PIN with its spent tries, or the new one with all of them: never a mixture."""
    application, file, wrong = {
        "signature": ("jpki", 0x1B, b"WRONG9"),
        "user": ("jpki", 0x18, b"0000"),
        "resident_register": ("resident_register", 0x1C, b"0000"),
        "face_item": ("face_item", 0x11, b"0000"),
    }[name]
    with lay(folder) as chip:
        select(chip, application)
        while verify(chip, file, wrong) != b"\x69\x84":
            pass

    def script(chip: Chip) -> bytes:
        host = began(chip)
        ordered(chip, host, PermitPin(name))
        new = b"NEW456" if name == "signature" else b"4321"
        assert card_whole.set_pin(chip, name, new) == 0x9000
        return host.wrap(Commit())

    what = ran(folder, script)
    which = REFERENCE_NAMES.index(name)

    assert (what.before.tries[which], what.after.tries[which]) == (0, 5 if which == 0 else 3)
    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


def test_from_face_authentication_back_to_a_normal_card(folder: Path) -> None:
    """Kind of card, PINs and tries change together."""
    with lay(folder) as chip:
        host = began(chip)
        ordered(chip, host, BecomeFaceAuthentication(), Commit())

    def script(chip: Chip) -> bytes:
        host = began(chip)
        ordered(chip, host, BecomeNormal(), PermitPin("user"))
        assert card_whole.set_pin(chip, "user", b"4321") == 0x9000
        return host.wrap(Commit())

    what = ran(folder, script)

    assert (what.before.tries[USER], what.after.tries[USER]) == (0, 3)
    assert judge(folder, what, what.before, what.after) == {what.before, what.after}


@pytest.mark.parametrize("how", ["probe", "tampering"])
def test_erasing(folder: Path, how: Literal["probe", "tampering"]) -> None:
    """CARD-24: once it has begun no power cut brings anything back; before, the chip is whole."""
    before = held(folder)
    if how == "tampering":
        (folder / "image").write_bytes((folder / "image").read_bytes()[:-1])
    disk = WatchedDisk(folder)
    with Chip(folder, where="a test", octets=os.urandom, disk=disk) as chip:
        if how == "probe":
            chip.probe_detected()
        assert chip.erased
    kept, lasting = disk.at_the_end()
    states = [set(woken(folder, files)) for files in (*disk.found, kept, lasting)]
    dead = Held(erased=True, content=b"", tries=())

    assert all(state <= {before, dead} for state in states)
    assert states[-2:] == [{dead}, {dead}]
    if how == "tampering":
        assert set().union(*states) == {dead}


def test_power_cut_while_the_card_lies_there(folder: Path) -> None:
    """Reading, signing and asking write nothing at all: there is no step to fail."""
    before = contents(folder)
    disk = WatchedDisk(folder)
    with Chip(folder, where="a test", octets=os.urandom, disk=disk) as chip:
        for application in ("jpki", "face_item", "face_check", "common", "resident_register"):
            select(chip, application)
            for file in range(1, 0x1F):
                chip.transmit(bytes([0, 0xB0, 0x80 | file, 0, 0]))
                chip.transmit(bytes([0, 0x20, 0, 0x80 | file]))
                chip.transmit(bytes([0x80, 0x2A, 3, 0x80 | file, 1, 0, 0]))
        began(chip)

    assert (disk.found, contents(folder)) == ([], before)
