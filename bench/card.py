"""What a card costs: signatures, APDUs, making one and many, finding one among very many.

    script/bench card            prints a table, three minutes; the limits are the project's own
    script/bench card --json     the same for programs

Every figure is a median of rounds that take turns with their peer's; each peer is named. Rooms with
a PC/SC reader need root. Nothing else should run on the machine.
"""

import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from websockets.sync.client import connect

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from card_making import hand_over, orders
from measuring import Row, machine, medians, rate, report, say

from card_made import KINDS, PINS, Authority
from card_room import furnished
from fuda.card.chip import Chip
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.parameters import load
from fuda.world import town_cards
from fuda.world.card_batch import make_cards
from fuda.world.chance import SystemRandomness
from fuda.world.folders import wallet_folder
from fuda.world.plant import write_face
from fuda.world.wallet import Wallet

SELECT_JPKI = "00a4040c0ad392f000260100000001"
VERIFY = ("00a4020c020018", "0020008004" + PINS["user"].encode().hex())
SELECT_KEY = "00a4020c020017"
SELECT_CERTIFICATE = "00a4020c02000a"
READ = "00b0000000"
SIGN = "802a0080333031300d060960864801650304020105000420" + 32 * "11" + "00"
SIGN_PSS = "802a048020" + 32 * "11" + "00"
WHOLE = (SELECT_JPKI, *VERIFY, SELECT_KEY, SIGN)

ROUNDS, APDU_ROUNDS = 7, 25
SECONDS = 0.5
CARDS_A_ROUND, MAKING_ROUNDS = 8, 9
BATCH, BATCH_ROUNDS = 16, 3
AMONG = (100, 10_000, 100_000)
FINDS_A_ROUND = 40
HERE = "the bench"
_CHIP_FILES = ("chip/image", "chip/counters", "chip/fused.key", "chip/lock")
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a random name is made in it


def main() -> None:
    """Measure everything, print it; ends with 1 where a limit is missed."""
    where, rows = machine(), []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for what, measure in (
            ("signatures and APDUs", _signatures),
            ("making cards", _making),
            ("a batch on one core and on all", _batch),
            ("one of very many", _finding),
            ("the WebSocket", _web_socket),
        ):
            say(f"… {what}")
            rows += measure(place / measure.__name__)
    held = report(rows, where=where, as_json="--json" in sys.argv[1:])
    sys.exit(not held)


# --- signatures and APDUs ---


def _signatures(place: Path) -> list[Row]:
    card = _complete_card(place)
    with ExitStack() as stack:
        ours = stack.enter_context(_at_reader(place / "room", card))
        nines = stack.enter_context(_at_reader(place / "peer", None))
        chip_folder = place / "in-process"
        chip = stack.enter_context(_chip(_complete_card(chip_folder)))

        def in_process() -> dict[str, float]:
            return {
                name: _processor_rate(chip, before, again)
                for name, before, again in (
                    ("chip", (*WHOLE[:-1],), SIGN),
                    ("chip pss", (*WHOLE[:-1],), SIGN_PSS),
                    ("chip read", (SELECT_JPKI, SELECT_CERTIFICATE), READ),
                )
            } | {"chip whole": rate(lambda: _all(chip, WHOLE), 0.5)}

        def by_reader() -> dict[str, float]:
            return {
                "pcsc sign": ours(before=WHOLE[:-1], again=[SIGN]),
                "pcsc pss": ours(before=WHOLE[:-1], again=[SIGN_PSS]),
                "pcsc whole": ours(before=(), again=WHOLE) / len(WHOLE),
            }

        def apdus() -> dict[str, float]:
            select, read = [SELECT_CERTIFICATE], [READ]
            before = (SELECT_JPKI, SELECT_CERTIFICATE)
            return {
                "select": ours(before=before, again=select),
                "select 9000": nines(before=before, again=select),
                "read": ours(before=before, again=read),
                "read 9000": nines(before=before, again=read),
            }

        found = medians(
            ROUNDS,
            in_process,
            lambda: {"openssl": _openssl()},
            by_reader,
            lambda: {"openssl elapsed": _openssl("-elapsed")},
        ) | medians(APDU_ROUNDS, apdus)
    return [
        _row("sign in process", found, ("chip", "openssl"), "openssl speed rsa2048", 0.9),
        _row("sign PSS in process", found, ("chip pss", "openssl"), "openssl speed rsa2048"),
        Row("SELECT AP, VERIFY, sign in process", "/s", found["chip whole"]),
        Row("READ BINARY in process", "/s", found["chip read"]),
        _row("sign by PC/SC", found, ("pcsc sign", "openssl elapsed"), "same, elapsed", 0.6),
        _row("sign PSS by PC/SC", found, ("pcsc pss", "openssl elapsed"), "same, elapsed"),
        Row("SELECT AP, VERIFY, sign by PC/SC", "/s", found["pcsc whole"]),
        _row("SELECT EF by PC/SC", found, ("select", "select 9000"), "answers 9000", 0.85),
        _row("READ BINARY 256 by PC/SC", found, ("read", "read 9000"), "answers 9000", 0.85),
    ]


