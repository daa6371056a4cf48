"""A town's wallet without a town: cards made by the plant of jlis.cards, some handed over."""

from datetime import date
from pathlib import Path

from fuda.parameters import load
from fuda.world.chance import SystemRandomness
from fuda.world.folders import people_file
from fuda.world.people.roster import Roster, Townsperson
from fuda.world.wallet import Wallet
from orders_made import chip_order


def card_number(card: str) -> str:
    """What is printed on the card of that id."""
    return f"F{int.from_bytes(card.encode()) % 10**15:015d}"


def make_town(data: Path, people: dict[str, str]) -> Path:
    """Cards of people, by card id; all but those whose id ends in `-new` are handed over."""
    wallet = Wallet(data / "wallet", parameters=load(), randomness=SystemRandomness())
    for card, name in people.items():
        wallet.make(
            chip_order(
                card,
                issued=date(2026, 11, 20),
                card_number=card_number(card),
                name=name,
                address="見本市",
                born=date(1990, 1, 1),
                sex="other",
                expires=date(2036, 11, 20),
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
