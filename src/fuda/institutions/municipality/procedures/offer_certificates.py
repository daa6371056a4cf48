"""What a kiosk may show to the holder of a user certificate: offers, refusals, open questions."""

from dataclasses import replace
from datetime import date

from fuda.doors.errors import Refused
from fuda.doors.municipality import AskOffer, JuminhyoItem, Member, Offer, OfferLine, Told
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import LoadedCertificate, Resident
from fuda.institutions.municipality.office import Office
from fuda.rules.calendar import local_time
from fuda.rules.death import no_kiosk_for_the_dead
from fuda.rules.kiosk import Situation, kiosk_offer, situation_on
from fuda.rules.lifecycle.certificate import Certificate
from fuda.rules.lifecycle.machine import because
from fuda.rules.lifecycle.what_happens import LifeEvent
from fuda.rules.refusal import Because, NotStated, Refusal
from fuda.rules.stated import refused
from fuda.rules.usable import After, Usable, kiosk_must_be_usable, kiosk_must_take_certificate
from fuda.rules.validity import certificate_must_be_valid

LABELS = {
    "juminhyo": "住民票の写し",
    "inkan": "印鑑登録証明書",
    "koseki_all": "戸籍全部事項証明書",
    "koseki_indiv": "戸籍個人事項証明書",
    "koseki_part": "戸籍一部事項証明書",
    "fuhyo": "戸籍の附票の写し",
    "tax_kazei": "課税証明書",
    "tax_nozei": "納税証明書",
    "tax_kazei_nozei": "課税・納税証明書",
}
PRINTED_HERE = frozenset({"juminhyo"})
"""The certificates whose registers a municipality holds here so far."""


def offer(office: Office, asked: AskOffer) -> Offer:
    """Refused as a whole where the card does not work at kiosks yet; else line by line."""
    loaded, holder = holder_of(office, asked.user_serial)
    notices = usable_now(office, loaded)
    with office.store.reading() as at:
        members = records.household(at, holder.household, office.clock.today())
    return Offer(
        lines=_lines(office, holder, members),
        members=tuple(
            Member(person=one.center_person, name=one.name, relationship=one.relationship)
            for one in members
        ),
        items=_items(office, holder),
        notices=notices,
    )


def holder_of(office: Office, user_serial: int) -> tuple[LoadedCertificate, Resident]:
    """Whose user certificate it is; Refused where this municipality does not know it."""
    with office.store.reading() as at:
        loaded = records.owner_of_user_certificate(at, user_serial)
    if loaded is None:
        raise refused(
            "KIOSK-43",
            "This municipality does not know the card's user certificate.",
            instead="Please go to the counter of your municipality with the card.",
            because=(because("KIOSK-43, CHI p20"),),
        )
    holder = office.known(loaded.resident)
    _must_be_on_the_register(office, holder)
    # Ended here, it may not stand on the authority's list yet.
    certificate_must_be_valid(
        state=Certificate.VALID if loaded.ended_on is None else Certificate.REVOKED,
        issued=loaded.issued,
        expires=loaded.expires,
        on=office.clock.today(),
    )
    return loaded, holder


def _must_be_on_the_register(office: Office, holder: Resident) -> None:
    """A record that is closed shows nothing; where the city says so of the dead, by its page."""
    try:
        office.must_be_open(holder)
    except Refused as closed:
        if holder.closed_by != LifeEvent.DIED:
            raise
        try:
            no = no_kiosk_for_the_dead(
                city=office.city, on=office.clock.today(), parameters=office.parameters
            )
        except NotStated:
            raise closed from None
        raise no from None


