"""The questions that the rules answer, without a database.

`answer(question, inputs, parameters)` reads the inputs as text, asks the rule, and hands back an
Answer: found, refused by a rule, or not stated. BadInputError is one line for a person.
"""

from collections.abc import Callable, Mapping
from typing import Final

from fuda.ask import (
    abroad,
    advice,
    card,
    certificates,
    change,
    contacts,
    deadlines,
    death,
    devices,
    expiry,
    express,
    face_card,
    foreign,
    honseki,
    insurance,
    kiosk,
    kiosk_shop,
    life,
    loss,
    memo,
    minors,
    moving,
    notice,
    number,
    papers,
    phone,
    pin,
    pin_reset,
    points,
    procedures,
    proof,
    reissue,
    renewal,
    returning,
    security,
    windows,
)
from fuda.ask.answers import (
    EXIT_ANSWERED,
    EXIT_BAD_INPUT,
    EXIT_NOT_STATED,
    EXIT_REFUSED,
    Answer,
    in_english,
)
from fuda.ask.inputs import BadInputError, Kind, read_inputs, unknown
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.refusal import NotStated, Refused

__all__ = [
    "EXIT_ANSWERED",
    "EXIT_BAD_INPUT",
    "EXIT_NOT_STATED",
    "EXIT_REFUSED",
    "QUESTIONS",
    "Answer",
    "BadInputError",
    "Question",
    "Say",
    "answer",
    "in_english",
    "in_its_own_words",
    "listing",
    "question_named",
]

Say = Callable[[str], str]
"""Puts a msgid of the domain `ask` into a language."""


def in_its_own_words(msgid: str) -> str:
    """The sentence as it stands in the code."""
    return msgid


QUESTIONS: Final[Mapping[str, Question]] = {
    question.name: question
    for subject in (
        number,
        proof,
        notice,
        card,
        expiry,
        pin,
        pin_reset,
        certificates,
        security,
        renewal,
        change,
        moving,
        foreign,
        abroad,
        loss,
        returning,
        reissue,
        express,
        minors,
        face_card,
        death,
        kiosk,
        kiosk_shop,
        honseki,
        papers,
        insurance,
        phone,
        devices,
        points,
        memo,
        windows,
        procedures,
        contacts,
        advice,
        life,
        deadlines,
    )
    for question in subject.QUESTIONS
}


def question_named(name: str) -> Question:
    """The question, or a BadInputError that suggests the nearest."""
    if name not in QUESTIONS:
        raise unknown("question", name, list(QUESTIONS))
    return QUESTIONS[name]


def answer(name: str, given: Mapping[str, str], parameters: LoadedParameters) -> Answer:
    """The answer to a question; BadInputError where an input cannot be read."""
    question = question_named(name)
    values = read_inputs(question.inputs, given, parameters)
    try:
        return Answer(question=name, found=question.find(values, parameters))
    except Refused as refused:
        return Answer(question=name, refusal=refused.refusal)
    except NotStated as silence:
        return Answer(question=name, silence=silence)
    except BadInputError:
        raise
    except (OverflowError, ValueError) as impossible:
        raise BadInputError(
            "these inputs cannot be: {impossible}", impossible=str(impossible)
        ) from None


def listing(parameters: LoadedParameters, say: Say = in_its_own_words) -> list[dict[str, object]]:
    """Every question with its typed inputs and answers, as JSON values; `say` translates."""
    return [
        {
            "question": question.name,
            "about": say(question.about),
            "inputs": [
                {
                    "name": one.name,
                    "type": one.kind.name,
                    "required": one.required,
                    "default": one.default,
                    "choices": list(one.kind.choices(parameters)),
                    "about": say(one.about),
                }
                for one in question.inputs
            ],
            "answer": _typed(question.answer, parameters),
            "facts": {name: _typed(kind, parameters) for name, kind in question.facts.items()},
        }
        for question in QUESTIONS.values()
    ]


def _typed(kind: Kind, parameters: LoadedParameters) -> dict[str, object]:
    return {"type": kind.name, "choices": list(kind.choices(parameters))}
