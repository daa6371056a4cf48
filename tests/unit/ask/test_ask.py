"""Asking: the form of an answer, and one clear line for each input that cannot be read."""

import pytest

from fuda.ask import (
    EXIT_ANSWERED,
    EXIT_NOT_STATED,
    EXIT_REFUSED,
    QUESTIONS,
    BadInputError,
    answer,
    listing,
)
from fuda.kit.ask_words import says_in
from fuda.parameters import load

PARAMETERS = load()
CARD = {"born": "1990-05-01", "issued": "2024-05-01"}
KIOSK = {"city": "kamakura", "certificate": "juminhyo", "at": "2024-05-01T12:00"}
CERTIFICATE = {
    "kind": "user",
    "born": "1990-05-01",
    "issued": "2024-05-01",
    "card_expires": "2034-05-01",
}


def test_an_answer_has_the_form_of_the_design() -> None:
    """question, answer, because with its six parts, and no refusal."""
    said = answer("card.expiry", CARD, PARAMETERS)

    assert said.exit_code == EXIT_ANSWERED
    json = said.as_json()
    assert (json["question"], json["answer"], json["refusal"]) == (
        "card.expiry",
        "2034-05-01",
        None,
    )
    assert json["because"][0] == {  # type: ignore[index]
        "rule": "CARD-15",
        "city": None,
        "valid_from": None,
        "guidebook": "KAM",
        "page": "p6",
        "quote": "カード発行日から10回目の誕生日まで",
    }


def test_a_refusal_says_rule_why_and_what_to_do() -> None:
    """Exit 3, with the page among the grounds."""
    said = answer("kiosk.offer", {**KIOSK, "at": "2024-05-01T23:00"}, PARAMETERS)

    assert said.exit_code == EXIT_REFUSED
    json = said.as_json()
    assert json["answer"] is None
    assert json["refusal"] == {
        "rule": "KIOSK-02",
        "why": "Kiosks issue this certificate today from 06:30 until just before 23:00.",
        "instead": "Please come within these hours; the shop's own hours count too.",
    }
    assert json["because"][0]["page"] == "p11"  # type: ignore[index]


def test_a_silent_guidebook_is_an_answer_of_its_own() -> None:
    """Exit 4: never a default, never another city's value, and whom to ask."""
    said = answer(
        "kiosk.usable", {"city": "131032", "after": "handover", "since": "2026-04-01"}, PARAMETERS
    )

    assert said.exit_code == EXIT_NOT_STATED
    json = said.as_json()
    assert json["answer"] == "not_stated"
    assert json["refusal"] is None
    assert "03-3578-3111" in json["ask"]["whom"]  # type: ignore[index]


def test_the_day_defaults_to_that_of_the_city_s_guidebook() -> None:
    """鎌倉市's is of 2024-05-01."""
    said = answer(
        "kiosk.usable",
        {"city": "kamakura", "after": "handover", "since": "2024-05-01"},
        PARAMETERS,
    )

    assert said.found is not None
    assert said.found.answer == "no"


@pytest.mark.parametrize(
    ("question", "given", "line"),
    [
        ("card.expiri", CARD, "did you mean card.expiry?"),
        ("card.expiry", {**CARD, "borm": "1990-05-01"}, "did you mean born?"),
        ("card.expiry", {"born": "1990-05-01"}, "issued is missing: give issued=a date"),
        ("card.expiry", {**CARD, "born": "2023-02-29"}, "born: '2023-02-29' is not a day"),
        ("card.expiry", {**CARD, "born": "1/5/1990"}, "accepted: a date such as 2026-04-01"),
        ("card.expiry", {**CARD, "born": "２０２３-01-01"}, "is not a date"),
        ("card.expiry", {**CARD, "born": "2024-05-02"}, "issued: 2024-05-01 is before born"),
        ("card.expiry", {**CARD, "applied": "2024-05-02"}, "is before applied 2024-05-02"),
        ("card.expiry", {**CARD, "residence": "limited_stay"}, "stay_until is missing"),
        ("card.expiry", {**CARD, "residence": "permanant"}, "did you mean permanent?"),
        ("card.expiry", {**CARD, "stay_until": "2027-01-01"}, "only a limited stay"),
        ("card.expiry", {**CARD, "issued": "9999-12-31"}, "these inputs cannot be"),
        ("certificate.expiry", {**CERTIFICATE, "user_expires": "2027-05-01"}, "user_expires: only"),
        ("renewal.opens", {"expires": "0001-01-31"}, "these inputs cannot be"),
        ("kiosk.offer", {**KIOSK, "city": "osaka"}, "kamakura (142042)"),
        ("kiosk.offer", {**KIOSK, "certificate": "juminhio"}, "did you mean juminhyo?"),
        ("kiosk.offer", {**KIOSK, "at": "2024-05-01"}, "a local date and time such as"),
        ("kiosk.offer", {**KIOSK, "at": "2024-05-01T24:00"}, "is not a time of the calendar"),
        ("kiosk.offer", {**KIOSK, "my_number": "maybe"}, "accepted: yes or no"),
        (
            "kiosk.usable",
            {"city": "minato", "after": "handover", "since": "2026-04-02"},
            "on: 2026-04-01 is before since",
        ),
    ],
)
def test_a_bad_input_gets_one_line_that_helps(
    question: str, given: dict[str, str], line: str
) -> None:
    """It names the input, what was wrong and what is accepted, or the nearest name."""
    with pytest.raises(BadInputError) as wrong:
        answer(question, given, PARAMETERS)

    assert line in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_pin_is_never_repeated() -> None:
    """PIN-16: neither in the answer nor in a refusal."""
    for value in ("AB12345", "abc12345"):
        said = answer("pin.acceptable", {"kind": "signature", "value": value}, PARAMETERS)

        assert value not in str(said.as_json())


def test_the_listing_names_every_question_with_its_choices() -> None:
    """`fuda ask --list`: enough to ask without reading the code."""
    said = {one["question"]: one for one in listing(PARAMETERS)}

    assert set(said) == set(QUESTIONS)
    inputs = {one["name"]: one for one in said["kiosk.offer"]["inputs"]}  # type: ignore[attr-defined]
    assert inputs["city"]["choices"] == ["tomakomai", "chiyoda", "minato", "arakawa", "kamakura"]
    assert inputs["my_number"]["default"] == "no"
    assert inputs["at"]["required"]


def test_every_name_and_sentence_is_there_in_both_languages() -> None:
    """Labels of inputs and facts, and what questions and inputs are about (domain `ask`)."""
    labels = PARAMETERS.words("input")
    said = says_in("ja")
    for question in QUESTIONS.values():
        for name in (*question.facts, *(one.name for one in question.inputs)):
            assert name in labels, f"{question.name}: input.{name} is not in parameters/words"
        for msgid in (question.about, *(one.about for one in question.inputs)):
            assert said(msgid) != msgid, f"{question.name}: {msgid!r} has no Japanese"
