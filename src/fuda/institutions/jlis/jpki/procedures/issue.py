"""A certificate is issued at a municipality's request (CERT-10, CERT-11).

The municipality has seen holder and card, and says how the card stands and whether the holder
decides alone. This desk checks what it can check itself: possession of the key, the caps (CERT-13
to CERT-16), the age for signing (CERT-06), what was said of card and holder (CERT-06, CERT-07,
CERT-10, CERT-11), and that no certificate of that kind stands on that carrier. A renewed
certificate is revoked first (superseded), by the municipality.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from fuda.doors.errors import Malformed
from fuda.doors.jpki import CertificateIssued, RequestCertificate
from fuda.doors.message import message
from fuda.doors.person import CertificateKind, FourItems
from fuda.institutions.jlis.jpki import refusals
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki import store_challenges as challenges
from fuda.institutions.jlis.jpki.authorities import Issuer, profile_of, sealed
from fuda.institutions.jlis.jpki.model import Carrier, Issued, Standing
from fuda.institutions.jlis.jpki.office import Office
from fuda.institutions.jlis.jpki.places import place_of
from fuda.institutions.jlis.jpki.procedures.challenge import is_open
from fuda.institutions.jlis.jpki.procedures.roll_over import up_to_date
from fuda.institutions.jlis.jpki.queue import Waiting
from fuda.institutions.jlis.jpki.subject import certificate_name
from fuda.kit.caller import acting_as, caller
from fuda.kit.store import Writing
from fuda.pki.identity import Identity
from fuda.pki.issue import Subject
from fuda.pki.profile import PROFILES, Place, range_of
from fuda.pki.verify import WrongSignature, check_possession
from fuda.rules.calendar import add_months, is_expired, legal_day
from fuda.rules.certificate_allowed import CertificateKind as Kind
from fuda.rules.certificate_allowed import certificate_allowed
from fuda.rules.values import Parameters

PROCEDURE = "issue"

_MONTHS = 12

_IN_HAND = frozenset({"ready", "delivered"})
"""Where a card stands that is handed over, or is its holder's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a certificate lies in, and what it tells of its holder and key."""

    carrier: Carrier
    place: Place | None
    identity: Identity | None
    key_digest: bytes


@message
class _Entered:
    """What is kept of the answer: the rest stands in the register."""

    kind: CertificateKind
    serial: int


_Asked = Waiting[RequestCertificate, CertificateIssued]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToSign:
    """A request that was checked, and what remains to be signed for it."""

    request: RequestCertificate
    issuer: Issuer
    entered: _Entered
    signed: bytes
    row: Callable[[bytes], Issued]
    """The row of the register, once the certificate is there."""


def issue(office: Office, request: RequestCertificate) -> CertificateIssued:
    """Make, enter and hand back the certificate, once for the request's key."""
    up_to_date(office, request.kind)
    one: _Asked = Waiting(
        asked=request,
        caller=caller(),
        stands_alone=(
            request.challenge,
            request.public_key,
            (request.municipality, request.holder),
            (caller(), request.key),
        ),
    )
    return office.queue.done(one, lambda together: _issue(office, together))


def _issue(office: Office, together: Sequence[_Asked]) -> None:
    """All of them in one transaction: what is refused to one is entered for the others."""
    with (
        office.store.writing() as writing,
        office.queue.signing(_sign, len(together)) as signing,
    ):
        begun: list[tuple[_Asked, _ToSign]] = []
        for one in together:
            with acting_as(one.caller), one.refused_alone():
                is_new = is_open(office, one.asked.challenge)
                given = writing.given(one.asked, _Entered)
                if not given and not is_new:
                    given = _forgotten(writing, one.asked)
                if given:
                    one.answer = _again(office, writing, given[0])
                else:
                    before = [checked.request.kind for _, checked in begun]
                    made = _read(office, one.asked)
                    _check_possession(one.asked, made.carrier)
                    if not is_new:
                        raise refusals.no_open_challenge()
                    checked = _check(office, writing, one.asked, made, before)
                    begun.append((one, checked))
                    signing.ask(checked)
        for one, checked in begun:
            with acting_as(one.caller):
                _note(writing, checked)
                writing.keep(one.asked, _Entered, checked.entered)
        for (one, checked), signature in zip(begun, signing.made(), strict=True):
            one.answer = _enter(writing, checked, signature)


