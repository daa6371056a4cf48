"""A municipality's doors: Counter, CertificateDesk and CardPost, each call a procedure."""

from collections.abc import Mapping
from pathlib import Path

from fuda.doors.cards import Cards
from fuda.doors.jpki import Jpki
from fuda.doors.municipality import (
    ApplyAtCounter,
    AskIssuable,
    AskOffer,
    AskResident,
    AskShown,
    BeginHandOver,
    BeginIssue,
    CardArrived,
    CardReportedLost,
    ChangeAddress,
    ChangeItems,
    CloseRecord,
    CompleteHandOver,
    CompleteIssue,
    ContinueHandOver,
    ContinueIssue,
    Effect,
    FileCardNotice,
    FileMovingOut,
    FindResidents,
    HandOverStep,
    IssuableList,
    IssuePrepared,
    LiftCardSuspension,
    LossHandled,
    Offer,
    Paper,
    PrepareCertificate,
    Prepared,
    RegisterResident,
    ResidentList,
    ResidentView,
)
from fuda.doors.numbering import Numbering
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.procedures import (
    apply_for_card,
    card_arrived,
    card_reported_lost,
    change_address,
    change_items,
    close_record,
    file_card_notice,
    file_moving_out,
    find,
    hand_over,
    issue_certificate,
    issue_on_card,
    lift_suspension,
    look_up,
    offer_certificates,
    prepare_certificate,
    register,
)
from fuda.kit.clock import Clock
from fuda.kit.plain import must_be_plain
from fuda.kit.randomness import Randomness
from fuda.kit.store import Store
from fuda.kit.typesetting import Typesetter
from fuda.rules.values import Parameters


class Municipality:
    """The keeper of one municipality's doors."""

    def __init__(
        self,
        *,
        code: str,
        city: str,
        name: str,
        url: str,
        keys: Path,
        clock: Clock,
        randomness: Randomness,
        parameters: Parameters,
        numbering: Numbering,
        cards: Cards,
        jpki: Jpki,
        typesetter: Typesetter,
        outlets: Mapping[str, object],
    ) -> None:
        self.office = Office(
            code=code,
            city=city,
            name=name,
            store=Store.open(
                url,
                records.TABLES,
                institution=f"m/{code}",
                keys=keys,
                clock=clock,
                randomness=randomness,
                append_only=records.APPEND_ONLY,
                outlets=outlets,
            ),
            clock=clock,
            randomness=randomness,
            parameters=parameters,
            numbering=numbering,
            cards=cards,
            jpki=jpki,
            typesetter=typesetter,
        )

    @property
    def store(self) -> Store:
        """For the audit and the backup."""
        return self.office.store

    def close(self) -> None:
        """Close the store."""
        self.office.store.close()

    def due(self) -> None:
        """What the passing of time brings: old tickets go, records close, the outbox is swept."""
        issue_certificate.forget_old(self.office)
        close_record.close_due(self.office)
        self.office.store.sweep()

    # Counter

    def register(self, record: RegisterResident) -> ResidentView:
        """Make a resident record."""
        must_be_plain(
            name=record.name,
            reading=record.reading,
            address=record.address,
            nationality=record.nationality,
            honseki=record.honseki,
            relationship=record.relationship,
            former_surname=record.former_surname,
        )
        return register.register(self.office, record)

    def find(self, asked: FindResidents) -> ResidentList:
        """Search the register."""
        return find.find(self.office, asked)

    def resident(self, asked: AskResident) -> ResidentView:
        """One resident with cards and certificates."""
        return look_up.look_up(self.office, asked)

    def apply_for_card(self, application: ApplyAtCounter) -> ResidentView:
        """Send an application to jlis.cards."""
        return apply_for_card.apply_for_card(self.office, application)

    def begin_hand_over(self, begin: BeginHandOver) -> HandOverStep:
        """Check the rules and open the issuer channel."""
        return hand_over.begin(self.office, begin)

    def continue_hand_over(self, step: ContinueHandOver) -> HandOverStep:
        """Have the certificates issued and hand back what loads them."""
        return hand_over.continue_(self.office, step)

    def complete_hand_over(self, done: CompleteHandOver) -> ResidentView:
        """The chip has committed."""
        return hand_over.complete(self.office, done)

    def issuable(self, asked: AskIssuable) -> IssuableList:
        """Until when these certificates would last."""
        return issue_on_card.issuable(self.office, asked)

    def begin_issue(self, begin: BeginIssue) -> HandOverStep:
        """Check the rules and open the issuer channel to the holder's card."""
        return issue_on_card.begin(self.office, begin)

    def continue_issue(self, step: ContinueIssue) -> HandOverStep:
        """End what is renewed, have the new certificates issued."""
        return issue_on_card.continue_(self.office, step)

    def complete_issue(self, done: CompleteIssue) -> ResidentView:
        """The chip has committed."""
        return issue_on_card.complete(self.office, done)

    def change_address(self, change: ChangeAddress) -> Effect:
        """A move within the municipality."""
        must_be_plain(address=change.address)
        return change_address.change_address(self.office, change)

    def file_moving_out(self, notice: FileMovingOut) -> Effect:
        """A moving-out notice."""
        must_be_plain(destination=notice.destination)
        return file_moving_out.file_moving_out(self.office, notice)

    def change_items(self, change: ChangeItems) -> Effect:
        """A change of items other than the address."""
        must_be_plain(
            name=change.name, reading=change.reading, former_surname=change.former_surname
        )
        return change_items.change_items(self.office, change)

    def file_card_notice(self, notice: FileCardNotice) -> Effect:
        """A notice on a card or a certificate."""
        return file_card_notice.file_card_notice(self.office, notice)

    def close_record(self, notice: CloseRecord) -> Effect:
        """A death, a removal, or leaving Japan."""
        return close_record.close_record(self.office, notice)

    def lift_suspension(self, asked: LiftCardSuspension) -> Effect:
        """Lift the suspension of a found card."""
        return lift_suspension.lift_suspension(self.office, asked)

    # Showcase

    def show(self, asked: AskShown) -> ResidentView:
        """A resident as the town page shows one."""
        return self.office.view(self.office.known(asked.resident))

    # CertificateDesk

    def offer(self, asked: AskOffer) -> Offer:
        """What may be issued to this holder now."""
        return offer_certificates.offer(self.office, asked)

    def prepare(self, order: PrepareCertificate) -> Prepared:
        """Check a certificate before it is paid."""
        return prepare_certificate.prepare(self.office, order)

    def issue(self, order: IssuePrepared) -> Paper:
        """Print a prepared certificate."""
        return issue_certificate.issue(self.office, order)

    # CardPost

    def card_arrived(self, notice: CardArrived) -> None:
        """A card has come from jlis.cards."""
        card_arrived.card_arrived(self.office, notice)

    def card_reported_lost(self, notice: CardReportedLost) -> LossHandled:
        """Put the certificates on a suspended card on hold."""
        return card_reported_lost.card_reported_lost(self.office, notice)
