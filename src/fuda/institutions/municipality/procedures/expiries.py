"""The last days of certificates that are about to be issued onto a card (CERT-13 to CERT-17)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fuda.doors.cards import CardView
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality.model import LoadedCertificate, Resident
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures.card_cases import expiry
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.certificate_expiry import Caps, certificate_expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The card's certificates that have not been ended, and what new ones count from."""

    certificates: Mapping[CertificateKind, LoadedCertificate] = field(default_factory=dict)
    superseded: Mapping[CertificateKind, date] = field(default_factory=dict)
    """Of those that a try that was cut off has ended already."""

    def renewed_from(self, kind: CertificateKind) -> date | None:
        """The last day of the certificate whose place a new one of that kind takes."""
        there = self.certificates.get(kind)
        return there.expires if there is not None else self.superseded.get(kind)


def expiries(
    office: Office,
    one: Resident,
    card: CardView,
    standing: Standing,
    kinds: tuple[CertificateKind, ...],
) -> dict[CertificateKind, date]:
    """For each kind; the signature certificate ends with the user certificate at the latest."""
    beside = standing.certificates.get("user")
    user = None if beside is None else beside.expires
    found: dict[CertificateKind, date] = {}
    for kind in sorted(kinds, key=lambda each: each != "user"):
        found[kind] = certificate_expiry(
            RulesKind(kind),
            born=one.born,
            issued=office.clock.today(),
            caps=Caps(card=expiry(card), user=found.get("user", user)),
            renewed_from=standing.renewed_from(kind),
            parameters=office.parameters,
        ).value
    return found
