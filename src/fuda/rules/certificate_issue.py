"""Whether a certificate is issued to somebody at a counter (CERT-06 to CERT-12), and its renewal.

Renewal at the counter (CERT-18 to CERT-20): from when is `rules.renewal`, what to bring is each
city's.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fuda.rules.certificate_allowed import CertificateKind, certificate_allowed
from fuda.rules.pin import PinKind
from fuda.rules.pin_reset import Visitor
from fuda.rules.representative import SetBy, decides
from fuda.rules.stated import Stated, refused
from fuda.rules.values import Parameters


class HolderCard(StrEnum):
    """How the card stands onto which a certificate is to be issued."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAsked:
    """A certificate that somebody asks a municipality for."""

    kind: CertificateKind
    born: date
    ward: bool = False
    card: HolderCard = HolderCard.VALID
    registered_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuable:
    """Who decides, the PINs to be typed, and the fee in yen."""

    decided_by: SetBy
    pins: tuple[PinKind, ...]
    fee: int


def may_be_issued(asked: CertificateAsked, *, on: date, parameters: Parameters) -> Stated[Issuable]:
    """How it is issued on that day; Refused by the first condition that is not met.

    A suspended card counts as not valid: its certificates are suspended too (CERT-31).
    """
    rule = "CERT-11" if asked.kind is CertificateKind.USER else "CERT-10"
    registered = parameters.value("certificate.issue.registered", city=None, on=on)
    if registered.of(bool) and not asked.registered_here:
        raise refused(
            rule,
            "Certificates are issued by the municipality where the holder is registered.",
            instead="Please ask at the counter of the municipality where you live.",
            because=(registered.because,),
        )
    valid = parameters.value("certificate.issue.valid_card", city=None, on=on)
    if valid.of(bool) and asked.card is not HolderCard.VALID:
        raise refused(
            rule,
            "The card is not valid now; a certificate needs a valid card.",
            instead="Have the card's suspension lifted at the counter, or apply for a new card.",
            because=(valid.because,),
        )
    ages = certificate_allowed(asked.kind, born=asked.born, on=on, parameters=parameters)
    if asked.kind is CertificateKind.SIGNATURE and asked.ward:
        ward = parameters.value("certificate.signature.ward", city=None, on=on)
        if not ward.of(bool):
            raise refused(
                "CERT-06",
                "A signature certificate is not issued to an adult ward.",
                instead="The legal representative may ask for the user certificate.",
                because=(ward.because,),
            )
    by = decides(born=asked.born, ward=asked.ward, on=on, parameters=parameters)
    pins = parameters.value("pin.needed.certificate_issue", city=None, on=on)
    fee = parameters.value("certificate.fee", city=None, on=on)
    found = Issuable(decided_by=by.value, pins=tuple(map(PinKind, pins.of(tuple))), fee=fee.of(int))
    grounds = (registered.because, valid.because, pins.because, fee.because)
    return Stated(found, (*by.because, *grounds, *ages))


def renewal_papers(
    *, city: str, visitor: Visitor, pin_known: bool, on: date, parameters: Parameters
) -> Stated[tuple[str, ...]]:
    """What to bring to renew certificates (words of `certificate_paper`).

    Refused for a proxy where the city asks for the holder. A forgotten PIN asks for more papers of
    the holder (CERT-20); of a proxy no guidebook says it.
    """
    if visitor is Visitor.PROXY:
        papers = parameters.value("certificate.renewal.proxy_documents", city=city, on=on)
        if papers.value is None:
            raise refused(
                "CERT-19",
                "Certificates are renewed for the holder in person.",
                instead="Please have the holder come to the counter with the card.",
                because=(papers.because,),
            )
    elif pin_known:
        papers = parameters.value("certificate.renewal.documents", city=city, on=on)
    else:
        key = "certificate.renewal.documents_without_pin"
        papers = parameters.value(key, city=city, on=on)
    return Stated(papers.of(tuple), (papers.because,))
