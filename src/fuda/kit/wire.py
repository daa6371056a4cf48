"""How messages and errors are written between two processes: JSON, one renderer for errors.

Nothing here repeats a value of a message, not even in an error: it may hold a My Number.
"""

import re
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fuda.doors.errors import Malformed, Refusal
from fuda.doors.message import message

_FIELD_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_UNKNOWN_FIELD = {"extra_forbidden", "unexpected_keyword_argument"}
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


def read(kind: type, body: bytes) -> Any:
    """A message from JSON; Malformed says in one line where it cannot be read."""
    try:
        return adapter(kind).validate_json(body)
    except ValidationError as error:
        raise Malformed(_one_line(kind.__name__, error)) from None


def _one_line(kind: str, error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = []
    for each in found[:3]:
        path = each["loc"][:-1] if each["type"] in _UNKNOWN_FIELD else each["loc"]
        where = ".".join([kind, *(_safe(step) for step in path)])
        lines.append(f"{where}: {_SAY.get(each['type'], each['msg'])}")
    more = f" (and {len(found) - 3} more)" if len(found) > len(lines) else ""
    return "; ".join(lines) + more


def _safe(step: str | int) -> str:
    """A field's name or a place in a list; a key that the sender made up may hold anything."""
    return str(step) if isinstance(step, int) or _FIELD_NAME.fullmatch(step) else "…"


def write_refusal(refusal: Refusal) -> bytes:
    """The whole refusal: rule, words, facts and grounds."""
    return adapter(Refusal).dump_json(refusal)


def read_refusal(body: bytes) -> Refusal:
    """The refusal as it was; ValueError where the body is none."""
    refusal: Refusal = adapter(Refusal).validate_json(body)
    return refusal
