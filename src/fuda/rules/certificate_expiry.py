"""When a certificate expires (CERT-13 to CERT-17): the fifth birthday, and never after the card.

Renewed within its window a certificate extends from the old expiry (CERT-14, X-27); otherwise, and
after a change of the four items (CERT-17), it is a new issue.
"""

from dataclasses import dataclass
from datetime import date

from fuda.rules.birthdays import birthday
from fuda.rules.calendar import is_expired
from fuda.rules.certificate_allowed import CertificateKind, certificate_allowed
from fuda.rules.lifecycle.machine import because
from fuda.rules.refusal import Because
from fuda.rules.renewal import in_renewal_window
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What a certificate never outlives; `user` None where no user certificate stands."""

    card: date
    user: date | None = None


def certificate_expiry(
    kind: CertificateKind,
    *,
    born: date,
    issued: date,
    caps: Caps,
    renewed_from: date | None,
    parameters: Parameters,
) -> Stated[date]:
    """The last valid day; Refused under the age for signing, and where the card has expired.

    `renewed_from` is the expiry of the certificate that this one replaces, if it replaces one.
    """
    allowed = certificate_allowed(kind, born=born, on=issued, parameters=parameters)
    if is_expired(caps.card, issued):
        raise refused(
            "CERT-11" if kind is CertificateKind.USER else "CERT-10",
            "The card expired on {expires}; a certificate needs a valid card.",
            instead="Please apply for a new card at the counter of your municipality.",
            because=(because("CERT-10, ARA p14"),),
            expires=caps.card,
        )
    if kind is CertificateKind.SIGNATURE and caps.user and is_expired(caps.user, issued):
        raise refused(
            "CERT-16",
            "The user certificate expired on {expires}; a signature certificate never outlives it.",
            instead="Please have both certificates issued at the same visit.",
            because=(because("CERT-16, ARA p15"),),
            expires=caps.user,
        )
    own = _of_its_own(born, issued, renewed_from, parameters)
    limits = _limits(kind, caps, issued, parameters)
    earliest = min([own, *limits], key=lambda stated: stated.value)
    return Stated(earliest.value, (*earliest.because, *allowed))


def _of_its_own(
    born: date, issued: date, renewed_from: date | None, parameters: Parameters
) -> Stated[date]:
    """The expiry before any cap."""
    if renewed_from is not None and in_renewal_window(renewed_from, issued, parameters=parameters):
        years = parameters.value("certificate.renewal.years", city=None, on=issued)
        day = birthday(born, after=renewed_from, count=years.of(int), parameters=parameters)
        return Stated(day, (years.because,))
    count = parameters.value("certificate.birthdays", city=None, on=issued)
    day = birthday(born, after=issued, count=count.of(int), parameters=parameters)
    return Stated(day, (count.because,))


def _limits(
    kind: CertificateKind, caps: Caps, issued: date, parameters: Parameters
) -> list[Stated[date]]:
    """Each cap that holds for this kind and is known."""
    ends_with = parameters.value(f"certificate.{kind}.ends_with", city=None, on=issued)
    words = ends_with.value
    ground: tuple[Because, ...] = (ends_with.because,)
    limits = []
    if isinstance(words, tuple | frozenset) and "card" in words:
        limits.append(Stated(caps.card, ground))
    if isinstance(words, tuple | frozenset) and "user" in words and caps.user is not None:
        limits.append(Stated(caps.user, ground))
    return limits
