"""Whose database this is and which form it has: one row, checked whenever a store is opened.

An institution that changes its tables raises `MetaData(info={"version": n})`; a migration ends with
`guards.make` and `stamp`.
"""

import hmac
from collections.abc import Iterable

from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, update

from fuda.kit.damage import StoreDamaged
from fuda.kit.tables import identity

_FORM = 2
"""The form of the kit's own tables."""


def version_of(tables: MetaData) -> int:
    """The version that an institution gives its tables."""
    return int(tables.info.get("version", 1))


def write(connection: Connection, institution: str, tables: MetaData, secret: bytes) -> None:
    """The row of a new store."""
    connection.execute(
        insert(identity).values(
            one=1,
            institution=institution,
            form=_FORM,
            version=version_of(tables),
            key_check=_check(secret),
        )
    )


def stamp(connection: Connection, tables: MetaData) -> None:
    """What a migration says when the tables have their new form."""
    connection.execute(update(identity).values(form=_FORM, version=version_of(tables)))


def is_new(connection: Connection, where: object) -> bool:
    """Whether the database is empty; StoreDamaged where it holds something else than a store."""
    names = inspect(connection).get_table_names()
    if identity.name in names:
        return False
    if names:
        raise StoreDamaged(where, "is not a store of Fuda", "name another file or database")
    return True


def refuse_another(
    connection: Connection, where: object, institution: str, tables: MetaData
) -> None:
    """StoreDamaged for another institution's store, or one of another version."""
    row = connection.execute(select(identity)).one_or_none()
    if row is None:
        raise StoreDamaged(where, "does not say whose store it is")
    if row.institution != institution:
        raise StoreDamaged(
            where,
            f"belongs to {row.institution}, not to {institution}",
            "give each institution its own database",
        )
    there, here = (row.form, row.version), (_FORM, version_of(tables))
    if there > here:
        raise StoreDamaged(
            where,
            f"was written by a newer Fuda (form {_said(there)}, this one knows {_said(here)})",
            "use that version or start with --fresh",
        )
    if there < here:
        raise StoreDamaged(
            where,
            f"was written by an older Fuda (form {_said(there)}, this one needs {_said(here)})",
            "migrate it or start with --fresh",
        )


def refuse_other_key(connection: Connection, where: object, secret: bytes) -> None:
    """StoreDamaged where the key file is not the one that the store was made with."""
    check = connection.execute(select(identity.c.key_check)).scalar_one()
    if not hmac.compare_digest(check, _check(secret)):
        raise StoreDamaged(
            where,
            "was made with another key file",
            "restore both from the same backup or start with --fresh",
        )


def refuse_missing(connection: Connection, where: object, tables: Iterable[Table]) -> None:
    """StoreDamaged where a table or column that this program knows is not there."""
    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    for table in tables:
        if table.name not in names:
            raise StoreDamaged(where, f"has no table {table.name}")
        there = {column["name"] for column in inspector.get_columns(table.name)}
        here = {column.name for column in table.columns}
        if there != here:
            odd = ", ".join(sorted(there ^ here))
            raise StoreDamaged(where, f"table {table.name} differs in {odd}")


def _check(secret: bytes) -> str:
    return hmac.digest(secret, b"key check", "sha256").hex()


def _said(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
