"""jlis.cards between a wallet, which makes real chips, and a municipality's post box."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fuda.doors.cards import ApplyForCard, Cards, ReportCardEvent
from fuda.doors.errors import Unreachable
from fuda.doors.municipality import CardArrived
from fuda.doors.person import FourItems
from fuda.institutions.jlis.cards.api import CardManagement
from fuda.institutions.jlis.cards.model import ChipOrder
from fuda.parameters import load
from fuda.world.wallet import Wallet
from orders_made import NUMBER
from photo_made import PHOTO
from stand_ins import StandingClock

PARAMETERS = load()
APPLIED = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
KAMAKURA, MINATO = "142042", "131032"


@dataclass
class PostBox:
    """Where a municipality is told of its cards; `closed`: it does not answer."""

    closed: bool = False
    notices: list[CardArrived] = field(default_factory=list)

    def card_arrived(self, notice: CardArrived) -> None:
        """Keep the notice."""
        if self.closed:
            raise Unreachable("the post box is closed")
        self.notices.append(notice)


class PowerCut(Exception):  # noqa: N818 - what happened
    """The plant stopped."""


@dataclass
class Plant:
    """A wallet whose power may go `before` a card is made or `after`; what it was ordered."""

    wallet: Wallet
    cut: str | None = None
    orders: list[ChipOrder] = field(default_factory=list)

    four_items_long_form = False

    def make(self, order: ChipOrder) -> bytes:
        """Make the card, unless the power is cut."""
        self.orders.append(order)
        if self.cut == "before":
            raise PowerCut
        card_key = self.wallet.make(order)
        if self.cut == "after":
            raise PowerCut
        return card_key


@dataclass
class Desk:
    """The institution, what is around it, and its door as each municipality has it."""

    data: Path
    clock: StandingClock
    plant: Plant
    post: PostBox
    management: CardManagement
    doors: dict[str, Cards]

    @property
    def door(self) -> Cards:
        """As 鎌倉市 has it."""
        return self.doors[KAMAKURA]

    def application(self, **said: Any) -> ApplyForCard:
        """Hanako's, by 鎌倉市."""
        asked = ApplyForCard(
            key="apply",
            holder="hanako",
            municipality=KAMAKURA,
            number=NUMBER,
            items=FourItems(
                name="髙橋　花子",
                address="神奈川県鎌倉市御成町",
                born=date(1990, 2, 17),
                sex="female",
            ),
            residence="japanese",
            stay_until=None,
            applied=self.clock.today(),
            photo=PHOTO,
            reading="タカハシ　ハナコ",
        )
        return replace(asked, **said)

    def made(self) -> str:
        """Hanako's card, its lead time over."""
        self.door.apply(self.application())
        self.clock.turn(days=62)
        self.management.due()
        return self.post.notices[-1].card

    def report(self, card: str, event: str, **said: Any) -> ReportCardEvent:
        """An event of today."""
        fields: dict[str, Any] = {
            "key": f"{event} {card}",
            "card": card,
            "event": event,
            "on": self.clock.today(),
        }
        return ReportCardEvent(**(fields | said))

    def everything_kept(self) -> bytes:
        """Every byte in the folder of its database."""
        return b"".join(file.read_bytes() for file in self.data.rglob("store.db*"))


Open = Callable[[], AbstractContextManager[Desk]]
