"""Reading the inputs of a question: typed, each with one clear line for what cannot be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from re import fullmatch
from typing import Any, Final

from fuda.parameters import City, LoadedParameters, UnknownCityError

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT: Final = _DAY + r"[T ][0-9]{2}:[0-9]{2}"


_FEW: Final = 60
"""So many names still fit into one line that somebody reads."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line not yet said in any language: a msgid of the domain `ask`, and what fills it."""

    msgid: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return self.msgid.format_map(self.facts) if self.facts else self.msgid


class BadInputError(ValueError):
    """One line that names the input, what was wrong and what is accepted."""

    def __init__(self, msgid: str, **facts: object) -> None:
        self.line = Line(msgid, facts)
        super().__init__(str(self.line))


def _day(text: str, _parameters: LoadedParameters) -> date:
    if not fullmatch(_DAY, text):
        raise ValueError("is not a date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is not a day of the calendar") from None


def _moment(text: str, _parameters: LoadedParameters) -> datetime:
    """A local date and time of Asia/Tokyo, without a zone."""
    if not fullmatch(_MOMENT, text):
        raise ValueError("is not a local date and time")
    try:
        day, clock = date.fromisoformat(text[:10]), time.fromisoformat(text[11:])
    except ValueError:
        raise ValueError("is not a time of the calendar") from None
    return datetime.combine(day, clock)


def _yes_or_no(text: str, _parameters: LoadedParameters) -> bool:
    try:
        return {"yes": True, "true": True, "no": False, "false": False}[text.lower()]
    except KeyError:
        raise ValueError("is neither yes nor no") from None


def _city(text: str, parameters: LoadedParameters) -> City:
    try:
        return parameters.city(text)
    except UnknownCityError:
        raise ValueError("is no city whose guidebook has been read") from None


def _any(text: str, _parameters: LoadedParameters) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What an input or a fact of an answer can be: how it is read, and what is accepted."""

    name: str
    accepts: str
    read: Callable[[str, LoadedParameters], object]
    vocabulary: str | None = None
    """Where its words and their names stand (parameters/words)."""
    secret: bool = False
    """Never repeated in an answer or an error."""
    names: str | None = None
    """The vocabulary of the names under which the parts of a fact stand."""

    def choices(self, parameters: LoadedParameters) -> tuple[str, ...]:
        """The words that are accepted; empty where anything of the form is."""
        if self.vocabulary is not None:
            return tuple(parameters.words(self.vocabulary))
        return tuple(city.id for city in parameters.cities()) if self is CITY else ()


DAY: Final = Kind(name="date", accepts="a date such as 2026-04-01", read=_day)
MOMENT: Final = Kind(
    name="local date-time",
    accepts="a local date and time such as 2026-04-01T22:59",
    read=_moment,
)
YES_NO: Final = Kind(name="yes or no", accepts="yes or no", read=_yes_or_no, vocabulary="yes_no")
TEXT: Final = Kind(name="text", accepts="any text", read=_any)
SECRET: Final = Kind(name="text", accepts="any text", read=_any, secret=True)


@cache
def texts(names: str | None = None) -> Kind:
    """Texts in both languages, by name; the names may be words of a vocabulary."""
    accepts = "texts by name in both languages"
    return Kind(name="texts", accepts=accepts, read=_any, names=names)


TEXTS: Final = texts()
CITY: Final = Kind(name="city", accepts="a city's name or six-digit code", read=_city)


def _number(text: str, _parameters: LoadedParameters) -> int:
    if not fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("is not a number")
    return int(text)


NUMBER: Final = Kind(name="number", accepts="a number such as 14", read=_number)


@cache
def word(vocabulary: str) -> Kind:
    """One word of a vocabulary of parameters/words."""

    def read(text: str, parameters: LoadedParameters) -> str:
        if text not in parameters.words(vocabulary):
            raise ValueError("is not one of the choices")
        return text

    return Kind(name="word", accepts="one of its choices", read=read, vocabulary=vocabulary)


@cache
def words(vocabulary: str) -> Kind:
    """Several words of a vocabulary, each once, with commas between them; empty means none."""

    def read(text: str, parameters: LoadedParameters) -> tuple[str, ...]:
        given = tuple(one.strip() for one in text.split(",")) if text else ()
        for one in given:
            if one not in parameters.words(vocabulary):
                raise ValueError(Line("has {one!r}, which is not one of the choices", {"one": one}))
        if len(set(given)) != len(given):
            raise ValueError("names one twice")
        return given

    return Kind(
        name="words", accepts="some of its choices, with commas", read=read, vocabulary=vocabulary
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input of a question; its label is `input.<name>` of parameters/words."""

    name: str
    kind: Kind
    about: str
    """What it is, as a msgid of the domain `ask`."""
    required: bool = False
    default: str | None = None
    """What stands where nothing is said, as it would be typed; None where it follows otherwise."""


