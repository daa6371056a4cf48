"""honseki.usable, honseki.cleared, honseki.register and koseki.after-notice."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import ON_IN_CITY
from fuda.ask.days import of_the_city, since_and_on
from fuda.ask.facts import stated_facts
from fuda.ask.inputs import (
    CITY,
    DAY,
    NUMBER,
    TEXT,
    TEXTS,
    YES_NO,
    Input,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.honseki import (
    HonsekiChannel,
    HonsekiEvent,
    honseki_cleared,
    honseki_register,
    honseki_usable,
)
from fuda.rules.koseki import register_after_notice


def _usable(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"].id
    registered, on = since_and_on(given, "registered")
    stated = honseki_usable(city=city, registered=registered, on=on, parameters=parameters)
    facts, grounds = stated_facts(
        {"notified": "honseki.notified"}, city=city, on=on, parameters=parameters
    )
    return Found(
        answer=stated.value.usable,
        because=(*stated.because, *grounds),
        facts={
            "may_from": stated.value.may_from.isoformat(),
            "sure_from": stated.value.sure_from.isoformat(),
            **facts,
        },
    )


def _cleared(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = honseki_cleared(
        city=given["city"].id,
        event=HonsekiEvent(given["event"]),
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


_REGISTER = {
    "number_fee": "honseki.application_number.fee",
    "security_code": "honseki.security_code",
    "button": "honseki.button",
}
_BY_KIOSK = {"some_kiosks_only": "honseki.some_kiosks_only"}
_BY_COMPUTER = {"site": "honseki.pc.site"}


def _register(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on, channel = given["city"].id, of_the_city(given), HonsekiChannel(given["channel"])
    stated = honseki_register(
        city=city, channel=channel, has=given["has"], on=on, parameters=parameters
    )
    more = _BY_KIOSK if channel is HonsekiChannel.KIOSK else _BY_COMPUTER
    facts, grounds = stated_facts({**_REGISTER, **more}, city=city, on=on, parameters=parameters)
    return Found(answer="possible", because=(*stated.because, *grounds), facts=facts)


def _after_notice(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    register_notified, on = since_and_on(given, "register_notified")
    stated = register_after_notice(
        city=given["city"].id, notified=register_notified, on=on, parameters=parameters
    )
    return Found(
        answer=stated.value.usable,
        because=stated.because,
        facts={"sure_from": stated.value.sure_from.isoformat()},
    )


_CITY = Input(name="city", kind=CITY, about="the city whose guidebook is asked", required=True)

HONSEKI_USABLE = Question(
    name="honseki.usable",
    about="whether certificates of a family register kept elsewhere can be had after registering",
    inputs=(
        _CITY,
        Input(name="registered", kind=DAY, about="the day of registration", required=True),
        ON_IN_CITY,
    ),
    answer=word("usable"),
    facts={"may_from": DAY, "sure_from": DAY, "notified": YES_NO},
    find=_usable,
)

HONSEKI_CLEARED = Question(
    name="honseki.cleared",
    about="whether the registration for a family register kept elsewhere has to be made again",
    inputs=(
        _CITY,
        Input(name="event", kind=word("honseki_event"), about="what happened", required=True),
        ON_IN_CITY,
    ),
    answer=word("honseki_cleared"),
    find=_cleared,
)

HONSEKI_REGISTER = Question(
    name="honseki.register",
    about="how a card is registered for a family register kept elsewhere",
    inputs=(
        _CITY,
        Input(
            name="channel",
            kind=word("honseki_channel"),
            about="by kiosk or computer",
            required=True,
        ),
        Input(name="has", kind=words("honseki_need"), about="what one has at hand", default=""),
        ON_IN_CITY,
    ),
    answer=word("honseki_registration"),
    facts={
        "number_fee": NUMBER,
        "security_code": YES_NO,
        "button": TEXTS,
        "some_kiosks_only": YES_NO,
        "site": TEXT,
    },
    find=_register,
)

KOSEKI_AFTER_NOTICE = Question(
    name="koseki.after-notice",
    about="whether a family register certificate can be had again after a notice such as marriage",
    inputs=(
        _CITY,
        Input(
            name="register_notified",
            kind=DAY,
            about="the day of a notice such as marriage or death that changes the register",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("usable"),
    facts={"sure_from": DAY},
    find=_after_notice,
)

QUESTIONS = (
    HONSEKI_USABLE,
    HONSEKI_CLEARED,
    HONSEKI_REGISTER,
    KOSEKI_AFTER_NOTICE,
)
