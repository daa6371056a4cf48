"""A certificate is checked in every respect and its content frozen, before any money (KIOSK-09)."""

import json
from dataclasses import replace
from typing import Final

from fuda.doors.errors import Malformed
from fuda.doors.municipality import PrepareCertificate, Prepared
from fuda.institutions.municipality import store as records
from fuda.institutions.municipality.model import HEAD, Resident, Ticket
from fuda.institutions.municipality.office import Office
from fuda.institutions.municipality.papers.juminhyo import Entry, Juminhyo
from fuda.institutions.municipality.procedures.offer_certificates import (
    PRINTED_HERE,
    holder_of,
    situation,
    usable_now,
)
from fuda.kit.typesetting import FontMissingError
from fuda.rules.calendar import local_time
from fuda.rules.kiosk import kiosk_offer
from fuda.rules.refusal import Because
from fuda.rules.stated import refused

PROCEDURE = "prepare_certificate"
MOST_COPIES: Final = 10
"""A machine's own limit, no law."""


def prepare(office: Office, order: PrepareCertificate) -> Prepared:
    """Ask every rule, ask the font, freeze the paper; the answer is the fee for all copies."""
    if order.certificate not in PRINTED_HERE:
        raise Malformed(f"{order.certificate} cannot be printed here: choose another certificate")
    if not 1 <= order.copies <= MOST_COPIES:
        raise Malformed(f"{order.copies} copies cannot be printed: choose 1 to {MOST_COPIES}")
    loaded, holder = holder_of(office, order.user_serial)
    usable_now(office, loaded)
    with office.store.reading() as at:
        household = records.household(at, holder.household, office.clock.today())
    ticket = office.randomness.token()
    paper = _paper(office, order, household, reference=ticket[:12])
    known = situation(
        holder, household, today=office.clock.today(), my_number="number" in order.items
    )
    offered = kiosk_offer(
        city=office.city,
        certificate=order.certificate,
        at=local_time(office.clock.now()),
        situation=replace(known, unsupported_characters=_cannot_be_drawn(office, paper)),
        parameters=office.parameters,
    )
    with office.store.writing() as unit:

        def act() -> Prepared:
            new = Ticket(
                ticket=ticket,
                resident=holder.resident,
                certificate=order.certificate,
                fee=offered.value.fee * order.copies,
                prepared=office.now_text(),
                paper=json.dumps(paper.content(), ensure_ascii=False),
            )
            records.add_ticket(unit.connection, new)
            unit.record(
                event="certificate_prepared",
                subject=new.ticket,
                procedure=PROCEDURE,
                content={"resident": holder.resident, "certificate": order.certificate},
            )
            return Prepared(ticket=new.ticket, fee=new.fee)

        return unit.once(order, Prepared, act)


def _cannot_be_drawn(office: Office, paper: Juminhyo) -> bool:
    try:
        return bool(office.typesetter.undrawable(paper.texts()))
    except FontMissingError as missing:
        raise refused(
            "own: font",
            "No certificate can be printed here at the moment: the certificate font is missing.",
            instead="Nothing was taken. Whoever runs the town can mend it ({remedy}).",
            because=(Because(rule="own: font"),),
            remedy=missing,
        ) from missing


def _paper(
    office: Office, order: PrepareCertificate, household: tuple[Resident, ...], *, reference: str
) -> Juminhyo:
    shown = tuple(one for one in household if one.center_person in order.persons)
    if not shown or len(shown) != len(set(order.persons)):
        raise Malformed("choose at least one person, and only members of the holder's household")
    if len({one.address for one in shown}) != 1:
        raise Malformed("the persons chosen live at different addresses: choose one of them")
    with_relationship = "relationship" in order.items
    head = next((one.name for one in household if one.relationship == HEAD), None)
    return Juminhyo(
        municipality=office.name,
        address=shown[0].address,
        head=head if with_relationship else None,
        whole_household=len(shown) == len(household),
        entries=tuple(_entry(one, order) for one in shown),
        issued=office.clock.today(),
        copies=order.copies,
        reference=reference,
    )


def _entry(one: Resident, order: PrepareCertificate) -> Entry:
    origin = "honseki" in order.items or "nationality" in order.items
    return Entry(
        name=one.name,
        reading=one.reading,
        born=one.born,
        sex=one.sex,
        since=one.since,
        residence=one.residence,
        previous_address=one.previous_address,
        relationship=one.relationship if "relationship" in order.items else None,
        honseki=one.honseki if origin else None,
        nationality=one.nationality if origin else None,
        stay_until=one.stay_until,
        number=one.number if "number" in order.items else None,
    )
