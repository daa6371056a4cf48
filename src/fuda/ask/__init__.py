"""The questions that the rules answer, without a database.

`answer(question, inputs, parameters)` reads the inputs as text, asks the rule, and hands back an
Answer: found, refused by a rule, or not stated. BadInputError is one line for a person.
"""

from collections.abc import Mapping
from typing import Final

from fuda.ask.answers import (
    EXIT_ANSWERED,
    EXIT_BAD_INPUT,
    EXIT_NOT_STATED,
    EXIT_REFUSED,
    Answer,
    in_english,
)
from fuda.ask.expiry import CARD_EXPIRY, CERTIFICATE_EXPIRY
from fuda.ask.inputs import CITY, BadInputError, read_inputs, unknown
from fuda.ask.kiosk import KIOSK_OFFER, KIOSK_USABLE
from fuda.ask.phone import PHONE_ACCEPTED, PHONE_LOST, PHONE_OFFERED
from fuda.ask.pin import PIN_ACCEPTABLE
from fuda.ask.question import Question
from fuda.ask.renewal import RENEWAL_ALLOWED, RENEWAL_OPENS
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
    "answer",
    "in_english",
    "listing",
    "question_named",
]

QUESTIONS: Final[Mapping[str, Question]] = {
    question.name: question
    for question in (
        CARD_EXPIRY,
        CERTIFICATE_EXPIRY,
        RENEWAL_OPENS,
        RENEWAL_ALLOWED,
        PIN_ACCEPTABLE,
        KIOSK_OFFER,
        KIOSK_USABLE,
        PHONE_OFFERED,
        PHONE_ACCEPTED,
        PHONE_LOST,
    )
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
        raise BadInputError(f"these inputs cannot be: {impossible}") from None


def listing(parameters: LoadedParameters) -> list[dict[str, object]]:
    """Every question with its typed inputs, as JSON values."""
    cities = [city.id for city in parameters.cities()]
    return [
        {
            "question": question.name,
            "about": question.about,
            "inputs": [
                {
                    "name": one.name,
                    "type": one.kind.name,
                    "required": one.required,
                    "default": one.default,
                    "choices": cities if one.kind is CITY else list(one.kind.choices),
                    "about": one.about,
                }
                for one in question.inputs
            ],
        }
        for question in QUESTIONS.values()
    ]
