"""The chip against the model of it: every status word foretold (LOCK-01 to LOCK-04, SEC-08).

Each step is one command, or a few. After each, the answer is exactly what the model says, no
counter stands elsewhere than the model's, and nothing was raised. So no try comes back but by a
right entry or an authorised unblock, and nothing protected is read or signed without its PIN.
`script/fuzz` runs it longer (HYPOTHESIS_PROFILE=long).
"""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import card_whole
from card_made import ISSUER_KEY
from card_model import COUNTED, KEY, OK, REFERENCE_DATA, TABLE, Key, Model, Pin, Written
from card_whole import AIDS, Whole
from fuda.card.chip import Chip
from fuda.card.interface import PIN_NAMES, REFERENCE_NAMES
from fuda.card.issuer import (
    Commit,
    IssuerHost,
    KeyPairMade,
    MakeKeyPair,
    Order,
    PermitPin,
    WriteCertificates,
)
from fuda.card.orders import (
    Answer,
    BecomeFaceAuthentication,
    BecomeNormal,
    SetCheckNumber,
    Terminate,
    WriteFile,
    WriteObject,
)
from power_cuts import QuickDisk

ERASED = 0x6F00
SEED = bytes(range(32))
HASH = sha256(b"signed").digest()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + HASH
_PSS = PSS(MGF1(SHA256()), 32)

READABLE = ("jpki", "face_item", "face_check", "resident_register", "common")
applications = st.sampled_from([*READABLE, *READABLE, "manager", "issuer"])
files = st.sampled_from(sorted({file for each in TABLE.values() for file in each} | {0x10}))
places = st.integers(0, 20)
"""The current file, or one by its short identifier: `CardMachine.at` says which."""


@dataclass
class Draft:
    """What was ordered on an open issuer channel and is not yet true."""

    host: IssuerHost
    written: Written
    tries: dict[str, int] = field(default_factory=dict)
    permitted: set[str] = field(default_factory=set)


@cache
def whole(*, reselecting_forgets: bool, wrong_length_spends: bool, terminal_proves: bool) -> Whole:
    """Made once; each run has a copy."""
    folder = Path(tempfile.mkdtemp(prefix="fuda-model-"))
    make = card_whole.profile(
        reselecting_forgets_pins=reselecting_forgets,
        wrong_length_spends_a_try=wrong_length_spends,
        terminal_proves_key=terminal_proves,
    )
    return card_whole.make_whole(folder / "card", make)


@cache
def terminal() -> RSAPrivateKey:
    """A terminal's key."""
    return generate_private_key(65537, 2048)


@cache
def sealed_seed(which: bool) -> bytes:  # noqa: FBT001 - which of two cards
    """SET SESSION KEY, for the card of one machine or the other."""
    machine = CardMachine if which else OtherChoices
    return card_whole.sealed_seed(machine.made().written, SEED)


