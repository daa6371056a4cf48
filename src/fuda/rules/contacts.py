"""Whom to ask in a city about a subject, and who deals with a procedure that needs the number."""

from datetime import date

from fuda.rules.kinds import Bilingual, Office
from fuda.rules.stated import Stated
from fuda.rules.values import Parameters


def contact_about(subject: str, *, city: str, on: date, parameters: Parameters) -> Stated[Office]:
    """The office and its telephone (INFO-04, FRAUD-02)."""
    stated = parameters.value(f"contact.about.{subject}", city=city, on=on)
    return Stated(stated.of(Office), (stated.because,))


def division_for(
    procedure: str, *, city: str, on: date, parameters: Parameters
) -> Stated[tuple[Bilingual, ...]]:
    """The divisions of the city that deal with a procedure that needs the number (NUM-18)."""
    stated = parameters.value(f"number.division.{procedure}", city=city, on=on)
    return Stated(stated.of(tuple), (stated.because,))