def _row(
    what: str, found: dict[str, float], both: tuple[str, str], peer: str, limit: float | None = None
) -> Row:
    ours, peers = both
    return Row(what, "/s", found[ours], peer, found[peers], limit)


def _complete_card(place: Path) -> Path:
    """A card as its holder has it; its chip's folder."""
    wallet = _wallet(place / "wallet")
    (order,) = orders(1, _keys(place))
    wallet.make(order)
    chip = wallet.card(order.card).chip
    with _chip(chip) as powered:
        hand_over(powered, _authorities())
    return chip


def _processor_rate(chip: Chip, before: tuple[str, ...], again: str) -> float:
    """By the processor's time, as `openssl speed` counts its own."""
    _all(chip, before)
    apdu = bytes.fromhex(again)
    began, clock = time.process_time(), time.perf_counter()
    count = 0
    while time.perf_counter() - clock < SECONDS:
        for _ in range(50):
            chip.transmit(apdu)
        count += 50
    return count / (time.process_time() - began)


def _all(chip: Chip, apdus: tuple[str, ...]) -> None:
    for apdu in apdus:
        answer = chip.transmit(bytes.fromhex(apdu))
        if answer[-2:] != b"\x90\0":
            sys.exit(f"{apdu} was answered with {answer.hex()}")


def _openssl(*how: str) -> float:
    """Signatures a second of the machine's own OpenSSL on one core."""
    command = ["openssl", "speed", "-seconds", "1", "-mr", *how, "rsa2048"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"^\+F2:\d+:2048:([\d.]+):", said, re.MULTILINE)
    if found is None:
        sys.exit(f"openssl speed said something else: {said}")
    return float(found[1])


class Client:
    """A program at a reader: how many APDUs a second."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program

    def __call__(self, *, before: tuple[str, ...], again: list[str] | tuple[str, ...]) -> float:
        """`before` once, then `again` for a moment."""
        assert self._program.stdin is not None  # noqa: S101 - a pipe was asked for
        assert self._program.stdout is not None  # noqa: S101 - a pipe was asked for
        told = {"before": before, "again": again, "seconds": 0.2}
        self._program.stdin.write(json.dumps(told) + "\n")
        self._program.stdin.flush()
        said = self._program.stdout.readline()
        if not said:
            sys.exit("the program at the reader has ended")
        return float(said)


@contextmanager
def _at_reader(place: Path, card: Path | None) -> Iterator[Client]:
    """A room with a reader, a card on it (None: the one that answers 9000), a program at it."""
    place.mkdir(parents=True)
    with furnished(place) as room, ExitStack() as stack:
        if card is None:
            stack.enter_context(room.running("pcscd", "--foreground", "--error"))
            _wait_for_reader(room.process)
            peer = Path(__file__).with_name("card_peer.py")
            stack.enter_context(room.running(sys.executable, str(peer), ready="ready"))
        else:
            room.lay(card)
        client = room.command(sys.executable, str(Path(__file__).with_name("card_client.py")))
        program = stack.enter_context(
            subprocess.Popen(client, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        stack.callback(program.terminate)
        if program.stdout is None or program.stdout.readline().strip() != "ready":
            sys.exit("no card came to the reader")
        yield Client(program)


def _wait_for_reader(room: int) -> None:
    """Until vpcd listens in a room's network."""
    until = time.monotonic() + 20
    port = f":{35963:04X} "
    while time.monotonic() < until:
        if port in Path(f"/proc/{room}/net/tcp").read_text("utf-8"):
            return
        time.sleep(0.02)
    sys.exit("pcscd did not start")


