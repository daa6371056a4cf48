"""The responder beside the desk, in other processes, over the register itself."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from cryptography import x509
from cryptography.x509 import ocsp as judge
from sqlalchemy import insert

import answering_alone
from fuda.doors.jpki import AskAuthority, LiftSuspension, SuspendCertificate
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.responder.lines import names_of
from fuda.institutions.jlis.jpki.responder.presign import Progress, presign
from fuda.pki import der, ocsp
from responder_made import said_in
from stand_ins import StandingClock

FIRST = 100


def fill(desk: JpkiKeeper, count: int) -> None:
    """So many user certificates in the register, as if they had been issued."""
    with desk.store.writing() as writing:
        writing.connection.execute(
            insert(register.certificates),
            [
                {
                    "kind": "user",
                    "serial": FIRST + i,
                    "n": register.next_change(writing.connection) + i,
                    "generation": 1,
                    "carrier": "card",
                    "point": "1",
                    "municipality": "131032",
                    "holder": f"h{i}",
                    "cn": f"cn{i}",
                    "key_digest": f"key{i}".encode(),
                    "issued": "2026-04-01T03:00:00.000000Z",
                    "expires": date(2031, 2, 17),
                    "certificate": b"",
                }
                for i in range(count)
            ],
        )


def question(desk: JpkiKeeper, serial: int) -> bytes:
    """A question about a user certificate of that desk."""
    authority = desk.authority(AskAuthority(kind="user")).der
    name, key = names_of(authority, ocsp.SHA1)
    asked = ocsp.certificate_id(hash=ocsp.SHA1, name_hash=name, key_hash=key, serial=serial)
    return der.sequence(der.sequence(der.sequence(der.sequence(asked))))


@contextmanager
def alone(folder: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """Another process over the same folder."""
    with subprocess.Popen(
        [sys.executable, answering_alone.__file__, folder, what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PATH": ""},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def asks(process: subprocess.Popen[str]) -> Callable[[bytes], Sequence[str]]:
    """Asks the other process."""
    assert process.stdin is not None
    assert process.stdout is not None
    to, answers = process.stdin, process.stdout
    assert answers.readline() == "ready\n"

    def ask(asked: bytes) -> list[str]:
        to.write(f"{asked.hex()}\n")
        to.flush()
        return said_in(bytes.fromhex(answers.readline()))

    return ask


def hold(desk: JpkiKeeper, serial: int, key: str) -> None:
    """The hotline suspends it."""
    desk.suspend(SuspendCertificate(key=key, kind="user", serial=serial, event="lost"))


def test_a_hold_at_the_desk_is_heard_in_another_process(desk: JpkiKeeper, tmp_path: Path) -> None:
    """The next answer after the act returned says so, and that it is lifted; within a second."""
    fill(desk, 3)
    with alone(tmp_path, "answer") as process:
        ask = asks(process)
        assert [ask(question(desk, FIRST)) for _ in range(2)] == [["GOOD"]] * 2

        began = time.monotonic()
        hold(desk, FIRST, "hold")
        assert ask(question(desk, FIRST)) == ["REVOKED"]
        assert time.monotonic() - began < 1
        assert ask(question(desk, FIRST + 1)) == ["GOOD"]

        desk.lift(LiftSuspension(key="lift", kind="user", serial=FIRST, event="found"))
        assert ask(question(desk, FIRST)) == ["GOOD"]
        assert ask(question(desk, FIRST + 3)) == ["UNKNOWN"]


def test_holds_while_another_process_answers(desk: JpkiKeeper, tmp_path: Path) -> None:
    """Whatever was asked after an act returned tells of it, while two sign and keep answers."""
    count = 30
    fill(desk, count)
    questions = {serial: question(desk, serial) for serial in range(FIRST, FIRST + count)}
    over: dict[int, bool] = {}
    wrong: list[int] = []
    done = threading.Event()
    with alone(tmp_path, "answer") as process:
        ask = asks(process)

        def go_on_asking() -> None:
            while not done.is_set():
                for serial, asked in questions.items():
                    was_over = serial in over
                    if ask(asked) == ["GOOD"] and was_over:
                        wrong.append(serial)

        asking = threading.Thread(target=go_on_asking)
        asking.start()
        for serial, asked in questions.items():
            desk.responder.answer(asked, "user")
            hold(desk, serial, f"hold {serial}")
            over[serial] = True
        done.set()
        asking.join()
        assert wrong == []
        assert [ask(asked) for asked in questions.values()] == [["REVOKED"]] * count


def test_a_batch_that_was_killed_goes_on(desk: JpkiKeeper, tmp_path: Path) -> None:
    """Kill -9 in the middle: what is kept is right, and the next run signs the rest only."""
    count = 3000
    fill(desk, count)
    hold(desk, FIRST + 5, "hold")
    with alone(tmp_path, "presign") as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) > 0
        process.kill()

    (line,) = desk.responder.lines("user", ocsp.SHA1)
    kept = [line.slots.read(serial) for serial in range(FIRST, FIRST + count)]
    there = sum(slot is not None for slot in kept)
    assert 0 < there < count
    rest = presign(desk.responder, desk.sources, kinds=["user"], threads=2)
    assert rest == Progress(count, count, count - there)
    assert presign(desk.responder, desk.sources, kinds=["user"]).signed == 0
    for serial in (FIRST, FIRST + 5, FIRST + count - 1):
        quick = desk.responder.quick(question(desk, serial), "user")
        assert quick is not None
        assert said_in(quick.body) == ["REVOKED" if serial == FIRST + 5 else "GOOD"]


def test_only_what_changed_or_nears_its_end_is_signed_again(
    desk: JpkiKeeper, clock: StandingClock
) -> None:
    """A second batch signs what happened meanwhile; half a day later it signs all."""
    fill(desk, 600)
    heard: list[Progress] = []
    assert presign(desk.responder, desk.sources, kinds=["user"], heard=heard.append).signed == 600
    assert {one.of for one in heard} == {600}
    assert [one.looked for one in heard] == sorted(one.looked for one in heard)
    assert heard[-1].looked == 600
    hold(desk, FIRST + 7, "one")
    hold(desk, FIRST + 599, "two")

    assert presign(desk.responder, desk.sources, kinds=["user"]).signed == 2
    clock.turn(hours=12)
    assert presign(desk.responder, desk.sources, kinds=["user"]).signed == 600


def test_who_signs(desk: JpkiKeeper) -> None:
    """The responder's certificate is the generation's own, for OCSP only, and not asked about."""
    fill(desk, 1)
    body = desk.responder.answer(question(desk, FIRST), "user").body
    read = judge.load_der_ocsp_response(body)
    (signer,) = read.certificates
    authority = x509.load_der_x509_certificate(desk.authority(AskAuthority(kind="user")).der)
    signer.verify_directly_issued_by(authority)
    usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.ExtendedKeyUsageOID.OCSP_SIGNING]
    assert signer.extensions.get_extension_for_class(x509.OCSPNoCheck)
    assert (
        read.responder_key_hash
        == x509.SubjectKeyIdentifier.from_public_key(signer.public_key()).digest
    )
