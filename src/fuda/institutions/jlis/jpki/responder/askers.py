"""Who may ask: anyone in a sandbox, or only verifiers who are known.

By law the real responder answers registered verifiers only. They are known by the name in their
client certificate, where the server that the request came in by has verified one, or by a bearer
token, of which only the hash is kept here.
"""

import hashlib
from collections.abc import Collection, Container
from dataclasses import dataclass, field
from typing import Protocol

_BEARER = "Bearer "


class Askers(Protocol):
    """Decides by what the connection says of who asks."""

    def may_ask(self, certificate_name: str | None, authorization: str | None) -> bool:
        """Whether this one gets an answer; `authorization` is the HTTP header."""
        ...


class Anyone:
    """The sandbox: everybody is answered."""

    def may_ask(self, certificate_name: str | None, authorization: str | None) -> bool:  # noqa: ARG002 - whoever it is
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Known:
    """Only those with one of these names, or a token with one of these SHA-256 (hex)."""

    names: Container[str] = ()
    tokens: Collection[str] = field(default=(), repr=False)

    def may_ask(self, certificate_name: str | None, authorization: str | None) -> bool:
        """Whether name or token is on the list."""
        if certificate_name is not None and certificate_name in self.names:
            return True
        if authorization is None or not authorization.startswith(_BEARER):
            return False
        token = authorization.removeprefix(_BEARER).strip()
        # What is compared is a hash of what was sent: how long it takes tells nothing of a token.
        return hashlib.sha256(token.encode()).hexdigest() in self.tokens
