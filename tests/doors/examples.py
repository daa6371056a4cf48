"""One example of every message, the same on every machine.

Run this file to write the golden files anew.
"""

import json
import types
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, Union

import fuda.doors.cards
import fuda.doors.certificate_center
import fuda.doors.jpki
import fuda.doors.message
import fuda.doors.municipality
import fuda.doors.numbering
import fuda.doors.person
import fuda.doors.phone
import fuda.doors.verifier
from fuda.doors.cards import Cards, Hotline
from fuda.doors.certificate_center import Center
from fuda.doors.jpki import Jpki, OwnRevocation
from fuda.doors.message import Instant, is_message
from fuda.doors.municipality import CardPost, CertificateDesk, Counter
from fuda.doors.numbering import Numbering
from fuda.doors.phone import PhoneDesk, PhoneLine
from fuda.doors.verifier import LoginDesk
from fuda.kit import wire
from fuda.rules.number import IndividualNumber, check_digit

GOLDEN = Path(__file__).parent / "golden"
DOORS = (
    Cards,
    Center,
    Jpki,
    OwnRevocation,
    CardPost,
    CertificateDesk,
    Counter,
    Hotline,
    Numbering,
    LoginDesk,
    PhoneDesk,
    PhoneLine,
)
_MODULES = (
    fuda.doors.cards,
    fuda.doors.certificate_center,
    fuda.doors.jpki,
    fuda.doors.message,
    fuda.doors.municipality,
    fuda.doors.numbering,
    fuda.doors.person,
    fuda.doors.phone,
    fuda.doors.verifier,
)
MESSAGES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": kind
    for module in _MODULES
    for name, kind in vars(module).items()
    if is_message(kind) and kind.__module__ == module.__name__
}
_ELEVEN = "10203040506"
_PLAIN: dict[object, object] = {
    int: 7,
    bool: True,
    bytes: bytes(range(0, 256, 15)),
    date: date(2026, 4, 1),
    Instant: datetime(2026, 4, 1, 0, 0, 0, 250_000, tzinfo=UTC),
}


def example(kind: type) -> Any:
    """The example of a message: every optional field filled, every member of a union there."""
    if kind is IndividualNumber:
        return IndividualNumber(_ELEVEN + check_digit(_ELEVEN))
    hints = typing.get_type_hints(kind, include_extras=True)
    return kind(**{name: _values(hint, name)[0] for name, hint in hints.items()})


def _values(hint: Any, name: str) -> list[Any]:  # noqa: PLR0911 - a line for each kind of type
    """An example of a type, or one of each member of a union."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is Annotated:
        return _values(parts[0], name)
    if hint in _PLAIN:
        return [_PLAIN[hint]]
    if hint is str or isinstance(hint, NewType):
        return [f"{name} 髙﨑"]
    if origin is Literal:
        return [parts[0]]
    if origin is tuple:
        return [tuple(_values(parts[0], name))]
    if origin is dict:
        return [{name: f"{name} 髙﨑"}]
    if origin in {Union, types.UnionType}:
        some = [part for part in parts if part is not type(None)]
        return [value for part in some for value in _values(part, name)]
    return [example(hint)]


def golden_text(kind: type) -> str:
    """The example as its golden file has it."""
    written = json.loads(wire.write(kind, example(kind)))
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name, kind in MESSAGES.items():
        (GOLDEN / f"{name}.json").write_text(golden_text(kind), "utf-8")
