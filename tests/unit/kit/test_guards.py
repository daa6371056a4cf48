"""Append-only tables refuse every way of changing a row, from whatever connection."""

import sqlite3

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Text, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from fuda.kit import guards
from fuda.kit.store import Store, StoreDamaged
from fuda.kit.tables import audit
from store_made import Place, events

ROW = {"code": "e1", "place": 1, "what": "issued"}


def with_a_row(place: Place) -> Store:
    """A store whose append-only table has one row."""
    store = place.open()
    with store.writing() as writing:
        writing.connection.execute(insert(events).values(**ROW))
    return store


def rows(store: Store) -> list[tuple[object, ...]]:
    """The append-only table."""
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(events))]


@pytest.mark.parametrize(
    "statement",
    [
        update(events).values(what="forged"),
        update(events).where(events.c.code == "e1").values(place=9),
        delete(events),
        delete(events).where(events.c.code == "e1"),
    ],
    ids=["update", "update one", "delete", "delete one"],
)
def test_update_and_delete_are_refused(place: Place, statement: object) -> None:
    """Through the store's own connection."""
    store = with_a_row(place)

    with pytest.raises(DBAPIError, match="events is append-only"), store.writing() as writing:
        writing.connection.execute(statement)  # type: ignore[call-overload]
    assert rows(store) == [("e1", 1, "issued")]


@pytest.mark.parametrize(
    "forged",
    ["'e1', 2, 'forged'", "'e2', 1, 'forged'"],
    ids=["same primary key", "same unique column"],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_insert_or_replace_is_refused_with_and_without_recursive_triggers(
    sqlite_place: Place, forged: str, recursive: str
) -> None:
    """A program that leaves `recursive_triggers` off cannot forge either."""
    store = with_a_row(sqlite_place)

    with pytest.raises(sqlite3.IntegrityError, match="events is append-only"):
        sqlite_place.tamper(
            f"PRAGMA recursive_triggers = {recursive}",
            f"INSERT OR REPLACE INTO events VALUES ({forged})",  # noqa: S608 - a case of this page
        )
    with pytest.raises(sqlite3.IntegrityError, match="events is append-only"):
        sqlite_place.tamper(
            f"PRAGMA recursive_triggers = {recursive}",
            "REPLACE INTO events (rowid, code, what) VALUES (1, 'e9', 'forged')",
        )
    assert rows(store) == [("e1", 1, "issued")]


def test_an_upsert_is_refused(place: Place) -> None:
    """ON CONFLICT DO UPDATE is an update."""
    store = with_a_row(place)
    dialect = sqlite if place.url.startswith("sqlite") else postgresql
    upsert = dialect.insert(events).values(**ROW)
    upsert = upsert.on_conflict_do_update(index_elements=["code"], set_={"what": "forged"})

    with pytest.raises(DBAPIError, match="append-only"), store.writing() as writing:
        writing.connection.execute(upsert)
    assert rows(store) == [("e1", 1, "issued")]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE events",
        "SET session_replication_role = replica; DELETE FROM events",
        "MERGE INTO events USING (SELECT 1) s ON code = 'e1' WHEN MATCHED THEN DELETE",
    ],
)
def test_postgresql_refuses_its_own_ways(postgresql_place: Place, statement: str) -> None:
    """TRUNCATE, a session that passes ordinary triggers by, MERGE."""
    store = with_a_row(postgresql_place)

    with pytest.raises(psycopg.errors.RestrictViolation, match="events is append-only"):
        postgresql_place.tamper(statement)
    assert rows(store) == [("e1", 1, "issued")]


def test_the_audit_log_is_guarded_though_nobody_names_it(place: Place) -> None:
    """Every store's audit log is append-only."""
    store = place.open(append_only=[])
    with store.writing() as writing:
        writing.record(event="e", subject="s", procedure="p", by="b")

    with pytest.raises(DBAPIError, match="kit_audit is append-only"), store.writing() as writing:
        writing.connection.execute(delete(audit))


@pytest.mark.parametrize(
    "altered",
    [
        "CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN 0 BEGIN SELECT 1; END",
        (
            "CREATE TRIGGER events_no_update BEFORE UPDATE ON notes"
            " BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
        ),
    ],
    ids=["does nothing", "on another table"],
)
def test_an_altered_guard_is_found_on_sqlite(sqlite_place: Place, altered: str) -> None:
    """The trigger is there by name only."""
    with_a_row(sqlite_place)
    sqlite_place.tamper("DROP TRIGGER events_no_update", altered)

    with pytest.raises(StoreDamaged, match="guards of events are missing or altered"):
        sqlite_place.open()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "altered",
    [
        "ALTER TABLE events DISABLE TRIGGER events_append_only",
        "ALTER TABLE events ENABLE TRIGGER events_append_only",
        (
            "CREATE OR REPLACE TRIGGER events_append_only BEFORE UPDATE ON events"
            " FOR EACH STATEMENT EXECUTE FUNCTION kit_append_only()"
        ),
        (
            "CREATE OR REPLACE FUNCTION kit_append_only() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'"
        ),
    ],
    ids=["disabled", "not always", "update only", "function does nothing"],
)
def test_an_altered_guard_is_found_on_postgresql(postgresql_place: Place, altered: str) -> None:
    """The trigger is there by name only."""
    with_a_row(postgresql_place)
    postgresql_place.tamper(altered)

    with pytest.raises(StoreDamaged, match="are missing or altered"):
        postgresql_place.open()


def migrate(place: Place, *, guarded: bool) -> None:
    """What an Alembic migration of the append-only table does, forgetful or not."""
    store = place.open()
    with store.writing() as writing:
        operations = Operations(MigrationContext.configure(writing.connection))
        with operations.batch_alter_table("events", recreate="always") as batch:
            batch.alter_column("what", type_=Text())
        if guarded:
            guards.make(writing.connection, [events])


def test_alembic_drops_the_guards_in_silence_and_make_makes_them_again(
    sqlite_place: Place,
) -> None:
    """A migration that forgets them leaves a store that is refused; `guards.make` repairs it."""
    with_a_row(sqlite_place)
    migrate(sqlite_place, guarded=True)
    store = sqlite_place.open()
    with pytest.raises(DBAPIError, match="append-only"), store.writing() as writing:
        writing.connection.execute(delete(events))

    migrate(sqlite_place, guarded=False)
    sqlite_place.tamper("UPDATE events SET what = 'forged'")
    with pytest.raises(StoreDamaged, match=r"end the migration with guards\.make"):
        sqlite_place.open()
