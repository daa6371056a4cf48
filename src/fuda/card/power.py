"""The chip under power: what it knows until power-off, beside its memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from fuda.card.apdu import Refuses
from fuda.card.files import Application, File
from fuda.card.image import Image
from fuda.card.interface import ATR, ATR_HISTORICAL, PinName, ReferenceName, StatusWord
from fuda.card.memory import Memory
from fuda.card.sealing import Seals
from fuda.card.session import Session

CURRENT = 0x80
"""P2 of VERIFY and its kin: the current file; with a short file id added, the file it names."""

ATRS = {"plain": ATR, "historical": ATR_HISTORICAL}

Octets = Callable[[int], bytes]
"""So many unpredictable bytes."""


@dataclass(slots=True)
class Channel:
    """The issuer channel while it is open: its keys, and all its changes, still in RAM."""

    seals: Seals
    draft: Image
    permitted: set[PinName] = field(default_factory=set)
    tries: dict[ReferenceName, int] = field(default_factory=dict)
    """What the commit makes of counters."""


class Power:
    """What is selected, verified, asked and open; reset forgets it."""

    def __init__(self, memory: Memory, octets: Octets) -> None:
        self.memory = memory
        self.octets = octets
        self.image = Image.decode(memory.content)
        self._keys: dict[bytes, RSAPrivateKey] = {}
        self.reset()

    @property
    def atr(self) -> bytes:
        """Its answer to reset."""
        return ATRS[self.image.profile.atr]

    def reset(self) -> None:
        """Forget everything but the memory."""
        self.application: Application | None = None
        self.forget()

    def forget(self) -> None:
        """Forget everything but the memory and the selected application."""
        self.file: int | None = None
        self.verified: set[int] = set()
        self.challenge: bytes | None = None
        self.terminal: RSAPublicKey | None = None
        self.session: Session | None = None
        self.channel: Channel | None = None

    def select(self, application: Application) -> None:
        """Make an application current; an open issuer channel ends, and nothing of it was done."""
        again = application is self.application and not self.image.profile.reselecting_forgets_pins
        verified = self.verified if again else set()
        self.application = application
        self.forget()
        self.verified = verified

    def save(self, image: Image, *, restore: Mapping[int, int] | None = None) -> None:
        """Write a new image to the memory, with the counters that it restores."""
        self.memory.replace(image.encode(), restore=restore)
        self.image = image
        self._keys.clear()

    def found(self, file: int) -> File:
        """A file of the selected application; 6A82 where there is none."""
        files = self.application.files if self.application else {}
        if file not in files:
            raise Refuses(StatusWord.NO_FILE)
        return files[file]

    def current(self, short_id: int = 0) -> tuple[int, File]:
        """The current file; a short id makes the file that it names the current one."""
        if short_id:
            self.found(short_id)
            self.file = short_id
        if self.file is None:
            raise Refuses(StatusWord.NO_CURRENT_FILE)
        return self.file, self.found(self.file)

    def addressed(self, p2: int) -> tuple[int, File]:
        """The file that P2 means: `CURRENT`, or with a short id."""
        if not p2 & CURRENT or p2 & 0x60:
            raise Refuses(StatusWord.WRONG_P1P2)
        return self.current(p2 & 0x1F)

    def content(self, file: int) -> bytes:
        """What is written in a file of the selected application."""
        return self.image.files.get(self.place(file), b"")

    def place(self, file: int) -> str:
        """The name of a file of the selected application in the image."""
        if self.application is None:
            raise Refuses(StatusWord.NO_FILE)
        return self.application.place(file)

    def private_key(self, stored: bytes) -> RSAPrivateKey:
        """A stored key, ready for use."""
        if stored not in self._keys:
            # The chip made this key itself and its memory is authenticated: no need to check it.
            loaded = load_der_private_key(stored, None, unsafe_skip_rsa_key_validation=True)
            if not isinstance(loaded, RSAPrivateKey):
                raise Refuses(StatusWord.CONDITIONS)
            self._keys[stored] = loaded
        return self._keys[stored]