def usable_now(office: Office, loaded: LoadedCertificate) -> tuple[Told, ...]:
    """Refused in the waiting days; what is uncertain or unsaid is a notice.

    They are counted from the hand-over (KIOSK-17), for a certificate that came later from its issue
    (CERT-28).
    """
    with office.store.reading() as at:
        since = records.handed_over_on(at, loaded.card)
    today = office.clock.today()
    if since is None:
        raise refused(
            "CARD-42",
            "The card has not been handed over yet.",
            instead="Please collect the card at the counter of your municipality.",
            because=(because("CARD-42, ARA p8"),),
        )
    put_on_later = loaded.issued > since
    try:
        if put_on_later:
            stated = kiosk_must_take_certificate(
                city=office.city, since=loaded.issued, on=today, parameters=office.parameters
            )
        else:
            stated = kiosk_must_be_usable(
                city=office.city,
                after=After.HANDOVER,
                since=since,
                on=today,
                parameters=office.parameters,
            )
    except NotStated as silence:
        return (_not_stated(silence, put_on_later=put_on_later),)
    if stated.value.usable is Usable.MAY:
        return (
            told(
                Refusal(
                    rule=stated.because[0].rule,
                    msgid="It may be that kiosks do not accept this card yet.",
                    instead="If it does not work today, please come again from {sure_from}.",
                    facts={"sure_from": str(stated.value.sure_from)},
                    because=stated.because,
                )
            ),
        )
    return ()


def situation(
    holder: Resident, members: tuple[Resident, ...], *, today: date, my_number: bool = False
) -> Situation:
    """What the register knows that a kiosk must ask about."""
    known = situation_on(
        today,
        moving_out_on=holder.moving_out_on,
        household_moving_out=any(one.moving_out_on is not None for one in members),
    )
    return replace(known, my_number=my_number)


def told(refusal: Refusal) -> Told:
    """A refusal as data for a list."""
    first = refusal.because[0] if refusal.because else Because(rule=refusal.rule)
    return Told(
        rule=refusal.rule,
        msgid=refusal.msgid,
        instead=refusal.instead,
        facts=dict(refusal.facts),
        guidebook=first.guidebook,
        page=first.page,
        valid_from=first.valid_from,
    )


def _not_stated(silence: NotStated, *, put_on_later: bool) -> Told:
    rule, msgid = (
        (
            "CERT-28",
            "The guidebook of this city does not say from when a new certificate works at kiosks.",
        )
        if put_on_later
        else (
            "KIOSK-17",
            "The guidebook of this city does not say from when a new card works at kiosks.",
        )
    )
    return told(
        Refusal(
            rule=rule,
            msgid=msgid,
            instead="You can try; if it does not work, please ask {ask}.",
            facts={"ask": silence.ask},
        )
    )


def _lines(
    office: Office, holder: Resident, members: tuple[Resident, ...]
) -> tuple[OfferLine, ...]:
    today = office.clock.today()
    offered = office.parameters.value("kiosk.certificates", city=office.city, on=today).of(tuple)
    known = situation(holder, members, today=today)
    return tuple(_line(office, certificate, known) for certificate in offered)


def _line(office: Office, certificate: str, known: Situation) -> OfferLine:
    try:
        stated = kiosk_offer(
            city=office.city,
            certificate=certificate,
            at=local_time(office.clock.now()),
            situation=known,
            parameters=office.parameters,
        )
        if certificate not in PRINTED_HERE:
            raise refused(
                "KIOSK-07",
                "The city offers this certificate, but this town does not hold its register yet.",
                instead="Please choose another certificate.",
                because=stated.because,
            )
    except Refused as no:
        return OfferLine(
            certificate=certificate,
            label=LABELS[certificate],
            fee=None,
            refusal=told(no.refusal),
        )
    return OfferLine(
        certificate=certificate, label=LABELS[certificate], fee=stated.value.fee, refusal=None
    )


def _items(office: Office, holder: Resident) -> tuple[JuminhyoItem, ...]:
    origin: JuminhyoItem = "honseki" if holder.residence == "japanese" else "nationality"
    try:
        shown = office.parameters.value(
            "kiosk.juminhyo.my_number", city=office.city, on=office.clock.today()
        ).value
    except NotStated:
        shown = False
    return ("relationship", origin, "number") if shown is True else ("relationship", origin)
