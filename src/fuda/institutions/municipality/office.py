"""What every procedure of a municipality works with."""

from dataclasses import dataclass

from fuda.doors.cards import AskCards, Cards
from fuda.doors.errors import Malformed
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import CertificateView, ResidentView
from fuda.doors.numbering import Numbering
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import Resident
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.kit.typesetting import Typesetter
from fuda.rules.calendar import instant_to_text
from fuda.rules.values import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The municipality's code and id, its store, time, chance, rules' values, and its doors."""

    code: str
    city: str
    name: str
    """As printed: 港区."""
    store: Store
    clock: Clock
    randomness: Randomness
    parameters: Parameters
    numbering: Numbering
    cards: Cards
    jpki: Jpki
    typesetter: Typesetter

    def now_text(self) -> str:
        """The legal instant as it is stored."""
        return instant_to_text(self.clock.now())

    def known(self, resident_id: str) -> Resident:
        """The record of this id; Malformed where there is none."""
        with self.store.reading() as at:
            found = records.resident(at, resident_id)
        if found is None:
            raise Malformed(f"there is no resident {resident_id} in {self.name}")
        return found

    def view(self, one: Resident) -> ResidentView:
        """A resident as the clerk sees one: with cards and certificates, without the number."""
        cards = self.cards.cards(AskCards(holder=one.cards_holder)).cards
        with self.store.reading() as at:
            loaded = records.certificates_of(at, one.resident)
            household = records.household(at, one.household)
        return ResidentView(
            resident=one.resident,
            version=one.version,
            household=one.household,
            items=one.items,
            reading=one.reading,
            residence=one.residence,
            stay_until=one.stay_until,
            relationship=one.relationship,
            moving_out_on=one.moving_out_on,
            household_moving_out=any(each.moving_out_on is not None for each in household),
            cards=cards,
            certificates=tuple(
                CertificateView(
                    kind=each.kind,
                    serial=each.serial,
                    issued=each.issued,
                    expires=each.expires,
                    ended_on=each.ended_on,
                )
                for each in loaded
            ),
        )
