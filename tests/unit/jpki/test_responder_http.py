"""The responder over HTTP, mounted in an application and by itself: both say the same."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from fuda.institutions.jlis.jpki.responder.askers import Anyone, Askers, Known
from fuda.institutions.jlis.jpki.responder.mounted import AsgiResponder
from fuda.pki import ocsp
from fuda.pki.ocsp import RevokedSince
from responder_made import NOON, Register, a_question, a_responder, answering_alone, said_in

TOKEN = "a verifier's"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def register() -> Register:
    """Certificates 7 and 8; the second is on hold."""
    register = Register(issued=[7, 8])
    register.happen(8, RevokedSince(NOON, "certificate_hold"))
    return register


@pytest.fixture(params=["mounted", "alone"])
def serve(
    request: pytest.FixtureRequest, tmp_path: Path, register: Register
) -> Iterator[Callable[[Askers], Ask]]:
    """Makes one that asks a responder at /ocsp."""
    responder, _ = a_responder(tmp_path, register)
    opened = ExitStack()

    def served(askers: Askers) -> Ask:
        if request.param == "alone":
            _, port = opened.enter_context(answering_alone(responder, askers))
            client = opened.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}"))
            return lambda method, path, **more: client.request(method, f"/ocsp{path}", **more)
        app = Starlette(routes=[Mount("/ocsp", AsgiResponder(responder, askers))])

        def over_asgi(method: str, path: str, **more: object) -> httpx.Response:
            async def ask() -> httpx.Response:
                transport = httpx.ASGITransport(app=app)
                async with httpx.AsyncClient(transport=transport, base_url="http://town") as client:
                    return await client.request(method, f"/ocsp{path}", **more)  # type: ignore[arg-type]

            return asyncio.run(ask())

        return over_asgi

    with opened:
        yield served


@pytest.fixture
def ask(serve: Callable[[Askers], Ask]) -> Ask:
    """Asks a responder that answers anyone."""
    return serve(Anyone())


def in_path(question: bytes) -> str:
    """As a GET carries it."""
    return quote(base64.b64encode(question), safe="")


def test_post(ask: Ask) -> None:
    """A question as body; the answer has its type, and no cache keeps what was posted."""
    for serial, status in ((7, "GOOD"), (8, "REVOKED"), (9, "UNKNOWN"), (7, "GOOD")):
        said = ask("POST", "/signature", content=a_question(serial))
        assert said.status_code == 200
        assert said.headers["content-type"] == "application/ocsp-response"
        assert said_in(said.content) == [status]


@pytest.mark.parametrize("safe", ["", "/", "/+="])
def test_get_says_how_long_it_may_be_kept(ask: Ask, register: Register, safe: str) -> None:
    """RFC 5019, 6: until nextUpdate, with ETag; 304 to whoever has it. Base64 in any quoting."""
    path = f"/signature/{quote(base64.b64encode(a_question(7)), safe=safe)}"

    first = ask("GET", path)
    assert said_in(first.content) == ["GOOD"]
    assert first.headers["last-modified"] == "Wed, 01 Apr 2026 03:00:00 GMT"
    assert first.headers["expires"] == "Thu, 02 Apr 2026 03:00:00 GMT"
    assert "max-age=86400, public, no-transform, must-revalidate" in first.headers["cache-control"]
    again = ask("GET", path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    register.instant = NOON.replace(hour=4)
    assert "max-age=82800," in ask("GET", path).headers["cache-control"]


def test_what_may_not_be_kept(ask: Ask) -> None:
    """Nonces, unknown certificates and unsigned answers are for one question."""
    for question in (a_question(7, nonce=b"n"), a_question(9), a_question(7, 8), b"nothing"):
        said = ask("GET", f"/signature/{in_path(question)}")
        assert said.status_code == 200
        assert said.headers["cache-control"] == "no-store"
        assert "etag" not in said.headers


@pytest.mark.parametrize(
    "path", ["/signature/%%%", "/signature/é", "/signature/", f"/signature/{'A' * 20000}"]
)
def test_a_path_that_is_no_question(ask: Ask, path: str) -> None:
    """`malformedRequest`, as bytes that an OCSP client can read."""
    assert ask("GET", path).content == ocsp.MALFORMED


def test_a_body_that_does_not_end(ask: Ask) -> None:
    """Longer than any question: malformed."""
    assert ask("POST", "/signature", content=b"0" * 1_000_000).content == ocsp.MALFORMED


def test_other_paths_and_methods(ask: Ask) -> None:
    """What is no question gets a plain status of HTTP."""
    assert ask("POST", "/other", content=a_question(7)).status_code == 404
    assert ask("PUT", "/signature", content=a_question(7)).status_code == 405
    assert ask("POST", f"/signature/{in_path(a_question(7))}").status_code == 405
    assert ask("POST", "/user", content=a_question(7)).content == ocsp.UNAUTHORIZED


def test_only_known_verifiers(serve: Callable[[Askers], Ask]) -> None:
    """With the strict setting nobody without a token on the list is told anything."""
    ask = serve(Known(tokens=(hashlib.sha256(TOKEN.encode()).hexdigest(),)))

    def status(**headers: str) -> int:
        return ask("POST", "/signature", content=a_question(7), headers=headers).status_code

    assert status(authorization=f"Bearer {TOKEN}") == 200
    assert status() == 401
    assert status(authorization=f"Bearer {TOKEN}!") == 401
    assert status(authorization=f"Basic {TOKEN}") == 401
    assert status(client_certificate_name="verifier") == 401


def test_a_name_from_the_connection() -> None:
    """The verified client certificate's name is enough; a token need not come with it."""
    known = Known(names={"verifier"})
    assert known.may_ask("verifier", None)
    assert not known.may_ask("kiosk", None)
    assert not known.may_ask(None, "Bearer verifier")


def test_a_fault_of_ours(ask: Ask, register: Register) -> None:
    """`internalError`, never a stack trace, and the next question is answered."""
    voices, register.voices = register.voices, {}
    assert ask("POST", "/signature", content=a_question(7)).content == ocsp.INTERNAL_ERROR
    register.voices = voices
    assert said_in(ask("POST", "/signature", content=a_question(7)).content) == ["GOOD"]
