"""The 共通カード application: which card this is, and a key that answers without a PIN."""

from dataclasses import dataclass
from datetime import date

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from fuda.card.interface import COMMON, Common, Ins
from fuda.terminals.reader.authenticity import check
from fuda.terminals.reader.exchange import ask, command, read_record, select_file
from fuda.terminals.reader.objects import day, first_record, text
from fuda.terminals.reader.pins import change_selected
from fuda.terminals.reader.session import Session

_SHORT_FILE = 0x80
_SIGNATURE = 0x100
_SERIAL, _MUNICIPALITY = 15, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonRecord:
    """The card's serial number (15 digits), municipality (5) and last day."""

    serial: str
    municipality: str
    expires: date


class CommonSession(Session):
    """Free to read; its PIN opens nothing that is publicly known."""

    application = COMMON

    def read_card(self) -> CommonRecord:
        """Record 1."""
        _, said = first_record(read_record(self._transport, Common.CARD, 1))
        return CommonRecord(
            serial=text(said[:_SERIAL]),
            municipality=text(said[_SERIAL:_MUNICIPALITY]),
            expires=day(said[_MUNICIPALITY:]),
        )

    def read_key_identifier(self) -> bytes:
        """16 bytes, the same as in 住基."""
        return first_record(read_record(self._transport, Common.KEY_IDENTIFIER, 1))[1]

    def verify_pin(self, pin: str) -> None:
        """Four digits."""
        self._verify(Common.PIN, "common", pin)

    def tries_left(self) -> int:
        """Tries left of the PIN."""
        return self._tries_left(Common.PIN)

    def change_pin(self, *, old: str, new: str) -> None:
        """The holder's own change (PIN-14); the PIN of 住基 is another one."""
        select_file(self._transport, Common.PIN)
        change_selected(self._transport, "common", old=old, new=new, by_key=True)

    def authenticate(self, challenge: bytes) -> bytes:
        """INTERNAL AUTHENTICATE: the card's key over the challenge (1 to 255 bytes)."""
        key = _SHORT_FILE | Common.CARD_KEY
        return ask(
            self._transport,
            command(0x00, Ins.INTERNAL_AUTHENTICATE, 0x00, key, challenge, _SIGNATURE),
        )

    def prove_presence(self, challenge: bytes, card_key: RSAPublicKey) -> None:
        """NotAuthentic where it is not the card of that key that lies there."""
        check(card_key, self.authenticate(challenge), challenge, "the answer to the challenge")
