"""Who decides for the holder and sets the PINs: the holder, or a legal representative.

PIN-12, CERT-07: under an age, and for an adult ward (成年被後見人).
"""

from datetime import date
from enum import StrEnum

from fuda.rules.birthdays import age
from fuda.rules.lifecycle.machine import because
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class SetBy(StrEnum):
    """Who decides on a certificate and chooses the PINs."""

    HOLDER = "holder"
    REPRESENTATIVE = "representative"


def decides(*, born: date, ward: bool, on: date, parameters: Parameters) -> Stated[SetBy]:
    """Who does on that day; the age is that of the birthday itself (C6)."""
    if ward:
        return Stated(SetBy.REPRESENTATIVE, (because("CERT-07, TOM p6"),))
    self_age = parameters.value("pin.self_age", city=None, on=on)
    if age(born, on, parameters) < self_age.of(int):
        return Stated(SetBy.REPRESENTATIVE, (self_age.because, because("CERT-07, TOM p6")))
    return Stated(SetBy.HOLDER, (self_age.because,))


def ward_is_represented(*, represented: bool) -> None:
    """Refused where an adult ward would decide alone (CERT-07)."""
    if not represented:
        raise refused(
            "CERT-07",
            "For an adult ward the legal representative decides and sets the PINs.",
            instead="Please let the legal representative come, with the certificate of registered"
            " matters that shows the guardianship.",
            because=(because("CERT-07, TOM p6"),),
        )
