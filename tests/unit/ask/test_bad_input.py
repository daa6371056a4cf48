"""What people mistype at a counter: one clear line each, or a refusal that says where to go."""

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        (
            "card.expiry",
            {"born": "1990-02-29", "issued": "2024-01-01"},
            "born: '1990-02-29' is not a day of the calendar; accepted: a date such as 2026-04-01",
        ),
        (
            "deadlines",
            {"born": "1990-01-01", "planned_out": "1980-01-01", "moved": "1980-01-01"},
            "planned_out: 1980-01-01 is before born 1990-01-01",
        ),
        (
            "window.open",
            {"city": "arakawa", "window": "card", "at": "2024-02-05T09:60"},
            "at: '2024-02-05T09:60' is not a time of the calendar",
        ),
        (
            "window.open",
            {"city": "arakawa", "window": "shiba", "at": "2024-02-05T09:30"},
            "window: 'shiba' is no window of arakawa; accepted: one of card, ",
        ),
    ],
)
def test_a_slip_is_one_line(question: str, given: dict[str, str], line: str) -> None:
    """Which input, what was wrong, and what is accepted."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, given, PARAMETERS)

    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_window_that_does_not_do_it_names_those_that_do() -> None:
    """荒川区's support window takes back no card (ARA p5); the refusal lists the five that do."""
    found = answer(
        "window.open",
        {
            "city": "arakawa",
            "window": "support",
            "at": "2024-02-05T09:30",
            "procedure": "return_card",
        },
        PARAMETERS,
    )

    assert found.refusal is not None
    assert found.refusal.rule == "WINDOW-06"
    said = found.as_json()["refusal"]
    assert said is not None
    assert "日暮里区民事務所" in str(said)


def test_a_city_that_says_nothing_names_whom_to_ask() -> None:
    """港区 on waiting days: no default, and a telephone."""
    found = answer(
        "kiosk.usable",
        {"city": "minato", "after": "handover", "since": "2026-04-01"},
        PARAMETERS,
    )

    assert found.silence is not None
    assert "03-3578-3111" in found.silence.ask


def test_a_day_before_the_first_edition_is_answered_as_older_than_it() -> None:
    """In force since before that edition, nobody says since when: no day of its own is invented."""
    found = answer(
        "kiosk.fee",
        {"city": "kamakura", "certificate": "juminhyo", "on": "1990-01-01"},
        PARAMETERS,
    )

    assert found.found is not None
    assert found.found.because[0].valid_from is None
    with pytest.raises(BadInputError, match="is not a date"):
        answer(
            "kiosk.fee", {"city": "kamakura", "certificate": "juminhyo", "on": "S60"}, PARAMETERS
        )


def test_what_began_later_is_not_stated_before() -> None:
    """A value whose first day is known does not reach back: the kiosk of a face card in 2023."""
    before = answer("face-card.offered", {"city": "chiyoda", "on": "2023-12-14"}, PARAMETERS)

    assert before.refusal is not None
