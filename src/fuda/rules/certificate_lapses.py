"""What ends or suspends a certificate, and what it records (CERT-03, -04, -21 to -24, -31).

`lifecycle.what_happens` carries the same out; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date

from fuda.rules.certificate_allowed import CertificateKind
from fuda.rules.stated import Stated
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The certificates that lapse, those that are suspended, and whether a new one can be had."""

    lapses: tuple[CertificateKind, ...]
    suspends: tuple[CertificateKind, ...]
    new_one: bool
    """In person at a counter, with the card (CERT-24)."""


def certificate_lapses(event: str, *, on: date, parameters: Parameters) -> Stated[Ended]:
    """What an event, by the words of `certificate_event`, does to both certificates."""
    each = {
        kind: parameters.value(f"certificate.{kind}.lapses_when", city=None, on=on)
        for kind in CertificateKind
    }
    suspended = parameters.value("certificate.suspended_when", city=None, on=on)
    renewed = parameters.value("certificate.new_one_when", city=None, on=on)
    lapses = tuple(kind for kind, stated in each.items() if event in stated.of(tuple))
    found = Ended(
        lapses=lapses,
        suspends=tuple(CertificateKind) if event in suspended.of(tuple) else (),
        new_one=bool(lapses) and event in renewed.of(tuple),
    )
    grounds = [stated.because for stated in each.values()]
    if found.suspends:
        grounds.insert(0, suspended.because)
    if found.new_one:
        grounds.append(renewed.because)
    return Stated(found, tuple(grounds))


def certificate_records(
    kind: CertificateKind, *, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """What a certificate of this kind records, by the words of `certificate_record`."""
    stated = parameters.value(f"certificate.{kind}.records", city=None, on=on)
    return Stated(stated.of(tuple), (stated.because,))
