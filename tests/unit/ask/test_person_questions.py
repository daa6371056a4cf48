"""Numbers, papers, children and cards without a PIN: one clear line for each slip of input."""

from collections.abc import Mapping
from json import dumps

import pytest

from fuda.ask import BadInputError, answer
from fuda.parameters import load

PARAMETERS = load()
PAPERS = {"city": "kamakura", "papers": "notification_card,driving_licence", "on": "2024-05-01"}


@pytest.mark.parametrize(
    ("question", "inputs", "said"),
    [
        (
            "proof.enough",
            {**PAPERS, "expiring": "passport", "expires": "2024-05-01"},
            "expiring: passport is not among papers; accepted: one that is named there",
        ),
        (
            "proof.enough",
            {**PAPERS, "copies": "passport"},
            "copies: passport is not among papers; accepted: one that is named there",
        ),
        (
            "proof.enough",
            {**PAPERS, "unnamed": "student_id"},
            "unnamed: student_id is not among papers; accepted: one that is named there",
        ),
        (
            "proof.enough",
            {**PAPERS, "expires": "2024-05-01"},
            "expires: it goes with expiring; accepted: both, or neither of the two",
        ),
        (
            "proof.enough",
            {**PAPERS, "changed_on": "2024-05-02"},
            "on: 2024-05-01 is before changed_on 2024-05-02; accepted: that or later",
        ),
        (
            "notice.proves",
            {"notice": "notification_card", "changed_on": "2024-05-02", "on": "2024-05-01"},
            "on: 2024-05-01 is before changed_on 2024-05-02; accepted: that or later",
        ),
        (
            "minor.application",
            {"born": "2026-04-02", "on": "2026-04-01", "applicant": "legal_representative"},
            "on: 2026-04-01 is before born 2026-04-02; accepted: that or later",
        ),
        (
            "minor.photo",
            {"born": "2026-04-01", "applied": "2026-04-03", "issued": "2026-04-02"},
            "issued: 2026-04-02 is before applied 2026-04-03; accepted: that or later",
        ),
        (
            "face-card.can",
            {"face_use": "identity", "pinless_card": "without_pins"},
            (
                "city is missing: what a card without PINs can do differs by city;"
                " accepted: a city, or pinless_card=face_authentication"
            ),
        ),
    ],
)
def test_a_slip_of_input_is_one_line(question: str, inputs: Mapping[str, str], said: str) -> None:
    """What was wrong, and what is accepted."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, inputs, PARAMETERS)

    assert str(wrong.value) == said


@pytest.mark.parametrize("number", ["123456789018", "123456789017", "12345"])
def test_a_number_is_never_repeated(number: str) -> None:
    """NUM-10: neither an answer nor a refusal has the digits."""
    said = answer("number.valid", {"number": number}, PARAMETERS).as_json()

    assert number not in dumps(said)
