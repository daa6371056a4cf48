"""A service is registered: only those that are may ask for logins (CERT-30)."""

from urllib.parse import urlsplit

from fuda.doors.errors import Malformed
from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.model import RelyingParty
from fuda.institutions.verifier.office import Office, digest


def register_relying_party(
    office: Office,
    *,
    client_id: str,
    name: str,
    redirect_uris: tuple[str, ...],
    secret: str | None,
    sector: str | None,
) -> None:
    """Register, or replace what stands under this client id."""
    if not client_id.isascii() or not client_id.isprintable() or not client_id:
        raise Malformed(f"client id {client_id!r}: use printable ASCII characters")
    if not redirect_uris:
        raise Malformed(f"{client_id}: give at least one redirect URI")
    for uri in redirect_uris:
        _check(client_id, uri)
    party = RelyingParty(
        client_id=client_id,
        name=name,
        redirect_uris=redirect_uris,
        secret=None if secret is None else digest(secret),
        sector=sector or client_id,
    )
    with office.store.writing() as writing:
        records.keep_relying_party(writing.connection, party)
        writing.record(
            event="relying_party_registered",
            subject=client_id,
            procedure="register_relying_party",
            by="operator",
        )


def _check(client_id: str, uri: str) -> None:
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
        raise Malformed(
            f"{client_id}: redirect URI {uri!r} must be absolute, http or https, without a fragment"
        )
