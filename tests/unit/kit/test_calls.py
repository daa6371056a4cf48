"""What could not cross a door is refused at start-up, and the error names the call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

import pytest

from fuda.doors.message import message
from fuda.kit.carrier import Door


@message
class Plain:
    """A message as it should be."""

    key: str


@message
class When:
    """Holds an instant that may be naive."""

    at: datetime


@message
class Blurred:
    """Two readings of one field."""

    value: int | str


@message
class Apple:
    """One of two that look alike."""

    says: Literal["apple"] = "apple"
    weight: int


@message
class Pear:
    """The other of two that look alike."""

    says: Literal["pear"] = "pear"
    weight: int


@message
class Basket:
    """A union without its tag."""

    fruit: Apple | Pear


@message
class Growing:
    """A list can change after it was checked."""

    lines: list[str]


@message
class Anything:
    """No type at all."""

    value: Any


@dataclass
class Thawed:
    """A dataclass that can change."""

    value: int


@message
class HoldsThawed:
    """A frozen message around something that can change."""

    thawed: Thawed


@dataclass(frozen=True)
class Outsider:
    """Frozen, and not a message."""

    key: str


class NoAnswer(Protocol):
    """A call that does not say what it answers."""

    def call(self, asked: Plain):  # type: ignore[no-untyped-def]  # noqa: D102
        ...


class NoMessage(Protocol):
    """A call that takes what is no message."""

    def call(self, asked: Outsider) -> None: ...  # noqa: D102


class TwoMessages(Protocol):
    """A call that takes two."""

    def call(self, asked: Plain, other: Plain) -> None: ...  # noqa: D102


class AnswersText(Protocol):
    """A call that answers what is no message."""

    def call(self, asked: Plain) -> str: ...  # noqa: D102


class TakesWhen(Protocol):
    """Takes a naive instant."""

    def call(self, asked: When) -> None: ...  # noqa: D102


class TakesBlurred(Protocol):
    """Takes a field of two types."""

    def call(self, asked: Blurred) -> None: ...  # noqa: D102


class TakesBasket(Protocol):
    """Takes an untagged union."""

    def call(self, asked: Basket) -> None: ...  # noqa: D102


class TakesGrowing(Protocol):
    """Takes a list."""

    def call(self, asked: Growing) -> None: ...  # noqa: D102


class TakesAnything(Protocol):
    """Takes what has no type."""

    def call(self, asked: Anything) -> None: ...  # noqa: D102


class TakesThawed(Protocol):
    """Takes something that can change."""

    def call(self, asked: HoldsThawed) -> None: ...  # noqa: D102


class NotAProtocol:
    """A plain class."""

    def call(self, asked: Plain) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (NoAnswer, r"NoAnswer\.call: return has no annotation"),
        (NoMessage, r"NoMessage\.call: asked is .*not a @message"),
        (TwoMessages, r"TwoMessages\.call: a call takes exactly one message"),
        (AnswersText, r"AnswersText\.call: answers .*neither"),
        (TakesWhen, r"TakesWhen\.call: When\.at: datetime may be naive"),
        (TakesBlurred, r"TakesBlurred\.call: Blurred\.value: .*tag"),
        (TakesBasket, r"TakesBasket\.call: Basket\.fruit: .*tag"),
        (TakesGrowing, r"TakesGrowing\.call: Growing\.lines: .*cannot cross"),
        (TakesAnything, r"TakesAnything\.call: Anything\.value: .*cannot cross"),
        (TakesThawed, r"TakesThawed\.call: HoldsThawed\.thawed: Thawed .*frozen"),
        (NotAProtocol, r"not a Protocol"),
    ],
)
def test_what_cannot_cross_is_refused_at_start_up(kind: Callable[..., object], why: str) -> None:
    """Nobody learns on a Friday night that a call cannot be sent."""
    with pytest.raises(TypeError, match=why):
        Door(kind)
