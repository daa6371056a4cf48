"""What goes wrong only between processes: a killed server, a lost answer, a false name."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from doors.offices import MINATO, MUNICIPALITIES, InAnother, new_town
from fuda.doors.errors import Unreachable
from fuda.doors.jpki import AskChallenge, Jpki
from fuda.kit.carrier import Door
from fuda.kit.serving import client
from fuda.world.serve import tls_of
from fuda.world.town_tls import town_tls


@pytest.fixture
def jpki(tmp_path: Path) -> Iterator[InAnother[Jpki]]:
    """jlis.jpki in another process."""
    office: InAnother[Jpki] = InAnother("jlis.jpki", Jpki, new_town(tmp_path))
    yield office
    office.close()


def test_a_killed_server_is_unreachable_and_the_same_key_finds_the_answer(
    jpki: InAnother[Jpki],
) -> None:
    """Nobody knows whether it was done; asking again with the same key tells."""
    door = jpki.door(MINATO)
    given = door.challenge(AskChallenge(key="k1"))
    jpki.kill()
    with pytest.raises(Unreachable, match=r"Jpki\.challenge"):
        door.challenge(AskChallenge(key="k1"))
    jpki.start(jpki.port)

    assert door.challenge(AskChallenge(key="k1")) == given
    assert door.challenge(AskChallenge(key="k2")) != given


def test_an_answer_lost_on_the_way_is_given_again(jpki: InAnother[Jpki]) -> None:
    """The act was done and its answer swallowed: the retry gets that answer, not a second act."""
    with swallowing(jpki.port) as (port, lose):
        door = jpki.reached(MINATO, "jlis.jpki", port)
        door.challenge(AskChallenge(key="k1"))
        lose.set()
        with pytest.raises(Unreachable):
            door.challenge(AskChallenge(key="k2"))
    again = jpki.door(MINATO)

    assert again.challenge(AskChallenge(key="k2")) == again.challenge(AskChallenge(key="k2"))


def test_another_institution_on_that_port_is_not_spoken_to(jpki: InAnother[Jpki]) -> None:
    """A certificate of the same town is not enough: it must be that institution's."""
    door = jpki.reached(MINATO, "jlis.cards", jpki.port)
    with pytest.raises(Unreachable, match="ConnectError"):
        door.challenge(AskChallenge(key="k1"))


def test_a_certificate_of_another_town_opens_nothing(jpki: InAnother[Jpki], tmp_path: Path) -> None:
    """The right name, signed by a stranger: neither side goes on."""
    theirs = town_tls(tmp_path / "other", [MINATO])[MINATO]
    with (
        client("jlis.jpki", ("127.0.0.1", jpki.port), theirs, timeout=10) as http,
        pytest.raises(Unreachable),
    ):
        Door(Jpki).over(http).challenge(AskChallenge(key="k1"))


def test_without_a_certificate_the_server_does_not_answer(
    jpki: InAnother[Jpki], tmp_path: Path
) -> None:
    """CERT_REQUIRED, with OpenSSL's client as the judge: shown a certificate, it is answered."""
    town = tls_of(tmp_path, MUNICIPALITIES)[MINATO]
    shown = ("-cert", str(town.certificate), "-key", str(town.key))

    assert asked_by_openssl(jpki.port, town.authority, *shown).startswith("HTTP/1.1 422")
    assert asked_by_openssl(jpki.port, town.authority) == ""


def asked_by_openssl(port: int, authority: Path, *shown: str) -> str:
    """What the server at `port` answers to an empty message."""
    return subprocess.run(
        [
            *("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet"),
            *("-CAfile", str(authority), "-verify_return_error"),
            *("-servername", "jlis.jpki.fuda.internal"),
            *shown,
        ],
        input="POST /doors/jpki/crl HTTP/1.0\r\n\r\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    ).stdout


def test_it_stops_cleanly(tmp_path: Path) -> None:
    """SIGTERM closes the store, and nothing was worth a line in the log."""
    office: InAnother[Jpki] = InAnother("jlis.jpki", Jpki, new_town(tmp_path))
    office.door(MINATO).challenge(AskChallenge(key="k1"))
    office.close()

    assert office.process.returncode == -signal.SIGTERM
    assert office.log() == ""
    assert not list((tmp_path / "jlis.jpki").glob("*-wal"))


def test_the_command_says_in_one_line_why_it_cannot_serve(
    jpki: InAnother[Jpki], tmp_path: Path
) -> None:
    """No traceback: port in use, folder without a town, unknown name, damaged store."""
    nowhere = tmp_path / "nowhere"
    damaged = tmp_path / "jlis.numbering" / "store.db"
    damaged.parent.mkdir()
    damaged.write_text("these are not the bytes of a database", "utf-8")

    assert "Address already in use" in refused("jlis.jpki", tmp_path, jpki.port)
    assert "fuda up --data" in refused("jlis.jpki", nowhere, 0)
    assert "cannot run alone" in refused("m/131032", tmp_path, 0)
    assert str(damaged) in refused("jlis.numbering", tmp_path, 0)


def refused(institution: str, data: Path, port: int) -> str:
    """What `fuda serve` says on its error stream; it must be one line and exit 1."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from fuda.cli import main; main()"),
            *("serve", institution, "--data", str(data), "--port", str(port)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    return done.stderr


@contextmanager
def swallowing(port: int) -> Iterator[tuple[int, threading.Event]]:
    """A wire to `port`; once the event is set, the next answer is lost and the wire cut."""
    lose = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = threading.Thread(target=_carry_one, args=(listening, port, lose))
        wire.start()
        yield listening.getsockname()[1], lose
        wire.join(timeout=10)

    assert not wire.is_alive()


def _carry_one(listening: socket.socket, port: int, lose: threading.Event) -> None:
    near, _ = listening.accept()
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        asking = threading.Thread(target=_pump, args=(near, far))
        asking.start()
        while octets := far.recv(65536):
            if lose.is_set():
                near.shutdown(socket.SHUT_RDWR)
                break
            near.sendall(octets)
        asking.join(timeout=10)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(ConnectionError):  # the wire is cut, that is what it is for
        while octets := source.recv(65536):
            sink.sendall(octets)
