"""A town's wallet without a town: cards made by the plant of jlis.cards, some handed over."""

from datetime import date
from pathlib import Path

from fuda.doors.person import FourItems
from fuda.institutions.jlis.cards.model import ChipOrder, Personalisation
from fuda.parameters import load
from fuda.rules.number import IndividualNumber, check_digit
from fuda.world.chance import SystemRandomness
from fuda.world.folders import people_file
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.wallet import Wallet

_ELEVEN = "12345678901"


def make_town(data: Path, people: dict[str, str]) -> Path:
    """Cards of people, by card id; all but those whose id ends in `-new` are handed over."""
    wallet = Wallet(data / "wallet", parameters=load(), randomness=SystemRandomness())
    for card, name in people.items():
        wallet.make(
            ChipOrder(
                card=card,
                card_number=f"TEST{card[-12:]:>012}",
                municipality="142042",
                issuer_key=bytes(32),
                issued=date(2026, 11, 20),
                expires=date(2036, 11, 20),
                personalisation=Personalisation(
                    number=IndividualNumber(_ELEVEN + check_digit(_ELEVEN)),
                    items=FourItems(
                        name=name, address="見本市", born=date(1990, 1, 1), sex="other"
                    ),
                ),
            )
        )
        if not card.endswith("-new"):
            wallet.hand_over(card)
    first, name = next(iter(people.items()))
    Roster(people_file(data)).add(
        Townsperson(
            person="first",
            name=name,
            municipality="142042",
            resident="r-1",
            story="moves",
            card=first,
            pins={"user": "1234"},
        )
    )
    return data
