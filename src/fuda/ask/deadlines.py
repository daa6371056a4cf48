"""deadlines: everything that falls due for a person, in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fuda.ask.answers import Fact, Found, ground
from fuda.ask.common_inputs import RESIDENCE
from fuda.ask.expiry import card_ends
from fuda.ask.inputs import (
    CITY,
    DAY,
    MOMENT,
    YES_NO,
    BadInputError,
    Input,
    Kind,
    in_order,
    read_inputs,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import City, LoadedParameters
from fuda.rules.card_expiry import Residence
from fuda.rules.deadlines import Deadline, Due, Events, Person, deadlines
from fuda.rules.kinds import Bilingual
from fuda.rules.stated import Stated

_PERSON: Final = ("born", "card_expires", "signature_expires", "user_expires")
_EVENTS: Final = {
    "planned_out": "planned_out",
    "moved": "moved",
    "filed": "filed",
    "departs": "departs",
    "changed": "record_changed",
    "received": "residence_card_received",
    "transition_since": "transition_since",
    "booked": "pin_reset_booked",
    "photo_taken": "photo_taken",
}
"""The field of `Events` that each input fills."""
_AFTER_BIRTH: Final = (*_PERSON[1:], *(name for name in _EVENTS if name != "booked"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Falls:
    """What falls due, the earliest last day first, and how the card's last day came about."""

    on: date | None
    city: City | None
    entries: tuple[Deadline, ...]
    card: Stated[date] | None
    """The card's last day where it was counted from its issue."""

    def as_json(self, parameters: LoadedParameters) -> dict[str, object]:
        """The same as JSON values; what is over by `on` is there too."""
        return {
            "on": self.on and self.on.isoformat(),
            "city": self.city and self.city.id,
            "card_expires": self.card
            and {
                "day": self.card.value.isoformat(),
                "because": [ground(one) for one in self.card.because],
            },
            "deadlines": [self._entry(one, parameters.words("due")) for one in self.entries],
        }

    def _entry(self, one: Deadline, names: Mapping[str, Bilingual]) -> dict[str, object]:
        name = names[one.what]
        return {
            "due": one.what,
            "label": {"ja": name.ja, "en": name.en},
            "day": one.order.isoformat(),
            "first": one.first and one.first.isoformat(),
            "last": one.last and one.last.isoformat(),
            "until": one.until and one.until.isoformat(timespec="minutes"),
            "state": self.on and one.state(self.on),
            "days": self.on and one.days(self.on),
            "because": [ground(because) for because in dict.fromkeys(one.because)],
        }


def falls_due(given: Mapping[str, str], parameters: LoadedParameters) -> Falls:
    """By the inputs of the question, as text; BadInputError, or Refused by the rule of the card."""
    values = read_inputs(DEADLINES.inputs, given, parameters)
    try:
        return _falls(values, parameters)
    except BadInputError:
        raise
    except (OverflowError, ValueError) as impossible:
        raise BadInputError(
            "these days cannot be: {impossible}", impossible=str(impossible)
        ) from None


def _falls(given: dict[str, Any], parameters: LoadedParameters) -> Falls:
    card = _card(given, parameters)
    if card is not None:
        given = {**given, "card_expires": card.value}
    if not any(given[name] is not None for name in (*_PERSON, *_EVENTS)):
        raise BadInputError(
            "no day is given; accepted: at least one, such as the birthday or the card's last day"
        )
    _must_be_in_order(given)
    entries = deadlines(
        Person(
            residence=Residence(given["residence"]),
            **{name: given[name] for name in _PERSON},
        ),
        Events(
            extended_while_pending=given["extended_while_pending"],
            **{field: given[name] for name, field in _EVENTS.items()},
        ),
        city=given["city"].id if given["city"] else None,
        parameters=parameters,
    )
    return Falls(on=given["on"], city=given["city"], entries=entries, card=card)


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Stated[date] | None:
    """The card's last day, counted from its issue."""
    if given["issued"] is None:
        for name in ("applied", "stay_until"):
            if given[name] is not None:
                raise BadInputError(
                    "{name}: the card's last day is counted from its issue;"
                    " accepted: with the day of issue, or leave it out",
                    name=name,
                )
        return None
    if given["card_expires"] is not None:
        raise BadInputError(
            "card_expires: it follows from the day of issue; accepted: one of the two, not both"
        )
    if given["born"] is None:
        raise BadInputError("born is missing: a card's last day is counted in birthdays")
    return card_ends(given, parameters)


