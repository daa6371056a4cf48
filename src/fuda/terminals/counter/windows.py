"""A municipality's counter: its door, its drawer of cards, and who sits there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.exceptions import HTTPException

from fuda.doors.cards import CardView
from fuda.doors.municipality import AskResident, Counter, ResidentView
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens
from fuda.rules.values import Parameters
from fuda.terminals.rack import CardRack


class Drawer(CardRack, Protocol):
    """The cards that lie at the counter, waiting for their holders."""

    def front(self, card: str) -> str:
        """The front of a card that lies here, as SVG; NoSuchCard where it does not."""
        ...

    def take(self, card: str) -> None:
        """The holder takes the card."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One municipality's window, and the clerk who is known to sit there."""

    code: str
    name: str
    counter: Counter
    drawer: Drawer
    brought: CardRack
    """The cards that their holders bring."""
    clerk: str
    camera: Callable[[ResidentView], bytes]
    """Takes the photo of who applies here (CARD-41); PNG."""

    def resident(self, resident: str) -> ResidentView:
        """The record that the clerk looks at now; who looked is kept."""
        return self.counter.resident(AskResident(clerk=self.clerk, resident=resident))


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterHall:
    """Everything that the counter's pages work with; `windows` by municipality code."""

    windows: Mapping[str, Window]
    screens: Screens
    clock: Clock
    randomness: Randomness
    parameters: Parameters

    def window(self, code: str) -> Window:
        """The window of a municipality; 404 where there is none."""
        if code not in self.windows:
            raise HTTPException(404)
        return self.windows[code]


def ready_card(view: ResidentView) -> CardView | None:
    """The card that lies ready to be handed over."""
    return next((card for card in view.cards if card.state == "ready"), None)


def brought_card(view: ResidentView) -> CardView | None:
    """The card that its holder has, whatever its state: what is wrong with it is said."""
    for state in ("delivered", "suspended"):
        for card in view.cards:
            if card.state == state:
                return card
    return None
