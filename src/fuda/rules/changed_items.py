"""Which events a change of a resident record's items makes, and what it asks for (CHG-01, CARD-14).

The address has its own notice (転居届); an alias (通称) is not among our records' items.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from fuda.rules.change import EVENTS, ChangeItem
from fuda.rules.lifecycle.machine import because as ground
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.procedures import facet
from fuda.rules.refusal import Because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters

_CHANGE: Final = (ground("CHG-01, CHI p8"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """What can change besides the address; `reading` "" and `former_surname` None are none."""

    name: str
    reading: str
    former_surname: str | None
    born: date
    sex: str


def changed(old: Items, new: Items) -> tuple[LifeEvent, ...]:
    """An event for each item that differs, those that end a certificate first (CERT-21, -22)."""
    differs = {
        ChangeItem.NAME: old.name != new.name,
        ChangeItem.FORMER_SURNAME: old.former_surname != new.former_surname,
        ChangeItem.SEX: old.sex != new.sex,
        ChangeItem.BIRTH_DATE: old.born != new.born,
        ChangeItem.READING: old.reading != new.reading,
    }
    return tuple(EVENTS[item] for item, other in differs.items() if other)


def change_must_be_one(events: Collection[LifeEvent], *, day: date, on: date) -> None:
    """Refused where nothing differs, or the change has not happened yet (CHG-01)."""
    if day > on:
        raise refused(
            "CHG-01",
            "The day of the change, {day}, has not come yet.",
            instead="Please file the notice on that day or later, or correct the day.",
            because=_CHANGE,
            day=day,
        )
    if not events:
        raise refused(
            "CHG-01",
            "Nothing on this notice differs from the record.",
            instead="Please write down what has changed.",
            because=_CHANGE,
        )


def former_surname_papers(
    papers: Collection[str], *, city: str, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """The papers for entering a former surname; Refused where one is missing, else NotStated."""
    bring = facet("former_name", "bring", city=city, on=on, parameters=parameters)
    needed = bring.value.yes
    if any(paper not in papers for paper in needed):
        grounds: tuple[Because, ...] = bring.because
        raise refused(
            grounds[0].rule,
            "A former surname is entered on papers that show it, with the card.",
            instead="Please bring the family register certificate that shows the former surname,"
            " and the card.",
            because=grounds,
        )
    return Stated(needed, bring.because)
