"""A relying party redeems a code, once."""

from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import AccessToken, Login
from fuda.institutions.verifier.office import Office, digest


def look_up_code(office: Office, code: str, client_id: str) -> Login | None:
    """The login that this relying party may redeem the code for.

    A second use revokes what the first brought (RFC 6749, 4.1.2): one of the two is not its owner.
    """
    with office.store.reading() as at:
        kept = records.code(at, digest(code))
    if kept is None or kept.login.client_id != client_id:
        return None
    if kept.spent:
        _revoke(office, kept.login)
        return None
    return None if office.over(kept.expires) else kept.login


def redeem_code(office: Office, login: Login, token: str) -> bool:
    """Spend the code and keep the token, both or neither; False where another was faster."""
    expires = office.machine_clock.now() + office.lifetimes.access_token
    with office.store.writing() as writing:
        if records.spend_code(writing.connection, login.login):
            records.add_token(writing.connection, digest(token), login.login, expires)
            writing.record(
                event="code_redeemed",
                subject=login.login,
                procedure="redeem_code",
                by=login.client_id,
            )
            return True
    _revoke(office, login)
    return False


def look_up_token(office: Office, token: str) -> AccessToken | None:
    """An access token as it was issued; whoever asks must look at its end and revocation."""
    with office.store.reading() as at:
        return records.token(at, digest(token))


def _revoke(office: Office, login: Login) -> None:
    with office.store.writing() as writing:
        records.revoke_token(writing.connection, login.login)
        writing.record(
            event="code_used_twice",
            subject=login.login,
            procedure="redeem_code",
            by=login.client_id,
        )