# --- making cards ---


def _making(place: Path) -> list[Row]:
    wallet, authorities = _wallet(place / "wallet"), _authorities()
    waiting = orders(1 + CARDS_A_ROUND * MAKING_ROUNDS, _keys(place))
    _make_with_front(wallet, next(waiting))

    def cards() -> dict[str, float]:
        mine = [next(waiting) for _ in range(CARDS_A_ROUND)]
        with _timed() as plant:
            for order in mine:
                _make_with_front(wallet, order)
        with _timed() as counter:
            for order in mine:
                with _chip(wallet.card(order.card).chip) as chip:
                    hand_over(chip, authorities)
        return {
            "plant": CARDS_A_ROUND / plant.processor,
            "plant wall": CARDS_A_ROUND / plant.wall,
            "complete": CARDS_A_ROUND / (plant.processor + counter.processor),
            "complete wall": CARDS_A_ROUND / (plant.wall + counter.wall),
        }

    def keys() -> dict[str, float]:
        with _timed() as spent:
            for _ in range(4 * CARDS_A_ROUND):
                _key()
        one = spent.processor / 4
        with ThreadPoolExecutor(2) as two, _timed() as beside:
            for _ in range(2 * CARDS_A_ROUND):
                list(two.map(_key, range(2)))
        return {
            "two keys": CARDS_A_ROUND / (2 * one),
            "four keys": CARDS_A_ROUND / (4 * one),
            "two keys wall": CARDS_A_ROUND / (beside.wall / 2),
            "four keys wall": CARDS_A_ROUND / beside.wall,
        }

    found = medians(MAKING_ROUNDS, cards, keys)
    two, four = "two keys of cryptography", "four keys of cryptography"
    wall, whole = ("plant wall", "two keys wall"), ("complete wall", "four keys wall")
    return [
        _row("card of the plant, a core", found, ("plant", "two keys"), two, 0.6),
        _row("card of the plant, wall", found, wall, f"{two}, side by side"),
        _row("card handed over, a core", found, ("complete", "four keys"), four, 0.6),
        _row("card handed over, wall", found, whole, f"{four}, two by two"),
    ]


def _make_with_front(wallet: Wallet, order: ChipOrder) -> None:
    """Chip, files, back, and the front too, which is otherwise drawn when someone looks."""
    wallet.make(order)
    wallet.front_png(order.card)


def _key(_: int = 0) -> None:
    generate_private_key(65537, 2048)


class _Spent:
    wall = 0.0
    processor = 0.0


@contextmanager
def _timed() -> Iterator[_Spent]:
    spent = _Spent()
    wall, processor = time.perf_counter(), time.process_time()
    yield spent
    spent.wall = time.perf_counter() - wall
    spent.processor = time.process_time() - processor


# --- many cards ---


def _batch(place: Path) -> list[Row]:
    every = os.sched_getaffinity(0)
    count = len(every)
    fresh = itertools.count()

    def on_one() -> dict[str, float]:
        os.sched_setaffinity(0, {min(every)})
        try:
            return {"one": _batch_rate(place / str(next(fresh)), workers=1)}
        finally:
            os.sched_setaffinity(0, every)

    def on_all() -> dict[str, float]:
        return {"all": _batch_rate(place / str(next(fresh)), workers=count)}

    found = medians(BATCH_ROUNDS, on_one, on_all)
    peer = f"{count} times one core"
    return [
        Row("batch, one core, cards", "/s", found["one"]),
        Row(f"batch, {count} cores, cards", "/s", found["all"], peer, count * found["one"]),
    ]


def _batch_rate(place: Path, *, workers: int) -> float:
    """Cards a second once the workers are at work."""
    made = []
    count = BATCH * workers
    make_cards(
        place / "wallet",
        orders(count, _keys(place)),
        workers=workers,
        made=lambda _: made.append(time.perf_counter()),
    )
    warm = 4 * workers
    return (count - 1 - warm) / (made[-1] - made[warm])


