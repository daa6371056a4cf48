"""`fuda card revoke`: a holder's client software ends a certificate at the town's authority."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from fuda.cli import build
from fuda.doors.jpki import AskStatus, CertificateStatus
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.pki.verify import read
from fuda.terminals.reader import JpkiSession
from fuda.world.card_at_hand import Meant, card_at_hand
from fuda.world.dial import Dial
from fuda.world.folders import dial_file, people_file
from fuda.world.own_revocation import own_revocation
from fuda.world.people.roster import Roster
from fuda.world.serve import open_keeper
from journeys.steps import PINS, Resident, opened

Run = Callable[..., Result]
KINDS: tuple[CertificateKind, ...] = ("user", "signature")


@pytest.fixture
def desk(data: Path) -> Iterator[JpkiKeeper]:
    """The town's authorities."""
    keeper = open_keeper("jlis.jpki", data)
    assert isinstance(keeper, JpkiKeeper)
    yield keeper
    keeper.close()


@pytest.fixture
def fuda(data: Path, desk: JpkiKeeper) -> Iterator[Run]:
    """Runs `fuda card revoke …` on 花子's card beside the door of the running town."""
    app = FastAPI()
    app.include_router(own_revocation(desk))
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
        typed = ["card", "revoke", *words, "-p", "hanako", "--pin-stdin"]
        typed += ["--data", str(data), "--port", str(at)]
        return CliRunner().invoke(build(typed), typed, input="".join(f"{one}\n" for one in lines))

    yield run
    server.should_exit = True
    serving.join()


def stands(desk: JpkiKeeper, data: Path, kind: CertificateKind) -> CertificateStatus:
    """How the authority knows the certificate on the card."""
    with card_at_hand(data, Meant(person="hanako")) as card, JpkiSession(card.transport) as chip:
        if kind == "user":
            serial = read(chip.read_user_certificate()).serial
        else:
            chip.verify_signature_pin(PINS["signature"])
            serial = read(chip.read_signature_certificate()).serial
    at = Dial(dial_file(data)).now()
    return desk.status(AskStatus(kind=kind, serial=serial, at=at))


@pytest.mark.parametrize("kind", KINDS)
def test_the_holder_ends_a_certificate(
    kind: CertificateKind, fuda: Run, desk: JpkiKeeper, data: Path
) -> None:
    """With card and PIN, at once, and not the other one (CERT-25, CERT-32)."""
    ran = fuda(kind, "--yes", lines=(PINS[kind],))

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "is revoked" in ran.stdout
    ended = stands(desk, data, kind)
    assert (ended.state, ended.reason) == ("revoked", "cessation_of_operation")
    assert {stands(desk, data, one).state for one in KINDS if one != kind} == {"good"}
    again = fuda(kind, "--yes", lines=(PINS[kind],))
    assert (again.exit_code, again.stdout) == (3, "")
    assert "CERT-24" in again.stderr


def test_the_counter_sees_that_it_has_ended(fuda: Run, data: Path) -> None:
    """jlis.jpki calls nobody: the municipality asks when a clerk looks at the record."""
    assert fuda("user", "--yes", lines=(PINS["user"],)).exit_code == 0

    (hanako,) = Roster(people_file(data)).everyone()
    with opened(data) as journey:
        view = journey.view(Resident(city=hanako.municipality, id=hanako.resident))
        today = journey.today()
    seen = {one.kind: (one.standing, one.ended_on) for one in view.certificates}
    assert seen == {"user": ("revoked", today), "signature": ("valid", None)}


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        (("no", PINS["user"]), 2, "nothing was revoked"),
        (("user", "9876"), 3, "Tries left: 2"),
        (("user", "12"), 3, "PIN"),
    ],
    ids=["another word", "a wrong PIN", "no PIN"],
)
def test_nothing_is_revoked(  # noqa: PLR0917 - a case and fixtures
    lines: tuple[str, ...], code: int, said: str, fuda: Run, desk: JpkiKeeper, data: Path
) -> None:
    """Asked once more, and then the card asks for its PIN."""
    ran = fuda("user", lines=lines)

    assert ran.exit_code == code, ran.stderr
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert stands(desk, data, "user").state == "good"


def test_no_town_answers(fuda: Run, desk: JpkiKeeper, data: Path) -> None:
    """One line that says what to do; the card is as it was."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    ran = fuda("user", "--yes", lines=(PINS["user"],), at=free)

    assert ran.exit_code == 1
    assert "start it with fuda up" in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert stands(desk, data, "user").state == "good"
