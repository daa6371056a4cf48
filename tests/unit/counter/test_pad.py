"""The resident's pad: each wrong PIN has its line, and nothing typed is ever repeated."""

from datetime import date

import pytest
from starlette.datastructures import FormData

from fuda.card.interface import PinName
from fuda.doors.person import CertificateKind
from fuda.parameters import load
from fuda.terminals.counter.pad import read_pins, wanted

PARAMETERS = load()
ON = date(2026, 11, 20)
BOTH: tuple[CertificateKind, ...] = ("user", "signature")
GOOD = {"user": "4071", "resident_register": "5182", "face_item": "6293", "signature": "FUDA4071"}


def form(typed: dict[str, str], again: dict[str, str] | None = None, **more: str) -> FormData:
    """Everything typed twice, except what `again` says."""
    second = {f"{name}_again": value for name, value in (typed | (again or {})).items()}
    return FormData({**typed, **second, **more})


def read(
    typed: FormData, kinds: tuple[CertificateKind, ...] = BOTH
) -> tuple[dict[PinName, str], dict[str, str]]:
    """The PINs, and the line of each wrong field; no line shows anything typed."""
    pins, wrong = read_pins(typed, kinds, on=ON, parameters=PARAMETERS)
    lines = {one.field: one.what.msgid.format(**one.what.facts) for one in wrong}
    for value in typed.values():
        assert len(str(value)) < 3 or str(value) not in repr(wrong)
    return dict(pins), lines


def test_four_pins_that_fit() -> None:
    """PIN-02, PIN-04: as typed, each for its own."""
    assert read(form(GOOD)) == (GOOD, {})


@pytest.mark.parametrize("name", ["user", "resident_register", "face_item"])
@pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "１２３４", "12 4", "-123"])
def test_four_digits_and_nothing_else(name: str, typed: str) -> None:
    """PIN-04: that PIN alone is wrong; the others are kept for the chip."""
    pins, lines = read(form(GOOD | {name: typed}))

    assert lines == {name: "This PIN must be exactly 4 digits."}
    assert set(pins) == set(GOOD) - {name}


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("", "6 to 16 characters"),
        ("AB123", "6 to 16 characters"),
        ("ABCDEFGH123456789", "6 to 16 characters"),
        ("abc123", "only capital letters"),
        ("ＡＢＣ１２３", "only capital letters"),
        ("ABC-123", "only capital letters"),
        ("ABCDEF", "mix letters and digits"),
        ("123456", "mix letters and digits"),
    ],
)
def test_the_form_of_the_signature_pin(typed: str, line: str) -> None:
    """PIN-02, PIN-03: length, characters, both kinds of them."""
    pins, lines = read(form(GOOD | {"signature": typed}))

    assert list(lines) == ["signature"]
    assert line in lines["signature"]
    assert "signature" not in pins


@pytest.mark.parametrize("name", list(GOOD))
def test_two_entries_that_differ(name: str) -> None:
    """The second field has the line; that PIN is not set."""
    pins, lines = read(form(GOOD, again={name: "9999" if name != "signature" else "FUDA9999"}))

    assert lines == {f"{name}_again": "The two entries differ. Type both again."}
    assert set(pins) == set(GOOD) - {name}


def test_one_number_for_the_three() -> None:
    """PIN-05: typed once; what stands in the other fields does not count."""
    typed = {"user": "4071", "signature": "FUDA4071", "face_item": "x", "resident_register": ""}
    pins, lines = read(form(typed, same="1"))

    assert lines == {}
    assert pins == {
        **dict.fromkeys(("user", "resident_register", "face_item"), "4071"),
        "signature": "FUDA4071",
    }


@pytest.mark.parametrize(("typed", "again"), [("12", "12"), ("1234", "1235")])
def test_one_wrong_number_for_the_three_is_said_once(typed: str, again: str) -> None:
    """At the first of them, and none of the three is set."""
    fields = {"user": typed, "signature": "FUDA4071"}
    pins, lines = read(form(fields, again={"user": again}, same="1"))

    assert list(pins) == ["signature"]
    assert list(lines) == ["user" if typed == again else "user_again"]


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        ((), ("resident_register", "face_item")),
        (("user",), ("user", "resident_register", "face_item")),
        (BOTH, ("signature", "user", "resident_register", "face_item")),
    ],
)
def test_a_pin_for_each_certificate_and_two_always(
    kinds: tuple[CertificateKind, ...], names: tuple[PinName, ...]
) -> None:
    """PIN-08: in the pad's order; what is not loaded has no PIN, even if one is typed."""
    assert wanted(kinds) == names
    assert set(read(form(GOOD), kinds)[0]) == set(names)
    assert set(read(form(GOOD, same="1"), kinds)[0]) == set(names)
