"""An answer of a rule with the grounds on which it stands."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from fuda.rules.refusal import Because, NotStated, Refusal, Refused
from fuda.rules.values import Parameters, Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stated(Generic[T]):
    """What a rule answers, and why; the first ground is the one that decided."""

    value: T
    because: tuple[Because, ...]


def refused(
    rule: str, msgid: str, *, instead: str, because: tuple[Because, ...], **facts: object
) -> Refused:
    """The exception of a rule that says no; raise it."""
    said = {name: v if isinstance(v, str) else str(v) for name, v in facts.items()}
    return Refused(Refusal(rule=rule, msgid=msgid, instead=instead, facts=said, because=because))


def if_stated(parameters: Parameters, key: str, *, city: str | None, on: date) -> Value | None:
    """What goes with an answer where somebody says it, and None where the guidebook is silent."""
    try:
        return parameters.value(key, city=city, on=on)
    except NotStated:
        return None