def in_order(**days: date | None) -> None:
    """Days whose order is not the rules' business but a slip of the pen, the earliest first."""
    given = [(name, day) for name, day in days.items() if day is not None]
    for (earlier, before), (later, day) in pairwise(given):
        if day < before:
            raise BadInputError(
                "{name}: {day} is before {earlier} {before}; accepted: that or later",
                name=later,
                day=_iso(day),
                earlier=earlier,
                before=_iso(before),
            )


def _iso(day: date) -> str:
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


def _nearest(name: str, names: list[str]) -> Line | str:
    near = get_close_matches(name, names, n=1)
    return Line("; did you mean {near}?", {"near": near[0]}) if near else ""


def unknown(what: str, name: str, names: list[str]) -> BadInputError:
    """There is no such question, input or key; suggests the nearest, and names all where few."""
    few = len(names) <= _FEW
    return BadInputError(
        "{what} {name!r} is not known{near} (accepted: {accepted})",
        what=Line(what),
        name=name,
        near=_nearest(name, names),
        accepted=", ".join(names)
        if few
        else Line("one of {many}; see the list", {"many": len(names)}),
    )


def _accepts(kind: Kind, parameters: LoadedParameters) -> Line:
    if kind is CITY:
        cities = ", ".join(f"{city.id} ({city.code})" for city in parameters.cities())
        return Line("one of {choices}", {"choices": cities})
    choices = ", ".join(kind.choices(parameters))
    if not choices or kind is YES_NO:
        return Line(kind.accepts)
    some = "some of {choices}" if kind.name == "words" else "one of {choices}"
    return Line(some, {"choices": choices})


def read_inputs(
    inputs: tuple[Input, ...], given: Mapping[str, str], parameters: LoadedParameters
) -> dict[str, Any]:
    """Every input by name, None where it was not given and has no default."""
    names = [one.name for one in inputs]
    for name in given:
        if name not in names:
            raise unknown("input", name, names)
    values: dict[str, Any] = {}
    for one in inputs:
        text = given.get(one.name, one.default)
        if text is None and one.required:
            raise BadInputError(
                "{name} is missing: give {name}={accepts}",
                name=one.name,
                accepts=_accepts(one.kind, parameters),
            )
        values[one.name] = None if text is None else read(one.name, one.kind, text, parameters)
    return values


def read(name: str, kind: Kind, text: str, parameters: LoadedParameters) -> object:
    """What was typed under that name, or a BadInputError that says what is accepted."""
    try:
        return kind.read(text, parameters)
    except ValueError as wrong:
        choices = kind.choices(parameters)
        raise BadInputError(
            "{name}:{shown} {wrong}{near}; accepted: {accepts}",
            name=name,
            shown="" if kind.secret else f" {text!r}",
            wrong=wrong.args[0] if isinstance(wrong.args[0], Line) else Line(str(wrong)),
            near=_nearest(text, list(choices)) if choices else "",
            accepts=_accepts(kind, parameters),
        ) from None
