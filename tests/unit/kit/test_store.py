"""The two verbs, on both engines."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from fuda.doors.errors import Unreachable
from fuda.kit.here import no_transaction_here
from store_made import Place, act, libpq, notes, texts


def test_what_is_written_is_there_after_opening_again(place: Place) -> None:
    """A store keeps what was committed."""
    with place.open().writing() as writing:
        act(writing, "髙﨑葛󠄀𠮷")
    place.opened.pop().close()

    assert texts(place.open()) == ["髙﨑葛󠄀𠮷"]


def test_nothing_can_be_written_while_reading(place: Place) -> None:
    """A reading transaction refuses to write, and the connection can write again afterwards."""
    store = place.open()

    for _ in range(3):
        with pytest.raises(DBAPIError, match=r"read-?only"), store.reading() as connection:
            connection.execute(insert(notes).values(text="no"))
        with store.writing() as writing:
            act(writing, "yes")

    assert texts(store) == ["yes"] * 3


def test_a_reading_is_one_snapshot(place: Place) -> None:
    """What another thread writes in the meantime does not show."""
    store = place.open()

    def write() -> None:
        with store.writing() as writing:
            act(writing, "later")

    with store.reading() as connection:
        count = select(func.count()).select_from(notes)
        before = connection.execute(count).scalar_one()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert connection.execute(count).scalar_one() == before == 0
    assert texts(store) == ["later"]


def test_an_error_undoes_the_whole_act(place: Place) -> None:
    """Note, outbox row, audit row: nothing is half done."""
    store = place.open()

    def fail() -> None:
        with store.writing() as writing:
            act(writing, "never")
            writing.record(event="e", subject="s", procedure="p", by="b", content={"a": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert texts(store) == []
    assert store.verify_audit().rows == 0
    with store.writing() as writing:
        act(writing, "after")
    assert texts(store) == ["after"]


def test_a_thread_has_one_transaction(place: Place) -> None:
    """Neither verb can be begun inside the other or itself, in whatever store."""
    store = place.open()

    for outer in (store.reading, store.writing):
        for inner in (store.reading, store.writing):
            with outer(), pytest.raises(RuntimeError, match="one transaction at a time"), inner():
                pass


def test_no_door_is_called_inside_a_transaction(place: Place) -> None:
    """The check that doors make raises inside both verbs, in this thread only."""
    store = place.open()

    with store.writing(), ThreadPoolExecutor(1) as other:
        other.submit(no_transaction_here).result()
        with pytest.raises(RuntimeError, match="a writing of m/131032: ask first"):
            no_transaction_here()
    with store.reading(), pytest.raises(RuntimeError, match="a reading of m/131032: ask first"):
        no_transaction_here()
    no_transaction_here()


def test_a_transaction_may_end_in_another_thread(place: Place) -> None:
    """As a web framework's dependencies do; the thread that began it is free again."""
    store = place.open()
    reading = store.reading()
    reading.__enter__()

    with ThreadPoolExecutor(1) as other:
        other.submit(reading.__exit__, None, None, None).result()

    no_transaction_here()


def test_an_act_cannot_be_committed_early(place: Place) -> None:
    """A commit inside the block would let the rest of it run without a transaction."""
    store = place.open()

    def commit_early() -> None:
        with store.writing() as writing:
            act(writing, "early")
            writing.connection.commit()
            writing.connection.execute(select(notes))

    with pytest.raises(RuntimeError, match="ended inside its block"):
        commit_early()


def test_writers_take_turns(place: Place) -> None:
    """What each of many threads reads and then writes is lost in none."""
    store, other = place.open(), place.open()

    def add(n: int) -> None:
        with (store if n % 2 else other).writing() as writing:
            count = writing.connection.execute(select(func.count()).select_from(notes))
            act(writing, str(count.scalar_one()))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, range(60)))

    assert texts(store) == [str(n) for n in range(60)]


