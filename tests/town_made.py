"""A town of one, without its server: 髙橋花子 has a card that was handed over at the counter."""

from datetime import date
from pathlib import Path

from fuda.card.profile import OpenPoints
from fuda.world.folders import people_file
from fuda.world.people.roster import Roster, Townsperson
from journeys.steps import KAMAKURA, PINS, opened

BORN = date(1990, 4, 1)


def make_town_of_one(data: Path, cards_made: OpenPoints | None = None) -> Path:
    """Real keys, real certificates, PINs as `journeys.steps.PINS`; the dial stands."""
    data.mkdir(mode=0o700)
    with opened(data, cards_made) as journey:
        hanako = journey.moves_in(KAMAKURA, born=BORN)
        card = journey.gets_a_card(hanako)
    Roster(people_file(data)).add(
        Townsperson(
            person="hanako",
            name="髙橋　花子",
            municipality=KAMAKURA,
            resident=hanako.id,
            story="moves",
            card=card,
            pins=PINS,
        )
    )
    return data
