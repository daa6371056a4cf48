"""The responder by itself: HTTP/1.1 as it comes over a socket, whole, in pieces, too much of it."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuda.institutions.jlis.jpki.responder.alone import LONGEST_HEAD
from fuda.pki import ocsp
from responder_made import Register, a_question, a_responder, answering_alone, said_in

HEAD = "POST /ocsp/signature HTTP/1.1\r\nHost: town\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where a responder listens that has issued 7 and 8."""
    responder, _ = a_responder(tmp_path, Register(issued=[7, 8]))
    with answering_alone(responder) as (_, port):
        yield port


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """A connection that does not wait for ever."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as one:
        yield one


def posted(question: bytes, *headers: str) -> bytes:
    """A question as clients send it."""
    more = "".join(f"{line}\r\n" for line in (f"Content-Length: {len(question)}", *headers))
    return f"{HEAD}{more}\r\n".encode() + question


class Replies:
    """What came over a connection, reply after reply."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rb")

    def next(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body; status 0 where the connection has ended."""
        first = self._file.readline().decode()
        if not first:
            return 0, {}, b""
        headers = {}
        while line := self._file.readline().decode().strip():
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        length = int(headers.get("content-length", 0))
        return int(first.split()[1]), headers, self._file.read(length)


def all_said(connection: socket.socket, count: int) -> list[list[str]]:
    """The statuses of so many answers, in order."""
    replies = Replies(connection)
    return [said_in(replies.next()[2]) for _ in range(count)]


QUESTIONS = (
    (a_question(7), ["GOOD"]),
    (a_question(9), ["UNKNOWN"]),
    (a_question(7, nonce=b"once"), ["GOOD"]),
    (a_question(8), ["GOOD"]),
    (b"nothing", ["MALFORMED_REQUEST"]),
    (a_question(7, 8, 9), ["GOOD", "GOOD", "UNKNOWN"]),
)


def test_answers_leave_in_the_order_of_their_questions(port: int) -> None:
    """Kept ones wait for those that have to be signed before them."""
    asked = [QUESTIONS[n % len(QUESTIONS)] for n in range(60)]
    with connected(port) as one:
        one.sendall(b"".join(posted(question) for question, _ in asked))
        assert all_said(one, len(asked)) == [said for _, said in asked]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=5),
    cuts=st.lists(st.integers(0, 1200), max_size=12),
)
def test_wherever_it_is_cut(
    port: int, asked: list[tuple[bytes, list[str]]], cuts: list[int]
) -> None:
    """Octets come in pieces of any size."""
    whole = b"".join(posted(question) for question, _ in asked)
    ends = [*sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    with connected(port) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begins = 0
        for end in ends:
            one.sendall(whole[begins:end])
            begins = end
        assert all_said(one, len(asked)) == [said for _, said in asked]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    octets=st.binary(max_size=300)
    | st.tuples(st.integers(0, 200), st.integers(0, 255)).map(
        lambda change: bytes(
            change[1] if place == change[0] else octet
            for place, octet in enumerate(posted(a_question(7)))
        )
    )
)
def test_whatever_comes_the_next_is_answered(port: int, octets: bytes) -> None:
    """Of any octets: an answer, a refusal or an end, and nothing for anyone else to feel."""
    with connected(port) as one:
        one.sendall(octets)
        one.shutdown(socket.SHUT_WR)
        told = b""
        while more := one.recv(65536):
            told += more
        assert not told or told.startswith(b"HTTP/1.1 ")
    with connected(port) as one:
        one.sendall(posted(a_question(8)))
        assert all_said(one, 1) == [["GOOD"]]


def test_a_body_in_chunks(port: int) -> None:
    """As a client sends what it has not counted."""
    question = a_question(7)
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (
        *(10, question[:10]),
        *(len(question) - 10, question[10:]),
    )
    with connected(port) as one:
        one.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks)
        assert all_said(one, 1) == [["GOOD"]]


@pytest.mark.parametrize(
    ("version", "header", "closes"),
    [
        ("1.1", "Accept: */*", False),
        ("1.1", "Connection: close", True),
        ("1.0", "Accept: */*", True),
        ("1.0", "Connection: keep-alive", True),
    ],
)
def test_whether_the_connection_stays(
    port: int, version: str, header: str, *, closes: bool
) -> None:
    """It does in HTTP/1.1 unless it is not wished; the reply says so."""
    for question in (a_question(7), a_question(7), a_question(9)):
        asked = posted(question, header).replace(b"HTTP/1.1", f"HTTP/{version}".encode())
        with connected(port) as one:
            one.sendall(asked)
            replies = Replies(one)
            status, headers, body = replies.next()
            assert (status, len(said_in(body))) == (200, 1)
            assert headers.get("connection") == ("close" if closes else None)
            if closes:
                assert replies.next()[0] == 0
            else:
                one.sendall(asked)
                assert replies.next()[0] == 200


def test_the_date_is_that_of_legal_time(port: int) -> None:
    """A cache counts from Date to Expires."""
    with connected(port) as one:
        one.sendall(posted(a_question(7)) * 2)
        replies = Replies(one)
        for _ in range(2):
            assert replies.next()[1]["date"] == "Wed, 01 Apr 2026 03:00:00 GMT"


def test_leave_to_send_the_body(port: int) -> None:
    """`Expect: 100-continue`."""
    question = a_question(7)
    asked = posted(question, "Expect: 100-continue")
    with connected(port) as one:
        one.sendall(asked[: -len(question)])
        assert one.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(question)
        assert all_said(one, 1) == [["GOOD"]]


def test_a_wish_for_another_protocol_is_not_heeded(port: int) -> None:
    """As Java's client asks on its first request."""
    asked = posted(a_question(7), "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c")
    with connected(port) as one:
        one.sendall(asked)
        assert all_said(one, 1) == [["GOOD"]]
        one.sendall(posted(a_question(8)))
        assert all_said(one, 1) == [["GOOD"]]


@pytest.mark.parametrize(("version", "connection"), [("1.1", "close, Upgrade"), ("1.0", "Upgrade")])
def test_a_wish_for_another_protocol_does_not_keep_the_connection(
    port: int, version: str, connection: str
) -> None:
    """Who reads to the end of the connection gets to it."""
    asked = posted(a_question(7), f"Connection: {connection}", "Upgrade: h2c")
    with connected(port) as one:
        one.sendall(asked.replace(b"HTTP/1.1", f"HTTP/{version}".encode()))
        replies = Replies(one)
        assert replies.next()[0] == 200
        assert replies.next()[0] == 0


def test_wishes_one_after_another(port: int) -> None:
    """However many come at once, each is answered."""
    asked = posted(a_question(7), "Connection: Upgrade", "Upgrade: h2c")
    with connected(port) as one:
        sender = Thread(target=one.sendall, args=(asked * 3000,))
        sender.start()
        replies = Replies(one)
        assert [replies.next()[0] for _ in range(3000)] == [200] * 3000
        sender.join()


def test_headers_after_a_body_are_not_kept(tmp_path: Path) -> None:
    """Nor heeded: a trailer names no asker."""
    responder, _ = a_responder(tmp_path, Register(issued=[7]))
    with answering_alone(responder) as (alone, port), connected(port) as one:
        one.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n".encode() + b"a:b\r\n" * 9000)
        while not alone.connections or not next(iter(alone.connections))._is_in_body:
            time.sleep(0.01)
        (there,) = alone.connections
        while there._octets < 45_000:
            time.sleep(0.01)
        assert len(there._headers) == 2
        one.sendall(b"\r\n")
        assert all_said(one, 1) == [["MALFORMED_REQUEST"]]


def test_who_ends_the_own_side_is_still_answered(port: int) -> None:
    """What was asked before the end, signed or kept."""
    with connected(port) as one:
        one.sendall(posted(a_question(7)) + posted(a_question(8, nonce=b"n")))
        one.shutdown(socket.SHUT_WR)
        assert all_said(one, 2) == [["GOOD"], ["GOOD"]]
        assert one.recv(1) == b""


NO_QUESTIONS = {
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "another version": (b"POST /ocsp/signature HTTP/9.9\r\n\r\n", 400),
    "no length": (b"POST /ocsp/signature HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
    "an endless path": (b"GET /ocsp/" + b"A" * (8 * LONGEST_HEAD), 431),
    "an endless header": (HEAD.encode() + b"X: " + b"a" * (8 * LONGEST_HEAD), 431),
    "an endless body": (
        HEAD.encode() + b"Content-Length: 9000000\r\n\r\n" + b"0" * 6_000_000,
        413,
    ),
    "HEAD": (b"HEAD /ocsp/signature HTTP/1.1\r\n\r\n", 405),
    "the root": (b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404),
    "another path": (b"POST /signature HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 404),
}


@pytest.mark.parametrize("what", NO_QUESTIONS)
def test_what_is_not_read_as_a_question(port: int, what: str) -> None:
    """One plain status; what came before it was answered."""
    octets, status = NO_QUESTIONS[what]
    with connected(port) as one:
        one.sendall(posted(a_question(7)) + octets)
        replies = Replies(one)
        assert said_in(replies.next()[2]) == ["GOOD"]
        assert replies.next()[0] == status


def test_a_long_body_is_malformed_and_the_next_question_is_answered(port: int) -> None:
    """One octet more than the longest question."""
    with connected(port) as one:
        one.sendall(posted(b"0" * (ocsp.LONGEST_REQUEST + 1)) + posted(a_question(7)))
        assert all_said(one, 2) == [["MALFORMED_REQUEST"], ["GOOD"]]


def test_who_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    """Nor who begins a question and does not end it; who talks stays."""
    responder, _ = a_responder(tmp_path, Register(issued=[7]))
    with (
        answering_alone(responder, patience=0.3) as (alone, port),
        connected(port) as silent,
        connected(port) as slow,
        connected(port) as talking,
    ):
        slow.sendall(posted(a_question(7))[:-1])
        ends = time.monotonic() + 0.6
        while time.monotonic() < ends:
            talking.sendall(posted(a_question(7)))
            assert all_said(talking, 1) == [["GOOD"]]
        loop = next(iter(alone.connections))._loop
        loop.call_soon_threadsafe(alone.close_idle)
        for one in (silent, slow):
            with pytest.raises(ConnectionError):
                raise ConnectionError if one.recv(1) == b"" else AssertionError
        talking.sendall(posted(a_question(7)))
        assert all_said(talking, 1) == [["GOOD"]]


def test_so_many_connections_and_no_more(tmp_path: Path) -> None:
    """One more is closed at once; after another has gone there is room again."""
    responder, _ = a_responder(tmp_path, Register(issued=[7]))
    with answering_alone(responder, most_connections=2) as (alone, port):
        with connected(port) as one, connected(port) as two:
            for each in (one, two):
                each.sendall(posted(a_question(7)))
                assert all_said(each, 1) == [["GOOD"]]
            with connected(port) as three, pytest.raises(ConnectionError):
                raise ConnectionError if three.recv(1) == b"" else AssertionError
        while alone.connections:
            time.sleep(0.01)
        with connected(port) as four:
            four.sendall(posted(a_question(7)))
            assert all_said(four, 1) == [["GOOD"]]


def test_who_does_not_take_answers_is_not_read_from(port: int) -> None:
    """Nobody's questions fill the memory: the sender is held up, and then gets every answer."""
    asked = posted(a_question(7))
    with connected(port) as one:
        one.setblocking(False)  # noqa: FBT003 - the socket's own interface
        sent, quiet_since = 0, time.monotonic()
        while time.monotonic() - quiet_since < 0.5:
            try:
                sent += one.send((asked * 200)[sent % len(asked) :])
                quiet_since = time.monotonic()
            except BlockingIOError:
                time.sleep(0.01)
            assert sent < 200_000_000
        one.settimeout(10)
        whole = -(-sent // len(asked))
        rest = Thread(target=one.sendall, args=(asked[len(asked) - (whole * len(asked) - sent) :],))
        rest.start()
        replies = Replies(one)
        assert {replies.next()[0] for _ in range(whole)} == {200}
        rest.join()


def test_the_end_waits_for_what_was_asked(tmp_path: Path) -> None:
    """Those who are idle are closed; who has asked is answered first."""
    responder, _ = a_responder(tmp_path, Register(issued=[7]))
    with answering_alone(responder) as (alone, port), connected(port) as one:
        one.sendall(posted(a_question(7, nonce=b"n")))
        while not alone.connections:
            time.sleep(0.001)
        loop = next(iter(alone.connections))._loop
        loop.call_soon_threadsafe(alone.close)
        told = Replies(one).next()
        assert not told[0] or said_in(told[2]) == ["GOOD"]


def test_the_status_line_is_the_registered_one(port: int) -> None:
    """Number and words."""
    with connected(port) as one:
        one.sendall(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        assert re.match(rb"HTTP/1\.1 404 Not Found\r\n", one.recv(1000))
