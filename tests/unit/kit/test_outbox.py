"""What must happen elsewhere: after the commit, in order, nothing lost, nothing doubled."""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from fuda.doors.errors import Malformed, Refusal, Refused, Unreachable
from fuda.doors.jpki import AskChallenge, Challenge, Jpki, RevokeCertificate
from fuda.doors.message import Done, message
from fuda.kit.caller import Caller, caller
from fuda.kit.carrier import Door
from fuda.kit.delivery import loaded_message
from fuda.kit.store import Store
from fuda.kit.tables import outbox
from store_made import (
    CITY,
    FarSide,
    Place,
    act,
    ask,
    at_the_counter,
    revocation,
    send,
    texts,
)

NO = Refused(Refusal(rule="CERT-31", msgid="{what} is over", instead="ask", facts={"what": "it"}))


def states(store: Store) -> list[tuple[str, str, str | None]]:
    """Key, state and whether the message is still there."""
    with store.reading() as connection:
        found = select(outbox.c.key, outbox.c.state, outbox.c.message).order_by(outbox.c.n)
        return [
            (row.key, row.state, row.message and "message") for row in connection.execute(found)
        ]


def test_own_rows_arrive_before_the_act_answers(place: Place) -> None:
    """After the commit, outside of the transaction; the message is erased."""
    store = place.open()

    assert send(store, "k1")
    assert place.far.told == ["k1"]
    assert states(store) == [("k1", "arrived", None)]


def test_an_act_that_is_undone_sends_nothing(place: Place) -> None:
    """The row is part of the act."""
    store = place.open()

    def fail() -> None:
        with store.writing() as writing:
            writing.send(door="jpki", call="revoke", message=revocation("k"), subject="s")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.sweep() == 0
    assert place.far.told == []


@pytest.mark.parametrize("after", [False, True], ids=["not reached", "answer lost"])
@pytest.mark.parametrize("fault", [Unreachable("down"), ZeroDivisionError("secret")])
def test_without_an_answer_the_row_stays_for_the_sweeper(
    place: Place, *, after: bool, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """Silence and a fault of the far side alike; the act here stands; the log tells no content."""
    store = place.open()
    place.far.fails, place.far.after = [fault, fault], after

    with caplog.at_level(logging.WARNING):
        assert not send(store, "k1")
    assert "outbox row 1 to jpki stays" in caplog.text
    assert "secret" not in caplog.text.replace("secrets", "")
    assert store.sweep() == 1
    assert [row.state for row in store.undelivered()] == ["waiting"]
    assert store.sweep() == 0
    assert place.far.told == ["k1"]
    assert store.undelivered() == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(NO, "CERT-31: it is over"), (Malformed("serial: missing"), "malformed: serial: missing")],
)
def test_a_refusal_is_kept_with_its_reason_and_not_tried_again(
    place: Place, answer: Exception, reason: str
) -> None:
    """What comes after it in the lane goes on."""
    store = place.open()
    place.far.fails = [answer]

    assert not send(store, "k1")
    assert send(store, "k2")
    assert store.sweep() == 0
    assert [(row.key, row.state, row.reason) for row in store.undelivered()] == [
        ("k1", "refused", reason)
    ]
    assert states(store)[0] == ("k1", "refused", None)
    assert place.far.told == ["k2"]


@pytest.mark.parametrize("fault", [Unreachable("down"), ZeroDivisionError()])
def test_the_order_of_a_lane_is_kept(place: Place, fault: Exception) -> None:
    """A row that stays holds back those after it for the same subject, and no others."""
    store = place.open()
    place.far.fails = [fault] * 2

    assert not send(store, "k1", "person-1")
    assert not send(store, "k2", "person-1")
    assert send(store, "k3", "person-2")
    assert place.far.told == ["k3"]

    assert send(store, "k4", "person-1")
    assert place.far.told == ["k3", "k1", "k2", "k4"]


