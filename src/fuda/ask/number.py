"""number.use, number.told, number.change, number.valid and number.linkage."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import SECRET, YES_NO, Input, word, words
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.number_use import (
    ChangeCause,
    Purpose,
    Way,
    agency_linkage,
    number_change,
    number_told,
    number_use,
    number_valid,
)


def _use(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = number_use(
        Purpose(given["purpose"]),
        asked_by=given["asked_by"],
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(answer="allowed", because=stated.because, facts={"may_omit": stated.value})


def _told(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = number_told(
        Way(given["way"]), city=city.id, on=given["on"] or city.as_of, parameters=parameters
    )
    return Found(answer="told", because=stated.because)


def _change(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = number_change(
        ChangeCause(given["cause"]),
        trigger=given["trigger"],
        recognised=given["recognised"],
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(
        answer="changed",
        because=stated.because,
        facts={"card_lapses": stated.value.card_lapses},
    )


def _valid(given: dict[str, Any], _parameters: LoadedParameters) -> Found:
    return Found(answer="valid", because=number_valid(given["number"]).because)


def _linkage(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = agency_linkage(on=of_the_nation(given, parameters), parameters=parameters)
    linkage = stated.value
    return Found(
        answer=linkage.begun,
        because=stated.because,
        facts={"carries_number": linkage.carries_number, "encrypted": linkage.encrypted},
    )


NUMBER_USE = Question(
    name="number.use",
    about="whether an Individual Number may be used for a purpose",
    inputs=(
        Input(
            name="purpose",
            kind=word("number_purpose"),
            about="what the number is to be used for",
            required=True,
        ),
        Input(
            name="asked_by",
            kind=word("number_asker"),
            about="who asks for the number (default: not in question)",
        ),
        ON_IN_NATION,
    ),
    answer=word("number_use"),
    facts={"may_omit": words("certificate")},
    find=_use,
)

NUMBER_TOLD = Question(
    name="number.told",
    about="how a person may learn the own Individual Number",
    inputs=(
        HOLDERS_CITY,
        Input(name="way", kind=word("number_way"), about="in which way", required=True),
        ON_IN_CITY,
    ),
    answer=word("number_told"),
    find=_told,
)

NUMBER_CHANGE = Question(
    name="number.change",
    about="whether an Individual Number is changed, and what becomes of the card",
    inputs=(
        Input(
            name="cause",
            kind=word("number_change_cause"),
            about="why the number is to be changed",
            required=True,
        ),
        Input(
            name="trigger",
            kind=word("number_trigger"),
            about="whether the person asks or the mayor acts",
            default="request",
        ),
        Input(
            name="recognised",
            kind=YES_NO,
            about="whether the mayor found the cause to be so",
            default="yes",
        ),
        ON_IN_NATION,
    ),
    answer=word("number_changed"),
    facts={"card_lapses": YES_NO},
    find=_change,
)

NUMBER_VALID = Question(
    name="number.valid",
    about="whether twelve digits can be an Individual Number",
    inputs=(
        Input(
            name="number",
            kind=SECRET,
            about="the number, never a real one: addresses are kept in many places",
            required=True,
        ),
    ),
    answer=word("number_form"),
    find=_valid,
)

NUMBER_LINKAGE = Question(
    name="number.linkage",
    about="whether agencies exchange information on a day, and whether the number goes with it",
    inputs=(ON_IN_NATION,),
    answer=word("linkage_begun"),
    facts={"carries_number": YES_NO, "encrypted": YES_NO},
    find=_linkage,
)

QUESTIONS = (
    NUMBER_USE,
    NUMBER_TOLD,
    NUMBER_CHANGE,
    NUMBER_VALID,
    NUMBER_LINKAGE,
)
