"""The PC/SC reader under bad treatment: shared, torn, stopped, killed; the next user finds a card.

The clients are `winscard_client.py`: they do through pcsc-lite what any program might.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from card_made import PINS, lay
from card_room import OPENSC_MODULE, Room, furnished
from card_town import make_town
from fuda.card.interface import CardLiesElsewhere
from fuda.card.memory import lies_on
from fuda.terminals.reader import tries_left
from fuda.world.pcsc import WHERE

pytestmark = pytest.mark.interop

FUDA = (sys.executable, "-c", "from fuda.cli import main; main()", "card")
CLIENT = Path(__file__).parents[1] / "winscard_client.py"
MUNICIPALITY = "transmit 00CA00F000"
SELECT_JPKI = "transmit 00A4040C0AD392F000260100000001"
WRONG_PASSWORD = "transmit 0020009B0657524F4E4739"
RIGHT_PASSWORD = f"transmit 0020009B06{PINS['signature'].encode().hex()}"
USER_PIN = f"transmit 0020009804{PINS['user'].encode().hex()}"
SIGN = "transmit 802A009701AA00"
SHARING_VIOLATION = "8010000B"


class Program:
    """A program in the room that has the card."""

    def __init__(self, room: Room) -> None:
        self.process = subprocess.Popen(
            room.command(sys.executable, str(CLIENT)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def order(self, line: str) -> None:
        """Tell it what to do, and do not wait for it."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        """What became of the oldest order that was not answered yet."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def does(self, line: str) -> str:
        """An order and its answer."""
        self.order(line)
        return self.answer()

    def kill(self) -> None:
        """End it without a chance to clean up."""
        self.process.kill()
        self.process.communicate()


@contextmanager
def started(room: Room) -> Iterator[Program]:
    """A program that does nothing yet."""
    one = Program(room)
    try:
        yield one
    finally:
        one.kill()


@contextmanager
def program(room: Room, share: str = "shared") -> Iterator[Program]:
    """A program that is connected to the card."""
    with started(room) as one:
        assert one.does(f"connect {share}") == "0"
        yield one


def refused(room: Room, share: str) -> str:
    """What a program is told that wants the card."""
    with started(room) as one:
        return one.does(f"connect {share}")


def process_of(room: Room, name: str) -> int:
    """The process in the room whose command line has that word."""
    here = Path(f"/proc/{room.process}/ns/mnt").readlink()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "ns" / "mnt").readlink() == here:
                words = (process / "cmdline").read_text().split("\0")
                if name in words:
                    return int(process.name)
    raise AssertionError(f"no {name} runs in the room")


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Ask until it is so."""
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until, f"never: {what}"
        time.sleep(0.01)


def command_waits(room: Room) -> bool:
    """Whether bytes lie before the stopped card's process, on its connection to vpcd."""
    connections = room.run("ss", "-Htn", "dport", "=", ":35963").splitlines()
    return any(int(line.split()[1]) > 2 for line in connections)


def stops_before_a_command(room: Room, card: int) -> bool:
    """Stop the card's process; whether a command comes to it then.

    Otherwise it was stopped between a question of the reader and its answer, and what comes waits
    behind that: it goes on.
    """
    os.kill(card, signal.SIGSTOP)
    until = time.monotonic() + 3
    while time.monotonic() < until:
        if command_waits(room):
            return True
        time.sleep(0.01)
    os.kill(card, signal.SIGCONT)
    return False


def stopped_before(
    room: Room, card: int, one: Program, command: str, *, after: Mapping[str, str]
) -> None:
    """The card's process stands still and a command waits before it, `after` other ones."""
    for _ in range(10):
        for line, said in after.items():
            assert one.does(line) == said
        os.kill(card, signal.SIGSTOP)
        one.order(command)
        if stops_before_a_command(room, card):
            return
        one.answer()
    raise AssertionError("never: the command reaches the stopped card")


def is_free(chip: Path) -> bool:
    """Whether another reader can have the card."""
    try:
        lay(chip).remove()
    except CardLiesElsewhere:
        return False
    return True


def card_process(room: Room) -> int:
    """The process that holds the chip."""
    return process_of(room, "fuda.world.card_process")


