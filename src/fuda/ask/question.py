"""What a question is: a name, typed inputs, and the rule that finds the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import Input
from fuda.parameters import LoadedParameters

Find = Callable[[dict[str, Any], LoadedParameters], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question that the rules answer."""

    name: str
    about: str
    inputs: tuple[Input, ...]
    find: Find
