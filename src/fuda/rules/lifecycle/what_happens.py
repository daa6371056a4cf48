"""What an event in a life does to the card, its certificates, its PINs and the number.

The cascade is executed from this table. Nothing said = untouched. Where a card's state refuses the
event (a card still being made when its applicant moves), that card is left alone: ask `CARD.goes`.
"""

from dataclasses import dataclass
from enum import StrEnum

from fuda.rules.lifecycle.application import FormEvent
from fuda.rules.lifecycle.card import CardEvent
from fuda.rules.lifecycle.certificate import CertificateEvent, RevocationReason
from fuda.rules.lifecycle.honseki import HonsekiStep
from fuda.rules.lifecycle.kiosk_reset import BookingEvent
from fuda.rules.lifecycle.notification_card import PaperEvent
from fuda.rules.lifecycle.number import NumberEvent
from fuda.rules.lifecycle.pin import PinEvent


class LifeEvent(StrEnum):
    """What can happen in a life, as far as the card is concerned."""

    BORN = "born"
    FIRST_RESIDENT_RECORD = "first_resident_record"
    HANDED_OVER = "handed_over"
    MOVED_WITHIN_CITY = "moved_within_city"
    NAME_CHANGED = "name_changed"
    FORMER_SURNAME_ENTERED = "former_surname_entered"
    ALIAS_CHANGED = "alias_changed"
    SEX_CHANGED = "sex_changed"
    BIRTH_DATE_CORRECTED = "birth_date_corrected"
    READING_ADDED = "reading_added"
    REMARKS_FULL = "remarks_full"
    MOVING_OUT_FILED = "moving_out_filed"
    MOVED_IN = "moved_in"
    MOVED_IN_CONTINUED = "moved_in_continued"
    MOVED_IN_LATE = "moved_in_late"
    CONTINUATION_MISSED = "continuation_missed"
    LEFT_JAPAN_OLD_SCHEME = "left_japan_old_scheme"
    LEFT_JAPAN = "left_japan"
    LEFT_JAPAN_CONTINUED = "left_japan_continued"
    CAME_BACK_TO_JAPAN = "came_back_to_japan"
    REPORTED_LOST = "reported_lost"
    STOLEN = "stolen"
    FOUND = "found"
    GIVEN_UP_FOR_LOST = "given_up_for_lost"
    FOUND_AFTER_ABOLITION = "found_after_abolition"
    DESTROYED_IN_DISASTER = "destroyed_in_disaster"
    BROKEN = "broken"
    RETURNED = "returned"
    CARD_RENEWED = "card_renewed"
    CARD_EXPIRED = "card_expired"
    SIGNATURE_RENEWED = "signature_renewed"
    USER_RENEWED = "user_renewed"
    SIGNATURE_GIVEN_UP = "signature_given_up"
    USER_GIVEN_UP = "user_given_up"
    CERTIFICATE_EXPIRED = "certificate_expired"
    PIN_FORGOTTEN = "pin_forgotten"
    PIN_LOCKED = "pin_locked"
    PIN_RESET = "pin_reset"
    PIN_RESET_AT_KIOSK = "pin_reset_at_kiosk"
    FACE_CARD_CHOSEN = "face_card_chosen"
    FACE_CARD_GIVEN_UP = "face_card_given_up"
    TURNED_15 = "turned_15"
    TURNED_18 = "turned_18"
    STAY_EXTENDED = "stay_extended"
    STAY_EXTENSION_PENDING = "stay_extension_pending"
    STAY_SHORTENED = "stay_shortened"
    STAY_ENDED = "stay_ended"
    NUMBER_LEAKED = "number_leaked"
    NUMBER_CHANGED = "number_changed"
    RECORD_CODE_CHANGED = "record_code_changed"
    REMOVED_FROM_REGISTER = "removed_from_register"
    NO_LONGER_COVERED = "no_longer_covered"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class Row:
    """One event and what it does; `reason` is why the certificates end, where one does."""

    event: LifeEvent
    source: str
    card: CardEvent | None = None
    signature: CertificateEvent | None = None
    user: CertificateEvent | None = None
    reason: RevocationReason | None = None
    pin: PinEvent | None = None
    number: NumberEvent | None = None
    booking: BookingEvent | None = None
    """What becomes of a reservation for setting a PIN anew at a kiosk."""
    paper: PaperEvent | None = None
    """What becomes of a notification card (通知カード)."""
    honseki: HonsekiStep | None = None
    """What becomes of a registration of another honseki, in cities that clear it so."""
    form: FormEvent | None = None
    """What becomes of an application for a card that is under way."""
    note: str = ""


