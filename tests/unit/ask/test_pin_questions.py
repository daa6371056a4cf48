"""Slips of the pen in questions on PINs, and what no table of cases can hand in."""

from datetime import date, datetime

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load
from fuda.rules.pin import PinKind
from fuda.rules.pin_kiosk_reset import ResetAsked, kiosk_reset
from fuda.rules.refusal import Refused

PARAMETERS = load()
KIOSK = {"kind": "signature", "other_works": "yes"}


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        ("pin.same", {"kinds": "user"}, "kinds: name two PINs at least"),
        ("pin.same", {"kinds": ""}, "kinds: name two PINs at least"),
        ("pin.same", {"kinds": "user,usr"}, "has 'usr', which is not one of the choices"),
        ("pin.needed", {"service": "etax"}, "did you mean e_tax?"),
        (
            "pin.at-handover",
            {"chosen": "user", "born": "2026-04-02", "on": "2026-04-01"},
            "on: 2026-04-01 is before born 2026-04-02",
        ),
        ("pin.locks", {"kind": "user", "wrong": "-1", "next": "wrong_entry"}, "is not a number"),
        (
            "pin.kiosk-reset",
            {**KIOSK, "booked": "2026-04-01T12:00", "at": "2026-04-01T11:59"},
            "at: 2026-04-01T11:59 is before booked 2026-04-01T12:00",
        ),
        ("pin.kiosk-reset", {**KIOSK, "at": "2026-04-01T9:60"}, "is not a local date and time"),
        ("pin.change", {"channel": "counter"}, "city is missing"),
        ("pin.change", {"channel": "portal", "city": "minato"}, "city: portal is the same"),
    ],
)
def test_a_slip_gets_one_line(question: str, given: dict[str, str], line: str) -> None:
    """It names the input, what was wrong and what is accepted."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, given, PARAMETERS)

    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_no_reservation_counts_that_fell_on_a_day_of_maintenance() -> None:
    """RESET-07 (TOM p7): the operator publishes the days."""
    asked = ResetAsked(kind=PinKind.SIGNATURE, other_works=True)
    booked = datetime.fromisoformat("2026-04-01T23:10")
    at = datetime.fromisoformat("2026-04-02T06:30")

    kiosk_reset(asked, booked=booked, at=at, parameters=PARAMETERS)
    with pytest.raises(Refused) as refused:
        kiosk_reset(
            asked,
            booked=booked,
            at=at,
            parameters=PARAMETERS,
            maintenance={date(2026, 4, 1)},
        )
    assert refused.value.refusal.rule == "RESET-07"


def test_a_refusal_names_the_counter_of_the_city() -> None:
    """RESET-06 (MIN p10, p14): whom the kiosk cannot help goes to a window of the city."""
    given = {"kind": "signature", "other_works": "no", "at": "2026-04-13T12:00", "city": "minato"}

    refusal = answer("pin.kiosk-reset", given, PARAMETERS).refusal

    assert refusal is not None
    assert "港区マイナンバーカードセンター" in refusal.facts["windows"]
