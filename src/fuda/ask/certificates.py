"""certificate.allowed, .renewal, .lapses, .usable, .fee and .records; portal.login."""

from typing import Any

from fuda.ask.answers import Fact, Found
from fuda.ask.common_inputs import BORN, HOLDERS_CITY, ON_IN_CITY, ON_IN_NATION
from fuda.ask.days import of_the_city, of_the_nation, since_and_on
from fuda.ask.inputs import (
    DAY,
    NUMBER,
    YES_NO,
    Input,
    in_order,
    word,
    words,
)
from fuda.ask.question import Question
from fuda.parameters import LoadedParameters
from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.certificate_issue import (
    CertificateAsked,
    HolderCard,
    may_be_issued,
    renewal_papers,
)
from fuda.rules.certificate_lapses import certificate_lapses, certificate_records
from fuda.rules.pin_reset import Visitor
from fuda.rules.portal import PortalEvent, portal_login
from fuda.rules.refusal import Because
from fuda.rules.renewal import Renewable, renewal_allowed
from fuda.rules.stated import Stated
from fuda.rules.usable import Service, UsableFrom, certificate_usable


def _allowed(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    in_order(born=given["born"], on=on)
    stated = may_be_issued(
        CertificateAsked(
            kind=CertificateKind(given["kind"]),
            born=given["born"],
            ward=given["ward"],
            card=HolderCard(given["holder_card"]),
            registered_here=given["registered_here"],
        ),
        on=on,
        parameters=parameters,
    )
    found = stated.value
    return Found(
        answer=found.decided_by,
        because=stated.because,
        facts={"pins": list(found.pins), "fee": found.fee},
    )


def _renewal(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_city(given)
    facts: dict[str, Fact] = {}
    grounds: tuple[Because, ...] = ()
    if given["expires"] is not None:
        renewed = renewal_allowed(
            Renewable.CERTIFICATE, expires=given["expires"], on=on, parameters=parameters
        )
        facts["renewed_as"] = renewed.value
        grounds = renewed.because
    stated = renewal_papers(
        city=given["city"].id,
        visitor=Visitor(given["visitor"]),
        pin_known=given["pin_known"],
        on=on,
        parameters=parameters,
    )
    return Found(answer=",".join(stated.value), because=(*stated.because, *grounds), facts=facts)


def _lapses(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    stated = certificate_lapses(given["event"], on=on, parameters=parameters)
    found = stated.value
    return Found(
        answer=",".join(found.lapses),
        because=stated.because,
        facts={"suspends": list(found.suspends), "new_one": found.new_one},
    )


def _usable_found(stated: Stated[UsableFrom]) -> Found:
    found = stated.value
    return Found(
        answer=found.usable,
        because=stated.because,
        facts={"may_from": found.may_from.isoformat(), "sure_from": found.sure_from.isoformat()},
    )


def _usable(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    since, on = since_and_on(given)
    return _usable_found(
        certificate_usable(
            city=given["city"].id,
            service=Service(given["with_service"]),
            since=since,
            on=on,
            parameters=parameters,
        )
    )


def _login(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    since, on = since_and_on(given)
    return _usable_found(
        portal_login(
            PortalEvent(given["event"]),
            city=given["city"].id,
            since=since,
            on=on,
            face_auth_card=given["card"] == "face_auth",
            parameters=parameters,
        )
    )


def _fee(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    fee = parameters.value("certificate.fee", city=None, on=on)
    return Found(answer=str(fee.of(int)), because=(fee.because,))


def _records(given: dict[str, Any], parameters: LoadedParameters) -> Found:
    on = of_the_nation(given, parameters)
    kind = CertificateKind(given["kind"])
    stated = certificate_records(kind, on=on, parameters=parameters)
    return Found(answer=",".join(stated.value), because=stated.because)


_KIND = Input(name="kind", kind=word("certificate_kind"), about="which certificate", required=True)
_SINCE = Input(name="since", kind=DAY, about="the day it was done", required=True)

CERTIFICATE_ALLOWED = Question(
    name="certificate.allowed",
    about="whether a certificate is issued at the counter, and who decides on it",
    inputs=(
        _KIND,
        BORN,
        Input(name="ward", kind=YES_NO, about="the holder is an adult ward", default="no"),
        Input(
            name="holder_card",
            kind=word("certificate_card"),
            about="how the card stands",
            default="valid",
        ),
        Input(
            name="registered_here",
            kind=YES_NO,
            about="the holder is registered as a resident of this municipality",
            default="yes",
        ),
        ON_IN_NATION,
    ),
    answer=word("pin_setter"),
    facts={"pins": words("pin_kind"), "fee": NUMBER},
    find=_allowed,
)

CERTIFICATE_RENEWAL = Question(
    name="certificate.renewal",
    about="what to bring to renew certificates at the counter",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="visitor",
            kind=word("self_or_proxy"),
            about="who comes to the counter",
            default="self",
        ),
        Input(name="pin_known", kind=YES_NO, about="the holder knows the PIN", default="yes"),
        Input(name="expires", kind=DAY, about="the last valid day of the certificate"),
        ON_IN_CITY,
    ),
    answer=words("certificate_paper"),
    facts={"renewed_as": word("renewal")},
    find=_renewal,
)

CERTIFICATE_LAPSES = Question(
    name="certificate.lapses",
    about="which certificates lapse or are suspended when something happens",
    inputs=(
        Input(name="event", kind=word("certificate_event"), about="what happened", required=True),
        ON_IN_NATION,
    ),
    answer=words("certificate_kind"),
    facts={"suspends": words("certificate_kind"), "new_one": YES_NO},
    find=_lapses,
)

CERTIFICATE_USABLE = Question(
    name="certificate.usable",
    about="whether a service takes a certificate some days after its issue or renewal",
    inputs=(
        HOLDERS_CITY,
        Input(
            name="with_service",
            kind=word("certificate_service"),
            about="which service takes it",
            required=True,
        ),
        _SINCE,
        ON_IN_CITY,
    ),
    answer=word("usable"),
    facts={"may_from": DAY, "sure_from": DAY},
    find=_usable,
)

CERTIFICATE_FEE = Question(
    name="certificate.fee",
    about="what issuing or renewing a certificate costs in yen",
    inputs=(ON_IN_NATION,),
    answer=NUMBER,
    find=_fee,
)

CERTIFICATE_RECORDS = Question(
    name="certificate.records",
    about="what a certificate records",
    inputs=(_KIND, ON_IN_NATION),
    answer=words("certificate_record"),
    find=_records,
)

PORTAL_LOGIN = Question(
    name="portal.login",
    about="whether signing in to Mynaportal works some days after a procedure",
    inputs=(
        HOLDERS_CITY,
        Input(name="event", kind=word("portal_event"), about="what was done", required=True),
        _SINCE,
        Input(
            name="card",
            kind=word("kiosk_card"),
            about="a card with a PIN or a face-authentication card",
            default="normal",
        ),
        ON_IN_CITY,
    ),
    answer=word("usable"),
    facts={"may_from": DAY, "sure_from": DAY},
    find=_login,
)

QUESTIONS = (
    CERTIFICATE_ALLOWED,
    CERTIFICATE_RENEWAL,
    CERTIFICATE_LAPSES,
    CERTIFICATE_USABLE,
    CERTIFICATE_FEE,
    CERTIFICATE_RECORDS,
    PORTAL_LOGIN,
)
