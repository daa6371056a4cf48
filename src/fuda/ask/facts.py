"""Facts that go with an answer where a guidebook states them, and are left out where none does."""

from collections.abc import Mapping
from datetime import date

from fuda.ask.answers import Fact
from fuda.ask.values import shown
from fuda.parameters import LoadedParameters
from fuda.rules.kinds import Bilingual
from fuda.rules.refusal import Because
from fuda.rules.stated import if_stated


def stated_facts(
    keys: Mapping[str, str], *, city: str | None, on: date, parameters: LoadedParameters
) -> tuple[dict[str, Fact], tuple[Because, ...]]:
    """The values of keys by the names of their facts, with their grounds; a text as kind TEXTS."""
    facts: dict[str, Fact] = {}
    grounds = []
    for name, key in keys.items():
        stated = if_stated(parameters, key, city=city, on=on)
        if stated is not None:
            said = shown(stated.value)
            facts[name] = {name: said} if isinstance(stated.value, Bilingual) else said
            grounds.append(stated.because)
    return facts, tuple(grounds)
