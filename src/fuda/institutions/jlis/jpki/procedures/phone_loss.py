"""A call to the line: the phone is gone, and what is on it is put on hold (LOST-02, PHONE-05).

Here and not at jlis.cards: a phone is no card, and only this desk knows what is on it. That it was
reported is kept beside the hold, which may have been there before, with the card's.
"""

from fuda.doors.errors import Malformed
from fuda.doors.person import CertificateKind
from fuda.doors.phone import PhoneSuspended, ReportLostPhone
from fuda.institutions.jlis.jpki import refusals_phone
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_phones as phones
from fuda.institutions.jlis.jpki.model import Issued
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.procedures.step import issued, state_of, step
from fuda.kit.store import Writing
from fuda.rules.calendar import is_expired, legal_day
from fuda.rules.lifecycle.certificate import Certificate, CertificateEvent

PROCEDURE = "phone_loss"
LOST = "phone_reported_lost"


def report_phone_lost(office: Office, told: ReportLostPhone) -> PhoneSuspended:
    """Enter the loss, and a hold where there is none yet; it counts from this second."""
    with office.store.writing() as writing:

        def act() -> PhoneSuspended:
            known = phones.of_token(writing.connection, told.token)
            if not known:
                raise Malformed("token: no certificate was ever issued for such a phone")
            standing = _standing(office, writing, known)
            if not standing:
                raise refusals_phone.nothing_stands()
            if all(is_lost(writing, phone) for phone, _ in standing):
                raise refusals_phone.lost_before()
            held = tuple(_lose(office, writing, phone, one) for phone, one in standing)
            writing.record(event=LOST, subject=told.token, procedure=PROCEDURE, by=told.operator)
            return PhoneSuspended(token=told.token, held=held)

        return writing.once(told, PhoneSuspended, act)


def is_lost(writing: Writing, phone: phones.OnPhone) -> bool:
    """Whether it is on hold, and its phone was reported lost in that time."""
    last = register.last_event(writing.connection, phone.kind, phone.serial)
    return (
        last is not None
        and last.state == "held"
        and phones.lost_since(writing.connection, phone, last.n)
    )


def _standing(
    office: Office, writing: Writing, known: list[phones.OnPhone]
) -> list[tuple[phones.OnPhone, Issued]]:
    today = legal_day(office.now())
    each = ((phone, issued(writing, phone.kind, phone.serial)) for phone in known)
    return [
        (phone, one)
        for phone, one in each
        if not is_expired(one.expires, today) and state_of(writing, one) is not Certificate.REVOKED
    ]


def _lose(office: Office, writing: Writing, phone: phones.OnPhone, one: Issued) -> CertificateKind:
    phones.add_loss(writing.connection, phone, register.next_change(writing.connection))
    if state_of(writing, one) is Certificate.VALID:
        step(
            office,
            writing,
            one,
            CertificateEvent.SUSPEND,
            reason="certificate_hold",
            event=LOST,
            procedure=PROCEDURE,
        )
    return phone.kind
