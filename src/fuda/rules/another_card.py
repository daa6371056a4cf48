"""Who may apply for a card: whoever has none in force, or one whose renewal is open (CARD-01)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fuda.rules.calendar import is_expired
from fuda.rules.lifecycle.card import Card
from fuda.rules.lifecycle.machine import because
from fuda.rules.renewal import Renewable, renewal_allowed
from fuda.rules.stated import refused
from fuda.rules.values import Parameters

_UNDER_WAY = frozenset({Card.APPLIED, Card.ISSUED, Card.READY})
_OVER = frozenset({Card.LAPSED, Card.ABOLISHED, Card.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A card or application of the person; `expires` None while it is not made."""

    state: Card
    expires: date | None


def card_may_be_applied_for(held: Iterable[Held], *, on: date, parameters: Parameters) -> None:
    """Refused while an application is under way, or a card in force is not near its expiry."""
    for one in held:
        if one.state in _UNDER_WAY:
            raise refused(
                "CARD-01",
                "A card has been applied for already.",
                instead="Please wait for the notice that the card is ready.",
                because=(because("CARD-01, TOM p5"),),
            )
        if one.state in _OVER or one.expires is None or is_expired(one.expires, on):
            continue
        renewal_allowed(Renewable.CARD, expires=one.expires, on=on, parameters=parameters)
