"""Slips of the pen in the questions about moves, stays and deadlines: one line each."""

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()
MOVE = {"planned_out": "2024-04-01", "moved": "2024-04-01"}


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        ("move.card", {**MOVE, "filed": "2024-03-31", "on": "2024-04-02"}, "is before moved"),
        (
            "move.card",
            {**MOVE, "filed": "2024-04-05", "continued": "2024-04-04", "on": "2024-04-05"},
            "continued: 2024-04-04 is before filed 2024-04-05",
        ),
        ("move.card", {**MOVE, "continued": "2024-04-04", "on": "2024-04-05"}, "filed is missing"),
        ("move.deadlines", {**MOVE, "moved": "2024-02-30"}, "is not a day of the calendar"),
        (
            "stay.extension",
            {
                "city": "tomakomai",
                "extension": "special",
                "born": "1990-04-01",
                "issued": "2021-05-01",
                "card_expires": "2022-08-31",
                "on": "2022-08-31",
            },
            "the special period of stay has a last day",
        ),
        ("deadlines", {}, "no day is given"),
        ("deadlines", {"on": "2024-04-01"}, "no day is given"),
        ("deadlines", {"born": "1990-02-29"}, "is not a day of the calendar"),
        (
            "deadlines",
            {"born": "1990-05-01", "moved": "1990-04-30"},
            "moved: 1990-04-30 is before born 1990-05-01",
        ),
        (
            "deadlines",
            {"moved": "2024-04-02", "filed": "2024-04-01"},
            "filed: 2024-04-01 is before moved 2024-04-02",
        ),
        ("deadlines", {"booked": "2024-04-01"}, "a local date and time such as"),
    ],
)
def test_a_slip_of_the_pen_is_one_line(question: str, given: dict[str, str], line: str) -> None:
    """Days out of order, a day that is missing, and one that says nothing here."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, given, PARAMETERS)

    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)
