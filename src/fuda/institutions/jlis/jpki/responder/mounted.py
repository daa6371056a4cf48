"""The responder as a raw ASGI application, mounted in another: no framework on the way.

A kept answer is given at once. What has to be signed, or asked of the register, goes to a thread,
so that the event loop does not wait.
"""

import asyncio
from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from fuda.institutions.jlis.jpki.responder import exchange
from fuda.institutions.jlis.jpki.responder.answering import Answered, Responder
from fuda.institutions.jlis.jpki.responder.askers import Askers
from fuda.institutions.jlis.jpki.responder.exchange import Question, Reply
from fuda.pki.ocsp import LONGEST_REQUEST


class AsgiResponder:
    """To be mounted in an application, at its own place."""

    def __init__(self, responder: Responder, askers: Askers) -> None:
        self._responder = responder
        self._askers = askers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        reply = await self._reply(scope, receive)
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in reply.headers
        ]
        headers.append((b"content-length", b"%d" % len(reply.body)))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        if scope["type"] != "http":
            raise RuntimeError("the responder speaks HTTP only")
        asked = exchange.question_of(scope["path"].removeprefix(scope.get("root_path", "")))
        if asked is None:
            return exchange.NO_SUCH_PATH
        headers = scope["headers"]
        if not self._askers.may_ask(
            scope.get("client_certificate_name"), _header(headers, b"authorization")
        ):
            return exchange.WHO_ASKS
        if scope["method"] == "POST" and not asked.encoded:
            answered = await self._answered(await _body(receive), asked)
            return exchange.of_post(answered)
        if scope["method"] == "GET":
            answered = await self._answered(exchange.decoded(asked.encoded), asked)
            known = _header(headers, b"if-none-match")
            return exchange.of_get(answered, self._responder.now(), known)
        return exchange.NO_SUCH_METHOD

    async def _answered(self, question: bytes, asked: Question) -> Answered:
        quick = self._responder.quick(question, asked.kind)
        if quick is not None:
            return quick
        # Signing, or the register: not on the event loop.
        return await asyncio.to_thread(exchange.answer, self._responder, question, asked)


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    for each, value in headers:
        if each == name:
            return value.decode("latin-1")
    return None


async def _body(receive: Receive) -> bytes:
    """The body; of a longer one than any question only the beginning, which is malformed."""
    whole = bytearray()
    while True:
        message = await receive()
        whole += message.get("body", b"")
        if not message.get("more_body", False) or len(whole) > LONGEST_REQUEST:
            return bytes(whole)