class CardMachine(RuleBasedStateMachine):
    """A card and its model, side by side."""

    reselecting_forgets = True
    wrong_length_spends = False
    terminal_proves = True

    @classmethod
    def made(cls) -> Whole:
        """The card that each run begins with."""
        return whole(
            reselecting_forgets=cls.reselecting_forgets,
            wrong_length_spends=cls.wrong_length_spends,
            terminal_proves=cls.terminal_proves,
        )

    def __init__(self) -> None:
        super().__init__()
        made = self.made()
        self.folder = Path(tempfile.mkdtemp(prefix="fuda-model-"))
        self.card = shutil.copytree(made.folder, self.folder / "card")
        self.chip = self.laid()
        self.model = Model(
            made.written.copied(),
            reselecting_forgets=self.reselecting_forgets,
            wrong_length_spends=self.wrong_length_spends,
            terminal_proves=self.terminal_proves,
            tries={name: pin.tries for name, pin in COUNTED.items()},
        )
        self.draft: Draft | None = None
        self.keys_made = 0
        self.secured = 0
        self.erased = False

    def teardown(self) -> None:
        """Take the card away."""
        self.chip.remove()
        shutil.rmtree(self.folder)

    def laid(self) -> Chip:
        """The card on a reader; nobody cuts the power here, so no disk is waited for."""
        disk = QuickDisk()
        return Chip(self.card, where="a reader", octets=os.urandom, disk=disk)

    def at(self, place: int, *first: int) -> int | None:
        """Mostly a file that is there; `first` are those that are wanted."""
        here = list(TABLE.get(self.model.application or "", {}))
        return [*first, *here, None, *first, 0x10, None][place % (len(here) + 2 * len(first) + 3)]

    def pins(self) -> list[int]:
        """The PIN objects of the selected application."""
        here = TABLE.get(self.model.application or "", {})
        return [file for file, found in here.items() if isinstance(found, Pin)]

    # What is said to the card, and what it must answer.

    def says(self, apdu: bytes | str, status: int, data: bytes | None = b"") -> bytes:
        """The card answers with this status word and these data (None: any)."""
        octets = bytes.fromhex(apdu) if isinstance(apdu, str) else apdu
        answer = self.chip.transmit(octets)
        said = int.from_bytes(answer[-2:], "big")
        due = ERASED if self.erased else status
        assert said == due, f"{octets.hex()} → {said:04X}, and {due:04X} was due"
        if said != OK:
            assert answer[:-2] == b""
        elif data is not None:
            assert answer[:-2] == data
        return answer[:-2]

    @invariant()
    def every_counter_is_where_it_should_be(self) -> None:
        """LOCK-03, LOCK-04: no try comes back by itself, none is lost by another's."""
        if self.erased:
            assert self.chip.erased
            return
        left = {name: self.chip._memory.tries(REFERENCE_NAMES.index(name)) for name in COUNTED}  # type: ignore[arg-type]
        assert left == self.model.tries

    # SELECT

    @rule(application=applications, fci=st.booleans())
    def select(self, application: str, fci: bool) -> None:  # noqa: FBT001 - drawn
        """By its whole name."""
        name = AIDS[application]
        due = self.model.select(application)
        if due == OK:
            self.draft = None
        shown = b"\x6f" + bytes([2 + len(name)]) + b"\x84" + bytes([len(name)]) + name
        command = bytes([0, 0xA4, 4, 0 if fci else 0x0C, len(name)]) + name
        self.says(command, due, shown if fci else b"")

    @rule(application=applications, cut=st.integers(1, 6))
    def select_by_a_part(self, application: str, cut: int) -> None:
        """Part of a name finds an application that begins so; which, the card says itself."""
        name = AIDS[application][:-cut]
        command = bytes([0, 0xA4, 4, 0, len(name)]) + name
        found = [each for each in AIDS if AIDS[each].startswith(name) and len(name) >= 5]
        if self.model.written.state == "terminated":
            found = [each for each in found if each == "manager"]
        if self.erased or not found:
            self.says(command, 0x6A82)
            return
        shown = self.says(command, OK, data=None)
        (chosen,) = [each for each in found if shown[4:] == AIDS[each]]
        self.model.select(chosen)
        self.draft = None

    @rule(name=st.binary(max_size=16))
    def select_a_stranger(self, name: bytes) -> None:
        """Another card's application: 6A82, and nothing changes."""
        if not any(each.startswith(name) for each in AIDS.values()):
            self.says(bytes([0, 0xA4, 4, 0x0C, len(name)]) + name, 0x6A82)

    @rule(place=places)
    def select_file(self, place: int) -> None:
        """By its identifier; it may be selected by anyone, whatever it takes to read it."""
        self.select_file_at(self.at(place) or 0x10)

    def select_file_at(self, file: int) -> None:
        """SELECT of a file."""
        self.says(f"00A4020C02{file:04X}", self.model.select_file(file))

    @rule(file=st.integers(0x20, 0xFFFF) | st.just(0))
    def select_no_file(self, file: int) -> None:
        """6A82, and the current file stays."""
        self.says(f"00A4020C02{file:04X}", 0x6A82)

    @rule(by_id=st.booleans())
    def select_master_file(self, by_id: bool) -> None:  # noqa: FBT001 - drawn
        """It changes nothing."""
        if by_id:
            self.says("00A40000023F00", 0x6A82)
        else:
            self.says("00A40000", 0x6A86 if self.model.application is None else OK)

    # PINs

    @rule(place=places)
    def ask_tries(self, place: int) -> None:
        """Never 9000, also while verified."""
        short = self.at(place, *self.pins())
        self.says(f"002000{0x80 | (short or 0):02X}", self.model.ask_tries(short))

    @rule(place=places, how=st.sampled_from(["right", "right", "wrong", "short", "long", "low"]))
    def verify(self, place: int, how: str) -> None:
        """Right, wrong in every way, locked, or no PIN at all."""
        self.verify_at(self.at(place, *self.pins()), how)

    def verify_at(self, short: int | None, how: str) -> None:
        """VERIFY of a file, or of the current one."""
        value = self._value(short, how)
        command = bytes([0, 0x20, 0, 0x80 | (short or 0), len(value)]) + value
        self.says(command, self.model.verify(short, value))

    @rule(
        name=st.sampled_from(sorted(COUNTED)),
        right=st.sampled_from([True, True, False]),
        then=st.sampled_from(
            ["", "look", "sign", "change", "leave and look", "a wrong one and look"]
        ),
        way=st.integers(0, 5),
    )
    def use_a_pin(self, name: str, right: bool, then: str, way: int) -> None:  # noqa: FBT001 - drawn
        """The application of a PIN, the PIN, and what one does with it."""
        self.present(name, right=right)
        keys = self.keys()
        if then == "leave and look":
            self.select(["jpki", "face_item", "face_check"][way % 3], fci=False)
        elif then == "a wrong one and look" and self.model.file is not None:
            self.verify_at(self.model.file, "wrong")
        if "look" in then:
            self.look_around()
        elif then == "sign" and keys:
            self.sign_at(way, keys[way % len(keys)])
        elif then == "change" and self.model.file is not None:
            self.change_at([REFERENCE_DATA, KEY][way % 2], self.model.file, "new")

    def present(self, name: str, *, right: bool) -> None:
        """SELECT and VERIFY."""
        application, file = next(
            (application, file)
            for application, each in TABLE.items()
            for file, found in each.items()
            if isinstance(found, Pin) and found.name == name
        )
        if self.model.application != application:
            self.select(application, fci=False)
        self.verify_at(file, "right" if right else "wrong")

    @rule(
        instruction=st.sampled_from([REFERENCE_DATA, KEY]),
        place=places,
        how=st.sampled_from(["new", "new", "short", "long", "low"]),
    )
    def change(self, instruction: str, place: int, how: str) -> None:
        """By the holder, who has shown the old one; a check number by nobody."""
        shown = sorted(self.model.verified & set(self.pins()))
        self.change_at(instruction, self.at(place, *shown, *self.pins()), how)

    def change_at(self, instruction: str, short: int | None, how: str) -> None:
        """CHANGE REFERENCE DATA or CHANGE KEY."""
        value = self._value(short, how)
        header = bytes.fromhex(instruction)[:3] + bytes([0x80 | (short or 0)])
        due = self.model.change(instruction, short, value)
        self.says(header + bytes([len(value)]) + value, due)

    def _value(self, short: int | None, how: str) -> bytes:
        file = short if short is not None else self.model.file
        found = TABLE.get(self.model.application or "", {}).get(file or 0)
        right = b"0000"
        if isinstance(found, Pin):
            right = self.model.written.values.get(found.name, b"0" * min(found.lengths, default=4))
        last = b"1" if right.endswith(b"0") else b"0"
        return {
            "right": right,
            "wrong": right[:-1] + last,
            "new": right[:-1] + last,
            "short": right[:1],
            "long": right.ljust(17, b"0"),
            "low": right[:-1] + b"a",
        }[how]

    # Reading

    @rule(
        place=places,
        offset=st.sampled_from([0, 1, 0x20, 0xFF]) | st.integers(0, 0xC10),
        length=st.sampled_from([1, 4, 0x100, 0x101, 0x10000]),
    )
    def read_binary(self, place: int, offset: int, length: int) -> None:
        """By offset, or by short identifier and a small offset; short and extended."""
        self.read_at(self.at(place), offset, length)

    def read_at(self, short: int | None, offset: int, length: int) -> None:
        """READ BINARY of a file, or of the current one."""
        if short is not None:
            offset &= 0xFF
        due, data = self.model.read_binary(short, offset, length)
        place = offset.to_bytes(2, "big") if short is None else bytes([0x80 | short, offset])
        self.says(b"\0\xb0" + place + _le(length), due, data)

    @rule(
        place=places,
        number=st.integers(0, 4),
        to_the_last=st.booleans(),
    )
    def read_record(self, place: int, number: int, to_the_last: bool) -> None:  # noqa: FBT001
        """One record, or all from it."""
        self.read_records_at(self.at(place), number, to_the_last=to_the_last)

    def read_records_at(self, short: int | None, number: int, *, to_the_last: bool) -> None:
        """READ RECORD of a file, or of the current one."""
        due, data = self.model.read_record(short, number, to_the_last=to_the_last)
        p2 = (short or 0) << 3 | (5 if to_the_last else 4)
        self.says(bytes([0, 0xB2, number, p2]) + _le(0x10000), due, data)

    @rule()
    def look_around(self) -> None:
        """Everything in this application that is or is not open now: files read, keys used."""
        for file, found in TABLE.get(self.model.application or "", {}).items():
            self.read_at(file, 0, 0x10000)
            self.read_records_at(file, 1, to_the_last=True)
            if isinstance(found, Key):
                self.sign_at(2, file)
                self.authenticate_at(file)

    @rule(
        tag=st.sampled_from([0x42, 0x45, 0x66, 0xF0, 0xF2, 0xF7, 0xF8, 0x5F51, 0x7F21, 0x0001]),
        length=st.sampled_from([1, 0x100, 0x10000]),
    )
    def get_data(self, tag: int, length: int) -> None:
        """At power-on and at the card manager's level; too short an Le: 6700."""
        due, data = self.model.get_data(tag, length)
        self.says(b"\0\xca" + tag.to_bytes(2, "big") + _le(length), due, data)

    # Keys

    def keys(self) -> list[int]:
        """The private keys of the selected application."""
        here = TABLE.get(self.model.application or "", {})
        return [file for file, found in here.items() if isinstance(found, Key)]

    @rule(p1=st.integers(0, 6), place=places | st.none())
    def sign(self, p1: int, place: int | None) -> None:
        """Six ways of padding, with a key that is named or with the default one (no place)."""
        self.sign_at(p1, "default" if place is None else self.at(place, *self.keys()))

    def sign_at(self, p1: int, short: int | Literal["default"] | None) -> None:
        """COMPUTE DIGITAL SIGNATURE; the signature is the right key's."""
        data = {0: DIGEST_INFO, 2: HASH, 4: HASH}.get(p1, b"signed")
        if p1 > 5:
            due, key = 0x6A86, None
        elif short == "default":
            due, key = self.model.sign(None, default=True)
        else:
            due, key = self.model.sign(short, default=False)
        p2 = 0 if short == "default" else 0x80 | (short or 0)
        signature = self.says(bytes([0x80, 0x2A, p1, p2, len(data)]) + data + b"\0", due, data=None)
        if key and not self.erased:
            _judge(key, signature, p1)

    @rule(p1=st.integers(0, 5), place=places, length=st.sampled_from([246, 300]))
    def sign_too_much(self, p1: int, place: int, length: int) -> None:
        """More than can be padded, and no hash: 6700; what is hashed may be long."""
        short = self.at(place, *self.keys())
        due, _ = self.model.sign(short, default=False)
        if due == OK and p1 in {0, 2, 4}:
            due = 0x6700
        data = bytes(length)
        command = bytes([0x80, 0x2A, p1, 0x80 | (short or 0), 0]) + length.to_bytes(2, "big")
        self.says(command + data + b"\0\0", due, data=None)

    @rule(place=places)
    def internal_authenticate(self, place: int) -> None:
        """The card's own key, in the 共通 application only."""
        self.authenticate_at(self.at(place, *self.keys()) or 0x10)

    def authenticate_at(self, short: int) -> None:
        """INTERNAL AUTHENTICATE with a file."""
        due, key = self.model.internal_authenticate(short)
        command = bytes([0, 0x88, 0, 0x80 | short, 6]) + b"signed\0"
        signature = self.says(command, due, data=None)
        if key and not self.erased and due == OK:
            key.verify(signature, b"signed", PKCS1v15(), SHA256())

    @rule(length=st.sampled_from([1, 16, 0x100, 0x101]))
    def get_challenge(self, length: int) -> None:
        """Up to 256 bytes."""
        answer = self.says(b"\0\x84\0\0" + _le(length), OK if length <= 0x100 else 0x6700, None)
        assert len(answer) == (0 if self.erased or length > 0x100 else length)
        if length <= 0x100:
            self.model.challenge = length

    # Terminals that the card knows, and secure messaging

    @rule(how=st.sampled_from(["right", "right", "forged", "short"]), select=st.integers(0, 3))
    def show_certificate(self, how: str, select: int) -> None:
        """80 A2: only with the authority's file selected, only with its signature."""
        if select:
            self.select("jpki", fci=False)
            self.select_file_at(0x16)
        certificate = card_whole.terminals().certify(terminal().public_key())
        if how == "forged":
            certificate = certificate[:-1] + bytes([certificate[-1] ^ 1])
        elif how == "short":
            certificate = certificate[:256]
        due = self.model.show_certificate(signed=how == "right", long_enough=how != "short")
        self.says(b"\x80\xa2\0\xc1\0" + len(certificate).to_bytes(2, "big") + certificate, due)

    @rule(how=st.sampled_from(["right", "right", "forged", "short", "none"]))
    def prove_to_be_the_terminal(self, how: str) -> None:
        """EXTERNAL AUTHENTICATE: the card's challenge, signed with the certified key."""
        challenge = b""
        if how != "none":
            length = 8 if how == "short" else 16
            challenge = self.says(b"\0\x84\0\0" + bytes([length]), OK, None)
            self.model.challenge = length
        elif self.model.challenge:
            return
        proof = terminal().sign(challenge, PKCS1v15(), SHA256())
        if how == "forged":
            proof = bytes(255) + b"\1"
        self.says(b"\0\x82\0\0\0\1\0" + proof, self.model.prove(right=how != "forged"))

    @rule(right=st.integers(0, 3).map(bool), presented=st.booleans())
    def begin_session(self, right: bool, presented: bool) -> None:  # noqa: FBT001 - drawn
        """SET SESSION KEY: after the PIN, in that application only."""
        if presented:
            self.present("face_item", right=True)
        command = sealed_seed(self.reselecting_forgets)
        if not right:
            command = command[:-1] + bytes([command[-1] ^ 1])
        due = self.model.begin_session(right=right)
        self.says(command, due)
        if due == OK:
            self.secured = 0

    @rule(
        place=places,
        how=st.sampled_from(["read", "read", "select", "verify", "cut", "sign"]),
        begin=st.booleans(),
    )
    def say_it_secured(self, place: int, how: str, begin: bool) -> None:  # noqa: FBT001 - drawn
        """Class 08: the same conditions, the same answers, enciphered."""
        if begin and not self.model.session:
            self.begin_session(right=True, presented=True)
        file = self.at(place, *self.pins()) or 0x10
        said, header = b"", bytes([0x08, 0xB0, 0x80 | file, 0])
        if how == "select":
            said, header = bytes([0, file]), b"\x08\xa4\2\x0c"
        elif how == "verify":
            said, header = self._value(file, "right"), bytes([0x08, 0x20, 0, 0x80 | file])
        elif how == "sign":
            header = bytes([0x08, 0x2A, 0, 0x80 | file])
        due, data = self.model.secured(), b""
        if due == OK:
            self.secured += 1
            due, data = self._secured(file, how, said)
        count = max(self.secured, 1)
        body = card_whole.encipher(SEED[:16], count, said)
        body = b"\x96\3\0\0\0" if how == "read" else body
        if how == "cut":
            header, body = b"\x08\xa4\2\x0c", body[:1] + bytes([body[1] - 1]) + body[2:-1]
        length = b"\0" + len(body).to_bytes(2, "big")
        answer = self.says(header + length + body + b"\0\0", due, None)
        if not self.erased and due == OK:
            assert (card_whole.decipher(SEED[:16], count, answer) if answer else b"") == data

    @rule(
        command=st.sampled_from(
            [
                ("00", 0x6700),
                ("00A4040C0AD392", 0x6700),
                ("0070000000", 0x6D00),
                ("8054010004", 0x6A86),
                ("00FF000000", 0x6D00),
                ("FF20008000", 0x6E00),
                ("FFCA000000", 0x6E00),
                ("002001800430303030", 0x6A86),
                ("002000000430303030", 0x6A86),
                ("00A40A0C020018", 0x6A86),
                ("0084000110", 0x6A86),
                ("00B00000", 0x6700),
                ("00B2010400000001FF", 0x6700),
            ]
        )
    )
    def say_it_wrong(self, command: tuple[str, int]) -> None:
        """Neither here nor there: refused, and nothing changes."""
        self.says(*command)

    def _secured(self, file: int, how: str, said: bytes) -> tuple[int, bytes]:
        match how:
            case "read":
                return self.model.read_binary(file, 0, 0x10000)
            case "select":
                return self.model.select_file(file), b""
            case "verify":
                return self.model.verify(file, said), b""
            case "sign":
                return 0x6882, b""
            case _:
                self.model.session = False
                return 0x6988, b""

    # Power

    @rule()
    def reset(self) -> None:
        """On the same reader."""
        self.chip.reset()
        self._lost_power()

    @rule()
    def take_it_and_lay_it_again(self) -> None:
        """On another reader: what lasts is in the memory."""
        self.chip.remove()
        self.chip = self.laid()
        self._lost_power()

    def _lost_power(self) -> None:
        self.model.lose_power()
        self.draft = None

    @precondition(lambda self: self.keys_made)
    @rule()
    def probe(self) -> None:
        """CARD-24: someone tries to open the chip; all is gone, for good."""
        self.chip.probe_detected()
        self.erased = True
        self.draft = None

    # The issuer

    @rule(stranger=st.integers(0, 7).map(lambda drawn: drawn == 0))
    def open_channel(self, stranger: bool) -> None:  # noqa: FBT001 - drawn
        """By the card's issuer, or by one who does not have its key."""
        self.select("issuer", fci=False)
        challenge = self.says("0084000010", OK, None)
        if self.model.application != "issuer" or self.erased:
            return
        host = IssuerHost.open(
            issuer_key=bytes(32) if stranger else ISSUER_KEY,
            chip_challenge=challenge,
            host_challenge=os.urandom(16),
        )
        opened = self.says(host.opening(), 0x6988 if stranger else OK, None)
        if not stranger:
            host.unwrap(opened + b"\x90\0")
            self.draft = Draft(host, self.model.written.copied())

    def order(self, order: Order, due: int = OK) -> Answer | None:
        """On the open channel; a refusal ends it."""
        assert self.draft
        host = self.draft.host
        answer = self.says(host.wrap(order), due, None)
        if due == OK:
            return host.unwrap(answer + b"\x90\0")
        self.draft = None
        self.model.forget()
        return None

    @precondition(lambda self: self.draft)
    @rule(name=st.sampled_from(PIN_NAMES))
    def permit_pin(self, name: str) -> None:
        """It also unblocks it, once it is set and committed."""
        assert self.draft
        fit = self.draft.written.state == "normal"
        draft = self.draft
        self.order(PermitPin(name), OK if fit else 0x6985)  # type: ignore[arg-type]
        draft.permitted.add(name)

    @rule(name=st.sampled_from(PIN_NAMES), steps=st.integers(1, 4))
    def unblock(self, name: str, steps: int) -> None:
        """The issuer's script for a forgotten PIN, to its end or to where it is left."""
        self.open_channel(stranger=False)
        if self.draft and steps > 1:
            self.permit_pin(name)
        if steps > 2:
            self.set_pin(name, "fit")
        if self.draft and steps > 3:
            self.commit()

    @rule(name=st.sampled_from(PIN_NAMES), how=st.sampled_from(["fit", "fit", "short", "low"]))
    def set_pin(self, name: str, how: str) -> None:
        """Only what the open channel permits, once; one that does not fit may be typed again."""
        if self.draft and self.draft.permitted and how == "fit":
            name = min(self.draft.permitted)
        fit = b"NEW123" if name == "signature" else b"8642"
        value = {"fit": fit, "short": fit[:3], "low": fit[:-1] + b"x"}[how]
        due = {"fit": OK, "short": 0x6700, "low": 0x6A80}[how]
        if self.draft is None or name not in self.draft.permitted:
            due = 0x6985
        which = [*PIN_NAMES].index(name)  # type: ignore[arg-type]
        self.says(b"\x80\xd4\0" + bytes([which, len(value)]) + value, due)
        if due == OK and self.draft:
            self.draft.permitted.remove(name)
            for each in (name, "common") if name == "resident_register" else (name,):
                self.draft.written.values[each] = value
                self.draft.tries[each] = COUNTED[each].tries

    @precondition(lambda self: self.draft)
    @rule(name=st.sampled_from(REFERENCE_NAMES), fit=st.integers(0, 4).map(bool))
    def set_check_number(self, name: str, fit: bool) -> None:  # noqa: FBT001 - drawn
        """Never a PIN of the holder."""
        assert self.draft
        pin, due = COUNTED[name], OK
        value = b"1" * (min(pin.lengths) if fit else 3)
        if name in {*PIN_NAMES, "common", "face_item_second"}:
            due = 0x6985
        elif not fit:
            due = 0x6A80
        draft = self.draft
        self.order(SetCheckNumber(name, value), due)  # type: ignore[arg-type]
        draft.written.values[name] = value
        draft.tries[name] = pin.tries

    @precondition(lambda self: self.draft)
    @rule(application=applications, file=files, length=st.sampled_from([0, 1, 40, 0x200]))
    def write_file(self, application: str, file: int, length: int) -> None:
        """What is no certificate, key or PIN, and not the chip's own."""
        assert self.draft
        may = {(each, number) for each, number, _ in card_whole.files_to_write()}
        fit = (application, file) in may
        content = _filled(application, file, length)
        draft = self.draft
        order = WriteFile(AIDS[application], file.to_bytes(2, "big"), content)
        self.order(order, OK if fit else 0x6985)
        draft.written.files[application, file] = content
        if (application, file) == ("jpki", 0x16):
            draft.written.knows_terminals = False

    @precondition(lambda self: self.draft)
    @rule(tag=st.sampled_from([0x42, 0x45, 0x5F51, 0xF8, 0x0101]), length=st.integers(1, 20))
    def write_object(self, tag: int, length: int) -> None:
        """Not the card's number, nor its answer to reset."""
        draft = self.draft
        assert draft
        fit = tag in {0x42, 0xF8}
        order = WriteObject(tag.to_bytes(2, "big"), bytes(length))
        self.order(order, OK if fit else 0x6985)
        draft.written.objects[tag] = bytes(length)

    @precondition(lambda self: self.draft and self.keys_made < 2)
    @rule(kind=st.sampled_from(["signature", "user"]))
    def make_key(self, kind: Literal["signature", "user"]) -> None:
        """A new key ends the certificate of the old one."""
        assert self.draft
        self.keys_made += 1
        draft = self.draft
        fit = kind == "user" or draft.written.state == "normal"
        made = self.order(MakeKeyPair(kind, b"prove it"), OK if fit else 0x6985)
        if not fit:
            return
        assert isinstance(made, KeyPairMade)
        public = load_der_public_key(made.public_key)
        assert isinstance(public, RSAPublicKey)
        draft.written.keys["jpki", 0x17 if kind == "user" else 0x1A] = public
        draft.written.without_certificate(0x0A if kind == "user" else 0x01)

    @precondition(lambda self: self.draft)
    @rule(kind=st.sampled_from(["signature", "user"]), mine=st.integers(0, 4).map(bool))
    def write_certificates(self, kind: Literal["signature", "user"], mine: bool) -> None:  # noqa: FBT001
        """Only for the key that is on the chip."""
        draft = self.draft
        assert draft
        key = draft.written.keys.get(("jpki", 0x17 if kind == "user" else 0x1A))
        public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) if key else b"-"
        own, authority = card_whole.certificates(kind, public if mine else b"another", times=1)
        due = OK if mine else 0x6A80
        self.order(WriteCertificates(kind, own, authority), due if key else 0x6985)
        for file, content in zip(
            (0x0A, 0x0B) if kind == "user" else (0x01, 0x02), (own, authority), strict=True
        ):
            draft.written.files["jpki", file] = content.ljust(3072, b"\xff")
        draft.written.say_what_is_present()

    @precondition(lambda self: self.draft)
    @rule(back=st.booleans())
    def change_kind_of_card(self, back: bool) -> None:  # noqa: FBT001 - drawn
        """To a face-authentication card, without PINs and signature certificate; and back."""
        draft = self.draft
        assert draft
        is_normal = draft.written.state == "normal"
        due = OK if is_normal is not back else 0x6985
        self.order(BecomeNormal() if back else BecomeFaceAuthentication(), due)
        if back:
            draft.written.state = "normal"
            return
        draft.written.state = "face_authentication"
        draft.written.without_signature()
        draft.permitted.clear()
        for name in (*PIN_NAMES, "common"):
            draft.written.values.pop(name, None)
            draft.tries[name] = 0

    @precondition(lambda self: self.draft and self.keys_made)
    @rule()
    def terminate(self) -> None:
        """The end of the card: it says only which card it was."""
        draft = self.draft
        assert draft
        self.order(Terminate())
        draft.tries.update(dict.fromkeys(draft.written.values, 0))
        number = {0x45: draft.written.objects[0x45]}
        draft.written = Written({}, number, {}, {}, "terminated")
        draft.permitted.clear()
        self.commit()

    @precondition(lambda self: self.draft)
    @rule()
    def garble(self) -> None:
        """An order that was altered on its way: 6988, and nothing of the channel was done."""
        assert self.draft
        sealed = self.draft.host.wrap(Commit())
        self.says(sealed[:-3] + bytes([sealed[-3] ^ 1]) + sealed[-2:], 0x6988)
        self.draft = None
        self.model.forget()

    @rule()
    def order_without_a_channel(self) -> None:
        """A recorded order is worth nothing."""
        if self.draft is None:
            self.says("80DA01000411223344", 0x6985)
            if self.model.application == "issuer":
                self.model.forget()

    @precondition(lambda self: self.draft)
    @rule()
    def commit(self) -> None:
        """All at one stroke; not while a permitted PIN is still to be set."""
        draft = self.draft
        assert draft
        if draft.permitted:
            self.order(Commit(), 0x6985)
            return
        self.order(Commit())
        if not self.erased:
            self.model.written = draft.written
            self.model.tries.update(draft.tries)
        self._lost_power()


