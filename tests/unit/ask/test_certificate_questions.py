"""Slips of the pen in questions on certificates, the portal and the insurance card."""

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        (
            "certificate.allowed",
            {"kind": "user", "born": "2026-04-02", "on": "2026-04-01"},
            "on: 2026-04-01 is before born 2026-04-02",
        ),
        ("certificate.allowed", {"kind": "user", "born": "1990-02-29"}, "not a day of the"),
        ("certificate.renewal", {"city": "kamakura", "visitor": "prox"}, "did you mean proxy?"),
        (
            "certificate.usable",
            {"city": "arakawa", "with_service": "general", "since": "2024-02-02"},
            "on: 2024-02-01 is before since 2024-02-02",
        ),
        (
            "portal.login",
            {"city": "arakawa", "event": "issue", "since": "2024-02-02"},
            "on: 2024-02-01 is before since 2024-02-02",
        ),
        (
            "insurance.registration",
            {
                "channel": "atm",
                "user_expires": "2028-05-01",
                "on": "2024-02-01",
                "at": "2024-02-02T03:00",
            },
            "on: 2024-02-01 is not the day of at 2024-02-02",
        ),
        ("insurance.registration", {"channel": "atm"}, "user_expires is missing"),
        ("phone.after", {"phone": "android", "event": "phone_los"}, "did you mean phone_lost?"),
    ],
)
def test_a_slip_gets_one_line(question: str, given: dict[str, str], line: str) -> None:
    """It names the input, what was wrong and what is accepted."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, given, PARAMETERS)

    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)
