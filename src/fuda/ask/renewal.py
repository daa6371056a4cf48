"""renewal.opens and renewal.allowed."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.inputs import DAY, Input, word
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.renewal import Renewable, renewal_allowed, renewal_opens


def _opens(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = renewal_opens(given["expires"], parameters=parameters)
    return Found(answer=stated.value.isoformat(), because=stated.because)


def _allowed(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = renewal_allowed(
        Renewable(given["what"]),
        expires=given["expires"],
        on=given["on"],
        parameters=parameters,
    )
    opens = renewal_opens(given["expires"], parameters=parameters).value
    return Found(answer=stated.value, because=stated.because, facts={"opens": opens.isoformat()})


_EXPIRES = Input(
    name="expires", kind=DAY, about="the last valid day of the card or certificate", required=True
)

RENEWAL_OPENS = Question(
    name="renewal.opens",
    about="the first day on which a card or certificate may be renewed",
    inputs=(_EXPIRES,),
    answer=DAY,
    find=_opens,
)

RENEWAL_ALLOWED = Question(
    name="renewal.allowed",
    about="whether a card or certificate may be renewed on a day",
    inputs=(
        Input(name="what", kind=word("renewable"), about="what is renewed", required=True),
        _EXPIRES,
        Input(name="on", kind=DAY, about="the day of the visit", required=True),
    ),
    answer=word("renewal"),
    facts={"opens": DAY},
    find=_allowed,
)
