"""insurance.registration, .use, .card and .help."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import ON_IN_NATION
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import DAY, MOMENT, NUMBER, TEXT, BadInputError, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.hotline import line_entry
from fuda.rules.insurance import (
    InsuranceCard,
    InsuranceChannel,
    insurance_proof,
    insurance_registration,
    insurance_use,
)


def _registration(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    at = given["at"]
    if at is not None and given["on"] not in {None, at.date()}:
        raise BadInputError(
            "on: {on} is not the day of at {day}; give one of them",
            on=str(given["on"]),
            day=str(at.date()),
        )
    on = of_the_nation(given, parameters) if at is None else at.date()
    stated = insurance_registration(
        InsuranceChannel(given["channel"]),
        card=InsuranceCard(given["card"]),
        user_expires=given["user_expires"],
        on=on,
        at=at,
        parameters=parameters,
    )
    found = stated.value
    facts: dict[str, Fact] = {"remaining": found.remaining}
    if found.bring:
        facts["bring"] = list(found.bring)
    if found.completes_from is not None:
        facts["completes_from"] = f"{found.completes_from:%H:%M}"
    return Found(answer=found.outcome, because=stated.because, facts=facts)


def _use(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = insurance_use(
        face_auth_card=given["card"] == "face_auth",
        user_expires=given["user_expires"],
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(answer=",".join(stated.value), because=stated.because)


def _card(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = insurance_proof(on=of_the_nation(given, parameters), parameters=parameters)
    return Found(answer=",".join(stated.value), because=stated.because)


def _help(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = line_entry(purpose="insurance", on=on, parameters=parameters)
    line = stated.value
    return Found(answer=line.number, because=stated.because, facts={"menu": line.keys[0]})


INSURANCE_REGISTRATION = Question(
    name="insurance.registration",
    about="whether the card is registered as a health insurance card in this way",
    inputs=(
        Input(
            name="channel",
            kind=word("insurance_channel"),
            about="where the card is registered",
            required=True,
        ),
        Input(
            name="user_expires",
            kind=DAY,
            about="the user certificate's last valid day",
            required=True,
        ),
        Input(
            name="card",
            kind=word("insurance_card_state"),
            about="what kind of card, and whether it is suspended",
            default="normal",
        ),
        ON_IN_NATION,
        Input(name="at", kind=MOMENT, about="when, on Japan's clock, for an ATM"),
    ),
    answer=word("insurance_outcome"),
    facts={"remaining": NUMBER, "bring": words("insurance_paper"), "completes_from": TEXT},
    find=_registration,
)

INSURANCE_USE = Question(
    name="insurance.use",
    about="how the holder is identified where the card is used as an insurance card",
    inputs=(
        Input(
            name="card",
            kind=word("kiosk_card"),
            about="a card with a PIN or a face-authentication card",
            default="normal",
        ),
        Input(name="user_expires", kind=DAY, about="the user certificate's last valid day"),
        ON_IN_NATION,
    ),
    answer=words("insurance_check"),
    find=_use,
)

INSURANCE_CARD = Question(
    name="insurance.card",
    about="what proves health insurance on a day",
    inputs=(ON_IN_NATION,),
    answer=words("insurance_proof"),
    find=_card,
)

INSURANCE_HELP = Question(
    name="insurance.help",
    about="whom to call about the insurance card, and which menu entry",
    inputs=(ON_IN_NATION,),
    answer=TEXT,
    facts={"menu": NUMBER},
    find=_help,
)

QUESTIONS = (
    INSURANCE_REGISTRATION,
    INSURANCE_USE,
    INSURANCE_CARD,
    INSURANCE_HELP,
)
