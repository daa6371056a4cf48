"""The card reader asks what the chip is to sign for a login."""

from urllib.parse import urlencode

from fuda.doors.verifier import AskLogin, LoginChallenge
from fuda.institutions.verifier import refusals
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import Login
from fuda.institutions.verifier.office import Office


def challenge_login(office: Office, asked: AskLogin) -> LoginChallenge:
    """The challenge of an open login.

    A proved one has it still, so that a reader whose answer was lost can send its proof again.
    """
    login = open_login(office, asked.login)
    if login.finished:
        raise refusals.login_used()
    with office.store.reading() as at:
        party = records.relying_party(at, login.client_id)
    if party is None:
        raise refusals.unknown_login()
    return LoginChallenge(
        login=login.login,
        service=party.name,
        challenge=login.challenge,
        cancel=f"{office.issuer}/authorize/cancel?{urlencode({'login': login.login})}",
    )


def open_login(office: Office, login_id: str) -> Login:
    """A login whose time has not passed; refused where it is unknown or over."""
    with office.store.reading() as at:
        login = records.login(at, login_id)
    if login is None:
        raise refusals.unknown_login()
    if office.over(login.expires):
        raise refusals.login_over()
    return login