def issue_within(
    office: Office,
    writing: Writing,
    request: RequestCertificate,
    *,
    carrier: Carrier,
    place: Place | None,
    identity: Identity | None,
) -> CertificateIssued:
    """One certificate as part of another act, which says itself what is told of the holder."""
    _check_possession(request, carrier)
    if not is_open(office, request.challenge):
        raise refusals.no_open_challenge()
    made = _Made(
        carrier=carrier, place=place, identity=identity, key_digest=_digest(request.public_key)
    )
    checked = _check(office, writing, request, made, ())
    _note(writing, checked)
    return _enter(writing, checked, _sign(checked))


def _check(
    office: Office,
    writing: Writing,
    request: RequestCertificate,
    made: _Made,
    before: Sequence[CertificateKind],
) -> _ToSign:
    """Refused where a rule says no, the challenge being open and possession proved.

    `before` are the kinds that this transaction has taken up.
    """
    now = office.now()
    known = register.facts(
        writing.connection,
        request.kind,
        challenge=request.challenge,
        key_digest=made.key_digest,
    )
    if known.challenge_used:
        raise refusals.no_open_challenge()
    if known.key_seen:
        raise refusals.key_seen_before()
    held = register.certificates_of(
        writing.connection, municipality=request.municipality, holder=request.holder
    )
    there = [one for one in held if one.carrier == made.carrier]
    _check_rules(office.parameters, request, there, legal_day(now))
    issuer = office.signer(request.kind)
    serial = known.serial + before.count(request.kind)
    count = sum(one.kind == request.kind for one in held) + 1
    cn = certificate_name(request.kind, request.municipality, count, office.randomness)
    template = issuer.templates[profile_of(request.kind, made.carrier)]
    return _ToSign(
        request=request,
        issuer=issuer,
        entered=_Entered(kind=request.kind, serial=serial),
        signed=template.to_be_signed(
            Subject(cn=cn, place=made.place, identity=made.identity),
            public=request.public_key,
            serial=serial,
            since=now,
            expires=request.expires,
        ),
        row=lambda certificate: Issued(
            kind=request.kind,
            serial=serial,
            n=known.n + len(before),
            generation=issuer.generation.number,
            carrier=made.carrier,
            point=partition_of(request.kind, serial, request.municipality),
            municipality=request.municipality,
            holder=request.holder,
            cn=cn,
            key_digest=made.key_digest,
            issued=now,
            expires=request.expires,
            certificate=certificate,
        ),
    )


def _sign(one: _ToSign) -> bytes:
    return one.issuer.signer.sign(one.signed)


def _note(writing: Writing, one: _ToSign) -> None:
    """All that is written of it besides the certificate, while that is being signed."""
    challenges.use_challenge(writing.connection, one.request.challenge)
    writing.record(
        event="certificate_issued",
        subject=f"{one.entered.kind}:{one.entered.serial}",
        procedure=PROCEDURE,
    )


def _enter(writing: Writing, one: _ToSign, signature: bytes) -> CertificateIssued:
    issued = one.row(sealed(one.signed, signature, one.issuer.signer))
    register.add_certificate(writing.connection, issued)
    return _told(one.issuer, issued)


def _forgotten(writing: Writing, request: RequestCertificate) -> tuple[_Entered, ...]:
    """What was entered for a request whose answer is not kept any more.

    Its challenge has run out, so it can be no new request: nothing was issued, or this.
    """
    serial = register.serial_for_key(
        writing.connection,
        request.kind,
        municipality=request.municipality,
        holder=request.holder,
        key_digest=_digest(request.public_key),
    )
    return () if serial is None else (_Entered(kind=request.kind, serial=serial),)


def _again(office: Office, writing: Writing, entered: _Entered) -> CertificateIssued:
    """The answer that was given before, from the register."""
    issued = register.certificate(writing.connection, entered.kind, entered.serial)
    assert issued is not None  # noqa: S101 - entered in one transaction, and never deleted
    (issuer,) = (
        one for one in office.signers[issued.kind] if one.generation.number == issued.generation
    )
    return _told(issuer, issued)