def _deadlines(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    falls = _falls(given, parameters)
    found = [one for one in falls.entries if falls.on is None or not one.is_over(falls.on)]
    facts: dict[str, Fact] = {}
    for one in found:
        facts.update(_days(one))
    because = tuple(because for one in found for because in one.because)
    return Found(
        answer=",".join(one.what for one in found),
        because=(*because, *falls.card.because) if falls.card else because,
        facts=facts,
    )


def _must_be_in_order(given: dict[str, Any]) -> None:
    """Nothing happens before the birth, and no notice is filed before living there."""
    pairs = [("born", name) for name in _AFTER_BIRTH]
    for earlier, later in (*pairs, ("moved", "filed")):
        in_order(**{earlier: given[earlier], later: given[later]})


def _days(one: Deadline) -> dict[str, Fact]:
    """The days of an entry as facts of their own, and the moment where a clock decides."""
    ends = {f"{one.what}_first": one.first, f"{one.what}_last": one.last}
    said: dict[str, Fact] = {name: day.isoformat() for name, day in ends.items() if day is not None}
    if one.until is not None:
        said["lapses_at"] = one.until.isoformat(timespec="minutes")
    return said


_NO_FIRST: Final = (Due.INSURANCE_REGISTRATION, Due.ABROAD_CONTINUATION)
_NO_LAST: Final = (Due.SIGNATURE_ADDED,)
_FACTS: Final[dict[str, Kind]] = {
    **{f"{due}_first": DAY for due in Due if due not in _NO_FIRST},
    **{f"{due}_last": DAY for due in Due if due not in _NO_LAST},
    "lapses_at": MOMENT,
}


def _day(name: str, about: str) -> Input:
    return Input(name=name, kind=DAY, about=about)


DEADLINES = Question(
    name="deadlines",
    about="everything that falls due for a person and a card, the earliest last day first",
    inputs=(
        Input(
            name="city", kind=CITY, about="the holder's city (default: what is the same everywhere)"
        ),
        _day("born", "the holder's birthday"),
        RESIDENCE,
        _day("card_expires", "the card's last valid day"),
        _day("issued", "the day the card is made"),
        _day("applied", "the day of application (default: issued)"),
        _day("stay_until", "the last day of a limited stay"),
        _day("signature_expires", "the signature certificate's last valid day"),
        _day("user_expires", "the user certificate's last valid day"),
        _day("planned_out", "the planned day of moving out, as the moving-out notice says"),
        _day("moved", "the day from which the person really lives there"),
        _day("filed", "the day of the move-in notice (default: not yet)"),
        _day("departs", "the planned day of moving out"),
        _day("changed", "the day of the change"),
        _day("received", "the day the new residence card was received"),
        Input(
            name="extended_while_pending",
            kind=YES_NO,
            about="the card has been extended while the renewal of stay is pending",
            default="no",
        ),
        _day("transition_since", "the day of birth or of the loss of nationality"),
        Input(
            name="booked",
            kind=MOMENT,
            about="when the reservation was completed, on Japan's clock",
        ),
        _day("photo_taken", "the day the application photo was taken"),
        _day("on", "the day; what is over by then is left out (default: nothing is)"),
    ),
    answer=words("due"),
    facts=_FACTS,
    find=_deadlines,
)

EVENTS: Final = tuple(one for one in DEADLINES.inputs if one.name in _EVENTS)
"""What happens or is planned; the other inputs are of the person and the card."""

QUESTIONS = (DEADLINES,)