def test_two_programs_share_the_card_and_take_turns(room: Room, folder: Path) -> None:
    """A transaction keeps the other waiting; nobody gets it for himself meanwhile."""
    room.lay(folder)
    with program(room) as first, program(room) as second:
        assert refused(room, "exclusive") == SHARING_VIOLATION
        assert first.does("begin") == "0"
        second.order(MUNICIPALITY)
        for _ in range(100):
            assert first.does(MUNICIPALITY) == "0 31333130339000"
        assert first.does(SELECT_JPKI) == "0 9000"
        assert first.does("end") == "0"
        assert second.answer() in {"0 31333130339000", "0 6986", "0 6D00", "0 6985", "0 6A88"}
        assert first.does("disconnect reset") == "0"
    with program(room, "exclusive") as alone:
        assert refused(room, "shared") == SHARING_VIOLATION
        assert alone.does(MUNICIPALITY) == "0 31333130339000"


def test_many_programs_at_once(room: Room, folder: Path) -> None:
    """Eight programs in turns of one transaction each: every answer is the asker's own."""
    room.lay(folder)

    def work(_: int) -> None:
        with program(room) as one:
            for _ in range(20):
                assert one.does("begin") == "0"
                assert one.does(SELECT_JPKI) == "0 9000"
                assert one.does(SIGN) == "0 6982"
                assert one.does(USER_PIN) == "0 9000"
                assert len(one.does(SIGN)) == len("0 ") + 2 * 258
                assert one.does(SELECT_JPKI) == "0 9000"
                assert one.does("end") == "0"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


def found(one: Program) -> bool:
    """Whether a program that comes now finds the card; it may be torn away while it looks."""
    return one.does("connect shared") == "0" and one.does(MUNICIPALITY) == "0 31333130339000"


@pytest.mark.parametrize("command", ["03", "05", "FF", "00A4", "00"])
def test_a_command_that_is_none_keeps_nobody_waiting(
    room: Room, folder: Path, command: str
) -> None:
    """The reader waits for an answer to every command, and all programs wait with it."""
    room.lay(folder)
    with program(room) as one, started(room) as other:
        one.order(f"transmit {command}")
        # 00 is also vpcd's byte for power off: the card hangs up after some seconds, and comes anew
        assert one.answer() == ("0" if command == "00" else "0 6700")
        wait_until(lambda: found(other), "the reader is free and the card answers")


def test_a_program_killed_while_the_card_works(room: Room, folder: Path) -> None:
    """It had the card for itself: the next one finds a card on which nobody verified a PIN."""
    room.lay(folder)
    card = card_process(room)
    with program(room, "exclusive") as one:
        stopped_before(room, card, one, SIGN, after={SELECT_JPKI: "0 9000", USER_PIN: "0 9000"})
        one.kill()
        os.kill(card, signal.SIGCONT)
    with started(room) as next_one:
        wait_until(lambda: next_one.does("connect shared") == "0", "pcscd noticed it")
        assert next_one.does(SIGN) in {"0 6985", "0 6A82"}
        assert next_one.does(SELECT_JPKI) == "0 9000"
        assert next_one.does(SIGN) == "0 6982"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_card_torn_away_in_the_middle_of_a_command(
    room: Room, folder: Path, how: signal.Signals
) -> None:
    """Its program is told; tries stay as they were spent; laid again, the card works."""
    room.lay(folder)
    card = card_process(room)
    with program(room) as one:
        first = {SELECT_JPKI: "0 9000", RIGHT_PASSWORD: "0 9000", WRONG_PASSWORD: "0 63C4"}
        stopped_before(room, card, one, WRONG_PASSWORD, after=first)
        os.kill(card, how)
        os.kill(card, signal.SIGCONT)
        torn = one.answer()
        assert torn == "0 63C3" or not torn.startswith("0 ")
        wait_until(lambda: is_free(folder), "the card is free")
        assert not one.does(MUNICIPALITY).startswith("0 3")
    with lay(folder) as chip:
        spent = {4} if how == signal.SIGKILL else {3} if torn == "0 63C3" else {4, 3}
        assert tries_left(chip, "signature") in spent
    room.lay(folder)
    with program(room) as one:
        assert one.does(SELECT_JPKI) == "0 9000"
        assert one.does(USER_PIN) == "0 9000"


def test_a_card_torn_away_is_a_card_removed(room: Room, folder: Path) -> None:
    """Our own sessions say it in the words of the reader, whatever pcscd made of it."""
    room.lay(folder)
    card = card_process(room)
    with subprocess.Popen(
        room.command(sys.executable, "-c", _OUR_OWN), stdout=subprocess.PIPE, text=True
    ) as ours:
        assert ours.stdout is not None
        assert ours.stdout.readline() == "connected\n"
        wait_until(lambda: stops_before_a_command(room, card), "a command reaches the card")
        os.kill(card, signal.SIGKILL)
        assert ours.stdout.readline() == "CardRemoved\n"


