"""The 住基 application: its PIN, and the name of a key."""

from fuda.card.interface import RESIDENT_REGISTER, ResidentRegister
from fuda.terminals.reader.exchange import read_record, select_file
from fuda.terminals.reader.objects import first_record
from fuda.terminals.reader.pins import change_selected
from fuda.terminals.reader.session import Session


class ResidentRegisterSession(Session):
    """What a municipality's terminal asks of it (PIN-06)."""

    application = RESIDENT_REGISTER

    def verify_pin(self, pin: str) -> None:
        """Four digits; WrongPin(tries_left), PinLocked, PinNotSet or PinUnfit otherwise."""
        self._verify(ResidentRegister.PIN, "resident_register", pin)

    def tries_left(self) -> int:
        """Tries left of the PIN."""
        return self._tries_left(ResidentRegister.PIN)

    def change_pin(self, *, old: str, new: str) -> None:
        """The holder's own change (PIN-14)."""
        select_file(self._transport, ResidentRegister.PIN)
        change_selected(self._transport, "resident_register", old=old, new=new, by_key=True)

    def read_key_identifier(self) -> bytes:
        """16 bytes; free."""
        return first_record(read_record(self._transport, ResidentRegister.KEY_IDENTIFIER, 1))[1]
