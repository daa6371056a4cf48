"""A relying party by hand, and a card that proves logins for it."""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc.util import urlsafe_b64encode

from fuda.doors.verifier import AskLogin, ProveLogin
from fuda.kit.caller import Caller, acting_as
from fuda.kit.web import Guards
from login_made import CALLBACK, PUBLIC_URL, KeyCard, Town, query_of

CONFIDENTIAL, SECRET = "shop", "a secret that only the shop knows"
PUBLIC = "app"


@dataclass
class Party:
    """A relying party by hand, so that it can do everything wrong."""

    town: Town
    browser: httpx.Client
    client_id: str = CONFIDENTIAL
    secret: str | None = SECRET
    code_verifier: str = "v" * 43
    asked: dict[str, str] = field(default_factory=dict)

    def request(self, **other: str | None) -> dict[str, str]:
        """An authorization request in order, but for `other` (None leaves out)."""
        said: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": "a state",
            "nonce": "a nonce",
            "code_challenge": pkce(self.code_verifier),
            "code_challenge_method": "S256",
            **other,
        }
        return {name: value for name, value in said.items() if value is not None}

    def begin(self, **other: str | None) -> httpx.Response:
        """Send the browser to the authorization endpoint."""
        return self.browser.get(f"/verifier/authorize?{urlencode(self.request(**other))}")

    def login(self, **other: str | None) -> str:
        """Begin; the login's id."""
        begun = self.begin(**other)
        assert begun.status_code == 303, begun.text
        return begun.headers["location"].rpartition("/")[2]

    def code(self, card: KeyCard, **other: str | None) -> str:
        """Sign in with that card; the code."""
        back = self.browser.get(prove(self.town, self.login(**other), card))
        assert back.status_code == 303, back.text
        return query_of(back.headers["location"])["code"]

    def redeem(self, code: str | None, /, **other: str | None) -> httpx.Response:
        """Ask the token endpoint, in order but for `other`."""
        said: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.code_verifier,
            **({"client_id": self.client_id} if self.secret is None else {}),
            **other,
        }
        data = {name: value for name, value in said.items() if value is not None}
        auth = None if self.secret is None else (self.client_id, self.secret)
        return self.browser.post("/verifier/token", data=data, auth=auth)

    def tokens(self, card: KeyCard, **other: str | None) -> dict[str, Any]:
        """Sign in and redeem the code."""
        answer = self.redeem(self.code(card, **other))
        assert answer.status_code == 200, answer.text
        return answer.json()  # type: ignore[no-any-return]


def pkce(code_verifier: str) -> str:
    """The S256 challenge."""
    return urlsafe_b64encode(sha256(code_verifier.encode()).digest()).decode()


def prove(town: Town, login: str, card: KeyCard, *, key: str | None = None) -> str:
    """What the desktop reader does; where the browser goes next."""
    with acting_as(Caller("desktop")):
        challenge = town.verifier.challenge(AskLogin(login=login)).challenge
        return town.verifier.prove(
            ProveLogin(
                key=key or f"key of {login}",
                login=login,
                certificate=card.certificate,
                signature=card.sign(challenge),
            )
        ).location


def new_browser(town: Town) -> httpx.Client:
    """A browser that follows nothing by itself, with its own cookies."""
    return httpx.Client(transport=InProcess(town.guarded), base_url=PUBLIC_URL)


class InProcess(httpx.BaseTransport):
    """A web app behind a blocking client: each request in an event loop of its own."""

    def __init__(self, app: Guards) -> None:
        self._inner = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the app."""
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )
