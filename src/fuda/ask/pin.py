"""pin.acceptable, .same, .needed, .at-handover and .locks. A PIN is judged and never repeated."""

from typing import Any

from fuda.ask.answers import Found
from fuda.ask.common_inputs import BORN, ON_IN_NATION, PIN_KIND
from fuda.ask.days import of_the_nation
from fuda.ask.inputs import (
    NUMBER,
    SECRET,
    YES_NO,
    BadInputError,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.pin import PinKind, acceptable, may_be_same, tries
from fuda.rules.pin_lock import PinNext, pin_locks
from fuda.rules.pin_needed import MadeAs, pins_at_hand_over, pins_needed


def _acceptable(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kind = PinKind(given["kind"])
    on = of_the_nation(given, parameters)
    stated = acceptable(kind, given["value"], on=on, parameters=parameters)
    locks = tries(kind, on=on, parameters=parameters)
    return Found(
        answer="acceptable",
        because=(*stated.because, *locks.because),
        facts={"locks_after": locks.value},
    )


def _same(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    kinds = tuple(map(PinKind, given["kinds"]))
    if len(kinds) < 2:  # noqa: PLR2004 - one PIN is the same as itself
        raise BadInputError("kinds: name two PINs at least, with commas, such as user,face_item")
    stated = may_be_same(kinds, on=of_the_nation(given, parameters), parameters=parameters)
    return Found(answer="may_be_same", because=stated.because)


def _needed(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = pins_needed(given["service"], on=on, parameters=parameters)
    return Found(answer=",".join(stated.value), because=stated.because)


def _at_hand_over(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    in_order(born=given["born"], on=on)
    stated = pins_at_hand_over(
        tuple(map(CertificateKind, given["chosen"])),
        made_as=MadeAs(given["made_as"]),
        born=given["born"],
        ward=given["ward"],
        on=on,
        parameters=parameters,
    )
    return Found(
        answer=",".join(stated.value.pins),
        because=stated.because,
        facts={"set_by": stated.value.set_by},
    )


def _locks(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = pin_locks(
        PinKind(given["kind"]),
        wrong=given["wrong"],
        what=PinNext(given["next"]),
        on=of_the_nation(given, parameters),
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer=found.state,
        because=stated.because,
        facts={"left": found.left, "unaffected": list(found.unaffected)},
    )


PIN_ACCEPTABLE = Question(
    name="pin.acceptable",
    about="whether a PIN has the form that is asked for",
    inputs=(
        PIN_KIND,
        Input(
            name="value",
            kind=SECRET,
            about="the PIN, never a real one: addresses are kept in many places",
            required=True,
        ),
        ON_IN_NATION,
    ),
    answer=word("pin_form_outcome"),
    facts={"locks_after": NUMBER},
    find=_acceptable,
)

PIN_SAME = Question(
    name="pin.same",
    about="whether several PINs of a card may be the same number",
    inputs=(
        Input(
            name="kinds",
            kind=words("pin_kind"),
            about="the PINs that are to be the same",
            required=True,
        ),
        ON_IN_NATION,
    ),
    answer=word("pin_same_outcome"),
    find=_same,
)

PIN_NEEDED = Question(
    name="pin.needed",
    about="which PINs a service asks for",
    inputs=(
        Input(name="service", kind=word("pin_service"), about="which service", required=True),
        ON_IN_NATION,
    ),
    answer=words("pin_kind"),
    find=_needed,
)

PIN_AT_HAND_OVER = Question(
    name="pin.at-handover",
    about="which PINs are set when a card is handed over, and by whom",
    inputs=(
        Input(
            name="chosen",
            kind=words("certificate_kind"),
            about="the certificates that the holder wishes, none for an empty list",
            required=True,
        ),
        Input(
            name="made_as",
            kind=word("hand_over_card"),
            about="a normal card, a face-authentication card or one for identification only",
            default="normal",
        ),
        BORN,
        Input(name="ward", kind=YES_NO, about="the holder is an adult ward", default="no"),
        ON_IN_NATION,
    ),
    answer=words("pin_kind"),
    facts={"set_by": word("pin_setter")},
    find=_at_hand_over,
)

PIN_LOCKS = Question(
    name="pin.locks",
    about="whether a PIN is locked after wrong entries, and how many tries are left",
    inputs=(
        PIN_KIND,
        Input(
            name="wrong",
            kind=NUMBER,
            about="wrong entries in a row so far, over however many days",
            required=True,
        ),
        Input(name="next", kind=word("pin_next"), about="what happens next", required=True),
        ON_IN_NATION,
    ),
    answer=word("pin_standing"),
    facts={"left": NUMBER, "unaffected": words("pin_kind")},
    find=_locks,
)

QUESTIONS = (
    PIN_ACCEPTABLE,
    PIN_SAME,
    PIN_NEEDED,
    PIN_AT_HAND_OVER,
    PIN_LOCKS,
)