_OUR_OWN = """
from fuda.terminals.reader import CardError, tries_left
from fuda.terminals.reader.pcsc import pcsc_card
with pcsc_card() as card:
    print("connected", flush=True)
    try:
        while True:
            tries_left(card, "user")
    except CardError as error:
        print(type(error).__name__, flush=True)
"""


def test_pcscd_killed_under_the_card(room: Room, folder: Path) -> None:
    """The card's process ends with it and the card is free; laid again, all is well."""
    room.lay(folder)
    with program(room) as one:
        os.kill(process_of(room, "pcscd"), signal.SIGKILL)
        assert not one.does(MUNICIPALITY).startswith("0 ")
        wait_until(lambda: is_free(folder), "the card is free")
    room.lay(folder)
    with program(room) as one:
        assert one.does(MUNICIPALITY) == "0 31333130339000"


def test_a_reader_that_nobody_waited_for_ends(room: Room, folder: Path) -> None:
    """Who asked for it was killed before it was ready: it does not keep the card."""
    command = (sys.executable, "-m", "fuda.world.card_process", str(folder), "a test's reader")
    with subprocess.Popen(
        room.command(*command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as nobodys:
        assert nobodys.stdout is not None
        nobodys.stdout.close()
        nobodys.wait(60)
    assert lies_on(folder) is None
    room.lay(folder)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A town of two."""
    return make_town(tmp_path / "town", {"card-1": "鎌倉　花子", "card-2": "港　太郎"})


def test_inserted_twice_and_by_two_at_once(room: Room, data: Path) -> None:
    """The same card again is no error; of two at once one comes after the other."""
    at = ("--data", str(data))
    for _ in range(2):
        room.run(*FUDA, "insert", "card-1", *at)
        assert lies_on(data / "wallet" / "card-1" / "chip") == WHERE

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda card: room.run(*FUDA, "insert", card, *at), ("card-1", "card-2")))
    lying = [lies_on(data / "wallet" / card / "chip") for card in ("card-1", "card-2")]
    assert sorted(lying, key=str) == [None, WHERE]
    assert room.run("opensc-tool", "-n").startswith("jpki")
    room.run(*FUDA, "remove", *at)
    assert "No smart card readers found" in room.run("opensc-tool", "-l")


def test_a_card_that_a_terminal_has_is_not_inserted(room: Room, data: Path) -> None:
    """Nor does a terminal get one that lies on this reader; each is told where it lies."""
    at = ("--data", str(data))
    chip = data / "wallet" / "card-1" / "chip"
    room.run(*FUDA, "insert", "card-2", *at)
    with lay(chip, "kiosk"):
        said = room.run(*FUDA, "insert", "card-1", *at, succeeds=False)
    assert said == "fuda card: the card lies on kiosk; take it from there\n"
    assert lies_on(data / "wallet" / "card-2" / "chip") == WHERE

    room.run(*FUDA, "insert", "card-1", *at)
    with pytest.raises(CardLiesElsewhere, match="PC/SC"):
        lay(chip, "kiosk")
    room.run(*FUDA, "remove", *at)
    with lay(chip, "kiosk") as again:
        assert again.transmit(bytes.fromhex("00CA00F000"))[-2:] == b"\x90\x00"


def test_an_insert_that_was_killed_leaves_nothing_unknown(room: Room, data: Path) -> None:
    """Whether its reader came to be or not: the next insert works."""
    at = ("--data", str(data))
    note = data / "reader" / "inserted.json"
    with subprocess.Popen(
        room.command(*FUDA, "insert", "card-1", *at), stdout=subprocess.DEVNULL
    ) as insert:
        wait_until(note.exists, "the reader is started")
        insert.kill()
    room.run(*FUDA, "insert", "card-2", *at)

    assert lies_on(data / "wallet" / "card-1" / "chip") is None
    assert lies_on(data / "wallet" / "card-2" / "chip") == WHERE
    room.run(*FUDA, "remove", *at)


def test_rooms_side_by_side_on_a_busy_machine(folder: Path, tmp_path: Path) -> None:
    """Whoever starts at the word `ready` finds the card, and finds it in its own room."""
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]

    def work(number: int) -> None:
        place = tmp_path / str(number)
        shutil.copytree(folder, place)
        with furnished(place) as room:
            room.lay(place)
            with program(room, "exclusive") as one:
                assert one.does(MUNICIPALITY) == "0 31333130339000"
            assert "token label" in room.run("pkcs11-tool", "--module", OPENSC_MODULE, "-L")

    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
