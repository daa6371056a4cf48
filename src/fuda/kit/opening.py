"""Opening a store: made whole if nothing is there, otherwise looked over before anything is done.

Missing, truncated, foreign, older, newer, without its guards, with another key: each is refused in
one line that names the file, what is wrong and what to do (StoreDamaged).
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table
from sqlalchemy.exc import DBAPIError

from fuda.kit import guards, identity, keyfile
from fuda.kit.audit import AuditLog
from fuda.kit.damage import StoreDamaged
from fuda.kit.engine import engine_for, file_of, is_damage
from fuda.kit.randomness import Randomness
from fuda.kit.tables import KIT
from fuda.kit.tables import audit as audit_rows

_KEY_FILE = "store.key"
_KEY_SIZE = 32
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a store must look like to be this institution's."""

    institution: str
    tables: MetaData
    append_only: tuple[Table, ...]
    keys: Path
    randomness: Randomness

    @classmethod
    def of(
        cls,
        institution: str,
        tables: MetaData,
        append_only: Sequence[Table],
        keys: Path,
        randomness: Randomness,
    ) -> "Form":
        """The form, its append-only tables being the named ones and the audit log."""
        return cls(
            institution=institution,
            tables=tables,
            append_only=(audit_rows, *append_only),
            keys=keys,
            randomness=randomness,
        )


def opened(url: str, form: Form) -> tuple[Engine, bytes]:
    """The engine of a sound store, and the institution's secret."""
    engine = engine_for(url)
    try:
        with damage_said(engine):
            return engine, _secret_of_sound(engine, form)
    except DBAPIError as problem:
        engine.dispose()
        what = f"cannot be opened ({_one_line(problem.orig)})"
        raise StoreDamaged(where(engine), what, "see that it can be reached and written") from None
    except BaseException:
        engine.dispose()
        raise


def _secret_of_sound(engine: Engine, form: Form) -> bytes:
    file = file_of(engine)
    if file is not None:
        if not os.path.lexists(file):
            _make_file(engine, file, form)
        _refuse_no_database(file)
    with engine.begin() as connection:
        if file is None:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('kit_store'))")
            if identity.is_new(connection, where(engine)):
                _make(connection, form)
        else:
            _refuse_broken(connection, file)
        return _checked(connection, where(engine), form)


def where(engine: Engine) -> str:
    """How a message names this database."""
    return str(file_of(engine) or engine.url.render_as_string(hide_password=True))


@contextmanager
def damage_said(engine: Engine) -> Iterator[None]:
    """Turn what the database says of its own broken file into StoreDamaged."""
    try:
        yield
    except DBAPIError as problem:
        if is_damage(problem.orig):
            what = f"is damaged ({_one_line(problem.orig)})"
            raise StoreDamaged(where(engine), what) from problem
        raise


def refuse_unguarded(connection: Connection, place: str, append_only: Sequence[Table]) -> None:
    """StoreDamaged where an append-only table could be changed."""
    name = guards.unguarded(connection, append_only)
    if name is not None:
        raise StoreDamaged(
            place,
            f"the append-only guards of {name} are missing or altered",
            "find out who did it, then restore the backup or end the migration with guards.make",
        )


def _make_file(engine: Engine, file: Path, form: Form) -> None:
    """A new database appears under its name only when it is whole."""
    if not file.parent.is_dir():
        raise StoreDamaged(file, "its folder does not exist", "make the folder")
    draft = file.with_name(f"{file.name}.new-{form.randomness.token()}")
    making = engine_for(engine.url.set(database=str(draft)).render_as_string(hide_password=False))
    try:
        with making.begin() as connection:
            draft.chmod(0o600)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _make(connection, form)
        making.dispose()
        try:
            os.link(draft, file)
        except FileExistsError:
            return
        keyfile.sync_folder(file.parent)
    finally:
        making.dispose()
        for part in file.parent.glob(f"{draft.name}*"):
            part.unlink()


def _make(connection: Connection, form: Form) -> None:
    secret = keyfile.secret(form.keys, _KEY_FILE, _KEY_SIZE, form.randomness)
    KIT.create_all(connection)
    form.tables.create_all(connection)
    guards.make(connection, form.append_only)
    identity.write(connection, form.institution, form.tables, secret)
    AuditLog(secret).begin(connection)


def _refuse_no_database(file: Path) -> None:
    """Before SQLite opens it, which would take an empty file for a new database."""
    if not file.is_file():
        raise StoreDamaged(file, "is not a file", "name another file")
    with file.open("rb") as content:
        start = content.read(len(_SQLITE))
    if start != _SQLITE:
        raise StoreDamaged(file, "is empty" if not start else "is not a database")


def _refuse_broken(connection: Connection, file: Path) -> None:
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise StoreDamaged(file, f"is damaged ({_one_line(found)})")


def _one_line(text: object) -> str:
    return " ".join(str(text).split())


def _checked(connection: Connection, place: str, form: Form) -> bytes:
    if identity.is_new(connection, place):
        raise StoreDamaged(place, "holds no tables")
    identity.refuse_another(connection, place, form.institution, form.tables)
    known = [*KIT.sorted_tables, *form.tables.sorted_tables]
    identity.refuse_missing(connection, place, known)
    refuse_unguarded(connection, place, form.append_only)
    secret = keyfile.read(form.keys, _KEY_FILE, _KEY_SIZE)
    identity.refuse_other_key(connection, place, secret)
    return secret