# --- one of very many ---


def _finding(place: Path) -> list[Row]:
    """In memory, where there is some to write to: so many files are soon made and taken away."""
    del place
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        return _finding_in(Path(folder))


def _finding_in(place: Path) -> list[Row]:
    towns = {count: place / str(count) for count in AMONG}
    for count, town in towns.items():
        _clone(town, count)
    chance = random.Random(7)  # noqa: S311 - which card is no secret

    wallets = {count: _wallet(wallet_folder(town)) for count, town in towns.items()}

    def insert_some(count: int) -> dict[str, float]:
        whole, part = [], []
        for _ in range(FINDS_A_ROUND):
            name = f"F{chance.randrange(count):015d}"
            began = time.perf_counter()
            with _chip(town_cards.find(towns[count], name).card.chip):
                whole.append(time.perf_counter() - began)
            began = time.perf_counter()
            with _chip(wallets[count].find(name)[0].chip):
                part.append(time.perf_counter() - began)
        middle = FINDS_A_ROUND // 2
        return {
            f"whole {count}": 1e6 * sorted(whole)[middle],
            f"part {count}": 1e6 * sorted(part)[middle],
        }

    found = medians(ROUNDS, *(partial(insert_some, count) for count in AMONG))
    return [
        Row(
            f"{what} one of {count:,}",
            "µs",
            found[f"{which} {count}"],
            f"one of {AMONG[0]}",
            found[f"{which} {AMONG[0]}"],
            None if count == AMONG[0] else 1.1,
            at_most=True,
        )
        for what, which in (("insert", "whole"), ("of that, find and power on", "part"))
        for count in AMONG
    ]


def _clone(town: Path, count: int) -> None:
    """A wallet of so many cards: one that was made, and copies that differ in what is printed."""
    folder = wallet_folder(town)
    wallet = _wallet(folder)
    (order,) = orders(1, _keys(town))
    wallet.make(order)
    wallet.hand_over(order.card)
    first = wallet.card(order.card)
    original = first.chip.parent
    for number in range(1, count):
        card = folder / f"c-{number}"
        (card / "chip").mkdir(parents=True)
        for file in ("handed-over", *_CHIP_FILES):
            os.link(original / file, card / file)
        write_face(
            card,
            replace(
                first.face, card=f"c-{number}", card_number=f"F{number:015d}", name=f"札野{number}"
            ),
        )
    wallet.forget_index()
    wallet.index_what_is_there()


# --- the WebSocket ---


def _web_socket(place: Path) -> list[Row]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "fuda.cli", "up", "--data", str(place), "--port", str(port)]
    town = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_town(port)
        address = f"ws://127.0.0.1:{port}/sandbox/cards/hanako/apdu"
        with connect(address) as card:

            def ask(apdu: str) -> None:
                card.send(bytes.fromhex(apdu))
                answer = card.recv()
                if answer[-2:] != b"\x90\0":
                    sys.exit(f"{apdu} was answered with {answer!r}")

            def rates() -> dict[str, float]:
                for apdu in WHOLE:
                    ask(apdu)
                signs = rate(lambda: ask(SIGN), 0.6)
                ask(SELECT_CERTIFICATE)
                return {"sign": signs, "read": rate(lambda: ask(READ), 0.6)}

            found = medians(ROUNDS, rates)
    finally:
        town.send_signal(signal.SIGTERM)
        town.wait(30)
    return [
        Row("sign by WebSocket", "/s", found["sign"]),
        Row("READ BINARY 256 by WebSocket", "/s", found["read"]),
    ]


def _wait_for_town(port: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/people/hanako").status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    sys.exit("the town did not open within 90 seconds")


# --- what all share ---


def _wallet(folder: Path) -> Wallet:
    return Wallet(folder, parameters=load(), randomness=SystemRandomness())


def _keys(place: Path) -> Path:
    keys = place / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    return keys


def _chip(folder: Path) -> Chip:
    return Chip(folder, where=HERE, octets=SystemRandomness().octets)


def _authorities() -> dict[str, Authority]:
    return {kind: Authority.make(kind) for kind in KINDS}


if __name__ == "__main__":
    main()