_REVOKE = CertificateEvent.REVOKE
_CHANGED = RevocationReason.AFFILIATION_CHANGED
_SUPERSEDED = RevocationReason.SUPERSEDED
_CEASED = RevocationReason.CESSATION_OF_OPERATION
_CLEAR = HonsekiStep.CLEAR
_LEFT = FormEvent.PERSON_LEFT


def _four_items_changed(
    event: LifeEvent,
    source: str,
    *,
    paper: PaperEvent | None = PaperEvent.DATA_CHANGED,
    honseki: HonsekiStep | None = None,
) -> Row:
    """A change of the four items ends the signature certificate and spares the other one."""
    return Row(
        event,
        source,
        card=CardEvent.CHANGED_IN_CITY,
        signature=_REVOKE,
        reason=_CHANGED,
        paper=paper,
        honseki=honseki,
    )


def _card_ends(
    event: LifeEvent,
    source: str,
    *,
    card: CardEvent = CardEvent.LAPSE,
    reason: RevocationReason = _CEASED,
    number: NumberEvent | None = None,
    paper: PaperEvent | None = None,
    honseki: HonsekiStep | None = None,
    form: FormEvent | None = None,
    note: str = "",
) -> Row:
    """Whatever ends the card ends both certificates (CERT-23)."""
    return Row(
        event,
        source,
        card=card,
        signature=_REVOKE,
        user=_REVOKE,
        reason=reason,
        number=number,
        booking=BookingEvent.CERTIFICATE_ENDS,
        paper=paper,
        honseki=honseki,
        form=form,
        note=note,
    )


def _suspended(event: LifeEvent, source: str, note: str = "") -> Row:
    """A call stops the card and holds both certificates until they are lifted together."""
    return Row(
        event,
        source,
        card=CardEvent.SUSPEND,
        signature=CertificateEvent.SUSPEND,
        user=CertificateEvent.SUSPEND,
        note=note,
    )


_NOTICE_SENT = "A number notice with a card application form is sent (NOTICE-05)."

