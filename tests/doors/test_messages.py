"""Every message that crosses a door: written down once, read back, and refused where it is not."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import TypeAdapter, ValidationError

from doors.examples import DOORS, GOLDEN, MESSAGES, example, golden_text
from fuda.doors.cards import Outcomes
from fuda.doors.errors import Malformed
from fuda.doors.jpki import AskStatus
from fuda.doors.municipality import Told
from fuda.kit import wire
from fuda.kit.access import AccessTable, May
from fuda.kit.calls import calls_of
from fuda.kit.carrier import Door

every_message = pytest.mark.parametrize("name", sorted(MESSAGES))


def golden(name: str) -> Any:
    """The golden file, as JSON."""
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in a JSON tree with what stands there."""
    yield path, tree
    if isinstance(tree, dict | list):
        for step, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(below, (*path, step))


def put(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The tree with another value at one place."""
    if not path:
        return value
    tree = deepcopy(tree)
    at = tree
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return tree


def test_every_message_has_one_golden_file() -> None:
    """A new message needs `python tests/doors/examples.py`, a removed one its file deleted."""
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(MESSAGES)


@every_message
def test_golden_round_trip(name: str) -> None:
    """What was written by an earlier version is read as the same message, and written the same."""
    kind = MESSAGES[name]
    text = (GOLDEN / f"{name}.json").read_text("utf-8")

    assert wire.read(kind, text.encode()) == example(kind)
    assert golden_text(kind) == text


@every_message
def test_unknown_fields_are_refused_at_every_depth(name: str) -> None:
    """A field that the receiver does not know is never dropped in silence."""
    kind, tree = MESSAGES[name], golden(name)
    for path, value in places(tree):
        if isinstance(value, dict) and path[-1:] != ("facts",):
            changed = put(tree, path, {**value, "x_unknown": 1})
            with pytest.raises(Malformed, match="unknown field"):
                wire.read(kind, json.dumps(changed).encode())


@every_message
def test_an_error_never_repeats_what_was_sent(name: str) -> None:
    """Any value may be a My Number: the one line names the place only."""
    kind, tree = MESSAGES[name], golden(name)
    digits, name = "482917365024", "hanako"
    refused = 0
    for path, _ in places(tree):
        for wrong in (digits, int(digits), [digits], {digits: digits}, {"says": digits}, {name: 1}):
            body = json.dumps(put(tree, path, wrong)).encode()
            try:
                wire.read(kind, body)
            except Malformed as error:
                refused += 1
                said = str(error)

                assert digits not in said
                assert name not in said
                assert "\n" not in said
                assert said.startswith(kind.__name__)

    assert refused


def test_an_instant_without_its_offset_is_refused() -> None:
    """A naive instant means another moment in every room."""
    asked = example(AskStatus)
    naive = datetime(2026, 4, 1)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValidationError, match="timezone"):
        replace(asked, at=naive)
    with pytest.raises(Malformed, match=r"AskStatus\.at: an instant needs its offset"):
        wire.read(AskStatus, b'{"kind": "user", "serial": 1, "at": "2026-04-01T00:00:00"}')


def test_a_member_of_a_union_says_what_it_is() -> None:
    """Without its tag an empty object would be read as the member that has no other field."""
    with pytest.raises(Malformed, match="`says` is missing"):
        wire.read(Outcomes, b'{"outcomes": [{}]}')


def test_numbers_are_not_read_from_text() -> None:
    """Strict: "1" is no number, 1 is no text."""
    with pytest.raises(Malformed, match=r"AskStatus\.serial"):
        wire.read(AskStatus, b'{"kind": "user", "serial": "1", "at": "2026-04-01T00:00:00Z"}')


def test_schemas_are_collected_once_without_a_dangling_reference() -> None:
    """Every $ref of every message's schema leads to a definition."""
    inputs = [(name, "validation", TypeAdapter(kind)) for name, kind in MESSAGES.items()]
    _, collected = TypeAdapter.json_schemas(
        inputs,  # type: ignore[arg-type]
        ref_template="#/$defs/{model}",
    )

    assert dangling(collected) == []


def test_openapi_of_every_door_is_complete() -> None:
    """All doors in one description, each call with its message and answer."""
    app = FastAPI()
    for door in DOORS:
        calls = tuple(call.name for call in calls_of(door))
        table = AccessTable([May(at="here", door=door, caller="anyone", calls=calls)])
        keeper = type("Keeper", (), {call: lambda _self, asked: asked for call in calls})()
        app.include_router(Door(door, table.at("here")).served(keeper))
    description = app.openapi()

    assert dangling(description) == []
    assert len(description["paths"]) == sum(len(calls_of(door)) for door in DOORS)
    assert Told.__name__ in description["components"]["schemas"]


def dangling(document: dict[str, Any]) -> list[str]:
    """References that lead nowhere in the document."""
    found = []
    for path, value in places(document):
        if path[-1:] == ("$ref",):
            at: Any = document
            for step in value.removeprefix("#/").split("/"):
                at = at.get(step, {})
            if not at:
                found.append(value)
    return found
