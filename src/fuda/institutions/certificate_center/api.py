"""The certificate center's door for kiosks, each call a procedure."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from fuda.doors.certificate_center import (
    BeginVisit,
    Choose,
    Menu,
    OpenVisit,
    PayAndPrint,
    Printed,
    ToPay,
    VisitChallenge,
)
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import CertificateDesk
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.office import Office
from fuda.institutions.certificate_center.procedures import (
    begin_visit,
    choose_certificate,
    open_visit,
    pay_and_print,
)
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.rules.calendar import instant_to_text

VISIT_LASTS = timedelta(hours=1)
"""How long a visit may be taken up again; our own figure, no law."""


class CertificateCenter:
    """The keeper of the door `Center`."""

    def __init__(
        self,
        *,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        jpki: Jpki,
        municipalities: Mapping[str, CertificateDesk],
    ) -> None:
        store = Store.open(
            url,
            records.TABLES,
            institution="certificate_center",
            keys=keys,
            clock=clock,
            randomness=randomness,
            append_only=records.APPEND_ONLY,
        )
        self._office = Office(
            store=store,
            clock=clock,
            randomness=randomness,
            jpki=jpki,
            municipalities=municipalities,
        )

    @property
    def store(self) -> Store:
        """For the audit and the backup."""
        return self._office.store

    def close(self) -> None:
        """Close the store."""
        self._office.store.close()

    def due(self) -> None:
        """Visits that are over leave nothing behind but their outcome (KIOSK-28)."""
        with self._office.store.writing() as unit:
            records.forget(unit.connection, instant_to_text(self._office.clock.now() - VISIT_LASTS))

    def begin(self, begin: BeginVisit) -> VisitChallenge:
        """A card was laid on a kiosk."""
        return begin_visit.begin(self._office, begin)

    def open(self, proof: OpenVisit) -> Menu:
        """The chip has signed."""
        return open_visit.open_(self._office, proof)

    def choose(self, order: Choose) -> ToPay:
        """A certificate is chosen."""
        return choose_certificate.choose(self._office, order)

    def pay(self, payment: PayAndPrint) -> Printed:
        """The money was inserted."""
        return pay_and_print.pay(self._office, payment)