def _told(issuer: Issuer, issued: Issued) -> CertificateIssued:
    return CertificateIssued(
        kind=issued.kind,
        serial=issued.serial,
        certificate=issued.certificate,
        authority=issuer.generation.certificate,
        expires=issued.expires,
    )


def _read(office: Office, request: RequestCertificate) -> _Made:
    """What the message says, if a municipality may say it."""
    if caller() != f"m/{request.municipality}":
        raise Malformed("municipality: a municipality asks in its own name only")
    if request.kind == "user" and request.items is not None:
        raise Malformed("items: a user certificate holds none of the four items (CERT-04)")
    if request.kind == "signature" and request.items is None:
        raise Malformed("items: a signature certificate needs the four items (CERT-03)")
    if request.card_state is None:
        raise Malformed("card_state: say how the card stands (CERT-10, CERT-11)")
    place = identity = None
    if request.items is not None:
        today = legal_day(office.now())
        place = place_of(request.municipality, on=today, parameters=office.parameters)
        identity = _identity(request.items)
    return _Made(
        carrier="card",
        place=place,
        identity=identity,
        key_digest=_digest(request.public_key),
    )


def _digest(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()


def _check_possession(request: RequestCertificate, carrier: Carrier) -> None:
    try:
        algorithm = PROFILES[profile_of(request.kind, carrier)].key
        check_possession(request.public_key, request.proof, request.challenge, algorithm)
    except WrongSignature:
        raise refusals.not_possessed() from None
    except ValueError as unfit:
        raise Malformed(f"public_key: {unfit}") from unfit


def _check_rules(
    parameters: Parameters, request: RequestCertificate, there: list[Standing], today: date
) -> None:
    """`there`: what the holder ever had on that carrier."""
    _check_days(parameters, request, today)
    _check_holder(parameters, request, today)
    standing = [one for one in there if one.may_be_relied_on(today)]
    for one in standing:
        if request.kind == "signature" and one.kind == "user" and request.expires > one.expires:
            raise refusals.after_the_user(one.expires)
    for one in standing:
        if one.kind == request.kind:
            raise refusals.has_live_one(one.kind, one.expires)


def _check_days(parameters: Parameters, request: RequestCertificate, today: date) -> None:
    if request.card_state not in _IN_HAND:
        raise refusals.card_not_in_hand(request.kind)
    if is_expired(request.card_expires, today):
        raise refusals.card_expired(request.kind, request.card_expires)
    if is_expired(request.expires, today):
        raise refusals.over_already(request.expires)
    if request.expires > request.card_expires:
        raise refusals.after_the_card(request.kind, request.card_expires)
    longest = _longest(parameters, today)
    if request.expires > longest:
        raise refusals.too_long(longest)


def _check_holder(parameters: Parameters, request: RequestCertificate, today: date) -> None:
    if request.items is not None:
        certificate_allowed(
            Kind(request.kind), born=request.items.born, on=today, parameters=parameters
        )
        if request.capacity == "adult_ward":
            raise refusals.adult_ward()
    elif request.capacity != "full" and not request.represented:
        raise refusals.not_represented()


def _longest(parameters: Parameters, today: date) -> date:
    """The last day of a certificate that is renewed as early as can be (CERT-14, RENEW-01)."""
    years = parameters.value("certificate.renewal.years", city=None, on=today).of(int)
    ahead = parameters.value("renewal.months_before", city=None, on=today).of(int)
    return add_months(today, _MONTHS * years + ahead)


def partition_of(kind: CertificateKind, serial: int, municipality: str) -> str:
    """Whose list a certificate would stand on: nothing of a user certificate tells the town."""
    return municipality if kind == "signature" else str(range_of(serial))


def _identity(items: FourItems) -> Identity:
    try:
        return Identity.of(name=items.name, sex=items.sex, born=items.born, address=items.address)
    except ValueError as unfit:
        raise Malformed(f"items: {unfit}") from unfit
