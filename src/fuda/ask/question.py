"""What a question is: a name, typed inputs, and the rule that finds the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import Input, Kind
from fuda.parameters import LoadedParameters

Find = Callable[[dict[str, Any], LoadedParameters], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question that the rules answer."""

    name: str
    about: str
    """What it asks, as a msgid of the domain `ask`."""
    inputs: tuple[Input, ...]
    answer: Kind
    """What the answer is: a day, a number, or a word of a vocabulary."""
    find: Find
    facts: Mapping[str, Kind] = field(default_factory=dict)
    """What may go with the answer, by name; their labels are `input.<name>` too."""
