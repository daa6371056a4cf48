"""The questions that the rules answer, without a database.

`answer(question, inputs, parameters)` reads the inputs as text, asks the rule, and hands back an
Answer: found, refused by a rule, or not stated. BadInputError is one line for a person.
"""

from collections.abc import Callable, Mapping
from typing import Final

from fuda.ask.abroad import ABROAD_CARD
from fuda.ask.advice import ADVICE
from fuda.ask.answers import (
    EXIT_ANSWERED,
    EXIT_BAD_INPUT,
    EXIT_NOT_STATED,
    EXIT_REFUSED,
    Answer,
    in_english,
)
from fuda.ask.card import CARD_FIRST_FEE, CARD_SHOWS, CARD_VALID, CARD_WRITING
from fuda.ask.certificates import (
    CERTIFICATE_ALLOWED,
    CERTIFICATE_FEE,
    CERTIFICATE_LAPSES,
    CERTIFICATE_RECORDS,
    CERTIFICATE_RENEWAL,
    CERTIFICATE_USABLE,
    PORTAL_LOGIN,
)
from fuda.ask.change import CHANGE_CARD
from fuda.ask.contacts import (
    CONTACT_ABOUT,
    FAX_COMPLETE,
    HOTLINE_LANGUAGES,
    HOTLINE_MENU,
    HOTLINE_NUMBER,
    HOTLINE_OPEN,
    NUMBER_DIVISION,
)
from fuda.ask.deadlines import DEADLINES
from fuda.ask.death import DEATH_KIOSK, DEATH_RETURN
from fuda.ask.expiry import CARD_EXPIRY, CERTIFICATE_EXPIRY
from fuda.ask.express import EXPRESS_ELIGIBLE, EXPRESS_FIRST_FEE
from fuda.ask.face_card import (
    FACE_CARD_CAN,
    FACE_CARD_MARKING,
    FACE_CARD_OFFERED,
    FACE_CARD_RETURN,
)
from fuda.ask.foreign import STAY_CARD_UNTIL, STAY_CHANGE_BY, STAY_EXTENSION
from fuda.ask.honseki import HONSEKI_CLEARED, HONSEKI_REGISTER, HONSEKI_USABLE, KOSEKI_AFTER_NOTICE
from fuda.ask.inputs import BadInputError, Kind, read_inputs, unknown
from fuda.ask.insurance import INSURANCE_CARD, INSURANCE_HELP, INSURANCE_REGISTRATION, INSURANCE_USE
from fuda.ask.kiosk import KIOSK_OFFER, KIOSK_USABLE
from fuda.ask.kiosk_shop import (
    KIOSK_FEE,
    KIOSK_FREE_CERTIFICATE,
    KIOSK_JUMINHYO,
    KIOSK_REFLECTS,
    KIOSK_REFUND,
    KIOSK_SHOPS,
)
from fuda.ask.life import LIFE_EVENT
from fuda.ask.loss import LOSS_STEPS, SUSPENSION_LIFT, SUSPENSION_PHONES, SUSPENSION_STOPS
from fuda.ask.memo import MEMO_SHEET
from fuda.ask.minors import MINOR_APPLICATION, MINOR_PHOTO, MINOR_PIN, MINOR_RECEIPT
from fuda.ask.moving import MOVE_CARD, MOVE_DEADLINES, MOVE_IN, MOVE_ONLINE_OUT
from fuda.ask.notice import NOTICE_KIND, NOTICE_PROVES, NOTICE_REISSUE, NOTICE_RETURN
from fuda.ask.number import (
    NUMBER_CHANGE,
    NUMBER_LINKAGE,
    NUMBER_TOLD,
    NUMBER_USE,
    NUMBER_VALID,
)
from fuda.ask.papers import ONLINE_APPLICATION, SEAL_COUNTER, TAX_AVAILABLE
from fuda.ask.phone import PHONE_ACCEPTED, PHONE_AFTER, PHONE_LOST, PHONE_OFFERED
from fuda.ask.pin import PIN_ACCEPTABLE, PIN_AT_HAND_OVER, PIN_LOCKS, PIN_NEEDED, PIN_SAME
from fuda.ask.pin_reset import (
    PIN_CHANGE,
    PIN_KIOSK_RESET,
    PIN_RESET,
    PIN_RESET_HELP,
)
from fuda.ask.points import ACCOUNT_REGISTER, POINTS_AMOUNT, VACCINATION_APP
from fuda.ask.procedures import (
    PROCEDURE_BRING,
    PROCEDURE_CHANNELS,
    PROCEDURE_WHERE,
    PROCEDURE_WHO,
    RESERVATION_NEEDED,
)
from fuda.ask.proof import PROOF_ENOUGH
from fuda.ask.question import Question
from fuda.ask.reissue import REISSUE_FEE, REISSUE_READY
from fuda.ask.renewal import RENEWAL_ALLOWED, RENEWAL_HAND_OVER, RENEWAL_NOTICE, RENEWAL_OPENS
from fuda.ask.returning import LAPSE_CAUSE, RETURN_CARD
from fuda.ask.windows import WINDOW_LIST, WINDOW_NEXT, WINDOW_OPEN
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
    for question in (
        CARD_EXPIRY,
        CERTIFICATE_EXPIRY,
        RENEWAL_OPENS,
        RENEWAL_ALLOWED,
        RENEWAL_NOTICE,
        RENEWAL_HAND_OVER,
        CERTIFICATE_ALLOWED,
        CERTIFICATE_RENEWAL,
        CERTIFICATE_LAPSES,
        CERTIFICATE_USABLE,
        CERTIFICATE_FEE,
        CERTIFICATE_RECORDS,
        PORTAL_LOGIN,
        INSURANCE_REGISTRATION,
        INSURANCE_USE,
        INSURANCE_CARD,
        INSURANCE_HELP,
        PIN_ACCEPTABLE,
        PIN_SAME,
        PIN_NEEDED,
        PIN_AT_HAND_OVER,
        PIN_LOCKS,
        PIN_RESET,
        PIN_KIOSK_RESET,
        PIN_RESET_HELP,
        PIN_CHANGE,
        KIOSK_OFFER,
        KIOSK_USABLE,
        PHONE_OFFERED,
        PHONE_ACCEPTED,
        PHONE_AFTER,
        PHONE_LOST,
        NUMBER_USE,
        NUMBER_TOLD,
        NUMBER_CHANGE,
        NUMBER_VALID,
        NUMBER_LINKAGE,
        PROOF_ENOUGH,
        NOTICE_PROVES,
        NOTICE_KIND,
        NOTICE_REISSUE,
        NOTICE_RETURN,
        MINOR_APPLICATION,
        MINOR_RECEIPT,
        MINOR_PIN,
        MINOR_PHOTO,
        FACE_CARD_OFFERED,
        FACE_CARD_CAN,
        FACE_CARD_RETURN,
        FACE_CARD_MARKING,
        DEATH_RETURN,
        DEATH_KIOSK,
        MEMO_SHEET,
        ADVICE,
        REISSUE_FEE,
        REISSUE_READY,
        EXPRESS_ELIGIBLE,
        EXPRESS_FIRST_FEE,
        LOSS_STEPS,
        SUSPENSION_STOPS,
        SUSPENSION_PHONES,
        SUSPENSION_LIFT,
        RETURN_CARD,
        LAPSE_CAUSE,
        LIFE_EVENT,
        WINDOW_OPEN,
        WINDOW_NEXT,
        WINDOW_LIST,
        PROCEDURE_WHERE,
        PROCEDURE_WHO,
        PROCEDURE_BRING,
        PROCEDURE_CHANNELS,
        RESERVATION_NEEDED,
        HOTLINE_OPEN,
        HOTLINE_NUMBER,
        HOTLINE_MENU,
        HOTLINE_LANGUAGES,
        FAX_COMPLETE,
        CONTACT_ABOUT,
        NUMBER_DIVISION,
        MOVE_CARD,
        MOVE_DEADLINES,
        MOVE_IN,
        MOVE_ONLINE_OUT,
        CHANGE_CARD,
        CARD_VALID,
        CARD_SHOWS,
        CARD_WRITING,
        CARD_FIRST_FEE,
        DEADLINES,
        STAY_EXTENSION,
        STAY_CARD_UNTIL,
        STAY_CHANGE_BY,
        ABROAD_CARD,
        KIOSK_FEE,
        KIOSK_REFUND,
        KIOSK_FREE_CERTIFICATE,
        KIOSK_SHOPS,
        KIOSK_JUMINHYO,
        KIOSK_REFLECTS,
        HONSEKI_USABLE,
        HONSEKI_CLEARED,
        HONSEKI_REGISTER,
        KOSEKI_AFTER_NOTICE,
        TAX_AVAILABLE,
        SEAL_COUNTER,
        ONLINE_APPLICATION,
        POINTS_AMOUNT,
        VACCINATION_APP,
        ACCOUNT_REGISTER,
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
