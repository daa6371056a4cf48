"""Facts that go with an answer where a guidebook states them, and are left out where none does."""

from collections.abc import Mapping
from datetime import date

from fuda.ask.answers import Fact
from fuda.ask.values import shown
from fuda.parameters import LoadedParameters
from fuda.rules.refusal import Because
from fuda.rules.stated import if_stated


def stated_facts(
    keys: Mapping[str, str], *, city: str | None, on: date, parameters: LoadedParameters
) -> tuple[dict[str, Fact], tuple[Because, ...]]:
    """The values of keys by the names of their facts, with their grounds."""
    facts: dict[str, Fact] = {}
    grounds = []
    for name, key in keys.items():
        stated = if_stated(parameters, key, city=city, on=on)
        if stated is not None:
            facts[name] = shown(stated.value)
            grounds.append(stated.because)
    return facts, tuple(grounds)