def test_a_writer_that_waits_too_long_says_ask_again(place: Place) -> None:
    """A lock kept by another process ends in Unreachable, and nothing is done."""
    store, other = place.open(), place.open()
    impatient = (
        "PRAGMA busy_timeout = 50"
        if place.url.startswith("sqlite")
        else "SET LOCAL lock_timeout = '50ms'"
    )

    @event.listens_for(other._engine, "before_cursor_execute", retval=True)
    def hurry(_c: object, _cu: object, sql: str, parameters: object, *_: object) -> object:
        return sql.replace("SET LOCAL lock_timeout = '30s'", impatient), parameters

    if place.url.startswith("sqlite"):
        event.listen(other._engine, "checkout", lambda raw, *_: raw.execute(impatient))

    def too_late() -> None:
        with other.writing() as writing:
            act(writing, "too late")

    with (
        store.writing(),
        ThreadPoolExecutor(1) as thread,
        pytest.raises(Unreachable, match="ask again"),
    ):
        thread.submit(too_late).result()
    assert texts(store) == []


def test_an_integrity_error_is_the_institutions_to_handle(place: Place) -> None:
    """Errors of the institution's own statements pass through as they are."""
    store = place.open()

    with pytest.raises(IntegrityError), store.writing() as writing:
        writing.connection.execute(insert(notes).values(n=1, text=None))


def test_sqlite_is_told_what_makes_it_safe(sqlite_place: Place) -> None:
    """WAL, a synchronised commit, foreign keys, recursive triggers, a small cache."""
    with sqlite_place.open().writing() as writing:
        told = {
            name: writing.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }

    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


def test_a_database_file_is_its_owners_alone(sqlite_place: Place) -> None:
    """With the files that SQLite keeps beside it."""
    store = sqlite_place.open()
    with store.writing() as writing:
        act(writing, "x")

    files = list(sqlite_place.file.parent.glob("*.db*"))
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_a_backup_of_a_store_in_use_opens(sqlite_place: Place) -> None:
    """The copy holds what was committed, is its owner's alone, and never takes another's place."""
    store = sqlite_place.open()
    with store.writing() as writing:
        act(writing, "kept")
    to = sqlite_place.file.with_name("backup.db")

    store.backup(to)

    assert texts(Place(f"sqlite:///{to}", sqlite_place.keys).open()) == ["kept"]
    assert to.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError, match="name another file"):
        store.backup(to)


@pytest.mark.postgresql
def test_a_postgresql_store_is_backed_up_by_its_own_program(postgresql_place: Place) -> None:
    """The message names pg_dump."""
    store = postgresql_place.open()

    with pytest.raises(RuntimeError, match="pg_dump"):
        store.backup(postgresql_place.keys / "backup")


def test_whoever_writes_when_the_store_closes_is_waited_for(place: Place) -> None:
    """The act is whole: neither broken off nor gone on with by itself, past its transaction."""
    store = place.open()
    begun, closing = threading.Event(), threading.Event()

    def write() -> None:
        with store.writing() as writing:
            act(writing, "first")
            begun.set()
            closing.wait()
            time.sleep(0.1)
            act(writing, "second")

    def close() -> None:
        closing.set()
        store.close()

    with ThreadPoolExecutor(2) as threads:
        written = threads.submit(write)
        begun.wait()
        threads.submit(close).result()
        written.result()
    assert texts(place.open()) == ["first", "second"]


@pytest.mark.postgresql
def test_a_server_that_restarted_is_met_again(postgresql_place: Place) -> None:
    """The connection that is kept open for those who write is gone with it: nobody need feel it."""
    store = postgresql_place.open()
    with store.writing() as writing:
        act(writing, "before")
    with psycopg.connect(libpq(postgresql_place.url), autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with store.writing() as writing:
        act(writing, "after")
    assert texts(store) == ["before", "after"]
    assert store.verify_audit().ok
