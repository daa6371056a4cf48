"""A card proves itself for a login: its user certificate stands, and its chip signed the challenge.

The certificate is looked at here and dropped; what stays is the pairwise subject.
"""

from datetime import datetime
from urllib.parse import urlencode

from fuda.doors.errors import Refused
from fuda.doors.jpki import AskAuthority
from fuda.doors.verifier import LoginProved, ProveLogin
from fuda.institutions.verifier import refusals
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import Login, Proof
from fuda.institutions.verifier.office import Office, digest
from fuda.institutions.verifier.procedures.challenge_login import open_login
from fuda.pki import verify
from fuda.rules.calendar import legal_day


def prove_login(office: Office, proof: ProveLogin) -> LoginProved:
    """Check chain, validity at the dial's time, revocation and signature; then keep the subject."""
    login = open_login(office, proof.login)
    legal = office.clock.now()
    subject = _subject(office, login, proof, legal)
    ticket = office.randomness.token()
    kept = Proof(
        subject=subject,
        authenticated=office.machine_clock.now(),
        legal=legal,
        ticket=digest(ticket),
    )

    with office.store.writing() as writing:

        def keep() -> LoginProved:
            if not records.prove_login(writing.connection, login.login, kept):
                raise refusals.login_used()
            writing.record(event="login_proved", subject=login.login, procedure="prove_login")
            back = urlencode({"login": login.login, "ticket": ticket})
            return LoginProved(location=f"{office.issuer}/authorize/continue?{back}")

        return writing.once(proof, LoginProved, keep)


def _subject(office: Office, login: Login, proof: ProveLogin, legal: datetime) -> str:
    with office.store.reading() as at:
        party = records.relying_party(at, login.client_id)
    if party is None:
        raise refusals.unknown_login()
    authority = office.jpki.authority(AskAuthority(kind="user")).der
    crl = office.jpki.crl(AskAuthority(kind="user")).der
    try:
        certificate = verify.verify(proof.certificate, authority, crl, at=legal, use="user")
        verify.check_signature(proof.certificate, proof.signature, login.challenge)
    except verify.NotVerified as no:
        raise _refusal(no) from no
    return office.keys.subject(party.sector, issuer=authority, serial=certificate.serial)


def _refusal(no: verify.NotVerified) -> Refused:
    match no:
        case verify.NotYetValid():
            return refusals.not_yet_usable(legal_day(no.since))
        case verify.Expired():
            return refusals.expired(no.last_day)
        case verify.Revoked():
            return refusals.revoked(legal_day(no.since))
        case verify.StatusUnknown():
            return refusals.status_unknown()
        case verify.WrongSignature():
            return refusals.wrong_signature()
        case _:
            return refusals.not_trusted()
