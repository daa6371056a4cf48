"""What the verifier knows: relying parties, logins, codes, tokens. Secrets only as digests."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long things of the protocol last, by the machine's clock. Configuration, not law."""

    login: timedelta = timedelta(minutes=10)
    code: timedelta = timedelta(minutes=1)
    id_token: timedelta = timedelta(minutes=10)
    access_token: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """A service that may ask for logins."""

    client_id: str
    name: str
    """As shown to the person who signs in."""
    redirect_uris: tuple[str, ...]
    secret: bytes | None
    """SHA-256 of the client secret; None for a public client."""
    sector: str
    """Relying parties of one sector see the same subject; a sector of its own is the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What remains of a card that proved itself."""

    subject: str
    """Pairwise: another one for each sector."""
    authenticated: datetime
    """By the machine's clock."""
    legal: datetime
    """By the dial: when the certificate was judged."""
    ticket: bytes
    """SHA-256 of what the browser at the card reader carries back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One authorization request, from the relying party's redirect to the code."""

    login: str
    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    nonce: str | None
    code_challenge: str
    challenge: bytes
    """What the chip signs."""
    browser: bytes
    """SHA-256 of the cookie of the browser that began."""
    expires: datetime
    proof: Proof | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An authorization code, kept after its use so that a second use is recognised."""

    login: Login
    expires: datetime
    spent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """A token for the userinfo endpoint."""

    client_id: str
    subject: str
    scope: str
    expires: datetime
    revoked: bool
