"""A story: who someone is and what happened to them before the town began, by relative days."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from fuda.card.interface import PinName
from fuda.doors.municipality import Representation
from fuda.doors.person import CertificateKind, Residence, Sex
from fuda.rules.calendar import add_months

_STORIES = Path(__file__).with_name("stories.yaml")
_STEP = re.compile(r"([+-]\d+)([ymd])")
_MONTHS = {"y": 12, "m": 1}

Act = Literal["register", "apply", "hand_over", "moving_out"]


class StoryError(ValueError):
    """A story cannot be told; one line says whose, where and what to do."""


def relative(text: str, today: date) -> date:
    """The day that `-10y+60d` means: years and months first, then days."""
    steps = _STEP.findall(text)
    if "".join(sign + unit for sign, unit in steps) != text or not steps:
        raise StoryError(f"{text!r} is no relative day: write it like -10y+60d")
    months = sum(int(count) * _MONTHS[unit] for count, unit in steps if unit != "d")
    days = sum(int(count) for count, unit in steps if unit == "d")
    return add_months(today, months) + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on a day."""

    on: date
    do: Act
    kinds: tuple[CertificateKind, ...] = ()
    planned: date | None = None
    destination: str = ""
    represented_by: Representation | None = None
    """What showed who decided for a child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One person, with the days of this town's beginning."""

    person: str
    municipality: str
    name: str
    reading: str
    sex: Sex
    born: date
    address: str
    relationship: str
    story: str
    """A msgid of the domain `world`."""
    pins: Mapping[PinName, str]
    events: tuple[Event, ...]
    residence: Residence = "japanese"
    stay_until: date | None = None
    nationality: str | None = None
    honseki: str | None = None
    household_of: str | None = None


def stories(today: date, file: Path = _STORIES) -> tuple[Story, ...]:
    """Everyone's story, seen from `today`."""
    return tuple(_story(each, today) for each in yaml.safe_load(file.read_text("utf-8")))


def _story(told: dict[str, Any], today: date) -> Story:
    who = told.get("person", "?")
    try:
        events = tuple(_event(each, today) for each in told.pop("events"))
        told["born"] = relative(told["born"], today)
        if "stay_until" in told:
            told["stay_until"] = relative(told["stay_until"], today)
        return Story(**told, events=events)
    except (KeyError, TypeError, StoryError) as wrong:
        raise StoryError(f"stories.yaml: {who}: {wrong}") from None


def _event(told: dict[str, Any], today: date) -> Event:
    if told.get("do") not in get_args(Act):
        raise StoryError(f"{told.get('do')!r} is not one of {', '.join(get_args(Act))}")
    planned = told.get("planned")
    return Event(
        on=relative(told["day"], today),
        do=told["do"],
        kinds=tuple(told.get("kinds", ())),
        planned=None if planned is None else relative(planned, today),
        destination=told.get("destination", ""),
        represented_by=told.get("represented_by"),
    )
