"""What the machine remembers while someone stands before it: in memory, for minutes, and no more.

Addresses are random. By each form's key the machine knows a second click, so that it neither spends
a second PIN try nor counts a coin twice nor prints again.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from fuda.doors.certificate_center import Choose, Menu, Printed, ToPay
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.rules.refusal import Refusal

REMEMBERED_FOR: Final = timedelta(minutes=10)
"""From the last step on; our own figure, no law."""
REMEMBERED_AT_MOST: Final = 16
"""Visits at a time, also while the dial stands still; the one untouched for longest goes first."""


@dataclass(slots=True, kw_only=True)
class Order:
    """A chosen certificate, the money inserted for it, and the printing."""

    id: str
    chosen: Choose
    to_pay: ToPay
    key: str
    """Of the payment: one for every tab that shows this order."""
    inserted: int = 0
    coins: set[str] = field(default_factory=set)
    """Keys of the coins inserted."""
    printing: Future[Printed] | None = None

    @property
    def settled(self) -> bool:
        """Whether it is being printed or has been: no coin goes in or out any more."""
        running = self.printing is not None and not self.printing.done()
        return running or self.printed is not None

    @property
    def printed(self) -> Printed | None:
        """The sheets, once they are there."""
        job = self.printing
        done = job is not None and job.done() and job.exception() is None
        return job.result() if job is not None and done else None


@dataclass(slots=True, kw_only=True)
class Visit:
    """A card was shown and its PIN was right; its menu, and what was chosen from it."""

    id: str
    menu: Menu
    touched: datetime
    orders: dict[str, Order] = field(default_factory=dict)


class Visits:
    """The visits under way."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness
        self._visits: dict[str, Visit] = {}
        self._answers: dict[str, tuple[datetime, str | Refusal]] = {}
        self._guard = threading.Lock()
        self._printer = ThreadPoolExecutor(1, thread_name_prefix="kiosk-printer")

    def answered(self, key: str) -> str | Refusal | None:
        """What a card form of that key came to: the visit's address, or why not."""
        with self._guard:
            self._forget()
            return self._answers.get(key, (None, None))[1]

    def refuse(self, key: str, refusal: Refusal) -> None:
        """A second click on that form spends no second try."""
        with self._guard:
            self._answers[key] = (self._clock.now(), refusal)

    def begin(self, key: str, menu: Menu) -> Visit:
        """The card form of that key was right."""
        with self._guard:
            new = Visit(id=self._randomness.token(), menu=menu, touched=self._clock.now())
            self._visits[new.id] = new
            self._answers[key] = (new.touched, new.id)
            self._forget()
            return new

    def find(self, visit: str) -> Visit | None:
        """The visit at that address, which goes on; None where it is over."""
        with self._guard:
            self._forget()
            found = self._visits.pop(visit, None)
            if found is not None:
                found.touched = self._clock.now()
                self._visits[visit] = found
            return found

    def end(self, visit: str) -> None:
        """The holder goes; everything is forgotten at once."""
        with self._guard:
            self._visits.pop(visit, None)

    def order(self, visit: Visit, chosen: Choose, to_pay: ToPay) -> Order:
        """The order for what was chosen; the same one where it was sent twice."""
        with self._guard:
            for known in visit.orders.values():
                if known.to_pay.order == to_pay.order:
                    return known
            new = Order(
                id=self._randomness.token(),
                chosen=chosen,
                to_pay=to_pay,
                key=self._randomness.token(),
            )
            visit.orders[new.id] = new
            return new

    def insert(self, order: Order, key: str, coin: int) -> None:
        """A coin or a note goes in, once for each key."""
        with self._guard:
            if not order.settled and key not in order.coins:
                order.coins.add(key)
                order.inserted += coin

    def give_back(self, order: Order) -> None:
        """All the money that was inserted comes out again."""
        with self._guard:
            if not order.settled:
                order.inserted = 0

    def print(self, order: Order, pay: Callable[[], Printed]) -> Future[Printed]:
        """Pay and print, one job after the other; what runs or is done is not begun again."""
        with self._guard:
            if order.printing is None or not order.settled:
                order.printing = self._printer.submit(pay)
            return order.printing

    def _forget(self) -> None:
        """Drop what nobody has touched; a dial turned far ends every visit."""
        before = self._clock.now() - REMEMBERED_FOR
        # in the order in which they were touched, which a standing dial does not tell
        self._visits = {
            one.id: one
            for one in list(self._visits.values())[-REMEMBERED_AT_MOST:]
            if one.touched >= before
        }
        self._answers = {
            key: answer
            for key, answer in list(self._answers.items())[-REMEMBERED_AT_MOST:]
            if answer[0] >= before
        }
