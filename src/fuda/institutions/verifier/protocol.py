"""Requests and answers in the shape that Authlib takes and gives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import OAuth2Payload
from starlette.responses import JSONResponse, RedirectResponse, Response

from fuda.institutions.verifier.model import Login

NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_REDIRECTS: Final = range(300, 400)


class Pairs(OAuth2Payload):  # type: ignore[misc]  # Authlib has no types
    """The parameters of a request as they came, those given twice included."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._list: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            if value:  # RFC 6749, 3.1: a parameter without a value counts as left out
                self._list[name].append(value)

    @property
    def data(self) -> dict[str, str]:
        """The first value of each."""
        return {name: values[0] for name, values in self._list.items()}

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        """All values of each."""
        return self._list

    @property
    def doubled(self) -> str | None:
        """A parameter given twice, which none may be (RFC 6749, 3.1 and 3.2)."""
        return next((name for name, values in self._list.items() if len(values) > 1), None)


class ProtocolRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """A request as Authlib wants it; `login` is the login that it continues."""

    def __init__(
        self,
        method: str,
        uri: str,
        *,
        pairs: Iterable[tuple[str, str]],
        headers: Mapping[str, str] | None = None,
        login: Login | None = None,
    ) -> None:
        super().__init__(method, uri, headers=headers or {})
        self.payload = Pairs(pairs)
        self.login = login

    @property
    def form(self) -> dict[str, str]:
        """The posted parameters."""
        return self.payload.data


@dataclass
class Reply:
    """An answer as Authlib gives it: a redirect (then `location`) or a JSON body."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str | None:
        """Where to, if anywhere."""
        return self.headers.get("Location")

    @location.setter
    def location(self, to: str) -> None:
        self.headers["Location"] = to


def texts(items: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    """The fields of a form; files are passed over."""
    return [(name, value) for name, value in items if isinstance(value, str)]


def answer(reply: Reply) -> Response:
    """The HTTP answer; redirects are 303, so that a form is never sent on (RFC 9700, 4.12)."""
    if reply.status in _REDIRECTS and reply.location is not None:
        return RedirectResponse(reply.location, 303, NO_STORE)
    return JSONResponse(reply.body, reply.status, headers=reply.headers)
