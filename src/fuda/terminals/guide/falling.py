"""What falls due, as a form with its parts and a table in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fuda.ask.deadlines import DEADLINES, EVENTS, Falls
from fuda.kit.i18n import Ground, Translator
from fuda.parameters import LoadedParameters
from fuda.rules.deadlines import Deadline, DueState
from fuda.terminals.guide.asking import Field, form
from fuda.terminals.guide.words import named

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("city", "born", "residence", "on"),
    "card": ("card_expires", "signature_expires", "user_expires"),
    "issue": ("issued", "applied", "stay_until"),
    "events": (*(one.name for one in EVENTS), "extended_while_pending"),
}
"""The inputs of the question in the parts of the form."""
_TAGS: Final[Mapping[DueState, str]] = {
    DueState.LATER: "plain",
    DueState.OPEN: "good",
    DueState.OVER: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that falls due, in words."""

    what: str
    first: str | None
    last: str | None
    stands: str
    kind: str
    """Of the tag that says how it stands."""
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEnds:
    """The card's last day, where it was counted."""

    day: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows, the earliest last day first, and the day that they are counted from."""

    on: date
    card: CardEnds | None
    rows: tuple[Row, ...]


def parts(
    given: Mapping[str, str], today: date, parameters: LoadedParameters, t: Translator
) -> dict[str, list[Field]]:
    """The fields of the form by part; where no day is given to count from, that is today."""
    counted = {"on": today.isoformat(), **given}
    hints = {"on": t.gettext("guide", "The day to count from; what is past by then is said.")}
    fields = {
        one.name: replace(one, hint=hints.get(one.name, "" if one.hint == one.label else one.hint))
        for one in form(DEADLINES, counted, parameters, t)
    }
    return {part: [fields[name] for name in names] for part, names in _PARTS.items()}


def table(falls: Falls, *, on: date, parameters: LoadedParameters, t: Translator) -> Table:
    """Everything in words."""
    card = None
    if falls.card is not None:
        card = CardEnds(day=t.date(falls.card.value), grounds=t.grounds(falls.card.because))
    names = parameters.words("due")
    rows = tuple(_row(one, named(names, one.what, t), on, t) for one in falls.entries)
    return Table(on=on, card=card, rows=rows)


def _row(one: Deadline, what: str, on: date, t: Translator) -> Row:
    last = _day(one.last, t)
    if one.until is not None:
        last = t.gettext(
            "guide",
            "{day}, before {clock}",
            day=t.date(one.until.date()),
            clock=f"{one.until:%H:%M}",
        )
    return Row(
        what=what,
        first=_day(one.first, t),
        last=last,
        stands=_stands(one, on, t),
        kind=_TAGS[one.state(on)],
        grounds=t.grounds(one.because),
    )


def _day(day: date | None, t: Translator) -> str | None:
    return None if day is None else t.date(day, weekday=True)


def _stands(one: Deadline, on: date, t: Translator) -> str:
    days = one.days(on)
    match one.state(on):
        case DueState.OVER:
            return t.gettext("guide", "past by {days} d", days=days)
        case DueState.LATER:
            return t.gettext("guide", "opens in {days} d", days=days)
        case DueState.OPEN if days is None:
            return t.gettext("guide", "open")
        case DueState.OPEN if days == 0:
            return t.gettext("guide", "open, the last day")
        case DueState.OPEN:
            return t.gettext("guide", "open, {days} d left", days=days)
