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


def entries(
    kinds: tuple[CertificateKind, ...], *, on: date, parameters: Parameters
) -> tuple[Entry, ...]:
    """The PINs to be set, each with its form and how many wrong entries lock it."""
    return tuple(
        Entry(
            name=pin,
            form=parameters.value(f"pin.{pin}.form", city=None, on=on).of(PinForm),
            tries=tries(PinKind(pin), on=on, parameters=parameters).value,
        )
        for pin in wanted(kinds)
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
        value = str(form.get(source, ""))
        try:
            acceptable(PinKind(pin), value, on=on, parameters=parameters)
        except Refused as no:
            if source == pin:
                text = Text("rules", no.refusal.msgid, dict(no.refusal.facts))
                wrong.append(WrongField(field=pin, what=text))
            continue
        if value != str(form.get(f"{source}_again", "")):
            if source == pin:
                wrong.append(
                    WrongField(
                        field=f"{pin}_again",
                        what=Text("counter", "The two entries differ. Type both again."),
                    )
                )
            continue
        pins[pin] = value
    return pins, tuple(wrong)
