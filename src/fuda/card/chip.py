"""The IC chip: bytes in, bytes out, whatever the bytes."""

from pathlib import Path
from typing import Self

from fuda.card import biometrics
from fuda.card.apdu import Command, Refuses
from fuda.card.commands import COMMANDS, PROPRIETARY, STANDARD, messaging
from fuda.card.disk import Disk
from fuda.card.interface import ATR, CardGone, StatusWord
from fuda.card.memory import Memory
from fuda.card.power import Octets, Power

_SECURED = frozenset({messaging.ENCIPHERED, messaging.AUTHENTICATED})


class Chip:
    """A card under power, as a `Transport`. It lies on one reader, `where`, until `remove`.

    CardLiesElsewhere where another reader has it. A chip that has erased itself still shows its
    answer to reset and then says 6F00 to everything.
    """

    def __init__(
        self, folder: Path, *, where: str, octets: Octets, disk: Disk | None = None
    ) -> None:
        self._memory = Memory(folder, where=where, disk=disk)
        self._power = None if self._memory.erased else Power(self._memory, octets)
        self._removed = False

    @property
    def erased(self) -> bool:
        """Whether the chip was tampered with and has destroyed what it held."""
        return self._memory.erased

    @property
    def atr(self) -> bytes:
        """Its answer to reset; an erased chip knows only the plain one."""
        return self._power.atr if self._power else ATR

    def probe_detected(self) -> None:
        """Someone tries to open or analyse the chip: erase everything at once (CARD-24)."""
        if self._removed:
            raise CardGone
        self._power = None
        self._memory.erase()

    def biometric_matched(self) -> None:
        """The phone's own system recognised its holder; NoBiometrics where that opens nothing."""
        if self._removed:
            raise CardGone
        if self._power is None:
            raise biometrics.NoBiometrics("the chip has erased itself")
        biometrics.matched(self._power)

    def reset(self) -> None:
        """Power off and on again on the same reader: verified PINs are gone, counters stay."""
        if self._power:
            self._power.reset()

    def remove(self) -> None:
        """Take the card off the reader."""
        self._removed = True
        self._memory.power_off()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def transmit(self, apdu: bytes) -> bytes:
        """Answer a command, whatever it is; CardGone once the card was taken away."""
        if self._removed:
            raise CardGone
        if self._power is None:
            return _status(StatusWord.ERASED)
        try:
            return _answer(self._power, Command.parse(apdu)) + _status(StatusWord.OK)
        except Refuses as refusal:
            return _status(refusal.status)
        except OSError:
            return _status(StatusWord.MEMORY_FAILURE)


def _answer(power: Power, command: Command) -> bytes:
    if command.cla not in _SECURED:
        return _carried_out(power, command)
    session, said = messaging.opened(power, command)
    return messaging.sealed(session, _carried_out(power, said))


def _carried_out(power: Power, command: Command) -> bytes:
    if command.cla not in {STANDARD, PROPRIETARY}:
        raise Refuses(StatusWord.UNKNOWN_CLASS)
    if command.ins not in COMMANDS:
        raise Refuses(StatusWord.UNKNOWN_INSTRUCTION)
    cla, carry_out = COMMANDS[command.ins]
    if command.cla != cla:
        raise Refuses(StatusWord.UNKNOWN_CLASS)
    return carry_out(power, command)


def _status(status: int) -> bytes:
    return status.to_bytes(2, "big")
