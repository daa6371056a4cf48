"""What `fuda why`, `fuda diff` and `fuda deadlines` share: a city or day typed, a value said."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from json import dumps
from typing import Final

from fuda.ask import BadInputError
from fuda.ask.answers import Fact
from fuda.ask.inputs import CITY, DAY, read
from fuda.parameters import City, LoadedParameters
from fuda.rules.refusal import Because

_LANGUAGES: Final = ("en", "ja")


def day_typed(option: str, text: str | None, parameters: LoadedParameters) -> date | None:
    """The day, or BadInputError that names the option."""
    if text is None:
        return None
    day = read(option, DAY, text, parameters)
    assert isinstance(day, date)  # noqa: S101 - what DAY reads
    return day


def city_typed(text: str | None, parameters: LoadedParameters) -> City | None:
    """The city by name or code, or BadInputError that lists them."""
    if text is None:
        return None
    try:
        city = CITY.read(text, parameters)
    except ValueError as wrong:
        known = ", ".join(f"{one.id} ({one.code})" for one in parameters.cities())
        raise BadInputError(f"city {text!r} {wrong}; accepted: one of {known}") from None
    assert isinstance(city, City)  # noqa: S101 - what CITY reads
    return city


def language_typed(text: str) -> str:
    """The language, or BadInputError that names both."""
    if text not in _LANGUAGES:
        raise BadInputError(f"--lang: {text!r} is not spoken; accepted: {', '.join(_LANGUAGES)}")
    return text


def say(said: object) -> None:
    """JSON, as `fuda ask` prints it."""
    sys.stdout.write(dumps(said, ensure_ascii=False, indent=2) + "\n")


def plain(value: Fact) -> str:
    """A value in one line for a person: parts by name, lists with commas."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(part)}" for name, part in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        bare = all(isinstance(part, str | int | None) for part in value)
        if bare:
            return ", ".join("closed" if part is None else str(part) for part in value)
        return " | ".join("closed" if part is None else plain(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def source_said(because: Because) -> str:
    """Guidebook, page and quote, or why it is ours; and since when."""
    since = f"since {because.valid_from}" if because.valid_from else "since before that edition"
    if because.guidebook is None:
        return f"ours, {since}: {because.own}"
    quote = f": 「{because.quote}」" if because.quote else ""
    inferred = f" (inferred: {because.inferred})" if because.inferred else ""
    return f"{because.guidebook} {because.page}, {since}{quote}{inferred}"


def ground_said(because: Because) -> str:
    """Rule, guidebook and page; of our own grounds why."""
    if because.guidebook is not None:
        return f"{because.rule} {because.guidebook} {because.page or ''}".rstrip()
    return f"{because.rule} ({because.own})" if because.own else because.rule
