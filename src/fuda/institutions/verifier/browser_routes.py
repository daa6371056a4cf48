"""The authorization endpoint: where browsers come from a relying party, and come back."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from authlib.oauth2 import OAuth2Error
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from fuda.institutions.verifier import refusals
from fuda.institutions.verifier.model import Login
from fuda.institutions.verifier.office import Office
from fuda.institutions.verifier.openid import Provider
from fuda.institutions.verifier.procedures.begin_login import Asked, begin_login
from fuda.institutions.verifier.procedures.continue_login import give_up, proved, returning
from fuda.institutions.verifier.protocol import NO_STORE, ProtocolRequest, answer, texts
from fuda.kit.screens import Screens
from fuda.kit.web import Posted

_BAD_REQUEST = 400


def browser_routes(office: Office, provider: Provider, screens: Screens) -> APIRouter:
    """The authorization endpoint and the two ways back from the card reader."""
    endpoint = _AuthorizationEndpoint(office, provider, screens)
    router = APIRouter(include_in_schema=False)

    @router.get("/authorize")
    def authorize(request: Request) -> Response:
        return endpoint.begin(request, request.query_params.multi_items())

    @router.post("/authorize")
    def authorize_by_form(request: Request, form: Posted) -> Response:
        return endpoint.begin(request, texts(form.multi_items()))

    @router.get("/authorize/continue")
    def go_on(request: Request, login: str, ticket: str) -> Response:
        return endpoint.go_on(request, login, ticket)

    @router.get("/authorize/cancel")
    def cancel(request: Request, login: str) -> Response:
        return endpoint.cancel(request, login)

    return router


class _AuthorizationEndpoint:
    def __init__(self, office: Office, provider: Provider, screens: Screens) -> None:
        self._office = office
        self._provider = provider
        self._screens = screens
        self._uri = f"{office.issuer}/authorize"
        self._path = urlsplit(self._uri).path

    def begin(self, request: Request, pairs: Iterable[tuple[str, str]]) -> Response:
        """A relying party sent this browser (OpenID Connect Core 3.1.2)."""
        asked = ProtocolRequest(request.method, self._uri, pairs=pairs)
        try:
            grant = self._provider.get_consent_grant(asked)
        except OAuth2Error as error:
            if error.redirect_uri:
                return answer(self._provider.error_reply(asked, error))
            return self._not_accepted(request, asked, error)
        said = asked.payload.data
        begun = begin_login(
            self._office,
            Asked(
                client_id=grant.client.client_id,
                redirect_uri=grant.redirect_uri,
                scope=asked.scope,
                state=said.get("state"),
                nonce=said.get("nonce"),
                code_challenge=said["code_challenge"],
            ),
        )
        to_reader = RedirectResponse(begun.location, 303, NO_STORE)
        to_reader.set_cookie(
            _cookie(begun.login),
            begun.cookie,
            max_age=int(self._office.lifetimes.login.total_seconds()),
            path=self._path,
            secure=self._uri.startswith("https:"),
            httponly=True,
            samesite="lax",
        )
        return to_reader

    def go_on(self, request: Request, login_id: str, ticket: str) -> Response:
        """The card was checked: back to the relying party with a code."""
        login = self._returning(request, login_id)
        proved(login, ticket)
        asked = self._again(login)
        try:
            grant = self._provider.get_consent_grant(asked, login)
        except OAuth2Error as error:
            # what was registered has changed since the login began
            return self._not_accepted(request, asked, error)
        reply = self._provider.create_authorization_response(asked, grant_user=login, grant=grant)
        return self._leave(login, answer(reply))

    def cancel(self, request: Request, login_id: str) -> Response:
        """The person gave up: back to the relying party with access_denied."""
        login = self._returning(request, login_id)
        give_up(self._office, login)
        error = OAuth2Error(
            "The person gave up.",
            error="access_denied",
            state=login.state,
            redirect_uri=login.redirect_uri,
        )
        return self._leave(login, answer(self._provider.error_reply(self._again(login), error)))

    def _returning(self, request: Request, login_id: str) -> Login:
        return returning(self._office, login_id, cookie=request.cookies.get(_cookie(login_id)))

    def _leave(self, login: Login, response: Response) -> Response:
        response.delete_cookie(_cookie(login.login), path=self._path)
        return response

    def _again(self, login: Login) -> ProtocolRequest:
        """The authorization request as it was accepted."""
        pairs = (
            ("response_type", "code"),
            ("client_id", login.client_id),
            ("redirect_uri", login.redirect_uri),
            ("scope", login.scope),
            ("code_challenge", login.code_challenge),
            ("code_challenge_method", "S256"),
            ("state", login.state or ""),
            ("nonce", login.nonce or ""),
        )
        return ProtocolRequest("GET", self._uri, pairs=pairs, login=login)

    def _not_accepted(
        self, request: Request, asked: ProtocolRequest, error: OAuth2Error
    ) -> Response:
        """A page, not a redirect: nobody knows where that would lead (RFC 6749, 4.1.2.1)."""
        client_id = asked.payload.client_id
        if client_id is None or self._provider.query_client(client_id) is None:
            no = refusals.unknown_service()
        else:
            no = refusals.not_in_order(error.description)
        page = self._screens.refusal(request, no.refusal)
        page.status_code = _BAD_REQUEST
        return page


def _cookie(login_id: str) -> str:
    return f"fuda-login-{login_id}"
