"""What the parameters say of windows (窓口): who they are, their hours, what they do, for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal

from fuda.rules.kinds import Bilingual
from fuda.rules.refusal import BothNames

OnHoliday = Literal["closed", "open", "next"]
"""What becomes of an n-th weekday that is a holiday; `next`: the same weekday a week later."""
Need = Literal["required", "preferred", "taken"]
"""`taken`: reservations are taken, and nobody says whether one is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window of a city, or a group that its guide does not take apart (各支所)."""

    id: str
    ja: str
    en: str
    kind: str
    address: str | None = None
    phone: str | None = None
    access: tuple[Bilingual, ...] = ()
    parking: bool | None = None
    """None where the guide is silent."""
    opened: date | None = None
    """The first day; None where it has been open since before the edition."""

    def is_there(self, on: date) -> bool:
        """Whether the window has been opened by that day."""
        return self.opened is None or self.opened <= on


def names(windows: Iterable[Window]) -> BothNames:
    """The windows of a refusal, one after another."""
    there = tuple(windows)
    both = ", ".join(f"{window.ja} ({window.en})" for window in there)
    return BothNames(both, ja="、".join(window.ja for window in there))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """From `opens` up to but not including `closes`; reception ends just before `last` (C7)."""

    opens: time
    closes: time
    last: time


@dataclass(frozen=True, slots=True, kw_only=True)
class NthWeekday:
    """Open on the n-th such weekday of each month; `opening` None: the guide says no hours."""

    weekday: int
    nth: frozenset[int]
    opening: Opening | None
    on_holiday: OnHoliday
    no_card_procedures: tuple[int, int] | None = None
    """(n, s): on the n-th one, where it is the day after the s-th Saturday, no card procedures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowHours:
    """The hours of one window: by weekday, Monday first, and on n-th weekdays."""

    week: tuple[Opening | None, ...]
    nth: tuple[NthWeekday, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which words are meant, which are not, and which on a condition; the others are not stated."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    conditions: Mapping[str, Bilingual] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Whether some windows want a reservation, by which telephone, how many business days ahead."""

    windows: frozenset[str]
    need: Need
    phone: str | None = None
    business_days: int | None = None
