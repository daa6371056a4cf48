"""Unmodified relying-party libraries log in by issuer alone, with a real chip, over a real socket.

Judges: openid-client (JavaScript), Authlib's client inside the sample service, and joserfc. The
server, the sample service and the verifier share one process and one event loop, as in the town.
"""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from time import time

import httpx
import pytest
import uvicorn
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.jwk import KeySet
from playwright._impl._driver import compute_driver_executable

from fuda.world.dial import MachineClock
from fuda.world.sample import CLIENT_ID, NAME, PREFIX, redirect_uri, sample_service
from login_made import (
    CALLBACK,
    NOW,
    Chance,
    Town,
    follow_to_service,
    make_card,
    make_town,
    query_of,
)

pytestmark = pytest.mark.interop

SECRET = "ein Geheimnis: 100% geheim+"
_SCRIPT = Path(__file__).parent / "openid-client"
NODE = compute_driver_executable()[0]
"""Playwright's own Node: openid-client needs a newer one than Debian 12 has."""


@contextmanager
def served(town: Town, listening: socket.socket) -> Iterator[None]:
    """The town on its socket, in a thread, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(town.guarded, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A served town with a verifier, a reader, two cards and the sample service."""
    folder = tmp_path_factory.mktemp("town")
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        public_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        made = make_town(folder, public_url=public_url, machine=MachineClock())
        stack.enter_context(closing(made.verifier))
        for name in ("hanako", "taro"):
            made.rack.folders[name] = folder / name
            made.serial_of[name] = make_card(folder / name, made.jpki)
        register = made.verifier.register_relying_party
        register(client_id="shop", name="Shop", redirect_uris=(CALLBACK,), secret=SECRET)
        register(client_id="app", name="App", redirect_uris=(CALLBACK,), secret=None)
        register(
            client_id=CLIENT_ID,
            name=NAME,
            redirect_uris=(redirect_uri(public_url),),
            secret=SECRET,
        )
        service = sample_service(
            issuer=made.verifier.issuer,
            public_url=public_url,
            secret=SECRET,
            screens=made.screens,
            randomness=Chance(),
        )
        made.app.mount(PREFIX, service)
        stack.enter_context(served(made, listening))
        yield made


