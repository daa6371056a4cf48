"""What crosses a door: frozen dataclasses that refuse what they do not know.

One message serves form, door, outbox and log. Members of a union carry `says: Literal["…"]`.
"""

from typing import TypeVar, cast, dataclass_transform

import pydantic
import pydantic.dataclasses

T = TypeVar("T")

Instant = pydantic.AwareDatetime
"""A point in time; one without its offset from UTC is refused."""

SAYS = pydantic.Discriminator("says")
"""Tag of a union of messages: `Annotated[A | B, SAYS]`; a member without its tag is refused."""

_CONFIG = pydantic.ConfigDict(
    strict=True,
    extra="forbid",
    ser_json_bytes="base64",
    val_json_bytes="base64",
)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def message(kind: type[T]) -> type[T]:
    """Make `kind` a message: frozen, slots, keyword-only, strict, unknown fields refused."""
    make = pydantic.dataclasses.dataclass(frozen=True, slots=True, kw_only=True, config=_CONFIG)
    return cast("type[T]", make(kind))


def is_message(kind: object) -> bool:
    """Whether `kind` was made by `@message`."""
    return isinstance(kind, type) and kind.__dict__.get("__pydantic_config__") == _CONFIG


@message
class Done:
    """The answer of a call that has nothing more to say.

    `effective` is False where the act is accepted but its consequence elsewhere is on its way.
    """

    effective: bool = True
