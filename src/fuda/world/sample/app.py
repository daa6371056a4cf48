"""The library's pages and its sign-in."""

from datetime import UTC, datetime
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from fastapi import FastAPI, Request
from joserfc.errors import JoseError
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import RedirectResponse, Response

from fuda.kit.i18n import Text
from fuda.kit.randomness import Randomness
from fuda.kit.screens import Screens, handle_errors
from fuda.kit.web import Posted
from fuda.world.sample.shelf import BOOKS, Shelf

CLIENT_ID: Final = "town-library"
NAME: Final = "札の町図書館 Town Library"
PREFIX: Final = "/sample"
"""Where the service lies below the public address."""
_DISCOVERY: Final = "/.well-known/openid-configuration"
_SESSION: Final = "town-library"
_SESSION_KEY_LENGTH: Final = 32
_WHO: Final = "who"
_UNAUTHORIZED: Final = 401
_CONFLICT: Final = 409
_BAD_GATEWAY: Final = 502


def redirect_uri(public_url: str) -> str:
    """What the verifier must have registered for this service."""
    return f"{public_url.rstrip('/')}{PREFIX}/callback"


def sample_service(
    *, issuer: str, public_url: str, secret: str, screens: Screens, randomness: Randomness
) -> FastAPI:
    """An app of its own, to be mounted at `PREFIX`.

    `secret` is its client secret. Sessions and reservations end with the service. All calls to the
    issuer are asynchronous, so it may run in the same process and event loop.
    """
    library = _Library(issuer, redirect_uri(public_url), secret, screens)
    app = FastAPI(openapi_url=None)
    handle_errors(app, screens, randomness)
    app.add_middleware(
        SessionMiddleware,
        secret_key=randomness.octets(_SESSION_KEY_LENGTH).hex(),
        session_cookie=_SESSION,
        path=PREFIX,
        https_only=public_url.startswith("https:"),
    )
    app.get("/")(library.front)
    app.get("/login")(library.login)
    app.get("/callback")(library.callback)
    app.post("/reserve")(library.reserve)
    app.post("/release")(library.release)
    app.post("/logout")(library.logout)
    return app


class _Library:
    def __init__(self, issuer: str, back: str, secret: str, screens: Screens) -> None:
        self._issuer = issuer
        self._back = back
        self._screens = screens
        self._shelf = Shelf()
        self._verifier = OAuth().register(
            "verifier",
            client_id=CLIENT_ID,
            client_secret=secret,
            server_metadata_url=f"{issuer}{_DISCOVERY}",
            client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
        )

    def front(self, request: Request) -> Response:
        """The only page: sign in, or reserve and see what the library knows."""
        who: dict[str, Any] | None = request.session.get(_WHO)
        if who is None:
            return self._screens.page(request, "sample/library.html", issuer=self._issuer, who=None)
        return self._screens.page(
            request,
            "sample/library.html",
            issuer=self._issuer,
            who=who,
            when=datetime.fromtimestamp(who["auth_time"], UTC),
            legal=datetime.fromisoformat(who["fuda_legal_time"]),
            books=BOOKS,
            mine=self._shelf.of(who["sub"]),
            taken=self._shelf.taken(who["sub"]),
        )

    async def login(self, request: Request) -> Response:
        """Send the browser to the issuer."""
        try:
            response: Response = await self._verifier.authorize_redirect(request, self._back)
        except httpx2.HTTPError:
            return self._failed(request, "The sign-in service cannot be reached.", _BAD_GATEWAY)
        return response

    async def callback(self, request: Request) -> Response:
        """The browser comes back: redeem the code and check the ID token."""
        if request.query_params.get("iss") != self._issuer:  # RFC 9207
            return self._failed(request, "This answer comes from another issuer.")
        try:
            token = await self._verifier.authorize_access_token(request)
        except OAuthError as error:
            if error.error == "access_denied":
                return self._failed(request, "You did not sign in.")
            return self._failed(request, "Signing in failed.")
        except (JoseError, httpx2.HTTPError):
            return self._failed(request, "Signing in failed.", _BAD_GATEWAY)
        request.session.clear()
        request.session[_WHO] = dict(token["userinfo"])
        return RedirectResponse(f"{PREFIX}/", 303)

    def reserve(self, request: Request, form: Posted) -> Response:
        """Reserve a book for whoever is signed in."""
        who = request.session.get(_WHO)
        if who and not self._shelf.reserve(str(form.get("book", "")), who["sub"]):
            return self._failed(request, "This book cannot be reserved.", _CONFLICT)
        return RedirectResponse(f"{PREFIX}/", 303)

    def release(self, request: Request, form: Posted) -> Response:
        """Give a reservation up."""
        who = request.session.get(_WHO)
        if who:
            self._shelf.release(str(form.get("book", "")), who["sub"])
        return RedirectResponse(f"{PREFIX}/", 303)

    def logout(self, request: Request) -> Response:
        """Forget who is signed in."""
        request.session.clear()
        return RedirectResponse(f"{PREFIX}/", 303)

    def _failed(self, request: Request, what: str, status: int = _UNAUTHORIZED) -> Response:
        return self._screens.page(
            request, "sample/failed.html", status=status, what=Text("sample", what)
        )
