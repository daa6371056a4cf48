"""The day that a question is about where none is given."""

from datetime import date
from typing import Any

from fuda.ask.inputs import in_order
from fuda.ask.values import newest
from fuda.parameters import City, LoadedParameters


def of_the_nation(given: dict[str, Any], parameters: LoadedParameters) -> date:
    """`on`, or the day of the newest guidebook."""
    on: date = given["on"] or newest(parameters)
    return on


def of_the_city(given: dict[str, Any]) -> date:
    """`on`, or the day of the guidebook of `city`."""
    city: City = given["city"]
    on: date = given["on"] or city.as_of
    return on


def since_and_on(given: dict[str, Any], name: str = "since") -> tuple[date, date]:
    """The day under that name, and the day of the question, which is not before it."""
    since: date = given[name]
    on = of_the_city(given)
    in_order(**{name: since, "on": on})
    return since, on