def test_a_silent_door_is_asked_once_a_sweep_and_holds_up_no_other(place: Place) -> None:
    """A sweep costs one time-out for each door that is down."""
    up, down = FarSide(), FarSide(fails=[Unreachable("down")] * 100)
    store = place.open(outlets={"up": up, "down": down})
    with store.writing() as writing:
        for n in range(5):
            for door in ("down", "up"):
                writing.send(door=door, call="revoke", message=revocation(f"k{n}"), subject=f"s{n}")

    assert not writing.delivered
    assert up.told == [f"k{n}" for n in range(5)]
    assert len(down.fails) == 99
    assert store.sweep() == 5
    assert len(down.fails) == 98


def test_a_fault_holds_up_its_own_lane_only(place: Place) -> None:
    """A message that breaks the far side does not keep other people's from it."""
    store = place.open()
    place.far.fails = [ZeroDivisionError()]

    with store.writing() as writing:
        for n in range(3):
            writing.send(door="jpki", call="revoke", message=revocation(f"k{n}"), subject=f"s{n}")
    assert not writing.delivered
    assert place.far.told == ["k1", "k2"]


@dataclass
class Slow:
    """A far side that lets the test say when it answers."""

    entered: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    calls: list[str] = field(default_factory=list)

    def revoke(self, order: RevokeCertificate) -> None:
        """Note the call, then wait."""
        self.calls.append(order.key)
        self.entered.set()
        assert self.go_on.wait(10)


def test_the_sweeper_leaves_what_a_thread_is_delivering(place: Place) -> None:
    """No useless repetition inside one process."""
    slow = Slow()
    store = place.open(outlets={"jpki": slow})
    with ThreadPoolExecutor(1) as thread:
        sending = thread.submit(send, store, "k1")
        assert slow.entered.wait(10)
        assert store.sweep() == 1
        slow.go_on.set()
        assert sending.result()

    assert slow.calls == ["k1"]


class Keeper:
    """jlis.jpki with a store of its own, as a keeper is made."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def revoke(self, order: RevokeCertificate) -> None:
        """Revoke once."""
        with self.store.writing() as writing:
            writing.once(order, type(None), lambda: self._revoke(writing, order))

    def _revoke(self, writing: object, order: RevokeCertificate) -> None:
        act(writing, f"{caller()} {order.key}")  # type: ignore[arg-type]

    def challenge(self, asked: AskChallenge) -> Challenge:
        """Not asked for here."""
        raise NotImplementedError

    issue = suspend = lift = challenge
    status = authority = generations = crl = challenge


def test_two_processes_that_deliver_one_row_do_no_harm(place: Place, sqlite_far: Store) -> None:
    """Two openings of one store, as in two processes, sweep at once: each act is done once."""
    keeper = Keeper(sqlite_far)
    barrier = threading.Barrier(4)
    door = Door(Jpki).direct(keeper, Caller(CITY))  # type: ignore[arg-type]
    dead = {"jpki": FarSide(fails=[Unreachable("down")] * 100)}
    with place.open(outlets=dead).writing() as writing:
        for n in range(30):
            writing.send(
                door="jpki", call="revoke", message=revocation(f"k{n}"), subject=f"s{n % 3}"
            )
    stores = [place.open(outlets={"jpki": door}) for _ in range(4)]

    def sweep(store: Store) -> None:
        barrier.wait(10)
        store.sweep()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(sweep, stores))

    done = texts(sqlite_far)
    assert sorted(done) == sorted(f"{CITY} k{n}" for n in range(30))
    for lane in range(3):
        numbers = [int(text.split("k")[1]) for text in done]
        assert [n for n in numbers if n % 3 == lane] == list(range(lane, 30, 3))
    assert stores[0].undelivered() == ()


@pytest.fixture
def sqlite_far(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The far side's own database."""
    folder = tmp_path_factory.mktemp("far")
    return Place(f"sqlite:///{folder / 'jpki.db'}", folder / "keys").open("jlis.jpki")


