"""minor.application, minor.receipt, minor.pin and minor.photo."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import BORN, HOLDERS_CITY, PIN_KIND
from fuda.ask.inputs import (
    DAY,
    YES_NO,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.minors import minor_application, minor_photo, minor_pin, minor_receipt
from fuda.rules.pin import PinKind


def _application(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    in_order(born=given["born"], on=given["on"])
    stated = minor_application(
        given["applicant"],
        born=given["born"],
        recognised=given["recognised"],
        on=given["on"],
        parameters=parameters,
    )
    return Found(answer="allowed", because=stated.because)


def _receipt(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    in_order(born=given["born"], on=given["on"])
    stated = minor_receipt(
        given["comes"],
        city=given["city"].id,
        born=given["born"],
        on=given["on"],
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


def _pin(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    in_order(born=given["born"], on=given["on"])
    stated = minor_pin(
        PinKind(given["kind"]),
        set_by=given["set_by"],
        born=given["born"],
        on=given["on"],
        parameters=parameters,
    )
    return Found(answer="registered", because=stated.because)


def _photo(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    given = {**given, "issued": given["issued"] or given["applied"]}
    in_order(born=given["born"], applied=given["applied"], issued=given["issued"])
    stated = minor_photo(
        born=given["born"],
        applied=given["applied"],
        issued=given["issued"],
        parameters=parameters,
    )
    return Found(
        answer="needed" if stated.value.shown else "without",
        because=stated.because,
        facts={"expires": stated.value.expires.isoformat()},
    )


_ON = Input(name="on", kind=DAY, about="the day of the visit", required=True)

MINOR_APPLICATION = Question(
    name="minor.application",
    about="who may apply for the card of a child or young person",
    inputs=(
        BORN,
        _ON,
        Input(name="applicant", kind=word("visitor"), about="who applies", required=True),
        Input(
            name="recognised",
            kind=YES_NO,
            about="whether the mayor accepts the special reason for a proxy",
            default="no",
        ),
    ),
    answer=word("minor_application"),
    find=_application,
)

MINOR_RECEIPT = Question(
    name="minor.receipt",
    about="how the card of a child or young person is collected",
    inputs=(
        HOLDERS_CITY,
        BORN,
        _ON,
        Input(name="comes", kind=words("visitor"), about="who comes", required=True),
    ),
    answer=word("minor_receipt"),
    find=_receipt,
)

MINOR_PIN = Question(
    name="minor.pin",
    about="which PINs a child or young person can have, and who registers them",
    inputs=(
        PIN_KIND,
        BORN,
        _ON,
        Input(name="set_by", kind=word("visitor"), about="who registers it", required=True),
    ),
    answer=word("minor_pin"),
    find=_pin,
)

MINOR_PHOTO = Question(
    name="minor.photo",
    about="whether a card needs a photo, by the age on the day of application",
    inputs=(
        BORN,
        Input(name="applied", kind=DAY, about="the day of application", required=True),
        Input(name="issued", kind=DAY, about="the day of issue (default: that of application)"),
    ),
    answer=word("minor_photo"),
    facts={"expires": DAY},
    find=_photo,
)

QUESTIONS = (
    MINOR_APPLICATION,
    MINOR_RECEIPT,
    MINOR_PIN,
    MINOR_PHOTO,
)
