"""The responder by itself over HTTP/1.1, for a process that does nothing else.

httptools reads, an asyncio transport carries (uvloop's, where that runs the loop), and there is
nothing between: around a kept answer any web server costs several times the answer
(docs/decisions/0014). What has to be signed, or asked of the register, goes to a thread; meanwhile
the connection reads no further, and answers leave in the order of their questions.

`Date` tells legal time, as `Expires` does: a cache counts from one to the other.
"""

import asyncio
from collections import deque
from concurrent.futures import Executor
from http import HTTPStatus
from typing import cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from fuda.institutions.jlis.jpki.responder import exchange
from fuda.institutions.jlis.jpki.responder.answering import Answered, Responder
from fuda.institutions.jlis.jpki.responder.askers import Askers
from fuda.institutions.jlis.jpki.responder.exchange import Question, Reply
from fuda.kit.edge import log_bug
from fuda.pki.ocsp import INTERNAL_ERROR, LONGEST_REQUEST

_PATIENCE = 30.0
"""[own] Seconds of real time in which a connection has to ask a whole question, or to take some."""
_LOOKS_AGAIN = 0.01
_MOST_CONNECTIONS = 1000
"""[own] At a time; one more is closed at once."""
LONGEST_HEAD = 64 * 1024
"""[own] Octets of a request before its body: a GET holds its question there."""
_MOST_SWALLOWED = 4 * 1024 * 1024
"""Octets of a body of which only the beginning is looked at, before the connection is cut."""

AT = "/ocsp"
"""Below this path, as in a town (`pki.profile.ocsp_address`)."""

_STATUS = {each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode() for each in HTTPStatus}
_CLOSES = ("Connection", "close")
_CLOSES_READ = (b"connection", b"close")
_TUNNEL = b"CONNECT"
_WISHES = (b"upgrade", b"http2-settings", b"connection")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_POSTED_TO = {f"{AT}{path}".encode(): asked for path, asked in exchange.POSTED_TO.items()}


class Alone:
    """What the connections of a process share: hand `connection` to the loop's `create_server`."""

    def __init__(
        self,
        responder: Responder,
        askers: Askers,
        threads: Executor,
        *,
        patience: float = _PATIENCE,
        most_connections: int = _MOST_CONNECTIONS,
    ) -> None:
        self.most_connections = most_connections
        self._patience = patience
        self.responder = responder
        self.askers = askers
        self.threads = threads
        self.connections: set[Connection] = set()
        self._second = 0
        self._heads: dict[int, bytes] = {}

    def connection(self) -> "Connection":
        """One more; to be made in the running loop."""
        return Connection(self, asyncio.get_running_loop())

    def close_idle(self) -> None:
        """Those who have said or taken nothing for too long; to be called every few seconds."""
        now = asyncio.get_running_loop().time()
        for one in tuple(self.connections):
            one.close_if_idle_since(now - self._patience)

    def close(self) -> None:
        """Take no more questions; what was asked is still answered."""
        for one in tuple(self.connections):
            one.finish()

    async def gone(self) -> None:
        """Once nobody is connected any more."""
        while self.connections:
            await asyncio.sleep(_LOOKS_AGAIN)

    def head_of_kept(self, length: int) -> bytes:
        """All that stands before a kept answer of this length to a POST."""
        now = self.responder.now()
        if now != self._second:
            self._second = now
            self._heads.clear()
        head = self._heads.get(length)
        if head is None:
            head = self._heads[length] = _head(exchange.of_post(Answered(bytes(length))), now)
        return head


