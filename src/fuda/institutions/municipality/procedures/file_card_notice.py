"""紛失届・廃止届・返納届・失効届: what became of a card, or shall of a certificate (LOST, CERT-25).

Which events there are, what each asks for and what it does are tables: `rules.card_notice` and
`what_happens`. A certificate that is given up ends alone: that the signature certificate outlives
no user certificate (CERT-16) is a rule on its last day, and no guidebook ends one with the other.
"""

from fuda.doors.cards import CardView
from fuda.doors.errors import Malformed
from fuda.doors.message import Done
from fuda.doors.municipality import Effect, FileCardNotice
from fuda.doors.person import CertificateKind
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.consequences import carry_out
from fuda.institutions.municipality.model import LoadedCertificate, Resident
from fuda.institutions.municipality.office import Office
from fuda.kit.store import Writing
from fuda.rules.card_notice import notice_day, papers_suffice
from fuda.rules.certificate_allowed import CertificateKind as RulesKind
from fuda.rules.lifecycle.card import CARD, Card
from fuda.rules.lifecycle.certificate import CERTIFICATES, Certificate, CertificateEvent
from fuda.rules.lifecycle.what_happens import LifeEvent, what_happens
from fuda.rules.loss import LossPlace
from fuda.rules.refusal import NotStated

PROCEDURE = "file_card_notice"
_STILL_FOR_THE_CLOSED = frozenset({LifeEvent.RETURNED, LifeEvent.FOUND_AFTER_ABOLITION})
"""The family may return the card of someone who has died (DEATH-02)."""
_KINDS: tuple[CertificateKind, ...] = ("signature", "user")


def file_card_notice(office: Office, notice: FileCardNotice) -> Effect:
    """Check state and papers, enter the notice, and do what the table says of its event."""
    one, event = office.known(notice.resident), LifeEvent(notice.event)
    if event is LifeEvent.GIVEN_UP_FOR_LOST and notice.place is None:
        raise Malformed("place: say where the card went that is given up for lost")
    card = office.card_of(one, notice.card)
    office.certificates(one)  # what its holder has ended is not ended again
    with office.store.writing() as unit:

        def act() -> Done:
            if event not in _STILL_FOR_THE_CLOSED:
                office.must_be_open(one)
            notice_day(event, notice.on, on=office.clock.today())
            _check_state(unit, one, card, event)
            _check_papers(office, notice, event)
            unit.record(
                event=event.value,
                subject=notice.card,
                procedure=PROCEDURE,
                by=notice.clerk,
                content={
                    "resident": notice.resident,
                    "on": str(notice.on),
                    "papers": list(notice.papers),
                    "place": notice.place,
                },
            )
            carry_out(office, unit, one, event, key=notice.key, cards=(card,))
            return Done()

        unit.once(notice, Done, act)
    return Effect(resident=office.view(one), effective=unit.delivered)


def _check_state(unit: Writing, one: Resident, card: CardView, event: LifeEvent) -> None:
    """Refused where the card, or the certificate that is given up, has no such way on."""
    row = what_happens(event)
    if row.card is not None:
        CARD.step(Card(card.state), row.card)
        return
    happens = {"signature": row.signature, "user": row.user}
    loaded = records.certificates_of(unit.connection, one.resident)
    for kind in _KINDS:
        if happens[kind] is CertificateEvent.REVOKE:
            state = _newest_state(loaded, kind, card)
            CERTIFICATES[RulesKind(kind)].step(state, CertificateEvent.REVOKE)


def _newest_state(
    loaded: tuple[LoadedCertificate, ...], kind: CertificateKind, card: CardView
) -> Certificate:
    on_card = [each for each in loaded if (each.kind, each.card) == (kind, card.card)]
    if not on_card:
        return Certificate.NOT_ISSUED
    lives = any(each.ended_on is None for each in on_card)
    return Certificate.VALID if lives else Certificate.REVOKED


def _check_papers(office: Office, notice: FileCardNotice, event: LifeEvent) -> None:
    """Where the city's guidebook names no papers, the clerk judges."""
    try:
        papers_suffice(
            event,
            notice.papers,
            place=None if notice.place is None else LossPlace(notice.place),
            city=office.city,
            on=office.clock.today(),
            parameters=office.parameters,
        )
    except NotStated:
        return
