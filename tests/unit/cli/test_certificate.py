"""`fuda certificate`: what a certificate says, and verdicts from files and from a running town."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from typer.testing import CliRunner, Result

from chain_judges import pem
from chains_made import DAY, NOON, SECOND, WORLDS, line
from fuda.cli import build
from fuda.cli.certificate import _KINDS, _VERDICTS
from fuda.doors.jpki import LiftSuspension, RevokeCertificate, SuspendCertificate
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.pki import ocsp
from fuda.pki.ocsp import RevokedSince
from fuda.pki.profile import PROFILES
from fuda.pki.verify import NotVerified, OnHold, Revoked, WrongSignature
from fuda.world.dial import Dial
from fuda.world.folders import dial_file
from fuda.world.ocsp import town_responder
from fuda.world.serve import open_keeper
from fuda.world.settings import OcspSettings
from jpki_made import Requests
from pki_made import HANAKO, SERIAL, SINCE

Run = Callable[..., Result]
WORLD = WORLDS["signature"]
AT = ("--at", "2026-04-02T12:00")


@pytest.fixture
def fuda(tmp_path: Path) -> Run:
    """Runs `fuda certificate …` in a folder with files and no town."""

    def run(*words: str | Path) -> Result:
        typed = ["certificate", *map(str, words)]
        if words[0] == "verify" and "--data" not in words:
            typed += ["--data", str(tmp_path / "none")]
        return CliRunner().invoke(build(typed), typed)

    return run


@pytest.fixture
def holder(tmp_path: Path) -> Path:
    """A signature certificate, PEM."""
    return written(tmp_path / "holder.pem", pem("CERTIFICATE", WORLD.good))


@pytest.fixture
def trusted(tmp_path: Path) -> tuple[str, str]:
    """Both generations in one PEM file."""
    both = (WORLD.authority(), WORLD.authority("second"))
    file = written(tmp_path / "trusted.pem", b"".join(pem("CERTIFICATE", one) for one in both))
    return "--authority", str(file)


def written(file: Path, octets: bytes) -> Path:
    """The file."""
    file.write_bytes(octets)
    return file


def told(ran: Result) -> dict[str, Any]:
    """The JSON."""
    found = json.loads(ran.stdout)
    assert isinstance(found, dict)
    return found


def test_what_a_certificate_says(fuda: Run, holder: Path, tmp_path: Path) -> None:
    """CERT-03, CERT-04: the four items of a signature certificate, nobody of a user certificate."""
    shown = fuda("show", holder)
    user = written(tmp_path / "user.der", WORLDS["user"].good)

    assert shown.exit_code == 0
    assert "signature certificate of a card" in shown.stdout
    assert HANAKO.name in shown.stdout
    assert "CN=Minato-ku CRLDP" in shown.stdout
    assert told(fuda("show", holder, "--json"))["identity"]["address"] == HANAKO.address
    assert "identity" not in told(fuda("show", user, "--json"))


def test_good_by_the_list(fuda: Run, holder: Path, trusted: tuple[str, str]) -> None:
    """Exit 0, with what it is and until when; PEM and DER, of the partition or of all."""
    for crl in (WORLD.listed(), WORLD.listed(scope=WORLD.whole)):
        file = written(holder.with_name("list.crl"), crl)
        ran = fuda("verify", holder, *trusted, "--crl", file, *AT, "--use", "signature")
        assert (ran.exit_code, ran.stderr) == (0, "")
        assert ran.stdout == (
            f"good on 2026-04-02T12:00:00+09:00: signature certificate of a card, "
            f"serial {SERIAL}, last day 2030-02-17\n"
        )
    file = written(holder.with_name("list.pem"), pem("X509 CRL", WORLD.listed()))
    ran = fuda("verify", holder, *trusted, "--crl", file, *AT, "--json")

    assert told(ran)["verdict"] == "good"
    assert told(ran)["certificate"]["kind"] == "signature"


def test_not_verified(fuda: Run, holder: Path, trusted: tuple[str, str]) -> None:
    """Exit 3 with the reason in a line, or in JSON with since when and why."""
    crl = written(holder.with_name("list.crl"), WORLD.listed(line(NOON, "certificate_hold")))
    given = ("verify", holder, *trusted, "--crl", crl, "--at")

    assert fuda(*given, "2026-04-02T11:59:59").exit_code == 0
    ran = fuda(*given, "2026-04-02T12:00:00")
    assert (ran.exit_code, ran.stdout) == (3, "")
    assert ran.stderr == (
        "fuda certificate: not verified on 2026-04-02T12:00:00+09:00: "
        "on hold since 2026-04-02T03:00:00+00:00: certificate_hold\n"
    )
    ran = fuda(*given, "2026-04-02T03:00Z", "--json")
    assert ran.exit_code == 3
    assert told(ran)["verdict"] == "on_hold"
    assert told(ran)["since"] == "2026-04-02T12:00:00+09:00"
    assert told(fuda(*given, "2026-03-01", "--json"))["verdict"] == "not_yet_valid"
    assert told(fuda(*given, "2030-02-18", "--json"))["verdict"] == "expired"
    assert told(fuda(*given, "2026-04-02", "--use", "user", "--json"))["verdict"] == "wrong_use"


def test_a_delta_and_an_answer(fuda: Run, holder: Path, trusted: tuple[str, str]) -> None:
    """A hold that a delta lifts; an OCSP answer in a file."""
    held = WORLD.listed(line(NOON - DAY, "certificate_hold"))
    lifted = WORLD.listed(line(NOON - SECOND, "remove_from_crl"), base=5, number=6)
    crl = written(holder.with_name("list.crl"), held)
    delta = written(holder.with_name("delta.crl"), lifted)
    ended = WORLD.answered(RevokedSince(NOON, "superseded"))
    answer = written(holder.with_name("answer.der"), ended)
    given = ("verify", holder, *trusted, *AT, "--json")

    assert told(fuda(*given, "--crl", crl))["verdict"] == "on_hold"
    assert told(fuda(*given, "--crl", crl, "--delta", delta))["verdict"] == "good"
    assert told(fuda(*given, "--ocsp", answer))["reason"] == "superseded"


def test_bad_input_is_one_line(fuda: Run, holder: Path, trusted: tuple[str, str]) -> None:
    """Exit 2: what is wrong, where, and what to do."""
    crl = written(holder.with_name("list.crl"), WORLD.listed())
    junk = written(holder.with_name("junk"), b"0\x03\x02\x01\x01")
    broken = written(holder.with_name("broken.pem"), b"-----BEGIN CERTIFICATE-----\nAAAA\n")
    authority = written(holder.with_name("authority.der"), WORLD.authority())
    version = WORLD.good.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    seventh = written(holder.with_name("seventh.der"), version)
    rows: list[tuple[str, tuple[str | Path, ...]]] = [
        ("is no certificate", ("show", junk)),
        ("is no certificate", ("show", broken)),
        ("is no certificate", ("show", seventh)),
        ("cannot be read", ("show", holder.with_name("missing"))),
        ("not of this profile", ("show", authority)),
        ("is no certificate", ("verify", junk, *trusted, "--crl", crl)),
        ("is no certificate", ("verify", holder, "--authority", junk, "--crl", crl)),
        ("holds no town", ("verify", holder, "--crl", crl)),
        ("is no CRL", ("verify", holder, *trusted, "--crl", junk)),
        ("is no CRL", ("verify", holder, *trusted, "--crl", crl, "--delta", junk)),
        ("is no OCSP answer", ("verify", holder, *trusted, "--ocsp", junk)),
        ("give one of", ("verify", holder, *trusted, "--crl", crl, "--ocsp", junk)),
        ("give one of", ("verify", holder, *trusted, "--crl", crl, "--town")),
        ("give --crl too", ("verify", holder, *trusted, "--delta", crl)),
        ("is no instant", ("verify", holder, *trusted, "--crl", crl, "--at", "noon")),
    ]
    for said, words in rows:
        ran = fuda(*words)
        assert (ran.exit_code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), words
        assert said in ran.stderr, words


def test_every_verdict_and_kind_has_its_word() -> None:
    """No class of the tree is forgotten that a certificate can meet."""
    tree = {*NotVerified.__subclasses__(), *Revoked.__subclasses__()}

    assert _VERDICTS.keys() == tree - {WrongSignature}
    assert OnHold in _VERDICTS
    assert _KINDS.keys() == PROFILES.keys()


@pytest.fixture
def town() -> Iterator[tuple[int, list[int]]]:
    """A responder where a town's would be: its port, and the HTTP status that it gives."""
    status = [200]

    class Responder(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/jpki/ocsp/signature"
            asked = ocsp.parse(self.rfile.read(int(self.headers["Content-Length"])))
            assert asked.nonce is not None
            answer = WORLD.answered(about=asked.ids[0].raw, nonce=asked.nonce[2:])
            self.send_response(status[0])
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Responder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, status
        server.shutdown()
        thread.join()


def test_the_running_town_is_asked(
    fuda: Run, holder: Path, trusted: tuple[str, str], town: tuple[int, list[int]]
) -> None:
    """With a nonce; a town that is not there, or knows only others, is a line and exit 1."""
    port, status = town
    given = ("verify", holder, *trusted, *AT, "--port")

    assert fuda(*given, str(port)).exit_code == 0
    assert fuda(*given, str(port), "--town").exit_code == 0
    for code, said in ((401, "verifiers only that it knows"), (500, "answered 500")):
        status[0] = code
        ran = fuda(*given, str(port))
        assert (ran.exit_code, ran.stderr.count("\n")) == (1, 1)
        assert said in ran.stderr
    ran = fuda(*given, "9")
    assert ran.exit_code == 1
    assert "no town answers at http://127.0.0.1:9" in ran.stderr


def test_a_strangers_certificate_is_not_asked_about(
    fuda: Run, holder: Path, trusted: tuple[str, str]
) -> None:
    """Of another key of the same name: not verified, and no town is needed to say so."""
    stranger = written(holder.with_name("stranger.der"), WORLD.by("stranger"))

    ran = fuda("verify", stranger, *trusted, *AT, "--port", "9", "--json")

    assert (ran.exit_code, told(ran)["verdict"]) == (3, "not_trusted")


@pytest.fixture
def country(tmp_path: Path) -> Iterator[tuple[JpkiKeeper, Path, str]]:
    """The authorities in a town's folder with a responder awake: keeper, folder, port."""
    data = tmp_path / "town"
    data.mkdir()
    Dial(dial_file(data)).begin(SINCE, ticking=False)
    keeper = open_keeper("jlis.jpki", data)
    assert isinstance(keeper, JpkiKeeper)
    app = Starlette(routes=[Mount("/jpki/ocsp", town_responder(keeper, OcspSettings()))])
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield keeper, data, str(listening.getsockname()[1])
        server.should_exit = True
        thread.join()
    keeper.close()


def test_by_the_town_alone(fuda: Run, country: tuple[JpkiKeeper, Path, str]) -> None:
    """Trust from the folder, the instant from its dial, the status from its responder; CERT-31."""
    keeper, data, port = country
    with acting_as(Caller("m/131032")):
        issued = keeper.issue(Requests(keeper)("user"))
    file = written(data.parent / "user.der", issued.certificate)
    given = ("verify", file, "--data", data, "--port", port, "--json")
    step = {"kind": "user", "serial": issued.serial, "event": "lost"}

    assert told(fuda(*given))["at"] == "2026-04-01T12:00:00+09:00"
    assert told(fuda(*given))["verdict"] == "good"
    with acting_as(Caller("m/131032")):
        keeper.suspend(SuspendCertificate(key="hold", **step))
    assert told(fuda(*given))["verdict"] == "on_hold"
    assert told(fuda(*given, "--at", "2026-04-01T12:00"))["verdict"] == "on_hold"
    with acting_as(Caller("m/131032")):
        keeper.lift(LiftSuspension(key="lift", **step))
    assert told(fuda(*given))["verdict"] == "good"
    with acting_as(Caller("m/131032")):
        keeper.revoke(RevokeCertificate(key="end", reason="superseded", **step))
    assert told(fuda(*given))["verdict"] == "revoked"
