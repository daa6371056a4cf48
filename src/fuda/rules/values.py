"""What a rule needs of the dated parameters: a value for (key, city, day), with its source."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from fuda.rules.kinds import Office
from fuda.rules.refusal import Because, NotStated

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter in force: what it is, since when, and where that is written.

    `valid_from` None means in force since before the edition that states it ("since at least").
    `value` None means: not offered from that day (which is not the same as unknown).
    """

    key: str
    value: object
    because: Because

    def of(self, kind: type[T]) -> T:
        """The value, which must be a `kind`; TypeError names the key otherwise."""
        if not isinstance(self.value, kind) or (kind is int and isinstance(self.value, bool)):
            raise TypeError(f"{self.key} is a {type(self.value).__name__}, not {kind.__name__}")
        return self.value


class Parameters(Protocol):
    """Dated values by key, city and day."""

    def value(self, key: str, *, city: str | None, on: date) -> Value:
        """The value in force; NotStated where nobody says, KeyError for a key never defined."""
        ...


def silent_on(about: str, *, city: str, on: date, parameters: Parameters) -> NotStated:
    """A guidebook speaks of such cases, but not of this one: name whom to ask; raise it."""
    office = parameters.value("contact.office", city=city, on=on).of(Office)
    return NotStated(key=about, city=city, on=on, ask=str(office))
