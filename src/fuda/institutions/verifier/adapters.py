"""What the verifier knows, as Authlib asks about it."""

# ruff: noqa: D102 - the methods are Authlib's, who says what they mean

from hmac import compare_digest

from fuda.institutions.verifier.model import AccessToken, Login, RelyingParty
from fuda.institutions.verifier.office import Office, digest

SCOPE = "openid"
GRANT_TYPE = "authorization_code"
ACR = "urn:fuda:acr:user-certificate"
"""Our own: the card's user certificate, judged at the dial's time (docs/interfaces.md)."""
AMR = ("sc", "pin", "mfa")
"""RFC 8176: a smart card, whose key signs only after its PIN."""


class Client:
    """A relying party, as Authlib asks about one."""

    def __init__(self, party: RelyingParty) -> None:
        self.client_id = party.client_id
        self._party = party

    def get_client_id(self) -> str:
        return self._party.client_id

    def get_default_redirect_uri(self) -> None:
        """None: OpenID Connect requires the parameter."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Scopes that are not offered are passed over, as OpenID Connect says; openid must be."""
        return SCOPE if SCOPE in (scope or "").split() else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Exactly as registered."""
        return redirect_uri in self._party.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        kept = self._party.secret
        return kept is not None and compare_digest(digest(client_secret), kept)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        public = self._party.secret is None
        return method == ("none" if public else "client_secret_basic")

    def check_response_type(self, _response_type: str) -> bool:
        """Any: `OnlyWhatIsOffered` refuses the others in words that cannot break the answer."""
        return True

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT_TYPE


class IssuedCode:
    """A login whose code is being redeemed, as Authlib asks about one."""

    code_challenge_method = "S256"

    def __init__(self, login: Login) -> None:
        assert login.proof is not None  # noqa: S101 - a code is issued for a proof
        self.login = login
        self.proof = login.proof
        self.code_challenge = login.code_challenge

    def get_redirect_uri(self) -> str:
        return self.login.redirect_uri

    def get_scope(self) -> str:
        return self.login.scope

    def get_nonce(self) -> str | None:
        return self.login.nonce

    def get_auth_time(self) -> int:
        """By the machine's clock: a relying party compares it with its own (max_age)."""
        return int(self.proof.authenticated.timestamp())

    def get_acr(self) -> str:
        return ACR

    def get_amr(self) -> list[str]:
        return list(AMR)


class BearerToken:
    """An access token, as Authlib asks about one."""

    def __init__(self, office: Office, token: AccessToken) -> None:
        self._office = office
        self._token = token
        self.subject = token.subject

    def is_expired(self) -> bool:
        return self._office.over(self._token.expires)

    def is_revoked(self) -> bool:
        return self._token.revoked

    def get_scope(self) -> str:
        return self._token.scope
