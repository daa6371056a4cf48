"""A card that is not ours is only read: what could alter it or spend a try stops here.

    with pcsc_card(reader) as card:
        transport = ReadOnly(card)

What passes is a list, so that a command nobody thought of does not pass.
"""

from fuda.card.interface import Ins, Transport
from fuda.terminals.reader.errors import CardError

_STANDARD = 0x00
_HEADER = 4
_READS = frozenset({Ins.SELECT, Ins.READ_BINARY, Ins.READ_RECORD, Ins.GET_DATA, Ins.GET_CHALLENGE})


class OnlyRead(CardError):  # noqa: N818 - what happened, not an error of the program
    """The card did not get this command: it is one that is only read."""


class ReadOnly:
    """A `Transport` that lets reading through, and the question for the tries left.

    VERIFY with a PIN passes where `verify` allows it, for it can spend a try; what signs, changes a
    PIN or writes passes never. OnlyRead is raised before the card hears anything.
    """

    def __init__(self, transport: Transport, *, verify: bool = False) -> None:
        self._transport = transport
        self._verify = verify

    def transmit(self, apdu: bytes) -> bytes:
        """Carry a command to the card, if it only reads."""
        cla, ins = (*apdu[:2], 0, 0)[:2]
        if len(apdu) < _HEADER or cla != _STANDARD:
            raise OnlyRead("this card is only read; the command could do more and was not sent")
        if ins == Ins.VERIFY:
            if len(apdu) > _HEADER and not self._verify:
                raise OnlyRead("this card is only read: a PIN is not sent, it could spend a try")
        elif ins not in _READS:
            raise OnlyRead(f"this card is only read: command {ins:02X} was not sent")
        return self._transport.transmit(apdu)
