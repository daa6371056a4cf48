"""Which certificates a list is about, and how its number, its beginning and its end are counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fuda.institutions.jlis.jpki.model import Generation
from fuda.pki.profile import CRL_GOOD_FOR
from fuda.rules.calendar import legal_day, start_of_legal_day

COMPLETE = "complete"
"""In the place of a point: the list of all of a generation's certificates."""


@dataclass(frozen=True, slots=True)
class Scope:
    """All certificates of a generation, or those of one point."""

    generation: Generation
    point: str | None = None

    @property
    def name(self) -> str:
        """The point, or `complete`."""
        return self.point or COMPLETE


@dataclass(frozen=True, slots=True)
class Count:
    """How many events there were in a scope, and when the last."""

    events: int = 0
    last: datetime | None = None


def together(counts: Iterable[Count]) -> Count:
    """All of them in one."""
    events, last = 0, None
    for one in counts:
        events += one.events
        if one.last is not None:
            last = one.last if last is None else max(last, one.last)
    return Count(events, last)


@dataclass(frozen=True, slots=True)
class Issue:
    """One list of a scope: its number, thisUpdate and nextUpdate."""

    number: int
    since: datetime
    until: datetime


def issue_at(generation: Generation, count: Count, at: datetime) -> Issue:
    """The list that stands at `at`, when so much has happened in its scope."""
    day = legal_day(at)
    begins = start_of_legal_day(day)
    return Issue(
        number=number_on(generation, count.events, day),
        since=max(begins, generation.since, count.last or begins),
        until=begins + CRL_GOOD_FOR,
    )


def number_on(generation: Generation, events: int, day: date) -> int:
    """The number of the list on that day after so many events."""
    return 1 + (day - legal_day(generation.since)).days + events
