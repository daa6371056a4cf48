"""The resident's pad: what is typed there is checked for its form and handed to the chip."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from fuda.card.interface import PinName
from fuda.doors.person import CertificateKind
from fuda.kit.i18n import Text
from fuda.kit.web import WrongField
from fuda.rules.kinds import PinForm
from fuda.rules.pin import PinKind, acceptable, tries
from fuda.rules.refusal import Refused
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the pad says of one PIN before it is typed (PIN-02 to PIN-04, LOCK-01, LOCK-02)."""

    name: PinName
    form: PinForm
    tries: int


_ALWAYS: tuple[PinName, ...] = ("resident_register", "face_item")
SAME = "same"


def wanted(kinds: tuple[CertificateKind, ...]) -> tuple[PinName, ...]:
    """The PINs to be set, in the pad's order: one for each certificate, two always (PIN-08)."""
    return (*sorted(kinds, key=lambda kind: kind != "signature"), *_ALWAYS)


def entries(pins: tuple[PinName, ...], *, on: date, parameters: Parameters) -> tuple[Entry, ...]:
    """These PINs, each with its form and how many wrong entries lock it."""
    return tuple(
        Entry(
            name=pin,
            form=parameters.value(f"pin.{pin}.form", city=None, on=on).of(PinForm),
            tries=tries(PinKind(pin), on=on, parameters=parameters).value,
        )
        for pin in pins
    )


def read_pins(
    form: FormData, kinds: tuple[CertificateKind, ...], *, on: date, parameters: Parameters
) -> tuple[Mapping[PinName, str], tuple[WrongField, ...]]:
    """The PINs typed, and a line for each that cannot be set; nothing typed is ever repeated."""
    pins: dict[PinName, str] = {}
    wrong: list[WrongField] = []
    first_of_four = next(pin for pin in wanted(kinds) if pin != "signature")
    for pin in wanted(kinds):
        source = pin
        # The three PINs of four digits may be the same number (PIN-05).
        if pin != "signature" and form.get(SAME):
            source = first_of_four
        read = read_twice(form, pin, on=on, parameters=parameters, field=source)
        if isinstance(read, str):
            pins[pin] = read
        elif source == pin:
            wrong.append(read)
    return pins, tuple(wrong)


def read_twice(
    form: FormData,
    pin: PinName,
    *,
    on: date,
    parameters: Parameters,
    field: str | None = None,
) -> str | WrongField:
    """A new PIN that was typed twice in a field, its own where none is named; or what is wrong."""
    name = field or pin
    value = str(form.get(name, ""))
    try:
        acceptable(PinKind(pin), value, on=on, parameters=parameters)
    except Refused as no:
        return WrongField(field=name, what=Text("rules", no.refusal.msgid, dict(no.refusal.facts)))
    if value != str(form.get(f"{name}_again", "")):
        differ = Text("counter", "The two entries differ. Type both again.")
        return WrongField(field=f"{name}_again", what=differ)
    return value
