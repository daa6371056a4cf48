"""The browser comes back from the card reader, to go on with a code or to give up.

Two things must meet here: the cookie of the browser that began, and the ticket that only the
browser at the reader was given. A browser to which one was sent has one of the two, never both.
"""

import hmac

from fuda.institutions.verifier import refusals
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import Login, Proof
from fuda.institutions.verifier.office import Office, digest
from fuda.institutions.verifier.procedures.challenge_login import open_login


def returning(office: Office, login_id: str, *, cookie: str | None) -> Login:
    """The login that this browser began and that is not finished."""
    login = open_login(office, login_id)
    if cookie is None or not hmac.compare_digest(digest(cookie), login.browser):
        raise refusals.other_browser()
    if login.finished:
        raise refusals.login_used()
    return login


def proved(login: Login, ticket: str) -> Proof:
    """The proof that was made at this browser's reader."""
    if login.proof is None:
        raise refusals.not_proved()
    if not hmac.compare_digest(digest(ticket), login.proof.ticket):
        raise refusals.other_browser()
    return login.proof


def finish_with_code(office: Office, login: Login, code: str) -> None:
    """End the login and keep its code, both or neither."""
    expires = office.machine_clock.now() + office.lifetimes.code
    with office.store.writing() as writing:
        if not records.finish_login(writing.connection, login.login):
            raise refusals.login_used()
        records.add_code(writing.connection, digest(code), login.login, expires)
        writing.record(
            event="code_issued",
            subject=login.login,
            procedure="continue_login",
            by=login.client_id,
        )


def give_up(office: Office, login: Login) -> None:
    """End the login without a code."""
    with office.store.writing() as writing:
        if not records.finish_login(writing.connection, login.login):
            raise refusals.login_used()
        writing.record(
            event="login_given_up",
            subject=login.login,
            procedure="continue_login",
            by=login.client_id,
        )