@pytest.fixture
def browser(town: Town) -> Iterator[httpx.Client]:
    """A browser with no cookies yet, that speaks English."""
    address = town.verifier.issuer.removesuffix("/verifier")
    with httpx.Client(base_url=address, headers={"accept-language": "en"}, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def openid_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """openid-client as it is published, at the versions of our lock file."""
    folder = tmp_path_factory.mktemp("openid-client")
    for file in ("package.json", "package-lock.json", "relying-party.mjs"):
        shutil.copy(_SCRIPT / file, folder)
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "relying-party.mjs"


@pytest.mark.parametrize(("client_id", "secret"), [("shop", [SECRET]), ("app", [])])
def test_openid_client_logs_in_by_issuer_alone(
    town: Town, browser: httpx.Client, openid_client: Path, client_id: str, secret: list[str]
) -> None:
    """It checks state, nonce, issuer, audience, key, signature, times and max_age by itself.

    The dial stands years from the machine's clock all the while.
    """
    told = [town.verifier.issuer, client_id, CALLBACK, *secret]
    with subprocess.Popen(
        [NODE, openid_client, *told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as party:
        assert party.stdout is not None
        start = party.stdout.readline().strip()
        assert start.startswith(town.verifier.issuer)
        back = follow_to_service(browser, start, card="hanako", service=CALLBACK)
        said, _ = party.communicate(back, timeout=60)

    assert party.returncode == 0
    learned = json.loads(said)
    assert learned["userinfo"] == {"sub": learned["claims"]["sub"]}
    assert learned["claims"]["acr"] == "urn:fuda:acr:user-certificate"
    assert abs(learned["claims"]["auth_time"] - time()) < 60
    assert learned["claims"]["fuda_legal_time"].startswith(f"{NOW:%Y-%m-%d}")
    assert learned["lifetime"] == 600


def test_openid_client_sees_through_another_answer(
    town: Town, browser: httpx.Client, openid_client: Path
) -> None:
    """The judge is awake: the issuer left out of the answer (RFC 9207) makes it refuse."""
    told = [town.verifier.issuer, "shop", CALLBACK, SECRET]
    with subprocess.Popen(
        [NODE, openid_client, *told],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as party:
        assert party.stdout is not None
        start = party.stdout.readline().strip()
        back = follow_to_service(browser, start, card="hanako", service=CALLBACK)
        _, complaint = party.communicate(back.partition("&iss=")[0], timeout=60)

    assert party.returncode != 0
    assert "iss" in complaint


def test_authlibs_client_and_joserfc_agree(browser: httpx.Client) -> None:
    """Discovery, code and token by Authlib's client; the ID token checked by joserfc alone."""
    metadata = browser.get("/verifier/.well-known/openid-configuration").json()
    with OAuth2Client(
        client_id="shop",
        client_secret=SECRET,
        redirect_uri=CALLBACK,
        scope="openid",
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_basic",
    ) as party:
        start, state = party.create_authorization_url(
            metadata["authorization_endpoint"], nonce="n-0S6", code_verifier="v" * 48
        )
        back = follow_to_service(browser, start, card="hanako", service=CALLBACK)
        assert query_of(back)["state"] == state
        token = party.fetch_token(
            metadata["token_endpoint"], authorization_response=back, code_verifier="v" * 48
        )
        told = party.get(metadata["userinfo_endpoint"]).json()

    keys = KeySet.import_key_set(browser.get(metadata["jwks_uri"]).json())
    checked = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": "shop"},
        nonce={"essential": True, "value": "n-0S6"},
        sub={"essential": True, "value": told["sub"]},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(checked.claims)


def sign_in_at_the_library(browser: httpx.Client, card: str) -> str:
    """Walk from the library's page to the library's page; what it shows."""
    start = browser.get("/sample/login")
    assert start.status_code == 302, start.text
    library = f"{browser.base_url}/sample/callback".replace("//sample", "/sample")
    back = follow_to_service(browser, start.headers["location"], card=card, service=library)
    assert browser.get(back).headers["location"] == "/sample/"
    return browser.get("/sample/").text


def test_the_library_signs_in_and_learns_no_name(browser: httpx.Client) -> None:
    """The sample service, in the same process: signed in, reserved, signed out."""
    assert "Sign in with the My Number Card" in browser.get("/sample/").text
    shown = sign_in_at_the_library(browser, "hanako")
    assert "You are signed in" in shown
    assert "urn:fuda:acr:user-certificate" in shown
    assert "1 April 2026" in shown
    assert "hanako" not in shown

    own = {"origin": str(browser.base_url).rstrip("/")}
    browser.post("/sample/reserve", data={"book": "botchan"}, headers=own)
    assert "reserved for you" in browser.get("/sample/").text
    browser.post("/sample/logout", headers=own)
    assert "You are signed in" not in browser.get("/sample/").text
    assert "reserved for you" in sign_in_at_the_library(browser, "hanako")

    with httpx.Client(base_url=browser.base_url, headers=browser.headers) as another:
        shown = sign_in_at_the_library(another, "taro")
        assert "reserved by someone else" in shown
        assert "reserved for you" not in shown


def test_giving_up_is_told_by_the_library(browser: httpx.Client) -> None:
    """The way back without a card: the library says that nobody signed in."""
    reader = browser.get("/sample/login", follow_redirects=True)
    assert "Town Library" in reader.text
    cancel = next(
        part.partition('"')[0]
        for part in reader.text.split('href="')
        if "/authorize/cancel" in part.partition('"')[0]
    )

    told = browser.get(cancel, follow_redirects=True)
    assert told.status_code == 401
    assert "You did not sign in." in told.text


def test_the_library_takes_no_answer_of_another(town: Town, browser: httpx.Client) -> None:
    """An answer for a sign-in that this browser never began (CSRF), or of another issuer."""
    forged = browser.get(f"/sample/callback?code=x&state=y&iss={town.verifier.issuer}")
    assert forged.status_code == 401
    other = browser.get("/sample/callback?code=x&state=y&iss=https://elsewhere.example")
    assert "another issuer" in other.text