def test_a_repetition_delivers_what_still_waits_and_tells_of_it(place: Place) -> None:
    """The answer is the stored one; `delivered` is the truth of the moment."""
    store = place.open()
    place.far.fails = [Unreachable("down")] * 2

    def change() -> bool:
        asked = ask("move")
        with store.writing() as writing:

            def moved() -> Challenge:
                writing.send(door="jpki", call="revoke", message=revocation("k"), subject="s")
                return act(writing, "moved")

            writing.once(asked, Challenge, moved)
        return writing.delivered

    with at_the_counter():
        assert [change() for _ in range(4)] == [False, False, True, True]
    assert texts(store) == ["moved"]
    assert place.far.told == ["k"]


@message
class Notice:
    """A message of a door that only this test has."""

    key: str
    body: bytes


@dataclass
class Board:
    """Accepts, and says whether it took effect."""

    effective: bool
    seen: list[Notice] = field(default_factory=list)

    def post(self, notice: Notice) -> Done:
        """Take it."""
        self.seen.append(notice)
        return Done(effective=self.effective)


@pytest.mark.parametrize("effective", [True, False])
def test_accepted_not_yet_effective_is_passed_on(place: Place, *, effective: bool) -> None:
    """Where the far side is itself waiting, the act here has not taken effect either."""
    board = Board(effective)
    store = place.open(outlets={"board": board})
    notice = Notice(key="k", body=b"\x00\xff")

    with store.writing() as writing:
        writing.send(door="board", call="post", message=notice, subject="s")

    assert writing.delivered is effective
    assert board.seen == [notice]
    assert store.sweep() == 0


def test_only_a_loaded_message_class_is_sent_and_read(place: Place) -> None:
    """A database cannot name a class that is none; nothing is imported on its word."""
    store = place.open()

    @message
    class Local:
        key: str

    with (
        pytest.raises(TypeError, match="Local is not a message of a loaded module"),
        store.writing() as writing,
    ):
        writing.send(door="jpki", call="revoke", message=Local(key="k"), subject="s")

    place.far.fails = [Unreachable("down")]
    send(store, "k1")
    for name in ("os:system", "antigravity:fly", "fuda.kit.store:Store", "no.such"):
        place.tamper(f"UPDATE kit_outbox SET kind = '{name}'")  # noqa: S608 - a case above
        assert store.sweep() == 1
    assert place.far.told == []
    assert loaded_message("builtins:dict") is None
    assert loaded_message("fuda.doors.jpki:RevokeCertificate") is RevokeCertificate


def test_what_cannot_be_sent_is_said_at_once(place: Place) -> None:
    """An unknown door or call, a key used before, a number as subject: the act is undone."""
    store = place.open()
    send(store, "k1")

    def sending(**changed: object) -> None:
        row: Mapping[str, object] = {
            "door": "jpki",
            "call": "revoke",
            "message": revocation("k2"),
            "subject": "s",
            **changed,
        }
        with store.writing() as writing:
            writing.send(**row)  # type: ignore[arg-type]

    with pytest.raises(LookupError, match=r"no outlet cards\.revoke"):
        sending(door="cards")
    with pytest.raises(LookupError, match=r"no outlet jpki\.undo"):
        sending(call="undo")
    with pytest.raises(ValueError, match="key k1 was already used for door jpki"):
        sending(message=revocation("k1", serial=6))
    with pytest.raises(ValueError, match="looks like an Individual Number"):
        sending(subject="123456789018")
    with pytest.raises(TypeError, match="Done has no key"):
        sending(message=Done())
    assert store.undelivered() == ()


def test_rows_that_arrived_are_forgotten_and_others_are_not(place: Place) -> None:
    """Their keys and subjects go with the answers; what waits or was refused stays."""
    store = place.open()
    send(store, "k1")
    place.far.fails = [NO, Unreachable("down")]
    send(store, "k2")
    send(store, "k3")
    place.dial.turn(days=31)

    store.forget(answers_after=30, contents_after=30)

    assert states(store) == [("k2", "refused", None), ("k3", "waiting", "message")]
