"""OAuth 2.0 and OpenID Connect by Authlib; what is ours is here and in `procedures`.

Offered: the code flow only, PKCE with S256 for everybody (RFC 7636, RFC 9700), the issuer in every
authorization response (RFC 9207), pairwise subjects, one scope. Authlib's defaults would allow
`plain`, make PKCE optional for clients with a secret, and let tokens live ten days.
"""

# ruff: noqa: D102 - overriding methods are Authlib's, who says what they mean

from base64 import b64decode
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    UnsupportedResponseTypeError,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenGenerator, BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import RSAKey

from fuda.institutions.verifier import store as records
from fuda.institutions.verifier.adapters import BearerToken, Client, IssuedCode
from fuda.institutions.verifier.model import Login
from fuda.institutions.verifier.office import Office
from fuda.institutions.verifier.procedures.continue_login import finish_with_code
from fuda.institutions.verifier.procedures.redeem_code import (
    look_up_code,
    look_up_token,
    redeem_code,
)
from fuda.institutions.verifier.protocol import ProtocolRequest, Reply

LEGAL_TIME = "fuda_legal_time"
"""Our own claim: the dial's time at which the certificate was judged."""

_LONGEST = 2048
_RESPONSE_TYPE = "code"


class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """The code flow over our store."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "none")

    @classmethod
    def check_authorization_endpoint(cls, request: ProtocolRequest) -> bool:  # noqa: ARG003 - Authlib's
        """Every request: `OnlyWhatIsOffered` refuses other response types, the client known."""
        return True

    @staticmethod
    def validate_authorization_redirect_uri(request: ProtocolRequest, client: Client) -> str:
        """Authlib would repeat the address in its error, and fail where that is not ASCII."""
        asked: str | None = request.payload.redirect_uri
        if asked is None:
            raise InvalidRequestError("redirect_uri is missing.")
        if not client.check_redirect_uri(asked):
            raise InvalidRequestError("redirect_uri is not registered for this client.")
        return asked

    def validate_token_request(self) -> None:
        """As Authlib, and a client named twice is the same one (RFC 6749, 2.3)."""
        super().validate_token_request()
        named = self.request.payload.client_id
        if named is not None and named != self.request.client.client_id:
            raise InvalidClientError(description="client_id is not the one that authenticated.")

    def generate_authorization_code(self) -> str:
        return self.server.office.randomness.token()  # type: ignore[no-any-return]  # as above

    def save_authorization_code(self, code: str, request: ProtocolRequest) -> None:
        assert request.login is not None  # noqa: S101 - only a login brings a code
        finish_with_code(self.server.office, request.login, code)

    def query_authorization_code(self, code: str, client: Client) -> IssuedCode | None:
        login = look_up_code(self.server.office, code, client.client_id)
        return None if login is None else IssuedCode(login)

    def delete_authorization_code(self, authorization_code: IssuedCode) -> None:
        """Spent in the transaction that kept its token; it stays so that a second use is seen."""

    def authenticate_user(self, authorization_code: IssuedCode) -> Login:
        return authorization_code.login


class S256(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE, for everybody, by S256 only."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: CodeGrant, redirect_uri: str | None) -> None:
        """At the authorization endpoint; Authlib refuses a method without a challenge by itself."""
        if grant.request.payload.data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required, with code_challenge_method=S256.")
        super().validate_code_challenge(grant, redirect_uri)


class OnlyWhatIsOffered:
    """Refuses at the authorization endpoint what discovery does not announce."""

    def __call__(self, grant: CodeGrant) -> None:
        """Authlib calls this for each request."""
        grant.register_hook("after_validate_authorization_request_payload", self._check)

    def _check(self, grant: CodeGrant, _nothing: object) -> None:
        payload = grant.request.payload
        asked = payload.data
        if payload.doubled is not None:
            raise InvalidRequestError("A parameter is given twice.")
        if "response_type" not in asked:
            raise InvalidRequestError("response_type is missing.")
        if asked["response_type"] != _RESPONSE_TYPE:
            raise UnsupportedResponseTypeError("", "Only response_type=code is offered.")
        if asked.get("response_mode", "query") != "query":
            raise InvalidRequestError("Only response_mode=query is offered.")
        for name in ("request", "request_uri", "registration"):
            if name in asked:
                raise OAuth2Error(f"{name} is not supported.", error=f"{name}_not_supported")
        for name in ("state", "nonce"):
            value = asked.get(name, "")
            if len(value) > _LONGEST or not value.isprintable():
                raise InvalidRequestError(f"{name} is too long or has control characters.")


class IdToken(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """The ID token. iss, kid, iat and exp are set here: Authlib leaves out what is not given."""

    def __init__(self, office: Office) -> None:
        super().__init__(require_nonce=False)
        self._office = office

    def exists_nonce(self, _nonce: str, _request: ProtocolRequest) -> bool:
        """Never: the nonce is the relying party's, who alone can tell a repeated one."""
        return False

    def resolve_client_private_key(self, _client: Client) -> RSAKey:
        return self._office.keys.signing

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        return {"alg": "RS256", "kid": str(self._office.keys.signing.kid)}

    def get_client_claims(self, client: Client) -> dict[str, object]:
        now = self._office.machine_clock.now()
        return {
            "iss": self._office.issuer,
            "aud": client.client_id,
            "iat": int(now.timestamp()),
            "exp": int((now + self._office.lifetimes.id_token).timestamp()),
        }

    def generate_user_info(self, user: Login, _scope: str) -> dict[str, str]:
        assert user.proof is not None  # noqa: S101 - a code is issued for a proof
        return {"sub": user.proof.subject, LEGAL_TIME: user.proof.legal.isoformat()}


