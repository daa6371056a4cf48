"""Generations and responders are made when legal time calls for it, before they are needed."""

from datetime import datetime

from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.authorities import (
    Issuer,
    key_label,
    load,
    make,
    next_begins,
    public_key_of,
)
from fuda.institutions.jlis.jpki.model import KINDS, Generation, Responder
from fuda.institutions.jlis.jpki.office import Answering, Office
from fuda.institutions.jlis.jpki.procedures.ceremony import minutes_of
from fuda.pki.issue import responder_certificate
from fuda.pki.profile import AUTHORITIES, RESPONDER_GOOD_FOR
from fuda.pki.signer import Signer

PROCEDURE = "roll_over"

RENEWED_AHEAD = RESPONDER_GOOD_FOR / 3
"""[own] A responder's certificate is replaced in the last third of its life."""


def roll_over(office: Office) -> None:
    """What is due: the next generation, and new certificates for responders that are in use."""
    for kind in KINDS:
        up_to_date(office, kind)
    for kind, number in tuple(office.responders):
        issuer = next(one for one in office.signers[kind] if one.generation.number == number)
        if office.now() <= issuer.generation.until:
            responder(office, issuer)


def up_to_date(office: Office, kind: CertificateKind) -> None:
    """Make the next generation of that authority if it is time; quick where it is not."""
    if next_begins(_known(office, kind), office.now()) is None:
        return
    with office.rolling:
        _take_up(office, kind)
        begins = next_begins(_known(office, kind), office.now())
        if begins is None:
            return
        number = len(office.signers[kind]) + 1
        make(
            office.store,
            office.keyring,
            kind,
            number,
            since=office.now(),
            begins=begins,
            procedure=PROCEDURE,
            ceremony=lambda signer: _minutes(office, key_label(kind, number), signer),
        )
        _take_up(office, kind)


def _minutes(office: Office, label: str, signer: Signer) -> dict[str, object]:
    minutes = minutes_of(office.keys, label, signer.key_identifier)
    if minutes is None:
        return {}
    return {"witnesses": minutes.witnesses, "ceremony": minutes.held}


def _known(office: Office, kind: CertificateKind) -> list[Generation]:
    return [one.generation for one in office.signers[kind]]


def _take_up(office: Office, kind: CertificateKind) -> None:
    """Those that this or another process has entered."""
    with office.store.reading() as connection:
        entered = [one for one in register.all_generations(connection) if one.kind == kind]
    if len(entered) > len(office.signers[kind]):
        office.signers[kind] = load(office.store, office.keyring, office.service)[kind]


def responder(office: Office, issuer: Issuer) -> Answering:
    """Who signs OCSP answers for that generation now; made where there is none in force."""
    generation = issuer.generation
    place = generation.kind, generation.number
    known = office.responders.get(place)
    if known is None or not _lasts(known.responder, generation, office.now()):
        with office.rolling:
            known = _newest(office, issuer)
            office.responders[place] = known
    return known


def _lasts(made: Responder, generation: Generation, now: datetime) -> bool:
    """Whether it can be used, and need not be replaced yet."""
    ends_with_authority = made.until == generation.until
    return made.since <= now <= made.until and (
        ends_with_authority or now < made.until - RENEWED_AHEAD
    )


def _newest(office: Office, issuer: Issuer) -> Answering:
    generation = issuer.generation
    kind, now = generation.kind, office.now()
    with office.store.reading() as connection:
        before = register.newest_responder(connection, kind, generation.number)
    if before is not None and _lasts(before, generation, now):
        key = public_key_of(before.certificate)
        signer = office.keyring.open(_label(before), AUTHORITIES[kind].key, key)
        return Answering(responder=before, signer=signer)
    made = _make(office, issuer, 1 if before is None else before.number + 1)
    if before is not None:
        office.keyring.forget(_label(before))
    return made


def _make(office: Office, issuer: Issuer, number: int) -> Answering:
    generation, now = issuer.generation, office.now()
    kind = generation.kind
    until = min(now + RESPONDER_GOOD_FOR, generation.until)
    signer = office.keyring.make(
        f"{key_label(kind, generation.number)}.ocsp.{number}", AUTHORITIES[kind].key
    )
    with office.store.writing() as writing:
        first = register.newest_responder(writing.connection, kind, generation.number)
        if first is not None and first.number == number:  # another process, with the same key
            return Answering(responder=first, signer=signer)
        serial = register.next_serial(writing.connection, kind)
        made = Responder(
            kind=kind,
            generation=generation.number,
            number=number,
            serial=serial,
            certificate=responder_certificate(
                kind,
                issuer.signer,
                public=signer.public_key,
                serial=serial,
                since=now,
                until=until,
            ),
            since=now,
            until=until,
        )
        register.add_responder(writing.connection, made)
        writing.record(
            event="responder_made",
            subject=f"{kind}:{generation.number}:{number}",
            procedure=PROCEDURE,
            by="jlis.jpki",
        )
    return Answering(responder=made, signer=signer)


def _label(made: Responder) -> str:
    return f"{key_label(made.kind, made.generation)}.ocsp.{made.number}"
