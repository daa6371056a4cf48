"""Slips of input about windows and lines: one line each, with what is accepted."""

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()
OPEN = {"city": "kamakura", "window": "main", "at": "2024-05-01T10:00"}


@pytest.mark.parametrize(
    ("question", "given", "said"),
    [
        (
            "window.open",
            {**OPEN, "window": "center"},
            "no window of kamakura; accepted: one of main",
        ),
        (
            "window.open",
            {**OPEN, "window": "centre"},
            "is not one of the choices; did you mean center",
        ),
        (
            "window.open",
            {**OPEN, "at": "2024-05-01T9:60"},
            "is not a local date and time; accepted",
        ),
        ("window.open", {**OPEN, "at": "2024-05-01T09:60"}, "is not a time of the calendar"),
        ("window.open", {**OPEN, "procedure": "haircut"}, "procedure: 'haircut' is not one of"),
        ("window.next", {**OPEN, "window": "card"}, "no window of kamakura"),
        (
            "reservation.needed",
            {"city": "minato", "procedure": "pin_reset", "window": "card"},
            "no window of minato; accepted: one of center, shiba",
        ),
        ("hotline.open", {"line": "city_centre", "at": "2024-05-01T10:00"}, "city is missing"),
        ("hotline.number", {"line": "city_centre"}, "city is missing"),
        (
            "fax.complete",
            {"city": "arakawa", "kind": "question", "sender": "other"},
            "filled is mis",
        ),
    ],
)
def test_a_slip_is_one_line(question: str, given: dict[str, str], said: str) -> None:
    """What was wrong, and what is accepted."""
    with pytest.raises(BadInputError, match=said) as wrong:
        answer(question, given, PARAMETERS)
    assert "\n" not in str(wrong.value)


def test_a_window_that_does_not_do_it_names_those_that_do() -> None:
    """In both languages, as the name of an office is (WINDOW-06)."""
    given = {**OPEN, "window": "branches", "procedure": "card_hand_over"}

    refusal = answer("window.open", given, PARAMETERS).refusal
    assert refusal is not None
    assert refusal.facts["windows"] == "本庁舎市民課 (Residents' Division at the main office)"


def test_a_closed_window_says_when_it_opens_next() -> None:
    """Day and hour; where the guide says no hours, the day (WINDOW-01, WINDOW-04)."""
    center = {"city": "minato", "window": "center", "at": "2026-04-12T10:00"}
    saturday = {"city": "chiyoda", "window": "sogo", "at": "2024-02-16T17:00"}

    refusals = [answer("window.open", one, PARAMETERS).refusal for one in (center, saturday)]
    first, second = (refusal for refusal in refusals if refusal is not None)
    assert (first.facts["next_day"], first.facts["next_opens"]) == ("2026-04-13", "09:00")
    assert second.facts["next_day"] == "2024-02-17"
    assert "does not say the hours" in second.instead


def test_the_operator_is_as_each_guidebook_calls_it() -> None:
    """A label only: it is one line (CALL-10, X-19)."""
    named = {}
    for city in ("chiyoda", "arakawa", "minato", "kamakura", "tomakomai"):
        found = answer("hotline.number", {"line": "free_dial", "city": city}, PARAMETERS).found
        assert found is not None
        named[city] = found.facts.get("operator")

    assert [one["ja"] if isinstance(one, dict) else one for one in named.values()] == [
        "J-LIS",
        "デジタル庁",
        "J-LIS",
        "国",
        None,
    ]