class AccessTokens(BearerTokenValidator):  # type: ignore[misc]  # Authlib has no types
    """Who comes with a token to the userinfo endpoint."""

    def __init__(self, office: Office) -> None:
        super().__init__(realm=office.issuer)
        self._office = office

    def authenticate_token(self, token_string: str) -> BearerToken | None:
        token = look_up_token(self._office, token_string)
        return None if token is None else BearerToken(self._office, token)


class _Issuer(IssuerParameter):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def get_issuer(self) -> str:
        return self._issuer


class Provider(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """Authlib's server over our store."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self._issuer = _Issuer(office.issuer)
        self._issuer(self)
        self.register_grant(CodeGrant, [S256(), OnlyWhatIsOffered(), IdToken(office)])
        self.register_client_auth_method("client_secret_basic", _by_secret)
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                access_token_generator=lambda **_about: office.randomness.token(),
                expires_generator=int(office.lifetimes.access_token.total_seconds()),
            ),
        )

    def error_reply(self, request: ProtocolRequest, error: OAuth2Error) -> Reply:
        """An error that the relying party is told by redirect, with the issuer (RFC 9207)."""
        reply: Reply = self.handle_error_response(request, error)
        self._issuer.add_issuer_parameter(self, reply)
        return reply

    def query_client(self, client_id: str) -> Client | None:
        """A registered relying party."""
        with self.office.store.reading() as at:
            party = records.relying_party(at, client_id)
        return None if party is None else Client(party)

    def save_token(self, token: dict[str, Any], request: ProtocolRequest) -> None:
        """Spend the code for it; of two who come at once, one gets nothing and both tokens end."""
        if not redeem_code(self.office, request.authorization_code.login, token["access_token"]):
            raise InvalidGrantError("The code was used before.")

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        """Requests come here as Authlib wants them."""
        return request

    def handle_response(
        self, status: int, body: object, headers: Sequence[tuple[str, str]]
    ) -> Reply:
        """What the routes turn into an HTTP answer."""
        return Reply(status, body, dict(headers))

    def send_signal(self, _name: str, *_given: object, **_named: object) -> None:
        """Nobody listens: what is worth keeping is in the audit log."""


def _by_secret(query_client: Callable[[str], Client | None], request: ProtocolRequest) -> Any:
    """client_secret_basic. RFC 6749, 2.3.1 has both parts form-encoded; not every client does so.

    Authlib's own reading leaves a plus sign in place of a blank, and fails on what is no UTF-8.
    """
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except ValueError:
        raise InvalidClientError(
            status_code=401, description="The Authorization header cannot be read."
        ) from None
    for read in (unquote_plus, str):
        client = query_client(read(name))
        if client is not None and client.check_client_secret(read(secret)):
            return client
    return None
