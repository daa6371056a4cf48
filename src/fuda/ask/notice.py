"""notice.proves, notice.kind, notice.reissue and notice.return."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import (
    DAY,
    YES_NO,
    Input,
    in_order,
    word,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.notice import (
    Data,
    Notice,
    ProofOf,
    ReturnOccasion,
    notice_kind,
    notice_proves,
    notice_reissue,
    notice_return,
)


def _proves(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    changed = given["changed_on"]
    in_order(changed_on=changed, on=on)
    stated = notice_proves(
        Notice(given["notice"]),
        ProofOf(given["proof_of"]),
        data=Data(changed_on=changed, item=given["item"], matches=given["matches"]),
        on=on,
        parameters=parameters,
    )
    return Found(answer="proves", because=stated.because)


def _kind(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = notice_kind(given["registered"], parameters=parameters)
    features = stated.value
    facts: dict[str, bool] = {
        "has_photo": features.has_photo,
        "has_certificates": features.has_certificates,
        "has_expiry": features.has_expiry,
    }
    if features.has_card_form is not None:
        facts["has_card_form"] = features.has_card_form
    return Found(answer=features.notice, because=stated.because, facts=facts)


def _reissue(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = notice_reissue(
        Notice(given["notice"]), on=of_the_nation(given, parameters), parameters=parameters
    )
    return Found(answer="reissued", because=stated.because)


def _return(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city = given["city"]
    stated = notice_return(
        ReturnOccasion(given["return_occasion"]),
        city=city.id,
        on=of_the_city(given),
        parameters=parameters,
    )
    return Found(answer=stated.value, because=stated.because)


_NOTICE = Input(name="notice", kind=word("notice"), about="which of the two papers", required=True)

NOTICE_PROVES = Question(
    name="notice.proves",
    about="whether a notification card or number notice proves something on a day",
    inputs=(
        _NOTICE,
        Input(
            name="proof_of",
            kind=word("proof_of"),
            about="what is to be proven",
            default="number",
        ),
        Input(name="changed_on", kind=DAY, about="when what it says last changed (default: never)"),
        Input(name="item", kind=word("record_item"), about="which item changed", default="address"),
        Input(
            name="matches",
            kind=YES_NO,
            about="whether it reads as the resident record",
            default="yes",
        ),
        ON_IN_NATION,
    ),
    answer=word("notice_proves"),
    find=_proves,
)

NOTICE_KIND = Question(
    name="notice.kind",
    about="which paper tells the number to a person born or first registered on a day",
    inputs=(
        Input(
            name="registered",
            kind=DAY,
            about="the day of birth or of the first resident record",
            required=True,
        ),
    ),
    answer=word("notice"),
    facts={
        "has_photo": YES_NO,
        "has_certificates": YES_NO,
        "has_expiry": YES_NO,
        "has_card_form": YES_NO,
    },
    find=_kind,
)

NOTICE_REISSUE = Question(
    name="notice.reissue",
    about="whether a lost notification card or number notice is issued again",
    inputs=(_NOTICE, ON_IN_NATION),
    answer=word("notice_reissue"),
    find=_reissue,
)

NOTICE_RETURN = Question(
    name="notice.return",
    about="whether a notification card goes back",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="return_occasion",
            kind=word("notice_occasion"),
            about="on what occasion",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("notice_return"),
    find=_return,
)

QUESTIONS = (
    NOTICE_PROVES,
    NOTICE_KIND,
    NOTICE_REISSUE,
    NOTICE_RETURN,
)
