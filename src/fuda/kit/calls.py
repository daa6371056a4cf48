"""Reads a door's Protocol into calls, and refuses at start-up what could not cross a door.

What crosses is a `@message` of exact types: a type that JSON would blur (a naive datetime, a float,
an untagged union, a list that the receiver could change) is a TypeError that names the place.
"""

import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, NewType, Union

from pydantic import Discriminator

from fuda.doors.message import Instant, is_message

_ATOMS = frozenset({str, int, bool, bytes, date, type(None), Instant})


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a door: its name, the message that it takes and the one that it answers."""

    name: str
    parameter: str
    asks: type
    answers: type | None
    summary: str


def calls_of(kind: Callable[..., object]) -> tuple[Call, ...]:
    """The calls of a Protocol; TypeError names the call that cannot cross."""
    if not getattr(kind, "_is_protocol", False):
        raise TypeError(f"{kind!r} is not a Protocol, so it is no door")
    return tuple(
        _call(f"{kind.__name__}.{name}", name, act)
        for name, act in vars(kind).items()
        if inspect.isfunction(act) and not name.startswith("_")
    )


def _call(where: str, name: str, act: Callable[..., object]) -> Call:
    parameters = list(inspect.signature(act).parameters.values())[1:]
    hints = typing.get_type_hints(act, include_extras=True)
    if len(parameters) != 1 or parameters[0].kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        raise TypeError(f"{where}: a call takes exactly one message")
    parameter = parameters[0].name
    for missing in {parameter, "return"} - hints.keys():
        raise TypeError(f"{where}: {missing} has no annotation")
    asks, answers = hints[parameter], hints["return"]
    if not is_message(asks):
        raise TypeError(f"{where}: {parameter} is {asks!r}, which is not a @message")
    nothing = answers is type(None)
    if not nothing and not is_message(answers):
        raise TypeError(f"{where}: answers {answers!r}, which is neither a @message nor None")
    for side in (asks, answers):
        _check(side, where, set())
    summary = (inspect.getdoc(act) or "").partition("\n")[0]
    return Call(name, parameter, asks, None if nothing else answers, summary)


def _check(hint: object, where: str, seen: set[object]) -> None:
    """TypeError, unless values of this type come out of JSON as they went in."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint in _ATOMS or isinstance(hint, NewType):
        return
    if origin is Literal and all(isinstance(part, str) for part in parts):
        return
    if origin is tuple:
        for part in parts:
            if part is not Ellipsis:
                _check(part, where, seen)
    elif origin in {dict, Mapping} and parts == (str, str):
        return
    elif origin in {Union, types.UnionType, Annotated}:
        _check_union(hint, where, seen)
    elif isinstance(hint, type) and dataclasses.is_dataclass(hint):
        _check_fields(hint, where, seen)
    elif hint is datetime:
        raise TypeError(f"{where}: datetime may be naive; say Instant (doors.message)")
    else:
        raise TypeError(f"{where}: {hint!r} cannot cross a door")


def _check_fields(kind: type, where: str, seen: set[object]) -> None:
    if kind in seen:
        return
    seen.add(kind)
    if not is_message(kind) and not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{where}: {kind.__name__} is neither a @message nor frozen")
    for name, hint in typing.get_type_hints(kind, include_extras=True).items():
        _check(hint, f"{where}: {kind.__name__}.{name}", seen)


def _check_union(hint: object, where: str, seen: set[object]) -> None:
    """A union is `X | None`, or messages told apart by `says` (equal fields decode silently)."""
    members: tuple[object, ...] = typing.get_args(hint)
    tagged = False
    if typing.get_origin(hint) is Annotated:
        tagged = any(isinstance(mark, Discriminator) for mark in members[1:])
        members = typing.get_args(members[0]) or (members[0],)
    some = [member for member in members if member is not type(None)]
    if len(some) > 1:
        if not tagged:
            raise TypeError(f"{where}: a union of messages needs its tag, SAYS (doors.message)")
        says = [typing.get_type_hints(member).get("says") for member in some]
        if None in says or len(set(says)) < len(says):
            raise TypeError(f"{where}: each member of a union says something of its own")
    for member in some:
        _check(member, where, seen)
