"""The process that is the card is killed wherever it happens to be: no try free, nothing half.

The child says before each command what it will do and after it what the card answered. SIGKILL
comes a random moment after some word of it. What was answered is true at the next power-on; what
was begun is done or not.
"""

import os
import random
import select
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import card_whole
from card_made import lay
from card_whole import AIDS, VALUES, Whole, began, ordered
from fuda.card.chip import Chip
from fuda.card.interface import REFERENCE_NAMES
from fuda.card.issuer import Commit, PermitPin
from fuda.card.orders import SetCheckNumber, WriteFile
from power_cuts import contents, held, put

KILLS = 40
USER = REFERENCE_NAMES.index("user")
_JPKI = bytes([0, 0xA4, 4, 0x0C, 10]) + AIDS["jpki"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A card with everything on it."""
    return card_whole.make_whole(tmp_path_factory.mktemp("made") / "card", card_whole.profile())


def killed(folder: Path, work: Callable[[Chip], Iterator[str]], chance: random.Random) -> list[str]:
    """Let a child work with the card, so many words long at most, and kill it; what it had said."""
    heard, said = os.pipe()
    permitted, permits = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            for word in work(Chip(folder, where="a child", octets=os.urandom)):
                os.write(said, f"{word}\n".encode())
                os.read(permitted, 1)
        finally:
            os._exit(0)
    for end in (said, permitted):
        os.close(end)
    with os.fdopen(heard, "rb", buffering=0) as pipe:
        words = pipe.read(1) or b""
        steps = chance.randrange(1, 9)
        os.write(permits, b"." * steps)
        # Not waiting for anything: it is to die wherever it is after so long.
        select.select([], [], [], chance.random() * steps * 0.003)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(permits)
        words += pipe.read()
    return words.decode().splitlines()


def guesses(chip: Chip) -> Iterator[str]:
    """Wrong PINs until it is locked, and on."""
    chip.transmit(_JPKI)
    for _ in range(20):
        yield "begun"
        yield chip.transmit(b"\0\x20\0\x98\x049999").hex()


def test_a_card_killed_while_somebody_guesses(made: Whole, tmp_path: Path) -> None:
    """LOCK-03: as many tries are gone as were answered, and at most one more."""
    chance = random.Random(24)  # noqa: S311 - when to kill
    deaths = set()
    for _ in range(KILLS):
        folder = put(tmp_path / "card", contents(made.folder))
        said = killed(folder, guesses, chance)
        answered = sum(word.startswith("63c") for word in said)
        left = held(folder).tries[USER]
        deaths.add((answered, 3 - left))

        assert max(3 - answered - 1, 0) <= left <= 3 - answered
    assert len(deaths) > 1


def changes(chip: Chip) -> Iterator[str]:
    """The holder changes the PIN, again and again."""
    chip.transmit(_JPKI)
    old = VALUES["user"]
    for number in range(1000):
        new = f"{number:04d}"
        yield f"from {old} to {new}"
        assert chip.transmit(b"\0\x20\0\x98\4" + old.encode()) == b"\x90\0"
        assert chip.transmit(b"\0\x24\1\x98\4" + new.encode()) == b"\x90\0"
        old = new
        yield "changed"


def test_a_card_killed_while_its_pin_changes(made: Whole, tmp_path: Path) -> None:
    """The old PIN or the new one opens it, and it is not locked."""
    chance = random.Random(3)  # noqa: S311 - when to kill
    for _ in range(KILLS):
        folder = put(tmp_path / "card", contents(made.folder))
        said = killed(folder, changes, chance)
        (_, old, _, new), done = said[-1 - (said[-1] == "changed")].split(), said[-1] == "changed"
        with lay(folder) as chip:
            chip.transmit(_JPKI)
            answers = [chip.transmit(b"\0\x20\0\x98\4" + each.encode())[:1] for each in (new, old)]
            tries = chip.transmit(b"\0\x20\0\x98")

        one_way, other_way = [b"\x90", b"\x63"], [b"\x63", b"\x90"]
        assert answers in ([one_way] if done else [one_way, other_way])
        assert tries >= b"\x63\xc1"


def scripts(chip: Chip) -> Iterator[str]:
    """The issuer writes two files, a check number and a PIN at one stroke, again and again."""
    for number in range(1000):
        yield f"script {number}"
        said = b"%04d" % number
        host = began(chip)
        files = [
            WriteFile(AIDS["face_item"], b"\0\1", said * 200),
            WriteFile(AIDS["face_check"], b"\0\2", said * 200),
        ]
        check = SetCheckNumber("face_item_number_b", b"1234567890" + said)
        ordered(chip, host, *files, check, PermitPin("user"))
        assert card_whole.set_pin(chip, "user", said) == 0x9000
        ordered(chip, host, Commit())
        yield f"committed {number}"


def test_a_card_killed_while_its_issuer_writes(made: Whole, tmp_path: Path) -> None:
    """Files, check number, PIN and tries are all of one script: the last one, or the one before."""
    chance = random.Random(8)  # noqa: S311 - when to kill
    for _ in range(KILLS):
        folder = put(tmp_path / "card", contents(made.folder))
        said = killed(folder, scripts, chance)
        last = int(said[-1].split()[1])
        committed = {last} if said[-1].startswith("committed") else {last, last - 1}
        with lay(folder) as chip:
            found = {number for number in committed if _holds(chip, number)}

        assert len(found) == 1


def _holds(chip: Chip, number: int) -> bool:
    said = b"%04d" % number
    if number < 0:
        said = VALUES["user"].encode()
    chip.transmit(_JPKI)
    right = chip.transmit(b"\0\x20\0\x98\4" + said) == b"\x90\0"
    name = AIDS["face_item"]
    chip.transmit(bytes([0, 0xA4, 4, 0x0C, len(name)]) + name)
    check = b"1234567890" + said if number >= 0 else VALUES["face_item_number_b"].encode()
    checked = chip.transmit(b"\0\x20\0\x95\x0e" + check) == b"\x90\0"
    chip.transmit(b"\0\x20\0\x91\4" + VALUES["face_item"].encode())
    words = chip.transmit(bytes.fromhex("00B08100000000"))[:-2]
    written = said * 200 if number >= 0 else card_whole.content("face_item", 0x01)
    assert len({right, checked, words == written}) == 1, f"half of script {number}"
    return right
