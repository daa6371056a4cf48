"""What every step at a kiosk works with."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuda.doors.errors import Refusal, Refused
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import CertificateDesk
from fuda.institutions.certificate_center import store as records
from fuda.institutions.certificate_center.model import Visit
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.rules.calendar import instant_to_text
from fuda.rules.lifecycle.machine import because

_CODE_ON_CHIP = 5
"""The chip shows a municipality's code without its check digit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The center's store, time and chance, and the doors it calls, by municipality code."""

    store: Store
    clock: Clock
    randomness: Randomness
    jpki: Jpki
    municipalities: Mapping[str, CertificateDesk]

    def now_text(self) -> str:
        """The legal instant as it is stored."""
        return instant_to_text(self.clock.now())

    def visit(self, visit_id: str) -> Visit:
        """The visit under way; Refused where it is over."""
        with self.store.reading() as at:
            found = records.visit(at, visit_id)
        if found is None:
            raise over()
        return found

    def municipality(self, code: str) -> CertificateDesk:
        """The municipality that the chip names; Refused where it issues nothing at kiosks here."""
        found = [desk for full, desk in self.municipalities.items() if full.startswith(code)]
        if len(found) != 1 or len(code) < _CODE_ON_CHIP:
            raise Refused(
                Refusal(
                    rule="KIOSK-30",
                    msgid="The municipality of this card issues no certificates at this kiosk.",
                    instead="Please go to the counter of your municipality.",
                    because=(because("KIOSK-30, CHI p21"), because("KIOSK-30, MIN p6")),
                )
            )
        return found[0]


def over() -> Refused:
    """The visit has ended."""
    return Refused(
        Refusal(
            rule="OWN-VISIT",
            msgid="This visit to the kiosk is over.",
            instead="Please lay the card on the reader and begin again.",
        )
    )
