"""Clerks who ask at the same moment are served in one transaction, each with an own answer."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from cryptography import x509
from sqlalchemy import event

from fuda.doors.errors import Malformed, Refused, Unreachable
from fuda.doors.jpki import AskStatus, CertificateIssued, RequestCertificate
from fuda.institutions.jlis.jpki import store as register
from fuda.institutions.jlis.jpki.api import JpkiKeeper
from fuda.institutions.jlis.jpki.queue import Queue, Waiting
from fuda.kit.caller import Caller, acting_as
from fuda.pki.signer import SignerGone
from pki_made import public_of, signed
from stand_ins import StandingClock

MANY = 12


@contextmanager
def the_turn_is_taken(desk: JpkiKeeper, until: int) -> Iterator[None]:
    """Nobody is served before so many wait, so that they are served together."""
    queue = desk._office.queue
    queue._serving = True
    yield
    while len(queue._waiting) < until:
        time.sleep(0.001)
    queue._waiting[0].is_next = True
    queue._waiting[0].called.release()


def asked_together(
    desk: JpkiKeeper, requests: list[RequestCertificate]
) -> list[Future[CertificateIssued]]:
    """What each gets who asks while the others do."""

    def ask(request: RequestCertificate) -> CertificateIssued:
        with acting_as(Caller(f"m/{request.municipality}")):
            return desk.issue(request)

    with ThreadPoolExecutor(len(requests)) as clerks:
        with the_turn_is_taken(desk, len(requests)):
            answers = []
            for waiting, request in enumerate(requests):
                answers.append(clerks.submit(ask, request))
                while len(desk._office.queue._waiting) <= waiting:
                    time.sleep(0.001)
        return answers


@pytest.fixture
def commits(desk: JpkiKeeper) -> Callable[[], int]:
    """How many transactions have been committed since."""
    counted: list[object] = []
    event.listen(desk.store._engine, "commit", counted.append)
    return lambda: len(counted)


def test_one_commit_for_all(
    desk: JpkiKeeper, request_for: Any, commits: Callable[[], int], clock: StandingClock
) -> None:
    """Each has its serial, in the order in which they came; the disk is waited for once."""
    kinds = ("user", "signature", "user")
    requests = [request_for(kinds[n % 3], holder=f"holder {n}") for n in range(MANY)]
    before = commits()
    issued = [answer.result() for answer in asked_together(desk, requests)]

    assert commits() == before + 1
    for kind in ("user", "signature"):
        serials = [one.serial for one in issued if one.kind == kind]
        assert serials == list(range(2, 2 + len(serials)))
        for one in issued:
            parsed = x509.load_der_x509_certificate(one.certificate)
            parsed.verify_directly_issued_by(x509.load_der_x509_certificate(one.authority))
            assert parsed.serial_number == one.serial
    with desk.store.reading() as connection:
        changes = register.changes_after(connection, 0, 100)
    assert [one.n for one in changes] == list(range(1, MANY + 1))
    assert desk.store.verify_audit().ok
    asked = AskStatus(kind="user", serial=2, at=clock.now())
    assert desk.status(asked).state == "good"


def test_after_a_crowd_one_alone_is_served(desk: JpkiKeeper, request_for: Any) -> None:
    """Who comes when several came before is not kept waiting for them, and nor is the next."""
    requests = [request_for("user", holder=f"holder {n}") for n in range(5)]
    for answer in asked_together(desk, requests[:3]):
        answer.result()
    assert desk._office.queue._served == 3
    assert [desk.issue(one).serial for one in requests[3:]] == [5, 6]
    assert desk._office.queue._served == 1


def test_a_refusal_is_ones_own(desk: JpkiKeeper, request_for: Any) -> None:
    """What is refused to one, or malformed, is entered for those before and after."""
    good = [request_for("user", holder=f"holder {n}") for n in range(4)]
    too_long = request_for("user", holder="x", expires=date(2037, 1, 1))
    earlier = request_for("user", holder="y")
    assert desk.issue(earlier).serial == 2
    stranger = replace(earlier, holder="z")
    answers = asked_together(desk, [good[0], too_long, good[1], stranger, good[2], good[3]])

    assert [answers[n].result().serial for n in (0, 2, 4, 5)] == [3, 4, 5, 6]
    with pytest.raises(Refused, match="CERT-15"):
        answers[1].result()
    with pytest.raises(Malformed, match="already used for another message"):
        answers[3].result()


def test_two_that_concern_each_other_see_each_other(desk: JpkiKeeper, request_for: Any) -> None:
    """The same holder, key, challenge or message twice at once: as if one after the other."""
    first = request_for("user", holder="one")
    twice = request_for("user", holder="one")
    same_key = request_for("user", chip="one chip", holder="a")
    same_key_again = request_for("user", chip="one chip", holder="b")
    used = replace(
        first,
        key="another",
        holder="c",
        public_key=public_of("c"),
        proof=signed("c", first.challenge),
    )
    answers = asked_together(desk, [first, twice, same_key, same_key_again, used, first])

    assert answers[0].result() == answers[5].result()
    for refused, why in ((1, "CERT-01"), (3, "issued for this key"), (4, "was used before")):
        with pytest.raises(Refused, match=why):
            answers[refused].result()
    assert {answers[0].result().serial, answers[2].result().serial} == {2, 3}


class Gone:
    """A key in an HSM that went away."""

    def __init__(self, signer: Any) -> None:
        self._signer = signer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signer, name)

    def sign(self, _signed: bytes) -> bytes:
        """Out of reach."""
        raise SignerGone("the HSM cannot be used")


def test_when_nothing_can_be_signed_all_are_told(desk: JpkiKeeper, request_for: Any) -> None:
    """Nothing is entered for any of them; asked again, each is served."""
    requests = [request_for("user", holder=f"holder {n}") for n in range(4)]
    signers = desk._office.signers
    (whole,) = signers["user"]
    signers["user"] = (replace(whole, signer=Gone(whole.signer)),)
    for answer in asked_together(desk, requests):
        with pytest.raises(Unreachable, match="nothing was signed"):
            answer.result()
    signers["user"] = (whole,)

    served = [answer.result().serial for answer in asked_together(desk, requests)]
    assert served == [2, 3, 4, 5]
    assert desk.store.verify_audit().ok


class Interrupted:
    """Where somebody waits when Ctrl-C is typed; `before` happens first."""

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self._before = before

    def acquire(self, **_how: object) -> bool:
        """The wait that is broken off."""
        self._before()
        raise KeyboardInterrupt

    def release(self) -> None:
        """Nobody waits there any more."""

    def locked(self) -> bool:
        """Nobody has let it go."""
        return True


def waiting(number: int, **more: Any) -> Waiting[int, int]:
    """One who asks for a number."""
    return Waiting(asked=number, caller=Caller("m/1"), stands_alone=(number,), **more)


def served(together: Any) -> None:
    """Each gets the own number."""
    for one in together:
        one.answer = one.asked


@pytest.mark.parametrize("is_to_serve", [False, True])
def test_who_breaks_off_while_waiting_holds_up_nobody(*, is_to_serve: bool) -> None:
    """Be it while another serves, or just when it is to serve itself."""
    queue, serving, behind = Queue(), waiting(1), waiting(3)
    serving.is_next = queue._serving = True

    def meanwhile() -> None:
        queue._waiting.append(behind)
        if is_to_serve:
            queue._leave(serving)

    with pytest.raises(KeyboardInterrupt):
        queue.done(waiting(2, called=Interrupted(meanwhile)), served)
    assert queue._waiting == [behind]
    assert behind.is_next is is_to_serve
    assert behind.called.locked() is not is_to_serve
    queue.close()


def test_who_breaks_off_while_gathering_holds_up_nobody() -> None:
    """The next serves, without the one who left."""
    queue = Queue()
    queue._served, queue._have_come = 2, Interrupted()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        queue.done(waiting(1), served)
    assert (queue._waiting, queue._serving) == ([], False)
    queue._served = 0
    queue._have_come = waiting(0).called
    assert queue.done(waiting(2), served) == 2
    queue.close()
