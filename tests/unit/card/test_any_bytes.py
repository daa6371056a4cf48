"""Whatever arrives, in whatever order, the chip answers with a status word and counts right."""

import os
import shutil
import tempfile
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from card_made import ISSUER_KEY, PINS, PROFILE, lay
from fuda.card.interface import (
    CARD_MANAGER,
    COMMON,
    FACE_CHECK,
    FACE_ITEM,
    ISSUER,
    JPKI,
    PIN_NAMES,
    RESIDENT_REGISTER,
    Ins,
    PinName,
)
from fuda.card.manufacture import make_chip
from fuda.terminals.reader import (
    PinLocked,
    PinUnfit,
    WrongPin,
    change_pin,
    tries_left,
    verify_pin,
)
from phone_made import make_phone


def make(folder: Path) -> Path:
    """A card with its four PINs and no key: quickly made."""
    make_chip(
        folder,
        issuer_key=ISSUER_KEY,
        card_number="TEST000000000001",
        municipality="13103",
        expires=date(2035, 1, 2),
        profile=PROFILE,
        octets=os.urandom,
        pins=PINS,
    )
    return folder


# Bytes of every kind, and commands that are almost right.
headers = st.builds(
    lambda cla, ins, p1, p2: bytes([cla, ins, p1, p2]),
    st.sampled_from([0x00, 0x08, 0x0C, 0x80]),
    st.sampled_from(list(Ins)),
    st.sampled_from([0x00, 0x01, 0x02, 0x04, 0x80, 0x81, 0x8A]) | st.integers(0, 255),
    st.sampled_from([0x00, 0x0C, 0x80, 0x97, 0x98, 0x9B]) | st.integers(0, 255),
)
bodies = st.binary(max_size=40) | st.binary(max_size=40).map(lambda data: bytes([len(data)]) + data)
selects = st.sampled_from(
    [JPKI, FACE_ITEM, FACE_CHECK, RESIDENT_REGISTER, COMMON, CARD_MANAGER, ISSUER]
).map(lambda aid: b"\x00\xa4\x04\x0c" + bytes([len(aid)]) + aid)
files = st.sampled_from([0x01, 0x06, 0x0A, 0x11, 0x17, 0x18, 0x1A, 0x1B, 0x1C]).map(
    lambda file: b"\x00\xa4\x02\x0c\x02\x00" + bytes([file])
)
apdus = st.binary(max_size=300) | st.builds(bytes.__add__, headers, bodies) | selects | files


@settings(max_examples=60, deadline=None)
@given(st.lists(apdus, max_size=30))
def test_any_bytes_are_answered_with_a_status_word(commands: list[bytes]) -> None:
    """No command raises, none is left without its two bytes, and the card is alive afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        card = make(Path(folder) / "card")
        with lay(card) as chip:
            for command in commands:
                assert len(chip.transmit(command)) >= 2
        with lay(card) as chip:
            assert not chip.erased
            assert chip.transmit(b"\x00\xca\x00\xf0\x00") == b"13103\x90\x00"


def test_no_command_claims_that_the_holder_was_recognised(tmp_path: Path) -> None:
    """Every instruction in many forms: without PIN or finger none opens a phone's keys."""
    make_phone(tmp_path / "phone")
    parameters = (0x00, 0x01, 0x02, 0x04, 0x0C, 0x80, 0x81, 0x8A, 0x97, 0x98, 0x9A, 0x9B, 0xFF)
    bodies = (b"", b"\x10", b"\x01\xff", b"\x01\xff\x00", b"\x0a" + JPKI)
    with lay(tmp_path / "phone") as chip:
        for cla, ins, p1, p2, body in product((0, 0x80), Ins, parameters, parameters, bodies):
            chip.transmit(b"\x00\xa4\x04\x0c\x0a" + JPKI)
            chip.transmit(bytes([cla, ins, p1, p2]) + body)
            for key in (0x97, 0x9A):
                refused = chip.transmit(bytes([0x80, 0x2A, 3, key, 1, 0xAA, 0]))
                assert refused == b"\x69\x82", (cla, ins, p1, p2, body)


class PinCounters(RuleBasedStateMachine):
    """Each PIN's counter against a model of four lines."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.card = make(self.folder / "card")
        self.chip = lay(self.card)
        self.left = {name: PROFILE.pins[name].tries for name in PIN_NAMES}
        self.pins = dict(PINS)

    names = st.sampled_from(PIN_NAMES)

    @rule(name=names)
    def right(self, name: PinName) -> None:
        """All tries again; or, with none left, nothing is compared."""
        if self.left[name]:
            verify_pin(self.chip, name, self.pins[name])
            self.left[name] = PROFILE.pins[name].tries
        else:
            self._locked(name, self.pins[name])

    @rule(name=names)
    def wrong(self, name: PinName) -> None:
        """One try less."""
        guess = "WRONG9" if name == "signature" else "0000"
        if self.left[name] <= 1:
            self._locked(name, guess)
            self.left[name] = 0
            return
        with pytest.raises(WrongPin) as wrong:
            verify_pin(self.chip, name, guess)
        self.left[name] -= 1
        assert wrong.value.tries_left == self.left[name]

    @rule(name=names)
    def impossible(self, name: PinName) -> None:
        """A length that this PIN cannot have spends no try."""
        with pytest.raises(PinUnfit):
            verify_pin(self.chip, name, "123")

    @rule(name=names)
    @precondition(lambda self: all(self.left.values()))
    def change(self, name: PinName) -> None:
        """A new PIN, and all tries."""
        new = "NEW123" if name == "signature" else "4321"
        change_pin(self.chip, name, old=self.pins[name], new=new)
        self.pins[name] = new
        self.left[name] = PROFILE.pins[name].tries

    @rule()
    def power_off_and_on(self) -> None:
        """Counters survive."""
        self.chip.remove()
        self.chip = lay(self.card)

    @rule()
    def reset(self) -> None:
        """Counters survive."""
        self.chip.reset()

    @invariant()
    def counters_are_as_they_should_be(self) -> None:
        """LOCK-04: each for itself."""
        assert {name: tries_left(self.chip, name) for name in PIN_NAMES} == self.left

    def teardown(self) -> None:
        """Take the card away."""
        self.chip.remove()
        shutil.rmtree(self.folder)

    def _locked(self, name: PinName, value: str) -> None:
        with pytest.raises(PinLocked):
            verify_pin(self.chip, name, value)


PinCounters.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestPinCounters = PinCounters.TestCase
