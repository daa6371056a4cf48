"""A relying party has sent a browser here and its request is in order: a login begins."""

import base64
from dataclasses import dataclass

from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import Login
from fuda.institutions.verifier.office import Office, digest

_NONCE_LENGTH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the browser goes, and the cookie by which it will be known again."""

    login: str
    location: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the authorization request is needed later, already checked."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    nonce: str | None
    code_challenge: str


def begin_login(office: Office, asked: Asked) -> Begun:
    """Keep the request with a fresh challenge, and send the browser to the card reader."""
    login, cookie = office.randomness.token(), office.randomness.token()
    new = Login(
        login=login,
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        scope=asked.scope,
        state=asked.state,
        nonce=asked.nonce,
        code_challenge=asked.code_challenge,
        challenge=_challenge(office, asked.client_id, login),
        browser=digest(cookie),
        expires=office.machine_clock.now() + office.lifetimes.login,
    )
    with office.store.writing() as writing:
        records.add_login(writing.connection, new)
        writing.record(
            event="login_begun", subject=login, procedure="begin_login", by=asked.client_id
        )
    return Begun(login=login, location=f"{office.reader}/{login}", cookie=cookie)


def _challenge(office: Office, client_id: str, login: str) -> bytes:
    """Names its purpose, so that what a chip signs here is of no use anywhere else."""
    nonce = base64.urlsafe_b64encode(office.randomness.octets(_NONCE_LENGTH)).decode("ascii")
    return f"fuda login 1\n{office.issuer}\n{client_id}\n{login}\n{nonce}\n".encode()