ROWS: tuple[Row, ...] = (
    Row(LifeEvent.BORN, "NUM-01, CHI p9", number=NumberEvent.ASSIGN, note=_NOTICE_SENT),
    Row(
        LifeEvent.FIRST_RESIDENT_RECORD,
        "NUM-01, CHI p9",
        number=NumberEvent.ASSIGN,
        note=_NOTICE_SENT,
    ),
    Row(
        LifeEvent.HANDED_OVER,
        "CARD-42, ARA p8",
        card=CardEvent.HANDED_OVER,
        pin=PinEvent.SET,
        paper=PaperEvent.CARD_HANDED_OVER,
        form=FormEvent.COLLECT,
        note="The certificates that the holder wishes are issued onto the card.",
    ),
    _four_items_changed(LifeEvent.MOVED_WITHIN_CITY, "CERT-21, KAM p14", honseki=_CLEAR),
    _four_items_changed(LifeEvent.NAME_CHANGED, "CERT-21, KAM p14", honseki=_CLEAR),
    _four_items_changed(
        LifeEvent.FORMER_SURNAME_ENTERED, "CERT-21, ARA p16", paper=None, honseki=_CLEAR
    ),
    _four_items_changed(LifeEvent.ALIAS_CHANGED, "CERT-21, ARA p16", paper=None),
    _four_items_changed(LifeEvent.SEX_CHANGED, "CERT-21, ARA p16"),
    _four_items_changed(LifeEvent.BIRTH_DATE_CORRECTED, "CERT-21, ARA p16"),
    Row(
        LifeEvent.READING_ADDED,
        "CARD-10, MIN p1",
        card=CardEvent.CHANGED_IN_CITY,
        note="The reading is not one of the four items, so both certificates stay.",
    ),
    Row(
        LifeEvent.REMARKS_FULL,
        "CHG-07, TOM p15",
        note="A new card can be applied for free of charge; this one stays in use until then.",
    ),
    Row(
        LifeEvent.MOVING_OUT_FILED,
        "MOVE-13, CHI p20",
        note="The card stays in use until the move-in; certificates at kiosks stop at once.",
    ),
    Row(
        LifeEvent.MOVED_IN,
        "MOVE-10, TOM p15",
        signature=_REVOKE,
        reason=_CHANGED,
        paper=PaperEvent.DATA_CHANGED,
        honseki=_CLEAR,
        note="The card was not brought along: continued use is still possible within its limit.",
    ),
    Row(
        LifeEvent.MOVED_IN_CONTINUED,
        "MOVE-09, KAM p7",
        card=CardEvent.CONTINUED,
        signature=_REVOKE,
        reason=_CHANGED,
        paper=PaperEvent.DATA_CHANGED,
        honseki=_CLEAR,
        note="A new signature certificate is issued at the same visit (MOVE-17).",
    ),
    _card_ends(
        LifeEvent.MOVED_IN_LATE,
        "RETURN-03, ARA p11",
        paper=PaperEvent.DATA_CHANGED,
        note="Too late after starting to live there, or after the planned move-out.",
    ),
    _card_ends(LifeEvent.CONTINUATION_MISSED, "MOVE-05, ARA p11"),
    _card_ends(
        LifeEvent.LEFT_JAPAN_OLD_SCHEME,
        "ABROAD-01, CHI p12",
        form=_LEFT,
        note="Before there was continued use abroad: the card is marked, handed back and kept.",
    ),
    _card_ends(
        LifeEvent.LEFT_JAPAN,
        "ABROAD-03, MIN p9",
        form=_LEFT,
        note="The card is kept and given back when a new one is collected.",
    ),
    Row(
        LifeEvent.LEFT_JAPAN_CONTINUED,
        "ABROAD-02, MIN p9",
        card=CardEvent.CONTINUED,
        signature=_REVOKE,
        reason=_CHANGED,
        note="Only for Japanese nationals, by the day before the planned departure.",
    ),
    Row(
        LifeEvent.CAME_BACK_TO_JAPAN,
        "ABROAD-05, CHI p12",
        note="The number stays the same; a new card is free of charge for the old one.",
    ),
    _suspended(LifeEvent.REPORTED_LOST, "LOST-01, ARA p10"),
    _suspended(
        LifeEvent.STOLEN,
        "LOST-15, ARA p10",
        "The theft is reported to the police too (LOST-03).",
    ),
    Row(
        LifeEvent.FOUND,
        "LOST-16, ARA p10",
        card=CardEvent.LIFT,
        signature=CertificateEvent.LIFT,
        user=CertificateEvent.LIFT,
    ),
    _card_ends(LifeEvent.GIVEN_UP_FOR_LOST, "LOST-10, ARA p11", card=CardEvent.ABOLISH),
    _card_ends(
        LifeEvent.FOUND_AFTER_ABOLITION,
        "LOST-12, ARA p11",
        card=CardEvent.RETURN,
        note="What was abolished, or replaced by a new card, does not come back.",
    ),
    _card_ends(
        LifeEvent.DESTROYED_IN_DISASTER,
        "LOST-05, ARA p22",
        card=CardEvent.ABOLISH,
        note="The certificate of the disaster is brought along; what is left is returned.",
    ),
    Row(
        LifeEvent.BROKEN,
        "CARD-28, TOM p15",
        note="The counter looks at the card first; if it is broken, it is returned and a new one"
        " applied for.",
    ),
    _card_ends(LifeEvent.RETURNED, "RETURN-06, ARA p11", card=CardEvent.RETURN),
    _card_ends(
        LifeEvent.CARD_RENEWED,
        "RETURN-01, ARA p11",
        card=CardEvent.RETURN,
        reason=_SUPERSEDED,
        honseki=_CLEAR,
    ),
    Row(
        LifeEvent.CARD_EXPIRED,
        "RENEW-11, TOM p9",
        note="Nothing is written: expiry follows from the day; no certificate outlives the card.",
    ),
    Row(LifeEvent.SIGNATURE_RENEWED, "CERT-14, ARA p15", signature=_REVOKE, reason=_SUPERSEDED),
    Row(
        LifeEvent.USER_RENEWED,
        "CERT-14, ARA p17",
        user=_REVOKE,
        reason=_SUPERSEDED,
        honseki=_CLEAR,
    ),
    Row(LifeEvent.SIGNATURE_GIVEN_UP, "CERT-25, ARA p18", signature=_REVOKE, reason=_CEASED),
    Row(
        LifeEvent.USER_GIVEN_UP,
        "CERT-25, ARA p18",
        user=_REVOKE,
        reason=_CEASED,
        note="The signature certificate stays: that it outlives no user certificate (CERT-16) is a"
        " rule on its last day.",
    ),
    Row(
        LifeEvent.CERTIFICATE_EXPIRED,
        "RENEW-04, MIN p10",
        note="Nothing is written; a new certificate can be had at any time.",
    ),
    Row(
        LifeEvent.PIN_FORGOTTEN,
        "RESET-13, MIN p10",
        note="It cannot be changed without the current one (PIN-14): it is set anew.",
    ),
    Row(
        LifeEvent.PIN_LOCKED,
        "LOCK-05, ARA p15",
        pin=PinEvent.LAST_WRONG,
        note="The certificate behind a locked PIN stays valid; the other PINs are untouched.",
    ),
    Row(
        LifeEvent.PIN_RESET,
        "RESET-01, CHI p11",
        pin=PinEvent.RESET,
        honseki=_CLEAR,
        note="At the counter, with the card.",
    ),
    Row(
        LifeEvent.PIN_RESET_AT_KIOSK,
        "RESET-08, TOM p7",
        pin=PinEvent.KIOSK_RESET,
        booking=BookingEvent.RESET_AT_KIOSK,
        honseki=_CLEAR,
    ),
    Row(
        LifeEvent.FACE_CARD_CHOSEN,
        "FACE-19, CHI p15",
        signature=_REVOKE,
        reason=_CEASED,
        pin=PinEvent.CLEAR,
        note="The card works without a PIN, for identity and health insurance only.",
    ),
    Row(
        LifeEvent.FACE_CARD_GIVEN_UP,
        "FACE-09, CHI p15",
        pin=PinEvent.RESET,
        note="A signature certificate is issued again.",
    ),
    Row(
        LifeEvent.TURNED_15,
        "CERT-08, ARA p21",
        note="From this birthday a signature certificate can be added, and the person applies for a"
        " card and collects it in person (MINOR-04).",
    ),
    Row(
        LifeEvent.TURNED_18,
        "CARD-16, ARA p9",
        note="The card keeps its printed expiry; the next one is an adult's.",
    ),
    Row(
        LifeEvent.STAY_EXTENDED,
        "FOREIGN-05, CHI p11",
        note="The card is extended only where card and residence card are brought in time;"
        " certificates are renewed separately (FOREIGN-15).",
    ),
    Row(
        LifeEvent.STAY_EXTENSION_PENDING,
        "FOREIGN-08, CHI p11",
        note="The card is extended for the time being only where it is brought before it expires.",
    ),
    Row(
        LifeEvent.STAY_SHORTENED,
        "FOREIGN-12, ARA p9",
        note="Nothing is written: the card ends with the new stay, which may be at once.",
    ),
    Row(
        LifeEvent.STAY_ENDED,
        "FOREIGN-11, ARA p9",
        note="Nothing is written: the card has expired and cannot be extended any more.",
    ),
    Row(
        LifeEvent.NUMBER_LEAKED,
        "NUM-03, CHI p18",
        note="The person may ask for another number; until the mayor decides, all stays.",
    ),
    _card_ends(LifeEvent.NUMBER_CHANGED, "NUM-04, ARA p12", number=NumberEvent.REPLACE),
    _card_ends(LifeEvent.RECORD_CODE_CHANGED, "NUM-06, ARA p12"),
    _card_ends(LifeEvent.REMOVED_FROM_REGISTER, "MOVE-16, ARA p12", form=_LEFT),
    _card_ends(LifeEvent.NO_LONGER_COVERED, "MOVE-16, ARA p12", form=_LEFT),
    _card_ends(
        LifeEvent.DIED,
        "DEATH-03, ARA p12",
        number=NumberEvent.CLOSE,
        paper=PaperEvent.HOLDER_DIED,
        form=_LEFT,
        note="Neither card nor notification card need be returned (DEATH-01).",
    ),
)

_BY_EVENT = {row.event: row for row in ROWS}


def what_happens(event: LifeEvent) -> Row:
    """The row of this event."""
    return _BY_EVENT[event]
