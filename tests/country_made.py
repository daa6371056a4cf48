"""A small country for tests: every institution real, two cities, people with cards in hand.

Made once and copied: keys are made on chips and cost time.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from card_made import PINS
from fuda.doors.cards import CardView
from fuda.doors.municipality import (
    ApplyAtCounter,
    AskResident,
    Counter,
    FileMovingOut,
    RegisterResident,
    ResidentView,
)
from fuda.kit.typesetting import Typesetter
from fuda.parameters import load
from fuda.terminals.counter.hand_over import HandOver, hand_over
from fuda.world.country import Country, open_country
from photo_made import PHOTO
from stand_ins import StandingClock

CITIES = ("131032", "142042")
MINATO, KAMAKURA = CITIES
APPLIED = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
HANDED_OVER = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in Tokyo; no holiday within the next two business days' reach but one."""
CLERK = "clerk"


class Chance:
    """The system's generator, as in a town."""

    def token(self) -> str:
        """An opaque id."""
        return secrets.token_urlsafe(16)

    def octets(self, count: int) -> bytes:
        """Some octets."""
        return secrets.token_bytes(count)


@dataclass
class Town:
    """A country, its dial, and who lives there: resident ids and card ids."""

    country: Country
    dial: StandingClock
    residents: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    cities: dict[str, str] = field(default_factory=dict)

    def counter(self, name: str) -> Counter:
        """Of the city where that person lives."""
        return self.country.counters[self.cities[name]]

    def view(self, name: str) -> ResidentView:
        """The person's record."""
        return self.counter(name).resident(AskResident(clerk=CLERK, resident=self.residents[name]))

    def register(
        self, who: str, city: str, *, name: str, head: str | None = None, **said: object
    ) -> None:
        """Someone comes to live there."""
        self.cities[who] = city
        record = {
            "reading": "カナ",
            "born": date(1990, 2, 17),
            "sex": "female",
            "address": "見本町一丁目１番１号",
            "residence": "japanese",
            "stay_until": None,
            "nationality": None,
            "honseki": "見本町一丁目１番　見本",
            "household": self.view(head).household if head else None,
            "relationship": "子" if head else "世帯主",
            "since": self.dial.today(),
            **said,
        }
        made = self.country.counters[city].register(
            RegisterResident(key=f"register {who}", clerk=CLERK, name=name, **record)  # type: ignore[arg-type]
        )
        self.residents[who] = made.resident

    def apply(self, name: str) -> None:
        """An application for a card."""
        self.counter(name).apply_for_card(
            ApplyAtCounter(
                key=f"apply {name}", clerk=CLERK, resident=self.residents[name], photo=PHOTO
            )
        )

    def hand_over(self, name: str) -> None:
        """The card that lies ready, with both certificates and the PINs of `card_made`."""
        (card,) = (one for one in self.view(name).cards if one.state == "ready")
        self._hand_over(name, card)

    def _hand_over(self, name: str, card: CardView) -> None:
        assert card.card
        drawer = self.country.wallet.rack("drawer", self.cities[name])
        with drawer.lay(card.card, "counter") as transport:
            hand_over(
                self.counter(name),
                transport,
                HandOver(
                    key=f"hand over {name}",
                    clerk=CLERK,
                    resident=self.residents[name],
                    card=card.card,
                    papers=("driving_licence",),
                    kinds=("user", "signature"),
                ),
                PINS,
            )
        drawer.take(card.card)
        self.cards[name] = card.card

    def moves_out(self, name: str, planned: date) -> None:
        """A moving-out notice."""
        self.counter(name).file_moving_out(
            FileMovingOut(
                key=f"out {name}",
                clerk=CLERK,
                residents=(self.residents[name],),
                planned=planned,
                destination="北海道苫小牧市",
            )
        )


@contextmanager
def open_town(data: Path, at: datetime, typesetter: Typesetter | None = None) -> Iterator[Town]:
    """The country in that folder, its dial standing at that instant."""
    dial = StandingClock(at)
    with open_country(
        data=data,
        municipalities=CITIES,
        clock=dial,
        machine_clock=StandingClock(datetime(2026, 11, 20, tzinfo=UTC)),
        randomness=Chance(),
        parameters=load(),
        public_url="http://127.0.0.1:8400",
        typesetter=typesetter,
    ) as country:
        yield Town(country, dial)


def make_country(data: Path) -> Town:
    """People in both cities, their cards handed over at HANDED_OVER; closed, to be copied."""
    with open_town(data, APPLIED) as town:
        town.register("hanako", MINATO, name="髙橋　花子")
        town.register("hina", MINATO, name="葛󠄀城　陽菜", head="hanako", born=date(2011, 12, 11))
        town.register("kei", MINATO, name="𱁬　恵")
        town.register("minoru", KAMAKURA, name="𠮷田　実", sex="male")
        for name in ("hanako", "kei", "minoru"):
            town.apply(name)
        town.dial.at = HANDED_OVER
        town.country.due()
        for name in ("hanako", "kei", "minoru"):
            town.hand_over(name)
        return town
