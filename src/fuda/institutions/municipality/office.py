"""What every procedure of a municipality works with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fuda.doors.cards import AskCards, Cards, CardView
from fuda.doors.errors import Malformed, Unreachable
from fuda.doors.jpki import AskStatus, CertificateStatus, Jpki
from fuda.doors.municipality import CertificateStanding, CertificateView, ResidentView
from fuda.doors.numbering import Numbering
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality import store_cases as cases
from fuda.institutions.municipality.model import CardCase, LoadedCertificate, Resident
from fuda.kit.clock import Clock
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.kit.typesetting import Typesetter
from fuda.rules.calendar import instant_to_text, legal_day
from fuda.rules.closing import must_be_open
from fuda.rules.values import Parameters

_LEARNED = "certificate_status"
"""The procedure under which an end elsewhere is audited."""
_SAID: Mapping[str, CertificateStanding] = {
    "good": "valid",
    "held": "suspended",
    "unknown": "not_told",
}


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

    def must_be_open(self, one: Resident) -> None:
        """Refused from the day on which the record was closed."""
        must_be_open(
            closed_on=one.closed_on,
            closed_by=one.closed_by,
            on=self.clock.today(),
        )

    def cards_of(self, one: Resident) -> tuple[CardView, ...]:
        """The resident's cards, as jlis.cards knows them."""
        return self.cards.cards(AskCards(holder=one.cards_holder)).cards

    def card_of(self, one: Resident, card: str) -> CardView:
        """One of them; Malformed where the resident holds no such card."""
        for each in self.cards_of(one):
            if each.card == card:
                return each
        raise Malformed(f"card: {one.name} holds no card {card}")

    def view(self, one: Resident) -> ResidentView:
        """A resident as the clerk sees one: with cards and certificates, without the number."""
        cards = self.cards_of(one)
        certificates = self.certificates(one)
        with self.store.reading() as at:
            left = cases.unfinished_of(at, one.resident)
            household = records.household(at, one.household, self.clock.today())
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
            former_surname=one.former_surname,
            closed_on=one.closed_on,
            closed_by=None if one.closed_by is None else one.closed_by.value,
            household_moving_out=any(each.moving_out_on is not None for each in household),
            cards=cards,
            certificates=certificates,
            cut_off=_cut_off(left, cards),
        )

    def certificates(self, one: Resident) -> tuple[CertificateView, ...]:
        """A resident's certificates as they stand now, the newest first; before a transaction.

        jlis.jpki calls nobody, so it is asked here of each that has not ended; one that has
        ended there is entered as ended here. Where it is away, that is what is said.
        """
        with self.store.reading() as at:
            loaded = records.certificates_of(at, one.resident)
        today, answers = self.clock.today(), True
        found: list[CertificateView] = []
        for each in loaded:
            if each.ended_on is not None:
                found.append(_view(each, "revoked"))
            elif each.expires < today:
                found.append(_view(each, "expired"))
            else:
                said = self._status(each) if answers else None
                answers = said is not None
                found.append(self._as_told(each, said))
        return tuple(found)

    def _status(self, one: LoadedCertificate) -> CertificateStatus | None:
        """None where the authority does not answer."""
        asked = AskStatus(kind=one.kind, serial=one.serial, at=self.clock.now())
        try:
            return self.jpki.status(asked)
        except Unreachable:
            return None

    def _as_told(self, one: LoadedCertificate, said: CertificateStatus | None) -> CertificateView:
        if said is None:
            return _view(one, "not_told")
        if said.state == "revoked":
            return _view(self._ended_elsewhere(one, said), "revoked")
        return _view(one, _SAID[said.state])

    def _ended_elsewhere(
        self, one: LoadedCertificate, said: CertificateStatus
    ) -> LoadedCertificate:
        """By its holder, or by the order of another municipality."""
        on = self.clock.today() if said.since is None else legal_day(said.since)
        with self.store.writing() as unit:
            records.end_certificate(unit.connection, one.kind, one.serial, on)
            unit.record(
                event="certificate_ended_elsewhere",
                subject=f"{one.kind}:{one.serial}",
                procedure=_LEARNED,
                content={"on": on.isoformat()},
            )
        return replace(one, ended_on=on)


def _cut_off(
    left: tuple[CardCase, ...], cards: tuple[CardView, ...]
) -> tuple[CertificateKind, ...]:
    """Before certificates were asked for, only what an earlier try had ended is missing."""
    in_use = {card.card for card in cards if card.state in {"ready", "delivered"}}
    kinds = {
        kind: None
        for case in left
        if case.card in in_use
        for kind in (case.superseded if case.state == "begun" else case.kinds)
    }
    return tuple(kinds)


def _view(one: LoadedCertificate, standing: CertificateStanding) -> CertificateView:
    return CertificateView(
        kind=one.kind,
        serial=one.serial,
        issued=one.issued,
        expires=one.expires,
        ended_on=one.ended_on,
        standing=standing,
    )
