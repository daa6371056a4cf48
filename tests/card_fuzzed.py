"""Bytes of a fuzzer as commands to a card, and what no sequence of them may ever bring about.

An input is a sequence of steps (`_STEPS`): raw bytes, commands that are nearly right, and, so that
the fuzzer comes past the doors, things that it could not say by itself: a right PIN, the issuer's
seal, a terminal's proof, a session key. The card's PINs cannot be guessed in its tries.

    nothing is raised
    every answer ends in a status word of the interface, and has data only with 9000
    no protected file is read, and no key behind a PIN signs, without what opens it
    no PIN, private key or issuer key stands in any answer
    no try comes back but by a right PIN or the issuer's commit
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

import card_whole
from card_made import ISSUER_KEY
from card_model import TABLE, File, Pin
from card_whole import AIDS
from fuda.card.chip import Chip
from fuda.card.image import Image
from fuda.card.interface import REFERENCE_NAMES, ReferenceName
from fuda.card.issuer import IssuerHost
from fuda.card.orders import Commit, encode
from fuda.card.profile import CardProfile, PinForm
from fuda.card.sealing import ORDER, header
from power_cuts import Files, QuickDisk, contents, put

LEGAL: Final = (
    {0x9000, 0x6300, 0x6581, 0x6700, 0x6882, 0x6981, 0x6982, 0x6984, 0x6985, 0x6986, 0x6987}
    | {0x6988, 0x69FC, 0x66F1, 0x6A80, 0x6A81, 0x6A82, 0x6A83, 0x6A86, 0x6A88, 0x6B00, 0x6D00}
    | {0x6E00, 0x6F00, *range(0x63C0, 0x63D0)}
)
_SAME: Mapping[ReferenceName, ReferenceName] = {"common": "resident_register"}
"""Set together."""
PINS: Mapping[ReferenceName, str] = {
    name: f"{7 ** (20 + REFERENCE_NAMES.index(_SAME.get(name, name))):020d}"[-16:]
    for name in REFERENCE_NAMES
    if name != "face_item_second"
}
"""Sixteen digits each."""
_SEED = bytes(range(32))
_TRIES_AT = {name: REFERENCE_NAMES.index(name) for name in PINS}


class Wrong(AssertionError):  # noqa: N818 - said of a card
    """What must never be."""


@dataclass(frozen=True)
class Target:
    """A card to be fuzzed, and the secrets on it."""

    folder: Path
    files: Files
    keys: Mapping[tuple[str, int], RSAPublicKey]
    sealed_seed: bytes
    secrets: tuple[bytes, ...]
    terminal: RSAPrivateKey
    terminal_certificate: bytes


def target(folder: Path) -> Target:
    """Make the card; from then on each input begins with it as it is now."""
    form = PinForm(shortest=4, longest=16, tries=3, characters="digits")
    whole = card_whole.make_whole(folder, CardProfile(pins=dict.fromkeys(PINS, form)), PINS)
    with Chip(folder, where="a fuzzer", octets=os.urandom) as chip:
        image = Image.decode(chip._memory.content)
    secrets = [ISSUER_KEY, *(pin.encode() for pin in PINS.values())]
    for stored in image.keys.values():
        key = load_der_private_key(stored, None)
        assert isinstance(key, RSAPrivateKey)
        numbers = key.private_numbers()
        secrets += [each.to_bytes(256, "big")[-64:] for each in (numbers.p, numbers.q, numbers.d)]
    terminal = generate_private_key(65537, 2048)
    return Target(
        folder=folder,
        files=contents(folder),
        keys=whole.written.keys,
        sealed_seed=card_whole.sealed_seed(whole.written, _SEED),
        secrets=tuple(secrets),
        terminal=terminal,
        terminal_certificate=card_whole.terminals().certify(terminal.public_key()),
    )


@cache
def _protected() -> list[tuple[bytes, str, frozenset[str]]]:
    """Words, the application they stand in, and whose PINs open them."""
    found = []
    for application, files in TABLE.items():
        for file, each in files.items():
            if isinstance(each, File) and each.by is not None:
                pins = (files.get(by) for by in each.by)
                names = frozenset(pin.name for pin in pins if isinstance(pin, Pin))
                found.append((card_whole.words(application, file), application, names))
    return found


def protected_words() -> list[bytes]:
    """What may be read by nobody without a PIN."""
    return [words for words, _, _ in _protected()]


class Fuzzed:
    """One input's run."""

    def __init__(self, target: Target) -> None:
        self._target = target
        put(target.folder, target.files)
        self._chip = self._laid()
        self._shown: set[str] = set()
        """Verified since an application was last selected."""
        self._changed = False
        """The input has set a PIN of its own, which it may verify."""
        self._issued = False
        """The issuer has committed: what is on the card is another's from then on."""
        self._host: IssuerHost | None = None
        self._session: tuple[bytes, int] | None = None
        self._keys_made = 0
        self._tries = self._counters()

    def close(self) -> None:
        """Power off."""
        self._chip.remove()

    def step(self, rest: bytes) -> bytes:
        """One step; what is left of the input."""
        step = _STEPS[rest[0] % len(_STEPS)]
        left = step(self, rest[1:])
        self._judge_tries(frozenset())
        return left

    def transmit(self, apdu: bytes, presents: str | None = None, *, commits: bool = False) -> bytes:
        """A command, judged. It presents that PIN, or it is the issuer's commit."""
        answer = self._chip.transmit(apdu)
        status, data = int.from_bytes(answer[-2:], "big"), answer[:-2]
        if len(answer) < 2 or status not in LEGAL:
            raise Wrong(f"{answer.hex()} is no legal answer to {apdu.hex()}")
        if data and status != 0x9000:
            raise Wrong(f"data with {status:04X}")
        ok, ins = status == 0x9000, apdu[1] if len(apdu) > 1 else None
        if ok and apdu[:3] == b"\0\xa4\4":
            self._shown = set()
        if ok and ins == 0x20:
            if presents is None and not self._changed and not self._issued:
                raise Wrong(f"{apdu.hex()} is no right PIN")
            self._shown |= {presents} if presents and not self._changed else set(PINS)
        if ok and ins in {0x24, 0x32}:
            self._changed = True
        self._issued = self._issued or (ok and commits)
        self.judge(apdu, data)
        verified = self._shown if ok and ins == 0x20 else set()
        self._judge_tries(frozenset(verified))
        return answer

    def judge(self, apdu: bytes, data: bytes) -> None:
        """What an answer may not hold."""
        for secret in self._target.secrets:
            if secret in data:
                raise Wrong(f"a secret stands in the answer to {apdu.hex()}")
        if self._issued:
            return
        for words, application, by in _protected():
            if words in data and not by & self._shown:
                raise Wrong(f"{words!r} of {application} was read by {apdu.hex()}")
        if len(data) == 256 and apdu[:2] in {b"\x80\x2a", b"\0\x88"}:
            self._judge_signature(apdu, data)

    def _judge_signature(self, apdu: bytes, signature: bytes) -> None:
        opens = {("jpki", 0x17): {"user", "terminal"}, ("jpki", 0x1A): {"signature"}}
        makers = [each for each, key in self._target.keys.items() if _may_have_made(key, signature)]
        if not any(each not in opens or opens[each] & self._shown for each in makers):
            raise Wrong(f"{makers} signed {apdu.hex()}")

    def _judge_tries(self, may: frozenset[str]) -> None:
        now = self._counters()
        for name, at in _TRIES_AT.items():
            if now[at] > self._tries[at] and not self._issued and name not in may:
                raise Wrong(f"a try of {name} came back")
        self._tries = now

    def _counters(self) -> bytes:
        return self._chip._memory._counters.tries

    def _laid(self) -> Chip:
        disk = QuickDisk()
        return Chip(self._target.folder, where="a fuzzer", octets=os.urandom, disk=disk)

    # The steps. Each takes its part of the input.

    def _raw(self, rest: bytes) -> bytes:
        length = rest[0] if rest else 0
        self.transmit(rest[1 : 1 + length])
        return rest[1 + length :]

    def _raw_long(self, rest: bytes) -> bytes:
        length = int.from_bytes(rest[:2], "big") % 1024
        self.transmit(rest[2 : 2 + length])
        return rest[2 + length :]

    def _built(self, rest: bytes) -> bytes:
        apdu, rest = _command(rest)
        self.transmit(apdu)
        return rest

    def _select(self, rest: bytes) -> bytes:
        name = list(AIDS.values())[_first(rest) % len(AIDS)]
        self.transmit(bytes([0, 0xA4, 4, 0x0C, len(name)]) + name)
        self._host = self._session = None
        return rest[1:]

    def _select_file(self, rest: bytes) -> bytes:
        self.transmit(bytes([0, 0xA4, 2, 0x0C, 2, 0, _first(rest) % 0x20]))
        return rest[1:]

    def _right_pin(self, rest: bytes) -> bytes:
        """SELECT, then VERIFY."""
        names = list(PINS)
        name = names[_first(rest) % len(names)]
        application, file = next(
            (application, file)
            for application, files in TABLE.items()
            for file, each in files.items()
            if isinstance(each, Pin) and each.name == name
        )
        if rest[:1] < b"\x80":
            self._select(bytes([list(AIDS).index(application)]))
        pin = PINS[name].encode()
        self.transmit(bytes([0, 0x20, 0, 0x80 | file, len(pin)]) + pin, presents=name)
        return rest[1:]

    def _reset(self, rest: bytes) -> bytes:
        self._chip.reset()
        self._forget()
        return rest

    def _take_and_lay(self, rest: bytes) -> bytes:
        self._chip.remove()
        self._chip = self._laid()
        if self._chip.erased:
            raise Wrong("the chip erased itself")
        self._forget()
        return rest

    def _forget(self) -> None:
        self._shown, self._host, self._session = set(), None, None

    def _open_channel(self, rest: bytes) -> bytes:
        self._select(bytes([list(AIDS).index("issuer")]))
        challenge = self.transmit(b"\0\x84\0\0\x10")[:-2]
        if len(challenge) == 16:
            host = IssuerHost.open(
                issuer_key=ISSUER_KEY, chip_challenge=challenge, host_challenge=bytes(16)
            )
            if self.transmit(host.opening())[-2:] == b"\x90\0":
                self._host = host
        return rest

    def _order(self, rest: bytes) -> bytes:
        """Sealed as the issuer would, whatever it says; the first byte 0 is a commit."""
        length = int.from_bytes(rest[:2], "big") % 700
        said, left = rest[2 : 2 + length], rest[2 + length :]
        if not said:
            said = encode(Commit())
        if self._host is None or (said[0] in {1, 4} and self._keys_made):
            return left
        self._keys_made += said[0] in {1, 4}
        sealed = self._host._seals.seal_command(header(ORDER), said)
        apdu = header(ORDER) + b"\0" + len(sealed).to_bytes(2, "big") + sealed + b"\0\0"
        commits = said == encode(Commit())
        if self.transmit(apdu, commits=commits)[-2:] != b"\x90\0" or commits:
            self._host = None
            self._shown = set()
        return left

    def _terminal(self, rest: bytes) -> bytes:
        """The certificate, and its proof unless the input says otherwise."""
        self._select(b"\0")
        self._select_file(b"\x16")
        certificate = self._target.terminal_certificate
        length = len(certificate).to_bytes(2, "big")
        self.transmit(b"\x80\xa2\0\xc1\0" + length + certificate)
        challenge = self.transmit(b"\0\x84\0\0\x10")[:-2]
        if _first(rest) & 1:
            proof = self._target.terminal.sign(challenge, PKCS1v15(), SHA256())
            if self.transmit(b"\0\x82\0\0\0\1\0" + proof)[-2:] == b"\x90\0":
                self._shown.add("terminal")
        return rest[1:]

    def _open_session(self, rest: bytes) -> bytes:
        """SET SESSION KEY, which wants the PIN before."""
        if self.transmit(self._target.sealed_seed)[-2:] == b"\x90\0":
            self._session = (_SEED[:16], 0)
        return rest

    def _secured(self, rest: bytes) -> bytes:
        """A command whose data are enciphered, or (first byte odd) whose objects are the input."""
        how, header, (said, left) = _first(rest), rest[1:5].ljust(4, b"\0"), _bytes(rest[5:])
        if self._session is None:
            return left
        key, count = self._session
        self._session = key, count + 1
        data = said
        if not how & 1:
            data = card_whole.encipher(key, count + 1, said)
        header = b"\x08" + header[1:] if not how & 2 else header
        length = b"\0" + len(data).to_bytes(2, "big") if data else b"\0"
        self._secured_answer(header + length + data + b"\0\0", key, count + 1)
        return left

    def _secured_answer(self, apdu: bytes, key: bytes, count: int) -> None:
        data = self.transmit(apdu)[:-2]
        if data[:1] == b"\x86":
            self.judge(apdu, card_whole.decipher(key, count, data))


