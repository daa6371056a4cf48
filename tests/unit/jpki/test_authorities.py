"""The authorities' keys: made once, kept, and missed when they are gone."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fuda.doors.jpki import AskAuthority
from fuda.doors.person import CertificateKind
from fuda.institutions.jlis.jpki import store as register
from fuda.kit.caller import Caller, acting_as
from fuda.kit.damage import KeyFileRefused, StoreDamaged
from stand_ins import StandingClock

KINDS: tuple[CertificateKind, ...] = ("signature", "user")


def authorities(start: Any) -> dict[str, bytes]:
    """Both certificates after one more start."""
    desk = start()
    made = {kind: desk.authority(AskAuthority(kind=kind)).der for kind in KINDS}
    desk.close()
    return made


def test_made_once(start: Any, clock: StandingClock) -> None:
    """A later start finds the same two, different from each other."""
    first = authorities(start)
    clock.turn(days=900)

    assert authorities(start) == first
    assert first["signature"] != first["user"]


def test_keys_are_sealed_and_private(start: Any, tmp_path: Path) -> None:
    """Files of mode 0600 that open with their secret only."""
    authorities(start)
    files = sorted((tmp_path / "keys").iterdir())

    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    for kind in KINDS:
        pem = (tmp_path / "keys" / f"{kind}.1.key.pem").read_bytes()
        assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        with pytest.raises(TypeError):
            load_pem_private_key(pem, None)


def test_a_key_without_its_certificate_is_taken_up(start: Any, tmp_path: Path) -> None:
    """A crash between key and certificate: the next start makes the certificate of that key."""
    authorities(start)
    (tmp_path / "jpki.sqlite").unlink()
    kept = (tmp_path / "keys" / "user.1.key.pem").read_bytes()
    for beside in tmp_path.glob("jpki.sqlite-*"):
        beside.unlink()
    (tmp_path / "keys" / "store.key").unlink()

    authorities(start)

    assert (tmp_path / "keys" / "user.1.key.pem").read_bytes() == kept


@pytest.mark.parametrize("harm", ["missing", "open", "damaged", "exchanged", "another secret"])
def test_a_wrong_key_is_refused_at_the_start(harm: str, start: Any, tmp_path: Path) -> None:
    """In one line that names the file; nothing is made in its place."""
    authorities(start)
    keys = tmp_path / "keys"
    path = keys / "user.1.key.pem"
    match harm:
        case "missing":
            path.unlink()
        case "open":
            path.chmod(0o644)
        case "damaged":
            path.write_bytes(path.read_bytes()[:-100])
        case "exchanged":
            path.write_bytes((keys / "signature.1.key.pem").read_bytes())
        case _:
            (keys / "authorities.key").write_bytes(os.urandom(32))

    with pytest.raises(KeyFileRefused, match=r"\.key\.pem") as said:
        authorities(start)

    assert "\n" not in str(said.value)
    assert isinstance(said.value, StoreDamaged)


def test_killed_while_issuing_nothing_is_half_there(start: Any, tmp_path: Path) -> None:
    """A process that dies inside the act leaves no certificate, no serial, no used challenge."""
    script = tmp_path / "dies.py"
    script.write_text(DIES, encoding="utf-8")
    tests = Path(__file__).parents[2]
    died = subprocess.run(
        [sys.executable, script, tmp_path, tests, Path(__file__).parent],
        check=False,
        capture_output=True,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    desk = start()
    with acting_as(Caller("m/131032")), desk.store.reading() as connection:
        assert register.next_serial(connection, "user") == 2
    assert desk.store.verify_audit().ok
    desk.close()


DIES = """
import os
import signal
import sys
from pathlib import Path

folder = Path(sys.argv[1])
sys.path[:0] = sys.argv[2:]

from jpki_made import NOON, Requests
from stand_ins import CountingRandomness, StandingClock

from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.kit.caller import Caller, acting_as
from fuda.parameters.loader import load


class Dies(CountingRandomness):
    armed = False

    def octets(self, count):
        if self.armed and count == 22:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().octets(count)


randomness = Dies()
desk = JpkiKeeper(
    url=f"sqlite:///{folder / 'jpki.sqlite'}",
    keys=folder / "keys",
    clock=StandingClock(NOON),
    randomness=randomness,
    parameters=load(),
)
with acting_as(Caller("m/131032")):
    request = Requests(desk)("user")
    randomness.armed = True
    desk.issue(request)
"""
