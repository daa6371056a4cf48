"""A card proves itself for a login: its user certificate stands, and its chip signed the challenge.

The certificate is looked at here and dropped; what stays is the pairwise subject.
"""

from datetime import datetime
from urllib.parse import urlencode

from fuda.doors.jpki import AskAuthority
from fuda.doors.verifier import LoginProved, ProveLogin
from fuda.institutions.verifier import refusals
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import Login, Proof
from fuda.institutions.verifier.office import Office, digest
from fuda.institutions.verifier.procedures.challenge_login import open_login
from fuda.kit.standing import signed_by, user_certificate


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
    stands = user_certificate(proof.certificate, office.jpki, at=legal)
    signed_by(proof.certificate, proof.signature, login.challenge)
    asked = AskAuthority(kind="user", key_identifier=stands.authority_key)
    authority = office.jpki.authority(asked).der
    return office.keys.subject(party.sector, issuer=authority, serial=stands.serial)
