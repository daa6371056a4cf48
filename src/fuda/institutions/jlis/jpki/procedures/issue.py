"""A certificate is issued at a municipality's request (CERT-10, CERT-11).

The municipality has seen holder and card; this desk checks what it can check itself: possession of
the key, the caps (CERT-15, CERT-16), the age for signing (CERT-06), and that no certificate of that
kind stands. A renewed certificate is revoked first (superseded), by the municipality.
"""

import hashlib

from fuda.doors.errors import Malformed
from fuda.doors.jpki import CertificateIssued, RequestCertificate
from fuda.doors.person import CertificateKind, FourItems
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.model import Issued, is_live
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.subject import certificate_name
from fuda.kit.caller import caller
from fuda.kit.store import Writing
from fuda.pki.identity import Identity
from fuda.pki.issue import Subject
from fuda.pki.verify import WrongSignature, check_possession
from fuda.rules.calendar import is_expired, legal_day
from fuda.rules.certificate_allowed import CertificateKind as Kind
from fuda.rules.certificate_allowed import certificate_allowed

PROCEDURE = "issue"


def issue(office: Office, request: RequestCertificate) -> CertificateIssued:
    """Make, enter and hand back the certificate, once for the request's key."""
    _check_form(office, request)
    with office.store.writing() as writing:

        def act() -> CertificateIssued:
            _check_possession(office, writing, request)
            _check_rules(office, writing, request)
            issued = _make(office, writing, request)
            register.add_certificate(writing.connection, issued)
            register.use_challenge(
                writing.connection, request.challenge, issued.kind, issued.serial
            )
            writing.record(
                event="certificate_issued",
                subject=f"{issued.kind}:{issued.serial}",
                procedure=PROCEDURE,
            )
            return CertificateIssued(
                kind=issued.kind,
                serial=issued.serial,
                certificate=issued.certificate,
                authority=office.signers[issued.kind].authority.certificate,
                expires=issued.expires,
            )

        return writing.once(request, CertificateIssued, act)


def _check_form(office: Office, request: RequestCertificate) -> None:
    if caller() != f"m/{request.municipality}":
        raise Malformed("municipality: a municipality asks in its own name only")
    if request.kind == "user" and request.items is not None:
        raise Malformed("items: a user certificate holds none of the four items (CERT-04)")
    if request.kind == "signature" and request.items is None:
        raise Malformed("items: a signature certificate needs the four items (CERT-03)")
    if request.kind == "signature" and request.municipality not in office.places:
        raise Malformed(f"municipality: {request.municipality} has no name in romaji here")


def _check_possession(office: Office, writing: Writing, request: RequestCertificate) -> None:
    given = register.challenge(writing.connection, request.challenge)
    if given is None or given.caller != caller() or given.used or office.now() > given.expires:
        raise refusals.no_open_challenge()
    try:
        check_possession(request.public_key, request.proof, request.challenge)
    except WrongSignature:
        raise refusals.not_possessed() from None
    except ValueError as unfit:
        raise Malformed(f"public_key: {unfit}") from unfit
    if register.was_certified(writing.connection, _digest(request.public_key)):
        raise refusals.key_seen_before()


def _check_rules(office: Office, writing: Writing, request: RequestCertificate) -> None:
    today = legal_day(office.now())
    if is_expired(request.expires, today):
        raise refusals.over_already(request.expires)
    if request.expires > request.card_expires:
        raise refusals.after_the_card(request.kind, request.card_expires)
    if request.items is not None:
        certificate_allowed(
            Kind(request.kind), born=request.items.born, on=today, parameters=office.parameters
        )
        user = _live(office, writing, request, "user")
        if user is not None and request.expires > user.expires:
            raise refusals.after_the_user(user.expires)
    standing = _live(office, writing, request, request.kind)
    if standing is not None:
        raise refusals.has_live_one(standing.kind, standing.expires)


def _live(
    office: Office, writing: Writing, request: RequestCertificate, kind: CertificateKind
) -> Issued | None:
    held = register.certificates_of(
        writing.connection, municipality=request.municipality, holder=request.holder, kind=kind
    )
    today = legal_day(office.now())
    return next(
        (
            one
            for one in held
            if is_live(one, register.revocation(writing.connection, kind, one.serial), today)
        ),
        None,
    )


def _make(office: Office, writing: Writing, request: RequestCertificate) -> Issued:
    signer = office.signers[request.kind]
    serial = register.next_serial(writing.connection, request.kind)
    now = office.now()
    before = register.certificates_of(
        writing.connection,
        municipality=request.municipality,
        holder=request.holder,
        kind=request.kind,
    )
    cn = certificate_name(request.kind, request.municipality, len(before) + 1, office.randomness)
    certificate = signer.template.certificate(
        Subject(
            cn=cn,
            place=office.places[request.municipality] if request.items is not None else None,
            identity=_identity(request.items) if request.items is not None else None,
        ),
        public=request.public_key,
        serial=serial,
        since=now,
        expires=request.expires,
    )
    return Issued(
        kind=request.kind,
        serial=serial,
        municipality=request.municipality,
        holder=request.holder,
        cn=cn,
        key_digest=_digest(request.public_key),
        issued=now,
        expires=request.expires,
        certificate=certificate,
    )


def _identity(items: FourItems) -> Identity:
    try:
        return Identity.of(name=items.name, sex=items.sex, born=items.born, address=items.address)
    except ValueError as unfit:
        raise Malformed(f"items: {unfit}") from unfit


def _digest(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()
