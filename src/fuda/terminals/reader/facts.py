"""What a card says of itself to anyone: which it is, until when, and who vouches for it."""

from dataclasses import dataclass
from datetime import date

from fuda.card.interface import CARD_MANAGER, DataObject, Ins, Transport
from fuda.terminals.reader.authenticity import VerifiableCertificate
from fuda.terminals.reader.errors import NotOnCard
from fuda.terminals.reader.exchange import ask, command, select_application
from fuda.terminals.reader.objects import day, text

_LONGEST, _LONGEST_EXTENDED = 0x100, 0x10000


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
        card_number=text(_read(transport, DataObject.CARD_NUMBER)),
        municipality=text(_read(transport, DataObject.MUNICIPALITY)),
        expires=day(expires),
    )


def read_certificate_chain(transport: Transport) -> tuple[VerifiableCertificate, ...]:
    """The card-verifiable certificates at the card's own level: the root's, and the one below it.

    The first is verified with the root's key, the second with the key in the first; not every card
    has both.
    """
    select_application(transport, CARD_MANAGER)
    chain = []
    for tag in (DataObject.UPPER_CERTIFICATE, DataObject.LOWER_CERTIFICATE):
        apdu = command(0x00, Ins.GET_DATA, tag >> 8, tag & 0xFF, b"", _LONGEST_EXTENDED)
        try:
            chain.append(VerifiableCertificate.parse(ask(transport, apdu)))
        except NotOnCard:
            break
    return tuple(chain)


def _read(transport: Transport, tag: DataObject) -> bytes:
    return ask(transport, command(0x00, Ins.GET_DATA, tag >> 8, tag & 0xFF, b"", _LONGEST))
