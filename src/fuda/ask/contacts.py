"""The questions about telephone lines, the FAX form, contacts and divisions."""

from datetime import date
from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import AT, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation
from fuda.ask.inputs import (
    CITY,
    DAY,
    TEXT,
    TEXTS,
    YES_NO,
    BadInputError,
    Input,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.contacts import contact_about, division_for
from fuda.rules.fax import FaxKind, fax_complete
from fuda.rules.hotline import CITY_LINE, CallFor, languages, line_number, line_open, menu_entry


def _city(given: dict[str, Any]) -> str | None:
    """The city's id; a city's own line cannot be meant without one."""
    if given["line"] == CITY_LINE and given["city"] is None:
        raise BadInputError("city is missing: this call centre is that of one city")
    return given["city"].id if given["city"] else None


def _on(given: dict[str, Any], parameters: LoadedParameters) -> date:
    return of_the_city(given) if given["city"] else of_the_nation(given, parameters)


def _open(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = line_open(
        given["line"],
        purpose=CallFor(given["call_for"]),
        city=_city(given),
        at=given["at"],
        parameters=parameters,
    )
    hours = stated.value.hours
    if hours is None:
        return Found(answer="always", because=stated.because)
    facts: dict[str, Fact] = {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
    return Found(answer="open", because=stated.because, facts=facts)


def _number(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = _city(given), _on(given, parameters)
    stated = line_number(given["line"], city=city, on=on, parameters=parameters)
    found = stated.value
    facts: dict[str, Fact] = {}
    if found.charged is not None:
        facts["charged"] = found.charged
    if found.ip_numbers:
        facts["ip_number"] = list(found.ip_numbers)
    if found.operator is not None:
        facts["operator"] = {"ja": found.operator.ja, "en": found.operator.en}
    if found.fax is not None:
        facts["fax"] = found.fax
    return Found(answer=found.number, because=stated.because, facts=facts)


def _menu(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = menu_entry(purpose=given["call_for"], on=on, parameters=parameters)
    return Found(answer="-".join(str(key) for key in stated.value), because=stated.because)


def _languages(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    city, on = _city(given), _on(given, parameters)
    stated = languages(given["line"], city=city, on=on, parameters=parameters)
    return Found(answer=",".join(stated.value), because=stated.because)


def _fax(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = fax_complete(
        FaxKind(given["kind"]),
        city=given["city"].id,
        sender=given["sender"],
        filled=given["filled"],
        on=of_the_city(given),
        parameters=parameters,
    )
    judged = stated.value
    return Found(
        answer=judged.outcome,
        because=stated.because,
        facts={"missing": list(judged.missing), "unneeded": list(judged.unneeded)},
    )


def _about(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = contact_about(
        given["subject"], city=given["city"].id, on=of_the_city(given), parameters=parameters
    )
    office = stated.value
    return Found(
        answer=office.phone,
        because=stated.because,
        facts={"office": {"ja": office.ja, "en": office.en}},
    )


def _division(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    stated = division_for(
        given["procedure"], city=given["city"].id, on=of_the_city(given), parameters=parameters
    )
    return Found(
        answer="、".join(one.ja for one in stated.value),
        because=stated.because,
        facts={"office": [{"ja": one.ja, "en": one.en} for one in stated.value]},
    )


_LINE = Input(name="line", kind=word("line"), about="which telephone line", required=True)
_WHOSE = Input(name="city", kind=CITY, about="the city, for its own call centre and its guidebook")
_CITY = Input(name="city", kind=CITY, about="the city that is asked", required=True)
_ON = Input(name="on", kind=DAY, about="the day (default: that of the guidebook)")

HOTLINE_OPEN = Question(
    name="hotline.open",
    about="whether a telephone line answers at a moment",
    inputs=(
        _LINE,
        AT,
        Input(
            name="call_for",
            kind=word("call_purpose"),
            about="why somebody calls",
            default="question",
        ),
        _WHOSE,
    ),
    answer=word("line_state"),
    facts={"opens": TEXT, "closes": TEXT},
    find=_open,
)

HOTLINE_NUMBER = Question(
    name="hotline.number",
    about="the number of a telephone line, and what goes with it",
    inputs=(_LINE, _WHOSE, _ON),
    answer=TEXT,
    facts={"charged": YES_NO, "ip_number": TEXT, "operator": TEXTS, "fax": TEXT},
    find=_number,
)

HOTLINE_MENU = Question(
    name="hotline.menu",
    about="which keys to press on the toll-free line",
    inputs=(
        Input(
            name="call_for",
            kind=word("menu_purpose"),
            about="what the call is about",
            required=True,
        ),
        ON_IN_NATION,
    ),
    answer=TEXT,
    find=_menu,
)

HOTLINE_LANGUAGES = Question(
    name="hotline.languages",
    about="which languages a telephone line speaks",
    inputs=(_LINE, _WHOSE, _ON),
    answer=words("language"),
    find=_languages,
)

FAX_COMPLETE = Question(
    name="fax.complete",
    about="whether a FAX form is processed, and what is missing on it",
    inputs=(
        _CITY,
        Input(name="kind", kind=word("fax_kind"), about="what is circled", required=True),
        Input(name="sender", kind=word("fax_user"), about="who sends the form", required=True),
        Input(
            name="filled",
            kind=words("fax_field"),
            about="the fields that are filled in",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=word("fax_outcome"),
    facts={"missing": words("fax_field"), "unneeded": words("fax_field")},
    find=_fax,
)

CONTACT_ABOUT = Question(
    name="contact.about",
    about="whom to call in a city about a subject",
    inputs=(
        _CITY,
        Input(
            name="subject", kind=word("contact_subject"), about="what it is about", required=True
        ),
        ON_IN_CITY,
    ),
    answer=TEXT,
    facts={"office": TEXTS},
    find=_about,
)

NUMBER_DIVISION = Question(
    name="number.division",
    about="which division deals with a procedure that needs the number",
    inputs=(
        _CITY,
        Input(
            name="procedure",
            kind=word("number_procedure"),
            about="which procedure",
            required=True,
        ),
        ON_IN_CITY,
    ),
    answer=TEXT,
    facts={"office": TEXTS},
    find=_division,
)

QUESTIONS = (
    HOTLINE_OPEN,
    HOTLINE_NUMBER,
    HOTLINE_MENU,
    HOTLINE_LANGUAGES,
    FAX_COMPLETE,
    CONTACT_ABOUT,
    NUMBER_DIVISION,
)
