"""How a store's database is reached: SQLite (one file) or PostgreSQL, and what each must be told.

Seven stores share one process: connections are few and their caches small.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from fuda.kit.prepared import Prepared

_CONNECTIONS = 4
_CONNECTIONS_AT_PEAK = 8
_WAIT_SECONDS = 30
_CACHE_KIB = 512
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    f"cache_size = -{_CACHE_KIB}",
    "journal_size_limit = 4194304",
)
_BEGIN_IMMEDIATE = Prepared(text("BEGIN IMMEDIATE"))
_SQLITE_FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE")
_DISK_FULL = "53100"
"""PostgreSQL's disk_full."""
_SQLITE_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def engine_for(url: str) -> Engine:
    """An engine for the URL; ValueError if it is neither a SQLite file nor PostgreSQL."""
    parsed = make_url(url)
    sizes: dict[str, Any] = {
        "pool_size": _CONNECTIONS,
        "max_overflow": _CONNECTIONS_AT_PEAK - _CONNECTIONS,
        "query_cache_size": 100,
        "hide_parameters": True,  # an error's text reaches logs, a My Number may not (NUM-13)
    }
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and not parsed.database.startswith((":memory:", "file:")):
            engine = create_engine(
                parsed,
                **sizes,
                connect_args={
                    "isolation_level": None,
                    "timeout": _WAIT_SECONDS,
                    "cached_statements": 32,
                },
            )
            event.listen(engine, "connect", _tell_sqlite)
            return engine
        case "postgresql":
            return create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                **sizes,
                pool_pre_ping=True,
                isolation_level="READ COMMITTED",
            )
    raise ValueError(
        "a store is a SQLite file or a PostgreSQL database (sqlite:///… postgresql://…)"
    )


def file_of(engine: Engine) -> Path | None:
    """The SQLite file, or None for PostgreSQL."""
    is_file = engine.dialect.name == "sqlite" and engine.url.database is not None
    return Path(str(engine.url.database)) if is_file else None


def _tell_sqlite(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def begin_reading(connection: Connection) -> None:
    """One snapshot, in which nothing can be written."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def end_reading(connection: Connection) -> None:
    """Give the connection back as it was."""
    connection.rollback()
    if connection.dialect.name == "sqlite" and not connection.invalidated:
        connection.exec_driver_sql("PRAGMA query_only = OFF")


def begin_writing(connection: Connection) -> None:
    """The only writer of this database, from the first statement to the commit."""
    if connection.dialect.name == "sqlite":
        connection.begin()
        _BEGIN_IMMEDIATE.run(connection, {})
    else:
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'; LOCK TABLE kit_store IN EXCLUSIVE MODE"
        )


def is_damage(problem: BaseException | None) -> bool:
    """Whether the database says that its own file is broken."""
    return str(getattr(problem, "sqlite_errorname", "")).startswith(_SQLITE_DAMAGE)


def is_busy(problem: DBAPIError) -> bool:
    """Whether another writer kept the lock for longer than we wait."""
    name = str(getattr(problem.orig, "sqlite_errorname", ""))
    return name.startswith("SQLITE_BUSY") or getattr(problem.orig, "sqlstate", None) == "55P03"


def backup_sqlite(file: Path, to: Path) -> None:
    """A whole copy of a database in use, by SQLite's backup API, under its name when complete."""
    if to.exists():
        raise FileExistsError(f"{to}: is there already; name another file for the backup")
    draft = to.with_name(f"{to.name}.part")
    draft.touch(mode=0o600)
    before, after = sqlite3.connect(file), sqlite3.connect(draft)
    try:
        before.backup(after)
    finally:
        after.close()
        before.close()
    draft.rename(to)


def is_full(problem: DBAPIError) -> bool:
    """Whether there was no room to write: nothing was committed."""
    name = str(getattr(problem.orig, "sqlite_errorname", ""))
    return name in _SQLITE_FULL or getattr(problem.orig, "sqlstate", None) == _DISK_FULL
