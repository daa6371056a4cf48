"""vpcd's protocol: two bytes of length, a body; garbage is answered, and nobody waits for ever."""

import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from card_made import PINS
from fuda.card.chip import Chip
from fuda.card.virtual_reader import serve
from fuda.terminals.reader import JpkiSession

POWER_OFF, POWER_ON, RESET, ATR = b"\0", b"\1", b"\2", b"\4"
ASK_MUNICIPALITY = bytes.fromhex("00CA00F000")


class Reader:
    """The reader's end of the line, and the card's work at the other."""

    def __init__(self, line: socket.socket, served: Future[None]) -> None:
        self.line = line
        self.served = served

    def send(self, *bodies: bytes) -> None:
        """Messages, one right behind the other."""
        self.line.sendall(b"".join(len(body).to_bytes(2, "big") + body for body in bodies))

    def receive(self) -> bytes:
        """The card's message."""
        with self.line.makefile("rb") as line:
            return line.read(int.from_bytes(line.read(2), "big"))

    def transmit(self, apdu: bytes) -> bytes:
        """A command and its response."""
        self.send(apdu)
        return self.receive()


@contextmanager
def connected(chip: Chip, longest_silence: float = 10) -> Iterator[Reader]:
    """The chip connects to a reader, as to vpcd."""
    with socket.create_server(("127.0.0.1", 0)) as vpcd, ThreadPoolExecutor(1) as pool:
        card = socket.create_connection(vpcd.getsockname())
        line, _ = vpcd.accept()
        line.settimeout(10)
        with line, card:
            yield Reader(line, pool.submit(serve, chip, card, longest_silence=longest_silence))
            line.close()


def test_answer_to_reset_and_commands(chip: Chip) -> None:
    """04 asks for the ATR; anything longer is a command."""
    with connected(chip) as reader:
        reader.send(POWER_ON)
        reader.send(ATR)

        assert reader.receive() == chip.atr
        assert reader.transmit(ASK_MUNICIPALITY) == b"13103\x90\x00"


@pytest.mark.parametrize("garbage", [b"", b"\3", b"\5", b"\xff"], ids=["empty", "03", "05", "FF"])
def test_what_is_neither_control_nor_command_is_answered(chip: Chip, garbage: bytes) -> None:
    """The reader waits for it, and all programs behind it; the next message is answered as ever."""
    with connected(chip) as reader:
        assert reader.transmit(garbage) == b"\x67\x00"
        assert reader.transmit(ASK_MUNICIPALITY) == b"13103\x90\x00"


def test_the_longest_message(chip: Chip) -> None:
    """FFFF bytes are a command like any other."""
    with connected(chip) as reader:
        assert reader.transmit(b"\0\xa4" + bytes(0xFFFF - 2)) == b"\x67\x00"
        assert reader.transmit(ASK_MUNICIPALITY) == b"13103\x90\x00"


@pytest.mark.parametrize("power", [POWER_OFF, POWER_ON, RESET], ids=["off", "on", "reset"])
def test_a_reader_that_waits_for_an_answer_to_a_power_control(chip: Chip, power: bytes) -> None:
    """A program's command of one such byte: the card hangs up, so that nobody waits for ever."""
    with connected(chip, longest_silence=0.01) as reader:
        reader.send(power)

        assert reader.served.result(timeout=10) is None


def test_a_reader_may_be_silent_after_anything_else(chip: Chip) -> None:
    """Long after a question or a command the card is still there."""
    with connected(chip, longest_silence=0.01) as reader:
        for told in (ATR, ASK_MUNICIPALITY):
            reader.send(POWER_ON, told)
            reader.receive()
            with pytest.raises(TimeoutError):
                reader.served.result(timeout=0.1)


def test_bytes_may_come_one_by_one(chip: Chip) -> None:
    """A message is whole when its length says so."""
    with connected(chip) as reader:
        for byte in b"\0\5" + ASK_MUNICIPALITY:
            reader.line.sendall(bytes([byte]))

        assert reader.receive() == b"13103\x90\x00"


@pytest.mark.parametrize("power", [POWER_OFF, POWER_ON, RESET], ids=["off", "on", "reset"])
def test_power_off_forgets_verified_pins_and_keeps_counters(chip: Chip, power: bytes) -> None:
    """The key must be asked for its PIN again; the wrong try stays counted."""
    with connected(chip) as reader:
        with JpkiSession(reader) as card:
            reader.transmit(bytes.fromhex("0020009B0657524F4E4739"))
            card.verify_user_pin(PINS["user"])
            reader.send(power)
            assert reader.transmit(bytes.fromhex("00A4020C020017")) == b"\x6a\x82"
        with JpkiSession(reader) as card:
            assert reader.transmit(bytes.fromhex("802A009701AA00")) == b"\x69\x82"
            assert card.signature_tries_left() == 4


@pytest.mark.parametrize(
    "last",
    [b"", b"\0", b"\0\5", b"\0\5\0\xca", b"\xff\xff" + bytes(1000)],
    ids=["none", "in the length", "before the body", "in the body", "far from the end"],
)
def test_a_reader_that_hangs_up_leaves_the_card_without_power(chip: Chip, last: bytes) -> None:
    """In the middle of a message or between two: the work ends, without an error."""
    with connected(chip) as reader:
        JpkiSession(reader).verify_user_pin(PINS["user"])
        reader.line.sendall(last)
        reader.line.close()

        assert reader.served.result(timeout=10) is None
    assert chip.transmit(bytes.fromhex("802A009701AA00")) == b"\x6a\x82"


def test_a_reader_that_breaks_the_line(chip: Chip) -> None:
    """A reset connection is no error either."""
    with connected(chip) as reader:
        reader.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        reader.send(ASK_MUNICIPALITY)
        reader.line.close()

        assert reader.served.result(timeout=10) is None
