"""Who may have which certificate (CERT-06, -08, -11): the age counts on the day of issue."""

from datetime import date
from enum import StrEnum

from fuda.rules.birthdays import age
from fuda.rules.refusal import Because
from fuda.rules.stated import refused
from fuda.rules.values import Parameters


class CertificateKind(StrEnum):
    """The two certificates of a card (CERT-01), by the words of doors.person."""

    SIGNATURE = "signature"
    USER = "user"


def certificate_allowed(
    kind: CertificateKind, *, born: date, on: date, parameters: Parameters
) -> tuple[Because, ...]:
    """The grounds on which it may be issued on that day; Refused under the age for signing."""
    if kind is CertificateKind.USER:
        return ()
    min_age = parameters.value("certificate.signature.min_age", city=None, on=on)
    if age(born, on, parameters) < min_age.of(int):
        raise refused(
            "CERT-06",
            "A signature certificate is not issued to a person under {age}.",
            instead="The card can have the user certificate now; the signature certificate can be"
            " added at the counter from the birthday at which the person turns {age}.",
            because=(min_age.because,),
            age=min_age.of(int),
        )
    return (min_age.because,)
