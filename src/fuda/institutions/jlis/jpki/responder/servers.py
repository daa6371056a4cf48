"""The responder as a raw ASGI application and as a WSGI callable: no framework on the way.

A kept answer is given at once. What has to be signed, or asked of the register, goes to a thread in
ASGI, so that the event loop does not wait.
"""

import asyncio
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from starlette.types import Receive, Scope, Send

from fuda.institutions.jlis.jpki.responder import exchange
from fuda.institutions.jlis.jpki.responder.answering import Answered, Responder
from fuda.institutions.jlis.jpki.responder.askers import Askers
from fuda.institutions.jlis.jpki.responder.exchange import Question, Reply
from fuda.kit.edge import log_bug
from fuda.pki.ocsp import INTERNAL_ERROR, LONGEST_REQUEST

_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_Start = Callable[[str, list[tuple[str, str]]], object]


def answer(responder: Responder, question: bytes, asked: Question) -> Answered:
    """The answer; `internalError` where the fault is ours, and that is logged."""
    try:
        return responder.quick(question, asked.kind) or responder.answer(question, asked.kind)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is logged with its id
        log_bug("ocsp", error)
        return Answered(INTERNAL_ERROR)


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
        return await asyncio.to_thread(answer, self._responder, question, asked)


class WsgiResponder:
    """For a server that runs the responder alone."""

    def __init__(self, responder: Responder, askers: Askers) -> None:
        self._responder = responder
        self._askers = askers

    def __call__(self, environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
        """One request."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        asked = exchange.POSTED_TO.get(path) if method == "POST" else None
        # No certificate name: behind a proxy it would be a header, which anyone can send.
        if not self._askers.may_ask(None, environ.get("HTTP_AUTHORIZATION")):
            return _said(exchange.WHO_ASKS, start_response)
        if asked is None:
            return _said(self._reply(path, method, environ), start_response)
        question = environ["wsgi.input"].read(LONGEST_REQUEST + 1)
        kept = self._responder.kept(question, asked.kind)
        if kept is None:
            answered = answer(self._responder, question, asked)
            return _said(exchange.of_post(answered), start_response)
        body = kept[0]
        start_response("200 OK", [exchange.TYPE, ("Content-Length", str(len(body)))])
        return (body,)

    def _reply(self, path: str, method: str, environ: dict[str, Any]) -> Reply:
        asked = exchange.question_of(path)
        if asked is None:
            return exchange.NO_SUCH_PATH
        if method == "GET":
            answered = answer(self._responder, exchange.decoded(asked.encoded), asked)
            known = environ.get("HTTP_IF_NONE_MATCH")
            return exchange.of_get(answered, self._responder.now(), known)
        return exchange.NO_SUCH_METHOD


def _said(reply: Reply, start_response: _Start) -> Iterable[bytes]:
    length = ("Content-Length", str(len(reply.body)))
    start_response(_STATUS[reply.status], [*reply.headers, length])
    return (reply.body,)


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
