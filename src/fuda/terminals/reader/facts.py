"""What a card says of itself to anyone: its number, municipality and last day."""

from dataclasses import dataclass
from datetime import date

from fuda.card.interface import CARD_MANAGER, DataObject, Ins, Transport
from fuda.terminals.reader.exchange import ask, command, select_application

_LONGEST = 0x100


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """Facts about the card, none about its holder."""

    card_number: str
    municipality: str
    """Five digits, as written at manufacture."""
    expires: date


def read_card_facts(transport: Transport) -> CardFacts:
    """Read them by GET DATA; any application that was selected is left."""
    select_application(transport, CARD_MANAGER)
    expires = _read(transport, DataObject.EXPIRES)
    return CardFacts(
        card_number=_read(transport, DataObject.CARD_NUMBER),
        municipality=_read(transport, DataObject.MUNICIPALITY),
        expires=date(int(expires[:4]), int(expires[4:6]), int(expires[6:])),
    )


def _read(transport: Transport, tag: DataObject) -> str:
    return ask(transport, command(0x00, Ins.GET_DATA, tag >> 8, tag & 0xFF, b"", _LONGEST)).decode()