class Connection(asyncio.Protocol):
    """One connection; its parser calls the methods whose names begin with `on_`."""

    def __init__(self, shared: Alone, loop: asyncio.AbstractEventLoop) -> None:
        self._shared = shared
        self._loop = loop
        self._parser = HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._heard = loop.time()
        self._octets = 0
        """Of the request that is being read."""
        self._replies: deque[bytes | asyncio.Future[bytes]] = deque()
        self._is_last = False
        """Whether no more questions are taken."""
        self._lingers = False
        """Whether more is coming that nobody reads: to close now would take the refusal back."""
        self._is_full = self._is_waiting = False
        """Whether the transport takes no more answers now; whether one is still being made."""
        self.on_message_begin()

    # --- the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is of no such class
        if len(self._shared.connections) >= self._shared.most_connections:
            self._transport.abort()
            return
        self._shared.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the interface's name
        """Nobody is there any more."""
        self._shared.connections.discard(self)
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Some octets: part of a question, or several."""
        if self._is_last:
            return
        if not self._octets:
            self._heard = self._loop.time()
        self._octets += len(data)
        try:
            self._read(data)
        except HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)
        if self._is_in_body and self._octets > _MOST_SWALLOWED:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif not self._is_in_body and self._octets > LONGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        self._send()

    def eof_received(self) -> bool:
        """Nothing more will be asked; what was is still answered."""
        self._lingers = False
        self.finish()
        return True

    def pause_writing(self) -> None:
        """Whoever does not take answers is not read from."""
        self._is_full = True
        self._read_or_not()

    def resume_writing(self) -> None:
        """The answers were taken."""
        self._heard = self._loop.time()
        self._is_full = False
        self._read_or_not()

    def close_if_idle_since(self, then: float) -> None:
        """Unless it waits for us."""
        if self._transport is not None and not self._replies and self._heard < then:
            self._transport.abort()

    def finish(self) -> None:
        """Close once everything is answered."""
        self._is_last = True
        self._send()

    # --- the parser's side

    def on_message_begin(self) -> None:
        """The next request."""
        self._url = b""
        self._body = b""
        self._is_in_body = False
        self._headers: list[tuple[bytes, bytes]] = []

    def on_url(self, url: bytes) -> None:
        """The target, or more of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header; those after a body name nobody, and are not kept."""
        if not self._is_in_body:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Only the body is missing."""
        self._is_in_body = True
        waits = (self._header(b"expect") or "").lower() == "100-continue"
        if waits and not self._replies and self._transport is not None:
            self._transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """Some of the body; what is longer than any question is read to its end, and not kept."""
        if len(self._body) <= LONGEST_REQUEST:
            self._body += body

    def on_message_complete(self) -> None:
        """A whole request."""
        self._octets = 0
        parser = self._parser
        if self._is_last or parser.should_upgrade():
            return
        keeps = parser.get_http_version() == "1.1" and parser.should_keep_alive()
        self._is_last = not keeps
        try:
            reply = self._kept() if keeps else None
            self._replies.append(reply or self._reply(self._asked()))
        except Exception as error:  # noqa: BLE001 - whatever it was, it is logged with its id
            log_bug("ocsp", error)
            self._replies.append(self._written(exchange.of_post(Answered(INTERNAL_ERROR))))

    def _read(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                self._parser.feed_data(rest)
            except HttpParserUpgrade as wished:
                rest = rest[wished.args[0] :]
                self._heed_no_wish()
            else:
                return

    def _heed_no_wish(self) -> None:
        """Read a head again that would rather speak another protocol, without that wish.

        The parser takes what follows such a head for the other protocol, but it is the body.
        """
        method, version = self._parser.get_method(), self._parser.get_http_version()
        if method == _TUNNEL:
            raise HttpParserError("there is nothing behind this responder")
        headers = [each for each in self._headers if each[0].lower() not in _WISHES]
        if not self._parser.should_keep_alive():
            headers.append(_CLOSES_READ)
        lines = [b"%s: %s\r\n" % each for each in headers]
        begins = b"%s %s HTTP/%s\r\n" % (method, self._url, version.encode())
        self._parser = HttpRequestParser(self)
        self._parser.feed_data(b"".join((begins, *lines, b"\r\n")))

    def _header(self, wanted: bytes) -> str | None:
        for name, value in self._headers:
            if name.lower() == wanted:
                return value.decode("latin-1")
        return None

    # --- answers

    def _kept(self) -> bytes | None:
        """The quick way: a kept answer to a POST."""
        shared = self._shared
        asked = _POSTED_TO.get(self._url)
        if (
            asked is None
            or self._parser.get_method() != b"POST"
            or not shared.askers.may_ask(None, self._header(b"authorization"))
        ):
            return None
        kept = shared.responder.kept(self._body, asked.kind)
        return None if kept is None else shared.head_of_kept(len(kept[0])) + kept[0]

    def _asked(self) -> Question | Reply:
        """What is asked, or why it is not answered."""
        path = self._url.partition(b"?")[0].decode("latin-1")
        asked = exchange.question_of(path.removeprefix(AT)) if path.startswith(f"{AT}/") else None
        if asked is None:
            return exchange.NO_SUCH_PATH
        # No certificate name: behind a proxy it would be a header, which anyone can send.
        if not self._shared.askers.may_ask(None, self._header(b"authorization")):
            return exchange.WHO_ASKS
        is_post = self._parser.get_method() == b"POST"
        if self._parser.get_method() != b"GET" and (not is_post or asked.encoded):
            return exchange.NO_SUCH_METHOD
        return asked

    def _reply(self, asked: Question | Reply) -> bytes | asyncio.Future[bytes]:
        """The reply, or what will be it: nothing is signed, or looked up, on the event loop."""
        if isinstance(asked, Reply):
            return self._written(asked)
        is_get, known, is_last = (
            self._parser.get_method() == b"GET",
            self._header(b"if-none-match"),
            self._is_last,
        )
        question = exchange.decoded(asked.encoded) if is_get else self._body
        responder = self._shared.responder

        def said(found: Answered) -> bytes:
            now = responder.now()
            reply = exchange.of_get(found, now, known) if is_get else exchange.of_post(found)
            return _written(reply, now, is_last=is_last)

        quick = responder.quick(question, asked.kind)
        if quick is not None:
            return said(quick)
        waited_for = self._loop.run_in_executor(
            self._shared.threads, lambda: said(exchange.answer(responder, question, asked))
        )
        waited_for.add_done_callback(self._made)
        return waited_for

    def _made(self, reply: asyncio.Future[bytes]) -> None:
        fault = reply.exception()
        if fault is None:
            self._send()
        elif self._transport is not None:
            log_bug("ocsp", fault)
            self._transport.abort()

    def _written(self, reply: Reply) -> bytes:
        return _written(reply, self._shared.responder.now(), is_last=self._is_last)

    def _refuse(self, status: HTTPStatus) -> None:
        """What cannot be read as HTTP ends the connection, once what came before is answered."""
        if not self._is_last:
            self._is_last = self._lingers = True
            self._replies.append(self._written(Reply(status.value, [], b"")))

    def _send(self) -> None:
        """Whatever is ready, up to the first that is not."""
        transport, replies = self._transport, self._replies
        if transport is None:
            return
        ready = list[bytes]()
        while replies and (reply := _ready(replies[0])) is not None:
            ready.append(reply)
            replies.popleft()
        if ready:
            transport.write(b"".join(ready) if len(ready) > 1 else ready[0])
        if self._is_waiting != bool(replies):
            self._is_waiting = bool(replies)
            self._read_or_not()
        if self._is_last and not replies:
            if not self._lingers:
                transport.close()
            elif ready:
                transport.write_eof()

    def _read_or_not(self) -> None:
        """Nobody is read from who waits for an answer, or does not take the answers."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._is_full or self._is_waiting:
            transport.pause_reading()
        else:
            transport.resume_reading()


def _ready(reply: bytes | asyncio.Future[bytes]) -> bytes | None:
    if isinstance(reply, bytes):
        return reply
    return reply.result() if reply.done() else None


def _head(reply: Reply, now: int) -> bytes:
    headers = [
        *reply.headers,
        ("Date", exchange.http_date(now)),
        ("Content-Length", str(len(reply.body))),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return _STATUS[reply.status] + lines.encode("latin-1") + b"\r\n"


def _written(reply: Reply, now: int, *, is_last: bool) -> bytes:
    if is_last:
        reply = reply._replace(headers=[*reply.headers, _CLOSES])
    return _head(reply, now) + reply.body
