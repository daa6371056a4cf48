"""`fuda phone`: a phone is loaded with its owner's card at the running town, lost, and ended."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from fuda.cli import build
from fuda.doors.jpki import AskStatus
from fuda.doors.person import CertificateKind
from fuda.pki.verify import read
from fuda.world.folders import people_file, wallet_folder
from fuda.world.own_revocation import own_revocation
from fuda.world.people.roster import Roster
from fuda.world.phone import phones
from fuda.world.phone_desk import phone_desk
from fuda.world.sandbox_api import PREFIX, sandbox_api
from fuda.world.settings import TownSettings
from fuda.world.town import Town
from journeys.steps import PINS, Journey, opened

Run = Callable[..., Result]
NEW = ("9876", "PHONE9")
TYPED = (PINS["signature"], *NEW)
"""The card's signature PIN, then the phone's two."""


@pytest.fixture
def journey(data: Path) -> Iterator[Journey]:
    """The town's country, running."""
    with opened(data) as running:
        yield running


@pytest.fixture
def fuda(data: Path, journey: Journey) -> Iterator[Run]:
    """Runs `fuda …` beside the doors of the running town."""
    town = Town(
        country=journey.country,
        dial=journey.dial,
        roster=Roster(people_file(data)),
        data=data,
        past=(),
        world_began=journey.dial.now(),
        sample_secret="",
        settings=TownSettings(data=data),
    )
    app = FastAPI()
    app.include_router(own_revocation(journey.country.jpki))
    app.include_router(phone_desk(journey.country.jpki))
    app.include_router(sandbox_api(town), prefix=PREFIX)
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serving = threading.Thread(target=server.run)
    serving.start()
    while not server.started:
        serving.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]

    def run(*words: str, lines: tuple[str, ...] = (), at: int = port) -> Result:
        typed = [*words]
        if words[:2] != ("phone", "lost"):
            typed += ["--data", str(data)]
        if words[1] in {"certificates", "lost", "revoke"}:
            typed += ["--port", str(at)]
        if lines:
            typed += ["--pin-stdin"]
        return CliRunner().invoke(build(typed), typed, input="".join(f"{one}\n" for one in lines))

    yield run
    server.should_exit = True
    serving.join()


def a_phone(fuda: Run, *more: str) -> str:
    """花子's, by the command; its id."""
    ran = fuda("phone", "new", "hanako", *more)
    assert (ran.exit_code, ran.stderr) == (0, "")
    return ran.stdout.split("\t")[0]


def state(journey: Journey, kind: CertificateKind, serial: int) -> str:
    """How the authority knows it."""
    asked = AskStatus(kind=kind, serial=serial, at=journey.dial.now())
    return journey.country.jpki.status(asked).state


def test_from_new_to_its_end(fuda: Run, journey: Journey, tmp_path: Path) -> None:
    """Made, loaded, read, signing, on hold, and ended by its own key."""
    phone = a_phone(fuda, "--kind", "iphone")
    listed = json.loads(fuda("phone", "list", "--json").stdout)
    assert [(one["phone"], one["owner"], one["kind"]) for one in listed] == [
        (phone, "hanako", "iphone")
    ]

    loaded = fuda("phone", "certificates", phone, "--json", lines=TYPED)
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    serials = {one["kind"]: one["serial"] for one in json.loads(loaded.stdout)}
    assert serials.keys() == {"user", "signature"}

    user, text = tmp_path / "user.pem", tmp_path / "text"
    got = fuda("card", "certificate", "user", "-p", phone, "--to", str(user), lines=NEW[:1])
    assert got.exit_code == 0, got.stderr
    der = load_pem_x509_certificate(user.read_bytes()).public_bytes(Encoding.DER)
    assert (read(der).kind, read(der).serial) == ("phone_user", serials["user"])
    text.write_text("a text")
    assert fuda("card", "sign", "user", str(text), "-p", phone, lines=NEW[:1]).exit_code == 0

    lost = fuda("phone", "lost", phone)
    assert (lost.exit_code, lost.stderr) == (0, "")
    assert "on hold" in lost.stdout
    assert [state(journey, kind, serials[kind]) for kind in ("user", "signature")] == ["held"] * 2
    again = fuda("phone", "lost", phone)
    assert again.exit_code == 1
    assert "reported lost already" in again.stderr

    ended = fuda("card", "revoke", "user", "--yes", "-p", phone, lines=NEW[:1])
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "the card applies for a new one" in ended.stdout
    assert state(journey, "user", serials["user"]) == "revoked"


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (("WRONG1", *NEW), 3, "Tries left: 4"),
        ((PINS["signature"], "12", "PHONE9"), 3, "PIN"),
        ((PINS["signature"], "9876", "ONLYLETTERS"), 3, "PIN"),
        ((PINS["signature"],), 2, "empty"),
    ],
    ids=["wrong card PIN", "a user PIN that is none", "letters only", "none typed"],
)
def test_nothing_is_issued(
    lines: tuple[str, ...], code: int, said: str, fuda: Run, data: Path
) -> None:
    """One line says why; the phone is as empty as before."""
    phone = a_phone(fuda)
    ran = fuda("phone", "certificates", phone, lines=lines)

    assert ran.exit_code == code, ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    status = fuda("card", "status", "-p", phone, "--json")
    assert status.exit_code == 0, status.stderr
    assert [one.owner for one in phones(wallet_folder(data))] == ["hanako"]


def test_one_of_the_two(fuda: Run) -> None:
    """The user certificate alone; its PIN alone is asked for."""
    phone = a_phone(fuda)
    ran = fuda("phone", "certificates", phone, "--only", "user", lines=(PINS["signature"], "9876"))

    assert ran.exit_code == 0, ran.stderr
    assert "the user certificate" in ran.stdout
    assert "signature" not in ran.stdout


def test_a_refusal_in_one_line(fuda: Run) -> None:
    """A second Android phone beside the first (CERT-01)."""
    assert fuda("phone", "certificates", a_phone(fuda), lines=TYPED).exit_code == 0
    ran = fuda("phone", "certificates", a_phone(fuda), lines=TYPED)

    assert ran.exit_code == 3
    assert "CERT-01" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_nobody_s_phone(fuda: Run) -> None:
    """Whom the town does not show, and a phone that is not there."""
    unknown = fuda("phone", "new", "nobody")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)
    assert "fuda person list" in unknown.stderr
    gone = fuda("phone", "certificates", "phone-none", lines=TYPED)
    assert (gone.exit_code, gone.stderr.count("\n")) == (1, 1)
    assert fuda("phone", "lost", "phone-none").exit_code == 1


def test_no_town_answers(fuda: Run) -> None:
    """One line that says what to do; the chip is as it was."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    phone = a_phone(fuda)
    ran = fuda("phone", "certificates", phone, lines=TYPED, at=free)

    assert ran.exit_code == 1
    assert "start it with fuda up" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert fuda("phone", "certificates", phone, lines=TYPED).exit_code == 0
