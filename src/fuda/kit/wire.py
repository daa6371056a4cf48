"""How messages and errors are written between two processes: JSON, one renderer for errors.

Nothing here repeats a value of a message, not even in an error: it may hold a My Number.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fuda.doors.errors import Malformed, Refusal
from fuda.doors.message import message

_LINES = 3
_SAY = {
    "missing": "is missing",
    "extra_forbidden": "unknown field",
    "unexpected_keyword_argument": "unknown field",
    "literal_error": "none of the values that may stand here",
    "union_tag_invalid": "`says` names nothing that may stand here",
    "union_tag_not_found": "`says` is missing",
    "timezone_aware": "an instant needs its offset from UTC",
    "dataclass_type": "should be an object",
}


@message
class Complaint:
    """What a door answers instead of an answer, where no rule said no (401, 403, 422, 500)."""

    error: str


@cache
def adapter(kind: type) -> TypeAdapter[Any]:
    """Pydantic's reader and writer for one type, made once."""
    return TypeAdapter(kind)


def write(kind: type, value: object) -> bytes:
    """A message as JSON: bytes as base64, instants with their offset."""
    return adapter(kind).dump_json(value)


def read(kind: type, body: bytes, *, by_field: bool = False) -> Any:
    """A message from JSON; Malformed says in one line where it cannot be read.

    `by_field` names the field only, for a person who typed it and never saw the message's name.
    """
    try:
        return adapter(kind).validate_json(body)
    except ValidationError as error:
        raise Malformed(_one_line(kind, error, by_field=by_field)) from None


def _one_line(kind: type, error: ValidationError, *, by_field: bool) -> str:
    known = _names(kind)
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = []
    for each in found[:_LINES]:
        steps = [
            str(step) if isinstance(step, int) or step in known else "…" for step in each["loc"]
        ]
        where = ".".join(steps if by_field and steps else [kind.__name__, *steps])
        lines.append(f"{where}: {_SAY.get(each['type'], each['msg'])}")
    more = f" (and {len(found) - _LINES} more)" if len(found) > _LINES else ""
    return "; ".join(lines) + more


@cache
def _names(kind: type) -> frozenset[str]:
    """Fields and tags of a message; any other key is the sender's own and may hold anything."""
    names: set[str] = set()
    below: list[Any] = [adapter(kind).json_schema()]
    while below:
        part = below.pop()
        if isinstance(part, dict):
            names.update(part.get("properties", ()))
            names.update(part.get("discriminator", {}).get("mapping", ()))
            below += part.values()
        elif isinstance(part, list):
            below += part
    return frozenset(names)


def write_refusal(refusal: Refusal) -> bytes:
    """The whole refusal: rule, words, facts and grounds."""
    return adapter(Refusal).dump_json(refusal)


def read_refusal(body: bytes) -> Refusal:
    """The refusal as it was; ValueError where the body is none."""
    refusal: Refusal = adapter(Refusal).validate_json(body)
    return refusal
