"""The dated parameters themselves: why a key has its value, and where two cities or days differ."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from functools import cache
from types import NoneType
from typing import Any, Final

from fuda.ask.answers import Fact, ground
from fuda.ask.inputs import BadInputError, unknown
from fuda.parameters import City, Definition, LoadedParameters
from fuda.rules.kinds import WEEKDAYS, Hours, Span
from fuda.rules.refusal import NotStated
from fuda.rules.values import Value
from fuda.rules.window_kinds import NthWeekday, Opening, WindowHours

NOT_STATED: Final = "not_stated"
"""What stands in place of a value on which the guidebook is silent."""
NOT_OFFERED: Final = "not_offered"
"""What stands in place of a value that is null: not offered from that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A key's value on a day, with the values that stood before it and come after."""

    definition: Definition
    city: City | None
    on: date
    value: Value | None
    before: Value | None
    after: Value | None
    silence: NotStated | None

    def as_json(self) -> dict[str, Fact]:
        """The same as JSON values."""
        return {
            "key": self.definition.key,
            "label": {"ja": self.definition.label.ja, "en": self.definition.label.en},
            "unit": self.definition.unit,
            "rule": self.definition.rule,
            "decided_by": self.definition.decided_by,
            "city": self.city.id if self.city else None,
            "on": self.on.isoformat(),
            "value": NOT_STATED if self.value is None else shown(self.value.value),
            "because": None if self.value is None else ground(self.value.because),
            "before": _neighbour(self.before),
            "after": _neighbour(self.after),
            "ask": None if self.silence is None else self.silence.ask,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A key whose value is not the same on both sides."""

    definition: Definition
    one: Value | None
    other: Value | None

    def as_json(self) -> dict[str, Fact]:
        """The same as JSON values."""
        return {
            "key": self.definition.key,
            "label": {"ja": self.definition.label.ja, "en": self.definition.label.en},
            "one": _neighbour(self.one),
            "other": _neighbour(self.other),
        }


def why(key: str, *, city: City | None, on: date | None, parameters: LoadedParameters) -> Why:
    """The value of a key, its source and its neighbours; BadInputError for an unknown key.

    `on` defaults to the day of the city's guidebook, or of the newest one.
    """
    definition = _defined(key, parameters)
    municipal = definition.decided_by == "municipality"
    if municipal and city is None:
        cities = ", ".join(one.id for one in parameters.cities())
        raise BadInputError(
            "{key} differs by city: give a city, one of {cities}", key=key, cities=cities
        )
    found = city if municipal else None
    day = on or (city.as_of if city else newest(parameters))
    dated = parameters.history(key, city=found.id if found else None)
    begun = [one for one in dated if _since(one) <= day]
    return Why(
        definition=definition,
        city=found,
        on=day,
        value=begun[-1] if begun else None,
        before=begun[-2] if len(begun) > 1 else None,
        after=dated[len(begun)] if len(begun) < len(dated) else None,
        silence=None if begun else _silence(key, found, day, parameters),
    )


def diff(
    one: tuple[City, date], other: tuple[City, date], parameters: LoadedParameters
) -> Iterator[Difference]:
    """Every key whose value is not the same for a city on a day and another, in file order.

    National keys differ only where the days do.
    """
    for key in parameters.keys():  # noqa: SIM118 - not a mapping
        left, right = (_in_force(key, city, on, parameters) for city, on in (one, other))
        if _content(left) != _content(right):
            yield Difference(definition=parameters.definition(key), one=left, other=right)


def shown(value: object) -> Fact:
    """A value as JSON has it: parts of a structured value by name, days and times in ISO form."""
    kind = type(value)
    plain = _PLAIN.get(kind)
    if plain is not None:
        return plain(value)
    if names := _fields(kind):  # type: ignore[arg-type]  # every class is hashable
        return {name: _part(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(name): _part(part) for name, part in value.items()}
    if isinstance(value, frozenset):
        return [_part(part) for part in sorted(value)]
    if isinstance(value, tuple):
        return [_part(part) for part in value]
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a {kind.__name__} has no plain form")


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass, none of anything else; a list of windows has a hundred of them."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def _part(part: object) -> Fact:
    return None if part is None else shown(part)


def _span(span: Span) -> Fact:
    return f"{span.opens:%H:%M}-{span.closes:%H:%M}"


def _hours(hours: Hours) -> Fact:
    """By weekday; a day that is not named is closed."""
    if len(set(hours.week)) == 1 and (span := hours.week[0]) is not None:
        return {"every_day": _span(span)}
    named = zip(WEEKDAYS, hours.week, strict=True)
    return {day: _span(span) for day, span in named if span is not None}


def _opening(opening: Opening) -> Fact:
    last = "" if opening.last == opening.closes else f", last {opening.last:%H:%M}"
    return f"{opening.opens:%H:%M}-{opening.closes:%H:%M}{last}"


def _window_hours(hours: WindowHours) -> Fact:
    """By weekday, and those of n-th weekdays under their own names."""
    named = zip(WEEKDAYS, hours.week, strict=True)
    week = {day: _opening(opening) for day, opening in named if opening is not None}
    return {**week, **({"nth": [_nth(rule) for rule in hours.nth]} if hours.nth else {})}


def _nth(rule: NthWeekday) -> Fact:
    told: dict[str, Fact] = {
        "weekday": WEEKDAYS[rule.weekday],
        "nth": sorted(rule.nth),
        "opening": NOT_STATED if rule.opening is None else _opening(rule.opening),
        "on_holiday": rule.on_holiday,
    }
    if rule.no_card_procedures is not None:
        nth, after_saturday = rule.no_card_procedures
        told["no_card_procedures"] = {"nth": nth, "after_saturday": after_saturday}
    return told


_PLAIN: Final[Mapping[type, Callable[[Any], Fact]]] = {
    NoneType: lambda _nothing: NOT_OFFERED,
    bool: bool,
    int: int,
    date: date.isoformat,
    time: "{:%H:%M}".format,
    Span: _span,
    Hours: _hours,
    Opening: _opening,
    WindowHours: _window_hours,
}


def newest(parameters: LoadedParameters) -> date:
    """The day of the newest guidebook."""
    return max(city.as_of for city in parameters.cities())


def _defined(key: str, parameters: LoadedParameters) -> Definition:
    keys = parameters.keys()
    if key not in keys:
        raise unknown("key", key, list(keys))
    return parameters.definition(key)


def _since(value: Value) -> date:
    return value.because.valid_from or date.min


def _silence(key: str, city: City | None, on: date, parameters: LoadedParameters) -> NotStated:
    try:
        parameters.value(key, city=city.id if city else None, on=on)
    except NotStated as silence:
        return silence
    raise LookupError(f"{key} has a value on {on}")


def _in_force(key: str, city: City, on: date, parameters: LoadedParameters) -> Value | None:
    try:
        return parameters.value(key, city=city.id, on=on)
    except NotStated:
        return None


def _content(value: Value | None) -> object:
    """What is compared: the value itself; that nobody says is not the same as `not offered`."""
    return NOT_STATED if value is None else (value.value,)


def _neighbour(value: Value | None) -> Fact:
    if value is None:
        return None
    return {"value": shown(value.value), "because": ground(value.because)}
