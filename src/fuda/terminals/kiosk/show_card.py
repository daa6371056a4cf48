"""The card on the machine's reader: its chip proves to the certificate center whose turn it is."""

from dataclasses import dataclass, field, replace

from fuda.doors.certificate_center import BeginVisit, Center, Menu, OpenVisit
from fuda.rules.refusal import Because, Refusal
from fuda.terminals.rack import CardLiesElsewhere, CardRack, NoSuchCard
from fuda.terminals.reader import CardError, JpkiSession, NotOnCard, read_card_facts
from fuda.terminals.reader.refusals import refusal_of

PLACE = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCard:
    """What the holder sent: which card lies on the reader, and the PIN for the chip alone."""

    key: str
    card: str
    pin: str = field(repr=False)


def show_card(center: Center, rack: CardRack, asked: ShowCard) -> Menu:
    """What this holder may have here and now; Refused, or what the card said no with.

    The certificate is judged before the PIN is asked: a card that cannot be used loses no try.
    """
    with rack.lay(asked.card, PLACE) as transport:
        municipality = read_card_facts(transport).municipality
        with JpkiSession(transport) as session:
            certificate = session.read_user_certificate()
            begun = center.begin(
                BeginVisit(key=asked.key, municipality=municipality, certificate=certificate)
            )
            session.verify_user_pin(asked.pin)
            signature = session.sign_user(begun.challenge)
    return center.open(OpenVisit(visit=begun.visit, signature=signature))


def why_not(error: CardError | CardLiesElsewhere | NoSuchCard) -> Refusal:
    """The reader's answer; a card without user certificate is a rule of the kiosk's (KIOSK-43)."""
    refusal = refusal_of(error)
    if isinstance(error, NotOnCard):
        because = Because(rule="KIOSK-43", guidebook="CHI", page="p20")
        return replace(refusal, rule="KIOSK-43", because=(because,))
    return refusal
