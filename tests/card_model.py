"""The card once more, as simply as it can be said: what each command must answer.

Written from the published interface (docs/interfaces.md), not from the chip: one table of files,
keys and PINs with who opens them, and a class that remembers what a card remembers. It knows no
bytes of commands and keeps nothing on a disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

OK: Final = 0x9000


@dataclass(frozen=True)
class File:
    """A transparent file; `by` are the PIN objects of which one opens it."""

    by: frozenset[int] | None
    """None: free."""


@dataclass(frozen=True)
class Records:
    """A record file."""

    by: frozenset[int] | None


@dataclass(frozen=True)
class Key:
    """A private key of COMPUTE DIGITAL SIGNATURE, or of INTERNAL AUTHENTICATE."""

    by: frozenset[int] | None
    default: bool = False
    authenticates: bool = False


@dataclass(frozen=True)
class Pin:
    """A PIN object, or a check number; `name` as the issuer calls it.

    No tries: blocked when the card is issued, for good.
    """

    name: str
    lengths: range
    tries: int
    changed: str | None = None
    """CHANGE REFERENCE DATA, CHANGE KEY, or by nobody but the issuer."""


Object = File | Records | Key | Pin

FREE = None
NOBODY: frozenset[int] = frozenset()
TERMINAL: Final = 0x16
"""A terminal that proved to be one: verified like a PIN."""
_FOUR = range(4, 5)
REFERENCE_DATA, KEY = "00240180", "80320080"


def by(*pins: int) -> frozenset[int]:
    """Any of these opens it."""
    return frozenset(pins)


TABLE: Mapping[str, Mapping[int, Object]] = {
    "jpki": {
        0x01: File(by(0x1B)),
        0x02: File(FREE),
        0x06: File(FREE),
        0x08: File(FREE),
        0x09: File(NOBODY),
        0x0A: File(FREE),
        0x0B: File(FREE),
        0x16: File(NOBODY),
        0x17: Key(by(0x18, TERMINAL)),
        0x18: Pin("user", _FOUR, 3, REFERENCE_DATA),
        0x1A: Key(by(0x1B)),
        0x1B: Pin("signature", range(6, 17), 5, REFERENCE_DATA),
    },
    "face_item": {
        0x01: File(by(0x11, 0x14)),
        0x02: File(by(0x11, 0x15)),
        0x03: File(by(0x11, 0x14, 0x15)),
        0x04: File(FREE),
        0x05: File(FREE),
        0x06: File(by(0x11, 0x14, 0x15)),
        0x07: File(by(0x11, 0x14, 0x15)),
        0x08: File(NOBODY),
        0x11: Pin("face_item", _FOUR, 3, REFERENCE_DATA),
        0x12: Pin("face_item_second", _FOUR, 0),
        0x13: Key(FREE, default=True),
        0x14: Pin("face_item_number_a", range(12, 13), 10),
        0x15: Pin("face_item_number_b", range(14, 15), 10),
    },
    "face_check": {
        0x01: File(by(0x11)),
        0x02: File(by(0x12, 0x13)),
        0x03: File(FREE),
        0x04: File(FREE),
        0x05: File(by(0x13)),
        0x06: File(by(0x12, 0x13)),
        0x11: Pin("face_check_birth", range(6, 7), 10),
        0x12: Pin("face_check_number_b", range(14, 15), 10),
        0x13: Pin("face_check_number_a", range(12, 13), 10),
        0x1A: Key(FREE, default=True),
    },
    "resident_register": {
        0x02: Records(FREE),
        0x1C: Pin("resident_register", _FOUR, 3, KEY),
    },
    "common": {
        0x01: Records(FREE),
        0x02: Records(FREE),
        0x19: Key(FREE, authenticates=True),
        0x1C: Pin("common", _FOUR, 3, KEY),
    },
    "manager": {},
    "issuer": {},
}

COUNTED: Mapping[str, Pin] = {
    each.name: each for files in TABLE.values() for each in files.values() if isinstance(each, Pin)
}


@dataclass
class Written:
    """What the issuer put on the card, and the PINs on it now."""

    files: dict[tuple[str, int], bytes]
    """Transparent files by their bytes, record files by their records one after the other."""
    objects: dict[int, bytes]
    keys: dict[tuple[str, int], RSAPublicKey]
    values: dict[str, bytes]
    """PINs and check numbers; one that was never set is not in here."""
    state: Literal["normal", "face_authentication", "terminated"] = "normal"
    knows_terminals: bool = True
    """EF 0016 of JPKI names the authority of which terminals have certificates."""

    def copied(self) -> "Written":
        """Another one that can be changed for itself."""
        parts = dict(self.files), dict(self.objects), dict(self.keys), dict(self.values)
        return Written(*parts, self.state, self.knows_terminals)

    def without_signature(self) -> None:
        """No signature key and certificate; the file that says what is there says so."""
        self.keys.pop(("jpki", 0x1A), None)
        self.without_certificate(0x01)

    def without_certificate(self, file: int) -> None:
        """A certificate is gone."""
        self.files.pop(("jpki", file), None)
        self.say_what_is_present()

    def say_what_is_present(self) -> None:
        """EF 0008: signature certificate, user certificate."""
        present = [0x8F if ("jpki", file) in self.files else 0 for file in (0x01, 0x0A)]
        self.files["jpki", 0x08] = bytes([*present, 0])


@dataclass
class Model:
    """A card under power. Each command answers with the status word that is due."""

    written: Written
    reselecting_forgets: bool
    wrong_length_spends: bool
    terminal_proves: bool
    tries: dict[str, int]
    application: str | None = None
    file: int | None = None
    verified: set[int] = field(default_factory=set)
    challenge: int = 0
    """How many bytes GET CHALLENGE last gave."""
    certified: bool = False
    """A terminal has shown its certificate."""
    session: bool = False
    """Secure messaging has begun."""

    def lose_power(self) -> None:
        """The reader resets the card, or it is laid elsewhere."""
        self.application = None
        self.forget()

    def forget(self) -> None:
        """What SELECT of another application forgets."""
        self._forget_but_pins()
        self.verified = set()

    def _forget_but_pins(self) -> None:
        self.file = None
        self.challenge, self.certified, self.session = 0, False, False

    def select(self, application: str) -> int:
        """An application of the card; one that was ended has but the card manager's level."""
        if self.written.state == "terminated" and application != "manager":
            return 0x6A82
        if application == self.application and not self.reselecting_forgets:
            self._forget_but_pins()
        else:
            self.forget()
        self.application = application
        return OK

    def select_file(self, file: int) -> int:
        """A file of the application."""
        if file not in self._files():
            return 0x6A82
        self.file = file
        return OK

    def ask_tries(self, short: int | None) -> int:
        """VERIFY without data: 63Cx, never 9000."""
        refused, pin = self._pin(short)
        return refused or 0x63C0 | self.tries[pin.name]

    def verify(self, short: int | None, value: bytes) -> int:  # noqa: PLR0911 - one no each
        """One try, unless the length cannot be or nothing is there to compare with."""
        refused, pin = self._pin(short)
        if refused:
            return refused
        if pin.tries == 0:
            return 0x6984
        if pin.name not in self.written.values:
            return 0x6985
        if len(value) not in pin.lengths and not self.wrong_length_spends:
            return 0x6700
        self.verified.discard(self._current)
        if self.tries[pin.name] == 0:
            return 0x6984
        if value != self.written.values[pin.name]:
            self.tries[pin.name] -= 1
            return 0x63C0 | self.tries[pin.name]
        self.tries[pin.name] = pin.tries
        self.verified.add(self._current)
        return OK

    def change(self, instruction: str, short: int | None, value: bytes) -> int:
        """A new PIN in place of the one that was verified."""
        refused, pin = self._pin(short)
        if refused:
            return refused
        if pin.changed != instruction:
            return 0x6985
        if self._current not in self.verified:
            return 0x6982
        if len(value) not in pin.lengths:
            return 0x6700
        allowed = b"0123456789" + (b"" if pin.lengths == _FOUR else _CAPITALS)
        if not all(each in allowed for each in value):
            return 0x6A80
        self.written.values[pin.name] = value
        return OK

    def read_binary(self, short: int | None, offset: int, length: int) -> tuple[int, bytes]:
        """From the offset so many bytes, or to the end of the file."""
        refused, found = self._file(short)
        if refused:
            return refused, b""
        if not isinstance(found, File):
            return 0x6981, b""
        if not self._open(found.by):
            return 0x6982, b""
        content = self.written.files.get((self._application, self._current), b"")
        if offset >= len(content):
            return 0x6B00, b""
        return OK, content[offset : offset + length]

    def read_record(
        self, short: int | None, number: int, *, to_the_last: bool
    ) -> tuple[int, bytes]:
        """A record, or all from it to the last."""
        refused, found = self._file(short)
        if refused:
            return refused, b""
        if not isinstance(found, Records):
            return 0x6981, b""
        if not self._open(found.by):
            return 0x6982, b""
        records = split(self.written.files.get((self._application, self._current), b""))
        if not 1 <= number <= len(records):
            return 0x6A83, b""
        return OK, b"".join(records[number - 1 :] if to_the_last else [records[number - 1]])

    def sign(self, short: int | None, *, default: bool) -> tuple[int, RSAPublicKey | None]:
        """COMPUTE DIGITAL SIGNATURE: the key that must have signed."""
        if default:
            keys = [
                file
                for file, each in self._files().items()
                if isinstance(each, Key) and each.default
            ]
            if not keys:
                return 0x6985, None
            key = keys[0]
        else:
            refused, _ = self._file(short)
            if refused:
                return refused, None
            key = self._current
        found = self._files()[key]
        if not isinstance(found, Key):
            return 0x6981, None
        if found.authenticates:
            return 0x6985, None
        return self._used(key, found)

    def internal_authenticate(self, short: int) -> tuple[int, RSAPublicKey | None]:
        """The card's own key of the 共通 application; a key behind a PIN says so first."""
        refused, found = self._file(short)
        if refused:
            return refused, None
        if not isinstance(found, Key):
            return 0x6981, None
        status, key = self._used(self._current, found)
        if status == OK and not found.authenticates:
            return 0x6985, None
        return status, key

    def show_certificate(self, *, signed: bool, long_enough: bool) -> int:
        """SET PUBLIC IC KEY, where the terminals' authority is the current file."""
        if self.file is None:
            return 0x6986
        if (self.application, self.file) != ("jpki", TERMINAL):
            return 0x6985
        self.certified = False
        self.verified.discard(TERMINAL)
        if not self.written.knows_terminals:
            return 0x6985
        if not long_enough:
            return 0x6700
        if not signed:
            return 0x6982
        self.certified = True
        if not self.terminal_proves:
            self.verified.add(TERMINAL)
        return OK

    def prove(self, *, right: bool) -> int:
        """EXTERNAL AUTHENTICATE, once for each challenge."""
        challenge, self.challenge = self.challenge, 0
        if not self.certified or challenge < 16:
            return 0x6985
        if not right:
            return 0x6982
        self.verified.add(TERMINAL)
        return OK

    def begin_session(self, *, right: bool) -> int:
        """SET SESSION KEY, after the PIN of 券面事項入力補助."""
        if self.application != "face_item":
            return 0x6985
        if 0x11 not in self.verified:
            return 0x6982
        if not right:
            return 0x6A80
        self.session = True
        return OK

    def secured(self) -> int:
        """Whether a command of class 08 is heard."""
        if self.application != "face_item":
            return 0x6E00
        return OK if self.session else 0x69FC

    def get_data(self, tag: int, length: int) -> tuple[int, bytes]:
        """At power-on and at the card manager's level."""
        if self.application not in {None, "manager"} or tag not in self.written.objects:
            return 0x6A88, b""
        content = self.written.objects[tag]
        return (OK, content) if len(content) <= length else (0x6700, b"")

    @property
    def _application(self) -> str:
        assert self.application is not None
        return self.application

    @property
    def _current(self) -> int:
        assert self.file is not None
        return self.file

    def _files(self) -> Mapping[int, Object]:
        return TABLE[self.application] if self.application else {}

    def _file(self, short: int | None) -> tuple[int, Object]:
        """A file by its short identifier, which makes it current, or the current one."""
        if short is not None:
            if short not in self._files():
                return 0x6A82, _NOTHING
            self.file = short
        if self.file is None:
            return 0x6986, _NOTHING
        return 0, self._files()[self.file]

    def _pin(self, short: int | None) -> tuple[int, Pin]:
        refused, found = self._file(short)
        if refused or not isinstance(found, Pin):
            return refused or 0x6981, _NO_PIN
        return 0, found

    def _open(self, who: frozenset[int] | None) -> bool:
        return who is None or bool(who & self.verified)

    def _used(self, file: int, key: Key) -> tuple[int, RSAPublicKey | None]:
        if not self._open(key.by):
            return 0x6982, None
        public = self.written.keys.get((self._application, file))
        return (OK, public) if public else (0x6985, None)


_CAPITALS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOTHING = File(NOBODY)
_NO_PIN = Pin("none", range(0), 0)


def split(content: bytes) -> list[bytes]:
    """Records: JICSAP simple TLV, a tag byte and a length of one byte or FF and two."""
    records = []
    while content:
        head = 4 if content[1] == 0xFF else 2
        length = int.from_bytes(content[2:4], "big") if head == 4 else content[1]
        records.append(content[: head + length])
        content = content[head + length :]
    return records