_STEPS: tuple[Callable[[Fuzzed, bytes], bytes], ...] = (
    Fuzzed._raw,
    Fuzzed._built,
    Fuzzed._select,
    Fuzzed._select_file,
    Fuzzed._right_pin,
    Fuzzed._built,
    Fuzzed._raw_long,
    Fuzzed._reset,
    Fuzzed._take_and_lay,
    Fuzzed._open_channel,
    Fuzzed._order,
    Fuzzed._terminal,
    Fuzzed._open_session,
    Fuzzed._secured,
)
_LONGEST_RUN = 120


def _said(step: Callable[[Fuzzed, bytes], bytes], *rest: int) -> bytes:
    return bytes([_STEPS.index(step), *rest])


def _apdu(text: str) -> bytes:
    apdu = bytes.fromhex(text)
    return _said(Fuzzed._raw, len(apdu)) + apdu


def seeds() -> list[bytes]:
    """Sessions as clients have them, from which a fuzzer begins."""
    every = range(1, 0x1F)
    reads = [_apdu(f"00B0{0x80 | file:02X}00000000") for file in every]
    signs = [_apdu(f"802A00{0x80 | file:02X}01AA00") for file in (0x13, 0x17, 0x1A)]
    around = b"".join([*reads, *signs, _apdu("802A000001AA00"), _apdu("0088009901AA00")])
    hashes = b"".join(_apdu(f"802A0{way}9720{'AB' * 32}00") for way in range(6))
    records = b"".join(
        _apdu(f"00B2{n:02X}{sfi << 3 | how:02X}00")
        for n in (1, 2)
        for sfi in (1, 2)
        for how in (4, 5)
    )
    objects = b"".join(
        _apdu(f"00CA{tag:04X}000000") for tag in (0x42, 0x45, 0x66, 0xF0, 0xF8, 0x5F51)
    )
    change = _apdu("00240198043131313100"[:-2]) + _apdu("8032009C0431313131")
    opened = _said(Fuzzed._open_channel)
    permit = _said(Fuzzed._order, 0, 7) + b"\3\0\4user" + _apdu("80D400010431313131")
    commit = _said(Fuzzed._order, 0, 0)
    kind = _said(Fuzzed._order, 0, 1) + b"\x08"
    back, end = _said(Fuzzed._order, 0, 1) + b"\x09", _said(Fuzzed._order, 0, 1) + b"\x0e"
    said = b"\5\0\x0a" + AIDS["face_item"] + b"\0\2\0\1\0\4abcd"
    write = _said(Fuzzed._order, 0, len(said)) + said
    said = b"\7\0\x12face_item_number_a\0\x0c111111111111"
    number = _said(Fuzzed._order, 0, len(said)) + said
    made = b"\1\0\4user\0\1x"
    key = _said(Fuzzed._order, 0, len(made)) + made
    secured = _said(Fuzzed._secured, 0, 0, 0xA4, 2, 0x0C, 2, 0, 1)
    secured += _said(Fuzzed._secured, 1, 8, 0xB0, 0, 0, 5, 0x96, 3, 0, 1, 0)
    power = _said(Fuzzed._reset) + _said(Fuzzed._take_and_lay)
    found = [b"", around, objects + records, opened + permit + commit + power]
    found += [_said(Fuzzed._right_pin, pin) + around + change for pin in range(len(PINS))]
    found += [
        _said(Fuzzed._right_pin, 0) * 2 + hashes,
        _said(Fuzzed._terminal, 1) + around + hashes,
    ]
    wrong = _said(Fuzzed._select, 0) + _apdu("002000980430303030") + _apdu("0020009B0630303030")
    found += [wrong + power, power + wrong + _said(Fuzzed._reset) + wrong]
    found += [_said(Fuzzed._select, each) + around + records + power for each in range(len(AIDS))]
    found += [opened + kind + commit + around, opened + kind + back + permit + commit + change]
    found += [opened + write + number + key + commit, opened + end + commit + objects]
    found += [_said(Fuzzed._right_pin, 3) + _said(Fuzzed._open_session) + secured * 3]
    return found


