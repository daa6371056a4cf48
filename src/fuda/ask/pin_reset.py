"""pin.reset, .kiosk-reset, .reset-help and .change."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import AT, HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION, PIN_KIND
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import (
    CITY,
    MOMENT,
    NUMBER,
    TEXT,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.hotline import line_entry
from fuda.rules.pin import PinKind
from fuda.rules.pin_kiosk_reset import PinTrouble, ResetAsked, Standing, kiosk_reset
from fuda.rules.pin_reset import (
    Channel,
    Occasion,
    Visitor,
    counter_reset,
    pin_change,
)


def _reset(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = counter_reset(
        PinKind(given["kind"]),
        city=given["city"].id,
        visitor=Visitor(given["visitor"]),
        occasion=Occasion(given["occasion"]),
        standing=Standing(given["standing"]),
        on=of_the_city(given),
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer=found.procedure,
        because=stated.because,
        facts={
            "bring": list(found.bring.yes),
            "bring_if": list(found.bring.conditions),
            "counters": [window.id for window in found.windows],
        },
    )


def _kiosk_reset(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    booked, at = given["booked"], given["at"]
    in_order(booked=booked, at=at)
    stated = kiosk_reset(
        ResetAsked(
            kind=PinKind(given["kind"]),
            other_works=given["other_works"],
            trouble=PinTrouble(given["trouble"]),
            standing=Standing(given["standing"]),
        ),
        booked=booked,
        at=at,
        parameters=parameters,
        city=given["city"].id if given["city"] else None,
    )
    window = stated.value
    return Found(
        answer="may_reset",
        because=stated.because,
        facts={
            "usable_from": window.usable_from.isoformat(timespec="minutes"),
            "lapses_at": window.lapses_at.isoformat(timespec="minutes"),
        },
    )


def _reset_help(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = line_entry(purpose="kiosk_pin_reset", on=on, parameters=parameters)
    line = stated.value
    facts: dict[str, Fact] = dict(zip(("menu", "submenu"), line.keys, strict=False))
    return Found(answer=line.number, because=stated.because, facts=facts)


def _change(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    channel, city = Channel(given["channel"]), given["city"]
    at_counter = channel is Channel.COUNTER
    if at_counter != (city is not None):
        raise BadInputError(
            "city is missing: with channel=counter say whose counter it is"
            if at_counter
            else "city: {channel} is the same in every city; accepted: leave it out",
            channel=str(channel),
        )
    stated = pin_change(
        channel,
        current_known=given["current_known"],
        city=city.id if city else None,
        on=of_the_city(given) if city else of_the_nation(given, parameters),
        parameters=parameters,
    )
    return Found(answer="may_change", because=stated.because)


_STANDING = Input(
    name="standing",
    kind=word("certificate_standing"),
    about="how the certificate behind the PIN stands",
    default="valid",
)

PIN_RESET = Question(
    name="pin.reset",
    about="where a PIN is unlocked or set anew, and with which papers",
    inputs=(
        HOLDERS_CITY,
        PIN_KIND,
        Input(
            name="visitor",
            kind=word("self_or_proxy"),
            about="who comes to the counter",
            default="self",
        ),
        Input(
            name="occasion",
            kind=word("reset_occasion"),
            about="why the PIN is set anew",
            default="ordinary",
        ),
        _STANDING,
        ON_IN_CITY,
    ),
    answer=word("procedure"),
    facts={
        "bring": words("bring_item"),
        "bring_if": words("bring_item"),
        "counters": words("window"),
    },
    find=_reset,
)

PIN_KIOSK_RESET = Question(
    name="pin.kiosk-reset",
    about="whether a kiosk sets a PIN anew at a moment, after a reservation by smartphone",
    inputs=(
        PIN_KIND,
        Input(name="city", kind=CITY, about="the holder's city, whose counter a refusal names"),
        Input(
            name="other_works",
            kind=YES_NO,
            about="the PIN of the other certificate is known and not locked",
            required=True,
        ),
        Input(
            name="booked",
            kind=MOMENT,
            about="when the reservation was completed, on Japan's clock",
        ),
        AT,
        Input(
            name="trouble",
            kind=word("pin_trouble"),
            about="whether the PIN is locked or forgotten",
            default="locked",
        ),
        _STANDING,
    ),
    answer=word("kiosk_reset_outcome"),
    facts={"usable_from": MOMENT, "lapses_at": MOMENT},
    find=_kiosk_reset,
)

PIN_RESET_HELP = Question(
    name="pin.reset-help",
    about="whom to call about a reset at a kiosk, and which menu entries",
    inputs=(ON_IN_NATION,),
    answer=TEXT,
    facts={"menu": NUMBER, "submenu": NUMBER},
    find=_reset_help,
)

PIN_CHANGE = Question(
    name="pin.change",
    about="whether the holder changes a PIN in this way",
    inputs=(
        Input(
            name="channel",
            kind=word("pin_channel"),
            about="with what, or where, it is changed",
            required=True,
        ),
        Input(
            name="current_known",
            kind=YES_NO,
            about="the holder knows the current PIN and it is not locked",
            default="yes",
        ),
        Input(name="city", kind=CITY, about="whose counter, with channel=counter"),
        ON_IN_NATION,
    ),
    answer=word("pin_change_outcome"),
    find=_change,
)

QUESTIONS = (
    PIN_RESET,
    PIN_KIOSK_RESET,
    PIN_RESET_HELP,
    PIN_CHANGE,
)
