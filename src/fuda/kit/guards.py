"""Append-only tables: the database itself refuses UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE.

Alembic's `batch_alter_table` rebuilds a table without its triggers and says nothing: every
migration ends with `make`. On SQLite the guard on INSERT also stops INSERT OR REPLACE from a
connection that left `recursive_triggers` off.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, UniqueConstraint, text

_FUNCTION = "kit_append_only"
_BODY = "BEGIN RAISE restrict_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END"
# pg_trigger.tgtype: BEFORE (2), DELETE (8), UPDATE (16), TRUNCATE (32), for each statement
_TGTYPE = 58


def make(connection: Connection, tables: Iterable[Table]) -> None:
    """Guard these tables, replacing what guards they have."""
    if connection.dialect.name == "postgresql":
        _make_postgresql(connection, tables)
        return
    for table in tables:
        for name, statement in _sqlite_triggers(table).items():
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{name}"')
            connection.exec_driver_sql(statement)


def unguarded(connection: Connection, tables: Iterable[Table]) -> str | None:
    """The first of these tables whose guards are missing or altered; None where all stand."""
    if connection.dialect.name == "postgresql":
        return _unguarded_postgresql(connection, tables)
    triggers = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there = {row.name: row.sql for row in connection.execute(triggers)}
    return next(
        (
            table.name
            for table in tables
            if any(there.get(name) != sql for name, sql in _sqlite_triggers(table).items())
        ),
        None,
    )


def _sqlite_triggers(table: Table) -> dict[str, str]:
    no = f"SELECT RAISE(ABORT, '{table.name} is append-only')"
    name = table.name
    keys = [[column.name for column in table.primary_key.columns]]
    keys += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    keys += [[column.name for column in index.columns] for index in table.indexes if index.unique]
    clashes = sorted(" AND ".join(f'"{c}" = NEW."{c}"' for c in key) for key in keys if key)
    replaced = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{name}" WHERE {clash})'  # noqa: S608 - names of our own tables
        for clash in ["rowid = NEW.rowid", *clashes]
    )
    return {
        f"{name}_no_update": (
            f'CREATE TRIGGER "{name}_no_update" BEFORE UPDATE ON "{name}" BEGIN {no}; END'
        ),
        f"{name}_no_delete": (
            f'CREATE TRIGGER "{name}_no_delete" BEFORE DELETE ON "{name}" BEGIN {no}; END'
        ),
        f"{name}_no_replace": (
            f'CREATE TRIGGER "{name}_no_replace" BEFORE INSERT ON "{name}" '
            f"WHEN {replaced} BEGIN {no}; END"
        ),
    }


def _make_postgresql(connection: Connection, tables: Iterable[Table]) -> None:
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
    )
    for table in tables:
        name = table.name
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "{name}_append_only" ON "{name}"')
        connection.exec_driver_sql(
            f'CREATE TRIGGER "{name}_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE '
            f'ON "{name}" FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()'
        )
        # ALWAYS: session_replication_role = replica passes ordinary triggers by
        connection.exec_driver_sql(
            f'ALTER TABLE "{name}" ENABLE ALWAYS TRIGGER "{name}_append_only"'
        )


def _unguarded_postgresql(connection: Connection, tables: Iterable[Table]) -> str | None:
    guarded = set(
        connection.execute(
            text(
                "SELECT r.relname FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid"
                " JOIN pg_namespace s ON s.oid = r.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE s.nspname = current_schema() AND t.tgname = r.relname || '_append_only'"
                " AND t.tgtype = :type AND t.tgenabled = 'A' AND t.tgqual IS NULL"
                " AND t.tgattr = '' AND p.proname = :function AND p.prosrc = :body"
            ),
            {"type": _TGTYPE, "function": _FUNCTION, "body": _BODY},
        ).scalars()
    )
    return next((table.name for table in tables if table.name not in guarded), None)