def run(target: Target, data: bytes) -> int:
    """An input from its first byte to its last; how many commands were given."""
    card = Fuzzed(target)
    steps = 0
    try:
        while data and steps < _LONGEST_RUN:
            data = card.step(data)
            steps += 1
    finally:
        card.close()
    return steps


def _first(rest: bytes) -> int:
    return rest[0] if rest else 0


def _bytes(rest: bytes) -> tuple[bytes, bytes]:
    length = _first(rest)
    return rest[1 : 1 + length], rest[1 + length :]


def _command(rest: bytes) -> tuple[bytes, bytes]:
    """A command whose lengths are right: four header bytes, how, data."""
    head, how, (data, left) = rest[:4].ljust(4, b"\0"), _first(rest[4:]), _bytes(rest[5:])
    extended = how & 4
    length = bytes([len(data)])
    if not data:
        length = b""
    elif extended:
        length = b"\0\0" + length
    expected = (b"", b"\0", b"\xff", b"\4")[how & 3]
    if extended and expected:
        expected = (b"" if data else b"\0") + expected.rjust(2, b"\0")
    return head + length + data + expected, left


def _may_have_made(key: RSAPublicKey, signature: bytes) -> bool:
    """Whether this key made it; PSS is known by its last byte and, once in 256, by mistake."""
    numbers = key.public_numbers()
    opened = pow(int.from_bytes(signature, "big"), numbers.e, numbers.n).to_bytes(256, "big")
    return opened.startswith(b"\0\1\xff\xff") or opened.endswith(b"\xbc")
