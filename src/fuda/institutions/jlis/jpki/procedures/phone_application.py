"""Certificates for a phone, applied for with the card (PHONE-01, PHONE-04).

The desk looks at the application as any verifier would: path, policy, validity and state of the
card's signature certificate, and its key's signature over phone, day and keys. It lends the phone's
certificates everything that they say: the holder, the town, the four items, the last day. Nobody
but the card vouches for the applicant, and none of them outlives the card's of its kind.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fuda.doors.errors import Malformed, Refused
from fuda.doors.jpki import CertificateIssued, RequestCertificate
from fuda.doors.person import CertificateKind, FourItems
from fuda.doors.phone import ApplyForPhone, PhoneCertificates, PhoneKey, application
from fuda.institutions.jlis.jpki import refusals_phone as refusals
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_phones as phones
from fuda.institutions.jlis.jpki.model import Carrier, Event, Issued, Standing
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.places import place_of
from fuda.institutions.jlis.jpki.procedures.issue import issue_within
from fuda.institutions.jlis.jpki.procedures.phone_loss import is_lost
from fuda.institutions.jlis.jpki.procedures.roll_over import up_to_date
from fuda.institutions.jlis.jpki.procedures.step import issued, state_of, step
from fuda.kit.store import Writing
from fuda.pki import verify as pki
from fuda.rules.calendar import is_expired, legal_day
from fuda.rules.lifecycle.certificate import Certificate, CertificateEvent
from fuda.rules.phone import PhoneKind, must_be_offered

PROCEDURE = "phone_application"
APPLIED_ANEW = "phone_applied_anew"

_TOKEN = re.compile("[0-9A-Za-z]{1,16}")
"""As the token says its serial, in sixteen characters (EF 0006)."""
_USER_FIRST: tuple[CertificateKind, ...] = ("user", "signature")
"""The signature certificate may not outlive the user certificate (CERT-16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Applicant:
    """Whose card it is, what its signature certificate says, and what the holder has."""

    card: Issued
    said: pki.Certificate
    held: list[Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """An application at the desk: what was asked, on which day, by whom."""

    office: Office
    writing: Writing
    asked: ApplyForPhone
    today: date
    who: _Applicant


def apply(office: Office, asked: ApplyForPhone) -> PhoneCertificates:
    """Make them all, or none; the answer is the same however often the application comes."""
    keys = _keys(asked)
    for kind in keys:
        up_to_date(office, kind)
    with office.store.writing() as writing:

        def act() -> PhoneCertificates:
            case = _opened(office, writing, asked)
            _is_nobody_elses(case)
            sources = {kind: _source(case, kind) for kind in keys}
            writing.record(
                event="phone_applied",
                subject=asked.token,
                procedure=PROCEDURE,
                content={"carrier": asked.carrier, "card": case.who.card.serial},
            )
            made: dict[CertificateKind, CertificateIssued] = {}
            for kind in _USER_FIRST:
                if kind in keys:
                    _end_former(case, kind)
                    made[kind] = _issue(case, keys[kind], sources[kind])
            return PhoneCertificates(certificates=tuple(made[one.kind] for one in asked.keys))

        return writing.once(asked, PhoneCertificates, act)


def _keys(asked: ApplyForPhone) -> Mapping[CertificateKind, PhoneKey]:
    keys = {one.kind: one for one in asked.keys}
    if not keys or len(keys) != len(asked.keys):
        raise Malformed("keys: one for each kind of certificate that is asked for")
    if not _TOKEN.fullmatch(asked.token):
        raise Malformed("token: the serial of a token is up to 16 letters and digits")
    return keys


def _opened(office: Office, writing: Writing, asked: ApplyForPhone) -> _Case:
    today = legal_day(office.now())
    must_be_offered(PhoneKind(asked.carrier), on=today, parameters=office.parameters)
    if asked.on != today:
        raise refusals.another_day(asked.on)
    who = _applicant(office, writing, asked)
    return _Case(office=office, writing=writing, asked=asked, today=today, who=who)


def _applicant(office: Office, writing: Writing, asked: ApplyForPhone) -> _Applicant:
    try:
        serial = pki.read(asked.certificate).serial
        said = pki.verify(
            asked.certificate,
            [one.generation.certificate for one in office.signers["signature"]],
            _state(register.last_event(writing.connection, "signature", serial)),
            at=office.now(),
            kinds={"signature"},
        )
        keys = ((one.kind, one.public_key) for one in asked.keys)
        signed = application(asked.carrier, asked.token, asked.on, keys)
        pki.check_signature(asked.certificate, asked.signature, signed)
    except pki.NotVerified as no:
        raise _refusal(no) from no
    card = issued(writing, "signature", serial)
    held = register.certificates_of(
        writing.connection, municipality=card.municipality, holder=card.holder
    )
    return _Applicant(card=card, said=said, held=held)


def _state(last: Event | None) -> pki.ByRegister:
    if last is None or last.state == "released":
        return pki.ByRegister()
    return pki.ByRegister(last.at, last.reason)


def _refusal(no: pki.NotVerified) -> Refused:
    match no:
        case pki.WrongSignature():
            return refusals.not_signed_with_card()
        case pki.Expired():
            return refusals.card_expired(no.last_day)
        case pki.OnHold():
            return refusals.card_on_hold()
        case pki.Revoked():
            return refusals.card_ended()
        case _:
            return refusals.card_not_trusted()


def _is_nobody_elses(case: _Case) -> None:
    """A phone that changed hands without its certificates having been revoked is refused."""
    connection, card = case.writing.connection, case.who.card
    for phone in phones.of_token(connection, case.asked.token):
        one = issued(case.writing, phone.kind, phone.serial)
        if (
            (one.municipality, one.holder) != (card.municipality, card.holder)
            and not is_expired(one.expires, case.today)
            and state_of(case.writing, one) is not Certificate.REVOKED
        ):
            raise refusals.others_phone()


def _source(case: _Case, kind: CertificateKind) -> Standing:
    """The card's certificate from which one of that kind derives."""
    on_card = _standing(case, "card", kind)
    for one in on_card:
        if one.state is Certificate.VALID:
            return one
    raise refusals.card_on_hold() if on_card else refusals.nothing_to_derive_from(kind)


def _standing(case: _Case, carrier: Carrier, kind: CertificateKind) -> list[Standing]:
    return [
        one
        for one in case.who.held
        if (one.carrier, one.kind) == (carrier, kind) and one.may_be_relied_on(case.today)
    ]


def _end_former(case: _Case, kind: CertificateKind) -> None:
    """What was on this same phone, or is on one that was lost, ends; on another it stands."""
    for one in _standing(case, case.asked.carrier, kind):
        phone = phones.on_phone(case.writing.connection, one.kind, one.serial)
        if phone is not None and (phone.token == case.asked.token or is_lost(case.writing, phone)):
            step(
                case.office,
                case.writing,
                issued(case.writing, one.kind, one.serial),
                CertificateEvent.REVOKE,
                reason="superseded",
                event=APPLIED_ANEW,
                procedure=PROCEDURE,
            )


def _issue(case: _Case, key: PhoneKey, source: Standing) -> CertificateIssued:
    asked, card, said = case.asked, case.who.card, case.who.said
    caps = [source.expires]
    place = identity = items = None
    if key.kind == "signature":
        caps += [one.expires for one in _standing(case, "card", "user")]
        place = place_of(card.municipality, on=case.today, parameters=case.office.parameters)
        identity, items = said.identity, _items(said)
    request = RequestCertificate(
        key=f"{asked.key} {key.kind}",
        kind=key.kind,
        holder=card.holder,
        municipality=card.municipality,
        public_key=key.public_key,
        challenge=key.challenge,
        proof=key.proof,
        expires=min(caps),
        card_expires=source.expires,
        items=items,
        card_state="delivered",
    )
    made = issue_within(
        case.office,
        case.writing,
        request,
        carrier=asked.carrier,
        place=place,
        identity=identity,
    )
    derived = phones.OnPhone(key.kind, made.serial, source.serial, asked.token)
    phones.add(case.writing.connection, derived)
    return made


def _items(said: pki.Certificate) -> FourItems:
    """For the rules of an issue; what the new certificate says of the holder is copied as it is."""
    told = said.identity
    if told is None or told.born is None:
        raise refusals.card_not_trusted()
    return FourItems(name=told.name, address=told.address, born=told.born, sex=told.sex)
