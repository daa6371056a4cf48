"""phone.offered, phone.accepted, phone.after and phone.lost."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_NATION
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import NUMBER, TEXT, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.phone import (
    PhoneKind,
    PhoneUse,
    loss_line,
    must_be_offered,
    phone_accepted,
    phone_after,
)


def _offered(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = must_be_offered(PhoneKind(given["phone"]), on=on, parameters=parameters)
    return Found(answer="offered", because=stated.because)


def _accepted(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = phone_accepted(
        PhoneKind(given["phone"]),
        PhoneUse(given["use"]),
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


def _after(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    kind = PhoneKind(given["phone"])
    stated = phone_after(kind, given["event"], on=on, parameters=parameters)
    return Found(answer=stated.value, because=stated.because)


def _lost(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = loss_line(on=of_the_nation(given, parameters), parameters=parameters)
    line = stated.value
    return Found(
        answer=line.number,
        because=stated.because,
        facts={"menu": line.keys[0] if line.keys else None},
    )


_PHONE = Input(name="phone", kind=word("phone_kind"), about="which kind of phone", required=True)

PHONE_OFFERED = Question(
    name="phone.offered",
    about="whether a kind of smartphone can take certificates on a day",
    inputs=(_PHONE, ON_IN_NATION),
    answer=word("phone_offered"),
    find=_offered,
)

PHONE_ACCEPTED = Question(
    name="phone.accepted",
    about="whether a smartphone with certificates serves in place of the card",
    inputs=(
        _PHONE,
        Input(name="use", kind=word("phone_use"), about="what it is held out for", required=True),
        ON_IN_NATION,
    ),
    answer=word("phone_accepted"),
    find=_accepted,
)

PHONE_AFTER = Question(
    name="phone.after",
    about="what becomes of the certificates on a smartphone when something happens",
    inputs=(
        _PHONE,
        Input(name="event", kind=word("phone_event"), about="what happened", required=True),
        ON_IN_NATION,
    ),
    answer=word("phone_consequence"),
    find=_after,
)

PHONE_LOST = Question(
    name="phone.lost",
    about="whom to call when a smartphone with certificates is lost, and which menu entry",
    inputs=(ON_IN_NATION,),
    answer=TEXT,
    facts={"menu": NUMBER},
    find=_lost,
)

QUESTIONS = (
    PHONE_OFFERED,
    PHONE_ACCEPTED,
    PHONE_AFTER,
    PHONE_LOST,
)