def _le(length: int) -> bytes:
    if length <= 0x100:
        return bytes([length & 0xFF])
    return b"\0" + (length & 0xFFFF).to_bytes(2, "big")


def _filled(application: str, file: int, length: int) -> bytes:
    said = card_whole.words(application, file).ljust(length, b"x")[:length]
    whole = TABLE.get(application, {}).get(file)
    if isinstance(whole, card_whole.Records):
        return b"\7\xff" + length.to_bytes(2, "big") + said
    return said


def _judge(key: RSAPublicKey, signature: bytes, p1: int) -> None:
    """As anyone would who has the certificate."""
    if p1 == 1:
        key.verify(signature, HASH, PKCS1v15(), NoDigestInfo())
    else:
        key.verify(signature, b"signed", _PSS if p1 in {4, 5} else PKCS1v15(), SHA256())


class OtherChoices(CardMachine):
    """The open points chosen the other way."""

    reselecting_forgets = False
    wrong_length_spends = True
    terminal_proves = False


@pytest.mark.parametrize("name", sorted(COUNTED))
@pytest.mark.parametrize("machine", [CardMachine, OtherChoices])
def test_what_each_pin_opens_and_that_it_locks(machine: type[CardMachine], name: str) -> None:
    """Each alone: what it opens is read and signed; locked, the right one opens nothing."""
    card = machine()
    try:
        card.present(name, right=True)
        card.look_around()
        card.reset()
        for right in (*[False] * (COUNTED[name].tries + 1), True):
            card.present(name, right=right)
            card.every_counter_is_where_it_should_be()
        assert card.model.tries[name] == 0
        card.look_around()
    finally:
        card.teardown()


settings.register_profile(
    "usual",
    max_examples=80,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("long", settings.get_profile("usual"), max_examples=4000)
_PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
CardMachine.TestCase.settings = _PROFILE
OtherChoices.TestCase.settings = _PROFILE
TestCard = CardMachine.TestCase
TestCardOfOtherChoices = OtherChoices.TestCase
